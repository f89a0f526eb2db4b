"""What the buttons and menus of lists of models say in the 64 bytes that they have. Pure.

A button means the same after a restart and in every later version: a page is named by what it lists and its number, a
model by its name, or by a digest of its name if that is too long.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Literal

from bots.engine.seam.shown import Action
from bots.engine.settings.scopes import EVERYWHERE, HERE
from provider.values import Value, replace

PICK: Literal["models"] = "models"
READ: Literal["list"] = "list"

_PICK_FOR_ALL = "models_all"
"""The list from which the owner chooses for everybody, as the first buttons wrote it."""

_APART, _DIGEST = ">", "#"
"""No name of a model begins with these."""


class Page(Value):
    """A page of a list of models, to choose one or to read.

    `number`: from 0. `able`: what its models can do, as for `/models`. `typed`: words of their names. `reach`: how far
    a choice reaches.
    """

    what: Literal["models", "list"]
    number: int = 0
    able: str = ""
    typed: str = ""
    reach: str = HERE

    def action(self) -> Action:
        """The action that leads to it."""
        reach = "" if self.reach == HERE else self.reach
        more = (self.able, reach, " ".join(self.typed.split()))
        head = _APART.join((self.what, *more)) if any(more) else self.what
        return Action("page", f"{head} {self.number}")

    def at(self, number: int) -> "Page":
        """Another page of the same list."""
        return replace(self, number=number)


def page(action: Action) -> Page | None:
    """The page that a button leads to; None if it is one of no list that there is."""
    head, _, last = action.argument.rpartition(" ")
    number = int(last) if last.isdecimal() and len(last) < 6 else 0
    what, able, reach, typed = (*head.split(_APART, 3), "", "", "")[:4]
    if what == _PICK_FOR_ALL:
        return Page(PICK, number, reach=EVERYWHERE)
    if what == PICK:
        return Page(PICK, number, able, typed, reach or HERE)
    return Page(READ, number, able, typed) if what == READ else None


def choosing(name: str, reach: str = HERE) -> Action:
    """The action that chooses a model."""
    if reach == EVERYWHERE:
        return _fitting("model_all", "", name)
    head = "" if reach == HERE else f"{_APART}{reach}{_APART}"
    return _fitting("model", head, name)


def chosen(argument: str) -> tuple[str, str]:
    """The model that such an action names, for `named`, and how far the choice reaches."""
    if argument.startswith(_APART):
        reach, _, name = argument[1:].partition(_APART)
        return name, reach
    return argument, HERE


def answering(row: int, name: str, *, to_command: bool) -> Action:
    """The action that gives an answer anew by that model. `to_command`: it answers a command."""
    return _fitting("anew", f"{row}{'c' if to_command else ''} ", name)


def answered(argument: str) -> tuple[str, str, bool]:
    """The row of the answer, the model for `named`, and whether it answers a command."""
    row, _, name = argument.partition(" ")
    return row.removesuffix("c"), name, row.endswith("c")


def named(name: str, names: Iterable[str]) -> str:
    """The name that an action means: one of `names` if it has a digest; empty if that is none of them."""
    if not name.startswith(_DIGEST):
        return name
    return next((each for each in names if _digest(each) == name), "")


def _fitting(action: str, head: str, name: str) -> Action:
    found = Action(action, f"{head}{name}")
    return found if found.fits() else Action(action, f"{head}{_digest(name)}")


def _digest(name: str) -> str:
    return f"{_DIGEST}{blake2b(name.encode(), digest_size=8).hexdigest()}"
