"""What is known of an answer in words: below it, and for whoever presses ⓘ. Pure."""

from collections.abc import Mapping

from bots.engine.attachments.wording import things_read, things_unread
from bots.engine.language.phrases import has_phrase, money, number, say
from bots.engine.storage.records import Facts, StoredAnswer
from bots.text.names import literal
from bots.text.sources import Cited, distinct, plain_sources

LEAST = 0.0001
"""US $ below which no amount is said."""

_OF_GONE: Mapping[str, str] = {"withdrawn": "info_withdrawn", "not set up": "info_not_set_up"}


def details(facts: Facts) -> str:
    """The model, the seconds and the cost, for the small line; empty if no model has answered."""
    if not facts.model:
        return ""
    return " · ".join(filter(None, (literal(facts.model), _seconds(facts), _cost(facts))))


def lines(stored: StoredAnswer) -> list[str]:
    """All that is known, a line for each thing."""
    facts, read = stored.facts, things_read(stored.attached)
    unread, took, paid = things_unread(stored.attached), _seconds(facts), _cost(facts)
    found = [
        say("info_model", model=literal(facts.model)) if facts.model else say("info_model_unknown"),
        _instead(facts),
        say("info_time", took=took) if took else "",
        _tokens(facts),
        say("info_cost", cost=paid) if paid else say("info_cost_unknown"),
        say("info_turns", count=facts.turns) if facts.turns else "",
        say("info_read", things=read) if read else "",
        say("info_unread", things=unread) if unread else "",
        dict(facts.remarks).get("tools", ""),
        _ending(facts) or _as_it_seems(stored),
    ]
    below = distinct(stored.sources)
    sources = [f"\n{say('info_sources')}", plain_sources(Cited(below=below), markdown=True)] if below else []
    return [*filter(None, found), *sources]


def brief(stored: StoredAnswer) -> str:
    """The most of it in one line: what fits where little does."""
    facts = stored.facts
    tokens = say("counted_tokens", count=facts.tokens) if facts.tokens else ""
    return " · ".join(filter(None, (literal(facts.model), _seconds(facts), tokens, _cost(facts), _ending(facts))))


def _instead(facts: Facts) -> str:
    """Whose place it answered in, and why; empty if in nobody's."""
    if not facts.wanted:
        return ""
    why = _OF_GONE.get(facts.gone, facts.why)
    return say("info_instead", model=literal(facts.wanted), why=say(why) if has_phrase(why) else "").rstrip()


def _tokens(facts: Facts) -> str:
    if facts.input_tokens or facts.output_tokens:
        return say("info_tokens", input=facts.input_tokens, output=facts.output_tokens)
    return say("info_tokens_in_all", tokens=facts.tokens) if facts.tokens else ""


def _ending(facts: Facts) -> str:
    """Why it is not whole, in the words of whoever reads it if that can be; empty if it is."""
    return say(facts.ended) if has_phrase(facts.ended) else dict(facts.remarks).get("ending", "")


def _as_it_seems(stored: StoredAnswer) -> str:
    """Whether it is whole, if nothing was kept of how it ended; empty if nobody knows."""
    if stored.open_part is not None:
        return say("ended_cut")
    return say("info_whole") if stored.facts.model else ""


def _seconds(facts: Facts) -> str:
    """How long it took; empty if nobody knows."""
    return say("took", seconds=number(facts.seconds, ",.1f")) if facts.seconds else ""


def _cost(facts: Facts) -> str:
    """What it cost; empty if nobody knows."""
    if not facts.priced:
        return ""
    if 0 < facts.dollars < LEAST:
        return say("cost_less", amount=money(LEAST, ".4f"))
    return money(facts.dollars, ",.2f" if facts.dollars >= 1 or not facts.dollars else ".4f")
