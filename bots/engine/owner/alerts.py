"""Tells the owners, in private or in a log channel. One kind of thing is told once in ten minutes, with a count.

A trouble that lasts is told when it begins, and when it is over:

    begins ──► told ──► comes again: counted, and told anew after ten minutes
                 └────► over: its end is told, once
    comes again within those ten minutes, and is over before their end: neither is told

Each owner reads it in their own language, as far as that is known.

What reaches no owner is kept until one reads it: at a command, or when they can be reached again.

Of several processes that notice the same one tells it (`tellers.py`), and what one notes the others read.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import again, say, speak
from bots.engine.owner.missed import Missed, MissedNews
from bots.engine.owner.open_troubles import ByName, OpenTroubles, Trouble
from bots.engine.owner.owners import Owners
from bots.engine.owner.tellers import Alone, Tellers
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.runtime.tasks import Supervisor, nobody
from bots.engine.seam.incoming import Origin
from bots.engine.seam.panels import with_words
from bots.engine.seam.places import Person, Place, ToChat, ToInteraction
from bots.engine.seam.references import without_references
from bots.engine.seam.shown import Button, Response
from bots.engine.storage import grants, settings
from bots.engine.storage.records import BOT, StoreError
from bots.engine.storage.store import Store
from provider.values import Value, replace

log = logging.getLogger("parley")

LOG = "log"
"""The key of the setting, for the whole bot, that names the log channel."""
EVERY = 600.0
"""Seconds within which one kind is told once."""
CAUGHT_UP_WITHIN = 10.0
"""Seconds for which other processes leave it to the one that has begun to tell what was missed."""
MOST_RECENT = 5
"""Alerts that are kept in memory to be looked at once more."""
MOST_KINDS = 200
"""Kinds that are told apart in that time. Further kinds are not told: in a flood they are no news."""

INVITED = grants.INVITED

Buttons = tuple[tuple[Button, ...], ...]


class News(Value):
    """What is to be told. `subject`: whom the owners are asked about. `trouble`: what stands from now on.

    `how`: `INVITED` if nobody has used the bot there, so that they are asked once more when somebody does.
    `read_by`: an owner who reads the same elsewhere.
    """

    response: Response
    subject: str = ""
    trouble: Trouble | None = None
    how: str = ""
    read_by: Person | None = None


@dataclass(slots=True)
class _Kind:
    """A kind that was told a moment ago: how often it came since, and the newest, which is told next.

    `told`: whether an owner can read the first one; unknown until it is sent.
    """

    told: "asyncio.Future[bool]"
    more: int = 0
    latest: News | None = None

    def forget(self) -> None:
        """Drop what came since the last message."""
        self.more, self.latest = 0, None


class Tells(Protocol):
    """Tells the owners something; the first argument is its kind."""

    def __call__(self, kind: str, text: str, *, trouble: Trouble | None = None) -> object: ...


class HasLog(Protocol):
    """The part of the policy that is read here."""

    @property
    def log(self) -> str:
        """The log channel by the config; empty for private chats."""


class Alerts:
    """Tells the owners. `load` it once."""

    def __init__(
        self, store: Store, clock: Clock, notices: Notices, owners: Owners, tasks: Supervisor, policy: Current[HasLog]
    ) -> None:
        self._store = store
        self._clock = clock
        self._notices = notices
        self._owners = owners
        self._tasks = tasks
        self._policy = policy
        self._kinds: dict[str, _Kind] = {}
        self._open = OpenTroubles(store, clock, tasks)
        self._missed = Missed(store, clock, tasks)
        self.recent: deque[tuple[float, str]] = deque(maxlen=MOST_RECENT)
        """The last alerts of this run: when each was told, and what."""
        self._catching_up = asyncio.Lock()
        self._locale: Callable[[Person], Awaitable[str]] = _unknown
        self._tellers: Tellers = Alone()
        # The log channel by the config at that time, and the one that an owner chose.
        self._chosen: tuple[str, Place | None] | None = None

    def share(self, tellers: Tellers) -> None:
        """Let one of several processes that notice the same tell it from now on."""
        self._tellers = tellers

    async def read_anew(self) -> None:
        """Read what other processes have noted since: which troubles stand, and what no owner has read."""
        await self._open.load()
        await self._missed.load()

    def speak_as(self, locale: Callable[[Person], Awaitable[str]]) -> None:
        """Speak to each owner in their own language from now on. `locale`: that of a person; empty: unknown."""
        self._locale = locale

    async def load(self) -> None:
        """Read which log channel an owner chose, which troubles stand, and what no owner has read."""
        await self.load_log()
        await self._open.load()
        await self._missed.load()

    async def load_log(self) -> None:
        """Read which log channel an owner chose."""
        kept = await self._store.run(settings.values, [BOT])
        if (BOT, LOG) in kept:
            self._chosen = self._policy.value.log, place_of(kept[BOT, LOG])

    @property
    def log(self) -> Place | None:
        """The log channel: the newest choice, of the config or of an owner. None: each owner's private chat."""
        configured = self._policy.value.log
        if self._chosen is not None and self._chosen[0] == configured:
            return self._chosen[1]
        return place_of(configured)

    async def choose_log(self, place: Place | None, by: Person) -> bool:
        """Choose the log channel; returns False if the bot cannot write there."""
        if place and not self._notices.reaches(place.platform):
            return False
        where = str(place) if place else ""
        await self._store.run(settings.change, BOT, LOG, where, by=str(by), at=self._clock.wall())
        self._chosen = self._policy.value.log, place
        return True

    def ready(self) -> None:
        """Note that a platform can be called: ends are told in time, and at once what has reached no owner."""
        self._open.watch(lambda trouble: self._end([trouble.name], trouble.end))
        if self._missed.next:
            self._tasks.start(self._catch_up(), "telling the owners what they missed", nobody)

    def tell(
        self,
        kind: str,
        text: str,
        *,
        trouble: Trouble | None = None,
        every: float = EVERY,
        buttons: Buttons = (),
        read_by: Person | None = None,
    ) -> None:
        """Tell it now, or count it if its kind was told in the last `every` seconds. Returns at once.

        `trouble`: what begins with it, and has an end. `every`: that of the first of its kind counts. `read_by`: an
        owner who reads the same elsewhere, and is not told it once more.
        """
        self._tell(kind, News(Response(text, buttons=buttons), trouble=trouble, read_by=read_by), every)

    def ask(self, kind: str, text: str, buttons: Buttons, subject: str, *, how: str = "") -> "asyncio.Future[bool]":
        """Tell it in the same way, as a question about somebody; they are noted as asked about once it can be read.

        `how`: as in `News`; of an invitation nobody's phone rings.

        The result says whether an owner can read it; it is False at once for a question that is only counted.
        """
        response = Response(text, buttons=buttons, silent=how == INVITED)
        return self._tell(kind, News(response, subject, how=how), EVERY)

    def begun(self, trouble: Trouble) -> None:
        """Note a trouble of which the owners were told elsewhere."""
        self._open.add(trouble)

    def over(self, names: Collection[str], text: str) -> bool:
        """Say that these troubles are over, if the owners were told of one of them; returns whether they were.

        What came of them since, and was not told yet, is dropped.
        """
        for known in self._kinds.values():
            if known.latest is not None and known.latest.trouble is not None and known.latest.trouble.name in names:
                known.forget()
        return self._end(names, text)

    def with_missed(self, origin: Origin, response: Response) -> Response:
        """The response to a command of an owner, with what reached none of them, if nobody else can read it."""
        alone = origin.private or (isinstance(origin.target, ToInteraction) and response.private)
        missed = self._missed.next
        if not missed or not alone or response.file is not None or origin.person not in self._owners.all:
            return response
        account = self._missed.account(missed)
        self._missed.read(missed)
        self._tasks.start(self._note_asked(missed.values()), "noting whom an owner has read of")
        return with_words(response, account)

    def _tell(self, kind: str, news: News, every: float) -> "asyncio.Future[bool]":
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        known = self._kinds.get(kind)
        if known is None and len(self._kinds) < MOST_KINDS:
            self._kinds[kind] = _Kind(told)
            if news.trouble is not None:
                self._open.add(news.trouble)
            self._tasks.start(self._told(kind, news, every), "telling the owner", nobody)
            return told
        if known is not None:
            if known.latest is not None and known.latest.read_by != news.read_by:
                news = replace(news, read_by=None)
            known.more += 1
            known.latest = news
        told.set_result(False)
        return told

    async def _told(self, kind: str, news: News, every: float) -> None:
        """Tell it now, and after each `every` seconds tell what has come meanwhile, as long as something comes."""
        known = self._kinds[kind]
        try:
            known.told.set_result(await self._send_once(kind, news, every))
            while True:
                await self._clock.sleep(every)
                if known.latest is None:
                    return
                count, latest = known.more, known.latest
                known.forget()
                if latest.trouble is not None:
                    self._open.add(latest.trouble)
                text = latest.response.text
                text = text if count == 1 else say("alert_counted", text=text, count=count)
                await self._send_once(kind, replace(latest, response=replace(latest.response, text=text)), every)
        finally:
            if not known.told.done():
                known.told.set_result(False)
            del self._kinds[kind]

    def _end(self, names: Collection[str], text: str) -> bool:
        before = self._open.remove(names)
        if before is None:
            return False
        self._tasks.start(self._tell_end(names, text, before), "telling the owner", nobody)
        return True

    async def _tell_end(self, names: Collection[str], text: str, before: "asyncio.Future[ByName | None]") -> None:
        """Tell the end of a trouble, after what is being told of beginnings; not if another process does."""
        stood = await before
        if stood is not None and not any(name in stood for name in names):
            return
        if begun := [known.told for known in self._kinds.values() if not known.told.done()]:
            await asyncio.wait(begun)
        await self._send(f"over {' '.join(names)}", News(Response(text)))

    async def _send_once(self, kind: str, news: News, every: float) -> bool:
        """Tell it, or keep it for later, unless another process does. Returns whether an owner can read it."""
        if not await self._tellers.is_first(kind, every):
            self._tasks.start(self._send_if_left(kind, news, every), "telling what another process may not", nobody)
            return True
        return await self._send_as_teller(kind, news)

    async def _send_if_left(self, kind: str, news: News, every: float) -> None:
        if await self._tellers.is_left(kind, every) and (news.trouble is None or news.trouble in self._open):
            await self._send_as_teller(kind, news)

    async def _send_as_teller(self, kind: str, news: News) -> bool:
        is_read = await self._send(kind, news)
        await self._tellers.told(kind)
        return is_read

    async def _send(self, kind: str, news: News) -> bool:
        """Tell it, or keep it for later. Returns whether an owner can read it."""
        self.recent.append((self._clock.wall(), news.response.text))
        if not await self._reach(news.response, news.read_by):
            told = again(news.response.text, await self._language())
            if self._missed.keep(kind, told, news.subject, news.how):
                words = without_references(told)
                log.warning("No owner can be reached; they read it at their next command: %s", words)
            return False
        self._missed.drop(kind)
        await self._note_asked([news])
        await self._catch_up()
        return True

    async def _reach(self, response: Response, read_by: Person | None = None) -> bool:
        """Send it to the log channel, or to each owner alone. Returns whether an owner can read it, once one can.

        `read_by`: as in `News`.
        """
        where = self.log
        if where and self._notices.reaches(where.platform):
            words = in_language(response, await self._language())
            if await self._notices.say(ToChat(where), words):
                return True
        waiting: set[asyncio.Task[Any]] = {
            self._tasks.start(self._say_alone(owner, response), "telling an owner", nobody)
            for owner in self._owners.all
            if owner != read_by
        }
        if read_by in self._owners.all:
            return True
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if any(not each.cancelled() and each.exception() is None and each.result() for each in done):
                return True
        return False

    async def _say_alone(self, owner: Person, response: Response) -> bool:
        return await self._notices.say_alone(owner, in_language(response, await self._locale(owner)))

    async def _language(self) -> str:
        """The language of an owner, for what several of them read; empty if none is known."""
        locales = [await self._locale(owner) for owner in sorted(self._owners.all, key=str)]
        return next(filter(None, locales), "")

    async def _catch_up(self) -> None:
        """Tell the owners what reached none of them before, as far as one can be reached now."""
        async with self._catching_up:
            speak(await self._language())
            while (
                (missed := self._missed.next)
                and await self._tellers.is_first("what was missed", CAUGHT_UP_WITHIN)
                and await self._reach(Response(self._missed.account(missed)))
            ):
                self._missed.read(missed)
                await self._note_asked(missed.values())

    async def _note_asked(self, news: Iterable[News | MissedNews]) -> None:
        """Note about whom the owners were asked."""
        try:
            for each in news:
                if each.subject:
                    await self._store.run(grants.ask, each.subject, self._clock.wall(), each.how)
        except StoreError as error:
            log.error("that the owner was asked could not be noted: %s", error)


def in_language(response: Response, locale: str) -> Response:
    """The response in that locale's language, as far as it is made of phrases."""
    buttons = tuple(
        tuple(replace(button, label=again(button.label, locale)) for button in row) for row in response.buttons
    )
    return replace(response, text=again(response.text, locale), buttons=buttons)


async def _unknown(person: Person) -> str:
    return ""


def place_of(text: str) -> Place | None:
    """The place that "discord:CHANNEL" or "telegram:CHAT:TOPIC" names; None if the text names none."""
    platform, _, rest = text.strip().partition(":")
    chat, _, thread = rest.partition(":")
    return Place(platform, chat, thread) if platform and chat else None
