"""The settings of a place: what each may be, and which of several kept values holds. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from typing import Literal, cast

from bots.engine.language.languages import LANGUAGES
from bots.engine.settings.choosing import NO_PLACES, ConfigPlaces, choose, unchosen
from bots.engine.settings.personas import PRESETS, persona
from bots.engine.settings.scopes import ALL, Choice, Scope
from bots.engine.settings.zones import NoZone, read_zone, zone
from bots.engine.storage.records import Kept
from provider.contract import Effort, Search
from provider.known.efforts import LEVELS
from provider.values import Value, replace

MOST_PERSONA = 2000
MOST_PREFIX = 16
MOST_SECONDS = 86_400
MOST_TOOLS = 30
_TOOL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

Streaming = Literal["live", "calm", "off"]
Trigger = Literal["mention", "reply", "all", "prefix", "off"]
ReasoningShown = Literal["off", "live", "keep"]
Where = Literal["channel", "thread"]
Memory = Literal["reply", "channel", "off"]
Busy = Literal["queue", "replace", "ignore"]

PREFIX = "prefix"

_GENERAL = ("source_default", "config_shared", "source_shared", "source_everywhere")
"""Where a value comes from that was chosen for no single place."""

DEFAULT_EFFORT = "default"
"""The value of `effort` that says nothing to the model."""


class Unfit(ValueError):
    """The setting cannot have that value; `phrase`, with its `values`, says why."""

    def __init__(self, phrase: str, **values: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.values = values


class Locked(Unfit):
    """The config has locked the place: no choice for it counts."""

    def __init__(self) -> None:
        super().__init__("setting_locked")


def _persona(text: str) -> str:
    text = text.strip()
    if not text or len(text) > MOST_PERSONA:
        raise Unfit("persona_too_long")
    return text.lower() if text.lower() in PRESETS else text


def _trigger(text: str) -> str:
    kind, _, prefix = text.strip().partition(" ")
    if kind != PREFIX:
        return _one_of("mention", "reply", "all", "off")(kind)
    prefix = prefix.strip()
    if not prefix or len(prefix) > MOST_PREFIX or any(c.isspace() for c in prefix) or prefix.startswith("/"):
        raise Unfit("prefix_unfit")
    return f"{PREFIX} {prefix}"


def _seconds(text: str) -> str:
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > MOST_SECONDS:
        raise Unfit("seconds_unfit")
    return str(int(text))


def _timezone(text: str) -> str:
    try:
        return read_zone(text)
    except NoZone as unknown:
        if unknown.near:
            raise Unfit("zone_near", near=", ".join(unknown.near)) from None
        raise Unfit("zone_unfit") from None


def _tools(text: str) -> str:
    names = tuple(dict.fromkeys(text.lower().replace(",", " ").split()))
    mixed = len(names) > 1 and not {"on", "off"}.isdisjoint(names)
    if not names or mixed or len(names) > MOST_TOOLS or not all(map(_TOOL.fullmatch, names)):
        raise Unfit("tools_unfit")
    return " ".join(names)


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.strip().lower() not in values:
            raise Unfit("value_unfit")
        return text.strip().lower()

    return read


class Setting(Value):
    """One setting. `phrase` names it; `default`: a value as it is kept; `values`: those that buttons offer.

    `read` turns what somebody wrote into what is kept, or raises `Unfit`. `shared`: useless in private chats.
    """

    key: str
    phrase: str
    default: str
    values: tuple[str, ...]
    read: Callable[[str], str]
    shared: bool = False


def _choice(key: str, phrase: str, *values: str, shared: bool = False) -> Setting:
    """A setting with fixed values; the first one is the default."""
    return Setting(key, phrase, values[0], values, _one_of(*values), shared)


SETTINGS: tuple[Setting, ...] = (
    Setting("model", "setting_model", "auto", (), str.strip),
    _choice("effort", "setting_effort", DEFAULT_EFFORT, *LEVELS),
    _choice("search", "setting_search", "off", "auto", "on"),
    Setting("tools", "setting_tools", "off", ("off", "on"), _tools),
    Setting("persona", "setting_persona", "", tuple(PRESETS), _persona),
    Setting(
        "trigger", "setting_trigger", "mention", ("mention", "reply", "all", "prefix !", "off"), _trigger, shared=True
    ),
    _choice("reasoning", "setting_reasoning", "off", "live", "keep"),
    _choice("details", "setting_details", "off", "on"),
    _choice("streaming", "setting_streaming", "live", "calm", "off"),
    Setting("notify", "setting_notify", "20", ("0", "20", "60", "300"), _seconds, shared=True),
    _choice("where", "setting_where", "channel", "thread", shared=True),
    _choice("memory", "setting_memory", "reply", "channel", "off"),
    _choice("busy", "setting_busy", "queue", "replace", "ignore"),
    _choice("names", "setting_names", "off", "on"),
    Setting("timezone", "setting_timezone", "", (), _timezone),
    Setting("language", "setting_language", "", tuple(LANGUAGES), _one_of(*LANGUAGES)),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}


class Here(Value):
    """What holds in one place. `choices`: each setting by its key, with where its value comes from.

    `everywhere`: the time zone that holds where nobody chose one for less than everywhere; empty for none.
    """

    choices: Mapping[str, Choice]
    everywhere: str = ""

    def __getitem__(self, key: str) -> str:
        return self.choices[key].value

    @property
    def model(self) -> str:
        """The name of the model, as the catalog takes it."""
        return self["model"]

    @property
    def instead(self) -> tuple[str, ...]:
        """The names of the models that hold in turn if that one is withdrawn; the last resort is "auto"."""
        return (*(each.value for each in self.choices["model"].under), BY_KEY["model"].default)

    @property
    def effort(self) -> Effort | Literal[""]:
        """How much the model is to think; empty: as it does by itself."""
        return "" if self["effort"] == DEFAULT_EFFORT else cast(Effort, self["effort"])

    @property
    def search(self) -> Search | Literal[""]:
        """Whether the model may search the web, or is to; empty: it may not."""
        return "" if self["search"] == "off" else cast(Search, self["search"])

    @property
    def tools(self) -> str:
        """Which tools the model may call: "off", "on" for all that there are, or the names of their sources."""
        return self["tools"]

    @property
    def persona(self) -> str:
        """The system text; empty for none."""
        return persona(self["persona"])

    @property
    def trigger(self) -> Trigger:
        """Which messages are for the bot."""
        return trigger_of(self["trigger"])[0]

    @property
    def trigger_is_general(self) -> bool:
        """Whether the trigger comes from no choice for that place or its server: it is meant for all shared places."""
        return self.choices["trigger"].source in _GENERAL

    @property
    def prefix(self) -> str:
        """What a message for the bot begins with; empty unless the trigger is a prefix."""
        return trigger_of(self["trigger"])[1]

    @property
    def reasoning(self) -> ReasoningShown:
        """How much of the model's reasoning is shown."""
        return cast(ReasoningShown, self["reasoning"])

    @property
    def details(self) -> bool:
        """Whether the small line below an answer says which model it is, how long it took and what it cost."""
        return self["details"] == "on"

    @property
    def streaming(self) -> Streaming:
        """How an answer grows."""
        return cast(Streaming, self["streaming"])

    @property
    def notify(self) -> float:
        """Seconds after which the asker is told that the answer is there; 0 for never."""
        return float(self["notify"])

    @property
    def where(self) -> Where:
        """Where an answer goes."""
        return cast(Where, self["where"])

    @property
    def memory(self) -> Memory:
        """Which earlier messages a question goes on from."""
        return cast(Memory, self["memory"])

    @property
    def busy(self) -> Busy:
        """What becomes of a question that comes while another one there is answered."""
        return cast(Busy, self["busy"])

    @property
    def names(self) -> bool:
        """Whether the model is told who speaks."""
        return self["names"] == "on"

    def with_zone(self, choice: Choice) -> "Here":
        """The same with that time zone."""
        return replace(self, choices={**self.choices, "timezone": choice})

    @property
    def bots_zone(self) -> tzinfo:
        """The time zone whose days are those of what all people everywhere have together."""
        return zone(self.everywhere)

    @property
    def zone(self) -> tzinfo:
        """The time zone whose days are those of the place."""
        return zone(self["timezone"])

    @property
    def language(self) -> str:
        """The language in which everybody there is spoken to; empty: each person in their own."""
        return self["language"]


