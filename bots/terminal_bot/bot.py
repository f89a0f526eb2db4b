"""The terminal as a platform: one place, and one person, who owns the bot."""

import asyncio
import io
import os
import sys
from contextlib import aclosing
from pathlib import Path
from typing import TextIO

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.platform import Finding
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.shown import Action, File, Frame, Response
from bots.terminal_bot.choices import actions as choices_of
from bots.terminal_bot.choices import words
from bots.terminal_bot.face import Face
from bots.terminal_bot.keyboard.keyboard import Keyboard
from bots.terminal_bot.lines import lines
from bots.terminal_bot.pipes import Pipes
from bots.terminal_bot.reading import PERSON, PLACE, PLATFORM, is_known, locale_of, origin_of, read
from bots.terminal_bot.screen import Screen
from bots.terminal_bot.state import state_folder
from bots.text.piece import Piece
from bots.text.sources import Cited, plain_sources

GO_ON = "go_on"
"""The button under an answer that is not whole; a terminal has no buttons there, so it names the command."""


class _Turn:
    """A message whose answer has not ended yet."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.surface: Surface | None = None
        self.text = ""
        self.goes_on = False
        self.done = asyncio.Event()


class TerminalBot:
    """An `Adapter`. `failed`: something that came through a pipe got no answer, or not a whole one."""

    name: str = PLATFORM

    def __init__(
        self,
        *,
        clock: Clock,
        stdin: TextIO = sys.stdin,
        stdout: TextIO = sys.stdout,
        stderr: TextIO = sys.stderr,
        history: Path | None = None,
        folder: Path = Path(),
    ) -> None:
        """`folder`: where files are written; by default the one in which the program was started.

        The language is that of the environment. What the encoding of the output has no sign for becomes "?".
        """
        for stream in (stdout, stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        self.interactive = stdin.isatty() and stdout.isatty()
        self.failed = False
        self._stdin, self._stdout = stdin, stdout
        self._folder = folder
        self._history = history or state_folder() / "history"
        self._locale = locale_of(os.environ)
        self._pipes = Pipes(stdout, stderr)
        self._screen = Screen(stdout)
        self._face: Face = self._screen if self.interactive else self._pipes
        self._turn: _Turn | None = None
        self._left: set[str] = set()  # questions whose answers nobody waits for any more, and their messages
        self._choices: tuple[Action, ...] = ()  # what the numbers stand for until the next line
        self._quiet = asyncio.Event()
        self._newest = int(clock.wall() * 1000)

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        return ()

    def tempo(self, where: Target | Surface) -> Tempo:
        return Tempo((), 0.05)

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        return Piece(source)

    def cited(self, source: str, cited: Cited, *, last: bool, remark: str = "", reasoning: str = "") -> Piece:
        below = plain_sources(cited, markdown=self.interactive)
        return Piece(f"{source.rstrip()}\n\n{below}" if below else source)

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        turn = self._turn
        surface = where if isinstance(where, Message) else Message(PLACE, self._id())
        answers = where.id if isinstance(where, Message) else where.reply_to if isinstance(where, ToChat) else ""
        if answers in self._left:
            self._left.add(surface.id)
            return surface
        if turn and turn.surface is None and isinstance(where, ToChat) and where.reply_to == turn.id:
            turn.surface = surface
        if turn and surface == turn.surface:
            turn.text = frame.text
            turn.goes_on = any(button.action.name == GO_ON for row in frame.buttons for button in row)
            self._face.growing(frame.text, wordless=frame.wordless)
        elif frame.text:
            self._face.say(self._numbered(Response(frame.text, buttons=frame.buttons, panel=frame.panel)))
        if frame.file is not None:
            self._face.say(_put_down(frame.file, self._folder))
        return surface

    def settled(self, target: Target, *, complete: bool, notice: str = "") -> None:
        """Note that the answer to `target` has ended; see `ShowsOutcome`."""
        turn = self._turn
        if turn is None or not isinstance(target, ToChat) or target.reply_to != turn.id:
            return
        self._turn = None
        said = (notice, say("chat_go_on") if turn.goes_on and self.interactive else "")
        self._face.over(turn.text, notice=" ".join(filter(None, said)))
        self.failed |= (not complete and not self.interactive) or self._pipes.failed
        turn.done.set()

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        return person == PERSON

    async def private_chat(self, person: Person) -> ToChat:
        return ToChat(PLACE)

    async def run(self, inbox: Inbox) -> None:
        """Converse until the input ends, the person leaves, or `quiet`."""
        await inbox.on_ready(self.name)
        conversing = asyncio.ensure_future(self._at_prompt(inbox) if self.interactive else self._through_pipe(inbox))
        quiet = asyncio.ensure_future(self._quiet.wait())
        try:
            await asyncio.wait((conversing, quiet), return_when=asyncio.FIRST_COMPLETED)
        finally:
            quiet.cancel()
            conversing.cancel()
            await asyncio.gather(quiet, conversing, return_exceptions=True)
        if not conversing.cancelled():
            conversing.result()

    async def quiet(self) -> None:
        self._quiet.set()

    async def aclose(self) -> None:
        self._quiet.set()

    async def check(self) -> tuple[Finding, ...]:
        return ()

    async def _through_pipe(self, inbox: Inbox) -> None:
        async with aclosing(lines(self._stdin.fileno())) as typed:
            async for line in typed:
                if text := line.strip():
                    await self._take(inbox, text)
                if self._pipes.gone:
                    return

    def note(self, words: str) -> None:
        """Say something beside the answers that is no Markdown; it tears none of them."""
        self._face.note(words)

    async def _at_prompt(self, inbox: Inbox) -> None:
        keyboard = Keyboard(self._stdin, self._stdout, self._history, inbox, self._locale)
        try:
            while True:
                self._screen.prompted(keyboard.above)
                try:
                    text = (await keyboard.line()).strip()
                except KeyboardInterrupt:
                    self._screen.entered()
                    self.note(say("chat_leave"))
                    continue
                except EOFError:
                    return
                self._screen.entered()
                if text:
                    await self._converse(inbox, keyboard, text)
        finally:
            keyboard.close()
            self._screen.show_held()

    async def _converse(self, inbox: Inbox, keyboard: Keyboard, text: str) -> None:
        """Handle a line. Ctrl-C stops the answer; a second one, or one at a command, does not wait for the end."""
        presses = 0
        pressed = asyncio.Event()

        def count() -> None:
            nonlocal presses
            presses += 1
            pressed.set()

        with keyboard.watched(count):
            taking = asyncio.ensure_future(self._take(inbox, text))
            try:
                while not taking.done():
                    press = asyncio.ensure_future(pressed.wait())
                    await asyncio.wait((taking, press), return_when=asyncio.FIRST_COMPLETED)
                    press.cancel()
                    if not pressed.is_set():
                        continue
                    pressed.clear()
                    if presses > 1 or self._turn is None:
                        break
                    stop = read("/stop", self._id(), self._locale)
                    assert isinstance(stop, Invocation)
                    await inbox.on_command(stop)
            finally:
                over = taking.done()
                taking.cancel()
                await asyncio.gather(taking, return_exceptions=True)
        if over:
            taking.result()
        else:
            self._leave()

    def _leave(self) -> None:
        """Wait no longer for the answer: what still comes of it is not shown."""
        turn, self._turn = self._turn, None
        if turn is not None:
            self._left |= {turn.id, turn.surface.id} if turn.surface else {turn.id}
        self._face.over(turn.text if turn else "", notice=say("stopped"))

    async def _take(self, inbox: Inbox, text: str) -> None:
        """Hand a line to the engine, and wait until all that follows from it is shown."""
        id = self._id()
        choices, self._choices = self._choices, ()
        said: Incoming | Invocation | Response = read(text, id, self._locale)
        if text.isdecimal() and 0 < int(text[:4]) <= len(choices):
            press = Press(origin_of(id, self._locale), choices[int(text[:4]) - 1], Message(PLACE, id))
            said = await inbox.on_press(press)
            if isinstance(said, Response) and not said.replace and not choices_of(said):
                self._choices = choices  # what was pressed still stands above
        elif isinstance(said, Invocation):
            self.failed |= not is_known(said.name) and not self.interactive
            said = await inbox.on_command(said)
        if isinstance(said, Response):
            shown = [self._numbered(said)] if said.text else []
            shown += [_put_down(said.file, self._folder)] if said.file else []
            if shown:
                self._face.answer("\n\n".join(shown))
            return
        self._turn = turn = _Turn(id)  # a question that a command asks again has no id of its own
        await inbox.on_message(said)
        await turn.done.wait()

    def _numbered(self, said: Response) -> str:
        """The words, with a number before all that can be pressed. Numbers that stand already keep what they mean."""
        first = len(self._choices) + 1
        self._choices += choices_of(said)
        return words(said, first)

    def _id(self) -> str:
        self._newest += 1
        return str(self._newest)


def _put_down(file: File, folder: Path) -> str:
    """Write a file under a name that is not taken yet; returns the line that says where."""
    wanted = folder / Path(file.name).name
    for number in range(1, 1000):
        path = wanted.with_stem(f"{wanted.stem}-{number}") if number > 1 else wanted
        try:
            with path.open("xb") as opened:
                opened.write(file.content)
        except FileExistsError:
            continue
        except OSError as error:
            return say("file_not_written", name=file.name, reason=error.strerror or type(error).__name__)
        return say("file_written", path=str(path.absolute()))
    return say("file_not_written", name=file.name, reason="too many of that name")
