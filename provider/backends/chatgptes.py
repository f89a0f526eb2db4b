"""chatgpt.es, a third party's free site, and others with the same plugin. Its operator reads what is sent."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import urlsplit, urlunsplit

from provider.base import (
    AsyncGeneratorProvider,
    AsyncResult,
    Messages,
    ModelNames,
    ProviderModelMixin,
    format_prompt,
    read_messages,
)
from provider.contract import Backend, Event, Message, Request, Text, Trust, Url
from provider.dialects.options import deadlines
from provider.dialects.wpaicg.answer import Answer
from provider.dialects.wpaicg.page import Widget, find_widget
from provider.dialects.wpaicg.refusal import NonceRefused, is_challenge, of_status
from provider.errors import BadRequest, Blocked, NotWorking, ProviderError, once_more
from provider.known.companies import host_of
from provider.known.model_settings import ModelSettings
from provider.limits import Limits
from provider.transport.cookies import Cookies
from provider.transport.http import Deadlines, Http, require

_URL: Final = Url("https://chatgpt.es/")
_NO_PROXY: Final = Url("")
_PAGE_LIMIT = 4_000_000
_BODY_LIMIT = 1_000_000
_LINGER = 10.0
"""Seconds of silence after the model's reason for the end that are the end."""
_DEADLINES = Deadlines(connect=10.0, first_byte=120.0, silence=60.0, total=600.0)

_known: Final[dict[str, tuple[Widget, Cookies]]] = {}
"""What pages said to earlier calls of the class method, by address. Every visitor gets the same for half a day."""

_MAX_KNOWN = 64