def defaults(**others: str) -> Mapping[str, str]:
    """Every key with its default; `others` replaces defaults by the config's."""
    return {setting.key: others.get(setting.key, setting.default) for setting in SETTINGS}


def resolve(
    kept: Iterable[Kept],
    around: tuple[Scope, ...],
    default: Mapping[str, str],
    usable: Callable[[Kept], bool],
    places: ConfigPlaces = NO_PLACES,
) -> Here:
    """The nearest usable value of each setting, `places`: of the config's as well.

    A value that this version cannot read is not used.
    """
    values = {(each.scope, each.key): each.value for each in kept if is_readable(each) and usable(each)}
    chosen = None if places.values else {key for _, key in values}  # of most settings nobody has said anything
    choices = {
        key: choose(values, key, around, value, places) if chosen is None or key in chosen else unchosen(value)
        for key, value in default.items()
    }
    return Here(choices, values.get((ALL.key, "timezone"), default["timezone"]))


def trigger_of(value: str) -> tuple[Trigger, str]:
    """What is kept of a trigger, and its prefix: empty unless it is one."""
    trigger, _, prefix = value.partition(" ")
    return cast(Trigger, trigger), prefix


def is_readable(kept: Kept) -> bool:
    """Whether this version knows that setting, and may have kept that value of it."""
    if kept.key not in BY_KEY:
        return False
    try:
        return BY_KEY[kept.key].read(kept.value) == kept.value
    except Unfit:
        return False
