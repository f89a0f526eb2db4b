"""The fake Bot API refuses what the real one refuses; the benchmarks lean on that."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_entities import cleaned, mended, shows_the_same
from tests.fakes.telegram_rules import InvalidFrame, Json, Rejected, checked_buttons, found_entities, trimmed, units


class Client:
    """Calls without the library."""

    def __init__(self, api: TelegramApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self._session = session

    async def call(self, method: str, *, token: str = "", **given: Any) -> Json:
        url = f"{self.api.url}/bot{token or self.api.token}/{method}"
        async with self._session.post(url, json=given) as response:
            answer: Json = await response.json()
        return answer


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with TelegramApi(speed=100.0) as api, aiohttp.ClientSession() as session:
        api.user(7)
        api.group(-100)
        yield Client(api, session)


async def test_three_at_once_then_a_penalty(client: Client) -> None:
    """The fourth call in a row is refused for 30 s, and so is every call during that time."""
    answers = [await client.call("sendMessage", chat_id=7, text=str(number)) for number in range(5)]

    assert [answer["ok"] for answer in answers] == [True, True, True, False, False]
    assert answers[3]["parameters"] == {"retry_after": 30}
    assert answers[4]["parameters"]["retry_after"] <= 30
    assert (client.api.too_many, client.api.limits.violations) == (2, 2)


async def test_edits_share_the_budget(client: Client) -> None:
    """An edit counts as a send does, one that changes nothing too."""
    sent = await client.call("sendMessage", chat_id=7, text="x")
    edit = {"chat_id": 7, "message_id": sent["result"]["message_id"], "text": "x"}
    answers = [await client.call("editMessageText", **edit) for _ in range(3)]

    assert [answer["error_code"] for answer in answers] == [400, 400, 429]
    assert client.api.methods.no_op_edits == 2


async def test_a_short_wait_is_no_refusal(client: Client) -> None:
    """Of the last eight seconds of a penalty nothing is said: the call takes that long."""
    for number in range(4):
        await client.call("sendMessage", chat_id=7, text=str(number))
    began = client.api.now()
    while client.api.now() - began < 23.0:  # noqa: ASYNC110  (it looks at a server)
        await asyncio.sleep(0.001)

    answer = await client.call("sendMessage", chat_id=7, text="late")

    assert answer["ok"]
    assert client.api.now() - began >= 29.0
    assert client.api.too_many == 1


@pytest.mark.parametrize(
    ("method", "given", "description"),
    [
        ("sendChatAction", {"chat_id": 7, "action": "dancing"}, "wrong parameter action in request"),
        ("getChatMember", {"chat_id": -100, "user_id": 404}, "member not found"),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "nowhere"}},
            "can't parse BotCommandScope: unsupported type",
        ),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, "message is too long"),
    ],
)
async def test_what_the_real_server_refuses(client: Client, method: str, given: Json, description: str) -> None:
    """An action, a member, a scope that there is not; a text that is too long."""
    assert (await client.call(method, **given))["description"].startswith(f"Bad Request: {description}")


async def test_what_a_group_forbids_is_refused(client: Client) -> None:
    """To plain members; an administrator may send it."""
    group = client.api.group(-100)
    group.denied.add("can_send_messages")
    refused = await client.call("sendMessage", chat_id=-100, text="x")
    group.bot_status = "administrator"
    sent = await client.call("sendMessage", chat_id=-100, text="x")

    assert refused["description"] == "Bad Request: not enough rights to send text messages to the chat"
    assert sent["ok"]


async def test_an_edit_that_is_too_long_has_words_of_its_own(client: Client) -> None:
    """They are not a send's."""
    sent = await client.call("sendMessage", chat_id=7, text="x")
    edit = {"chat_id": 7, "message_id": sent["result"]["message_id"], "text": "x" * 4097}

    assert (await client.call("editMessageText", **edit))["description"] == "Bad Request: MESSAGE_TOO_LONG"


async def test_an_empty_file_is_refused(client: Client) -> None:
    """As a document and as a picture."""
    methods = client.api.methods
    for call, name in ((methods.sendDocument, "document"), (methods.sendPhoto, "photo")):
        with pytest.raises(Rejected, match="file must be non-empty"):
            call({"chat_id": 7, name: ("empty", b"")})


