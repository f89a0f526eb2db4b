"""The keyboard: a prompt with history, editing and completion, and Ctrl-C, which stops an answer."""

import os
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import create_output

from bots.engine.commands.arguments import on_a_line
from bots.engine.commands.table import BY_NAME
from bots.engine.language.phrases import described
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.values import Typed
from bots.terminal_bot.reading import origin_of, typed_so_far

PROMPT = "> "


class Keyboard:
    """What a person types into a terminal."""

    def __init__(self, stdin: TextIO, stdout: TextIO, history: Path) -> None:
        self._input = create_input(stdin)
        self._session: PromptSession[str] = PromptSession(
            history=_history(history), input=self._input, output=create_output(stdout), complete_while_typing=False
        )
        self._ahead = ""

    async def line(self, inbox: Inbox) -> str:
        """What was typed up to Enter; pasted lines stay together.

        Raises:
            KeyboardInterrupt: Ctrl-C.
            EOFError: Ctrl-D, or the terminal is gone.
        """
        ahead, self._ahead = self._ahead, ""
        return await self._session.prompt_async(
            PROMPT, default=ahead, completer=_Commands(inbox), handle_sigint=False, set_exception_handler=False
        )

    @contextmanager
    def watched(self, on_ctrl_c: Callable[[], None]) -> Iterator[None]:
        """Inside the block nothing is echoed, Ctrl-C is a key, and typed text waits for the next prompt."""

        def typed() -> None:
            for press in self._input.read_keys():
                if press.key == Keys.ControlC:
                    on_ctrl_c()
                elif len(press.key) == 1 and press.key.isprintable():
                    self._ahead += press.key

        with self._input.raw_mode(), self._input.attach(typed):
            yield

    def close(self) -> None:
        """Restore the terminal."""
        self._input.close()


class _Commands(Completer):
    """Completes commands, subcommands and their options: fixed values, or what the engine offers."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        text = document.text_before_cursor
        if not text.startswith("/"):
            return
        for name, each in BY_NAME.items():
            if name.startswith(text[1:]) and (" " in name) == (" " in text):
                yield Completion(f"/{name}", -len(text), display_meta=described(each.description))
        command, rest = typed_so_far(text)
        begun = rest.rpartition(" ")[2]
        values: dict[str, str] = {}  # two options may know the same word
        for option in on_a_line(command.options) if command else ():
            values |= {value: option.description for value in option.choices if value not in values}
        for value, description in values.items():
            if value.startswith(begun.lower()) and value not in rest.split():
                yield Completion(value, -len(begun), display_meta=described(description))

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        for completion in self.get_completions(document, complete_event):
            yield completion
        command, rest = typed_so_far(document.text_before_cursor)
        options = on_a_line(command.options) if command else ()
        if command and options and options[0].complete:
            typed = Typed(origin_of(""), command.name, options[0].name, rest)
            for each in await self._inbox.on_typed(typed):
                yield Completion(each.value, -len(rest), display=each.label or each.value)


def _history(path: Path) -> History:
    """A history in a file that only its owner can read; if none can be written, in memory."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
