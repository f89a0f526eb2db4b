"""What may be logged of a defect: its class and where it happened, never its text, which may quote people."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")

FRAMES = 8
"""The innermost calls of each error that are named."""


def new_trace() -> str:
    """A code that connects a sentence that a member saw with a line of the log."""
    return secrets.token_hex(4)


def describe(error: BaseException) -> str:
    """The error's class and the calls that led to it, the innermost last; then its causes in the same way."""
    return ", from ".join(_one(each) for each in _causes(error))


def log_defect(log: logging.Logger, what: str, error: BaseException) -> str:
    """Log one line about a defect in Parley; returns the trace that the line names."""
    trace = new_trace()
    log.error("trace %s: %s: %s", trace, what, describe(error))
    return trace


async def fenced(work: Awaitable[T], log: logging.Logger, otherwise: Callable[[str], U]) -> T | U:
    """The result of `work`; if a defect breaks it, what `otherwise` returns for the trace of the line in the log.

    This is the only fence around what the engine does: a defect in the work for one person must not end the work for
    another. Work catches the errors that it can name by itself.
    """
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - a defect may be any error
        return otherwise(log_defect(log, "a defect in Parley", error))


def _one(error: BaseException) -> str:
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    where = " > ".join(frames[-FRAMES:])
    return f"{type(error).__name__} at {where}" if where else type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes, and for a group its members; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting.extend(each.exceptions)
        cause = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        if cause is not None:
            waiting.append(cause)
