"""The fake Discord refuses what the real one refuses: what passes here would pass there."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.bots.discord_bot.stand_in import SPEED
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_world import Json


class Raw:
    """Calls without any care."""

    def __init__(self, api: DiscordApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def __call__(
        self, method: str, path: str, payload: object = None, token: str = ""
    ) -> tuple[int, Json, dict[str, str]]:
        headers = {"Authorization": f"Bot {token or self.api.token}", "User-Agent": "DiscordBot (test, 1)"}
        async with self.session.request(method, self.api.url + path, json=payload, headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else {}, dict(response.headers)


@pytest.fixture
async def raw(api: DiscordApi) -> AsyncIterator[Raw]:
    """A client for the fake."""
    async with aiohttp.ClientSession() as session:
        yield Raw(api, session)


def button(**what: str) -> Json:
    """A button that is fine but for `what`."""
    return {"type": 2, "style": 2, "label": "Stop", "custom_id": "stop|1"} | what


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"content": "x" * 2001}, 50035),
        ({"content": " \n"}, 50006),
        ({"content": "x", "nonce": "n" * 26}, 50035),
        ({"content": "x", "components": [{"type": 1, "components": [button()] * 2}]}, 50035),
        ({"content": "x", "components": [{"type": 1, "components": [button(label="x" * 81)]}]}, 50035),
        ({"content": "x", "components": [{"type": 1, "components": [button(custom_id="x" * 101)]}]}, 50035),
        ({"content": "x", "components": [{"type": 1, "components": []}]}, 50035),
    ],
)
async def test_malformed_messages(raw: Raw, payload: Json, code: int) -> None:
    """Too long, empty, or with buttons that cannot be."""
    status, body, _ = await raw("POST", f"/channels/{raw.api.guild().channel}/messages", payload)

    assert (status, body["code"]) == (400, code)


async def test_a_zero_width_space_is_a_text(raw: Raw) -> None:
    """Discord refuses white space alone."""
    status, _, _ = await raw("POST", f"/channels/{raw.api.guild().channel}/messages", {"content": "\u200b"})

    assert status == 200


async def test_five_in_five_seconds(raw: Raw) -> None:
    """Each channel and route has its own count, said in the headers; the sixth call is refused."""
    one, two = raw.api.guild().channel, raw.api.guild().channel

    answers = [await raw("POST", f"/channels/{one}/messages", {"content": "x"}) for _ in range(6)]
    other, _, _ = await raw("POST", f"/channels/{two}/messages", {"content": "x"})

    assert [status for status, _, _ in answers] == [200] * 5 + [429]
    assert [headers["X-RateLimit-Remaining"] for _, _, headers in answers] == ["4", "3", "2", "1", "0", "0"]
    assert 0.0 < answers[5][1]["retry_after"] <= 5.0
    assert answers[5][2]["Via"]
    assert other == 200
    assert raw.api.limits.broken == raw.api.invalid == 1


async def test_fifty_a_second(raw: Raw) -> None:
    """All calls of a bot share one limit."""
    raw.api.limits.a_second = 3

    answers = [await raw("GET", "/users/@me") for _ in range(4)]

    assert [status for status, _, _ in answers] == [200, 200, 200, 429]
    assert answers[3][1]["global"] is True


async def test_pings_and_previews_are_seen(raw: Raw) -> None:
    """Without `allowed_mentions` phones ring, without the flag links are fetched."""
    ada = raw.api.user()
    server = raw.api.guild(ada)

    await raw("POST", f"/channels/{server.channel}/messages", {"content": f"<@{ada.id}> @everyone http://a.example"})

    [message] = raw.api.world.standing(server.channel)
    assert set(message.pinged) == {ada.id, "everyone"}
    assert message.previewed


async def test_versions_have_their_time(raw: Raw) -> None:
    """What a user saw, and when; an edit that changes nothing is counted."""
    channel = raw.api.guild().channel
    _, sent, _ = await raw("POST", f"/channels/{channel}/messages", {"content": "one"})

    for text in ("two", "two"):
        await asyncio.sleep(0.1)
        await raw("PATCH", f"/channels/{channel}/messages/{sent['id']}", {"content": text})

    versions = raw.api.world.messages[sent["id"]].versions
    assert [version.content for version in versions] == ["one", "two", "two"]
    assert versions[0].at < versions[1].at <= raw.api.now()
    assert raw.api.noop_edits == 1


async def test_interaction_deadlines(raw: Raw) -> None:
    """Three seconds to acknowledge, once; a quarter of an hour to answer."""
    ada = raw.api.user()
    channel = raw.api.guild(ada).channel
    acts = raw.api.interactions
    late, twice = (ada.slash("help", channel=channel) for _ in range(2))
    late.at -= 4.0

    missed = await raw("POST", f"/interactions/{late.id}/{late.token}/callback", {"type": 5})
    taken = [await raw("POST", f"/interactions/{twice.id}/{twice.token}/callback", {"type": 5}) for _ in range(2)]
    twice.at -= acts.lifetime + 1.0
    expired = await raw("PATCH", f"/webhooks/{raw.api.world.app}/{twice.token}/messages/@original", {"content": "x"})
    unknown = await raw("PATCH", f"/webhooks/{raw.api.world.app}/nonsense/messages/@original", {"content": "x"})

    assert missed[1]["code"] == 10062
    assert [status for status, _, _ in taken] == [204, 400]
    assert taken[1][1]["code"] == 40060
    assert expired[1]["code"] == 50027
    assert unknown[1]["code"] == 10015
    assert acts.late == 1


async def test_round_trip(raw: Raw) -> None:
    """A call takes as long as it is told, on the fake's clock."""
    raw.api.round_trip = 0.4
    began = raw.api.now()

    await raw("GET", "/users/@me")

    assert 0.4 <= raw.api.now() - began < 0.4 + 0.1 * SPEED


async def test_wrong_token(raw: Raw) -> None:
    """It is refused, and counted as Discord counts what gets a bot banned."""
    status, _, _ = await raw("GET", "/users/@me", token="other")

    assert status == 401
    assert raw.api.invalid == 1
