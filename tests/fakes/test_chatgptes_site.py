"""The fake site is as strict as the real one: a client that gets it wrong is told so."""

from collections.abc import Mapping

import aiohttp
import pytest

from tests.fakes.chatgptes_site import EXPIRED, ChatGptEsSite, understood_history

FORM = {
    "post_id": "106",
    "url": "https://chatgpt.es/",
    "action": "wpaicg_chat_shortcode_message",
    "message": "Hi",
    "bot_id": "0",
    "chatbot_identity": "shortcode",
    "wpaicg_chat_history": "[]",
    "wpaicg_chat_client_id": "0123456789",
}


async def ask(site: ChatGptEsSite, change: Mapping[str, str], headers: Mapping[str, str] = {}) -> tuple[int, str]:
    """Ask as a browser would, but for the changes."""
    usual = {
        "Accept": "*/*",
        "Origin": site.url[: site.url.index("/", len("http://"))],
        "Referer": site.url,
        "X-Requested-With": "XMLHttpRequest",
        "User-Agent": "Mozilla/5.0",
    }
    async with (
        aiohttp.ClientSession(headers={**usual, **headers}) as session,
        session.post(f"{site.url}wp-admin/admin-ajax.php", data={**FORM, "_wpnonce": site.nonce, **change}) as response,
    ):
        return response.status, await response.text()


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({}, 200, "Echo: Hi"),
        ({"_wpnonce": "0000000000"}, 403, EXPIRED),
        ({"action": "wpaicg_other"}, 400, "0"),
        ({"message": " "}, 200, "nothing was inputted"),
        ({"wpaicg_chat_client_id": "12"}, 422, "ten characters"),
        ({"bot_id": "7"}, 422, "bot_id"),
        ({"post_id": "<106"}, 422, "field"),
    ],
)
async def test_a_question_is_checked(change: dict[str, str], status: int, text: str) -> None:
    """The action, the nonce, then the fields."""
    async with ChatGptEsSite(mode="json") as site:
        got = await ask(site, change)

    assert got[0] == status
    assert text in got[1]


@pytest.mark.parametrize("header", ["Accept", "Origin", "Referer", "X-Requested-With", "User-Agent"])
async def test_headers_are_checked(header: str) -> None:
    """Each of them."""
    async with ChatGptEsSite() as site:
        assert (await ask(site, {}, {header: "other"}))[0] == 422


def test_a_history_loses_its_backslashes() -> None:
    """And so a quotation mark drops all of it, and a line end becomes the letter n."""
    assert understood_history('["Human: Hi", "Hello"]') == [("user", "Hi"), ("assistant", "Hello")]
    assert understood_history('["Human: one\\ntwo"]') == [("user", "onentwo")]
    assert understood_history('["Human: say \\"no\\""]') == []
    assert understood_history('["User: Hi"]') == [("assistant", "User: Hi")]
