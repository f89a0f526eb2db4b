"""What servers have been seen to send, byte for byte, and what it has to become. A file of `cases/` is one of them.

`refusals.jsonl` has a refusal a line: its status, its body, the classes of the error, what the owner has to look at.
`pieces`: seconds of waiting, then text, sent as the body of an event stream; `repeat`: a mark in it, and how many of
them. `right`: the text, the reason for the end, the classes of the error, a part of the thoughts, of the error's words.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from provider.dialects.refusals import refusal
from tests.provider.dialects.raw_streams import told

CASES = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "cases").glob("*.json"))}
STREAMS = [name for name, case in CASES.items() if case["kind"] == "stream"]
REFUSALS = [name for name, case in CASES.items() if case["kind"] == "refusal"]

SEEN = [json.loads(line) for line in (Path(__file__).parent / "cases/refusals.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", STREAMS)
async def test_a_stream_is_read_for_what_it_says(name: str) -> None:
    """The words, the thoughts, the end or the error."""
    case = CASES[name]
    right, (mark, times) = case["right"], case.get("repeat", ("", 1))
    pieces = [(seconds, text.replace(mark, mark * times) if mark else text) for seconds, text in case["pieces"]]
    result = await told(case["dialect"], pieces, **case.get("options", {}))

    assert result.text.strip() == right.get("text", result.text).strip()
    assert result.finish == right.get("finish", result.finish)
    assert right.get("thinks", "") in result.reasoning
    assert right.get("detail", "") in str(result.error)
    if "error" in right:
        assert (type(result.error).__name__ if result.error else None) in (right["error"] or [None])


@pytest.mark.parametrize("case", SEEN, ids=lambda case: f"{case['status']} {str(case['body'])[:60]}")
def test_a_refusal_is_one_of_its_kind(case: dict[str, Any]) -> None:
    """In the shapes and the words of many servers."""
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    error = refusal(case["status"], {}, body.encode(), model="m")

    assert type(error).__name__ in case["error"]
    assert error.about == case.get("about", error.about)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_known_for_what_it_is(name: str) -> None:
    """And whether only the owner can mend it."""
    case = CASES[name]
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    error = refusal(case["status"], case.get("headers", {}), body.encode(), model="m")

    assert type(error).__name__ in case["right"]["error"]
    assert error.for_owner is case["right"].get("owner", error.for_owner)
