"""One answer at a time in a conversation, two for a person, three in a shared channel; further questions wait."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial

from bots.engine.conversation.asked import Asked, Ended
from bots.engine.runtime.lasting import Lasting
from bots.engine.runtime.lru import LRU
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Person, Place

ANSWERS_AT_ONCE = 2
"""Answers that may grow at the same time for one person."""

MAX_WAITING = 20
"""Messages that may wait in one conversation, and of one person anywhere."""

IN_A_CHANNEL = 3
"""Answers that may grow at the same time in one shared channel."""

Moved = Callable[[int], None]
"""Called with the number of questions that are ahead, each time that changes."""


TakesSeat = Callable[[int, Person, Moved], Awaitable[None]]
"""Waits until the answer to the question in that row may grow for that person, beside those in other processes."""


async def _alone(question: int, person: Person, moved: Moved) -> None:
    """Wait for nothing: all answers are given here."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(slots=True, eq=False)
class Running:
    """An answer that grows. `stop` ends it, says below its text by whom, and returns at once.

    `hurry`: somebody waits for its end, so a platform that does not take its last frames is given less time.
    `conversation`: its name.
    """

    key: int
    place: Place
    person: Person
    stop: Callable[[Ended], None]
    hurry: Callable[[], None] = _nothing
    conversation: str = ""


@dataclass(slots=True)
class _Channel:
    """The seats of one channel, and those who wait for one, in order: people who joined today behind the others."""

    taken: int = 0
    waiting: list[tuple[asyncio.Future[None], Moved, bool]] = field(default_factory=list)

    async def sit(self, moved: Moved, *, new: bool) -> None:
        if self.taken < IN_A_CHANNEL and not self.waiting:
            self.taken += 1
            return
        mine = asyncio.get_running_loop().create_future(), moved, new
        before = len(self.waiting) if new else sum(not each for *_, each in self.waiting)
        self.waiting.insert(before, mine)
        self._say(before)
        try:
            await mine[0]
        except asyncio.CancelledError:
            if mine in self.waiting:
                self.waiting.remove(mine)
                self._say()
            else:
                self.rise()  # its new owner was cancelled
            raise

    def rise(self) -> None:
        """Give the seat to the one who waits longest."""
        while self.waiting:
            seat, *_ = self.waiting.pop(0)
            if not seat.done():
                seat.set_result(None)
                self._say()
                return
        self.taken -= 1

    def _say(self, behind: int = 0) -> None:
        for number, (_, moved, _) in enumerate(self.waiting[behind:], start=behind + 1):
            moved(number)


def _give_back(held: list[Callable[[], None]]) -> None:
    """Give back all that is held, what was taken last first."""
    while held:
        held.pop()()


def _unseen(before: int) -> None:
    """Show nothing."""


