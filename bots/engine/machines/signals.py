"""What several processes on one database tell and ask each other. Alone on its database, a process talks to itself."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from secrets import token_hex

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor, nobody
from bots.engine.storage.records import StoreError
from bots.engine.storage.wires import Wire

Heard = Callable[[str], Coroutine[None, None, None]]
"""Run with the words of a message, in a task of its own; tasks begin in the order of their messages."""

Missed = Callable[[], Coroutine[None, None, None]]
"""Run when messages may have been lost, so that what they would have told of is read anew."""

Answers = Callable[[str], Awaitable[str]]
"""Given the words of a question of another process; what it returns is the answer."""

QUESTION, ANSWER = "?", "!"
"""The topics of questions to one process, and of what it answers."""


class NoAnswer(Exception):
    """The process that was asked is gone, does not know such questions, failed, or took too long."""


class Signals:
    """What processes tell each other, by topic. Whoever wants to hear something says so before `run`."""

    def __init__(self, wire: Wire, clock: Clock, tasks: Supervisor) -> None:
        self._wire = wire
        self._clock = clock
        self._tasks = tasks
        self._heard: defaultdict[str, list[Heard]] = defaultdict(list)
        self._missed: list[Missed] = []
        self._answers: dict[str, Answers] = {}
        self._asked: dict[str, asyncio.Future[str]] = {}

    @property
    def me(self) -> str:
        """The name of this process, another one at each start."""
        return self._wire.me

    @property
    def alone(self) -> bool:
        """Whether there can be no other process."""
        return self._wire.alone

    def on(self, topic: str, heard: Heard) -> None:
        """Run `heard` from now on for each message on that topic, this process's own too."""
        self._heard[topic].append(heard)

    def on_missed(self, missed: Missed) -> None:
        """Run `missed` from now on whenever messages may have been lost, also when the first ones can be heard."""
        self._missed.append(missed)

    def answer(self, topic: str, answers: Answers) -> None:
        """Answer questions on that topic from now on, each in a task of its own."""
        self._answers[topic] = answers

    async def run(self) -> None:
        """Hear the others until it is cancelled."""
        await self._wire.run(self._hear, self._may_have_missed)

    async def tell(self, topic: str, words: str = "", *, to: str = "") -> None:
        """Tell all processes, this one too, or the one with that name. In a job: `storage.notifications.announce`.

        Raises:
            StoreError: nobody can be told now.
        """
        await self._wire.tell(topic, words, to)

    async def ask(self, process: str, topic: str, words: str, within: float) -> str:
        """What that process answers. `within`: seconds.

        Raises:
            NoAnswer: there is none; whether the question arrived is unknown.
        """
        id = token_hex(8)
        answer = self._asked[id] = asyncio.get_running_loop().create_future()
        question = json.dumps({"id": id, "from": self.me, "topic": topic, "words": words})
        try:
            return await self._clock.within(within, self._told(process, question, answer))
        except (StoreError, TimeoutError):
            raise NoAnswer from None
        finally:
            del self._asked[id]

    async def _told(self, process: str, question: str, answer: "asyncio.Future[str]") -> str:
        await self._wire.tell(QUESTION, question, process)
        return await answer

    def _may_have_missed(self) -> None:
        for missed in self._missed:
            self._tasks.start(missed(), "reading anew what other processes may have changed")

    def _hear(self, topic: str, words: str) -> None:
        if topic == QUESTION:
            self._tasks.start(self._reply(words), "answering another process")
        elif topic == ANSWER:
            self._take(words)
        elif topic in self._heard:
            for heard in self._heard[topic]:
                self._tasks.start(heard(words), f"hearing of {topic}")

    async def _reply(self, question: str) -> None:
        asked = json.loads(question)
        said: str | None = None
        try:
            if answers := self._answers.get(asked["topic"]):
                said = await answers(asked["words"])
        finally:  # nobody waits for one that failed
            reply = self._wire.tell(ANSWER, json.dumps({"id": asked["id"], "words": said}), asked["from"])
            self._tasks.start(_unless_lost(reply), "an answer to another process", nobody)

    def _take(self, answer: str) -> None:
        said = json.loads(answer)
        waiting = self._asked.get(said["id"])
        if waiting is None or waiting.done():
            return  # it came too late
        if said["words"] is None:
            waiting.set_exception(NoAnswer())
        else:
            waiting.set_result(said["words"])


async def _unless_lost(telling: Awaitable[None]) -> None:
    with suppress(StoreError):  # whoever asked hears nothing, and knows what that means
        await telling
