"""A stand-in for the engine: it answers every message with what the test wants, through the bot itself."""

import asyncio

from bots.engine.seam.incoming import Incoming, Invocation, Press, Typed
from bots.engine.seam.places import Place, Surface, Target
from bots.engine.seam.shown import Action, Button, File, Frame, Response, Suggestion
from bots.terminal_bot.bot import TerminalBot
from tests.fakes.inbox import Deaf


class Talking(Deaf):
    """An `Inbox`. Each message is answered with the next of `answers`: a text, and a notice where it is not whole."""

    def __init__(self, bot: TerminalBot, *answers: tuple[str, str]) -> None:
        self._bot = bot
        self._answers = list(answers)
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready: list[str] = []
        self.messages: list[str] = []
        self.commands: list[tuple[str, dict[str, str]]] = []
        self.endless = False
        self.deaf = False  # to /stop
        self.goes_on = False
        self.notice = ""  # of an endless answer, once it ends
        self.file: File | None = None
        self._stopped = asyncio.Event()
        self.asked = asyncio.Event()

    async def on_ready(self, platform: str) -> None:
        self.ready.append(platform)

    async def on_message(self, incoming: Incoming) -> None:
        self.messages.append(incoming.text)
        self.target = incoming.origin.target
        text, notice = self._answers.pop(0) if self._answers else (f"You said {incoming.text}", "")
        task = asyncio.create_task(self._answer(incoming.origin.target, text, notice))
        self._tasks.add(task)
        self.asked.set()

    async def finish(self) -> None:
        """Let an endless answer come to its end."""
        self._stopped.set()
        await asyncio.gather(*self._tasks)

    async def _answer(self, target: Target, text: str, notice: str) -> None:
        where = await self._bot.show(target, Frame("waiting", wordless=True), last=False)
        for end in range(1, len(text)):
            where = await self._bot.show(where, Frame(text[:end]), last=False)
        if self.endless:
            await self._stopped.wait()
            notice = self.notice or "Stopped."
        buttons = ((Button("Go on", Action("go_on", "1.9")),),) if self.goes_on else ()
        await self._bot.show(where, Frame(text, buttons=buttons), last=True)
        self._bot.settled(target, complete=not notice, notice=notice)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        self.commands.append((invocation.name, dict(invocation.options)))
        if invocation.name == "ask":
            return Incoming(invocation.origin, invocation.id, invocation.options["text"], addressed=True)
        if invocation.name == "stop" and not self.deaf:
            self._stopped.set()
        return Response(f"Did {invocation.name}.", file=self.file)

    async def on_press(self, press: Press) -> Response:
        return Response("")

    async def on_typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        return (Suggestion("demo/demo"),)

    async def say(self, where: Target | Surface, response: Response) -> None:
        return None

    async def on_moved(self, old: Place, new: Place) -> None:
        return None
