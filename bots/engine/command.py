"""What a command is: a value. The table of them is `commands`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bots.engine.model import Answer, Incoming, Invocation, Press

if TYPE_CHECKING:
    from bots.engine.desk import Desk

Role = Literal["anyone", "member", "manager", "owner"]
"""Who may run it. anyone: even a stranger (`/claim`, `/help`); manager: administers the place, or is an owner."""

Context = Literal["private", "shared"]


Run = Callable[["Desk", Invocation], Awaitable[Answer | Incoming]]
Pressed = Callable[["Desk", Press], Awaitable[Answer | Incoming]]


Kind = Literal["text", "choice", "whole", "flag", "person", "role"]
"""What an option takes: words, one of `choices`, a whole number, yes or no, a person's id, a role's id (Discord)."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. `complete`: the platform asks for values while the person types."""

    name: str
    description: str
    required: bool = False
    complete: bool = False
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    only_on: str = ""
    """The one platform that has it; empty: all."""
    fixed: bool = False
    """Its words have a form of their own (an amount): what stands behind them is another option's."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. On Telegram the first option takes all that is written behind the command."""

    name: str
    description: str
    run: Run
    options: tuple[Option, ...] = ()
    role: Role = "member"
    contexts: frozenset[Context] = frozenset({"private", "shared"})
    example: str = ""
    starts_answer: bool = False
    """Its answer is a model's and grows in place for all to see (`/ask`)."""
    menu: bool = True
    """Shown in Telegram's menu; the others stand in `/help` only."""
    only_on: str = ""
    """The one platform that has it; empty: all."""

    @property
    def group(self) -> str:
        """The command that it is a part of: "settings persona" is Discord's subcommand `persona` of `/settings`."""
        return self.name.partition(" ")[0] if " " in self.name else ""