async def test_one_chats_penalty_is_its_own(client: Client) -> None:
    """Another chat is not slowed."""
    for number in range(4):
        await client.call("sendMessage", chat_id=7, text=str(number))

    assert (await client.call("sendMessage", chat_id=-100, text="x"))["ok"]


async def test_versions_keep_their_times(client: Client) -> None:
    """What a user saw, and when, by the server's clock."""
    sent = await client.call("sendMessage", chat_id=7, text="a")
    await client.call("editMessageText", chat_id=7, message_id=sent["result"]["message_id"], text="ab")
    (message,) = client.api.replies(7)

    assert [version.text for version in message.versions] == ["a", "ab"]
    assert message.versions[0].at <= message.versions[1].at <= client.api.now()


async def test_tokens(client: Client) -> None:
    """Both a wrong one and one that is none are 401; the words differ."""
    assert (await client.call("getMe", token="1:x"))["description"] == "Unauthorized"
    assert (await client.call("getMe", token="x"))["description"] == "Unauthorized: invalid token specified"


async def test_buttons_carry_64_bytes(client: Client) -> None:
    """Longer data is refused and counted as an invalid frame."""
    button = {"text": "x", "callback_data": "é" * 33}
    answer = await client.call("sendMessage", chat_id=7, text="x", reply_markup={"inline_keyboard": [[button]]})

    assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"
    assert len(client.api.invalid_frames) == 1


@pytest.mark.parametrize(
    "entities",
    [
        [{"type": "bold", "offset": 0, "length": 9}],
        [{"type": "bold", "offset": -1, "length": 2}],
        [{"type": "bold", "offset": 0, "length": 0}],
        [{"type": "bold", "offset": 1, "length": 2}],
        [{"type": "bold", "offset": 0, "length": 1}],
        [{"type": "shouting", "offset": 0, "length": 2}],
        [{"type": "text_link", "offset": 0, "length": 2}],
    ],
)
def test_entities_must_fit_the_text(entities: list[Json]) -> None:
    """Out of bounds, through a surrogate pair, unknown, or without an address."""
    with pytest.raises(InvalidFrame):
        trimmed("👋 ab cd", entities, limit=4096)


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("https://your-domain.com:PORT/admin", "Wrong port number specified in the URL"),
        ("https://a.com:65536", "Wrong port number specified in the URL"),
        ("https://a.com:0", "Wrong port number specified in the URL"),
        ("javascript:alert(1)", "Wrong port number specified in the URL"),
        ("ftp://a.com", "Unsupported URL protocol"),
        ("https:///x", "URL host is empty"),
        ("https://localhost/", "Wrong HTTP URL"),
        ("https://a b.com/", "Disallowed character in URL host"),
        ("https://a%2.com/", "Wrong percent-encoded symbol in URL host"),
        ("https://{x}@a.com/", "Disallowed character in URL userinfo"),
    ],
)
async def test_one_bad_address_costs_the_whole_message(client: Client, address: str, wrong: str) -> None:
    """The server says which and why."""
    link = {"type": "text_link", "offset": 0, "length": 2, "url": address}
    answer = await client.call("sendMessage", chat_id=7, text="ab cd", entities=[link])

    assert answer["description"] == f"Bad Request: entity URL '{address}' is invalid: {wrong}"
    assert client.api.replies(7) == []


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200f", "\ufeff", "\u2800\u202a", "\u180e\ufffc", "\u0333", "\U000e0001", "\x07"]
)
async def test_a_text_that_shows_nothing_is_refused(client: Client, text: str) -> None:
    """White space, control characters, and a list of its own; to be sent and to be edited in."""
    refused = await client.call("sendMessage", chat_id=7, text=text)
    sent = await client.call("sendMessage", chat_id=7, text=f"{text}.")
    edited = await client.call("editMessageText", chat_id=7, message_id=sent["result"]["message_id"], text=text)

    assert refused["description"] == edited["description"] == "Bad Request: text must be non-empty"


def marks(*entities: tuple[str, int, int]) -> list[Json]:
    return [{"type": kind, "offset": offset, "length": length} for kind, offset, length in entities]


