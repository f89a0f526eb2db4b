"""One answer with tools: the model is asked, what it calls is run, and it is asked anew with the results.

asked ──> has answered                          Each round is a request of its own. The words of all rounds are one
  ^ │                                           answer, whose sources and marks go on counting.
  │ └───> calls tools ──> results
  └──────────────────────────┘

It ends with an answer without calls, when a limit is used up, and by being cancelled: then what runs is cancelled, and
nobody waits for it. What a tool gives enters the next request as its result and nowhere else.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import fenced
from bots.engine.runtime.tasks import Supervisor
from bots.engine.tools import arguments as written
from bots.engine.tools.bounds import ARGUMENTS, CALL_SECONDS, CALLS, ROUNDS, SECONDS
from bots.engine.tools.registry import Toolbox
from bots.engine.tools.results import Extras, bounded
from bots.engine.tools.tool import Arguments, Context, Failed, Product, Reserves, Tool
from provider.contract import (
    Answering,
    Event,
    Image,
    Message,
    Request,
    Retract,
    Source,
    Text,
    ToolCall,
    ToolResult,
)
from provider.pieces import Pieces
from provider.values import replace

log = logging.getLogger("parley")

Passes = Callable[[Event | Answering], Sequence[Event | Answering]]
"""What an event of one request is in an answer of several: itself, another, none or two."""

Pull = Callable[[Request, Passes], Awaitable[bool]]
"""Asks a model and takes in what passes of the events; returns False if that has ended the answer."""

LOOKS, ACTS = "🔎", "🔧"
"""Stand before what a tool does, the first if it only reads."""

LAST = "\n\n(No more tools can be called in this answer. Answer now with what you have.)"
"""What the model reads behind the last results."""

NO_TIME = "There is no time left for tools in this answer."
"""What the model reads of a call that was not made."""


def as_it_is(event: Event | Answering) -> Sequence[Event | Answering]:
    """The event itself: what passes of an answer of one request."""
    return (event,)


class Host(Protocol):
    """What the loop asks of the answer that it is part of."""

    async def affords(self, request: Request) -> str:
        """Reserve one more request; returns the sentence that ends the answer if there is no room for it."""

    async def permits(self, tool: Tool, arguments: Arguments) -> str:
        """Whether the tool may run now, after people were asked; returns what the model reads if not, else nothing."""

    def doing(self, lines: Sequence[str]) -> None:
        """Show what runs now; nothing runs if there are no lines."""

    def used(self, words: Sequence[str], extras: Extras) -> None:
        """Note what was used so far, and all that people get."""

    def cites(self, source: Source) -> None:
        """Take in what words of the answer may rest on."""

    def cut(self, words: str) -> None:
        """End the answer; `words` say why."""


class _Round:
    """One request of an answer. `before`: the answer's words so far. `is_new`: whether another model answers now.

    `said`: the words of this round; `calls`: what the model calls in it.
    """

    def __init__(self, before: str, is_new: Callable[[Answering], bool]) -> None:
        self.said = Pieces()
        self.calls: list[ToolCall] = []
        self._before = before
        self._gap = "\n\n" if before.strip() and not before.endswith("\n") else ""
        self._is_new = is_new

    def passes(self, event: Event | Answering) -> Sequence[Event | Answering]:
        """What an event of the round is in the answer."""
        match event:
            case Text(text):
                if self._gap and not self.said:
                    self.said.append(self._gap)
                    self.said.append(text)
                    return Text(self._gap), event
                self.said.append(text)
            case ToolCall():
                self.calls.append(event)
                return ()
            case Retract():
                self.said.clear()
                return (event, Text(self._before)) if self._before else (event,)
            case Answering():
                self.calls.clear()
                return (event,) if self._is_new(event) else ()
            case Source(span=(start, end)) if self._before:
                shift = len(self._before) + len(self._gap)
                return (replace(event, span=(start + shift, end + shift)),)
        return (event,)


class _Reserved:
    """The budget as one call sees it. `dollars`: what it has reserved, which is paid if the call is cut."""

    def __init__(self, budget: Reserves) -> None:
        self.dollars = 0.0
        self._budget = budget

    async def reserve(self, dollars: float) -> str:
        """See `Reserves.reserve`."""
        refused = await self._budget.reserve(dollars)
        self.dollars += 0.0 if refused else dollars
        return refused


class Loop:
    """The loop of one answer."""

    def __init__(
        self, toolbox: Toolbox, host: Host, context: Callable[[str], Context], clock: Clock, tasks: Supervisor
    ) -> None:
        """`context`: that of a call, by the "provider/model" that made it."""
        self._toolbox = toolbox
        self._host = host
        self._context = context
        self._clock = clock
        self._tasks = tasks
        self._left = SECONDS
        self._busy = 0  # tools that run
        self._since = 0.0  # when the first of them began
        self._used: Counter[str] = Counter()
        self._words: tuple[str, ...] = ()  # what was used so far, for people
        self._running: dict[str, str] = {}  # by the ids of calls, what they do
        self._ids: set[str] = set()
        self._extras = Extras()
        self._sources: list[Source] = []
        self._pictures: tuple[Image, ...] = ()
        self._answering: Answering | None = None

    async def answer(self, request: Request, pull: Pull) -> bool:
        """Take all rounds in as one answer; returns False if `pull` has ended it, or a limit that was used up.

        `request`: of the first round, with the tools.
        """
        asked = (message for message in reversed(request.messages) if message.role == "user")
        self._pictures = next(asked, Message("user", "")).images
        before, number = "", 0
        while True:
            now = _Round(before, self._is_new)
            if not await pull(request, now.passes):
                return False
            if not now.calls:
                return True
            if number == ROUNDS:
                self._host.cut(say("tools_enough"))
                return False
            calls = [self._renamed(call) for call in now.calls]
            results = await self._results(calls)
            for source in self._sources:
                self._host.cites(source)
            self._sources.clear()
            last = number == ROUNDS - 1 or self._time_left <= 0
            request = _next(request, now.said.text, calls, results, last=last)
            before += now.said.text
            if words := await self._host.affords(request):
                self._host.cut(words)
                return False
            number += 1

    def _is_new(self, answering: Answering) -> bool:
        """Whether another model answers than in the round before."""
        before, self._answering = self._answering, answering
        return before is None or (before.provider, before.model) != (answering.provider, answering.model)

    def _renamed(self, call: ToolCall) -> ToolCall:
        """The call under an id that no other call of the answer has."""
        id_, number = call.id, 1
        while id_ in self._ids:
            id_, number = f"{call.id}{number}", number + 1
        self._ids.add(id_)
        return call if id_ == call.id else replace(call, id=id_)

    async def _results(self, calls: Sequence[ToolCall]) -> tuple[ToolResult, ...]:
        """Run all calls beside each other. Whoever cancels does not wait for a tool that does not end."""
        tasks = [
            self._tasks.start(self._result(call, number), "a call of a tool")  # the model wrote its name
            for number, call in enumerate(calls)
        ]
        try:
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
            self._running.clear()
            self._host.doing(())
        return tuple(task.result() for task in tasks)

    async def _result(self, call: ToolCall, number: int) -> ToolResult:
        tool = self._toolbox.find(call.name)
        if number >= CALLS:
            return _failed(call, f"At once {CALLS} calls are taken; make this one again if you still need it.")
        if tool is None:
            names = ", ".join(each.definition.name for each in self._toolbox.tools)
            return _failed(call, f"There is no tool {call.name[:64]!r}. There are: {names}.")
        try:
            arguments = written.read(call.arguments, tool.definition.schema, most=ARGUMENTS)
        except written.Unfit as error:
            return _failed(call, str(error))
        product = await fenced(self._product(call, tool, arguments), log, _broke)
        result, self._extras = bounded(call, product, self._extras)
        if isinstance(product, Product):
            self._sources += product.sources
        self._host.used(self._words, self._extras)
        return result

    async def _product(self, call: ToolCall, tool: Tool, arguments: Arguments) -> Product | Failed:
        """What the tool gives, if it may run and ends in time."""
        words = NO_TIME if self._time_left <= 0 else await self._host.permits(tool, arguments)
        if not words and self._time_left <= 0:  # others used it up while people were asked
            words = NO_TIME
        if words:
            return Failed(words)
        self._used[tool.definition.name] += 1
        self._words = self._told()
        self._host.used(self._words, self._extras)  # also if it never comes to its end
        self._show(call.id, f"{LOOKS if tool.reads_only else ACTS} {tool.doing(arguments)}")
        try:
            return await self._timed_run(tool, arguments)
        finally:
            self._show(call.id, "")

    async def _timed_run(self, tool: Tool, arguments: Arguments) -> Product | Failed:
        who = self._answering
        context = self._context(f"{who.provider}/{who.model}" if who else "")
        budget = _Reserved(context.budget)
        context = replace(context, pictures=self._pictures, budget=budget)
        with self._timed():
            try:
                product = await self._within(min(CALL_SECONDS, self._time_left), tool, arguments, context)
            except asyncio.CancelledError:
                self._extras = replace(self._extras, dollars=self._extras.dollars + budget.dollars)
                self._host.used(self._words, self._extras)
                raise
        return Failed(product, budget.dollars) if isinstance(product, str) else product

    async def _within(
        self, seconds: float, tool: Tool, arguments: Arguments, context: Context
    ) -> Product | Failed | str:
        """What the tool gives in that time, or the sentence that it gave nothing.

        One that ignores that it is cancelled is left to itself.
        """
        work: asyncio.Task[Product | Failed] = self._tasks.start(_run(tool, arguments, context), "a tool")
        try:
            await asyncio.wait({work}, timeout=self._clock.real(seconds))
        finally:
            work.cancel()
        if not work.done() or work.cancelled():
            still = "" if tool.reads_only else " It may still do what it was asked to."
            return f"The tool gave nothing within {seconds:.0f} seconds.{still}"
        return work.result()

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """Count the time in which tools run; what runs beside another one takes no more of it."""
        self._busy += 1
        if self._busy == 1:
            self._since = self._clock.now()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._left -= self._clock.now() - self._since

    @property
    def _time_left(self) -> float:
        """Seconds that tools may still take in this answer."""
        return self._left - (self._clock.now() - self._since if self._busy else 0.0)

    def _show(self, id_: str, line: str) -> None:
        if line:
            self._running[id_] = line
        else:
            self._running.pop(id_, None)
        self._host.doing(tuple(self._running.values()))

    def _told(self) -> tuple[str, ...]:
        """What was used so far, for people."""
        return tuple(
            tool.used(self._used[tool.definition.name])
            for tool in self._toolbox.tools
            if self._used[tool.definition.name]
        )


async def _run(tool: Tool, arguments: Arguments, context: Context) -> Product | Failed:
    """What the tool gives, or that it broke."""
    return await fenced(tool.run(arguments, context), log, _broke)


def _broke(trace: str) -> Failed:
    return Failed(f"The tool broke (trace {trace}). Go on without it, or try once more.")


def _failed(call: ToolCall, why: str) -> ToolResult:
    return ToolResult(call.id, call.name, why, failed=True)


def _next(
    request: Request, said: str, calls: Sequence[ToolCall], results: Sequence[ToolResult], *, last: bool
) -> Request:
    """The request of the next round."""
    if last:
        results = (*results[:-1], replace(results[-1], content=results[-1].content + LAST))
    called = Message("assistant", said.strip(), calls=tuple(calls))
    return replace(request, messages=(*request.messages, called, Message("tool", "", results=tuple(results))))
