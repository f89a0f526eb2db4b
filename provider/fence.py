"""A fence around code that may raise anything: that of installed packages, and the jobs of the store."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def attempt(call: Callable[[], T]) -> T | Exception:
    """What the call returns, or the exception that it raised. Who calls says what comes of that."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - a fence
        return error
    except SystemExit:
        return RuntimeError("It would have ended the program.")
