"""The plugin's answer as our events. The bytes are a JSON document or an event stream, whatever was asked for."""

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

from provider.contract import Event, Text
from provider.dialects.chat_completions import Completion
from provider.dialects.event_data import flat, is_done, objects_in, value_of
from provider.dialects.reasons import why
from provider.dialects.wpaicg.refusal import BOT_CHECK, NonceRefused, of_object, of_words
from provider.errors import BadAnswer, CutOff, EmptyAnswer, NotWorking, ProviderError
from provider.transport.sse import ServerEvent, SseParser

LIMIT: Final = 16_000_000
"""Bytes of one answer; a longer one is no answer."""
_EVENT_LIMIT: Final = 4_000_000

_KEPT = 64_000  # bytes of a stream that are kept until it proves to be one
_MOST_SILENT = 10_000  # events in a row that say nothing
_MAX_WORDS = 2_000  # characters of an upstream error; the rest says nothing new
_BOM = b"\xef\xbb\xbf"
_FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
# Words of an upstream error come in this frame unescaped: one with a quotation mark is no JSON, and a line end cuts it
# off. A chunk of the model always has more keys than `choices`.
_WORD = re.compile(r'\s*\{\s*"choices":\s*\[\{"delta":\s*\{"content":\s*"(.*?)(?:"\s*\}\}\]\})?\s*', re.DOTALL)

Kind = Literal["document", "stream"]


def kind_of(head: bytes, content_type: str) -> Kind | None:
    """What an answer with these first bytes is; None if they do not tell yet.

    The server promises a stream, but sends a document if it refuses before the model is asked.
    """
    start = head.removeprefix(_BOM).lstrip()
    if not start or _BOM.startswith(start):
        return None
    if start[:1] in b"{[":
        return "document"
    if "text/event-stream" in content_type.lower() or start.startswith(_FIELDS):
        return "stream"
    return None if any(field.startswith(start) for field in _FIELDS) else "document"


