"""The log on standard error: one short line each, without secrets, in tracebacks and in lines of libraries too.

As JSON each line is one object: `time` (ISO 8601, UTC), `level`, `logger`, `message`, and where there is one, `trace`
(the code that a person read when something failed) and `exception`.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Literal, TextIO
from urllib.parse import quote

OURS = "parley"
"""The parent of our own loggers. "parley.telegram" is written as "Telegram"."""

HIDDEN = "***"

Form = Literal["text", "json"]
"""How a line is written."""

_TRACE: Final = re.compile(r"\btrace ([0-9a-f]{8})\b")

SHAPES: tuple[str, ...] = (
    r"\bsk-[\w-]{8,}",  # an API key
    r"(?i)\b(bearer )[\w.~+/=-]{8,}",
    r"(://)[^/\s@]+(?=@)",  # an address with credentials
    r"(\[parameters: ).*",  # SQLAlchemy quotes what it was to store
)
"""Patterns of what looks like a secret, hidden even if nobody named it. What the first group matches stays."""


class Redacting(logging.Formatter):
    """A line such as "12:03:04 Telegram: connected"; all secrets are replaced in the finished text.

    `secrets`: the secrets themselves. `shapes`: patterns of others, beside `SHAPES`.
    """

    def __init__(self, secrets: Iterable[str], shapes: Iterable[str] = ()) -> None:
        super().__init__(datefmt="%H:%M:%S")
        written = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        # The longest first: one secret may be the beginning of another.
        ordered = sorted(written, key=len, reverse=True)
        self._named = re.compile("|".join(map(re.escape, ordered))) if ordered else None
        self._shapes = tuple(map(re.compile, (*shapes, *SHAPES)))

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler has put it there, not redacted
        return self.redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        level = f"{record.levelname.lower()}: " if record.levelno > logging.INFO else ""
        return f"{self.formatTime(record, self.datefmt)} {_speaker(record.name)}: {level}{record.message}"

    def redact(self, text: str) -> str:
        """The text with `***` in place of each secret."""
        if self._named is not None:
            text = self._named.sub(HIDDEN, text)
        for shape in self._shapes:
            text = shape.sub(rf"\1{HIDDEN}" if shape.groups else HIDDEN, text)
        return text


class AsJson(Redacting):
    """The same as one JSON object on one line. It is ASCII, so that no terminal and no collector can spoil it."""

    def format(self, record: logging.LogRecord) -> str:
        message = self.redact(record.getMessage())
        at = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
        }
        if trace := _TRACE.search(message):
            line["trace"] = trace[1]
        if record.exc_info:
            line["exception"] = self.redact(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = self.redact(self.formatStack(record.stack_info))
        return json.dumps(line)


def handler(
    stream: TextIO,
    secrets: Iterable[str],
    shapes: Iterable[str] = (),
    quoting: Iterable[str] = (),
    form: Form = "text",
) -> logging.Handler:
    """A handler that writes to `stream`, redacted. Critical lines of the loggers in `quoting` are left out."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter((AsJson if form == "json" else Redacting)(secrets, shapes))
    handler.addFilter(_quotes_nobody(tuple(quoting)))
    return handler


def setup(
    level: str,
    secrets: Iterable[str],
    shapes: Iterable[str] = (),
    quoting: Iterable[str] = (),
    form: Form = "text",
) -> None:
    """Send all logs, warnings and uncaught errors to standard error; libraries log from WARNING on.

    `secrets`, `shapes`, `quoting`, `form`: as `handler` takes them.
    """
    writing = handler(sys.stderr, secrets, shapes, quoting, form)
    logging.basicConfig(level=logging.WARNING, handlers=[writing], force=True)
    logging.getLogger(OURS).setLevel(level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _speaker(logger: str) -> str:
    if logger == OURS:
        return "Parley"
    return logger.removeprefix(f"{OURS}.").capitalize() if logger.startswith(f"{OURS}.") else logger


def _quotes_nobody(quoting: tuple[str, ...]) -> Callable[[logging.LogRecord], bool]:
    """A filter that drops the critical lines of these loggers and of those below them."""

    def may_be_written(record: logging.LogRecord) -> bool:
        quotes = any(record.name == name or record.name.startswith(f"{name}.") for name in quoting)
        return not (quotes and record.levelno >= logging.CRITICAL)

    return may_be_written


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(OURS).critical("ended by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(uncaught: threading.ExceptHookArgs) -> None:
    if uncaught.exc_value is not None:
        _uncaught(uncaught.exc_type, uncaught.exc_value, uncaught.exc_traceback)
