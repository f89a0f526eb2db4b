"""The body of a server's answer as our events. It may be a stream or documents, whatever was asked for.

An event without text, reasoning, usage, a reason or an error is skipped.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from provider.contract import Event, Reasoning, Retract, Source, Text
from provider.dialects.alike import Alike
from provider.dialects.answer import Answer
from provider.dialects.event_data import flat, is_done, objects_in, value_of, values_of
from provider.dialects.refusals import Said, names_trouble, read_error, read_failure, read_hidden, read_trouble
from provider.errors import BadAnswer, CutOff, EmptyAnswer, ProviderError
from provider.transport.http import Response
from provider.transport.sse import SseParser
from provider.values import Value, replace

LINGER: Final = 10.0
"""Seconds; after a reason for the end, a silence this long is the end. Many servers give a reason and then say more."""

MOST_SILENT: Final = 10_000
"""Events in a row without a word. A server that sends more is broken."""

_MOST_LOOKS: Final = 50
"""Pieces of a stream at which what stands beside its events is looked at; after that, only its end is."""

_BOM: Final = b"\xef\xbb\xbf"
_GOODBYE: Final = 0.1
"""Seconds for the last bytes of a stream. Its connection is used again only if they were read."""


class BodyStyle(Value):
    """`linger`: see `LINGER`. `event_limit`: the bytes that one event may have; `payload`: and those of its pictures.

    `error`: our error for a server's.
    """

    linger: float
    event_limit: int
    payload: int
    error: Callable[[Said], ProviderError]


async def read(response: Response, answer: Answer, style: BodyStyle) -> AsyncGenerator[list[Event], None]:
    """The events of an answer; those that came together are yielded together. Use it inside `contextlib.aclosing`.

    Raises:
        ProviderError: the server reported an error, its answer makes no sense, or it ended too early.
    """
    start, kind = await _first_bytes(response), response.headers.get("content-type", "").lower()
    if start[:1] == b"<" or kind.startswith("text/html"):
        raise BadAnswer("The server sent a web page in place of an answer; is its address right?")
    reader = _Reader(answer, style)
    if start[:1] in (b"{", b"["):  # an answer in one piece, though it was asked to stream
        rest, broke = await _document(response, style.event_limit + style.payload)
        yield reader.documents(start + rest)
        if reader.failed is None and not answer.over:
            reader.failed = broke
    else:
        parser, piece, start = SseParser(style.event_limit, style.payload), start, b""
        response.expect_end(answer.end_mark)
        now = asyncio.get_running_loop().time
        ends_at = 0.0  # of a finished answer, unless more words come before
        while piece and reader.failed is None and not answer.over:
            was_finished = answer.finished
            events = reader.feed(parser, piece)
            piece = b""  # not held while the next is awaited: several KiB where there are many streams
            if events:
                yield events
            if answer.finished and (events or not was_finished):
                ends_at = now() + style.linger
            if reader.failed is None and not answer.over:
                piece = await reader.next(response, ends_at)
        if reader.failed is None and not answer.over:
            yield reader.end(parser)
    if reader.failed is None and not answer.finished:
        reader.failed = reader.cut_off()
    if reader.failed is not None:
        if answer.text.strip():  # what was held back alone is no beginning of an answer
            yield answer.rest(broken=True)
        raise reader.failed
    yield answer.rest()
    yield reader.last()
    with suppress(TimeoutError, ProviderError):
        async with asyncio.timeout(_GOODBYE):
            async for _ in response.chunks():
                pass


def settled(events: list[Event]) -> list[Event]:
    """The events that came together, with the text before a `Retract` as the reasoning that it was.

    What a source before it says of the text is said no more.
    """
    at = max((number for number, event in enumerate(events) if isinstance(event, Retract)), default=-1)
    if at < 0:
        return events
    before = [
        Reasoning(event.text)
        if isinstance(event, Text)
        else replace(event, span=None)
        if isinstance(event, Source)
        else event
        for event in events[:at]
    ]
    return [Retract(), *(event for event in before if not isinstance(event, Retract)), *events[at + 1 :]]


class _Reader:
    """Reads what came into an answer. `failed`: why no more can be read; the events before it count.

    `understood`: False once junk came, until something comes that a server of models may say.
    """

    def __init__(self, answer: Answer, style: BodyStyle) -> None:
        self.failed: ProviderError | None = None
        self.understood = True
        self._answer = answer
        self._style = style
        self._alike = Alike(answer.words)
        self._silent = 0
        self._stray = 0  # characters that were looked at for an error
        self._looks = 0
        self._words = ""  # of the last event that was neither JSON nor the mark of the end
        self._trouble: Said | None = None  # what an event without a word tells of, unless words follow

    def cut_off(self) -> ProviderError:
        """Why the answer is not complete."""
        if self._trouble is not None:
            return self._style.error(self._trouble)
        if names_trouble(self._words):
            return self._style.error(Said(self._words))
        return CutOff("The stream ended before the answer was complete.") if self.understood else BadAnswer()

    def last(self) -> list[Event]:
        """The last events of a complete answer; raises what `Answer.end` raises."""
        try:
            return self._answer.end()
        except EmptyAnswer as error:
            raise (self._style.error(self._trouble) if self._trouble else error) from None

    async def next(self, response: Response, ends_at: float) -> bytes:
        """The next piece; empty at the end. After a reason for the end, silence or a break is the end.

        A break is an error if the server has given reasons in the middle of its answer before.
        """
        finished = self._answer.finished
        try:
            if not finished:
                return await response.piece()
            async with asyncio.timeout_at(ends_at):
                return await response.piece()
        except TimeoutError:
            return b""
        except ProviderError as error:
            if not finished or self._answer.unsure:
                self.failed = error
            return b""

    def feed(self, parser: SseParser, piece: bytes) -> list[Event]:
        """The events in the next bytes of a stream."""
        events: list[Event] = []
        try:
            plain = parser.plain(piece)
            if plain is not None and plain[1] != "error":
                self._plain(*plain, events)
                return joined(events) if len(events) > 1 else events
            for sent in parser.feed(piece):
                self._datum(sent.data, sent.name, events)
                if self._answer.over:
                    return joined(events)
            if len(parser.stray) != self._stray and self._looks < _MOST_LOOKS:
                self._looks += 1
                self._strays(parser.stray)
        except ProviderError as error:
            self.failed = error
        return joined(events) if len(events) > 1 else events

    def _plain(self, data: Sequence[str], name: str, events: list[Event]) -> None:
        """Add the events in the data of several: most are words and nothing else, which are taken together."""
        found, count = self._alike.words(data)
        words = [found] if count else []
        rest = data[count:]
        usual = "", ""
        for each, value in zip(rest, values_of(rest), strict=True):
            if isinstance(value, dict) and (said := self._answer.words(value)):
                words.append(said)
                usual = each, said
                continue
            self._say(words, events)
            self._alike.forget()
            usual = "", ""
            self._valued(each, value, name, events)
            if self._answer.over:
                return
        self._say(words, events)
        if usual[0]:
            self._alike.learn(*usual)

    def _say(self, words: list[str], events: list[Event]) -> None:
        """Add the events of words, and begin anew to collect some."""
        if not words:
            return
        events += self._answer.say("".join(words))
        words.clear()
        self.understood, self._silent, self._trouble = True, 0, None
        if self._answer.failed is not None:
            raise self._answer.failed

    def end(self, parser: SseParser) -> list[Event]:
        """The events in the unfinished end of a stream. Half an event is skipped unless it is JSON."""
        events: list[Event] = []
        try:
            for sent in parser.end():
                whole = value_of(sent.data) is not None
                for line in (sent.data,) if whole else sent.data.splitlines():
                    if is_done(line) or value_of(line) is not None:
                        self._datum(line, sent.name, events)
            self._strays(parser.stray)
        except ProviderError as error:
            self.failed = error
        self._words = self._words or parser.stray
        return events

    def documents(self, body: bytes) -> list[Event]:
        """The events of a body that is no stream: one object, an array of objects, or several one after another."""
        text = body.decode(errors="replace")
        values = list(objects_in(text))
        events: list[Event] = []
        try:
            if not values:
                raise BadAnswer("The server sent an answer that is not JSON.")
            for value in values:
                self._answered(value, "message", events)
            if not events and not self._answer.finished and (what := read_failure(values[-1])):
                raise self._style.error(what)
            if text.rstrip().endswith("]" if text.lstrip().startswith("[") else "}"):
                self._end()
        except ProviderError as error:
            self.failed = error
        return joined(events)

    def _datum(self, data: str, name: str, events: list[Event]) -> None:
        """Add the events in the data of one event of a stream."""
        self._valued(data, value_of(data), name, events)

    def _valued(self, data: str, value: object, name: str, events: list[Event]) -> None:
        """The same; `value`: the JSON value of the data."""
        before = len(events)
        if isinstance(value, dict):
            self._answered(value, name, events)
        elif isinstance(value, list):
            for each in flat(value):
                self._answered(each, name, events)
        elif is_done(data):
            self._end()
        elif name == "error" and data.strip():
            raise self._style.error(Said(data.strip()))
        elif "\n" in data:  # events without a blank line between them
            for line in data.splitlines():
                self._datum(line, name, events)
        elif value is None and data.lstrip()[:1] == "{":
            raise BadAnswer("The server sent a broken event.")  # words may have been in it
        elif data.strip():
            self.understood, self._words = False, data.strip()
        if len(events) > before:
            self._silent = 0
        else:
            self._said_nothing()

    def _answered(self, value: Mapping[str, object], name: str, events: list[Event]) -> None:
        """Add the events in an object. Words beside an error count."""
        what = read_error(value) or (read_failure(value) if name == "error" else None)
        said = self._answer.feed(value)
        events += said
        if what is None and not said:
            what = read_hidden(value)
        if what is not None:
            raise self._style.error(what)
        if self._answer.failed is not None:
            raise self._answer.failed
        self.understood = True
        if said:
            self._trouble = None
        else:
            self._trouble = read_trouble(value) or self._trouble

    def _end(self) -> None:
        """Note the mark of the end. Behind an error and without a reason it says only that nothing more comes."""
        if self._trouble is not None and not self._answer.finished:
            raise self._style.error(self._trouble)
        self._answer.done()

    def _strays(self, stray: str) -> None:
        """Look for an error in the JSON beside the events of a stream."""
        self._stray = len(stray)
        if not stray.rstrip().endswith(("}", "]")):
            return
        for value in objects_in(stray):
            what = read_error(value) or read_hidden(value)
            if what is not None:
                raise self._style.error(what)
            self._trouble = read_trouble(value) or self._trouble

    def _said_nothing(self) -> None:
        self._silent += 1
        if self._silent > MOST_SILENT:
            raise BadAnswer(f"The server sent {MOST_SILENT} events without a word.")


async def _document(response: Response, limit: int) -> tuple[bytes, ProviderError | None]:
    """The body, and why it broke off; what came before counts."""
    body = bytearray()
    try:
        async for piece in response.chunks():
            body += piece
            if len(body) > limit:
                return bytes(body), BadAnswer(f"The answer is longer than {limit} bytes.")
    except ProviderError as error:
        return bytes(body), error
    return bytes(body), None


def joined(events: list[Event]) -> list[Event]:
    """The events, with texts in a row as one: each event costs as much on its way as a long one."""
    found: list[Event] = []
    texts: list[str] = []
    for event in events:
        if isinstance(event, Text):
            texts.append(event.text)
            continue
        if texts:
            found.append(Text("".join(texts)))
            texts.clear()
        found.append(event)
    if texts:
        found.append(Text("".join(texts)))
    return found


async def _first_bytes(response: Response) -> bytes:
    """The beginning of the body, up to the piece with the first character that is no white space."""
    start = b""
    async for piece in response.chunks():
        start = (start + piece).lstrip().removeprefix(_BOM).lstrip()
        if start and not _BOM.startswith(start):
            break
    return start
