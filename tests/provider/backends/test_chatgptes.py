"""ChatGptEs: both ways of calling it, and what the site gets to see."""

import asyncio
import subprocess
import sys
import warnings
import weakref

import pytest

from provider.backends.chatgptes import BACKEND, ChatGptEs, Options
from provider.contract import Message, Provider, Request, Url
from provider.errors import (
    BadRequest,
    ModelNotFound,
)
from tests.fakes.chatgptes_site import ChatGptEsSite, page
from tests.provider.asking import ASK, a_site, fails, read, request


@pytest.mark.parametrize("mode", ["stream", "json"])
async def test_an_answer_comes_piece_by_piece(mode: str) -> None:
    """`async for` over the class method, with nothing set up before."""
    async with ChatGptEsSite() as site:
        site.mode = "json" if mode == "json" else "stream"
        pieces = [piece async for piece in ChatGptEs.create_async_generator("gpt-4o", ASK, url=site.url)]

    assert "".join(pieces) == f"Echo: {ChatGptEs.SYSTEM_PROMPT}\n\nWhy?"
    assert len(pieces) > 5 or mode == "json"


async def test_an_answer_can_be_awaited() -> None:
    """`for piece in await ...` on a subclass that names another site."""
    async with ChatGptEsSite() as site:

        class Elsewhere(ChatGptEs):
            url = site.url

        pieces = []
        for piece in await Elsewhere.create_async_generator("", ASK):
            pieces.append(piece)

        assert Elsewhere.api_endpoint == f"{site.url}wp-admin/admin-ajax.php"
    assert "".join(pieces).endswith("Why?")


async def test_a_subclass_may_name_the_endpoint_itself() -> None:
    """Where it is not under the page's address."""
    async with ChatGptEsSite() as site, ChatGptEsSite() as other:

        class Split(ChatGptEs):
            url = site.url
            api_endpoint = f"{other.url}wp-admin/admin-ajax.php"

        other.nonce = site.nonce
        error = await fails(Split(), request())

    assert (site.page_loads, len(site.asked), len(other.asked)) == (1, 0, 1)
    assert isinstance(error, BadRequest)  # the other site sees where the question comes from


def test_the_class_is_what_its_page_says() -> None:
    """The attributes that its users look at."""
    assert ChatGptEs.url == "https://chatgpt.es/"
    assert ChatGptEs.api_endpoint == "https://chatgpt.es/wp-admin/admin-ajax.php"
    assert (ChatGptEs.working, ChatGptEs.supports_stream) == (True, True)
    assert (ChatGptEs.supports_system_message, ChatGptEs.supports_message_history) == (False, False)
    assert ChatGptEs.default_model == "gpt-4o"
    assert ChatGptEs.models == ["gpt-4", "gpt-4o", "gpt-4o-mini"]
    assert "English" in ChatGptEs.SYSTEM_PROMPT


def test_it_is_to_be_had_from_the_package() -> None:
    """Alone, without the rest of Parley."""
    import provider

    assert provider.ChatGptEs is ChatGptEs


