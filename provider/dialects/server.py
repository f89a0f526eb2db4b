"""A server of models that speaks HTTP and server-sent events: what every dialect shares."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from typing import ClassVar, Final

from provider.contract import Event, Request, Trust
from provider.dialects.answer import Answer
from provider.dialects.model_listing import Listed, for_chats
from provider.dialects.options import ServerOptions, deadlines
from provider.dialects.refusals import Said, error_for, read_error, refusal
from provider.errors import BadAnswer, CutOff, ModelNotFound, ProviderError
from provider.known.companies import host_of
from provider.known.model_settings import ModelSettings, merged
from provider.known.prices import known_price
from provider.transport.http import Deadlines, Http, Response
from provider.transport.sse import SseParser

_LIST_DEADLINES: Final = Deadlines(connect=5, first_byte=10, silence=10, total=20)
_LIST_LIMIT: Final = 8_000_000
_ANSWER_LIMIT: Final = 16_000_000
_REFUSAL_LIMIT: Final = 65_536

_GOODBYE: Final = 0.1
"""Seconds for the last bytes of a stream, without which its connection could not be used again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent: to which path behind the server's address, and with what body."""

    path: str
    body: Mapping[str, object]


class ModelServer(ABC):
    """A `Provider`, and it `KnowsModels`. A subclass says in which dialect the server is spoken to."""

    list_path: ClassVar[str]

    def __init__(self, options: ServerOptions, *, base_url: str, headers: Mapping[str, str]) -> None:
        """`headers`: the key's among them, in lower case; those of the options come on top."""
        self._options = options
        self._base = base_url.rstrip("/")
        self._deadlines = deadlines(options)
        self._headers = {**headers, **{name.lower(): value for name, value in options.headers.items()}}
        self._http = Http(impersonate="")
        self._told: dict[str, ModelSettings] = {}

    @abstractmethod
    def _question(self, request: Request, model: str) -> Question:
        """What asks for an answer of that model, without what the config adds."""

    @abstractmethod
    def _answer(self) -> Answer:
        """An answer that has not begun."""

    @abstractmethod
    def _listed(self, body: bytes) -> list[Listed]:
        """The models in the server's list."""

    def _simplify(self, question: Question, status: int, said: bytes) -> bool:
        """Whether the server refused an extra that the next `_question` will leave out."""
        return False

    def _best(self, names: tuple[str, ...]) -> str:
        """The one that answers where nobody chose; empty: whoever is first."""
        return ""

    @property
    def trust(self) -> Trust:
        return self._options.trust

    @property
    def host(self) -> str:
        """See `HasHost`."""
        return host_of(self._base)

    @property
    def default_model(self) -> str:
        return self._options.default_model or next(iter(self._options.models), "")

    def settings(self, model: str) -> ModelSettings:
        """See `KnowsModels`."""
        configured = self._options.model.get(model, ModelSettings())
        return configured.over(self._told.get(model, ModelSettings())).over(known_price(self._base, model))

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        answer = self._answer()
        try:
            model = request.model or self.default_model or next(iter(await self.models()), "")
            if not model:
                raise ModelNotFound("The server lists no model for chats, and none is configured.")
            asked = _Asked(model, tuple(message.content for message in request.messages), self._options.secrets())
            async with AsyncExitStack() as stack:
                response = await self._ask(stack, request, asked)
                events = await stack.enter_async_context(aclosing(_events(response, answer, asked)))
                async for event in events:
                    yield event
        except ProviderError as error:
            error.partial_text = answer.text
            raise

    async def _ask(self, stack: AsyncExitStack, request: Request, asked: "_Asked") -> Response:
        """Send the question; once more without what a server refuses to know."""
        while True:
            question = self._question(request, asked.model)
            configured = self._options.model.get(asked.model, ModelSettings())
            extra = merged(self._options.extra, configured.extra)
            response = await stack.enter_async_context(
                self._http.request(
                    "POST",
                    f"{self._base}{question.path}",
                    headers={**self._headers, "accept": "text/event-stream, application/json"},
                    json=merged(question.body, extra),
                    proxy=self._options.proxy,
                    deadlines=self._deadlines,
                )
            )
            if response.status == 200:
                return response
            body = await _read(response)
            if not self._simplify(question, response.status, body):
                raise asked.refusal(response, body)
            await stack.aclose()

    async def models(self) -> tuple[str, ...]:
        if self._options.models:
            return self._options.models
        async with self._http.request(
            "GET",
            f"{self._base}{self.list_path}",
            headers={**self._headers, "accept": "application/json"},
            proxy=self._options.proxy,
            deadlines=_LIST_DEADLINES,
        ) as response:
            if response.status != 200:
                raise _Asked("", (), self._options.secrets()).refusal(response, await _read(response))
            body = await response.read(_LIST_LIMIT)
        found = self._listed(body)
        self._told = {each.name: each.told for each in found}
        return for_chats(found, first=(self._options.default_model, self._best(for_chats(found))))

    async def aclose(self) -> None:
        await self._http.aclose()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What must be known of a question to tell an error well: of which model, and what not to repeat."""

    model: str
    said: tuple[str, ...]
    secrets: tuple[str, ...]

    def refusal(self, response: Response, body: bytes) -> ProviderError:
        return refusal(response.status, response.headers, body, secrets=self.secrets, said=self.said, model=self.model)

    def error(self, what: Said) -> ProviderError:
        return error_for(what, secrets=self.secrets, said=self.said, model=self.model)


async def _events(response: Response, answer: Answer, asked: _Asked) -> AsyncGenerator[Event, None]:
    start, kind = await _first_bytes(response), response.headers.get("content-type", "").lower()
    if start[:1] == b"<" or kind.startswith("text/html"):
        raise BadAnswer("The server sent a web page in place of an answer; is its address right?")
    if start[:1] in (b"{", b"["):  # it was asked to stream and answers in one piece
        for event in _read_data(start + await response.read(_ANSWER_LIMIT), answer, asked):
            yield event
        answer.done()
    else:
        parser, piece = SseParser(), start
        while piece and not answer.over:
            for sent in parser.feed(piece):
                for event in _read_data(sent.data, answer, asked):
                    yield event
                if answer.over:
                    break
            else:
                piece = await _next(response, answer)
        for sent in [] if answer.over else parser.end():
            # Without its blank line it may be half an event; then it says nothing.
            if sent.data.strip() == "[DONE]" or _is_json(sent.data):
                for event in _read_data(sent.data, answer, asked):
                    yield event
    if not answer.finished:
        raise CutOff("The stream ended before the answer was complete.")
    for event in answer.rest():
        yield event
    for event in answer.end():
        yield event
    with suppress(TimeoutError, ProviderError):
        async with asyncio.timeout(_GOODBYE):
            async for _ in response.chunks():
                pass


def _read_data(data: str | bytes, answer: Answer, asked: _Asked) -> list[Event]:
    if isinstance(data, str) and data.strip() == "[DONE]":
        answer.done()
        return []
    chunk = _json_object(data)
    what = read_error(chunk)
    if what is not None:
        raise asked.error(what)
    return answer.feed(chunk)


async def _next(response: Response, answer: Answer) -> bytes:
    """The next piece, empty at the end. A break or silence behind the server's own reason for the end is the end."""
    if not answer.finished:
        return await anext(response.chunks(), b"")
    try:
        async with asyncio.timeout(answer.linger):
            return await anext(response.chunks(), b"")
    except (TimeoutError, ProviderError):
        return b""


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
            if len(body) > _REFUSAL_LIMIT:
                break
    return body


def _is_json(data: str) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
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
