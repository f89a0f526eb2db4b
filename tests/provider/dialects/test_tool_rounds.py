"""A model calls tools and reads their results, at servers of every dialect; those without tools lose nothing."""

import json
from typing import Any

import pytest

from provider.catalog import Catalog
from provider.contract import (
    Carried,
    Image,
    Message,
    Request,
    Text,
    ToolCall,
    ToolDefinition,
    ToolResult,
)
from provider.dialects.server import ModelServer
from provider.errors import ProviderError
from provider.known.model_settings import ModelSettings
from provider.known.searching import Searching
from provider.values import replace
from tests.fakes.chat_completions import ChatCompletions
from tests.provider.dialects.test_tool_calls import CARRIED, STREAMS, calls_of
from tests.provider.scripted import HELLO, Player
from tests.provider.servers import ANSWER, BY_KIND, DIALECTS, Dialect, events_of, talking_to, text_of

SEARCH = ToolDefinition("search", "Search the web.", {"type": "object", "properties": {"query": {"type": "string"}}})
QUESTION = Request((Message("system", "Be brief."), Message("user", "When is a ferry?")), "m", tools=(SEARCH,))
PICTURE = Image("image/png", b"\x89PNG")

ROUNDS = {
    "openai": "openai-deepseek",
    "anthropic": "anthropic-signed",
    "gemini": "gemini-parallel",
    "responses": "responses-calls",
}

every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=str)


def with_results(request: Request, calls: list[ToolCall], *images: Image, words: str = "") -> Request:
    """The request of the next round."""
    results = tuple(ToolResult(call.id, call.name, f"It is {call.name}.", images) for call in calls)
    called = Message("assistant", words, calls=tuple(calls))
    return replace(request, messages=(*request.messages, called, Message("tool", "", results=results)))


def offered(body: dict[str, Any]) -> list[str]:
    """The names of the tools in a body of any dialect."""
    found: list[str] = []
    for tool in body.get("tools", []):
        declared = tool.get("functionDeclarations", [tool.get("function", tool)])
        found += [each["name"] for each in declared]
    return found


async def called(provider: ModelServer, server: ChatCompletions, kind: str) -> list[ToolCall]:
    """The calls of a first answer."""
    server.raw = STREAMS[ROUNDS[kind]]
    calls = calls_of(await events_of(provider, QUESTION))
    server.raw = b""
    return calls


@every_dialect
async def test_tools_are_offered_and_their_results_read(dialect: Dialect) -> None:
    """The server finds nothing wrong with the conversation, and has back what it wanted."""
    server = dialect.server(text=ANSWER, models=("m",))
    async with talking_to(dialect.kind, server, models=("m",)) as provider:
        calls = await called(provider, server, dialect.kind)
        events = await events_of(provider, with_results(QUESTION, calls, words="I look."))
    back = CARRIED[ROUNDS[dialect.kind]].values()

    assert text_of(events) == ANSWER
    assert [offered(body) for body in server.requests] == [["search"], ["search"]]
    assert all(json.dumps(each)[1:-1] in json.dumps(server.requests[-1]) for each in back)


@every_dialect
async def test_pictures_of_a_result_are_seen(dialect: Dialect) -> None:
    """In the result, or where it cannot hold them behind it; a model that does not see reads that there were some."""
    server = dialect.server(text=ANSWER, models=("m",))
    async with talking_to(dialect.kind, server, models=("m",)) as provider:
        calls = await called(provider, server, dialect.kind)
        await events_of(provider, with_results(QUESTION, calls, PICTURE))
    seen = json.dumps(server.requests[-1])
    blind = {"m": ModelSettings(vision=False)}
    async with talking_to(dialect.kind, server, models=("m",), model=blind) as provider:
        await events_of(provider, with_results(QUESTION, calls, PICTURE))

    assert "iVBORw==" in seen
    assert "iVBORw==" not in json.dumps(server.requests[-1])
    assert "[a picture]" in json.dumps(server.requests[-1])


@every_dialect
async def test_another_s_calls_are_taken(dialect: Dialect) -> None:
    """Whatever their ids are, and without what their own server wanted back."""
    server = dialect.server(text=ANSWER, models=("m",))
    theirs = Carried("https://another.example m", {"blocks": [{"type": "thinking"}], "items": [{"type": "x"}]})
    calls = [ToolCall("functions.search:0", "search", '{"query":"a"}', theirs), ToolCall("::", "search", "no json")]
    async with talking_to(dialect.kind, server, models=("m",)) as provider:
        events = await events_of(provider, with_results(QUESTION, calls))

    assert text_of(events) == ANSWER
    assert "functions.search" not in json.dumps(server.requests[-1])
    assert '"type": "x"' not in json.dumps(server.requests[-1])


REFUSALS = {
    "ollama": "registry.ollama.ai/library/gemma:2b does not support tools",
    "vllm": '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    "groq": "`tool calling` is not supported with this model",
    "llama.cpp": "tools param requires --jinja flag",
    "gemini": "Function calling is not enabled for models/gemma-3-27b-it",
    "pydantic": "tools: Extra inputs are not permitted",
}


