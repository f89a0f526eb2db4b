"""The fake Discord lets the bot do what its roles and the channel allow, and no more."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.bots.discord_bot.test_fake_discord import Raw, button, raw
from tests.fakes.discord_api import NONCES
from tests.fakes.discord_rights import (
    ADMINISTRATOR,
    ATTACH_FILES,
    OPEN_THREADS,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    everywhere,
    here,
)
from tests.fakes.discord_world import EPHEMERAL, LOADING, Json
from tests.fakes.faults import Fault

__all__ = ["raw"]


def role(permissions: int) -> Json:
    return {"permissions": str(permissions)}


def exception(of: str, allow: int = 0, deny: int = 0) -> Json:
    return {"id": of, "allow": str(allow), "deny": str(deny)}


def test_exceptions_go_from_everybody_to_the_member() -> None:
    """Each level takes and gives; who may not see a channel may do nothing there; nothing holds an administrator."""
    base = everywhere((role(VIEW_CHANNEL), role(SEND_MESSAGES)), owner=False)
    levels = (("all",), ("role",), ("me",))
    taken = [exception("all", deny=SEND_MESSAGES)]
    given_back = [*taken, exception("role", deny=SEND_MESSAGES), exception("me", allow=SEND_MESSAGES)]
    admin = everywhere((role(ADMINISTRATOR),), owner=False, timed_out=True)

    assert here(base, (), levels) == VIEW_CHANNEL | SEND_MESSAGES
    assert here(base, taken, levels) == VIEW_CHANNEL
    assert here(base, given_back, levels) == VIEW_CHANNEL | SEND_MESSAGES
    assert here(base, [exception("all", deny=VIEW_CHANNEL)], levels) == 0
    assert here(base, (), levels, timed_out=True) == VIEW_CHANNEL
    assert here(admin, taken, levels, timed_out=True) & SEND_MESSAGES


WORDS = {"content": "x"}
REPLY = WORDS | {"message_reference": {"message_id": "1", "fail_if_not_exists": False}}


@pytest.mark.parametrize(
    ("denied", "path", "payload", "code"),
    [
        (VIEW_CHANNEL, "messages", WORDS, 50001),
        (SEND_MESSAGES, "messages", WORDS, 50013),
        (SEND_MESSAGES, "typing", None, 50013),
        (READ_HISTORY, "messages", REPLY, 160002),
        (OPEN_THREADS, "threads", {"name": "x", "type": 11}, 50013),
        (ATTACH_FILES | SEND_IN_THREADS, "messages", WORDS, 0),
    ],
)
async def test_what_is_denied_in_a_channel_is_refused(
    raw: Raw, denied: int, path: str, payload: Json | None, code: int
) -> None:
    """Each with Discord's own number; what is not asked for is not missed."""
    server = raw.api.guild()
    server.denies_the_bot(denied)

    _, body, _ = await raw("POST", f"/channels/{server.channel}/{path}", payload)

    assert body.get("code", 0) == code


async def test_whoever_was_sent_out_sees_and_does_not_speak(raw: Raw) -> None:
    """A time-out leaves looking and reading."""
    server = raw.api.guild()
    channel = f"/channels/{server.channel}"
    _, sent, _ = await raw("POST", f"{channel}/messages", WORDS)
    server.times_the_bot_out()

    spoken, body, _ = await raw("POST", f"{channel}/messages", WORDS)
    read, _, _ = await raw("GET", f"{channel}/messages/{sent['id']}")
    _, member, _ = await raw("GET", f"/guilds/{server.id}/members/{raw.api.world.me.id}")

    assert (spoken, body["code"], read) == (403, 50013, 200)
    assert member["communication_disabled_until"]


