"""What is known of an answer that has ended beside its words: who gave it, how long it took, what it cost. Pure."""

from bots.engine.language.phrases import Said, explain
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.live_reply import LiveReply
from bots.engine.storage.records import Facts


def facts_of(asking: Asking, live: LiveReply, result: Result) -> Facts:
    """What is known of the answer; of one that went on, with what was known of it before."""
    answering, asked, ended = result.answering, result.measure.asked_at, live.ended_at
    had, remarks = asking.charge.had, {**live.remarks, "not_read": result.files}
    error = result.tried.errors.get(answering.instead_of)
    found = Facts(
        model=f"{result.provider}/{result.model}" if result.provider else "",
        wanted=answering.instead_of,
        gone=answering.gone,
        why=_key(explain(error)) if error is not None and not answering.gone else "",
        seconds=ended - asked if ended is not None and asked is not None else 0.0,
        tokens=had.tokens,
        input_tokens=result.input_tokens,
        output_tokens=result.output_tokens,
        dollars=had.dollars,
        priced=asking.charge.priced and bool(result.provider),
        turns=result.turns,
        ended=_key(remarks.get("ending", "")),
        remarks=tuple((kind, str(words)) for kind, words in remarks.items() if words),
    )
    onward = asking.exchange.onward
    return onward.facts.then(found) if onward is not None else found


def _key(words: str) -> str:
    """The phrase that they are, if it can be said in any language by its name alone."""
    return words.key if isinstance(words, Said) and not words.values else ""
