"""All providers under their names: which model a name means, which one answers or stands in, and how each has done."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from types import MappingProxyType
from typing import Final

from provider.contract import (
    Answering,
    Attempts,
    Audio,
    Draws,
    Event,
    Gone,
    Image,
    Provider,
    Request,
    Transcript,
    Trust,
)
from provider.errors import MissingAbility, ModelNotFound, NoVision, ProviderError
from provider.known.companies import HasHost, company
from provider.known.efforts import nearest
from provider.known.learning import Learns
from provider.known.model_settings import KnowsModels, ModelSettings, Senses, senses, settings_of
from provider.limits import Limits
from provider.model_facts import ModelFacts
from provider.routing import model_names
from provider.routing.auto import Auto
from provider.routing.candidates import Candidates
from provider.routing.circuit_breaker import State
from provider.routing.deadlines import Deadlines
from provider.routing.fallback import AUTO, NOBODY, Link, Routes, Tried
from provider.routing.health import HealthLog
from provider.routing.model_client import Clocks, ModelClient
from provider.routing.model_lists import Lists
from provider.routing.retries import Patience
from provider.routing.transcription import Transcriptions
from provider.routing.withdrawn import Withdrawn
from provider.values import replace

log = logging.getLogger("parley.provider")

__all__ = ["AUTO", "NOBODY", "Catalog"]

_MOST_CLIENTS: Final = 1000
_NO_LIMITS: Final[Mapping[str, Limits]] = MappingProxyType({})
_ROUTES: Final = Routes()
_PATIENCE: Final = Patience()
_CLOCKS: Final = Clocks()


class _Uncounted:
    """Counts nothing, for an answer that nobody pays for."""

    def waits(self, model: str) -> None:
        """Ignore it."""

    def sent(self, model: str) -> None:
        """Ignore it."""

    def refused(self) -> None:
        """Ignore it."""


_UNCOUNTED: Final = _Uncounted()


class Catalog:
    """All providers under their names.

    `guessed` names local providers that nobody configured; each counts as set up once it has been reached. `chat`, in
    the methods, says that the answer goes to a chat and not to a terminal. In a chat, "auto" never falls from an
    account or a local server to a stranger's site. The demo answers only in a terminal, and only if nothing else is set
    up or was found.
    """

    def __init__(
        self,
        providers: Mapping[str, Provider],
        *,
        guessed: Collection[str] = (),
        limits: Mapping[str, Limits] = _NO_LIMITS,
        routes: Routes = _ROUTES,
        patience: Patience = _PATIENCE,
        clocks: Clocks = _CLOCKS,
    ) -> None:
        self.health_log = HealthLog()
        self._providers = dict(providers)
        self._routes = routes
        self._patience = patience
        self._clocks = clocks
        self._deadlines = {
            name: Deadlines(name, limits.get(name, Limits()), clocks.now, trust=provider.trust)
            for name, provider in self._providers.items()
        }
        self._clients: dict[Link, ModelClient] = {}
        self._stand_ins: dict[str, str] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        self._names: tuple[str, ...] = tuple(routes.aliases)
        self._refused: dict[str, ProviderError] = {}
        # Asked once, because it takes longer than all else that `facts` does, and lists ask that of each model.
        self._knowing = {name: each for name, each in self._providers.items() if isinstance(each, KnowsModels)}
        self._learning = {name: each for name, each in self._providers.items() if isinstance(each, Learns)}
        for learning in self._learning.values():
            learning.learned.now = clocks.wall
        been_up: set[str] = set()
        self._been_up = been_up
        self._lists = Lists(self._providers, now=clocks.now, up=been_up.add)
        self._withdrawn = Withdrawn(self._lists, clocks.now)
        self._transcriptions = Transcriptions(
            self._providers,
            self._lists,
            voice=routes.voice,
            deadlines=self._deadlines,
            patience=patience,
            clocks=clocks,
        )
        self._auto = Auto(self._providers, self._lists, guessed=frozenset(guessed), been_up=been_up, now=clocks.now)
        self._candidates = Candidates(self._providers, routes, self._lists, self._auto)

    async def stream(
        self,
        name: str,
        request: Request,
        *,
        chat: bool,
        instead: Sequence[str] = (),
        attempts: Attempts = _UNCOUNTED,
        tried: Tried | None = None,
    ) -> AsyncGenerator[Event | Answering, None]:
        """The answer of the model of that name, or of a stand-in. `Answering` comes before the events of each.

        Use it inside `contextlib.aclosing`. A stand-in is asked only if its forerunner failed before its first word.
        If a model does not see the pictures in the request, the one that `Routes.eyes` names stands in. "auto" passes
        over models that cannot take what the last message holds.
        `instead`: the names that hold in turn if the model is withdrawn; none of them leads from an account or a local
        server to a stranger's site. `attempts` hears of each request that is sent. `tried` holds the errors of the
        models that failed: before each `Answering`, and after the end.

        Raises:
            NothingSetUp: no model is set up at all.
            ProviderError: all models failed, no other model would do better with this request, or the answer broke off.
        """
        wanted = name or self._routes.default
        tried = Tried() if tried is None else tried
        request = replace(request, effort=self._routes.alias(wanted).effort or request.effort)  # for stand-ins too
        candidates = self._candidates.walk(wanted, instead, chat, tried)
        async with aclosing(self._with_eyes(candidates, request, tried)) as links:
            async for link in links:
                answering, answered = tried.asking(link), False
                try:
                    if self._eyes_see_better(link, request):
                        raise NoVision
                    if (instead or tried.by_auto) and (gone := self._withdrawn.passed_over(link)):
                        raise gone
                    async with aclosing(self._client(link).ask(self._as_named(link, request), attempts)) as events:
                        async for event in events:
                            if not answered:
                                answered = True
                                self._answered(answering, unable=tried.unable)
                                yield answering
                            yield event
                    return
                except ProviderError as raised:
                    error = await self._withdrawn.judged(link, raised)
                    tried.failed(str(link), error)
                    if error.for_owner and not isinstance(error, ModelNotFound):  # it says nothing of the provider
                        self._refused[link.provider] = error
                    if isinstance(error, MissingAbility) and self._goes_on(error, tried):
                        continue
                    if error.begun or not error.elsewhere:
                        raise error from None
                    self._failed(link, error, is_auto=tried.by_auto)
        raise tried.verdict()

    async def draw(self, name: str, words: str, size: str, image: Image | None) -> Image:
        """The picture that the words describe, or `image` changed by them. `name`: "provider/model"; `size`: as there.

        Raises:
            MissingAbility: that provider draws none, or there is none of that name.
            ProviderError: it failed.
        """
        provider, _, model = name.partition("/")
        found = self._providers.get(provider)
        if not isinstance(found, Draws):
            raise MissingAbility(f"{provider} draws no pictures.")
        return await found.draw(words, model, size, image)

    async def transcribe(self, audio: Audio, name: str = "", *, attempts: Attempts = _UNCOUNTED) -> Transcript:
        """What was said in a sound, written down by a provider that can.

        `name`: the model that will answer; its provider is asked first, because it reads the words anyway. Then come
        accounts, and last local servers; none of a stranger. `attempts` hears of each request that is sent.

        Raises:
            NoHearing: nobody can; `transcriber` tells so before.
            PromptTooLong: the sound is too large.
            ProviderError: all failed, or no other would do better.
        """
        return await self._transcriptions.transcribe(audio, self._provider_of(name), attempts)

    async def transcriber(self, name: str = "") -> str:
        """The "provider/model" that `transcribe` would ask first; empty if nobody can.

        It waits some seconds for servers that never gave their list.
        """
        return await self._transcriptions.find(self._provider_of(name))

    async def transcribers(self, name: str = "") -> tuple[str, ...]:
        """Every "provider/model" that `transcribe` may ask, in order. It waits for the first as `transcriber` does."""
        return await self._transcriptions.find_all(self._provider_of(name))

    async def names(self) -> tuple[str, ...]:
        """Every alias and known "provider/model". It waits some seconds for servers that never gave their list.

        The same tuple is returned as long as no list changes.
        """
        lists = await self._lists.all()
        if lists != self._listed:  # quick, because lists that have not changed are the same objects
            full = (f"{name}/{model}" for name, models in lists.items() for model in models)
            self._listed, self._names = lists, (*self.aliases, *full)
        return self._names

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every short name for a model that the config has."""
        return tuple(self._routes.aliases)

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of the providers that are set up."""
        return tuple(self._providers)

    def full_name(self, name: str) -> str:
        """The "provider/model" that an alias stands for; any other name is itself."""
        return self._routes.meant(name)

    async def find(self, name: str) -> str:
        """The alias, "provider/model" or "auto" that is meant by such a name, by a provider alone or by a model alone.

        Raises:
            ModelNotFound: the name means nothing, or several things; the sentence lists similar names.
        """
        return await model_names.find(name, self._providers, self._lists, self._routes.aliases)

    async def answering(self, *, chat: bool) -> str:
        """The "provider/model" that "auto" would ask first; empty if there is none. It asks for lists only."""
        async with aclosing(self._auto.walk(chat, Tried())) as links:
            async for link in links:
                if not self._withdrawn.passed_over(link):
                    return str(link)
        return ""

    @property
    def pinned_auto(self) -> str:
        """The "provider/model" that "auto" is in chats; empty if it changes with what can be reached."""
        return self._auto.pinned

    def pin_auto(self, model: str) -> None:
        """Make that model "auto" in chats; the others stand in for it. Empty: the first that is found."""
        self._auto.pinned = model

    def trust(self, name: str) -> Trust | None:
        """Who reads what is sent to the model of that name; None if no such provider is set up."""
        return self._candidates.trust(name)

    def company(self, name: str) -> str:
        """The company or host that reads what is sent to the model of that name; empty if it stays in this program."""
        provider = self._providers.get(self._routes.meant(name).partition("/")[0])
        return company(provider.host) if isinstance(provider, HasHost) else ""

    def stand_ins(self, name: str) -> tuple[str, ...]:
        """The models and providers that may answer in place of that model, and then read what was sent to it."""
        wanted = name or self._routes.default
        others = tuple(map(self._routes.meant, self._routes.stand_ins(wanted)))
        if self._routes.meant(wanted) != AUTO:
            return others
        return (*(each for each, provider in self._providers.items() if provider.trust == "account"), *others)

    def eyes(self, name: str) -> str:
        """The model that may answer questions with pictures in place of that one; empty if that one sees them."""
        wanted = self._routes.meant(name or self._routes.default)
        sees = self.settings(wanted).vision is True
        return "" if sees or wanted == self._eyes else self._eyes

    async def asked_first(self, name: str, *, chat: bool) -> str:
        """The full name of the model that a question to the model of that name goes to first.

        For "auto" it is the one that answers now; empty if there is none.
        """
        full = self._routes.meant(name or self._routes.default)
        return await self.answering(chat=chat) if full == AUTO else full

    async def senses(self, name: str, *, chat: bool) -> Senses:
        """What the model of that name takes besides text. "auto": the model that would be asked first.

        It waits some seconds for the server if that never gave its list of models. `pictures` counts those that
        `Routes.eyes` would see.
        """
        known = await self._senses(await self.asked_first(name, chat=chat))
        if known.sees or not self._eyes:
            return known
        return replace(known, pictures=(await self._senses(self._eyes)).pictures)

    def facts(self, name: str) -> ModelFacts:
        """What is known of the model of that name without asking anybody."""
        full, alias = self._routes.meant(name), self._routes.alias(name)
        provider, _, model = full.partition("/")
        if provider not in self._providers:
            return ModelFacts(full, about=alias.about, effort=alias.effort, gone=self._gone(full))
        client = self._clients.get(Link(provider, model))
        learning = self._learning.get(provider)
        return ModelFacts(
            full,
            self.settings(full),
            client.circuit.state(self._clocks.now()) if client else "closed",
            self.health_log.report(full, self._clocks.wall()),
            self._stand_ins.get(full, ""),
            learning.found_out(model) if learning else (),
            learning.learned.fields(model) if learning else (),
            alias.about,
            alias.effort,
            self._gone(full),
        )

    def settings(self, name: str) -> ModelSettings:
        """What the model of that name can do and what it costs: a part of `facts`, for whoever needs no more."""
        provider, _, model = self._routes.meant(name).partition("/")
        return settings_of(self._knowing.get(provider), model)

    def holding(self, names: Sequence[str]) -> str:
        """The first of these names whose model is not known to be there no more; the first one if there is none."""
        there = (name for name in names if not self._gone(self._routes.meant(name)))
        return next(there, names[0])

    def streams(self) -> Mapping[str, tuple[int, int]]:
        """How many answers of each provider are being read, and how many wait for their turn there."""
        return {name: (each.turns.taken, each.turns.waiting) for name, each in self._deadlines.items()}

    def troubles(self) -> dict[str, State]:
        """The models that are left alone or about to be tried again, by their full names."""
        now = self._clocks.now()
        states = {str(link): client.circuit.state(now) for link, client in self._clients.items()}
        return {name: state for name, state in states.items() if state != "closed"}

    def silent(self) -> Mapping[str, ProviderError]:
        """The providers that do not answer, each with its last error.

        Either they did not give their list of models when they were asked last, or they refused to answer for a cause
        that only the owner can mend (`ProviderError.about`).
        """
        never_found = self._auto.never_found()
        found = {**self._lists.errors(), **self._refused}
        return {name: error for name, error in found.items() if name not in never_found}

    @property
    def lessons(self) -> int:
        """How many lessons about models were learned so far. While it stays the same, `learned` does too."""
        return sum(each.learned.noted for each in self._learning.values())

    def learned(self) -> str:
        """What refusals have taught about the models, as text for `recall`. A lesson holds for a week."""
        return json.dumps({name: each.learned.dump() for name, each in self._learning.items()})

    def recall(self, text: str) -> None:
        """Take in what `learned` gave; any other text is ignored."""
        try:
            kept = json.loads(text)
        except (ValueError, RecursionError):
            return
        for name, lessons in kept.items() if isinstance(kept, dict) else ():
            if name in self._learning and isinstance(lessons, str):
                self._learning[name].learned.load(lessons)

    async def aclose(self) -> None:
        """Drop every connection. Idempotent."""
        await self._lists.aclose()
        async with asyncio.TaskGroup() as group:
            for provider in self._providers.values():
                group.create_task(provider.aclose())

    def _provider_of(self, name: str) -> str:
        return self._routes.meant(name or self._routes.default).partition("/")[0]

    def _gone(self, full: str) -> Gone:
        if full.partition("/")[0] not in self._providers:
            return "" if full == AUTO else "not set up"
        return "withdrawn" if self._withdrawn.stands(full) else ""

    @property
    def _eyes(self) -> str:
        return self._routes.meant(self._routes.eyes)

    async def _senses(self, full: str) -> Senses:
        provider, _, model = full.partition("/")
        if provider not in self._providers:
            return Senses(0, hears=False, documents=False)
        await self._lists.known(provider)
        return senses(settings_of(self._knowing.get(provider), model or await self._lists.default_model(provider)))

    def _eyes_see_better(self, link: Link, request: Request) -> bool:
        """Whether the request holds pictures that another model was named for, and this one is known not to see."""
        if not self._eyes or not request.pictures or str(link) == self._eyes:
            return False
        return not senses(settings_of(self._knowing.get(link.provider), link.model)).sees

    def _as_named(self, link: Link, request: Request) -> Request:
        """The request with what the alias carries.

        Its effort goes before the request's, and is tried with a model of which nothing is known. The request's goes to
        models that are known to have levels.
        """
        efforts = settings_of(self._knowing.get(link.provider), link.model).efforts
        wanted = link.alias.effort or (request.effort if efforts else "")
        return replace(request, effort=nearest(wanted, efforts), extra={**request.extra, **link.alias.extra})

    def _goes_on(self, error: MissingAbility, tried: Tried) -> bool:
        """Whether another model is asked after one that cannot take the request: never in place of a chosen one."""
        chosen = len(tried.names) == 1 and not tried.by_auto
        return not chosen or (isinstance(error, NoVision) and bool(self._eyes))

    async def _with_eyes(
        self, links: AsyncGenerator[Link, None], request: Request, tried: Tried
    ) -> AsyncGenerator[Link, None]:
        """The models to ask, and after the first that does not see the pictures, the one that was named for them."""
        waiting = self._eyes if request.pictures else ""
        async with aclosing(links):
            async for link in links:
                if str(link) in tried.names:
                    continue
                yield link
                if waiting and str(link) != waiting and isinstance(tried.errors.get(str(link)), NoVision):
                    eyes, waiting = waiting, ""
                    try:
                        seeing = await self._candidates.link(self._routes.eyes)
                    except ProviderError as error:
                        tried.names.append(eyes)
                        tried.failed(eyes, error)
                    else:
                        if str(seeing) not in tried.names:
                            yield seeing

    def _client(self, link: Link) -> ModelClient:
        client = self._clients.pop(link, None) or ModelClient(
            link,
            self._providers[link.provider],
            deadlines=self._deadlines[link.provider],
            patience=self._patience,
            health=self.health_log,
            clocks=self._clocks,
        )
        self._clients[link] = client  # the one unused for longest stands first
        if len(self._clients) > _MOST_CLIENTS:
            del self._clients[next(iter(self._clients))]
        return client

    def _answered(self, answering: Answering, *, unable: bool) -> None:
        """Note who answered. `unable`: the wanted model did not fail, it only could not take the question."""
        name = f"{answering.provider}/{answering.model}"
        self._refused.pop(answering.provider, None)
        self._withdrawn.answered(name)
        self._auto.answered(answering.provider, answering.model)
        self._been_up.add(answering.provider)
        if unable:
            return
        if answering.instead_of:
            self._stand_ins[answering.instead_of] = name
        else:
            self._stand_ins.pop(name, None)

    def _failed(self, link: Link, error: ProviderError, *, is_auto: bool) -> None:
        if is_auto and not error.of_one_answer:
            self._auto.failed(link.provider, error, link.model)
        else:
            log.warning("%s failed before its first word: %s: %s", link, type(error).__name__, error)
