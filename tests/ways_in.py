"""What each may do, written out by hand: the program is held against this table, never against its own."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bots.engine.language.english import ENGLISH
from bots.engine.language.phrases import say

STRANGER, MEMBER, ADMINISTRATOR, OWNER = range(4)

WHO = ("stranger", "friend", "member", "administrator", "owner")
"""friend: somebody whom the config lets in, everywhere; member and administrator: of a group that is let in."""
WHERE = ("private", "group", "thread")


def rank(who: str, where: str) -> int:
    """What they are there: in private nobody is a member or an administrator of anything."""
    if where == "private":
        return {"friend": MEMBER, "owner": OWNER}.get(who, STRANGER)
    return {"stranger": STRANGER, "friend": MEMBER, "member": MEMBER, "administrator": ADMINISTRATOR}.get(who, OWNER)


@dataclass(frozen=True, slots=True)
class Way:
    """A command, what is written behind it, the least rank that it runs for, and the phrase that shows that it ran.

    `alone`: the least rank in a private chat, where that is another. `in_private`: what it says there, where that is
    another. `in_group`: the same for a group outside a thread. `only_private`: it runs nowhere else.
    `of_owner`: what it says to an owner, where that is another. `refused`: what it says to a member who may not.
    """

    command: str
    least: int
    ran: str
    line: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    alone: int = -1
    in_private: str = ""
    in_group: str = ""
    only_private: bool = False
    of_owner: str = ""
    refused: str = "manager_only"

    @property
    def written(self) -> str:
        """With what is behind it, as on Telegram."""
        return f"{self.command} {self.line}".strip()


def _setting(key: str, ran: str, option: str, value: str, in_private: str = "") -> Way:
    return Way(f"settings {key}", ADMINISTRATOR, ran, value, {option: value}, MEMBER, in_private)


def _list(name: str, ran: str, line: str, options: Mapping[str, str]) -> Way:
    return Way(f"settings {name}", ADMINISTRATOR, ran, line, options, MEMBER, "setting_shared_only")


TURNED_AWAY = say("not_open").partition(";")[0]
"""What a stranger reads, whether or not it is known by then that the owner can read the question about them."""


WAYS: tuple[Way, ...] = (
    Way("retry", MEMBER, "retry_nothing"),
    Way("continue", MEMBER, "go_on_nothing"),
    Way("new", MEMBER, "new_started"),
    Way("model", MEMBER, "model_is"),
    Way("models", MEMBER, "models_head"),
    Way("models", MEMBER, "models_none_hears", "hears", {"able": "hears"}),
    Way("stop", MEMBER, "nothing_to_stop"),
    Way("usage", MEMBER, "usage_me"),
    Way("privacy", STRANGER, "privacy_head"),
    Way("whoami", STRANGER, "whoami_id"),
    Way("help", STRANGER, "help_head"),
    Way(
        "claim", STRANGER, "already_claimed", "123456", {"code": "123456"}, only_private=True, of_owner="claimed_before"
    ),
    Way(
        "model",
        ADMINISTRATOR,
        "model_set",
        "local/test-model",
        {"name": "local/test-model"},
        MEMBER,
        refused="model_manager_only",
    ),
    Way("settings", ADMINISTRATOR, "settings_head", alone=MEMBER),
    _setting("persona", "setting_persona", "text", "You are a poet"),
    _setting("trigger", "setting_trigger", "when", "mention", "setting_shared_only"),
    _setting("effort", "setting_effort", "value", "default"),
    _setting("search", "setting_search", "value", "off"),
    _setting("tools", "setting_tools", "value", "off"),
    _setting("reasoning", "setting_reasoning", "value", "off"),
    _setting("details", "setting_details", "value", "off"),
    _setting("reply", "setting_streaming", "streaming", "live"),
    _setting("memory", "setting_memory", "value", "reply"),
    _setting("busy", "setting_busy", "value", "queue"),
    _setting("names", "setting_names", "value", "off"),
    _setting("timezone", "setting_timezone", "zone", "UTC"),
    _setting("language", "setting_language", "value", "english"),
    Way("settings history", ADMINISTRATOR, "history_head", alone=MEMBER),
    Way(
        "settings limit",
        ADMINISTRATOR,
        "limit_set",
        "5000 answers a day",
        {"amount": "5000 answers a day"},
        OWNER,
    ),
    Way("settings deny", ADMINISTRATOR, "see_talk", "77", {"person": "77"}, OWNER, "denied_now"),
    Way("settings allow", ADMINISTRATOR, "see_talk", "77", {"person": "77"}, OWNER, "allowed_now"),
    _list("talk", "talk_everybody", "add 77", {"who": "add", "person": "77"}),
    _list("talk", "talk_only", "only", {"who": "only"}),
    _list("talk", "talk_everybody", "everybody", {"who": "everybody"}),
    _list("administrators", "administrators_none", "remove 77", {"change": "remove", "person": "77"}),
    _list("channels", "channels_only", "only", {"where": "only"}),
    _list("channels", "channels_all", "all", {"where": "all"}),
    Way("pause", ADMINISTRATOR, "paused_now", alone=OWNER),
    Way("resume", ADMINISTRATOR, "resumed", alone=OWNER),
    Way("servers", OWNER, "servers_head", only_private=True),
    Way("owner", OWNER, "owner_list"),
    Way("owner", OWNER, "private_only", "status", {"what": "status"}, in_private="status_head"),
)
"""Every command but `/ask`, which is a question: in an order in which none spoils what the next one says."""


def opening(phrase: str) -> str:
    """What a phrase begins with, up to what is filled in."""
    return ENGLISH[phrase].partition("{")[0]


def answer(way: Way, who: str, where: str) -> str:
    """What the answer to a command begins with."""
    theirs, private = rank(who, where), where == "private"
    least = way.alone if private and way.alone >= 0 else way.least
    if theirs == STRANGER and least > STRANGER:
        return TURNED_AWAY
    if way.only_private and not private:
        return say("private_only")
    if theirs < least:
        return say("owner_only") if least == OWNER else opening(way.refused)
    other = way.in_private if private else way.in_group if where == "group" else ""
    if theirs == OWNER:
        other = other or way.of_owner
    return opening(other or way.ran)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A button, made up or from another day: what is behind it, for whom it goes on, and what it says then."""

    name: str
    argument: str
    least: int
    ran: str
    refused: str = "denied"
    alone: int = -1
    only_private: bool = False