class Answer:
    """Reads one answer, from its bytes or from the failure of its connection.

    What the model behind the site says is Chat Completions. `text`: what was passed on so far. `finished`: the model
    gave a reason for the end, and may still say more. `over`: nothing more comes, so stop reading. `failed`: why the
    answer is not complete; its `partial_text` is `text`, and the events before it count.
    """

    def __init__(self, content_type: str = "") -> None:
        self.over = False
        self.failed: ProviderError | None = None
        self._content_type = content_type
        self._kind: Kind | None = None
        self._body = bytearray()
        self._size = 0
        self._sse = SseParser(_EVENT_LIMIT, LIMIT)
        self._model = Completion()
        self._held: list[Event] = []  # the beginning, while it may become the guard's sentence
        self._free = False
        self._words = ""  # of an upstream error
        self._silent = 0  # events in a row that say nothing
        self._is_stream = False  # an event of the plugin or the model has come
        self._events: list[Event] = []  # of the call that is under way

    @property
    def text(self) -> str:
        return self._model.text if self._free else ""

    @property
    def finished(self) -> bool:
        return self._model.finished

    def feed(self, data: bytes) -> list[Event]:
        """The events in the next bytes."""
        return self._read(lambda: self._take(data))

    def end(self) -> list[Event]:
        """The last events: the server has closed the answer."""
        return self._read(self._close)

    def broken(self, error: ProviderError) -> list[Event]:
        """The last events: the connection has failed with `error`, which counts unless the model had finished."""
        return self._read(lambda: self._break(error))

    def _read(self, step: Callable[[], None]) -> list[Event]:
        """Take a step and return its events; its error becomes `failed`."""
        self._events = []
        try:
            step()
        except ProviderError as error:
            error.partial_text = self.text
            self.over, self.failed = True, error
        return self._events

    def _take(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > LIMIT:
            raise BadAnswer("The answer is endless.")
        if not self._is_stream and (self._kind != "stream" or len(self._body) < _KEPT):
            self._body += data
        if self._kind is None:
            self._kind = kind_of(bytes(self._body), self._content_type)
            data = bytes(self._body)
        if self._kind == "stream":
            self._read_stream(self._sse.feed(data))

    def _close(self) -> None:
        if self._kind == "stream":
            self._read_stream(self._sse.end(), last=True)
            if self.over:
                return None
            if self.finished:
                return self._complete()
            if self._words:
                raise of_words(self._words)
            if error := of_object(_object(self._sse.stray) or {}):
                self._flush()
                raise error
            if self._is_stream:
                self._flush()
                raise CutOff()
        self._read_document()

    def _break(self, error: ProviderError) -> None:
        if self.finished and not self._model.unsure:
            return self._close()
        if self._words:
            raise of_words(self._words)
        self._flush()
        raise error

    def _read_document(self) -> None:
        body = self._body.decode(errors="replace").lstrip("\ufeff").strip()
        if not body:
            raise EmptyAnswer()
        if body == "0":
            raise NotWorking()
        if body == "-1":
            raise NonceRefused()
        chunks = list(objects_in(body)) if body.startswith(("{", "[")) else []
        if chunks and "choices" in chunks[0]:  # of the model, in one piece
            for chunk in chunks:
                self._read_chunk(chunk)
            if not self.finished and not body.endswith("]" if body.startswith("[") else "}"):
                self._flush()
                raise CutOff()
            return self._complete()
        fields = _first_object(body)
        if fields is None:
            if body.startswith("{") and not body.endswith("}"):
                raise CutOff()
            raise BadAnswer("The site sent something that is no answer.")
        if error := of_object(fields):
            raise error
        data = fields.get("data")
        if fields.get("status") != "success" or not isinstance(data, str):
            raise BadAnswer("The site's answer holds no text.")
        self._pass(self._model.feed({"choices": [{"message": {"content": data}, "finish_reason": "stop"}]}))
        self._complete()

    def _read_stream(self, events: list[ServerEvent], last: bool = False) -> None:
        """Read events of the stream. `last`: it broke off in these, so half an event is no error."""
        for event in events:
            if is_done(event.data):
                return self._complete()
            value = value_of(event.data)
            word = _WORD.fullmatch(event.data)
            if value is None and not word and "\n" in event.data:  # events that no blank line divides
                self._read_stream([event._replace(data=line) for line in event.data.splitlines()], last)
                if self.over:
                    return None
                continue
            before = len(self._events) + len(self._held)
            chunks = list(flat([value]))
            self._is_stream = self._is_stream or bool(chunks or word)
            if word and (value is None or (isinstance(value, dict) and value.keys() <= {"choices"})):
                self._add_word("" if last else word[1])
                self._silent = 0
                continue
            if not chunks and not last and event.data.lstrip().startswith("{"):
                raise BadAnswer("There is a broken event in the site's stream.")
            for chunk in chunks:
                self._read_chunk(chunk)
            self._silent = 0 if len(self._events) + len(self._held) > before else self._silent + 1
            if self._silent > _MOST_SILENT:
                raise BadAnswer(f"The site sent {_MOST_SILENT} events without a word.")

    def _read_chunk(self, fields: Mapping[str, object]) -> None:
        if error := of_object(fields):
            raise error
        if self._words and why(_first(fields.get("choices")).get("finish_reason")):
            raise of_words(self._words)  # the same words come once more after this
        self._pass(self._model.feed(fields))
        if self._model.failed is not None:
            self._flush()
            raise self._model.failed

    def _add_word(self, word: str) -> None:
        if len(self._words) < _MAX_WORDS:
            self._words += word

    def _pass(self, events: list[Event]) -> None:
        """Pass on what the model says. Its first words wait while they may become the guard's sentence."""
        if self._free:
            self._events += events
            return
        self._held += events
        if not all(isinstance(event, Text) for event in events) or not BOT_CHECK.startswith(_plain(self._model.text)):
            self._release()

    def _release(self) -> None:
        self._free = True
        self._events += self._held
        self._held = []

    def _flush(self) -> None:
        """Pass on all that is held back, because the answer has broken off."""
        self._pass(self._model.rest(broken=True))
        self._release()

    def _complete(self) -> None:
        self.over = True
        if self._words:
            raise of_words(self._words)
        self._model.done()
        self._pass(self._model.rest())
        if not self._free and _plain(self._model.text) == BOT_CHECK:
            raise of_words(BOT_CHECK)
        self._release()
        self._events += self._model.end()


def _plain(text: str) -> str:
    return html.unescape(text).strip()


def _object(text: str) -> dict[str, object] | None:
    value = value_of(text)
    return value if isinstance(value, dict) else None


def _first_object(text: str) -> dict[str, object] | None:
    """The first JSON object in a text, because PHP prints its warnings before it."""
    decoder = json.JSONDecoder()
    for match in list(re.finditer(r'\{\s*"', text[:_KEPT]))[:20]:
        try:
            value: object = decoder.raw_decode(text, match.start())[0]
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    return None


def _first(choices: object) -> Mapping[str, object]:
    first = choices[0] if isinstance(choices, list) and choices else {}
    return first if isinstance(first, dict) else {}
