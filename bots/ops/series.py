"""All that is counted: a table. `docs/operating/monitoring.md` says what each series is good for.

Labels are names of platforms and of providers, words from tables, and names of jobs: no id, no model, nobody's words.
"""

from provider.values import Value

WAITS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0)
"""Seconds between the buckets of what a person waits for."""
STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds between the buckets of single steps."""


class Series(Value):
    """What is counted under one name. `buckets`: of a histogram; empty for a counter, whose name gets "_total"."""

    name: str
    about: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


ANSWERS = Series(
    "parley_answers", "Answers that have ended, by what became of them.", ("platform", "provider", "outcome")
)
ASKED = Series("parley_answer_asked_seconds", "From a question to its first request.", ("platform",), STEPS)
FIRST_WORD = Series(
    "parley_answer_first_word_seconds", "From the first request to a model's first word.", ("provider",), WAITS
)
SHOWN = Series("parley_answer_shown_seconds", "From a question to words that people can read.", ("platform",), WAITS)
ENDED = Series("parley_answer_ended_seconds", "From a question to the end of its answer.", ("platform",), WAITS)
TOKENS = Series("parley_tokens", "Tokens of answers, read and written.", ("provider",))
DOLLARS = Series("parley_spend_dollars", "US $ that answers have cost.", ("provider",))
LAG = Series("parley_frame_lag_seconds", "From a model's words to the frame that shows them.", ("platform",), STEPS)
CALLS = Series("parley_calls", "Calls to a platform, by how they ended.", ("platform", "how"))
OPENINGS_LOST = Series(
    "parley_openings_lost", "Answers that a crash cut while their first message may have been sent.", ("platform",)
)
STORE = Series("parley_store_seconds", "What a job of the store takes, its wait included.", (), STEPS)
STORE_FAILED = Series("parley_store_failures", "Jobs of the store that failed, by their names.", ("name",))
LOOP = Series("parley_loop_lag_seconds", "How late the event loop is, once a second.", (), STEPS)

COUNTED = (
    ANSWERS,
    ASKED,
    FIRST_WORD,
    SHOWN,
    ENDED,
    TOKENS,
    DOLLARS,
    LAG,
    CALLS,
    OPENINGS_LOST,
    STORE,
    STORE_FAILED,
    LOOP,
)
"""What is counted as it happens."""

# What is looked at when somebody reads.
INFO = Series("parley_info", "Which version runs; always 1.", ("version",))
CONNECTED = Series("parley_platform_connected", "1 while a platform is connected.", ("platform",))
GROWING = Series("parley_answers_growing", "Answers that grow at this moment.")
WAITING = Series("parley_waiting", "What waits for its turn at this moment.", ("what",))
STREAMS = Series("parley_streams", "Answers that are read from a provider at this moment.", ("provider",))
STREAMS_WAITING = Series("parley_streams_waiting", "Answers that wait for a free stream.", ("provider",))
