"""What is said on standard error: one short line each, without tokens, in tracebacks and library logs too."""

import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

OURS = "parley"
"""The parent of our own loggers: "parley.telegram" speaks as "Telegram"."""

HIDDEN = "***"

# What looks like a secret is hidden even where nobody named it: libraries put tokens into URLs and messages.
SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)\d{6,}(?::|%3A)[\w-]{30,}"), HIDDEN),  # a Telegram bot
    (re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), HIDDEN),  # a Discord bot
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w-]{20,}"), rf"\1{HIDDEN}"),  # a Discord interaction
    (re.compile(r"\bsk-[\w-]{8,}"), HIDDEN),  # an API key
    (re.compile(r"(?i)\b(bearer )[\w.~+/=-]{8,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(://)[^/\s@]+@"), rf"\1{HIDDEN}@"),  # an address with credentials
    (re.compile(r"\[parameters: .*"), f"[parameters: {HIDDEN}]"),  # SQLAlchemy quotes what it was to store
)


class Redacting(logging.Formatter):
    """A line such as "12:03:04 Telegram: connected"; all secrets are replaced in the finished text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(datefmt="%H:%M:%S")
        written = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        # The longest first: one secret may be the beginning of another.
        ordered = sorted(written, key=len, reverse=True)
        self._named = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's, not redacted
        return self.redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        level = f"{record.levelname.lower()}: " if record.levelno > logging.INFO else ""
        return f"{self.formatTime(record, self.datefmt)} {_speaker(record.name)}: {level}{record.message}"

    def redact(self, text: str) -> str:
        """The text with `***` in place of everything secret."""
        if self._named is not None:
            text = self._named.sub(HIDDEN, text)
        for shape, replacement in SHAPES:
            text = shape.sub(replacement, text)
        return text


def handler(stream: TextIO, secrets: Iterable[str]) -> logging.Handler:
    """What writes to `stream`, redacted, and leaves out what quotes people's words."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacting(secrets))
    handler.addFilter(_quotes_nobody)
    return handler


def setup(level: str, secrets: Iterable[str]) -> None:
    """Send all logs, warnings and uncaught errors to standard error. Libraries speak from WARNING on."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler(sys.stderr, secrets)], force=True)
    logging.getLogger(OURS).setLevel(level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _speaker(logger: str) -> str:
    if logger == OURS:
        return "Parley"
    return logger.removeprefix(f"{OURS}.").capitalize() if logger.startswith(f"{OURS}.") else logger


def _quotes_nobody(record: logging.LogRecord) -> bool:
    """python-telegram-bot logs, as CRITICAL, whole updates that it cannot read."""
    return not (record.name.startswith("telegram") and record.levelno >= logging.CRITICAL)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(OURS).critical("ended by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(uncaught: threading.ExceptHookArgs) -> None:
    if uncaught.exc_value is not None:
        _uncaught(uncaught.exc_type, uncaught.exc_value, uncaught.exc_traceback)
