"""A server of models over HTTP: what every dialect shares."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import ClassVar, Final, TypeVar

from provider.contract import Effort, Event, Message, Request, ToolCall, ToolDefinition, Trust
from provider.dialects.answer import Answer
from provider.dialects.concessions import Concessions, Sent
from provider.dialects.fitting import fitted
from provider.dialects.model_listing import Listed, for_chats
from provider.dialects.options import ServerOptions, deadlines
from provider.dialects.reading import LINGER, BodyStyle, read, settled
from provider.dialects.refusals import Said, error_for, refusal
from provider.dialects.think_tags import ThinkTags, marks
from provider.dialects.tool_history import in_words, is_in_use, owned, signed
from provider.errors import ModelNotFound, ProviderError
from provider.known.companies import host_of
from provider.known.learning import Learned
from provider.known.lessons import Lesson
from provider.known.model_settings import UNSET, ModelSettings, merged, senses
from provider.known.prices import Price, ServicePrices
from provider.known.searching import SEARCH_FIRST, searching, with_search
from provider.transport.http import Deadlines, Http, Response
from provider.values import Hidden, Value, field, replace

_LIST_DEADLINES: Final = Deadlines(connect=5, first_byte=10, silence=10, total=20)
_UPLOAD_WITHIN: Final = 300.0
_LIST_LIMIT: Final = 8_000_000
_UPLOADED_LIMIT: Final = 16_000_000
"""Bytes of an answer to an upload: a picture as base64."""
_REFUSAL_LIMIT: Final = 65_536
_EVENT_LIMIT: Final = 1 << 20
_MOST_AT_HAND: Final = 1000
"""Models whose settings are held; one more, and all are worked out anew."""
_PICTURES: Final = 28_000_000
"""Bytes of the pictures in one event, as base64: two of the largest that are shown."""

ValueT = TypeVar("ValueT")


class Question(Value):
    """A request to send: the path after the server's address, and the body."""

    path: str
    body: Hidden[Mapping[str, object]]


