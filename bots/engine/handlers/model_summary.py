"""A model in a few words: what it can do, and how it did today. For `/models` and `parley models`."""

from collections.abc import Mapping

from bots.engine.language.phrases import say
from provider.catalog import Standing
from provider.known.lessons import Lesson
from provider.routing.circuit_breaker import State
from provider.routing.health import Health

BETWEEN = " · "

_STATES: Mapping[State, str] = {"open": "model_open", "probing": "model_probing"}
_FOUND_OUT: Mapping[Lesson, str] = {
    "vision": "model_no_vision",
    "system": "model_no_system",
    "stream": "model_no_stream",
    "effort": "model_no_effort",
    "thoughts": "model_starts_thinking",
}


def describe(standing: Standing, state: State | None = None, *, owner: bool = False) -> str:
    """What is known beyond the name, an alias's description first; empty if that is nothing.

    `state`: as another process noted it.
    `owner`: include what was learned from answers, which only the owner can correct.
    """
    known, state = standing.settings, state or standing.state
    words = [
        standing.about,
        say("model_sees") if known.vision else "",
        say("model_hears") if known.hearing else "",
        say("model_documents") if known.documents else "",
        say("model_thinks") if known.reasoning else "",
        say("model_window", tokens=_count(known.context)) if known.context else "",
        *(_health(standing.health) if standing.health else ()),
        say("model_is_gone") if standing.gone else "",
        say(_STATES[state]) if state in _STATES else "",
        say("model_replaced", other=standing.stand_in) if standing.stand_in else "",
        *(say(_FOUND_OUT[lesson]) for lesson in standing.found_out if owner),
        say("model_no_fields", fields=", ".join(standing.left_out)) if owner and standing.left_out else "",
    ]
    return BETWEEN.join(word for word in words if word)


def _health(health: Health) -> tuple[str, ...]:
    return (
        "" if health.first_word is None else say("model_first_word", seconds=f"{health.first_word:.1f}"),
        say("model_well", share=f"{health.well:.0%}", answers=str(health.answers)),
        "" if health.cost is None else say("model_cost", dollars=_dollars(health.cost)),
    )


def _count(tokens: int) -> str:
    if tokens >= 1_000_000:
        return f"{tokens / 1_000_000:.3g}M"
    return f"{tokens / 1000:.0f}k" if tokens >= 1000 else str(tokens)


def _dollars(cost: float) -> str:
    """The cost with two significant digits."""
    return f"{cost:.2f}" if cost >= 0.1 or not cost else f"{cost:.2g}" if cost >= 0.0001 else "<0.0001"
