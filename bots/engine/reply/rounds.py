"""What an answer with tools asks of its place: room in budgets, the leave of people, a line while something runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bots.engine.language.phrases import say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.beside import picture_file, replying
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.slot import NOTHING_DONE, Doing
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.shown import File, Frame
from bots.engine.seam.targets import next_target
from bots.engine.settings.place_tools import PlaceTools
from bots.engine.spending.wording import over_budget
from bots.engine.storage.records import StoreError
from bots.engine.tools.approvals import Approvals, Question, Verdict
from bots.engine.tools.arguments import shown as written
from bots.engine.tools.bounds import SHOWN_CHARACTERS
from bots.engine.tools.loop import Loop
from bots.engine.tools.registry import NO_TOOLS, NOBODY_CHOSE, Toolbox
from bots.engine.tools.results import Extras
from bots.engine.tools.tool import Arguments, Context, Tool
from bots.text.names import shown
from bots.text.remark import with_code
from provider.contract import Request, Source

log = logging.getLogger("parley")

LONGEST_LINE = 100
"""Characters of what a tool says that it does."""
AT_ONCE = 3
"""Calls that are named in the line while they run."""

FILE_CHARACTERS = 200_000
"""Characters of arguments in a file."""

DENIED: Final = "People said no to this call. Do not make it again; go on without it, or say what you would need."
LATE: Final = "Nobody said in time whether this call may be made, so it was not made. Go on without it."
NOT_HERE: Final = "This call needs the leave of people, who cannot be asked here. Say so, and go on without it."
UNREAD: Final = "Nobody there could be shown all arguments of this call, so it was not made. Try it with shorter ones."
NOT_NOTED: Final = "This call could not be noted, so it was not made. Try it once more later."

Acts = Callable[[], Awaitable[None]]
"""Notes that a tool that acts is called, before people are asked: from then on the question is not asked anew."""


class Rounds:
    """Makes the loop of each answer that has tools."""

    def __init__(self, tools: PlaceTools, approvals: Approvals, clock: Clock, tasks: Supervisor) -> None:
        self.approvals = approvals
        self.tools = tools
        self.tasks = tasks
        self._clock = clock

    async def toolbox(self, asking: Asking) -> Toolbox:
        """The tools of an answer; one that goes on with an older one has none."""
        chosen = asking.here.tools
        if chosen == NOBODY_CHOSE or asking.exchange.onward:
            return NO_TOOLS
        return await self.tools.registry.toolbox(asking.origin, chosen)

    def loop(self, toolbox: Toolbox, live: LiveReply, asking: Asking, result: Result, acts: Acts) -> Loop:
        """The loop of one answer."""
        host = _Host(self, live, asking, result, acts, toolbox.missing)
        host.used((), Extras())

        def context(model: str) -> Context:
            return Context(asking.origin, model, host, asking.incoming.text)

        return Loop(toolbox, host, context, self._clock, self.tasks)


class _Host:
    """A `Host` of one answer, and its `Reserves`. `missing`: the sources whose tools are not there now.

    If nobody answers a question in time, none is asked any more in that answer.
    """

    def __init__(
        self, services: Rounds, live: LiveReply, asking: Asking, result: Result, acts: Acts, missing: tuple[str, ...]
    ) -> None:
        self._services = services
        self._live = live
        self._asking = asking
        self._result = result
        self._acts = acts
        self._missing = missing
        self._one = asyncio.Lock()  # people are asked one thing at a time
        self._nobody = False  # nobody answered a question in time
        self._runs = NOTHING_DONE

    async def affords(self, request: Request) -> str:
        """See `Host.affords`."""
        self._result.next_request()
        over = await self._asking.charge.once_more(request)
        return "" if over is None else say("cut_by_budget", sentence=over_budget(over, self._wall()))

    async def reserve(self, dollars: float) -> str:
        """See `Reserves.reserve`."""
        over = await self._asking.charge.set_aside(dollars)
        return "" if over is None else over_budget(over, self._wall())

    def used(self, words: Sequence[str], extras: Extras) -> None:
        """See `Host.used`."""
        self._asking.charge.paid(extras.dollars)
        parts = [say("tools_used", used=", ".join(shown(each, LONGEST_LINE) for each in words))] if words else []
        if self._missing:
            parts.append(say("tools_missing", names=", ".join(map(shown, self._missing))))
        if parts:
            self._live.remark("tools", " · ".join(parts))
        for file in (*extras.files, *map(picture_file, extras.pictures)):
            self._live.put_beside(file)

    def cites(self, source: Source) -> None:
        """See `Host.cites`."""
        self._live.cite(source)

    def cut(self, words: str) -> None:
        """See `Host.cut`."""
        self._result.measure.outcome = "budget"
        self._live.finish(words)

    def doing(self, lines: Sequence[str]) -> None:
        """See `Host.doing`."""
        words = [shown(each, LONGEST_LINE) for each in lines[:AT_ONCE]]
        more = ["…"] if len(lines) > AT_ONCE else []
        self._runs = Doing(" · ".join(filter(None, (*words, *more))))
        if not self._one.locked():
            self._live.does(self._runs)

    async def permits(self, tool: Tool, arguments: Arguments) -> str:
        """See `Host.permits`."""
        if tool.reads_only:
            return ""
        name = tool.definition.name
        try:
            await self._acts()
            if await self._is_allowed(name):
                return ""
            if self._asking.terminal:
                return NOT_HERE
            async with self._one:
                words = LATE if self._nobody else await self._asked(name, arguments)
        except StoreError as error:
            log.error("a call of %s was not made: %s", name, error)
            return NOT_NOTED
        self._live.does(self._runs)
        self._nobody |= words is LATE
        return words

    async def _is_allowed(self, name: str) -> bool:
        """Whether the tool runs there without asking."""
        return name in await self._services.tools.always(self._asking.origin)

    async def _asked(self, name: str, arguments: Arguments) -> str:
        """Ask people in the growing reply, who must be able to read all that they allow; see `Host.permits`."""
        if await self._is_allowed(name):  # by the answer to another call, for which this one has waited
            return ""
        origin = self._asking.origin
        question = Question(origin.place, origin.person, name)
        text, whole = written(arguments, SHOWN_CHARACTERS)
        file, is_all = ("", True) if whole else written(arguments, FILE_CHARACTERS)
        if not is_all:
            return UNREAD
        phrase = "tool_asks" if whole else "tool_asks_more"
        self._live.does(Doing(with_code(say(phrase, tool=shown(name, LONGEST_LINE)), text), question.key))
        sending = self._services.tasks.start(self._send(file), "sending what a tool is called with") if file else None
        verdict = await self._services.approvals.ask(question)
        if verdict is Verdict.ALLOWED and sending is not None and not await sending:
            return UNREAD
        return {Verdict.ALLOWED: "", Verdict.DENIED: DENIED, Verdict.LATE: LATE}[verdict]

    async def _send(self, arguments: str) -> bool:
        """Send all arguments as a file; returns whether it stands."""
        target, surfaces = self._asking.origin.target, self._live.surfaces
        where = replying(surfaces[0], next_target(target)) if surfaces else next_target(target)
        file = File("arguments.json", arguments.encode())
        return await self._asking.sender.deliver(where, Frame("", file=file, silent=True), attempts=3) is not None

    def _wall(self) -> float:
        return self._asking.sender.clock.wall()