class ModelServer(ABC):
    """A `Provider` that `KnowsModels`. A subclass adds the dialect that the server speaks."""

    list_path: ClassVar[str]
    calls_tools: ClassVar[bool] = True
    searches_beside_tools: ClassVar[bool] = True
    """Whether a question may hold the server's own search and tools to call; if not, the tools go before it."""

    def __init__(self, options: ServerOptions, *, base_url: str, headers: Mapping[str, str]) -> None:
        """`headers`: those of the dialect and the key, in lower case. The headers of the options are added and win."""
        self._options = options
        self._base = base_url.rstrip("/")
        self._host = host_of(self._base)
        self._deadlines = deadlines(options)
        self._headers = {**headers, **{name.lower(): value for name, value in options.headers.items()}}
        self._http = Http(impersonate="")
        self._told: dict[str, ModelSettings] = {}
        self._all = options.models  # with those that are not for chats, once the server listed them
        self.learned = Learned()
        self._prices = ServicePrices(self._base, lambda: self.learned.now())
        self._as_of = self._prices.day
        self._at_hand: dict[str, ModelSettings] = {}  # on the day of `_as_of`, as long as `_told` stays

    @abstractmethod
    def _question(self, request: Request, model: str) -> Question:
        """The question for an answer of that model, without the additions of the config."""

    def _otherwise(self, request: Request, model: str) -> Question:
        """The same for a model that its own dialect does not reach, in the one that does."""
        return self._question(request, model)

    def _answer_to(self, question: Question, think_tags: ThinkTags) -> Answer:
        """The answer to that question, which may be in the dialect of `_otherwise`."""
        return self._answer(think_tags)

    def _worded(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """The whole body, with what the config adds to it in the words of the dialect."""
        return body

    @abstractmethod
    def _answer(self, think_tags: ThinkTags) -> Answer:
        """An answer that has not begun. `think_tags` finds the reasoning in its text."""

    @abstractmethod
    def _listed(self, body: bytes) -> list[Listed]:
        """The models in the server's list."""

    def _with_effort(self, body: Mapping[str, object], model: str, effort: Effort) -> Mapping[str, object]:
        """The body with how much the model is to think. It holds the additions of the config already."""
        return body

    def _with_tools(
        self, body: Mapping[str, object], model: str, tools: Sequence[ToolDefinition]
    ) -> Mapping[str, object]:
        """The body with tools that the model may call, beside those that are in it."""
        return body

    def _simplify(self, question: Question, status: int, said: bytes) -> bool:
        """Whether the server refused an extra; the next `_question` leaves it out."""
        return False

    def _usual(self, model: str) -> ModelSettings:
        """What holds of a model of that name unless config, lessons or the server say otherwise."""
        return UNSET

    def _best(self, names: tuple[str, ...]) -> str:
        """The default among these models; empty if the first will do."""
        return ""

    @property
    def trust(self) -> Trust:
        return self._options.trust

    @property
    def host(self) -> str:
        """See `HasHost`."""
        return self._host

    @property
    def default_model(self) -> str:
        return self._options.default_model or next(iter(self._options.models), "")

    def settings(self, model: str) -> ModelSettings:
        """See `KnowsModels`. Each question asks ten times: of what nothing was learned, it is worked out once a day."""
        learned = self.learned.settings(model)
        if learned is not UNSET:
            return self._worked_out(model, learned)
        if self._prices.day != self._as_of or len(self._at_hand) >= _MOST_AT_HAND:
            self._as_of, self._at_hand = self._prices.day, {}
        known = self._at_hand.get(model)
        if known is None:
            known = self._at_hand[model] = self._worked_out(model, UNSET)
        return known

    def _worked_out(self, model: str, learned: ModelSettings) -> ModelSettings:
        known = self._configured(model)
        for weaker in (learned, self._told.get(model, UNSET), self._usual(model)):
            if weaker is not UNSET:
                known = known.over(weaker)
        if known.search is None and (found := searching(self.host, model)):
            known = replace(known, search=found)
        price = known.price or self._price(model)
        return known if price is known.price else replace(known, price=price)

    def _price(self, model: str) -> Price | None:
        """The price in the table. If it has none and an account pays, that of the nearest name stands in."""
        price = self._prices.price(model)
        return self._prices.like(model) if price is None and self.trust == "account" else price

    def found_out(self, model: str) -> tuple[Lesson, ...]:
        """See `Learns`."""
        said = self._configured(model)
        overruled: Mapping[Lesson, bool] = {
            "vision": said.vision is not None,
            "system": said.system is not None,
            "stream": said.stream is not None,
            "effort": said.efforts is not None,
            "thoughts": said.reasoning is False,
            "responses": False,
            "search": said.search is not None,
            "tools": said.tools is not None,
        }
        return tuple(lesson for lesson in self.learned.lessons(model) if not overruled[lesson])

    def _configured(self, model: str) -> ModelSettings:
        return self._options.model.get(model, UNSET)

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        model = request.model or self.default_model or next(iter(await self.models()), "")
        if not model:
            raise ModelNotFound("The server lists no model for chats, and none is configured.")
        settings = self.settings(model)
        configured = self._configured(model)
        extra = {name: each for name, each in self._options.extra.items() if name not in self.learned.fields(model)}
        whose = f"{self._base} {model}"
        sent, without = Sent(owned(request, whose), model, settings, configured, extra), Concessions()
        while True:
            think_tags = self._think_tags(model, settings)
            answer = self._answer(think_tags)
            asked = _Asked(model, tuple(message.content for message in request.messages), self._options.secrets())
            begun = False
            try:
                response, question = await self._ask(asked, sent, without)
                with response:
                    answer = self._answer_to(question, think_tags)
                    del question  # it holds all that was sent
                    async with aclosing(read(response, answer, self._body_style(asked))) as together:
                        async for events in together:
                            for event in settled(events) if answer.think_tags.retracted else events:
                                if not begun:
                                    begun = True
                                    without.note(self.learned, model)
                                yield signed(event, whose) if isinstance(event, ToolCall) else event
                if answer.think_tags.mistaken:
                    self.learned.forget(model, "thoughts")
                return
            except ProviderError as error:
                error.partial_text = answer.text
                # Some gateways refuse inside of an answer, whose status says that all is well.
                words = " ".join(asked.heard).encode()
                if begun or not without.concede(200, words, sent, self.learned):
                    raise
            finally:
                if answer.think_tags.retracted:
                    self.learned.note(model, "thoughts")

    def _think_tags(self, model: str, settings: ModelSettings) -> ThinkTags:
        """What finds the reasoning in an answer of that model. The config may say that it has none."""
        configured = self._configured(model)
        return ThinkTags(marks((configured if configured.reasoning is False else settings).reasoning_marks))

    def _body_style(self, asked: "_Asked") -> BodyStyle:
        limits = self._options
        return BodyStyle(
            # After the reason, no other deadline may take the silence for a failure.
            linger=min(LINGER, limits.silence_timeout / 2),
            event_limit=max(_EVENT_LIMIT, 4 * limits.max_answer_bytes),  # its size as JSON
            payload=_PICTURES,
            error=asked.error,
        )

    async def _ask(self, asked: "_Asked", sent: Sent, without: Concessions) -> tuple[Response, Question]:
        """Send the question; then again without what the server or this model's account does not accept.

        Returns the answer's beginning, which is to be closed, and the question that is answered.
        """
        while True:
            question = self._adapted(sent.request, sent.model, sent.known, without)
            response = await self._http.request(
                "POST",
                f"{self._base}{question.path}",
                headers={**self._headers, "accept": "text/event-stream, application/json"},
                json=self._whole(question, sent, without),
                proxy=self._options.proxy,
                deadlines=self._deadlines,
                pace=sent.request.pace,
            )
            if response.status == 200:
                return response, question
            with response:
                body = await _read(response)
            again = without.concede(response.status, body, sent, self.learned)
            if not again and not self._simplify(question, response.status, body):
                raise asked.refusal(response, body)

    def _whole(self, question: Question, sent: Sent, without: Concessions) -> Mapping[str, object]:
        """The body with what is added to it, the strongest last: by the config, for the effort, by an alias."""
        for_all = {name: each for name, each in sent.fields.items() if name not in without.fields}
        body: Mapping[str, object] = merged(question.body, merged(for_all, sent.configured.extra))
        if effort := without.effort(sent.request):
            body = self._with_effort(body, sent.model, effort)
        search = without.search(sent.request, sent.known)
        if search and sent.known.search and (self.searches_beside_tools or not without.tools(sent.request, sent.known)):
            body = with_search(body, sent.known.search, forced=search == "on" and not is_in_use(sent.request))
        if tools := without.tools(sent.request, sent.known):
            body = self._with_tools(body, sent.model, tools)
        return self._worded(merged(body, sent.request.extra))

    def _adapted(self, request: Request, model: str, known: ModelSettings, without: Concessions) -> Question:
        """The question as this model accepts it.

        Raises:
            MissingAbility: the message to be answered holds what the model cannot take.
        """
        settings, search = without.settings(known), without.search(request, known)
        if (request.tools or is_in_use(request)) and not without.tools(request, known):
            request = in_words(request)
        by_search = bool(search) and known.search is not None and known.search.responses
        if search == "on" and known.search is not None and not (known.search.forced or known.search.always):
            request = _told(request, SEARCH_FIRST)
        systemless = settings.system is False or "system" in without.lessons
        if systemless or any(message.media or message.results for message in request.messages):
            request = fitted(request, senses=senses(settings), system_role=not systemless)
        otherwise = settings.responses or by_search
        question = self._otherwise(request, model) if otherwise else self._question(request, model)
        return self._at_once(question) if settings.stream is False or "stream" in without.lessons else question

    def _at_once(self, question: Question) -> Question:
        """The same question for an answer in one piece."""
        body = {name: value for name, value in question.body.items() if name != "stream_options"}
        return Question(question.path, {**body, "stream": False})

    async def _upload(
        self, path: str, kind: str, content: bytes, model: str, read_body: Callable[[bytes], ValueT | Said]
    ) -> ValueT:
        """Send a form and read the whole answer. `read_body` makes a value of it, or finds the error in it."""
        asked = _Asked(model, (), self._options.secrets())
        within = min(self._options.total_timeout, _UPLOAD_WITHIN)
        with await self._http.request(
            "POST",
            f"{self._base}{path}",
            headers={**self._headers, "accept": "application/json, text/plain", "content-type": kind},
            content=content,
            proxy=self._options.proxy,
            deadlines=Deadlines(self._options.connect_timeout, within, within, within),
        ) as response:
            if response.status != 200:
                raise asked.refusal(response, await _read(response))
            found = read_body(await response.read(_UPLOADED_LIMIT))
        if isinstance(found, Said):
            raise asked.error(found)
        return found

    async def models(self) -> tuple[str, ...]:
        if self._options.models:
            return self._options.models
        with await self._http.request(
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
        self._told, self._at_hand = {each.name: each.told for each in found}, {}
        self._all = tuple(each.name for each in found)
        return for_chats(found, first=(self._options.default_model, self._best(for_chats(found))))

    async def aclose(self) -> None:
        await self._http.aclose()


class _Asked(Value):
    """What is needed of a question to describe an error: its model, and the texts that must not be repeated."""

    model: str
    said: Hidden[tuple[str, ...]]
    secrets: Hidden[tuple[str, ...]]
    heard: Hidden[list[str]] = field(default_factory=list)

    def refusal(self, response: Response, body: bytes) -> ProviderError:
        return refusal(response.status, response.headers, body, secrets=self.secrets, said=self.said, model=self.model)

    def error(self, what: Said) -> ProviderError:
        self.heard.append(f"{what.code} {what.message}")
        return error_for(what, secrets=self.secrets, said=self.said, model=self.model)


def _told(request: Request, words: str) -> Request:
    """The request with one more sentence for the model."""
    first, *others = request.messages or (Message("system", ""),)
    if first.role != "system":
        return replace(request, messages=(Message("system", words), first, *others))
    told = replace(first, content="\n\n".join(filter(None, (first.content, words))))
    return replace(request, messages=(told, *others))


async def _read(response: Response) -> bytes:
    """The body of a refusal, or its beginning if it breaks off."""
    body = b""
    with suppress(ProviderError):
        async for piece in response.chunks():
            body += piece
            if len(body) > _REFUSAL_LIMIT:
                break
    return body
