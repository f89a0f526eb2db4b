"""ChatGptEs over real sockets: every answer, every refusal."""

import pytest

from provider.errors import (
    BadAnswer,
    BadRequest,
    Blocked,
    CutOff,
    EmptyAnswer,
    Filtered,
    NotWorking,
    Overloaded,
    ProviderError,
    QuotaExceeded,
    RateLimited,
)
from tests.fakes.chatgptes_site import CHALLENGE, answer, recorded
from tests.provider.asking import SAID, a_site, fails, read, request


@pytest.mark.parametrize("size", [0, 1, 7, 100])
@pytest.mark.parametrize("name", ["sse_ok", "sse_ascii", "json_ok"])
async def test_a_recorded_answer_is_read(name: str, size: int) -> None:
    """Byte for byte as a real server sent it, its head included, in pieces of any size."""
    async with a_site() as (site, provider):
        site.answers.append(recorded(name))
        site.size = size

        assert await read(provider, request()) == SAID


@pytest.mark.parametrize("size", [0, 7])
@pytest.mark.parametrize(
    ("name", "kind", "words", "partial"),
    [
        ("json_empty_message", BadRequest, "nothing was inputted", ""),
        ("json_limit_reached", QuotaExceeded, "reached your token limit", ""),
        ("json_upstream429", RateLimited, "try again in 20s", ""),
        ("json_upstream502html", EmptyAnswer, "", ""),
        ("sse_banned_word", Filtered, "prohibited words", ""),
        ("sse_drop", CutOff, "cut off", "Echo 2 msgs: héllo"),
        ("sse_limit_reached", QuotaExceeded, "reached your token limit", ""),
        ("sse_upstream401", Overloaded, "Incorrect API key provided: …", ""),
        ("unknown_action", NotWorking, "", ""),
    ],
)
async def test_a_recorded_refusal_is_understood(
    name: str, kind: type[ProviderError], words: str, partial: str, size: int
) -> None:
    """The right error, with the server's words and the text that had come."""
    async with a_site() as (site, provider):
        site.answers.append(recorded(name))
        site.size = size
        error = await fails(provider, request())

        assert type(error) is kind
        assert words in str(error)
        assert error.partial_text == partial
        assert error.retry_after == (20.0 if name == "json_upstream429" else 0.0)
        assert len(site.asked) == 1


async def test_a_recorded_refusal_of_the_nonce_is_met_with_a_new_look() -> None:
    """The real server's 403, then its real answer."""
    async with a_site() as (site, provider):
        site.answers.extend([recorded("sse_bad_nonce"), recorded("sse_ok")])

        assert await read(provider, request()) == SAID
        assert site.page_loads == 2


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(CHALLENGE, "text/html", 403), Blocked),
        (answer(CHALLENGE, "text/html", 503), Blocked),
        (answer("{}").replace(b"Connection:", b"cf-mitigated: challenge\r\nConnection:"), Blocked),
        (answer("<html>firewall</html>", "text/html", 403), Blocked),
        (answer("0", "text/html", 400), NotWorking),
        (answer("<html>502</html>", "text/html", 502), Overloaded),
        (answer("<html>502</html>", "text/event-stream"), BadAnswer),
        (answer("<html>502</html>", "text/html"), BadAnswer),
        (answer("data: junk\n\n", "text/event-stream"), BadAnswer),
        (answer('{"status":"success","data":{"a":1}}'), BadAnswer),
        (answer('{"status":"success","data":""}'), EmptyAnswer),
        (answer('{"status":"success","data":"Du musst das Kästchen anklicken!"}'), Blocked),
        (answer("", "text/event-stream"), EmptyAnswer),
        (answer('{"msg":"Banned.","ipBanned":true}', "text/event-stream"), Blocked),
        (answer('{"status":"succ'), CutOff),
    ],
)
async def test_other_refusals_are_understood(said: bytes, kind: type[ProviderError]) -> None:
    """What nobody recorded, but the protocol names; each is asked once."""
    async with a_site() as (site, provider):
        site.answers.append(said)

        assert type(await fails(provider, request())) is kind
        assert len(site.asked) == 1


async def test_reading_stops_at_done() -> None:
    """What old versions of the plugin send after it is not waited for, and not read."""
    body = recorded("sse_ok") + b'{"status":"success","data":"all of it again"}'
    async with a_site() as (site, provider):
        site.answers.append(body)

        assert await read(provider, request()) == SAID
