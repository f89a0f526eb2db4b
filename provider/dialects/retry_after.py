"""How long a server asks to wait before the next try, from its headers. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_WAIT: Final = 86_400.0


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds, at most a day; 0 if the headers ask for no wait. `headers`: names in lower case.

    RFC 9110, 10.2.3: the value is seconds or a date. `retry-after-ms` is OpenAI's own header and goes before it.
    """
    value = headers.get("retry-after", "").strip()
    try:
        if "retry-after-ms" in headers:
            seconds = float(headers["retry-after-ms"]) / 1000
        elif value[:1].isdigit():
            seconds = float(value)
        elif value:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        else:
            return 0.0
    except (ValueError, TypeError):
        return 0.0
    return bounded(seconds)


def bounded(seconds: float) -> float:
    """Seconds to wait, at most a day; 0 if the value is no number."""
    return min(seconds, LONGEST_WAIT) if seconds > 0 else 0.0
