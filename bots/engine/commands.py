"""Every command once, as a value: dispatch, permissions, completion, help, README and registration come from here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bots.engine.model import Answer, Incoming, Invocation

Role = Literal["anyone", "member", "manager", "owner"]
"""Who may run it. anyone: even a stranger (`/claim`, `/help`); manager: administers the place, or is an owner."""

Context = Literal["private", "shared"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. `complete`: the platform asks for values while the person types."""

    name: str
    description: str
    required: bool = False
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. On Telegram the first option takes all that is written behind the command."""

    name: str
    description: str
    run: Callable[[object, Invocation], Awaitable[Answer | Incoming]]
    options: tuple[Option, ...] = ()
    role: Role = "member"
    contexts: frozenset[Context] = frozenset({"private", "shared"})
    example: str = ""
    starts_answer: bool = False
    """Its answer is a model's and grows in place for all to see (`/ask`)."""


async def _later(desk: object, invocation: Invocation) -> Answer | Incoming:
    return Answer("")


_NAME = Option("name", "provider/model, or reset", complete=True)

COMMANDS: tuple[Command, ...] = (
    Command(
        "ask",
        "Ask the model",
        _later,
        (Option("text", "What you want to know", required=True),),
        example="/ask Why is the sky blue?",
        starts_answer=True,
    ),
    Command("model", "Show or choose this channel's model", _later, (_NAME,), example="/model openai/gpt-4o-mini"),
    Command("models", "List the models", _later, example="/models"),
    Command("new", "Start a new conversation", _later, example="/new"),
    Command("stop", "Stop the answer", _later, example="/stop"),
    Command("help", "What I can do", _later, role="anyone", example="/help"),
    Command(
        "claim",
        "Become the owner of this bot",
        _later,
        (Option("code", "The code that the bot printed when it started", required=True),),
        role="anyone",
        contexts=frozenset({"private"}),
        example="/claim 123456",
    ),
)
