"""How long an answer may take and how large it may be. The options of every network backend include these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times are in seconds. A piece of reasoning counts as a sign of life, as a piece of text does.

    `connect_timeout`: until there is a connection. `first_token_timeout`: until the first token; it is long because
    local models load and reasoning models think. `silence_timeout`: between two tokens. `total_timeout`: for the whole
    answer. `max_streams`: answers at the same time; further ones wait in order; 0 for as many as is usual, see
    `routing.stream_queue`. `max_answer_bytes`: of text, in UTF-8; a longer answer is cut off.
    """

    connect_timeout: float = 10.0
    first_token_timeout: float = 300.0
    silence_timeout: float = 60.0
    total_timeout: float = 900.0
    max_streams: int = 0
    max_answer_bytes: int = 1_000_000