class ChatGptEs(AsyncGeneratorProvider, ProviderModelMixin):
    """ChatGPT.es. The class alone serves `create_async_generator`; an object of it is a `Provider`.

    The site's own setting decides which model answers, whatever name is chosen here. A subclass that sets `url` need
    not set `api_endpoint`, which is then derived from it.
    """

    url: ClassVar[str] = _URL
    api_endpoint: ClassVar[str] = "https://chatgpt.es/wp-admin/admin-ajax.php"
    working: ClassVar[bool] = True
    supports_stream: ClassVar[bool] = True
    supports_system_message: ClassVar[bool] = False
    supports_message_history: ClassVar[bool] = False

    default_model: ClassVar[str] = "gpt-4o"
    models: ClassVar[ModelNames] = ModelNames(("gpt-4", "gpt-4o", "gpt-4o-mini"), default=default_model)
    trust: ClassVar[Trust] = "stranger"

    SYSTEM_PROMPT: ClassVar[str] = (
        "You are a helpful assistant. Answer in English, unless the user writes in another language: "
        "then answer in that language."
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "url" in cls.__dict__ and "api_endpoint" not in cls.__dict__:
            cls.api_endpoint = _endpoint(cls.url)

    def __init__(
        self, url: str = "", proxy: str = "", *, http: Http | None = None, deadlines: Deadlines = _DEADLINES
    ) -> None:
        """`url`: the page with the chat; if it is empty, the class's own. `http`: lent; its owner closes it."""
        self._deadlines = deadlines
        self._page = url or self.url
        self._endpoint = _endpoint(url) if url else self.api_endpoint
        self._proxy = proxy
        self._http = http or Http()
        self._owns_http = http is None
        self._salt = secrets.token_bytes(16)
        self._lock = asyncio.Lock()
        self._widget: Widget | None = None
        self._cookies = Cookies(self._page)  # set by the page and sent with the questions, as in a browser's session
        self._looks = 0  # how often the page was fetched
        self._failure: ProviderError | None = None  # the error of the last fetch

    @property
    def host(self) -> str:
        """See `HasHost`."""
        return host_of(self._page)

    @classmethod
    def create_async_generator(
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        **kwargs: object,
    ) -> AsyncResult:
        """The answer to a conversation, piece by piece, over connections of its own.

        Two further arguments are used: `url` is another site, `conversation` is the same for each turn of one
        conversation.

        Raises:
            MissingRequirementsError, ModelNotFound, BadRequest: at the call.
            ProviderError: any other, while the pieces are read.
        """
        require()
        request = Request(read_messages(messages), cls.get_model(model), str(kwargs.get("conversation") or ""))
        return AsyncResult(cls._pieces(str(kwargs.get("url") or ""), proxy or "", request))

    @classmethod
    async def _pieces(cls, url: str, proxy: str, request: Request) -> AsyncGenerator[str, None]:
        provider = cls(url, proxy)
        provider._widget, provider._cookies = _known.get(provider._page, (None, provider._cookies))
        try:
            async with aclosing(provider.stream(request)) as events:
                async for event in events:
                    if isinstance(event, Text):
                        yield event.text
        finally:
            if provider._widget is not None:
                _known.pop(provider._page, None)
                _known[provider._page] = provider._widget, provider._cookies
                while len(_known) > _MAX_KNOWN:
                    del _known[next(iter(_known))]
            await provider.aclose()

    def settings(self, model: str) -> ModelSettings:
        """See `KnowsModels`. The site takes text only."""
        return ModelSettings(vision=False, hearing=False, documents=False)

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """The events of the answer, as `provider.contract.Provider` says."""
        self.get_model(request.model)
        if not request.messages:
            raise BadRequest("There is no message to answer.")
        message = self._message(request.messages)
        client = self._client_id(request.conversation)
        refused: Widget | None = None
        while True:
            widget = await self._look(refused)
            try:
                async with aclosing(self._ask(widget, message, client)) as events:
                    async for event in events:
                        yield event
                return
            except NonceRefused as error:
                if refused is not None or error.partial_text:
                    raise
                refused = widget

    async def aclose(self) -> None:
        """Drop every connection. Idempotent."""
        if self._owns_http:
            await self._http.aclose()

    def _message(self, messages: tuple[Message, ...]) -> str:
        """The whole conversation as one text, because the server changes every other form field."""
        return f"{self.SYSTEM_PROMPT}\n\n{format_prompt(messages)}"

    def _client_id(self, conversation: str) -> str:
        """Ten characters, the same for one conversation while this object lives. They do not tell which one it is."""
        if not conversation:
            return secrets.token_hex(5)
        return hashlib.blake2b(conversation.encode(errors="replace"), digest_size=5, key=self._salt).hexdigest()

    async def _look(self, refused: Widget | None = None) -> Widget:
        """What the page says; it is kept, and fetched anew if the server refused what it said before.

        All who wait for the same look share its result, or its error.
        """
        before = self._looks
        async with self._lock:
            if self._looks != before and self._failure is not None:
                raise once_more(self._failure)
            if self._widget is None or self._widget is refused:
                self._widget, self._failure = None, None
                try:
                    self._widget = await self._fetch(reload=refused is not None)
                except ProviderError as error:
                    self._failure = once_more(error)
                    raise
                finally:
                    self._looks += 1
            return self._widget

    async def _fetch(self, reload: bool) -> Widget:
        headers = {"Cache-Control": "no-cache", "Pragma": "no-cache"} if reload else {}
        headers |= self._cookies.headers(self._page)
        with await self._http.request(
            "GET", self._page, headers=headers, proxy=self._proxy, deadlines=self._deadlines
        ) as response:
            self._cookies.take(response.cookies)
            body = await response.read(_PAGE_LIMIT)
        if response.status != 200:
            error = of_status(response.status, response.headers, body)
            raise Blocked("The site does not show us its page.") if isinstance(error, NonceRefused) else error
        html = body.decode(errors="replace")
        widget = await asyncio.to_thread(find_widget, html)  # a long page takes a while
        if widget is None:
            if is_challenge(response.headers, html):
                raise Blocked("A challenge for browsers bars the way to the site.")
            raise NotWorking("There is no chat on the site's page.")
        return widget

    async def _ask(self, widget: Widget, message: str, client: str) -> AsyncGenerator[Event, None]:
        page = _public(self._page)
        with await self._http.request(
            "POST",
            self._endpoint,
            headers={
                "Accept": "*/*",
                "Origin": _origin(page),
                "Referer": page,
                "X-Requested-With": "XMLHttpRequest",
                "Sec-Fetch-Dest": "empty",
                "Sec-Fetch-Mode": "cors",
                "Sec-Fetch-Site": "same-origin",
                **self._cookies.headers(self._endpoint),
            },
            form={
                "_wpnonce": widget.nonce,
                "post_id": widget.post_id,
                "url": widget.url or page,
                "action": "wpaicg_chat_shortcode_message",
                "message": message,
                "bot_id": "0",
                "chatbot_identity": "shortcode",
                "wpaicg_chat_history": "[]",  # the server damages any other value
                "wpaicg_chat_client_id": client,
            },
            proxy=self._proxy,
            deadlines=self._deadlines,
        ) as response:
            if urlsplit(self._endpoint).hostname == urlsplit(self._page).hostname:
                self._cookies.take(response.cookies)
            if response.status != 200 or "cf-mitigated" in response.headers:
                raise of_status(response.status, response.headers, await response.read(_BODY_LIMIT))
            answer, chunks = Answer(response.headers.get("content-type", "")), response.chunks()
            now = asyncio.get_running_loop().time
            ends_at = 0.0  # of a finished answer, unless more words come before
            while not answer.over:
                was_finished = answer.finished
                try:
                    async with asyncio.timeout_at(ends_at if answer.finished else None):
                        data = await anext(chunks)
                except (StopAsyncIteration, TimeoutError):
                    events = answer.end()
                except ProviderError as error:
                    events = answer.broken(error)
                else:
                    events = answer.feed(data)
                if answer.finished and (events or not was_finished):
                    ends_at = now() + _LINGER
                for event in events:
                    yield event
            if answer.failed is not None:
                raise answer.failed


def _endpoint(url: str) -> str:
    return url.rstrip("/") + "/wp-admin/admin-ajax.php"


def _public(url: str) -> str:
    """The address without credentials, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path or "/", "", ""))


def _origin(url: str) -> str:
    return urlunsplit((*urlsplit(url)[:2], "", "", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Limits):
    """The keys of the section. `url`: the page with the chat."""

    url: Url = _URL
    proxy: Url = field(default=_NO_PROXY, repr=False)


def _open(options: Options) -> ChatGptEs:
    return ChatGptEs(options.url, options.proxy, deadlines=deadlines(options))


BACKEND: Final = Backend("chatgptes", Options, _open)
