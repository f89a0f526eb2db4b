"""What the first question to a model needs and a start does not: whoever has time before it comes loads it."""

from contextlib import suppress

from provider.dialects.think_tags import marks
from provider.errors import MissingRequirementsError
from provider.known.prices import table
from provider.transport.http import require


def load() -> None:
    """Load the HTTP client, the marks around thoughts and the prices. It takes long, and may run in a thread."""
    with suppress(MissingRequirementsError):  # the first request says so
        require()
    marks()
    table()
