"""How far each session of the gateway has been taken in, so that a later start reads only what came after. No I/O.

Events of a session are numbered. One is taken in when it is committed or known not to be for us: at once, unless
somebody holds it. The mark of a session is the last number before the first that is held.

| a session | then |
|---|---|
| live | its events come in |
| past | the connection or the program ended; what it missed is still to be read |
| ended | that was read, or cannot be; its mark is dropped once nothing of it is held |
| left | another process may have its shard, and reads what it missed; what is still held here ends here |
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping

from bots.discord_bot.errors import UNREADABLE
from provider.values import Hidden, Value, astuple, replace

MOST_PAST = 3
"""Past sessions of one shard that are kept: each start that is cut off leaves one."""

Taken = Callable[[], None]
"""Called once an event is taken in."""


def nothing() -> None:
    """Do nothing: what is called so was taken in already."""


class Mark(Value):
    """A session as it is kept. Of it, all that came until `at` (Unix time) is taken in, which is up to `number`.

    `url`: where Discord wants it to be resumed.
    """

    shard: int
    id: Hidden[str]
    url: str
    number: int
    at: float


class Session:
    """One session of one shard."""

    def __init__(self, mark: Mark) -> None:
        self._begun = mark
        self._number, self._at = mark.number, mark.at
        self._held: dict[object, tuple[int, float]] = {}
        self.is_read = False
        """Whether somebody reads, or has read, what it missed."""
        self.has_ended = False

    @property
    def id(self) -> str:
        """The session's name at Discord."""
        return self._begun.id

    @property
    def shard(self) -> int:
        """The number of its shard."""
        return self._begun.shard

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is to be kept any more."""
        return self.has_ended and not self._held

    def heard(self, number: int, at: float) -> None:
        """Note that all events up to that one have come in."""
        self._number, self._at = max(number, self._number), max(at, self._at)

    def hold(self, number: int, at: float) -> Taken:
        """Keep an event from counting as taken in until the returned function is called."""
        key = object()
        self._held[key] = (number, at)
        return lambda: _drop(self._held, key)

    @property
    def mark(self) -> Mark:
        """How far it is taken in."""
        began, number, at = self._begun, self._number, self._at
        if self._held:
            first, since = min(self._held.values())
            number, at = min(first - 1, number), min(since, at)
        return Mark(began.shard, began.id, began.url, number, at)


def _drop(held: dict[object, tuple[int, float]], key: object) -> None:
    held.pop(key, None)


class Handed(Value):
    """What is being handed on: an event of which shard and session, and its number. Without a session none is held.

    `late`: it has waited for what came before.
    """

    shard: int = 0
    session: Session | None = None
    number: int = 0
    late: bool = False


class Progress:
    """All sessions of which something may still have to be read. `now`: Unix time."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.handed: Callable[[], Handed] = Handed
        """Says what is being handed on. Set before that is done, by whoever does it."""
        self._live: dict[int, Session] = {}
        self._past: list[Session] = []
        self._left: list[Session] = []

    def learn(self, marks: Iterable[Mark]) -> None:
        """Note sessions that an earlier run, or another process, has left."""
        here = {each.id for each in (*self._past, *self._live.values())}
        self._past += [Session(mark) for mark in marks if mark.id not in here]

    def leave(self, shard: int, shards: int) -> None:
        """Note that another process may have that shard now, of so many."""
        self.put_aside(shard)
        mine = [each for each in self._past if owner(each.shard, shards) == shard]
        self._past = [each for each in self._past if each not in mine]
        self._left = [each for each in self._left if owner(each.shard, shards) != shard] + mine[-MOST_PAST:]

    def take(self, shard: int, shards: int, is_unread: Callable[[str], bool]) -> None:
        """Note that this process has that shard again. `is_unread`: whether nobody else can have read that session."""
        mine = [each for each in self._left if owner(each.shard, shards) == shard]
        self._left = [each for each in self._left if each not in mine]
        for each in mine:
            if is_unread(each.id):
                each.is_read = False
                self._past.append(each)

    def resume(self, shard: int, id: str) -> None:
        """Note that the past session of that name goes on."""
        for each in self._past:
            if each.id == id:
                self._live[shard] = each
        self._past = [each for each in self._past if each.id != id]

    def begin(self, shard: int, id: str, url: str) -> None:
        """Note a new session. The one that its shard had is past."""
        self.put_aside(shard)
        self._live[shard] = Session(Mark(shard, id, url, 0, self._now()))

    def put_aside(self, shard: int) -> None:
        """Note that the session of a shard has lost its connection for good."""
        if (old := self._live.pop(shard, None)) is not None:
            self._past.append(old)

    def live(self, shard: int) -> Session | None:
        """The session of a shard."""
        return self._live.get(shard)

    def hold(self) -> Taken:
        """Keep the event that is being handed on from counting as taken in, until the returned function is called."""
        handed = self.handed()
        return handed.session.hold(handed.number, self._now()) if handed.session is not None else nothing

    @property
    def is_late(self) -> bool:
        """Whether what is being handed on was missed before, or had to wait for what was."""
        return self.handed().late

    def heard(self, shard: int, number: int) -> None:
        """Note that something has come in on that shard, and the number of its last event."""
        if shard in self._live:
            self._live[shard].heard(number, self._now())

    def unread(self, shard: int, shards: int) -> tuple[Session, ...]:
        """Past sessions that nobody reads yet and that shard is to read, the oldest first; from now on it does.

        What was left by a shard that there is no more is the first one's.
        """
        found = [each for each in self._past if not each.is_read and owner(each.shard, shards) == shard]
        for session in found:
            session.is_read = True
        return tuple(found)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is to be kept."""
        self._past = [each for each in self._past if not each.is_over]
        of_shard: dict[int, list[Session]] = {}
        for session in self._past:
            of_shard.setdefault(session.shard, []).append(session)
        newest = [each for sessions in of_shard.values() for each in sessions[-MOST_PAST:]]
        return tuple(each.mark for each in (*newest, *self._live.values()))

    @property
    def left(self) -> tuple[Mark, ...]:
        """How far those are taken in that this process has left."""
        return tuple(each.mark for each in self._left)


def owner(shard: int, shards: int) -> int:
    """The shard, of so many, that reads what that one has missed: if there is none such any more, the first one."""
    return shard if shard < shards else 0


def written(bot: str, marks: Iterable[Mark]) -> str:
    """The marks as they are kept. `bot`: whose they are."""
    return json.dumps({"bot": bot, "sessions": [astuple(each) for each in marks]}, separators=(",", ":"))


def understood(bot: str, text: str) -> tuple[Mark, ...]:
    """The marks that were kept for that bot; those of another one, and what makes no sense, are none."""
    try:
        kept = json.loads(text)
        if kept["bot"] != bot:
            return ()
        return tuple(
            Mark(int(shard), str(id), str(url), int(number), float(at))
            for shard, id, url, number, at in kept["sessions"]
        )
    except UNREADABLE:
        return ()


def merged(bot: str, kept: str, ours: Collection[Mark], left: Collection[Mark], is_ours: Callable[[int], bool]) -> str:
    """What is to be kept in place of `kept`: our marks, and those of others as they are.

    `is_ours`: whether this process has that shard. Of what it has left only the numbers grow, as long as it is kept.
    """
    further = {mark.id: mark for mark in left}
    others = [_furthest(mark, further) for mark in understood(bot, kept) if not is_ours(mark.shard)]
    return written(bot, (*others, *ours))


def _furthest(mark: Mark, further: Mapping[str, Mark]) -> Mark:
    other = further.get(mark.id, mark)
    return replace(mark, number=max(mark.number, other.number), at=max(mark.at, other.at))
