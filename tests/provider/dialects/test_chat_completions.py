"""The Chat Completions of servers that do it their own way, as pure values."""

from typing import Any

import pytest

from provider.contract import Finish, Image, Message, Reasoning, Request, Text, Usage
from provider.dialects.chat_completions import Completion, question
from provider.errors import CutOff


def chunk(content: str = "", finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One chunk."""
    return {"choices": [{"delta": {"content": content}, "finish_reason": finish}], **more}


@pytest.mark.parametrize(
    ("more", "usage"),
    [
        ({"usage": {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}}, Usage(5, 9)),
        ({"x_groq": {"usage": {"prompt_tokens": 5, "completion_tokens": 9}}}, Usage(5, 9)),
        (
            {
                "usage": {
                    "prompt_tokens": 5,
                    "completion_tokens": 2,
                    "total_tokens": 14,
                    "completion_tokens_details": {"reasoning_tokens": 7},
                }
            },
            Usage(5, 9),
        ),
        (
            {
                "usage": {
                    "prompt_tokens": 5,
                    "completion_tokens": 9,
                    "total_tokens": 14,
                    "completion_tokens_details": {"reasoning_tokens": 7},
                }
            },
            Usage(5, 9),
        ),
        (
            {"usage": {"prompt_tokens": 5, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4}}},
            Usage(5, 9, 4),
        ),
        ({"usage": {"prompt_tokens": 5, "completion_tokens": 9, "prompt_tokens_details": None}}, Usage(5, 9)),
        ({"usage": {"prompt_tokens": 5, "completion_tokens": 9, "prompt_cache_hit_tokens": 3}}, Usage(5, 9, 3)),
        ({"usage": {"prompt_tokens": 5, "completion_tokens": 9, "num_search_queries": 2}}, Usage(5, 9, searches=2)),
        ({"usage": {"prompt_tokens": "5", "completion_tokens": True}}, Usage(5, 0)),
        ({"usage": {"prompt_tokens": 4.6, "completion_tokens": "9.0"}}, Usage(5, 9)),
        ({"usage": {"prompt_tokens": 10**23, "completion_tokens": 9}}, Usage(0, 9)),
        ({"usage": {"prompt_tokens": -5, "completion_tokens": 9}}, Usage(0, 9)),
        ({"usage": {"prompt_tokens": float("nan"), "completion_tokens": 9}}, Usage(0, 9)),
        ({"usage": {"prompt_tokens": "9" * 5000, "completion_tokens": 9}}, Usage(0, 9)),
    ],
    ids=[
        "openai",
        "groq",
        "xai",
        "thoughts among the answer's",
        "cached",
        "nothing cached",
        "deepseek's cache",
        "perplexity's searches",
        "text",
        "floats",
        "huge",
        "negative",
        "nan",
        "long",
    ],
)
def test_what_it_cost(more: dict[str, Any], usage: Usage) -> None:
    """Thoughts are paid for, wherever they are counted."""
    answer = Completion()
    answer.feed(chunk("ok", "stop", **more))

    assert answer.end() == [usage, Finish("stop")]


@pytest.mark.parametrize("made", [10**23, -1, True, None, "many", [], float("inf"), "1e400", "²"], ids=repr)
def test_what_makes_no_sense_is_not_counted(made: Any) -> None:
    """A number from outside reaches nobody's budget before it was looked at."""
    answer = Completion()
    answer.feed(chunk("ok", "stop", usage={"prompt_tokens": made, "completion_tokens": made}))

    assert answer.end() == [Finish("stop")]


@pytest.mark.parametrize(("searches", "counted"), [(1_000, 1_000), (1_001, 0), (10**9, 0)])
def test_searches_without_end_are_not_paid(searches: int, counted: int) -> None:
    """The tokens beside them are."""
    answer = Completion()
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "num_search_queries": searches}
    answer.feed(chunk("ok", "stop", usage=usage))

    assert answer.end() == [Usage(3, 4, searches=counted), Finish("stop")]


def test_a_server_that_gives_up_says_so() -> None:
    """A reason for the end that is none."""
    answer = Completion()
    answer.feed(chunk("some"))
    words = answer.feed(chunk("thing", "error"))

    assert isinstance(answer.failed, CutOff)
    assert words == [Text("thing")]
    assert answer.text == "something"
    assert not answer.finished


def test_parts_of_a_content_are_told_apart() -> None:
    """Mistral sends thoughts as parts of the content."""
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, {"type": "text", "text": "Yes."}]
    answer = Completion()

    assert answer.feed({"choices": [{"delta": {"content": parts}}]}) == [Reasoning("Hm."), Text("Yes.")]


def test_pictures_make_parts_of_a_content() -> None:
    """A message without one stays plain text, which every server knows."""
    picture = Image("image/png", b"png")
    request = Request((Message("user", "a"), Message("user", "b", (picture,)), Message("user", "", (picture,))))
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,cG5n"}}

    sent = question(request, "m", usage=False)["messages"]
    assert sent == [
        {"role": "user", "content": "a"},
        {"role": "user", "content": [part, {"type": "text", "text": "b"}]},
        {"role": "user", "content": [part]},
    ]