def test_a_missing_library_is_said_at_the_call() -> None:
    """Not at the first piece, and importing works without it."""
    script = (
        "import sys; sys.modules['curl_cffi'] = None\n"
        "from provider import ChatGptEs\n"
        "from provider.errors import MissingRequirementsError\n"
        "try: ChatGptEs.create_async_generator('gpt-4o', [{'role': 'user', 'content': 'Hi'}])\n"
        "except MissingRequirementsError as error: print('missing:', error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.stdout.startswith("missing: curl_cffi"), done.stderr


def test_mistakes_of_the_caller_are_said_at_the_call() -> None:
    """An unknown model lists the known ones; an empty conversation has no answer."""
    with pytest.raises(ModelNotFound, match="gpt-4, gpt-4o, gpt-4o-mini"):
        ChatGptEs.create_async_generator("gpt-9", ASK)
    with pytest.raises(BadRequest):
        ChatGptEs.create_async_generator("", [])


def test_a_result_that_nobody_reads_leaves_nothing_behind() -> None:
    """No connection, no warning, no event loop needed."""
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        result = ChatGptEs.create_async_generator("", ASK)
        gone = weakref.ref(result)
        del result

    assert gone() is None
    assert [str(complaint.message) for complaint in complaints] == []


async def test_leaving_a_result_drops_the_socket() -> None:
    """`aclose` half-way, and the site sees that nobody listens any more."""
    async with ChatGptEsSite() as site:
        site.hang_after = 3
        result = ChatGptEs.create_async_generator("", ASK, url=site.url)
        await anext(result)
        await site.silent.wait()
        await result.aclose()

        await asyncio.wait_for(site.dropped.wait(), 0.1)


async def test_calls_share_what_the_page_said() -> None:
    """Each call has its own connections, but the nonce is everybody's for half a day."""
    async with ChatGptEsSite() as site:
        site.mode = "json"  # leaves the connection fit for another question
        for _ in range(3):
            await ChatGptEs.create_async_generator("", ASK, url=site.url)

        assert (site.page_loads, len(site.asked)) == (1, 3)
        await asyncio.sleep(0.02)
        assert site.open_connections == 0


async def test_it_is_a_provider_of_the_contract() -> None:
    """Opened from its section of the config."""
    opened: Provider = BACKEND.open(Options(url=Url("http://127.0.0.1:1/")))

    assert (BACKEND.kind, opened.trust, opened.default_model) == ("chatgptes", "stranger", "gpt-4o")
    assert await opened.models() == ("gpt-4o", "gpt-4", "gpt-4o-mini")
    await opened.aclose()
    await opened.aclose()


async def test_the_question_is_what_a_browser_would_send() -> None:
    """The fields and headers of the page's own script; the site checks most of them itself."""
    async with a_site() as (site, provider):
        await read(provider, request())
        asked = site.asked[0]

        assert asked.form == {
            "_wpnonce": site.nonce,
            "post_id": "106",
            "url": "https://chatgpt.es/",
            "action": "wpaicg_chat_shortcode_message",
            "message": f"{ChatGptEs.SYSTEM_PROMPT}\n\nWhy?",
            "bot_id": "0",
            "chatbot_identity": "shortcode",
            "wpaicg_chat_history": "[]",
            "wpaicg_chat_client_id": asked.form["wpaicg_chat_client_id"],
        }
        assert asked.history == []
        assert asked.headers["Sec-Fetch-Mode"] == "cors"
        assert asked.headers["X-Requested-With"] == "XMLHttpRequest"


async def test_the_whole_conversation_goes_into_the_message() -> None:
    """A history would lose its backslashes, and with one quotation mark all of itself."""
    words = 'C:\\temp\\new "quoted" 你好 😀 & = +\nsecond line'
    messages = (Message("user", words), Message("assistant", "Yes."), Message("user", "Why?"))
    async with a_site() as (site, provider):
        text = await read(provider, Request(messages))

    expected = f"{ChatGptEs.SYSTEM_PROMPT}\n\nUser: {words}\nAssistant: Yes.\nUser: Why?\nAssistant:"
    assert site.asked[0].form["message"] == expected
    assert text == f"Echo: {expected}"


async def test_a_conversation_keeps_its_client_id() -> None:
    """Ten characters, the same for all its turns, another for another, and without one a new one each time."""
    async with a_site() as (site, provider):
        for conversation in ("a", "a", "b", "", ""):
            await read(provider, request(conversation=conversation))
        ids = [asked.form["wpaicg_chat_client_id"] for asked in site.asked]

    assert ids[0] == ids[1]
    assert len(set(ids)) == 4
    assert all(len(client) == 10 for client in ids)


async def test_a_page_without_a_post_gets_none() -> None:
    """A post id is never made up."""
    async with a_site() as (site, provider):
        site.render = lambda nonce: page(nonce, f'<input name="_wpnonce" value="{nonce}">')
        await read(provider, request())

    assert site.asked[0].form["post_id"] == ""
    assert site.asked[0].form["url"] == site.url


async def test_an_unknown_model_is_refused_before_anything_is_sent() -> None:
    """The site would not even notice."""
    async with a_site() as (site, provider):
        error = await fails(provider, Request((Message("user", "Hi"),), model="gpt-9"))

    assert isinstance(error, ModelNotFound)
    assert site.connections == 0


async def test_a_conversation_without_a_message_is_refused() -> None:
    """There is nothing to answer."""
    async with a_site() as (_, provider):
        assert isinstance(await fails(provider, Request(())), BadRequest)