async def test_a_closed_thread(raw: Raw) -> None:
    """Nothing in it can be edited until a message opens it; a locked one stays closed."""
    server = raw.api.guild()
    thread = server.add_thread()
    messages = f"/channels/{thread}/messages"
    _, sent, _ = await raw("POST", messages, WORDS)

    async def edit(text: str) -> Any:
        return (await raw("PATCH", f"{messages}/{sent['id']}", {"content": text}))[1].get("code")

    server.archives(thread)
    closed = await edit("y")
    await raw("POST", messages, WORDS)
    opened = await edit("z")
    server.archives(thread, locked=True)
    _, locked, _ = await raw("POST", messages, WORDS)
    server.denies_the_bot(SEND_IN_THREADS)
    _, silent, _ = await raw("POST", messages, WORDS)

    assert (closed, opened, locked["code"], silent["code"]) == (50083, None, 160005, 50013)


async def test_others_messages_are_not_the_bots_to_delete(raw: Raw) -> None:
    """Without the permission for it."""
    ada = raw.api.user("ada")
    server = raw.api.guild(ada)
    status, body, _ = await raw(
        "DELETE", f"/channels/{server.channel}/messages/{ada.writes('x', channel=server.channel)}"
    )

    assert (status, body["code"]) == (403, 50013)


async def test_a_nonce_is_forgotten(raw: Raw) -> None:
    """A copy is seen for a few minutes; after that it is a message of its own."""
    channel = raw.api.guild().channel
    payload = WORDS | {"nonce": "1", "enforce_nonce": True}
    first, second = [(await raw("POST", f"/channels/{channel}/messages", payload))[1] for _ in range(2)]
    version = raw.api.world.messages[first["id"]].versions[0]
    raw.api.world.messages[first["id"]].versions[0] = type(version)(version.at - NONCES, version.content)
    _, third, _ = await raw("POST", f"/channels/{channel}/messages", payload)

    assert first["id"] == second["id"] != third["id"]


async def test_the_first_follow_up_fills_what_was_deferred(raw: Raw) -> None:
    """It stays as private or public as it was deferred, whatever the follow-up says; the second is a new message."""
    ada = raw.api.user("ada")
    slip = ada.slash("ask", channel=raw.api.guild(ada).channel)
    webhook = f"/webhooks/{raw.api.world.app}/{slip.token}"
    await raw("POST", f"/interactions/{slip.id}/{slip.token}/callback", {"type": 5})

    _, filled, _ = await raw("POST", webhook, WORDS | {"flags": EPHEMERAL})
    _, further, _ = await raw("POST", webhook, WORDS | {"flags": EPHEMERAL})

    assert filled["id"] == slip.original != further["id"]
    assert not filled["flags"] & (EPHEMERAL | LOADING)
    assert further["flags"] & EPHEMERAL


@pytest.mark.parametrize(
    ("wrong", "passes"),
    [
        (lambda: button() | {"style": 6}, False),
        (lambda: button(url="https://example.org") | {"style": 5}, False),
        (lambda: {"type": 2, "style": 5, "label": "Go", "url": "https://example.org"}, True),
        (lambda: {"type": 2, "style": 2, "emoji": {"name": "\N{BLACK SQUARE FOR STOP}"}, "custom_id": "x"}, True),
        (lambda: {"type": 2, "style": 2, "custom_id": "x"}, False),
    ],
)
async def test_buttons(raw: Raw, wrong: Callable[[], Json], passes: bool) -> None:
    """They say something, and lead either to the bot or to an address."""
    rows = [{"type": 1, "components": [wrong()]}]
    status, _, _ = await raw("POST", f"/channels/{raw.api.guild().channel}/messages", WORDS | {"components": rows})

    assert (status == 200) == passes


async def test_two_kinds_of_429(raw: Raw) -> None:
    """One that others caused says so; one from in front of Discord is a page, and has nothing but a header."""
    channel = raw.api.guild().channel
    raw.api.faults.plan("POST channels/messages", Fault("status", 429, 2, scope="shared"))
    raw.api.faults.plan("GET channels", Fault("html", 429, 7))
    shared, body, headers = await raw("POST", f"/channels/{channel}/messages", WORDS)
    async with raw.session.get(f"{raw.api.url}/channels/{channel}") as page:
        banned, wait, kind = page.status, page.headers["Retry-After"], page.content_type

    assert (shared, body["global"], headers["X-RateLimit-Scope"]) == (429, False, "shared")
    assert (banned, wait, kind) == (429, "7", "text/html")
