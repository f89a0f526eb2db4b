"""Streams of the same kinds as those in `cases/`, in other shapes and in every dialect: a table for each kind."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from provider.contract import Usage
from tests.provider.dialects.raw_streams import Told, told

TIDE, TURNS = "The tide ", "turns at noon."
WHOLE = TIDE + TURNS
MIND = "Let me see."
DIALECTS = ("openai", "anthropic", "gemini")
DONE = "data: [DONE]\n\n"

Json = dict[str, Any]  # Any: JSON


def sent(*values: object, name: str = "") -> str:
    """Events with these data, each a JSON value, or words as they are."""
    head = f"event: {name}\n" if name else ""
    return "".join(f"{head}data: {each if isinstance(each, str) else json.dumps(each)}\n\n" for each in values)


def chunk(words: str | None = None, reason: object = None, **more: object) -> Json:
    delta = {} if words is None else {"content": words}
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}


def delta(**fields: object) -> Json:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": None}]}


def message(words: str, reason: object = None) -> Json:
    return {"choices": [{"message": {"content": words}, "finish_reason": reason}]}


def candidate(words: str | None = None, reason: str = "", **part: object) -> Json:
    parts = [] if words is None else [{"text": words, **part}]
    return {"candidates": [{"content": {"parts": parts}, **({"finishReason": reason} if reason else {})}]}


def block(words: str, kind: str = "text_delta", key: str = "text") -> Json:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": kind, key: words}}


def stop(reason: str = "end_turn", **usage: object) -> tuple[Json, Json]:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage}, {"type": "message_stop"}


def said(dialect: str, *words: str) -> str:
    """These words, without an end."""
    makes: dict[str, Callable[[str], Json]] = {"openai": chunk, "anthropic": block, "gemini": candidate}
    return sent(*(makes[dialect](each) for each in words))


def end(dialect: str) -> str:
    ends = {"openai": (chunk(None, "stop"), "[DONE]"), "anthropic": stop(), "gemini": (candidate("", "STOP"),)}
    return sent(*ends[dialect])


def is_whole(result: Told) -> bool:
    return (result.text.strip(), result.finish, result.error) == (WHOLE, "stop", None)


ENDS: dict[str, tuple[str, str]] = {
    "an empty reason": ("openai", sent(chunk(TIDE, ""), chunk(TURNS, ""), chunk(None, "stop"), "[DONE]")),
    "a reason as a word": ("openai", sent(chunk(TIDE, "None"), chunk(TURNS, "null"), chunk(None, "stop"), "[DONE]")),
    "a reason beside the role": ("openai", sent(chunk("", "stop"), chunk(TIDE), chunk(TURNS, "stop"), "[DONE]")),
    "a reason with every chunk": ("gemini", sent(candidate(TIDE, "STOP"), candidate(TURNS, "STOP"))),
    "the mark in lower case": ("openai", said("openai", TIDE, TURNS) + "data: [done]\n\n"),
    "the mark without a blank": ("openai", said("openai", TIDE, TURNS) + "data:[DONE]\n\n"),
    "the mark without an end of its line": ("openai", said("openai", TIDE, TURNS) + "data: [DONE]"),
    "words behind the mark": ("openai", said("openai", TIDE, TURNS) + DONE + said("openai", "More.")),
    "the other dialect's mark": ("gemini", sent(candidate(TIDE), candidate(TURNS, "STOP")) + DONE),
    "an array in an event": ("gemini", sent([candidate(TIDE), candidate(TURNS, "STOP")])),
    "an array of chunks": ("openai", sent([chunk(TIDE), chunk(TURNS)], chunk(None, "stop")) + DONE),
    "an array in an array": ("openai", sent([[chunk(TIDE)], [chunk(TURNS), None, 1]], chunk(None, "stop")) + DONE),
    "an array of arrays": ("openai", json.dumps([[chunk(TIDE)], [chunk(TURNS, "stop")]])),
    "the mark as a JSON text": ("openai", said("openai", TIDE, TURNS) + 'data: "[DONE]"\n\n'),
    "an array of events": ("anthropic", json.dumps([block(TIDE), block(TURNS), *stop()])),
    "an array over lines": (
        "gemini",
        f"[{json.dumps(candidate(TIDE), indent=1)}\r\n,\r\n{json.dumps(candidate(TURNS, 'STOP'))}]\n",
    ),
    "a line each": ("openai", "\n".join(map(json.dumps, (chunk(TIDE), chunk(TURNS), chunk(None, "stop"))))),
    "no blank lines": (
        "openai",
        (said("openai", TIDE, TURNS) + sent(chunk(None, "stop"))).replace("\n\n", "\n") + DONE,
    ),
    "no blank line at all": ("openai", (said("openai", TIDE, TURNS) + end("openai")).replace("\n\n", "\n")),
    "ends of lines of old": ("openai", (said("openai", TIDE, TURNS) + end("openai")).replace("\n", "\r")),
    "a byte order mark": ("openai", "\ufeff" + said("openai", TIDE, TURNS) + end("openai")),
    "a byte order mark before a document": ("openai", "\ufeff" + json.dumps(message(WHOLE, "stop"))),
    "no names of events": ("anthropic", said("anthropic", TIDE, TURNS) + end("anthropic")),
    "counts in the middle": (
        "openai",
        sent(chunk(TIDE), {"choices": [], "usage": {"prompt_tokens": 1}}, chunk(TURNS)) + end("openai"),
    ),
}


@pytest.mark.parametrize("name", ENDS)
async def test_only_the_end_ends_an_answer(name: str) -> None:
    """However the server writes it."""
    dialect, body = ENDS[name]

    assert is_whole(await told(dialect, [(0, body)]))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_body_that_only_closes_is_cut_off(dialect: str) -> None:
    """What came is there."""
    result = await told(dialect, [(0, said(dialect, TIDE, TURNS))])

    assert (result.text, type(result.error).__name__) == (WHOLE, "CutOff")


@pytest.mark.parametrize("ending", ["", "event: error\ndata: It broke.\n\n"])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_what_looks_like_half_a_mark_is_not_lost_with_the_end(dialect: str, ending: str) -> None:
    """Words that were held back come when the answer breaks off; alone they are no beginning of one."""
    begun = await told(dialect, [(0, said(dialect, TIDE, "is a", " <") + ending)])
    alone = await told(dialect, [(0, said(dialect, "<") + ending)])

    assert begun.text == f"{TIDE}is a <"
    assert alone.text == ""
    assert begun.error
    assert alone.error


REASONS = [
    *(("openai", reason, "length") for reason in ("length", "max_tokens", "MAX_TOKENS")),
    *(("openai", reason, "filtered") for reason in ("content_filter", "sensitive")),
    *(("openai", reason, "stop") for reason in ("eos_token", "eos", "STOP", "stop_sequence")),
    *(("openai", reason, "unknown") for reason in ("tool_calls", "function_call")),
    *(("anthropic", reason, "length") for reason in ("max_tokens", "model_context_window_exceeded")),
    ("anthropic", "refusal", "filtered"),
    ("anthropic", "pause_turn", "length"),
    ("gemini", "MAX_TOKENS", "length"),
    *(("gemini", reason, "filtered") for reason in ("SAFETY", "RECITATION", "PROHIBITED_CONTENT", "LANGUAGE")),
    ("gemini", "OTHER", "unknown"),
]


@pytest.mark.parametrize(("dialect", "reason", "finish"), REASONS)
async def test_why_it_ended_is_known(dialect: str, reason: str, finish: str) -> None:
    """In the words of every dialect."""
    ends = {
        "openai": sent(chunk(None, reason)) + DONE,
        "anthropic": sent(*stop(reason)),
        "gemini": sent(candidate(None, reason)),
    }
    result = await told(dialect, [(0, said(dialect, TIDE, TURNS) + ends[dialect])])

    assert (result.text, result.finish, result.error) == (WHOLE, finish, None)


EMPTY = [
    ("openai", sent(chunk("", "content_filter")) + DONE, "Filtered"),
    ("anthropic", sent(*stop("refusal")), "Filtered"),
    ("gemini", sent(candidate(None, "SAFETY")), "Filtered"),
    ("gemini", sent({"promptFeedback": {"blockReason": "SAFETY"}}), "Filtered"),
    ("openai", sent(delta(reasoning_content="Hm"), chunk(None, "length")) + DONE, "EmptyAnswer"),
    ("openai", sent(chunk("<think>Hm"), chunk(None, "length")) + DONE, "EmptyAnswer"),
    ("openai", sent(chunk(None, "insufficient_system_resource")) + DONE, "CutOff"),
    ("openai", sent(chunk(None, "error")) + DONE, "CutOff"),
    ("gemini", sent(candidate(None, "MALFORMED_FUNCTION_CALL")), "CutOff"),
    ("openai", sent({"message": "Rate limit exceeded"}, chunk(None, "stop")) + DONE, "RateLimited"),
    ("openai", "upstream connect error or disconnect/reset before headers", "Overloaded"),
]


@pytest.mark.parametrize(("dialect", "body", "error"), EMPTY)
async def test_an_end_without_a_word_says_why(dialect: str, body: str, error: str) -> None:
    """Filtered, thought away, or given up."""
    assert type((await told(dialect, [(0, body)])).error).__name__ == error


SILENCE: dict[str, tuple[str, ...]] = {
    "openai": (
        ": keep-alive\n\n", "\n\n\n", "id: 7\nretry: 3000\n\n", "event: ping\ndata: \n\n", "data:   \n\n",
        'event: open\ndata: {"message": "connected"}\n\n', 'data: {"type": "ping"}\n\n',
        *(f"data: {each}\n\n" for each in ("null", '""', "{}", "[]", "PROCESSING", "1", "true", "–", "[" * 3000)),
        'data: {"choices": null}\n\n', 'data: {"choices": [], "prompt_filter_results": []}\n\n',
        'data: {"choices": [null]}\n\n', 'data: {"choices": [{"delta": null, "finish_reason": null}]}\n\n',
        'data: {"choices": [{"delta": {"content": null, "tool_calls": [{"index": 0}]}}]}\n\n',
        'data: {"status": "processing", "code": 0, "message": "queued"}\n\n',
        'data: {"code": 200, "message": "success"}\n\n',
    ),
    "anthropic": (
        ": keep-alive\n\n", 'event: ping\ndata: {"type": "ping"}\n\n', "data:\n\n", "data: null\n\n",
        'data: {"type": "new_thing"}\n\n', sent(block("abc", "signature_delta", "signature")),
        'data: {"type": "content_block_start", "content_block": {"type": "redacted_thinking", "data": "x"}}\n\n',
    ),
    "gemini": (
        ": keep-alive\n\n", "data:\n\n", "data: {}\n\n", "data: null\n\n",
        'data: {"candidates": [{"content": {"role": "model"}}]}\n\n',
        'data: {"candidates": [], "usageMetadata": {}}\n\n',
        sent(candidate("", thoughtSignature="x")),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("dialect", "nothing"), [(kind, each) for kind in DIALECTS for each in SILENCE[kind]])
async def test_what_says_nothing_is_skipped(dialect: str, nothing: str) -> None:
    """Before, between and behind the words."""
    body = nothing + said(dialect, TIDE) + nothing + said(dialect, TURNS) + nothing + end(dialect)

    assert is_whole(await told(dialect, [(0, body)]))


MARKED = (
    f"<THINK>{MIND}</THINK>\n{WHOLE}",
    f"[THINK]{MIND}[/THINK]{WHOLE}",
    f"<think>\n\n</think>\n\n{WHOLE}",
    f"{MIND}\n</think>\n\n{WHOLE}",
    f"<thought>{MIND}</thought>{WHOLE}",
    f"\n \n<thinking>\n{MIND}\n</thinking>\n\n{WHOLE}",
    f"<|channel|>analysis<|message|>{MIND}<|end|><|start|>assistant<|channel|>final<|message|>{WHOLE}",
    f"<|START_THINKING|>{MIND}<|END_THINKING|><|START_RESPONSE|>{WHOLE}<|END_RESPONSE|>",
    f"<think>{MIND}</think><think>{MIND}</think>{WHOLE}",
    f"<|channel|>analysis <|message|>{MIND}<|end|><|channel|>final <|constrain|>json<|message|>{WHOLE}<|return|>",
)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("answer", MARKED)
async def test_thoughts_are_never_the_answer(dialect: str, answer: str) -> None:
    """Whatever their marks, cut anywhere."""
    pieces = [answer[start : start + 7] for start in range(0, len(answer), 7)]

    assert is_whole(await told(dialect, [(0, said(dialect, *pieces) + end(dialect))]))


REASONED = (
    ("openai", delta(content="", reasoning=None, reasoning_details=[{"type": "reasoning.text", "text": MIND}])),
    ("openai", delta(reasoning_details=[{"type": "reasoning.summary", "summary": MIND}, {"type": "encrypted"}])),
    ("openai", delta(reasoning_text=MIND)),
    ("openai", delta(reasoning_content=MIND, reasoning=MIND)),
    ("openai", delta(content=[{"type": "thinking", "thinking": MIND}])),
    ("openai", delta(content=[{"type": "thinking", "thinking": [{"type": "text", "text": MIND}]}])),
    ("openai", delta(content=[{"type": "reasoning", "text": MIND}])),
    ("anthropic", block(MIND, "thinking_delta", "thinking")),
    ("gemini", candidate(MIND, thought=True)),
)


@pytest.mark.parametrize(("dialect", "reasoning"), REASONED)
async def test_thoughts_have_many_fields(dialect: str, reasoning: Json) -> None:
    """Each is told once, and apart from the answer."""
    result = await told(dialect, [(0, sent(reasoning) + said(dialect, TIDE, TURNS) + end(dialect))])

    assert is_whole(result)
    assert result.reasoning == MIND


TWICE: dict[str, tuple[str, str]] = {
    "messages that grow": ("openai", sent(message(TIDE), message(WHOLE, "stop")) + DONE),
    "a message beside each delta": (
        "openai",
        sent(
            {"choices": [{"delta": {"content": TIDE}, "message": {"content": TIDE}}]},
            {"choices": [{"delta": {"content": TURNS}, "message": {"content": WHOLE}, "finish_reason": "stop"}]},
        ),
    ),
    "a text beside each delta": (
        "openai",
        sent(
            {"choices": [{"delta": {"content": TIDE}, "text": TIDE}]},
            {"choices": [{"delta": {"content": TURNS}, "text": TURNS, "finish_reason": "stop"}]},
        ),
    ),
    "the whole in the last delta": ("openai", said("openai", TIDE, TURNS) + sent(chunk(WHOLE, "stop")) + DONE),
    "the whole in a delta before the reason": ("openai", said("openai", TIDE, TURNS, WHOLE) + end("openai")),
    "the whole in a delta before the mark": ("openai", said("openai", TIDE, TURNS, f"{WHOLE}\n") + DONE),
    "the whole behind the reason": (
        "openai",
        said("openai", TIDE, TURNS) + sent(chunk(None, "stop"), chunk(WHOLE), chunk("\n")) + DONE,
    ),
    "the whole with its thoughts": (
        "openai",
        said("openai", "<think>Hm.", "</think>", TIDE, TURNS)
        + sent(chunk(f"<think>Hm.</think>{WHOLE}", "stop"))
        + DONE,
    ),
    "the whole in two last parts": (
        "gemini",
        said("gemini", TIDE, TURNS)
        + sent({"candidates": [{"content": {"parts": [{"text": TIDE}, {"text": TURNS}]}, "finishReason": "STOP"}]}),
    ),
    "the whole in a part before the reason": ("gemini", said("gemini", TIDE, TURNS, WHOLE) + end("gemini")),
    "the whole in a block before the reason": ("anthropic", said("anthropic", TIDE, TURNS, WHOLE) + end("anthropic")),
    "the whole document behind": ("openai", said("openai", TIDE, TURNS) + sent(message(WHOLE, "stop")) + DONE),
    "the whole in the last part": ("gemini", said("gemini", TIDE, TURNS) + sent(candidate(WHOLE, "STOP"))),
    "the whole in the end of a block": (
        "anthropic",
        said("anthropic", TIDE, TURNS)
        + sent({"type": "content_block_stop", "content_block": {"type": "text", "text": WHOLE}})
        + end("anthropic"),
    ),
    "the whole message behind": (
        "anthropic",
        said("anthropic", TIDE, TURNS)
        + sent({"type": "message", "content": [{"type": "text", "text": WHOLE}], "stop_reason": "end_turn"})
        + end("anthropic"),
    ),
}


@pytest.mark.parametrize("name", TWICE)
async def test_nothing_is_said_twice(name: str) -> None:
    """A last event that holds the whole adds what is missing, which may be nothing."""
    dialect, body = TWICE[name]

    assert is_whole(await told(dialect, [(0, body)]))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_what_is_said_twice_in_the_middle_is_said_twice(dialect: str) -> None:
    """Only behind all other words it is a repetition. Where the answer breaks off, nobody knows."""
    twice = f"{WHOLE}\n{WHOLE}\n"
    on = await told(dialect, [(0, said(dialect, TIDE, f"{TURNS}\n", f"{WHOLE}\n", "\n", "So.") + end(dialect))])
    off = await told(dialect, [(0, said(dialect, TIDE, f"{TURNS}\n", f"{WHOLE}\n"))])

    assert (on.text, on.error) == (f"{twice}\nSo.", None)
    assert (off.text, type(off.error).__name__) == (twice, "CutOff")


BESIDE: dict[str, tuple[str, str]] = {
    "a reason": ("openai", sent(chunk(TIDE), chunk(TURNS, "error"))),
    "an error": ("openai", sent(chunk(TIDE), chunk(TURNS, error={"message": "lost", "code": 502}))),
    "an error in the array": ("openai", sent([chunk(TIDE), chunk(TURNS), {"error": {"message": "lost"}}])),
    "an error in the next line": (
        "openai",
        f"data: {json.dumps(chunk(TIDE))}\ndata: {json.dumps(chunk(TURNS))}\n" + sent({"error": {"message": "lost"}}),
    ),
    "an error at the end of a document": ("openai", json.dumps([chunk(TIDE), chunk(TURNS), {"error": {"code": 500}}])),
    "trouble at the end of a document": (
        "openai",
        json.dumps([chunk(TIDE), chunk(TURNS), {"message": "Too many requests"}]),
    ),
    "Gemini's reason": ("gemini", sent(candidate(TIDE), candidate(TURNS, "MALFORMED_RESPONSE"))),
    "Gemini's error": ("gemini", sent([candidate(TIDE), {**candidate(TURNS), "error": {"code": 500}}])),
    "Anthropic's error": ("anthropic", sent([block(TIDE), block(TURNS), {"error": {"message": "lost"}}])),
}


@pytest.mark.parametrize("name", BESIDE)
async def test_words_beside_an_error_are_not_lost(name: str) -> None:
    """In the same event, and in what came together with it."""
    dialect, body = BESIDE[name]
    result = await told(dialect, [(0, body)])

    assert result.text == WHOLE
    assert type(result.error).__name__ in ("CutOff", "Overloaded", "RateLimited")


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_what_came_of_a_document_that_breaks_off_is_not_lost(dialect: str) -> None:
    """The connection ends before the length that was announced."""
    makes: dict[str, Callable[[str], Json]] = {"openai": chunk, "anthropic": block, "gemini": candidate}
    body = json.dumps([makes[dialect](TIDE), makes[dialect](TURNS)])[:-1]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
    result = await told(dialect, [(0, body)], head)

    assert (result.text, type(result.error).__name__) == (WHOLE, "CutOff")


ERRORS: dict[str, tuple[tuple[str, str], ...]] = {
    "openai": (
        (sent({"error": "rate limit exceeded"}), "RateLimited"),
        (sent({"error": {"message": "slow", "code": "429"}}), "RateLimited"),
        (sent({"detail": "no capacity"}, name="error"), "Overloaded"),
        (sent({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}), "Overloaded"),
        (sent({"choices": [{"delta": {}, "error": {"code": 502, "message": "upstream"}}]}), "Overloaded"),
        (sent({"object": "error", "message": "CUDA out of memory", "code": 500}), "Overloaded"),
        (sent({"errors": [{"message": "bad gateway"}]}), "Overloaded"),
        (sent({"status": "error", "message": "bad gateway"}), "Overloaded"),
        (sent({"statusCode": 500, "message": "lost"}), "Overloaded"),
        (sent({"code": "50001", "msg": "system busy", "data": None}), "Overloaded"),
        (sent({"success": False, "message": "quota used up"}), "QuotaExceeded"),
        (sent({"base_resp": {"status_code": 1027, "status_msg": "output sensitive"}}), "Filtered"),
        (sent({"error": {"message": '{"error": {"code": "insufficient_quota"}}'}}), "QuotaExceeded"),
        (sent({"type": "response.failed", "response": {"error": {"code": "server_error"}}}), "Overloaded"),
        (sent({"detail": "Rate limit exceeded"}), "RateLimited"),
        (sent({"detail": {"error": "insufficient_quota"}}), "QuotaExceeded"),
        (sent({"detail": [{"loc": ["body"], "msg": "maximum context length"}]}), "PromptTooLong"),
        (sent({"code": 1305, "msg": "rate limit"}), "RateLimited"),
        (sent({"code": 1, "msg": "overloaded"}), "Overloaded"),
        (sent({"errcode": 40001, "errmsg": "invalid api key"}), "WrongKey"),
        (sent({"status": 429, "title": "Slow down", "detail": "Later."}), "RateLimited"),
        (sent({"status_code": 503, "detail": "Later."}), "Overloaded"),
        (sent({"message": "Too many requests"}), "RateLimited"),
        (sent({"type": "RateLimitError", "message": "rate limit"}, chunk(None, "stop")), "RateLimited"),
        (sent({"Error": {"Message": "Invalid API key"}}), "WrongKey"),
        (sent({"error": {"Message": "Too many requests", "Code": "Throttling"}}), "RateLimited"),
        (sent({"exception": "openai.RateLimitError: too many requests"}), "RateLimited"),
        (sent({"throttlingException": {"message": "later"}}), "RateLimited"),
        (sent({"choices": [{"delta": {"error": {"message": "Too many requests"}}}]}), "RateLimited"),
        (sent({"base_resp": {"status_code": "1004", "status_msg": "login fail"}}), "WrongKey"),
        (sent({"header": {"code": 10163, "message": "rate limit exceeded"}}), "RateLimited"),
        (sent({"ResponseMetadata": {"Error": {"Code": "InvalidApiKey", "Message": "invalid api key"}}}), "WrongKey"),
        (sent({"response": {"status_code": 429, "message": "Too many requests"}}), "RateLimited"),
        (sent({"detail": "Rate limit exceeded"}) + DONE, "RateLimited"),
        (sent({"message": "Too many requests"}) + DONE, "RateLimited"),
        ("upstream connect error or disconnect/reset before headers\n", "Overloaded"),
        ('{"error": {"message": "lost", "code": 503}}', "Overloaded"),
        ('[{"error": {"message": "lost", "code": 503}}]', "Overloaded"),
        ("data: Internal Server Error\n\n", "Overloaded"),
        ("data: error: rate limit exceeded\n\n", "RateLimited"),
        ("data: that is odd\n\n", "BadAnswer"),
    ),
    "anthropic": (
        (
            sent({"type": "error", "error": {"type": "rate_limit_error", "message": "slow"}}, name="error"),
            "RateLimited",
        ),
        (sent({"type": "error", "error": {"type": "billing_error", "message": "out of credits"}}), "QuotaExceeded"),
        (sent({"error": {"message": "The engine broke.", "code": 500}}), "Overloaded"),
        ('{"type": "error", "error": {"type": "api_error", "message": "lost"}}', "Overloaded"),
        (sent("upstream timeout", name="error"), "Overloaded"),
    ),
    "gemini": (
        (sent({"error": {"code": 503, "message": "Busy.", "status": "UNAVAILABLE"}}), "Overloaded"),
        ('[{"error": {"code": 429, "message": "Busy.", "status": "RESOURCE_EXHAUSTED"}}]', "RateLimited"),
        (sent({"error": {"code": 400, "message": "User location is not supported for the API use."}}), "Blocked"),
        (sent({"error": "lost"}), "Overloaded"),
    ),
}


@pytest.mark.parametrize("words", [TIDE, ""])
@pytest.mark.parametrize(
    ("dialect", "body", "error"), [(kind, *each) for kind in DIALECTS for each in ERRORS[kind]], ids=str
)
async def test_an_error_is_read_for_what_it_is(dialect: str, body: str, error: str, words: str) -> None:
    """In any shape, before the first word and behind it; the words stay."""
    result = await told(dialect, [(0, (said(dialect, words) if words else "") + body)])

    assert (result.text, type(result.error).__name__) == (words, error)


NO_ERRORS: tuple[Json, ...] = (
    {"error": False},
    {"error": 0},
    {"error": ""},
    {"error": "null"},
    {"error": []},
    {"error": {"message": None}},
    {"error": {"code": 0, "message": "success"}},
    {"code": 0, "message": "ok"},
    {"code": "200", "message": "success"},
    {"success": True},
    {"status": "ok"},
    {"base_resp": {"status_code": 0, "status_msg": "success"}},
    {"errcode": 0, "errmsg": "ok"},
    {"header": {"code": 0, "message": "Success"}},
    {"Error": {}},
    {"detail": ""},
)


@pytest.mark.parametrize("nothing", NO_ERRORS, ids=str)
async def test_an_error_that_says_nothing_is_none(nothing: Json) -> None:
    """Beside good words."""
    body = sent({**chunk(TIDE), **nothing}, {**chunk(TURNS), **nothing}, {**chunk(None, "stop"), **nothing}) + DONE

    assert is_whole(await told("openai", [(0, body)]))


PICTURES = (
    ("openai", delta(content="", images=[{"type": "image_url", "image_url": {"url": "data:image/png;base64,@"}}])),
    ("openai", delta(content=[{"type": "image_url", "image_url": {"url": "data:image/png;base64,@"}}])),
    ("openai", delta(content=None, b64_json="@")),
    ("gemini", {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "@"}}]}}]}),
    ("anthropic", {"type": "content_block_start", "content_block": {"type": "image", "source": {"data": "@"}}}),
)


@pytest.mark.parametrize("line", [3_000_000, 76])
@pytest.mark.parametrize(("dialect", "picture"), PICTURES)
async def test_a_picture_of_any_size_costs_no_words(dialect: str, picture: Json, line: int) -> None:
    """Five million characters of it, in one line or in many."""
    event = sent(picture).replace("@", "\\n".join(["A" * line] * (5_000_000 // line)))

    assert is_whole(await told(dialect, [(0, event + said(dialect, TIDE, TURNS) + end(dialect))]))


NUMBERS = ("1" + "0" * 5000, "1e400", "100000000000000000000000", "-5", "NaN", "[1]", '{"a": 1}', "true", '"many"')


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:24])
async def test_a_number_that_makes_no_sense_costs_no_words(dialect: str, number: str) -> None:
    """It is not counted; the words beside it and the other number are."""
    asked, answered = {
        "openai": ("prompt_tokens", "completion_tokens"),
        "anthropic": ("input_tokens", "output_tokens"),
        "gemini": ("promptTokenCount", "candidatesTokenCount"),
    }[dialect]
    counts = {asked: "@", answered: "7"}
    last = {
        "openai": sent(chunk(TURNS, "stop", usage=counts)),
        "anthropic": sent(block(TURNS), *stop(**counts)),
        "gemini": sent({**candidate(TURNS, "STOP"), "usageMetadata": counts}),
    }[dialect]
    result = await told(dialect, [(0, said(dialect, TIDE) + last.replace('"@"', number))])

    assert is_whole(result)
    assert result.usage == Usage(0, 7)
