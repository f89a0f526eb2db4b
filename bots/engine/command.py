"""What a command is: a value. The table of them is `commands`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from bots.engine.choices import Choice
from bots.engine.model import Answer, Incoming, Invocation, Origin, Person

Role = Literal["anyone", "member", "manager", "owner"]
"""Who may run it. anyone: even a stranger (`/claim`, `/help`); manager: administers the place, or is an owner."""

Context = Literal["private", "shared"]


class Desk(Protocol):
    """What a command can reach of the engine."""

    async def model_here(self, origin: Origin) -> Choice:
        """The model of that place, and where the choice comes from."""

    async def choose_model(self, origin: Origin, name: str) -> Choice:
        """Keep a choice for that place ("" undoes it) and return what holds now; see `Catalog.find` for its errors."""

    async def models(self) -> tuple[str, ...]:
        """Every "provider/model" that can be chosen."""

    async def answers_auto(self, origin: Origin) -> str:
        """Which model answers there where the choice is auto; empty when none does."""

    async def may_change(self, origin: Origin) -> bool:
        """Whether that person chooses for everyone there."""

    async def new_conversation(self, origin: Origin) -> None:
        """Forget, for the model, what was said there."""

    async def stop_here(self, origin: Origin) -> str:
        """Stop what may be stopped there; the phrase that says how it went."""

    async def claim(self, person: Person, code: str) -> str:
        """Try to become the owner; the phrase that says how it went."""


Run = Callable[[Desk, Invocation], Awaitable[Answer | Incoming]]


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
