"""The table of commands and the functions behind it belong together; each sees few services."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any, Protocol, get_type_hints

import pytest

from bots.engine import handlers
from bots.engine.commands.table import BY_NAME, COMMANDS
from bots.engine.commands.table_buttons import BUTTONS
from bots.engine.handlers.registry import KINDS, PRESSES, RUNS
from bots.engine.reply.buttons import TABLE

MOST_SERVICES = 6

Handler = Callable[..., Any]


def services_of(kind: type) -> set[str]:
    """What can be reached through it: its properties, and whatever else it says that it has."""
    said = (name for each in kind.__mro__ if each is not Protocol for name in vars(each).get("__annotations__", ()))
    properties = (name for name, member in inspect.getmembers(kind) if isinstance(member, property))
    return {name for name in (*said, *properties) if not name.startswith("_")}


def seen_by(handler: Handler) -> set[str]:
    """The services that a handler sees: what can be reached through its first parameter."""
    return services_of(next(iter(get_type_hints(handler).values())))


def protocols() -> dict[str, type]:
    """What every module of the handlers asks for; only the registry names what all of them need together."""
    names = [found.name for found in pkgutil.iter_modules(handlers.__path__, f"{handlers.__name__}.")]
    modules = [importlib.import_module(name) for name in names if name != "bots.engine.handlers.registry"]
    return {
        f"{module.__name__}.{name}": kind
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and getattr(kind, "_is_protocol", False) and kind.__module__ == module.__name__
    }


def test_each_command_has_a_function_and_each_function_a_command() -> None:
    """A command that is only in the table would fail when somebody runs it."""
    assert set(RUNS) == set(BY_NAME)
    assert len(BY_NAME) == len(COMMANDS)


def test_each_button_has_a_function_and_each_function_a_button() -> None:
    """One that is only in a table would fail when somebody presses it; none stands in two tables."""
    assert set(PRESSES) == set(KINDS)
    assert len(KINDS) == len(TABLE) + len(BUTTONS)


def test_no_helper_of_a_handler_sees_more_either() -> None:
    """Whatever a module there asks for, be it for typing or for a page of a list."""
    found = {name: services_of(kind) for name, kind in protocols().items()}

    assert len(found) > 15
    assert {name: seen for name, seen in found.items() if len(seen) > MOST_SERVICES} == {}


HANDLERS = tuple(dict.fromkeys((*RUNS.values(), *PRESSES.values())))
"""Each once, in an order that is the same in every process that runs tests."""


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.__name__)
def test_no_handler_sees_more_than_six_services(handler: Handler) -> None:
    """What a module names is all that its functions can reach; mypy holds them to it."""
    assert 0 < len(seen_by(handler)) <= MOST_SERVICES
