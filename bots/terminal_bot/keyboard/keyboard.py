"""The keyboard: a prompt with history, editing and completion; while an answer grows, what is typed is kept for it."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import set_app
from prompt_toolkit.application.run_in_terminal import run_in_terminal
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.output import create_output

from bots.engine.seam.inbox import Inbox
from bots.terminal_bot.keyboard.completion import Commands
from bots.terminal_bot.keyboard.typed_ahead import TypedAhead

PROMPT = "> "


class Keyboard:
    """What a person types into a terminal. `locale`: the language in which the engine speaks to them."""

    def __init__(self, stdin: TextIO, stdout: TextIO, history: Path, inbox: Inbox, locale: str) -> None:
        self._input = create_input(stdin)
        self._output = create_output(stdout)
        self._session: PromptSession[str] = PromptSession(
            history=_history(history),
            input=self._input,
            output=self._output,
            completer=Commands(inbox, locale),
            complete_while_typing=Condition(lambda: self._session.default_buffer.text.startswith("/")),
            enable_suspend=True,
        )
        self._ahead = TypedAhead()
        self._printing: set[asyncio.Future[None]] = set()

    async def line(self) -> str:
        """What was typed up to Enter; pasted lines stay together. Empty after Ctrl-C on a line that was begun.

        Raises:
            KeyboardInterrupt: Ctrl-C on an empty line.
            EOFError: Ctrl-D on an empty line, or the terminal is gone.
        """
        entered, text = self._ahead.take()
        if text is None:
            raise EOFError
        try:
            return await self._session.prompt_async(
                PROMPT, default=text, accept_default=entered, handle_sigint=False, set_exception_handler=False
            )
        except KeyboardInterrupt:
            if self._session.default_buffer.text:
                return ""
            raise
        except OSError as error:  # the terminal was closed
            raise EOFError from error

    def above(self, show: Callable[[], None]) -> None:
        """Call `show`, which prints, while the prompt is off the screen; returns at once."""
        with set_app(self._session.app):
            printing = asyncio.ensure_future(run_in_terminal(show))
        self._printing.add(printing)
        printing.add_done_callback(self._printing.discard)

    @contextmanager
    def watched(self, on_ctrl_c: Callable[[], None]) -> Iterator[None]:
        """Echo nothing inside the block; Ctrl-C is a key there, and typed text waits for the next prompt."""

        def typed() -> None:
            if self._ahead.typed(self._input.read_keys()):
                on_ctrl_c()

        with self._input.raw_mode(), self._input.attach(typed):
            self._output.enable_bracketed_paste()
            self._output.flush()
            try:
                yield
            finally:
                self._output.disable_bracketed_paste()
                self._output.flush()

    def close(self) -> None:
        """Restore the terminal."""
        self._input.close()


def _history(path: Path) -> History:
    """A history in a file that only its owner can read; if none can be written, in memory."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
