"""The pages of `/help`: a first one of six lines, and a short one for each topic. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal

from bots.engine.commands.command import Command
from bots.engine.commands.table_settings import GROUP
from bots.engine.handlers.permissions import model_instead
from bots.engine.language.phrases import described, say
from bots.engine.seam.platform import LinksCommands, Platform
from bots.engine.seam.shown import Action, Button, Panel
from provider.values import Value

Whereabouts = Literal["alone", "private", "shared", "guest"]
"""Where it is read: a terminal, a private chat, a place with others, or one of which the bot is no member."""

FIRST = ("new", "stop", "retry", "model", "usage", "privacy")
"""The commands of the first page; `MOST` of them at most, and then `/usage` is the one that stands elsewhere only."""
MOST = 5

TALKING, MODELS, PRIVACY, ADMINISTRATORS, OWNER = "talking", "models", "privacy", "administrators", "owner"

OF_TOPIC: Mapping[str, tuple[str, ...]] = {
    TALKING: ("ask", "new", "stop", "retry", "continue"),
    MODELS: ("model", "models"),
    PRIVACY: ("privacy", "whoami", "usage"),
}
"""The commands of each topic; those of administrators and of the owner are all that only they may run."""

_LABELS: Mapping[str, str] = {
    TALKING: "help_talking",
    MODELS: "help_models",
    PRIVACY: "help_privacy",
    ADMINISTRATORS: "help_administrators",
    OWNER: "help_owner",
}
_FIRST_LINE: Mapping[Whereabouts, str] = {
    "alone": "help_first_alone",
    "private": "help_first_private",
    "shared": "help_first_shared",
    "guest": "help_first_guest",
}
_ABOUT_TALKING: Mapping[Whereabouts, str] = {
    "alone": "help_talking_alone",
    "private": "help_talking_private",
    "shared": "help_talking_shared",
    "guest": "help_talking_shared",
}

UNLISTED = frozenset({"help", "claim"})
"""Commands that no page names: what is being read, and what is said to whoever needs it."""

BACK = Action("help")


class Reader(Value):
    """Who reads: the commands that they may run there, where that is, and on which platform."""

    commands: Sequence[Command]
    where: Whereabouts
    platform: Platform

    def of(self, topic: str) -> tuple[Command, ...]:
        """Their commands of that topic."""
        if topic in (ADMINISTRATORS, OWNER):
            role = "manager" if topic == ADMINISTRATORS else "owner"
            return tuple(each for each in self.commands if each.role == role)
        by_name = {each.name: each for each in self.commands}
        return tuple(by_name[name] for name in OF_TOPIC.get(topic, ()) if name in by_name)


def first_page(reader: Reader, greeting: str = "", about: str = "") -> Panel:
    """How to talk to the bot, the commands that most people need, and the way to each topic.

    `greeting`: goes before all that. `about`: goes behind it.
    """
    by_name = {each.name: each for each in reader.commands}
    some = [by_name[name] for name in FIRST if name in by_name]
    if len(some) > MOST:
        some = [each for each in some if each.name != "usage"]
    talks = () if not reader.of(TALKING) else (say(_FIRST_LINE[reader.where]),)
    lines = (greeting, *talks, *(_line(each) for each in some))
    topics = [topic for topic in (*OF_TOPIC, ADMINISTRATORS, OWNER) if reader.of(topic)]
    buttons = [Button(_label(topic, reader), Action("help", topic)) for topic in topics]
    rows = (tuple(buttons[: len(OF_TOPIC)]), tuple(buttons[len(OF_TOPIC) :]))
    return Panel(say("help_head"), tuple(filter(None, lines)), about, buttons=tuple(filter(None, rows)))


def page(reader: Reader, topic: str) -> Panel | None:
    """What there is on that topic; None if there is nothing for that reader."""
    mine = reader.of(topic)
    if not mine:
        return None
    about = ""
    if topic == TALKING:
        about = say(_ABOUT_TALKING[reader.where])
    elif topic == MODELS and reader.where == "shared" and not reader.of(ADMINISTRATORS):
        about = model_instead(reader.platform)
    straight = [each for each in mine if each.group and each in GROUP]
    lines = [
        _line(each, example=not isinstance(reader.platform, LinksCommands)) for each in mine if each not in straight
    ]
    if straight:
        lines.insert(1, say("help_straight", commands=", ".join(f"/{each.name}" for each in straight)))
    return Panel(_label(topic, reader), tuple(lines), about, buttons=((Button(say("back_button"), BACK),),))


def _label(topic: str, reader: Reader) -> str:
    if topic == ADMINISTRATORS and reader.where in ("alone", "private"):
        return say("help_settings")  # nobody administers anything there, and there are settings all the same
    return say(_LABELS[topic])


def _line(command: Command, *, example: bool = False) -> str:
    """A command and what it does. `example`: if it is about people, with options as they are written behind it."""
    written = f"/{command.name}"
    if example and any(option.kind == "person" for option in command.options):
        written = described(command.example)
    return say("help_command", command=written, about=described(command.description))
