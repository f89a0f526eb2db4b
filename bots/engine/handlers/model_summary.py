"""A model in a few words: what it can do, what it costs, and how it did today. For lists, buttons and completion."""

from collections.abc import Mapping

from bots.engine.language.phrases import money, number, say
from provider.contract import Usage
from provider.known.lessons import Lesson
from provider.known.prices import Price
from provider.model_facts import ModelFacts
from provider.routing.circuit_breaker import State
from provider.routing.health import Health

BETWEEN = " · "

USUAL = Usage(1_000, 500)
"""The tokens of an answer by which its cost is estimated where nobody has had one yet: a short conversation."""

_STATES: Mapping[State, str] = {"open": "model_open", "probing": "model_probing"}
_SIGNS: Mapping[State, str] = {"open": "🔴", "probing": "🟡"}
_FOUND_OUT: Mapping[Lesson, str] = {
    "vision": "model_no_vision",
    "system": "model_no_system",
    "stream": "model_no_stream",
    "effort": "model_no_effort",
    "thoughts": "model_starts_thinking",
    "responses": "model_in_responses",
    "search": "model_no_search",
    "tools": "model_no_tools",
}


def describe(facts: ModelFacts, state: State | None = None, *, owner: bool = False, usual: Usage | None = None) -> str:
    """What is known beyond the name, an alias's description first; empty if that is nothing.

    `state`: as another process noted it.
    `owner`: include what was learned from answers, which only the owner can correct. `usual`: the tokens of an answer,
    by which its cost is estimated if none was measured.
    """
    known, state = facts.settings, state or facts.state
    words = [
        facts.about,
        say("model_sees") if known.vision else "",
        say("model_hears") if known.hearing else "",
        say("model_documents") if known.documents else "",
        say("model_thinks") if known.reasoning else "",
        say("model_window", tokens=_count(known.context)) if known.context else "",
        _list_price(known.price, "model_price") if known.price else "",
        *(_health(facts.health) if facts.health else ()),
        _estimated(facts, usual) if usual else "",
        say("model_is_gone") if facts.gone else "",
        say(_STATES[state]) if state in _STATES else "",
        say("model_replaced", other=facts.stand_in) if facts.stand_in else "",
        *(say(_FOUND_OUT[lesson]) for lesson in facts.found_out if owner),
        say("model_no_fields", fields=", ".join(facts.left_out)) if owner and facts.left_out else "",
    ]
    return BETWEEN.join(word for word in words if word)


def label(name: str, facts: ModelFacts, usual: Usage, *, here: bool) -> str:
    """One line for a choice: the name, with a mark if it answers here, and what matters most for choosing."""
    sign = "🔴" if facts.gone else _SIGNS.get(facts.state, "")
    marked = " ".join(filter(None, (sign, "✓" if here else "", name)))
    return BETWEEN.join(filter(None, (marked, *_brief(name, facts, usual))))


def brief(name: str, facts: ModelFacts, usual: Usage) -> str:
    """What matters most for choosing, without the name, and how it did today."""
    health, state = facts.health, _STATES.get(facts.state, "")
    words = [
        *_brief(name, facts, usual),
        say("model_well", share=_share(health), answers=health.answers) if health else "",
        say("model_is_gone") if facts.gone else say(state) if state else "",
    ]
    return BETWEEN.join(filter(None, words))


def _brief(name: str, facts: ModelFacts, usual: Usage) -> tuple[str, ...]:
    """What an alias is for, or stands for; what the model can, and what it costs."""
    known, cost = facts.settings, _cost(facts, usual)
    able = [
        say("label_sees") if known.vision else "",
        say("label_hears") if known.hearing else "",
        say("label_thinks") if known.reasoning else "",
    ]
    return (
        facts.about or (facts.name if facts.name != name else ""),
        ", ".join(filter(None, able)),
        _list_price(known.price, "label_price") if known.price else "",
        say("model_cost_about", dollars=_money(cost)) if cost else "",
    )


def _list_price(price: Price, phrase: str) -> str:
    """What a million tokens cost, read and written; marked if it is the price of another model."""
    if price.like:
        return f"≈{say(phrase, input=_listed(price.input), output=_listed(price.output))}"
    if not (price.input or price.output or price.request):
        return say("model_free")
    return say(phrase, input=_listed(price.input), output=_listed(price.output))


def _listed(dollars: float) -> str:
    return money(dollars, ".3g")


def _cost(facts: ModelFacts, usual: Usage) -> float | None:
    """What an answer costs in US $, as measured, else as estimated; None if no price is known."""
    if facts.health is not None and facts.health.cost is not None:
        return facts.health.cost
    return facts.settings.price.of(usual) if facts.settings.price else None


def _estimated(facts: ModelFacts, usual: Usage) -> str:
    if facts.health is not None and facts.health.cost is not None:
        return ""
    cost = _cost(facts, usual)
    return say("model_cost_about", dollars=_money(cost)) if cost else ""


def _health(health: Health) -> tuple[str, ...]:
    return (
        "" if health.first_word is None else say("model_first_word", seconds=number(health.first_word, ".1f")),
        say("model_well", share=_share(health), answers=health.answers),
        "" if health.cost is None else say("model_cost", dollars=_money(health.cost)),
    )


def _share(health: Health) -> str:
    """How many of the answers were complete."""
    return number(round(health.well * health.answers))


def _count(tokens: int) -> str:
    if tokens >= 1_000_000:
        return f"{number(tokens / 1_000_000, '.3g')}M"
    return f"{tokens / 1000:.0f}k" if tokens >= 1000 else str(tokens)


def _money(cost: float) -> str:
    """The cost with two significant digits."""
    if 0 < cost < 0.0001:
        return f"<{money(0.0001, '.4f')}"
    return money(cost, ".2g" if 0 < cost < 0.1 else ",.2f")
