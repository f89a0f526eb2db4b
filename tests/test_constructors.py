"""How much a class is handed: no constructor takes more than six arguments, and services are built in one place."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import bots
import provider
from provider.values import Value

ROOT = Path(__file__).parent.parent
MOST = 6


def modules() -> Iterator[ModuleType]:
    for package in (bots, provider):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def is_ours(cls: type) -> bool:
    return cls.__module__.partition(".")[0] in ("bots", "provider")


CLASSES = {
    f"{module.__name__}.{name}": cls
    for module in modules()
    for name, cls in vars(module).items()
    if isinstance(cls, type) and cls.__module__ == module.__name__
}


def acts(cls: type) -> bool:
    """Whether it does something: a class of ours with a coroutine or a stream among its methods."""
    methods = (member for each in cls.__mro__ if is_ours(each) for member in vars(each).values())
    return any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in methods)


def named_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    if get_origin(annotation) is Callable:
        return  # a row of a table may name a function; what that takes and makes is not held
    for inner in get_args(annotation):
        yield from named_in(inner)


def is_value(cls: type) -> bool:
    """A value or a part of the config that does nothing and holds nothing that does: rows of a table, facts."""
    if acts(cls) or not (dataclasses.is_dataclass(cls) or issubclass(cls, Value)):
        return False
    return not any(acts(named) for hint in get_type_hints(cls).values() for named in named_in(hint))


def arguments(cls: type) -> int:
    """Those of its constructor; of a library's, which a class of ours inherits, none."""
    if issubclass(cls, Value):
        return len(cls.__struct_fields__)
    owner = next(each for each in cls.__mro__ if "__init__" in vars(each))
    return len(inspect.signature(vars(owner)["__init__"]).parameters) - 1 if is_ours(owner) else 0


@pytest.mark.parametrize("name", [name for name, cls in CLASSES.items() if not is_value(cls)])
def test_no_class_takes_more_than_six_arguments(name: str) -> None:
    """More of them are a value of their own, or two classes. What only is a value may have more fields."""
    assert arguments(CLASSES[name]) <= MOST


def test_what_holds_a_service_is_no_value() -> None:
    """However it is declared: seven services in a frozen dataclass are counted."""
    from bots.engine.access.gate import Gate
    from bots.engine.seam.incoming import Incoming
    from bots.engine.seam.shown import Frame

    @dataclasses.dataclass(frozen=True)
    class Bag:
        gates: tuple[Gate, ...]
        frame: Frame

    assert (is_value(Bag), is_value(Incoming), is_value(Gate)) == (False, True, False)


def test_no_value_is_a_bag_of_functions() -> None:
    """Seven of them would be seven services under another name."""
    bags = {
        name: len(functions)
        for name, cls in CLASSES.items()
        if (dataclasses.is_dataclass(cls) or issubclass(cls, Value))
        and len(functions := [hint for hint in get_type_hints(cls).values() if get_origin(hint) is Callable]) > MOST
    }

    assert bags == {}


def test_what_does_not_change_is_a_value() -> None:
    """Dataclasses are what packages bring along too, and a link, of which only a part is compared."""
    frozen = {
        name.rpartition(".")[2]
        for name, cls in CLASSES.items()
        if dataclasses.is_dataclass(cls) and vars(cls)["__dataclass_params__"].frozen
    }

    assert frozen <= {"Settings", "Options", "ServerOptions", "Limits", "Link", "Layer"}


def test_values_are_copied_by_their_own_function() -> None:
    """That of dataclasses takes no value when it runs, although mypy lets it pass."""
    found = [
        str(path.relative_to(ROOT))
        for top in ("bots", "provider")
        for path in (ROOT / top).rglob("*.py")
        if re.search(r"^from dataclasses import .*\breplace\b|\bdataclasses\.replace\(", path.read_text(), re.MULTILINE)
    ]

    assert found == []


@pytest.mark.parametrize("path", ["bots/engine/assembly.py", "bots/wiring.py"])
def test_services_are_built_in_an_order_that_needs_no_lambda(path: str) -> None:
    """Each is there before the one that takes it."""
    tree = ast.parse((ROOT / path).read_text())

    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Lambda)]


def test_only_the_engine_is_handed_all_services() -> None:
    """Everybody else names those that they need."""
    importers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "bots").rglob("*.py")
        if "bots.engine.assembly" in path.read_text()
    ]

    assert importers == ["bots/engine/engine.py"]
