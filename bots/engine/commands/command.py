"""What a command is: a value. The table of them is in `table`."""

from dataclasses import dataclass
from typing import Literal

from bots.engine.access.roles import Context, Role

Kind = Literal["text", "choice", "whole", "flag", "person", "role"]
"""What an option takes: words, one of `choices`, a whole number, yes or no, a person's id, a role's id."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. `complete`: the platform asks for values while the person types."""

    name: str
    description: str
    required: bool = False
    complete: bool = False
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    own_field: bool = False
    """Only for platforms on which each option is a field of its own; on one line it would be taken for words."""
    fixed: bool = False
    """Its words have a form of their own (an amount): what stands behind them is another option's."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. On Telegram the first option takes all that is written behind the command."""

    name: str
    description: str
    options: tuple[Option, ...] = ()
    role: Role = "member"
    contexts: frozenset[Context] = frozenset({"private", "shared"})
    example: str = ""
    starts_answer: bool = False
    """Its answer is a model's and grows in place for all to see (`/ask`)."""
    menu: bool = True
    """Shown in Telegram's menu; the others stand in `/help` only."""

    @property
    def group(self) -> str:
        """The command that it is a part of: "settings persona" is Discord's subcommand `persona` of `/settings`."""
        return self.name.partition(" ")[0] if " " in self.name else ""
