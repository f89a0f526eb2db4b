"""The adapter's pure parts: permissions, registration, what answers mean; and its check of the library."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord_bot.errors import BANNED_FOR, translate
from bots.discord_bot.library import check_library
from bots.discord_bot.panels import action_rows
from bots.discord_bot.payloads import sending
from bots.discord_bot.permissions import ADMINISTRATOR, MANAGE_CHANNELS, MANAGE_GUILD, administers, resolve
from bots.discord_bot.reading import Me, Surroundings, said
from bots.engine.seam.errors import SlowDown
from bots.engine.seam.shown import Action, Button, Frame

SEND = 1 << 11
ME = Me("10", "11", reads_content=True)


def guild(everyone: int, role: int) -> dict[str, Any]:
    """A server of person 1 with a role 5."""
    roles = [{"id": "9", "permissions": str(everyone)}, {"id": "5", "permissions": str(role)}]
    return {"id": "9", "owner_id": "1", "roles": roles}


def member(id: str, *roles: str) -> dict[str, Any]:
    """A member with these roles."""
    return {"user": {"id": id}, "roles": list(roles)}


def overwrite(id: str, *, allow: int = 0, deny: int = 0) -> dict[str, str]:
    """A channel's exception."""
    return {"id": id, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("who", "role", "overwrites", "expected"),
    [
        (member("2"), 0, [], False),
        (member("1"), 0, [], True),
        (member("2", "5"), MANAGE_GUILD, [], True),
        (member("2"), MANAGE_GUILD, [], False),
        (member("2", "5"), MANAGE_CHANNELS, [overwrite("9", deny=MANAGE_CHANNELS)], False),
        (member("2", "5"), ADMINISTRATOR, [overwrite("2", deny=ADMINISTRATOR | MANAGE_CHANNELS)], True),
        (member("2", "5"), 0, [overwrite("5", deny=MANAGE_CHANNELS), overwrite("2", allow=MANAGE_CHANNELS)], True),
        (member("2", "5"), MANAGE_CHANNELS, [overwrite("5", deny=MANAGE_CHANNELS)], False),
    ],
)
def test_permissions(who: dict[str, Any], role: int, overwrites: list[dict[str, str]], expected: bool) -> None:
    """The owner and administrators always manage; else roles add up, and the channel's exceptions come last."""
    assert administers(resolve(guild(SEND, role), who, overwrites)) is expected


def test_a_ban_closes_everything() -> None:
    """A 429 that is not Discord's own stops the bot, for as long as it says or a minute."""
    said_how_long = translate(429, {"Retry-After": "120"}, None, "discord:edit:1")
    silent = translate(429, {}, None, "discord:edit:1")

    assert isinstance(said_how_long, SlowDown)
    assert isinstance(silent, SlowDown)
    assert (said_how_long.retry_after, silent.retry_after) == (120.0, BANNED_FOR)
    assert silent.budgets == ("discord:edit:1", "discord:bot")


def test_shared_limit_is_the_routes() -> None:
    """A limit that others share with us closes that route, not the bot."""
    body = {"retry_after": 1.5, "global": False}

    error = translate(429, {"Via": "1.1 google", "X-RateLimit-Scope": "shared"}, body, "discord:send:1")

    assert isinstance(error, SlowDown)
    assert (error.retry_after, error.budgets) == (1.5, ("discord:send:1",))


@pytest.mark.parametrize(
    ("headers", "said"),
    [({}, True), ({"X-RateLimit-Global": "true"}, False), ({"X-RateLimit-Scope": "global"}, False)],
)
def test_a_global_limit_is_the_bots(headers: dict[str, str], said: bool) -> None:
    """However Discord says so: it closes the bot's budget, and leaves no doubt."""
    error = translate(429, {"Via": "1.1 google", **headers}, {"retry_after": 1.5, "global": said}, "discord:send:1")

    assert isinstance(error, SlowDown)
    assert (error.budgets, error.vague) == (("discord:bot",), False)


@given(st.text(max_size=200))
def test_a_nonce_fits_and_means_the_same(nonce: str) -> None:
    """At most 25 characters, whatever it was; the same one twice stays the same."""
    first, second = (sending(Frame("x"), nonce=nonce).get("nonce", "") for _ in range(2))

    assert len(first) <= 25
    assert first == second


def test_long_labels_are_cut() -> None:
    """A label that Discord would refuse is shortened."""
    [row] = action_rows(((Button("x" * 100, Action("pick", "1")),),))

    assert row["components"][0]["label"] == "x" * 79 + "…"
    assert row["components"][0]["custom_id"] == "pick|1"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<@10> hello", "hello"),
        ("<@!10>, hello", "hello"),
        ("hello <@10>", "hello"),
        ("<@10>", ""),
        ("<@10> <@10> hello <@&12>", "hello"),
        ("is <@10> here?", "is @parley here?"),
        ("<@100> hello", "<@100> hello"),
        ("  line\n\n    code  ", "line\n\n    code"),
    ],
)
def test_our_mention_is_cut_off(content: str, text: str) -> None:
    """At the ends it addresses us; in the middle it is part of the sentence."""
    mentions = [{"id": "10", "username": "parley"}]

    assert said(content, mentions, ME, Surroundings(own_role="12")) == text


def test_another_library_is_noticed() -> None:
    """A client that keeps its connections elsewhere is refused at import, with the way out."""

    class Other:
        """An HTTP client of another version."""

    with pytest.raises(ImportError, match=r"install discord\.py 2\.7\.1"):
        check_library(Other)
