"""Catches up on what was missed while nobody listened: that is handed on before what comes now, each message once.

| what is left of a session | then |
|---|---|
| Discord still knows it | its events are read; what comes meanwhile waits, for seconds at most |
| Discord knows it no more, or says nothing | the places where the bot answered lately are read, beside what comes now |

Until all of that is taken in, the session's mark stays, so that a kill in the middle costs nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bots.discord_bot.errors import UNREADABLE
from bots.discord_bot.limits import ACKNOWLEDGED_WITHIN
from bots.discord_bot.progress import Handed, Progress, Session, Taken
from bots.discord_bot.reading import by_a_person, written_at
from bots.discord_bot.reading_interactions import is_question
from bots.discord_bot.resuming import Event, Missed, read_missed
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from provider.values import Value, replace

Json = dict[str, Any]
Hear = Callable[[Json], None]

IN_ORDER = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"})
"""Events that wait until what came before them is read."""

_SAID = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
INTERACTION = "INTERACTION_CREATE"
_MISSED = IN_ORDER | {INTERACTION, "GUILD_DELETE"}
"""Events of a past session that are handed on. Which servers there are is told anew."""

MENDED_AFTER = 5.0
"""Seconds after an event that did not come, in which others may lack too; then what they were is asked for."""

log = logging.getLogger("parley.discord")


class Link(Value):
    """One connection. `hear`: who hears which event, by Discord's name. `hear_asked`: who hears messages asked for.

    `skipped`: hears of what makes no sense. `ask`: the messages since a Unix time in what is told to a shard. `url`:
    where sessions are resumed; empty if where Discord says.
    """

    hear: Mapping[str, Hear]
    hear_asked: Hear
    skipped: Callable[[BaseException], None]
    ask: Callable[[float, int], AsyncIterator[Json]]
    url: str


class _Waits(Value):
    """An event that waits for those before it."""

    hear: Hear
    raw: Json
    handed: Handed
    taken: Taken


class CatchingUp:
    """Hands on what was missed before one connection."""

    def __init__(self, transport: Transport, clock: Clock, progress: Progress, tasks: Supervisor, link: Link) -> None:
        self._transport = transport
        self._clock = clock
        self._progress = progress
        self._tasks = tasks
        self._link = link
        self._behind: dict[int, list[_Waits]] = {}  # of shards that are behind, what waits
        self._is_mending = False

    def in_turn(self, name: str, hear: Hear) -> Hear:
        """Who hears an event of that name, once it is its turn."""
        return partial(self._wait_or_hear, hear) if name in IN_ORDER else hear

    def _wait_or_hear(self, hear: Hear, raw: Json) -> None:
        handed = self._progress.handed()
        waiting = self._behind.get(handed.shard)
        if waiting is None:
            hear(raw)
        else:
            waiting.append(_Waits(hear, raw, replace(handed, late=True), self._progress.hold()))

    def begin(self, shard: int, shards: int) -> None:
        """Read what past sessions of that shard have missed. Called when it has a new one, before its first event."""
        if sessions := self._progress.unread(shard, shards):
            self._behind.setdefault(shard, [])
            self._tasks.start(self._catch_up(shard, sessions), "catching up")

    async def _catch_up(self, shard: int, sessions: Sequence[Session]) -> None:
        try:
            found = await asyncio.gather(*map(self._missed, sessions))
            for session, missed in zip(sessions, found, strict=True):
                for event in missed.events:
                    self._hand_on(session, event)
                session.has_ended = missed.whole
        finally:
            self._go_on(shard)
        lost = [session for session in sessions if not session.has_ended]
        if lost:
            oldest = min(lost, key=lambda session: session.mark.at)
            await self._ask(oldest.mark.at, Handed(shard, oldest, oldest.mark.number + 1, late=True))
            for session in lost:
                session.has_ended = True

    async def _missed(self, session: Session) -> Missed:
        mark = session.mark
        return await read_missed(self._transport, self._clock, mark, self._link.url or mark.url, _is_needed)

    def _hand_on(self, session: Session, event: Event) -> None:
        session.heard(event.number, 0.0)
        if event.name == INTERACTION and not self._is_open(event.raw):
            return
        self._hear(self._link.hear[event.name], event.raw, Handed(session.shard, session, event.number, late=True))

    def _is_open(self, raw: Json) -> bool:
        """Whether an interaction can still be answered: at once, or as a question in its channel.

        Of any other one Discord itself has told the person that it failed, and they have acted on that.
        """
        try:
            fresh = self._transport.time.age(written_at(raw["id"])) < ACKNOWLEDGED_WITHIN
            return fresh or is_question(raw)
        except UNREADABLE:
            return False

    def _go_on(self, shard: int) -> None:
        """Hand on what has waited."""
        for waits in self._behind.pop(shard, ()):
            self._hear(waits.hear, waits.raw, waits.handed)
            waits.taken()

    def _hear(self, hear: Hear, raw: Json, handed: Handed) -> None:
        self._progress.handed = lambda: handed
        try:
            hear(raw)
        except UNREADABLE as error:
            self._link.skipped(error)

    async def _ask(self, since: float, handed: Handed) -> None:
        """Hand on what Discord says was written since then. It counts for `handed`."""
        link, count = self._link, 0
        async for raw in link.ask(since, handed.shard):
            self._hear(link.hear_asked, raw, handed)
            count += 1
        log.info("asked Discord for what was written meanwhile: %d %s", count, "message" if count == 1 else "messages")

    def fill_gap(self, shard: int, number: int) -> None:
        """Note that an event of a live session has not come, or could not be read: what it was is asked for."""
        session = self._progress.live(shard)
        if session is not None and not self._is_mending:
            self._is_mending = True
            since = session.mark.at
            self._tasks.start(self._mend(session, number, since, session.hold(number, since)), "mending a gap")

    async def _mend(self, session: Session, number: int, since: float, taken: Taken) -> None:
        await self._clock.sleep(MENDED_AFTER)  # one that is garbled seldom comes alone
        self._is_mending = False
        await self._ask(since, Handed(session.shard, session, number, late=True))
        taken()


def _is_needed(name: str, raw: Json) -> bool:
    """Whether an event that was missed is to be handed on. What bots write is most of what a busy server tells."""
    if name not in _SAID:
        return name in _MISSED
    try:
        return by_a_person(raw)
    except UNREADABLE:
        return True  # who hears it says that it makes no sense
