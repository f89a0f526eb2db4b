"""Any server that speaks Chat Completions: OpenAI, OpenRouter, Groq, Mistral, vLLM, llama.cpp, Ollama, LM Studio."""

import asyncio
import ipaddress
import json
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from provider.completion import Completion, question
from provider.contract import Backend, Event, Request, Secret, Trust, Url
from provider.errors import BadAnswer, CutOff, ModelNotFound, ProviderError
from provider.http import Deadlines, Http, Response
from provider.refusals import error_for, read_error, refusal
from provider.sse import SseParser

_OPENAI: Final = Url("https://api.openai.com/v1")
_NO_KEY: Final = Secret("")
_NO_PROXY: Final = Url("")

_DEADLINES: Final = Deadlines()
_LIST_DEADLINES: Final = Deadlines(connect=5, first_byte=10, silence=10, total=20)
_LIST_LIMIT: Final = 8_000_000
_ANSWER_LIMIT: Final = 16_000_000

_AFTER_THE_END: Final = 1.0
"""Seconds that a server gets, after it gave its reason for the end, for the usage and `[DONE]`."""

_GOODBYE: Final = 0.1
"""Seconds for the last bytes of a stream, without which its connection could not be used again."""

_PREFERRED: Final = ("gpt-5-mini", "gpt-4.1-mini", "gpt-4o-mini", "gpt-4o")

_NO_CHAT: Final = re.compile(
    r"(?:^|[^a-z])(?:\w*embed\w*|bge|e5|gte|whisper|tts|\w*transcri\w*|speech|audio|realtime|live|voxtral|dall|image|imagen"
    r"|sora|veo|video|flux|diffusion|sdxl|moderation|guard|safeguard|\w*rerank\w*|ocr|clip|babbage|davinci"
    r"|gpt-3\.5-turbo-instruct|computer-use|deep-research)(?:$|[^a-z])"
)


@dataclass(frozen=True, slots=True)
class Options:
    """The section's keys. `models`: empty: the server is asked. `default_model`: empty: the first of the models."""

    base_url: Url = _OPENAI
    api_key: Secret = field(default=_NO_KEY, repr=False)
    models: tuple[str, ...] = ()
    default_model: str = ""
    proxy: Url = field(default=_NO_PROXY, repr=False)


class OpenAI:
    """A `Provider`."""

    def __init__(self, options: Options, *, deadlines: Deadlines = _DEADLINES) -> None:
        self._options = options
        self._base = options.base_url.rstrip("/")
        self._deadlines = deadlines
        self._http = Http(impersonate="")
        self._headers = {"Authorization": f"Bearer {options.api_key}"} if options.api_key else {}
        self._ask_usage = True

    @property
    def trust(self) -> Trust:
        if not self._options.api_key and is_local(urlsplit(self._options.base_url).hostname or ""):
            return "local"
        return "account"

    @property
    def default_model(self) -> str:
        return self._options.default_model or next(iter(self._options.models), "")

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        answer = Completion()
        try:
            model = request.model or self.default_model or next(iter(await self.models()), "")
            if not model:
                raise ModelNotFound("The server lists no model for chats, and none is configured.")
            async with AsyncExitStack() as stack:
                response = await self._ask(stack, request, model)
                events = await stack.enter_async_context(aclosing(self._events(response, answer, request, model)))
                async for event in events:
                    yield event
        except ProviderError as error:
            error.partial_text = answer.text
            raise

    async def _ask(self, stack: AsyncExitStack, request: Request, model: str) -> Response:
        """Send the question; once more without what a server refuses to know."""
        while True:
            usage = self._ask_usage
            response = await stack.enter_async_context(
                self._http.request(
                    "POST",
                    f"{self._base}/chat/completions",
                    headers={**self._headers, "Accept": "text/event-stream, application/json"},
                    json=question(request, model, usage=usage),
                    proxy=self._options.proxy,
                    deadlines=self._deadlines,
                )
            )
            if response.status == 200:
                return response
            body = await _read(response)
            if usage and response.status in (400, 422) and re.search(rb"stream_options|include_usage", body):
                self._ask_usage = False
                await stack.aclose()
                continue
            said = [message.content for message in request.messages]
            raise refusal(
                response.status, response.headers, body, secrets=[self._options.api_key], said=said, model=model
            )

    async def _events(
        self, response: Response, answer: Completion, request: Request, model: str
    ) -> AsyncGenerator[Event, None]:
        said = [message.content for message in request.messages]

        def read(data: str | bytes) -> list[Event]:
            chunk = _json_object(data)
            what = read_error(chunk)
            if what is not None:
                raise error_for(what, secrets=[self._options.api_key], said=said, model=model)
            return answer.feed(chunk)

        start, kind = await _first_bytes(response), response.headers.get("content-type", "").lower()
        if start[:1] == b"<" or kind.startswith("text/html"):
            raise BadAnswer("The server sent a web page in place of an answer; is its address right?")
        if start[:1] in (b"{", b"["):  # it was asked to stream and answers in one piece
            body = start + await response.read(_ANSWER_LIMIT)
            for event in read(body):
                yield event
            answer.done()
        else:
            async with aclosing(_datas(response, start, answer)) as datas:
                async for data in datas:
                    if data.strip() == "[DONE]":
                        answer.done()
                        break
                    for event in read(data):
                        yield event
        for event in answer.rest():
            yield event
        if not answer.finished:
            raise CutOff("The stream ended before the answer was complete.")
        for event in answer.end():
            yield event
        with suppress(TimeoutError, ProviderError):
            async with asyncio.timeout(_GOODBYE):
                async for _ in response.chunks():
                    pass

    async def models(self) -> tuple[str, ...]:
        if self._options.models:
            return self._options.models
        async with self._http.request(
            "GET",
            f"{self._base}/models",
            headers={**self._headers, "Accept": "application/json"},
            proxy=self._options.proxy,
            deadlines=_LIST_DEADLINES,
        ) as response:
            if response.status != 200:
                raise refusal(response.status, response.headers, await _read(response), secrets=[self._options.api_key])
            body = await response.read(_LIST_LIMIT)
        return chat_models(_model_names(body), first=self._options.default_model)

    async def aclose(self) -> None:
        await self._http.aclose()