BUTTONS: tuple[Pushed, ...] = (
    Pushed("allow", "memory:person:77", OWNER, "allowed_now", "owner_only"),
    Pushed("deny", "memory:person:77", OWNER, "denied_now", "owner_only"),
    Pushed("leave", "memory:server:77", OWNER, "not_left", "owner_only"),
    Pushed("servers", "0 leave memory:server:77", OWNER, "servers_head", "owner_only"),
    Pushed("status", "0", OWNER, "status_head", "owner_only", only_private=True),
    Pushed("set", "reasoning=live", ADMINISTRATOR, "settings_head", "manager_only", alone=MEMBER),
    Pushed("write", "memory", ADMINISTRATOR, "unknown_button", "manager_only", alone=MEMBER),
    Pushed("limit", "", ADMINISTRATOR, "limits_head", "manager_only", alone=MEMBER),
    Pushed("usage", "me 7", MEMBER, "usage_me"),
    Pushed("undo", "999999", ADMINISTRATOR, "unknown_button", "manager_only", alone=MEMBER),
    Pushed("model", "local/test-model", ADMINISTRATOR, "model_set", "manager_only", alone=MEMBER),
    Pushed("model_all", "local/test-model", OWNER, "model_set_for", "owner_only"),
    Pushed("pick", "", ADMINISTRATOR, "model_is", "manager_only", alone=MEMBER),
    Pushed("pin", "", OWNER, "auto_pinned", "owner_only"),
    Pushed("unpin", "", OWNER, "auto_today", "owner_only"),
    Pushed("unswitch", "999999.999999", MEMBER, "unknown_button"),
    Pushed("stop", "999999", MEMBER, "answer_over"),
    Pushed("now", "999999", MEMBER, "answer_over"),
    Pushed("permit", "999999", MEMBER, "approval_over"),
    Pushed("permit_always", "999999", MEMBER, "approval_over"),
    Pushed("forbid", "999999", MEMBER, "approval_over"),
    Pushed("retry", "999999", MEMBER, "retry_nothing"),
    Pushed("edited", "999999.1", MEMBER, "retry_nothing"),
    Pushed("again", "999999", MEMBER, "retry_nothing"),
    Pushed("anew", "999999 local/test-model", MEMBER, "retry_nothing"),
    Pushed("continue", "999999", MEMBER, "retry_nothing"),
    Pushed("go_on", "999999.3", MEMBER, "go_on_nothing"),
    Pushed("turn", "999999", MEMBER, "version_gone"),
    Pushed("info", "999999", MEMBER, "info_gone"),
    Pushed("page", "models", MEMBER, "unknown_button"),
    Pushed("made up", "", MEMBER, "unknown_button"),
    Pushed("help", "", STRANGER, "help_head"),
    Pushed("forget", "", STRANGER, "forget_sure"),
    Pushed("unread", "yes", STRANGER, "privacy_head"),
)
"""Every button but the file of `/privacy`, which says what it says with a file."""

WITHOUT_GATE = {"allow", "deny"}
"""Of these an owner's word is all that is asked for: a stranger is told the same as everyone."""


def pushed(button: Pushed, who: str, where: str) -> str:
    """What is said to somebody who presses it."""
    theirs = rank(who, where)
    least = button.alone if where == "private" and button.alone >= 0 else button.least
    if theirs >= least:
        return say("private_only") if button.only_private and where != "private" else opening(button.ran)
    if theirs == STRANGER and button.name not in WITHOUT_GATE:
        return say("denied")
    return say(button.refused)


def written_by(folder: Path) -> set[str]:
    """Who has changed anything: settings, limits, grants, owners."""
    with sqlite3.connect(folder / "parley.db") as database:
        rows = database.execute(
            'SELECT "by" FROM changes UNION SELECT "by" FROM settings UNION SELECT "by" FROM grants'
        )
        found = {str(by) for (by,) in rows}
    database.close()
    return found
