"""What a command is, as a value. Their table is in `table`."""

from typing import Literal

from bots.engine.access.roles import Context, Role
from provider.values import Value

Kind = Literal["text", "choice", "whole", "flag", "person", "role", "channel", "file"]
"""What an option takes: words, one of `choices`, a whole number, yes or no, an id of what its name says, or a file.

A file comes as an attachment, and has no value.
"""

WhenOld = Literal["run", "in private", "never"]
"""What becomes of a command that was old when it arrived, after an outage.

run: what it changes is changed all the same, in its order. in private: what it shows is shown where that disturbs
nobody. never: it is over, and nothing is said.
"""


Repeats = Literal["noted", "question", "harmless"]
"""What keeps a command or a press from being done twice if the platform delivers it once more, as after a kill.

noted: it is noted before it is done. question: what it asks is noted when that is committed. harmless: nothing has to.
"""


class Option(Value):
    """One option of a command. `complete`: the platform offers values while the person types."""

    name: str
    description: str
    required: bool = False
    complete: bool = False
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    own_field: bool = False
    """Whether it exists only on platforms with a field for each option; on a line it would be taken for words."""
    fixed: bool = False
    """Whether its words have a form of their own (an amount), so that words behind them belong to another option."""
    suggested: tuple[str, ...] = ()
    """Words that mean something of their own among the free words that it takes."""


class Command(Value):
    """A slash command. On a platform that hands over one line, the first option takes the text behind the command."""

    name: str
    description: str
    options: tuple[Option, ...] = ()
    role: Role = "member"
    contexts: frozenset[Context] = frozenset({"private", "shared"})
    example: str = ""
    starts_answer: bool = False
    """Whether its answer is a model's, which grows in place for all to see (`/ask`)."""
    menu: bool = True
    """Whether it is in Telegram's menu; `/help` lists all commands."""
    when_old: WhenOld = "run"
    travels: bool = False
    """Whether it comes along with a person who brings the bot to places of which it is no member."""
    for_one: bool = True
    """Whether it means anything where nobody but one person ever is: in a terminal."""
    repeats: Repeats = "noted"
    keeps_names: bool = False
    """Whether something may be kept after it that names who ran it; after those of administrators it always may."""
    waits: bool = True
    """Whether it is run once the answers have begun to all that came before it."""
    of_answers: bool = False
    """Whether it is about the answers of its place, which only the process that attends the place can reach."""

    @property
    def group(self) -> str:
        """The command that this one belongs to: "settings persona" is the subcommand `persona` of `/settings`."""
        return self.name.partition(" ")[0] if " " in self.name else ""
