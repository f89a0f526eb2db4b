"""The table of commands and the functions behind it belong together; each sees few services."""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from bots.engine.commands.table import BY_NAME, COMMANDS
from bots.engine.commands.table_buttons import BUTTONS
from bots.engine.handlers.registry import KINDS, PRESSES, RUNS
from bots.engine.reply.buttons import TABLE

MOST_SERVICES = 6

Handler = Callable[..., Any]


def seen_by(handler: Handler) -> set[str]:
    """The services that a handler sees: the properties of what its first parameter may be."""
    first = next(iter(get_type_hints(handler).values()))
    return {name for name, member in inspect.getmembers(first) if isinstance(member, property)}


def test_each_command_has_a_function_and_each_function_a_command() -> None:
    """A command that is only in the table would fail when somebody runs it."""
    assert set(RUNS) == set(BY_NAME)
    assert len(BY_NAME) == len(COMMANDS)


def test_each_button_has_a_function_and_each_function_a_button() -> None:
    """One that is only in a table would fail when somebody presses it; none stands in two tables."""
    assert set(PRESSES) == set(KINDS)
    assert len(KINDS) == len(TABLE) + len(BUTTONS)


HANDLERS = tuple(dict.fromkeys((*RUNS.values(), *PRESSES.values())))
"""Each once, in an order that is the same in every process that runs tests."""


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.__name__)
def test_no_handler_sees_more_than_six_services(handler: Handler) -> None:
    """What a module names is all that its functions can reach; mypy holds them to it."""
    assert 0 < len(seen_by(handler)) <= MOST_SERVICES
