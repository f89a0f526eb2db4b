"""How long a provider may take and how much it may say; every network backend's options include these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, unless said otherwise. A piece of reasoning counts as a sign of life, like a piece of text.

    `first_token_timeout` is long because local models load and reasoning models think. `max_streams`: answers at the
    same time; more wait in order. `max_answer_bytes`: of text, in UTF-8; a longer answer ends as cut off.
    """

    connect_timeout: float = 10.0
    first_token_timeout: float = 300.0
    silence_timeout: float = 60.0
    total_timeout: float = 900.0
    max_streams: int = 64
    max_answer_bytes: int = 1_000_000
