"""Logs are short lines without secrets."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from bots.log import handler
from bots.platforms import OURS

TELEGRAM_TOKEN = "1234567:" + "AbC-_" * 7
DISCORD_TOKEN = "M" * 24 + "." + "Gabcde" + "." + "x" * 38


@contextmanager
def logger(name: str, stream: io.StringIO, *secrets: str) -> Iterator[logging.Logger]:
    """A logger whose only handler is ours."""
    one = logging.getLogger(name)
    shapes = [shape for row in OURS for shape in row.secret_shapes]
    ours = handler(stream, secrets, shapes, [logger for row in OURS for logger in row.quoting_loggers])
    one.addHandler(ours)
    level, one.propagate = one.level, False
    one.setLevel(logging.DEBUG)
    try:
        yield one
    finally:
        one.removeHandler(ours)
        one.setLevel(level)
        one.propagate = True


def logged(message: str, *arguments: object, name: str = "parley.telegram", secrets: tuple[str, ...] = ()) -> str:
    stream = io.StringIO()
    with logger(name, stream, *secrets) as log:
        log.info(message, *arguments)
    return stream.getvalue()


def test_a_line_is_the_time_the_speaker_and_the_words() -> None:
    """12:03:04 Telegram: connected"""
    line = logged("connected as %s", "parley")

    assert line[2] == line[5] == ":"
    assert line[8:] == " Telegram: connected as parley\n"


def test_a_named_secret_is_hidden_wherever_it_comes_from() -> None:
    """In the message, in an argument, and percent-encoded."""
    line = logged("a hunter/2 %s %s", "hunter/2", {"url": "x?key=hunter%2F2"}, secrets=("hunter", "hunter/2"))

    assert "hunter" not in line
    assert line.count("***") == 3
    assert "/2" not in line


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"POST https://api.telegram.org/bot{TELEGRAM_TOKEN}/getMe", TELEGRAM_TOKEN),
        (f"Bot {DISCORD_TOKEN}", DISCORD_TOKEN),
        ("key sk-proj-abcdefghijkl is wrong", "abcdefghijkl"),
        ("proxy socks5://me:pass@host:1080", "me:pass"),
        ("Authorization: Bearer abcdefghijklmnop", "abcdefghijklmnop"),
        ("PATCH /webhooks/123/aW50ZXJhY3Rpb246MTIz/messages/@original", "aW50ZXJhY3Rpb246MTIz"),
        ("OperationalError [SQL: INSERT] [parameters: ('my secret words',)]", "my secret words"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, secret: str) -> None:
    """Though nobody named it."""
    line = logged("%s", text)

    assert secret not in line
    assert "***" in line


def test_a_traceback_is_redacted_too() -> None:
    """The exception's words and the source lines of its frames."""
    stream = io.StringIO()
    with logger("parley.engine", stream, "hunter2") as log:
        try:
            raise RuntimeError("hunter2 was refused")
        except RuntimeError:
            log.exception("trace abc")

    assert "RuntimeError: *** was refused" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_raw_updates_of_python_telegram_bot_are_dropped() -> None:
    """They hold people's words."""
    stream = io.StringIO()
    with logger("telegram.Bot", stream) as log:
        log.critical("Error while parsing updates! Received data was %r", [{"text": "hello"}])
        log.warning("slow")

    assert "hello" not in stream.getvalue()
    assert "telegram.Bot: warning: slow" in stream.getvalue()


def test_setup_silences_the_libraries_and_redacts_what_nobody_caught() -> None:
    """A process that logs and then breaks says nothing secret on standard error, and nothing on standard output."""
    program = (
        "import logging, bots.log; bots.log.setup('info', ['hunter2']);"
        "logging.getLogger('httpx').info('chatty'); logging.getLogger('httpx').warning('hunter2!');"
        "logging.getLogger('parley.discord').info('up'); logging.getLogger('parley').debug('quiet');"
        "raise ValueError('hunter2')"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "Discord: up" in ended.stderr
    assert "httpx: warning: ***!" in ended.stderr
    assert "ValueError: ***" in ended.stderr
    assert "hunter2" not in ended.stderr
    assert "chatty" not in ended.stderr
    assert "quiet" not in ended.stderr


def as_json(stream: io.StringIO, name: str, *secrets: str) -> logging.Logger:
    """A logger of its own that writes JSON to the stream."""
    one = logging.Logger(name)
    shapes = [shape for row in OURS for shape in row.secret_shapes]
    one.addHandler(handler(stream, secrets, shapes, [each for row in OURS for each in row.quoting_loggers], "json"))
    return one


def test_a_line_of_json_is_an_object() -> None:
    """With the time in UTC, the whole name of the logger, and the trace that a person may have read."""
    stream = io.StringIO()
    as_json(stream, "parley.discord").warning("trace 00c0ffee: %s failed\nand failed again \ud800", "demo/small")
    [line] = stream.getvalue().splitlines()
    found = json.loads(line)

    assert datetime.fromisoformat(found.pop("time")).tzinfo == UTC
    assert found == {
        "level": "warning",
        "logger": "parley.discord",
        "message": "trace 00c0ffee: demo/small failed\nand failed again \ud800",
        "trace": "00c0ffee",
    }


@pytest.mark.parametrize("secret", ['pass"word\\of mine', "hünter2", "line\nbreak"])
def test_secrets_are_hidden_in_json_too(secret: str) -> None:
    """Also where JSON would write them in another way; in the words, in a traceback, by their shape."""
    stream = io.StringIO()
    log = as_json(stream, "parley", secret)
    try:
        raise RuntimeError(f"{secret} was refused")
    except RuntimeError:
        log.exception("with %s and Bot %s", secret, DISCORD_TOKEN, stack_info=True)
    [line] = stream.getvalue().splitlines()
    found = json.loads(line)

    assert found["message"] == "with *** and Bot ***"
    assert "RuntimeError: *** was refused" in found["exception"]
    assert secret not in " ".join(found.values())
    assert DISCORD_TOKEN not in line


def test_raw_updates_are_dropped_in_json_too() -> None:
    """They hold people's words."""
    stream = io.StringIO()
    as_json(stream, "telegram.Bot").critical("Received data was %r", [{"text": "hello"}])

    assert stream.getvalue() == ""


def test_a_program_that_breaks_says_so_in_json() -> None:
    """Warnings of Python and errors that nobody caught are objects as well: each line is one."""
    program = (
        "import logging, warnings, bots.log; bots.log.setup('info', ['hunter2'], form='json');"
        "logging.getLogger('parley').info('up'); warnings.warn('old hunter2', DeprecationWarning, stacklevel=1);"
        "raise ValueError('hunter2')"
    )
    ended = subprocess.run([sys.executable, "-W", "always", "-c", program], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]

    assert [line["level"] for line in lines] == ["info", "warning", "critical"]
    assert "ValueError: ***" in lines[2]["exception"]
    assert "hunter2" not in ended.stderr
