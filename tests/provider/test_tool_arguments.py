"""The arguments of a call, as models write them: what a tool takes and what is sent back to a server is the same."""

import json

import pytest

from bots.engine.tools.arguments import Unfit
from bots.engine.tools.arguments import read as for_tool
from provider.dialects.tool_calls import read as for_server
from provider.tool_arguments import NoArguments, read_arguments


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", {}),
        (" \n", {}),
        ('{"a": 1}', {"a": 1}),
        (' {"a": [1.5, null, true]} ', {"a": [1.5, None, True]}),
        (json.dumps('{"a": 1}'), {"a": 1}),
        ('{"a": ' + "9" * 400 + "}", {"a": int("9" * 400)}),
    ],
)
def test_an_object_is_taken(text: str, value: dict[str, object]) -> None:
    """Nothing at all means an empty one, and JSON in a text of JSON is what it says."""
    assert read_arguments(text) == for_tool(text, {}, most=1000) == for_server(text) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not valid JSON: Expecting property name"),
        ("[1]", "must be a JSON object"),
        ("null", "must be a JSON object"),
        (json.dumps(json.dumps('{"a": 1}')), "must be a JSON object"),
        ('{"a": NaN}', "NaN is no number there"),
        ('{"a": 1e999}', "a number that is too large"),
        ('{"a": ' + "9" * 5000 + "}", "a number with too many digits"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, why: str) -> None:
    """Numbers that JSON cannot hold too: a server would refuse the conversation for them."""
    with pytest.raises(NoArguments, match=why):
        read_arguments(text)
    with pytest.raises(Unfit, match=why):
        for_tool(text, {}, most=1_000_000)

    assert for_server(text) is None
