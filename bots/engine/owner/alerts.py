"""What the owner is told: in private or in a log channel, the same kind of thing once in ten minutes, with a count."""

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
"""The setting of the whole bot that says where the owners are told things."""
EVERY = 600.0
"""Seconds in which one kind is told once."""
MOST_KINDS = 200
"""Kinds that are told apart in that time; what comes beyond is not told, because a flood is no news."""

Buttons = tuple[tuple[Button, ...], ...]

Heard = Callable[[], Awaitable[object]]
"""Done once the owner can read it."""


@dataclass(slots=True)
class _Kind:
    """One that was told just now, and how often it came since; the newest of those is what will be told."""

    more: int = 0
    latest: Response | None = None
    heard: Heard | None = None


class HasLog(Protocol):
    """The part of the policy that is read here."""

    @property
    def log(self) -> str:
        """The place where the config wants the owner to be told things; empty: in private."""


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
        self._chosen: tuple[str, Place | None] | None = None  # what the config said then, and what an owner chose

    async def load(self) -> None:
        """Read where an owner chose to be told things."""
        kept = await self._store.run(settings.values, [BOT])
        if (BOT, LOG) in kept:
            self._chosen = self._policy.value.log, place_of(kept[BOT, LOG])

    @property
    def log(self) -> Place | None:
        """Where the owners read what the bot has to tell, by the newest word of the config's and theirs; None: each in
        a private chat."""
        configured = self._policy.value.log
        if self._chosen is not None and self._chosen[0] == configured:
            return self._chosen[1]
        return place_of(configured)

    async def choose_log(self, place: Place | None, by: Person) -> bool:
        """From now on the owners are told things there; False where the bot cannot write."""
        if place and not self._notices.reaches(place.platform):
            return False
        where = str(place) if place else ""
        await self._store.run(settings.change, BOT, LOG, where, by=str(by), at=self._clock.wall())
        self._chosen = self._policy.value.log, place
        return True

    def tell(
        self, kind: str, text: str, buttons: Buttons = (), heard: Heard | None = None, *, every: float = EVERY
    ) -> None:
        """Tell it now, or count it if one of its kind was told in the last ten minutes. Returns at once.

        `every`: other seconds than those ten minutes; the first of a kind says how many.
        """
        answer = Response(text, buttons=buttons)
        known = self._kinds.get(kind)
        if known is not None:
            known.more += 1
            known.latest, known.heard = answer, heard
        elif len(self._kinds) < MOST_KINDS:
            self._kinds[kind] = _Kind()
            self._tasks.start(self._told(kind, answer, heard, every), "telling the owner", nobody)

    def over(self, kinds: Iterable[str], text: str) -> None:
        """What these told is over: say so now, and let go what was counted of them. Returns at once."""
        for known in filter(None, map(self._kinds.get, kinds)):
            known.more, known.latest, known.heard = 0, None, None
        self._tasks.start(self._reach(Response(text)), "telling the owner", nobody)

    async def _told(self, kind: str, answer: Response, heard: Heard | None, every: float) -> None:
        """Now, and as long as more come, after each such time what came."""
        try:
            await self._send(answer, heard)
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

    async def _send(self, answer: Response, heard: Heard | None) -> None:
        if await self._reach(answer) and heard is not None:
            try:
                await heard()
            except StoreError as error:
                log.error("that the owner was told could not be noted: %s", error)

    async def _reach(self, answer: Response) -> bool:
        """In the log channel; where there is none or it refuses, to each owner alone. Whether it stands anywhere."""
        where = self.log
        if where and self._notices.reaches(where.platform) and await self._notices.say(ToChat(where), answer):
            return True
        reached = await asyncio.gather(*(self._notices.say_alone(owner, answer) for owner in self._owners.all))
        return any(reached)


def place_of(text: str) -> Place | None:
    """The place that "discord:CHANNEL" or "telegram:CHAT:TOPIC" names; None: it names none."""
    platform, _, rest = text.strip().partition(":")
    chat, _, thread = rest.partition(":")
    return Place(platform, chat, thread) if platform and chat else None