@pytest.mark.parametrize(
    ("given", "stand"),
    [
        (marks(("bold", 0, 9), ("code", 3, 2)), marks(("bold", 0, 3), ("code", 3, 2), ("bold", 5, 4))),
        (marks(("code", 0, 4), ("bold", 2, 2)), marks(("code", 0, 4))),
        (marks(("bold", 0, 4), ("italic", 2, 4)), marks(("bold", 0, 4), ("italic", 2, 2), ("italic", 4, 2))),
        (marks(("bold", 0, 2), ("bold", 2, 2)), marks(("bold", 0, 4))),
        (marks(("blockquote", 0, 6), ("blockquote", 2, 2)), marks(("blockquote", 0, 6))),
        (marks(("blockquote", 0, 6), ("bold", 4, 4)), marks(("blockquote", 0, 6), ("bold", 4, 2), ("bold", 6, 2))),
        (marks(("text_link", 0, 6), ("code", 2, 2)), marks(("text_link", 0, 6))),
    ],
)
def test_entities_that_cannot_stand_in_each_other_are_mended(given: list[Json], stand: list[Json]) -> None:
    """Split around code and where they cross, merged where quotes nest: a call with them is no error."""
    assert mended(given) == stand
    assert shows_the_same(given, given)


def test_what_a_repair_changes_is_known() -> None:
    """Bold that was split where something crosses it shows the same; bold that was in code does not."""
    crossing, in_code = marks(("bold", 0, 4), ("italic", 2, 4)), marks(("code", 0, 4), ("bold", 2, 2))

    assert shows_the_same(crossing, mended(crossing))
    assert not shows_the_same(in_code, mended(in_code))


async def test_a_stranger_cannot_be_mentioned(client: Client) -> None:
    """The words stay; who wrote to the bot before is marked in them."""
    told = [
        await client.call(
            "sendMessage",
            chat_id=7,
            text="Ann",
            entities=[{"type": "text_mention", "offset": 0, "length": 3, "user": {"id": person}}],
        )
        for person in (7, 404)
    ]

    assert [len(answer["result"].get("entities", [])) for answer in told] == [1, 0]


def test_a_text_is_cleaned() -> None:
    """Tabs and control characters are blanks, marks of direction and carriage returns go, and entities move along."""
    text, entities = cleaned("a\tb\r\n\u202ec\x07d", marks(("bold", 2, 1), ("code", 3, 4), ("italic", 5, 1)))

    assert text == "a b\nc d"
    assert entities == marks(("bold", 2, 1), ("code", 3, 2))


def test_buttons_beyond_the_limit_are_cut_off() -> None:
    """Eight in a row, a hundred rows."""
    button = {"text": "x", "callback_data": "x"}
    rows = checked_buttons({"inline_keyboard": [[button] * 9] * 101})

    assert [len(row) for row in rows] == [8] * 100


def test_trimming_moves_the_entities() -> None:
    """The ends of a message go, and what lay there with them."""
    text, entities = trimmed("  ab  ", [{"type": "bold", "offset": 1, "length": 4}], limit=4096)

    assert text == "ab"
    assert entities == [{"type": "bold", "offset": 0, "length": 2}]


def test_the_limit_counts_utf_16() -> None:
    """An emoji outside the basic plane counts twice."""
    assert units("👋a") == 3
    with pytest.raises(InvalidFrame):
        trimmed("👋" * 2049, [], limit=4096)


def test_mentions_and_commands_are_found() -> None:
    """As Telegram marks them in what people write."""
    assert found_entities("👋 @parley_bot") == [{"type": "mention", "offset": 3, "length": 11}]
    assert found_entities("/new@parley_bot x") == [{"type": "bot_command", "offset": 0, "length": 15}]


async def test_menus_are_checked(client: Client) -> None:
    """Names without blanks, a hundred at most, languages of two letters; each scope and language has its own."""
    fine = {"command": "ask", "description": "Ask"}
    refused = [
        await client.call("setMyCommands", commands=[fine | {"command": "settings persona"}]),
        await client.call("setMyCommands", commands=[fine | {"description": ""}]),
        await client.call("setMyCommands", commands=[fine] * 101),
        await client.call("setMyCommands", commands=[fine], language_code="es-ES"),
    ]
    scope = {"type": "all_chat_administrators"}
    await client.call("setMyCommands", commands=[fine], scope=scope, language_code="es")

    assert [answer["ok"] for answer in refused] == [False] * 4
    assert client.api.methods.menus == {"all_chat_administrators:es": [fine]}


async def test_nobody_leaves_a_private_chat(client: Client) -> None:
    """A group is left once."""
    answers = [await client.call("leaveChat", chat_id=chat) for chat in (7, -100, -100)]

    assert [answer["ok"] for answer in answers] == [False, True, False]
