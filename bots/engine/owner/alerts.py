"""Tells the owners, in private or in a log channel. One kind of thing is told once in ten minutes, with a count."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import say
from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.runtime.tasks import Supervisor, nobody
from bots.engine.seam.values import Button, Person, Place, Response, ToChat
from bots.engine.storage import settings
from bots.engine.storage.records import BOT, StoreError
from bots.engine.storage.store import Store

log = logging.getLogger("parley")

LOG = "log"
"""The key of the setting, for the whole bot, that names the log channel."""
EVERY = 600.0
"""Seconds within which one kind is told once."""
MOST_KINDS = 200
"""Kinds that are told apart in that time. Further kinds are not told: in a flood they are no news."""

Buttons = tuple[tuple[Button, ...], ...]

Heard = Callable[[], Awaitable[object]]
"""Called once the owner can read it."""


@dataclass(slots=True)
class _Kind:
    """A kind that was told a moment ago: how often it came since, and the newest, which is told next."""

    more: int = 0
    latest: Response | None = None
    heard: Heard | None = None


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
        # The log channel by the config at that time, and the one that an owner chose.
        self._chosen: tuple[str, Place | None] | None = None

    async def load(self) -> None:
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

    def tell(
        self, kind: str, text: str, buttons: Buttons = (), heard: Heard | None = None, *, every: float = EVERY
    ) -> None:
        """Tell it now, or count it if its kind was told in the last `every` seconds. Returns at once.

        `every`: that of the first of its kind counts.
        """
        response = Response(text, buttons=buttons)
        known = self._kinds.get(kind)
        if known is not None:
            known.more += 1
            known.latest, known.heard = response, heard
        elif len(self._kinds) < MOST_KINDS:
            self._kinds[kind] = _Kind()
            self._tasks.start(self._told(kind, response, heard, every), "telling the owner", nobody)

    def over(self, kinds: Iterable[str], text: str) -> None:
        """Say that the trouble behind these kinds is over, and drop what was counted of them. Returns at once."""
        for known in filter(None, map(self._kinds.get, kinds)):
            known.more, known.latest, known.heard = 0, None, None
        self._tasks.start(self._reach(Response(text)), "telling the owner", nobody)

    async def _told(self, kind: str, response: Response, heard: Heard | None, every: float) -> None:
        """Tell it now, and after each `every` seconds tell what has come meanwhile, as long as something comes."""
        try:
            await self._send(response, heard)
            while True:
                await self._clock.sleep(every)
                known = self._kinds[kind]
                if known.latest is None:
                    return
                count, latest, heard = known.more, known.latest, known.heard
                known.more, known.latest, known.heard = 0, None, None
                text = latest.text if count == 1 else f"{latest.text}\n{say('alert_count', count=str(count))}"
                await self._send(replace(latest, text=text), heard)
        finally:
            del self._kinds[kind]

    async def _send(self, response: Response, heard: Heard | None) -> None:
        if await self._reach(response) and heard is not None:
            try:
                await heard()
            except StoreError as error:
                log.error("that the owner was told could not be noted: %s", error)

    async def _reach(self, response: Response) -> bool:
        """Send it to the log channel, or to each owner alone. Returns whether it stands anywhere."""
        where = self.log
        if where and self._notices.reaches(where.platform) and await self._notices.say(ToChat(where), response):
            return True
        reached = await asyncio.gather(*(self._notices.say_alone(owner, response) for owner in self._owners.all))
        return any(reached)


def place_of(text: str) -> Place | None:
    """The place that "discord:CHANNEL" or "telegram:CHAT:TOPIC" names; None if the text names none."""
    platform, _, rest = text.strip().partition(":")
    chat, _, thread = rest.partition(":")
    return Place(platform, chat, thread) if platform and chat else None