def is_local(host: str) -> bool:
    """Whether a host is this machine or one of the same network, by its spelling; asks no resolver."""
    if not host:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".lan", ".internal", ".home.arpa"))
    return address.is_loopback or address.is_private or address.is_link_local


def chat_models(names: Sequence[str], *, first: str = "") -> tuple[str, ...]:
    """Those that can chat, judged by their names, a good default first, else in the server's order."""
    able = [name for name in dict.fromkeys(names) if not _NO_CHAT.search(name.lower())]
    best = next((name for name in (first, *_PREFERRED) if name in able), "")
    return tuple(sorted(able, key=lambda name: name != best))


async def _datas(response: Response, start: bytes, answer: Completion) -> AsyncGenerator[str, None]:
    """The data of each event. A break or silence behind the server's own reason for the end is the end."""
    parser = SseParser()
    for event in parser.feed(start):
        yield event.data
    chunks = response.chunks()
    while True:
        try:
            async with asyncio.timeout(_AFTER_THE_END if answer.finished else None):
                piece = await anext(chunks, b"")
        except (TimeoutError, ProviderError):
            if answer.finished:
                return
            raise
        if not piece:
            break
        for event in parser.feed(piece):
            yield event.data
    for event in parser.end():
        # Without its blank line it may be half an event; then it says nothing.
        if event.data.strip() == "[DONE]" or _is_json(event.data):
            yield event.data


async def _first_bytes(response: Response) -> bytes:
    """The body's beginning up to the piece with its first character that is no white space."""
    start = b""
    async for piece in response.chunks():
        start = (start + piece).lstrip()
        if start:
            break
    return start


async def _read(response: Response) -> bytes:
    """The body of a refusal; a refusal that breaks off is one all the same."""
    body = b""
    with suppress(ProviderError):
        async for piece in response.chunks():
            body += piece
            if len(body) > 65_536:
                break
    return body


def _is_json(data: str) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def _json_object(data: str | bytes) -> dict[str, object]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise BadAnswer("The server sent an event that is not JSON.") from None
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0]
    if not isinstance(value, dict):
        raise BadAnswer("The server sent an event that is no object.")
    return value


def _model_names(body: bytes) -> list[str]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadAnswer("The server's list of models is not JSON; is its address right?") from None
    if isinstance(value, dict):
        value = value.get("data", value.get("models"))
    if not isinstance(value, list):
        raise BadAnswer("The server's list of models is no list.")
    names = (item.get("id") or item.get("name") if isinstance(item, dict) else item for item in value)
    return [name for name in names if isinstance(name, str) and name]


BACKEND: Final = Backend("openai", Options, OpenAI)
