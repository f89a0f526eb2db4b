"""ChatGptEs and the site's page: the nonce is kept, fetched anew once, and never made up."""

import asyncio

import pytest

from provider.backends.chatgptes import ChatGptEs
from provider.errors import (
    Blocked,
    NotWorking,
    Overloaded,
    ProviderError,
    RateLimited,
)
from provider.transport.cookies import Cookies
from tests.fakes.chatgptes_site import CHALLENGE, ChatGptEsSite, page, recorded
from tests.fakes.faults import Fault
from tests.provider.asking import ASK, a_site, fails, read, request


async def test_the_nonce_is_kept() -> None:
    """One look at the page serves many questions, at once too."""
    async with a_site() as (site, provider):
        await asyncio.gather(*(read(provider, request()) for _ in range(8)))
        await read(provider, request())

        assert (site.page_loads, len(site.asked)) == (1, 9)


async def test_an_expired_nonce_is_fetched_anew_once() -> None:
    """The question is asked again with the next one, and nobody notices."""
    async with a_site() as (site, provider):
        await read(provider, request())
        site.expire()
        text = await read(provider, request("Again?"))

        assert text.endswith("Again?")
        assert (site.page_loads, site.refused, len(site.asked)) == (2, 1, 3)


async def test_many_refused_at_once_look_at_the_page_once() -> None:
    """The first one fetches the nonce, the others take it."""
    async with a_site() as (site, provider):
        await read(provider, request())
        site.expire()
        texts = await asyncio.gather(*(read(provider, request(f"Number {number}")) for number in range(10)))

        assert [text.rpartition(" ")[2] for text in texts] == [str(number) for number in range(10)]
        assert site.page_loads == 2
        assert site.refused <= 10


async def test_a_nonce_that_is_refused_twice_is_an_end() -> None:
    """A page out of a cache shows the same old nonce: one new look, then we say that we are not wanted."""
    async with a_site() as (site, provider):
        site.render = lambda nonce: page("0000000000")
        error = await fails(provider, request())

        assert isinstance(error, Blocked)
        assert not error.retryable
        assert (site.page_loads, site.refused) == (2, 2)


async def test_nothing_is_asked_again_once_there_are_words() -> None:
    """An error that speaks of a nonce in the middle of an answer would else double the answer's beginning."""
    body = recorded("sse_drop") + b'data: {"status":"error","msg":"Invalid nonce"}\n\n'
    async with a_site() as (site, provider):
        site.answers.append(body)
        error = await fails(provider, request())

        assert isinstance(error, Blocked)
        assert error.partial_text == "Echo 2 msgs: héllo"
        assert (site.page_loads, len(site.asked)) == (1, 1)


async def test_the_class_method_fetches_an_expired_nonce_anew_too() -> None:
    """And remembers the new one for the next call."""
    async with ChatGptEsSite() as site:
        await ChatGptEs.create_async_generator("", ASK, url=site.url)
        site.expire()
        await ChatGptEs.create_async_generator("", ASK, url=site.url)
        await ChatGptEs.create_async_generator("", ASK, url=site.url)

        assert (site.page_loads, site.refused, len(site.asked)) == (2, 1, 4)


async def test_who_waits_for_the_page_shares_its_failure() -> None:
    """A dead site is not asked once for each of those who wait, but the next question tries anew."""
    async with a_site() as (site, provider):
        site.page_status = 500
        errors = await asyncio.gather(*(fails(provider, request()) for _ in range(5)))

        assert {type(error) for error in errors} == {Overloaded}
        assert len(set(map(id, errors))) == len(errors)
        assert len(set(map(str, errors))) == 1
        assert site.page_loads == 1

        site.page_status = 200
        assert (await read(provider, request())).endswith("Why?")


async def test_who_waits_for_the_page_outlives_the_one_who_looks() -> None:
    """The first is cancelled half-way; the second looks by itself."""
    async with a_site() as (site, provider):
        site.faults.plan("page", Fault("stall", seconds=3600))
        first = asyncio.create_task(read(provider, request()))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(read(provider, request()))
        await asyncio.wait({first, second}, timeout=0.05)
        first.cancel()

        assert (await second).endswith("Why?")
        with pytest.raises(asyncio.CancelledError):
            await first


@pytest.mark.parametrize(
    ("html", "status", "headers", "kind"),
    [
        (CHALLENGE, 403, {}, Blocked),
        (CHALLENGE, 503, {}, Blocked),
        (CHALLENGE, 200, {}, Blocked),
        ("<html>no</html>", 403, {"cf-mitigated": "challenge"}, Blocked),
        ("Forbidden", 403, {}, Blocked),
        ("<html>Soon</html>", 200, {}, NotWorking),
        ("<html>Nothing here</html>", 404, {}, NotWorking),
        ("<html>Oops</html>", 500, {}, Overloaded),
        ("<html>Slow</html>", 429, {"Retry-After": "5"}, RateLimited),
    ],
)
async def test_a_page_that_is_not_the_chats_is_an_end(
    html: str, status: int, headers: dict[str, str], kind: type[ProviderError]
) -> None:
    """Nothing is posted then, no challenge is solved, and no nonce is made up."""
    async with a_site() as (site, provider):
        site.render, site.page_status, site.page_headers = lambda nonce: html, status, headers
        error = await fails(provider, request())

        assert type(error) is kind
        assert (site.page_loads, len(site.asked)) == (1, 0)


async def test_the_page_s_cookies_come_with_the_question() -> None:
    """One session for both, as of a browser; a new one where the page sets a new one, and for no other site."""
    async with a_site() as (site, provider), ChatGptEsSite() as other:
        site.session = "one"
        await read(provider, request())
        site.expire()
        site.session = "two"
        await read(provider, request())
        other.nonce = site.nonce

        class Elsewhere(ChatGptEs):
            url = site.url
            api_endpoint = other.url.replace("127.0.0.1", "localhost") + "wp-admin/admin-ajax.php"

        elsewhere = Elsewhere()
        await fails(elsewhere, request())
        await elsewhere.aclose()

        assert [asked.headers.get("Cookie") for asked in site.asked] == [
            "wp_session=one; seen=1", "wp_session=one; seen=1", "wp_session=two; seen=1",
        ]  # fmt: skip
        assert (site.refused, site.page_loads) == (1, 3)
        assert "Cookie" not in other.asked[0].headers


async def test_the_class_method_keeps_the_session_too() -> None:
    """Between its calls, with the page that it knows."""
    async with ChatGptEsSite() as site:
        site.session = "one"
        for _ in range(2):
            await ChatGptEs.create_async_generator("", ASK, url=site.url)

        assert site.page_loads == 1
        assert [asked.headers["Cookie"] for asked in site.asked] == ["wp_session=one; seen=1"] * 2


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("a=b; Path=/; HttpOnly", "a=b"),
        ("a=b=c", "a=b=c"),
        ("a=; Max-Age=60", "a="),
        ("a=b; Max-Age=0", None),
        ("a=b; Max-Age=-1", None),
        ("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("a=b; expires=soon", "a=b"),
        ("a=b; Secure", None),
        ("nothing", None),
        ("=b", None),
        ("a=\x01", None),
        ("a=" + "b" * 9000, None),
    ],
)
def test_a_cookie_is_kept_as_by_a_browser(line: str, kept: str | None) -> None:
    """What is over, malformed or for encrypted pages alone is not."""
    cookies = Cookies("http://site.example/")
    cookies.take([line])

    assert cookies.headers("http://site.example/x").get("Cookie") == kept
    assert cookies.headers("http://other.example/") == {}