class ReplyQueue:
    """Knows who is being answered, and who waits."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._conversations: dict[str, asyncio.Lock] = {}
        self._people: dict[Person, asyncio.Semaphore] = {}
        self._channels: dict[str, _Channel] = {}
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._lines: defaultdict[str, list[Moved]] = defaultdict(list)
        self._users: defaultdict[Person, int] = defaultdict(int)
        self._running: dict[int, Running] = {}
        self._asked: dict[Asked, None] = {}  # in the order in which they came
        self._asked_in: defaultdict[Place, dict[Asked, None]] = defaultdict(dict)  # the same, of each place
        self._withdrawn: LRU[tuple[str, str, str], bool] = LRU()
        self._emptied = asyncio.Event()
        self._take_seat: TakesSeat = _alone

    def among(self, take_seat: TakesSeat) -> None:
        """Count the answers to a person by `take_seat`, too, from now on: other processes give some of them."""
        self._take_seat = take_seat

    def is_full(self, conversation: str, person: Person) -> bool:
        """Whether one more message would be too many."""
        return max(self._waiting.get(conversation, 0), self._users.get(person, 0)) > MAX_WAITING

    def asked(self, incoming: Incoming, row: int) -> Lasting[Asked]:
        """A question that can be withdrawn inside the block, even before its thread is opened. `row`: in the store."""
        place, messages = incoming.origin.place, {each.id for each in incoming.pieces or (incoming,)}
        left = {each for each in messages if (place.platform, place.chat, each) not in self._withdrawn}
        question = Asked(incoming, row, left, gone=not left, deleted=not left)
        self._asked[question] = self._asked_in[place][question] = None
        return Lasting(question, partial(self._over, question, place))

    def _over(self, question: Asked, place: Place) -> None:
        del self._asked[question], self._asked_in[place][question]
        if not self._asked_in[place]:
            del self._asked_in[place]

    def _questions_in(self, place: Place) -> Collection[Asked]:
        """The questions that wait or are answered in a place."""
        return self._asked_in.get(place, ())

    def to_join(self, incoming: Incoming) -> Asked | None:
        """The newest question of that person there, if what they send now still belongs to it."""
        origin = incoming.origin
        theirs = [each for each in self._questions_in(origin.place) if each.person == origin.person]
        return theirs[-1] if theirs and theirs[-1].takes_more else None

    def question(self, row: int) -> Asked | None:
        """The question with that row that waits or is answered; None if there is none."""
        return next((question for question in self._asked if question.question == row), None)

    def leave_behind(self, place: Place) -> None:
        """Let nothing join the questions of a place any more: a new conversation begins there."""
        for question in self._questions_in(place):
            question.left_behind = True

    def withdraw(self, place: Place, messages: tuple[str, ...]) -> None:
        """Withdraw the questions that consist of these messages, which people deleted."""
        for message in messages:
            self._withdrawn.keep((place.platform, place.chat, message), True)
        for question in tuple(self._asked):
            there = (question.place.platform, question.place.chat) == (place.platform, place.chat)
            if there and question.messages.intersection(messages):
                question.messages.difference_update(messages)
                if not question.messages:
                    question.withdraw(deleted=True)

    def shortened(self, rows: tuple[int, ...]) -> None:
        """Ask the questions in those rows without what was deleted of them, if nothing of their answers is shown."""
        for question in tuple(self._asked):
            if question.question in rows:
                question.ask_again()

    def withdraw_rows(self, rows: tuple[int, ...]) -> None:
        """Withdraw the questions in those rows of the store, which people deleted: an answer may be given anew."""
        for question in tuple(self._asked):
            if question.question in rows:
                question.withdraw(deleted=True)

    def withdraw_all(self, person: Person) -> None:
        """Withdraw all questions of that person."""
        for question in tuple(self._asked):
            if question.person == person:
                question.withdraw(deleted=False)

    @asynccontextmanager
    async def turn(
        self,
        conversation: str,
        person: Person,
        channel: str = "",
        moved: Moved = _unseen,
        asked: Asked | None = None,
        *,
        new: bool = False,
    ) -> AsyncIterator[None]:
        """Hold the conversation, one answer of the person and a seat in the shared channel inside the block.

        First come, first served. `channel`: empty if it is not shared. `moved` is called while it waits. If `asked` is
        withdrawn before its turn, the block begins at once and holds nothing. `new`: the person joined today, and waits
        for a seat behind all who did not.
        """
        line = self._lines[conversation]
        line.append(moved)
        if len(line) > 1:
            moved(len(line) - 1)
        self._waiting[conversation] += 1
        self._users[person] += 1
        lock = self._conversations.setdefault(conversation, asyncio.Lock())
        share = self._people.setdefault(person, asyncio.Semaphore(self._at_once))
        held: list[Callable[[], None]] = []  # what gives back what is held
        try:
            try:
                async with asyncio.timeout(None) as waiting:
                    with asked.ended_by(lambda: waiting.reschedule(0.0)) if asked else nullcontext():
                        await lock.acquire()
                        held.append(lock.release)
                        if share.locked():
                            moved(1)
                        await share.acquire()
                        held.append(share.release)
                        if channel:
                            held.append(await self._sit(channel, moved, new=new))
                        if asked is not None:
                            await self._take_seat(asked.question, person, moved)
            except TimeoutError:
                _give_back(held)
            yield
        finally:
            _give_back(held)
            line.remove(moved)
            for ahead, each in enumerate(line):
                if ahead:
                    each(ahead)
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._conversations[conversation], self._lines[conversation]
                self._emptied.set()
            self._users[person] -= 1
            if not self._users[person]:
                del self._users[person], self._people[person]

    async def _sit(self, name: str, moved: Moved, *, new: bool) -> Callable[[], None]:
        """Take a seat in that channel; returns what gives it back."""
        channel = self._channels.setdefault(name, _Channel())
        try:
            await channel.sit(moved, new=new)
        finally:
            self._leave(name, channel)  # unless it sits there now
        return partial(self._rise, name, channel)

    def _rise(self, name: str, channel: _Channel) -> None:
        channel.rise()
        self._leave(name, channel)

    def _leave(self, name: str, channel: _Channel) -> None:
        if not channel.taken and not channel.waiting:
            self._channels.pop(name, None)

    def running(self, answer: Running) -> Lasting[None]:
        """The answer can be found and stopped inside the block."""
        self._running[answer.key] = answer
        return Lasting(None, partial(self._running.__delitem__, answer.key))

    def asked_on(self, platform: str) -> int:
        """How many questions wait or are answered on that platform."""
        return sum(question.place.platform == platform for question in self._asked)

    @property
    def growing(self) -> int:
        """The number of answers that grow."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return max(0, sum(self._waiting.values()) - len(self._running))

    async def idle(self) -> None:
        """Wait until nobody is answered and nobody waits."""
        while self._waiting:
            self._emptied.clear()
            await self._emptied.wait()

    def is_free(self, place: Place, person: Person) -> bool:
        """Whether the turn of a question comes at once: nobody is answered there, and the person has a share left."""
        share = self._people.get(person)
        return not (share and share.locked()) and not self._questions_in(place)

    def is_busy_with(self, person: Person) -> bool:
        """Whether that person is being answered, or waits."""
        return person in self._users

    def give_up(self, place: Place, person: Person, by: Ended) -> None:
        """End what that person asked there, as it is: answers that grow, and those whose turn has not come."""
        for question in self._questions_in(place):
            if question.person == person and not question.over:
                question.stopped = question.stopped or by
        for answer in self.here(place):
            if answer.person == person:
                answer.stop(by)

    def is_busy(self, place: Place, person: Person, *, line: bool) -> bool:
        """Whether somebody is answered there, or waits for it; unless all write in one `line`, that person alone."""
        return any(not each.over and (line or each.person == person) for each in self._questions_in(place))

    def ahead(self, conversation: str, person: Person) -> Running | None:
        """The answer to that person for which their next question in the conversation waits."""
        mine = (each for each in self._running.values() if each.conversation == conversation)
        return next((each for each in mine if each.person == person), None)

    def find(self, key: int) -> Running | None:
        """The answer with that key, if it grows."""
        return self._running.get(key)

    def here(self, place: Place) -> tuple[Running, ...]:
        """The answers that grow in a place, the oldest first."""
        return tuple(answer for answer in self._running.values() if answer.place == place)

    def moved(self, old: Place, new: Place) -> None:
        """Move the answers that grow in a chat to its new id."""
        for answer in self._running.values():
            if (answer.place.platform, answer.place.chat) == (old.platform, old.chat):
                answer.place = Place(new.platform, new.chat, answer.place.thread)

    def all(self) -> tuple[Running, ...]:
        """All answers that grow."""
        return tuple(self._running.values())