@pytest.mark.parametrize("words", REFUSALS.values(), ids=REFUSALS)
@every_dialect
async def test_a_model_without_tools_answers_without_them(dialect: Dialect, words: str) -> None:
    """It is refused once, and learned; the next question is asked without tools at once."""
    server = dialect.server(text=ANSWER, models=("m",), refuses="tools", refusal=words)
    async with talking_to(dialect.kind, server, models=("m",)) as provider:
        first, second = await events_of(provider, QUESTION), await events_of(provider, QUESTION)
        lessons = provider.found_out("m")

    assert text_of(first) == text_of(second) == ANSWER
    assert [offered(body) for body in server.requests] == [["search"], [], []]
    assert lessons == ("tools",)


@pytest.mark.parametrize("words", ["Invalid schema for function 'search': 'properties' is missing.", "duplicate tool"])
async def test_one_bad_tool_teaches_nothing(words: str) -> None:
    """The answer comes without tools, and the next question has them again."""
    server = ChatCompletions(text=ANSWER, models=("m",), refuses="tools", refusal=words)
    async with talking_to("openai", server, models=("m",)) as provider:
        await events_of(provider, QUESTION)
        server.refuses = ""
        await events_of(provider, QUESTION)
        lessons = provider.found_out("m")

    assert [offered(body) for body in server.requests] == [["search"], [], ["search"]]
    assert lessons == ()


@every_dialect
async def test_results_are_told_in_words_to_a_model_without_tools(dialect: Dialect) -> None:
    """A stand-in that takes over in the middle of an answer knows what was found."""
    server = dialect.server(text=ANSWER, models=("m",), strict=dialect.kind == "openai")
    known = {"m": ModelSettings(tools=False)}
    async with talking_to(dialect.kind, server, models=("m",), model=known) as provider:
        asked = with_results(QUESTION, [ToolCall("c1", "search", "{}")])
        events = await events_of(provider, asked)

    assert text_of(events) == ANSWER
    assert "search: It is search." in json.dumps(server.requests[-1])
    assert "tools" not in server.requests[-1]


async def test_who_knows_nothing_of_tools_is_asked_in_words() -> None:
    """A provider of somebody else's package, and a site without an account."""
    player = Player(HELLO)
    catalog = Catalog({"p": player})

    asked = with_results(QUESTION, [ToolCall("c1", "search", "{}")])
    events = [event async for event in catalog.stream("p/m", asked, chat=True)]

    assert any(isinstance(event, Text) for event in events)
    assert player.requests[0].tools == ()
    assert all(message.role in ("system", "user", "assistant") for message in player.requests[0].messages)


class Calling(Player):
    calls_tools = True


async def test_an_answer_of_calls_alone_is_no_empty_one() -> None:
    """Nor is it one that may be asked again by itself."""
    call = ToolCall("c1", "search", "{}")
    player = Calling((call, *HELLO[1:]))

    events = [event async for event in Catalog({"p": player}).stream("p/m", QUESTION, chat=True)]

    assert call in events
    assert len(player.requests) == 1
    assert player.requests[0].tools == (SEARCH,)


async def test_what_the_config_adds_stays_beside_tools() -> None:
    """A list of tools in `extra` is not replaced."""
    server = ChatCompletions(text=ANSWER, models=("m",))
    extra: dict[str, object] = {"tools": [{"type": "function", "function": {"name": "theirs"}}]}
    async with talking_to("openai", server, models=("m",), extra=extra) as provider:
        await events_of(provider, QUESTION)

    assert offered(server.requests[-1]) == ["theirs", "search"]


async def test_endless_arguments_are_cut_off() -> None:
    """They count for the size of the answer."""
    many = b"".join(
        b'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":'
        + b'{"name":"search","arguments":"'
        + b"x" * 100_000
        + b'"}}]},"finish_reason":null}]}\n\n'
        for _ in range(40)
    )
    server = ChatCompletions(models=("m",), raw=many)
    async with talking_to("openai", server, models=("m",)) as provider:
        with pytest.raises(ProviderError):
            [event async for event in Catalog({"p": provider}).stream("p/m", QUESTION, chat=True)]


@pytest.mark.parametrize("status", [False, True], ids=["without tools", "with tools"])
async def test_gemini_s_search_gives_way_to_tools(status: bool) -> None:
    """Most of its models refuse both at once."""
    server = BY_KIND["gemini"].server(text=ANSWER, models=("m",))
    known = {"m": ModelSettings(search=Searching(fields={"tools": [{"google_search": {}}]}))}
    async with talking_to("gemini", server, models=("m",), model=known) as provider:
        await events_of(provider, replace(QUESTION, search="auto", tools=QUESTION.tools if status else ()))

    assert ("google_search" in json.dumps(server.requests[-1])) is not status
