"""Why an answer ended: every reason that is known, in every dialect."""

import json

import pytest

from provider.contract import Finish, FinishReason
from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.messages import MessagesAnswer
from provider.dialects.reasons import REASONS, why
from provider.dialects.wpaicg.answer import Answer as SiteAnswer
from provider.errors import CutOff, Filtered

DIALECTS = ("openai", "anthropic", "gemini", "wpaicg")

KNOWN: tuple[tuple[str, str, FinishReason], ...] = (
    *(("openai", said, "stop") for said in ("stop", "eos", "eos_token", "end_turn", "stop_sequence", "COMPLETE")),
    *(("openai", said, "length") for said in ("length", "max_tokens", "model_length", "MAX_TOKENS", "token_limit")),
    *(("openai", said, "length") for said in ("model_context_window_exceeded", "ERROR_LIMIT", "incomplete")),
    *(
        ("openai", said, "filtered")
        for said in ("content_filter", "content-filter", "SAFETY", "RECITATION", "sensitive")
    ),
    *(
        ("openai", said, "filtered")
        for said in ("refusal", "guardrail_intervened", "ERROR_TOXIC", "prohibited_content")
    ),
    *(("openai", said, "stop") for said in ("FinishReasonStop", "endTurn", "REASON_STOP", "eosFound", "end-of-text")),
    *(("openai", said, "length") for said in ("maxTokens", "Max-Tokens", "FINISH_REASON_MAX_TOKENS", "REASON_MAX_LEN")),
    *(("openai", said, "filtered") for said in ("contentFilter", "FINISH_REASON_SAFETY", "FinishReasonRecitation")),
    *(("openai", said, "unknown") for said in ("tool_calls", "function_call", "something new", "停")),
    *(("anthropic", said, "stop") for said in ("end_turn", "stop_sequence", "stop")),
    *(("anthropic", said, "length") for said in ("max_tokens", "model_context_window_exceeded", "length")),
    *(("anthropic", said, "filtered") for said in ("refusal", "content_filter", "sensitive")),
    ("anthropic", "pause_turn", "length"),
    *(("anthropic", said, "unknown") for said in ("tool_use", "compaction")),
    ("gemini", "STOP", "stop"),
    ("gemini", "MAX_TOKENS", "length"),
    *(
        ("gemini", said, "filtered")
        for said in ("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "SPII", "MODEL_ARMOR")
    ),
    *(("gemini", said, "filtered") for said in ("PROHIBITED_CONTENT", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT")),
    ("gemini", "TOO_MANY_TOOL_CALLS", "length"),
    *(("gemini", said, "unknown") for said in ("OTHER", "NO_IMAGE")),
    ("wpaicg", "stop", "stop"),
    ("wpaicg", "length", "length"),
    ("wpaicg", "content_filter", "filtered"),
    ("wpaicg", "tool_calls", "unknown"),
)


def ended(dialect: str, said: object) -> Finish | None:
    """How an answer of one word ends that came with this reason; None: the server never ended it."""
    if dialect == "wpaicg":
        return ended_on_the_site(said)
    answers: dict[str, tuple[Answer, list[dict[str, object]]]] = {
        "openai": (Completion(), [{"choices": [{"delta": {"content": "Yes"}, "finish_reason": said}]}]),
        "anthropic": (
            MessagesAnswer(),
            [
                {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Yes"}},
                {"type": "message_delta", "delta": {"stop_reason": said}},
            ],
        ),
        "gemini": (
            GeneratedContent(),
            [{"candidates": [{"content": {"parts": [{"text": "Yes"}]}, "finishReason": said}]}],
        ),
    }
    answer, chunks = answers[dialect]
    for chunk in chunks:
        answer.feed(chunk)
    if answer.failed is not None:
        raise answer.failed
    answer.rest()
    if not answer.finished:
        return None
    last = answer.end()[-1]
    return last if isinstance(last, Finish) else None


def ended_on_the_site(said: object) -> Finish | None:

    answer = SiteAnswer("text/event-stream")
    chunk = json.dumps({"id": "c", "choices": [{"delta": {"content": "Yes"}, "finish_reason": said}]})
    events = answer.feed(f"data: {chunk}\n\n".encode())
    events += [] if answer.over else answer.end()
    if answer.failed is not None and why(said) is not None:
        raise answer.failed
    return next((event for event in events if isinstance(event, Finish)), None)


@pytest.mark.parametrize(("dialect", "said", "reason"), KNOWN, ids=str)
def test_a_known_reason_is_ours(dialect: str, said: str, reason: FinishReason) -> None:
    """What the servers document, and what routers pass on of others."""
    assert ended(dialect, said) == Finish(reason)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("said", sorted(REASONS))
def test_every_dialect_knows_every_word(dialect: str, said: str) -> None:
    """Whatever stands behind a router; and a server that gave up is an error with the text that came."""
    if REASONS[said] == "broken":
        with pytest.raises(CutOff):
            ended(dialect, said.upper())
        return

    assert ended(dialect, said.upper()) == Finish(REASONS[said])  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "said",
    [None, "", "null", "None", "FINISH_REASON_UNSPECIFIED", 0, {}, [], True, "not_finished", "IN_PROGRESS"],
    ids=repr,
)
def test_no_reason_is_none(dialect: str, said: object) -> None:
    """Some gateways write it as text with every chunk."""
    assert why(said) is None
    assert ended(dialect, said) is None


ELSEWHERE: tuple[tuple[str, dict[str, object]], ...] = (
    ("openai", {"choices": [{"delta": {}, "finish_reason": {"type": "max_tokens"}}]}),
    ("openai", {"choices": [{"delta": {}, "finish_reason": None, "finish_details": {"type": "max_tokens"}}]}),
    ("openai", {"choices": [{"delta": {}, "finishReason": "length"}]}),
    ("openai", {"choices": [{"delta": {}, "finish_reason": None, "native_finish_reason": "MAX_TOKENS"}]}),
    ("openai", {"choices": [], "finish_reason": "length"}),
    ("gemini", {"candidates": [{"finish_reason": "MAX_TOKENS"}]}),
    ("gemini", {"candidates": [{"finishReason": 2}]}),
    ("gemini", {"candidates": [{"finish_reason": 2}]}),
)


@pytest.mark.parametrize(("dialect", "last"), ELSEWHERE, ids=str)
def test_a_reason_may_stand_elsewhere(dialect: str, last: dict[str, object]) -> None:
    """Gateways write it in the fields of older versions, or as protocol buffers number it."""
    answer: Answer = Completion() if dialect == "openai" else GeneratedContent()
    words = {"openai": "choices", "gemini": "candidates"}[dialect]
    answer.feed({words: [{"delta": {"content": "Yes"}, "content": {"parts": [{"text": "Yes"}]}}]})
    answer.feed(last)

    assert answer.end()[-1] == Finish("length")


def test_words_behind_a_reason_undo_it() -> None:
    """And a reason that says more is not taken back by a plain end behind it."""
    undone, kept = Completion(), Completion()
    undone.feed({"choices": [{"delta": {"content": "One. "}, "finish_reason": "stop"}]})
    undone.feed({"choices": [{"delta": {"content": "Two."}}]})
    kept.feed({"choices": [{"delta": {"content": "One. "}, "finish_reason": "length"}]})
    kept.feed({"choices": [{"delta": {}, "finish_reason": "stop"}]})

    assert (undone.finished, undone.unsure) == (False, True)
    assert kept.end() == [Finish("length")]


def test_a_refusal_in_the_model_s_own_words_is_one() -> None:
    """The words are shown, and the end says what they are."""
    answer = Completion()
    answer.feed({"choices": [{"delta": {"refusal": "I cannot help with that."}}]})
    answer.feed({"choices": [{"delta": {}, "finish_reason": "stop"}]})

    assert answer.text == "I cannot help with that."
    assert answer.end() == [Finish("filtered")]


def test_a_block_in_the_middle_of_an_answer_leaves_its_words() -> None:
    """Gemini may block late: what was said is said."""
    late, at_once = GeneratedContent(), GeneratedContent()
    late.feed({"candidates": [{"content": {"parts": [{"text": "Yes"}]}}]})
    late.feed({"promptFeedback": {"blockReason": "SAFETY"}})
    with pytest.raises(Filtered):
        at_once.feed({"promptFeedback": {"blockReason": "SAFETY"}})

    assert late.end() == [Finish("filtered")]
