"""The settings in words: what each is for, what each value is called and does, and which value somebody means."""

from collections.abc import Mapping

from bots.engine.language.languages import LANGUAGES, phrase
from bots.engine.language.phrases import say
from bots.engine.settings.table import BY_KEY, PREFIX, Setting
from bots.text.names import literal

SHOWN = 60
"""Characters of a persona that are shown in a line."""

ABOUT: Mapping[str, str] = {
    "model": "about_model",
    "effort": "about_effort",
    "search": "about_search",
    "tools": "about_tools",
    "persona": "about_persona",
    "trigger": "about_trigger",
    "reasoning": "about_reasoning",
    "details": "about_details",
    "streaming": "about_streaming",
    "notify": "about_notify",
    "where": "about_where",
    "memory": "about_memory",
    "busy": "about_busy",
    "names": "about_names",
    "timezone": "about_timezone",
    "language": "about_language",
}
"""The phrase for what a setting is for."""

VALUES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "effort": {
        "default": ("effort_default", "about_effort_default"),
        "none": ("effort_zero", "about_effort_zero"),
        "minimal": ("effort_minimal", "about_effort_minimal"),
        "low": ("effort_low", "about_effort_low"),
        "medium": ("effort_medium", "about_effort_medium"),
        "high": ("effort_high", "about_effort_high"),
        "max": ("effort_max", "about_effort_max"),
    },
    "search": {
        "off": ("search_off", "about_search_off"),
        "auto": ("search_auto", "about_search_auto"),
        "on": ("search_on", "about_search_on"),
    },
    "tools": {"off": ("tools_off", "about_tools_off"), "on": ("tools_on", "about_tools_on")},
    "persona": {
        "concise": ("persona_concise", "about_persona_concise"),
        "teacher": ("persona_teacher", "about_persona_teacher"),
        "translator": ("persona_translator", "about_persona_translator"),
        "coder": ("persona_coder", "about_persona_coder"),
        "editor": ("persona_editor", "about_persona_editor"),
    },
    "trigger": {
        "mention": ("trigger_mention", "about_trigger_mention"),
        "reply": ("trigger_reply", "about_trigger_reply"),
        "all": ("trigger_all", "about_trigger_all"),
        "prefix": ("trigger_prefix", "about_trigger_prefix"),
        "off": ("trigger_off", "about_trigger_off"),
    },
    "reasoning": {
        "off": ("reasoning_off", "about_reasoning_off"),
        "live": ("reasoning_live", "about_reasoning_live"),
        "keep": ("reasoning_keep", "about_reasoning_keep"),
    },
    "details": {"off": ("details_off", "about_details_off"), "on": ("details_on", "about_details_on")},
    "streaming": {
        "live": ("streaming_live", "about_streaming_live"),
        "calm": ("streaming_calm", "about_streaming_calm"),
        "off": ("streaming_off", "about_streaming_off"),
    },
    "where": {
        "channel": ("where_channel", "about_where_channel"),
        "thread": ("where_thread", "about_where_thread"),
    },
    "memory": {
        "reply": ("memory_reply", "about_memory_reply"),
        "channel": ("memory_channel", "about_memory_channel"),
        "off": ("memory_off", "about_memory_off"),
    },
    "busy": {
        "queue": ("busy_queue", "about_busy_queue"),
        "replace": ("busy_replace", "about_busy_replace"),
        "ignore": ("busy_ignore", "about_busy_ignore"),
    },
    "names": {"off": ("names_off", "about_names_off"), "on": ("names_on", "about_names_on")},
    "language": {"en": ("language_en", "about_language_en"), "es": ("language_es", "about_language_es")},
}
"""The phrases for what a value is called, and for what it does."""


KEPT: Mapping[str, str] = {
    "talk": "kept_talk",
    "administers": "kept_administers",
    "channels": "kept_channels",
    "channel": "kept_channels",
    "paused": "kept_paused",
    "limit": "kept_limit",
    "tool": "kept_tool",
}
"""The phrase for what else is kept beside settings, by the first word of its key. What follows says whose it is."""

ENTRIES: Mapping[str, str] = {
    "in": "kept_yes",
    "yes": "kept_yes",
    "out": "kept_no",
    "only": "kept_only",
    "everybody": "kept_everybody",
    "all": "kept_all",
}
"""The phrase for a value of these."""


def name_of(key: str, whose: str = "") -> str:
    """What is kept under a key, for a person. `whose`: what to call the person, role or channel that the key names."""
    if key in BY_KEY:
        return say(BY_KEY[key].phrase)
    kind, _, rest = key.partition(" ")
    name = say(KEPT[kind]) if kind in KEPT else kind
    return f"{name}: {whose or rest}" if rest else name


def about(key: str) -> str:
    """What a setting is for; empty if nothing is said about it."""
    return say(ABOUT[key]) if key in ABOUT else ""


def label(key: str, value: str) -> str:
    """What a value is called, whole."""
    if not value:
        return say("language_own") if key == "language" else "–"
    if key == "notify":
        return say("notify_never") if value == "0" else say("notify_after", seconds=value)
    if key not in BY_KEY:
        return say(ENTRIES[value]) if value in ENTRIES else value
    kind, blank, rest = _split(key, value)
    named = VALUES.get(key, {}).get(kind)
    return f"{say(named[0])}{blank}{rest}" if named else value


def shown(key: str, value: str) -> str:
    """The same in one short line."""
    line = " ".join(label(key, value).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def does(key: str, value: str) -> str:
    """What a value does, in a line; empty if nothing is said about it."""
    if key == "notify":
        return say("about_notify_never" if value == "0" else "about_notify_after")
    named = VALUES.get(key, {}).get(_split(key, value)[0])
    return say(named[1]) if named else ""


def written(key: str, value: str) -> str:
    """The same as Markdown: what a person wrote is shown as it is."""
    return literal(shown(key, value))


def line(setting: Setting, value: str, source: str) -> str:
    """The setting with its value and with where that comes from, as Markdown. `source`: the key of a phrase."""
    return say("setting_line", setting=say(setting.phrase), value=written(setting.key, value), source=say(source))


def meant(key: str, text: str) -> str:
    """The value that somebody writes in one of our languages; anything else stays as it is."""
    kind, blank, rest = _split(key, text.strip())
    for value, (called, _) in VALUES.get(key, {}).items():
        if kind.lower() in (value, *(phrase(code, called).lower() for code in LANGUAGES)):
            return f"{value}{blank}{rest}"
    return text


def _split(key: str, value: str) -> tuple[str, str, str]:
    """The word that decides, and what stands behind it: of a trigger, the prefix itself."""
    first, blank, rest = value.partition(" ")
    is_prefix = key == "trigger" and first.lower() in (PREFIX, *(phrase(code, "trigger_prefix") for code in LANGUAGES))
    return (first, blank, rest) if is_prefix else (value, "", "")
