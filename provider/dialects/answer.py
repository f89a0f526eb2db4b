"""An answer as it grows, in any dialect: what came of it, whether it is complete, how it ended. Pure."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from provider.contract import Event, Finish, FinishReason, Picture, Reasoning, Retract, Text, ToolArguments, Usage
from provider.dialects.pictures import Payloads
from provider.dialects.reasons import why
from provider.dialects.sources import Sources
from provider.dialects.think_tags import ThinkTags
from provider.dialects.tool_calls import Calls
from provider.errors import CutOff, EmptyAnswer, Filtered, ProviderError
from provider.pieces import Pieces

MOST_TOKENS: Final = 1_000_000_000
"""No answer takes more. A larger count is the server's mistake, and would use up everybody's budget."""

_MOST_SEARCHES: Final = 1_000
"""No answer searches the web more often. Each search has a price."""

REPEATED: Final = 16
"""Characters; a shorter last piece that equals everything before it may be a word said twice."""


class Answer(ABC):
    """`finished`: the server gave a reason for the end. `over`: it also said that nothing more comes.

    `unsure`: words came after a reason, as from gateways that send one with every chunk. `failed`: the server gave up
    in the middle of its answer; the events before it count. `think_tags`: finds the reasoning in the text.
    """

    end_mark: ClassVar[bytes] = b""
    """Bytes that stand in the last event of a stream, and seldom elsewhere; empty: there are none."""

    def __init__(self, think_tags: ThinkTags | None = None) -> None:
        self.think_tags = think_tags or ThinkTags()
        self.finished = False
        self.over = False
        self.unsure = False
        self.failed: ProviderError | None = None
        self._reason: FinishReason = "unknown"
        self._usage: Usage | None = None
        self._pieces = Pieces()
        self._reasoned = False
        self._seen = False
        self._payloads = Payloads()
        self._sources = Sources()
        self._calls = Calls()
        self._echo = ""  # words that repeat the whole answer; they count only if it goes on behind them

    @property
    def text(self) -> str:
        """All text so far."""
        return self._pieces.text

    @abstractmethod
    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """The events in a chunk, or in a whole answer that came in one piece. Unknown keys are skipped."""

    def words(self, chunk: Mapping[str, object]) -> str:
        """The words of a chunk that holds nothing else that `feed` looks at; empty if it may hold more."""
        return ""

    def say(self, words: str) -> list[Event]:
        """The events of words that `words` has found, of several chunks together."""
        events = self._worded(Text(words), together=True)
        return self._sourced(events) if self._sources.new else events

    def rest(self, *, broken: bool = False) -> list[Event]:
        """What was held back. Call it once, when nothing more comes. `broken`: the answer is not complete."""
        events = self._echoed() if broken else []
        return [*events, *map(self._note, self.think_tags.end(cut=broken or self._reason == "length"))]

    def end(self) -> list[Event]:
        """The last events of a complete answer. Call it after `rest`.

        Raises:
            Filtered: the server held the whole answer back.
            EmptyAnswer: the answer is empty for another cause.
        """
        if not self._seen and not self.text.strip() and not self._calls:
            if self._reason == "filtered":
                raise Filtered()
            raise EmptyAnswer("The model thought and then said nothing." if self._reasoned else "")
        usage = [self._usage] if self._usage else []
        return [*self._sources.take(), *self._calls.whole(), *usage, Finish(self._reason)]

    def done(self) -> None:
        """The server said that the answer is complete, with a reason or without."""
        self.over = True
        if not self.finished:
            self._finish("stop")

    def _ended(self, said: object) -> None:
        """Note the server's reason for the end, if this is one."""
        reason = why(said)
        if reason == "broken":
            self.failed = CutOff("The server gave up in the middle of its answer.")
        elif reason is not None:
            self._finish(reason)

    def _finish(self, reason: FinishReason) -> None:
        """Note a reason. The last one counts, but a plain end does not replace a reason that says more."""
        if not self.finished or reason in ("length", "filtered") or self._reason not in ("length", "filtered"):
            self._reason = reason
        self.finished = True

    def _noted(self, events: Sequence[Text | Reasoning | Picture | ToolArguments]) -> list[Event]:
        """The events as they are passed on."""
        kept: list[Event] = []
        for event in events:
            if isinstance(event, Text):
                kept += self._worded(event)
                continue
            if self._echo:
                kept += self._echoed()
            if isinstance(event, ToolArguments):
                self._not_over()
                kept.append(event)
                continue
            if isinstance(event, Reasoning):
                self.think_tags.reasoned = self._reasoned = True
                kept.append(event)
                continue
            self._not_over()
            self._seen = True
            kept.append(event)
        return kept

    def _worded(self, event: Text, *, together: bool = False) -> list[Event]:
        """The same for text. What repeats the whole answer is held back: usually it is its last piece.

        `together`: it is several short pieces, which repeat nothing.
        """
        text = event.text
        blank = text.isspace()
        if self._echo:
            if blank:
                self._echo += text
                return []
            return [*self._echoed(), *self._worded(event, together=together)]
        if not together and len(text) >= REPEATED and 2 * len(text) >= self._pieces.size and self._repeats(text):
            self._echo = text
            return []
        if not blank:
            self._not_over()
        text = self._payloads.feed(text)
        if text is event.text and self.think_tags.passes(text):
            self._pieces.append(text)
            return [event]
        return list(map(self._note, self.think_tags.feed(text))) if text else []

    def _echoed(self) -> list[Event]:
        """The words that were held back as a repetition, and are none."""
        echo, self._echo = self._echo, ""
        if not echo:
            return []
        self._not_over()
        return list(map(self._note, self.think_tags.feed(self._payloads.feed(echo))))

    def _not_over(self) -> None:
        """Note that more of the answer came: what was said before was no reason for the end."""
        if self.finished:
            self.finished, self.unsure, self._reason = False, True, "unknown"

    def _sourced(self, events: list[Event]) -> list[Event]:
        """The events, and behind them the new sources, which wait for the first word."""
        return [*events, *self._sources.take()] if self._sources.new and self._pieces else events

    def _note(self, piece: Text | Reasoning | Retract) -> Event:
        if isinstance(piece, Text):
            self._pieces.append(piece.text)
        else:
            self._reasoned = True
            if isinstance(piece, Retract):
                self._pieces.clear()
        return piece

    def _repeats(self, words: str) -> bool:
        """Whether a piece repeats all that was said before, with the reasoning in it or without."""
        said = self._pieces
        if not said.several:
            return False
        whole, again = self.text.strip(), words.strip()
        if again == whole:
            return True
        return self._reasoned and again.endswith(whole) and self.think_tags.answer_in(words).strip() == whole

    def _left(self, whole: str) -> str:
        """What a text that repeats the whole answer adds to it."""
        said, whole = self.text.lstrip(), whole.lstrip()
        return whole[len(said) :] if whole.startswith(said) else ""


def count(value: object) -> int:
    """A number of tokens in JSON, which may also be a float or a text; 0 if it makes no sense."""
    if isinstance(value, str) and len(value) < 20:
        try:
            value = float(value)
        except ValueError:
            return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_TOKENS:
        return 0
    return round(value)


def counted(input_tokens: int, output_tokens: int, *, cached_tokens: int = 0, searches: int = 0) -> Usage | None:
    """The usage; None if nothing was counted. So many searches that they make no sense are none."""
    searches = searches if searches <= _MOST_SEARCHES else 0
    return Usage(input_tokens, output_tokens, cached_tokens, searches) if input_tokens or output_tokens else None
