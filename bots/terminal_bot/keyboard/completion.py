"""The menu under a line that begins with "/": commands that are of use here, and what may stand behind them."""

from collections.abc import AsyncGenerator, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bots.engine.commands.arguments import on_a_line
from bots.engine.commands.command import Command, Option
from bots.engine.commands.table import BY_NAME
from bots.engine.language.phrases import described
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Typed
from bots.terminal_bot.reading import origin_of, typed_so_far

_NOT_SHOWN = "settings reasoning"
"""What is never seen in a terminal."""


class Commands(Completer):
    """Completes commands, subcommands and their options: fixed values, or what the engine offers."""

    def __init__(self, inbox: Inbox, locale: str) -> None:
        self._inbox = inbox
        self._locale = locale

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        text = document.text_before_cursor
        if not text.startswith("/"):
            return
        for name, each in BY_NAME.items():
            of_use = each.for_one and name != _NOT_SHOWN
            if of_use and name.startswith(text[1:]) and (" " in name) == (" " in text):
                yield Completion(f"/{name}", -len(text), display_meta=described(each.description))
        command, rest = typed_so_far(text)
        begun = rest.rpartition(" ")[2]
        values: dict[str, str] = {}  # two options may know the same word
        for option in _options(command):
            known = (*option.choices, *option.suggested)
            values |= {value: option.description for value in known if value not in values}
        for value, description in values.items():
            if value.startswith(begun.lower()) and value not in rest.split():
                yield Completion(value, -len(begun), display_meta=described(description))

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        for completion in self.get_completions(document, complete_event):
            yield completion
        command, rest = typed_so_far(document.text_before_cursor)
        options = _options(command)
        if command and options and options[0].complete:
            typed = Typed(origin_of("", self._locale), command.name, options[0].name, rest)
            for each in await self._inbox.on_typed(typed):
                yield Completion(each.value, -len(rest), display=each.label or each.value)


def _options(command: Command | None) -> tuple[Option, ...]:
    """What may stand behind a command. How far a choice reaches is no question where there is one place only."""
    options = on_a_line(command.options) if command else ()
    return tuple(option for option in options if option.name != "scope")
