"""The arguments of a call: what is taken, and how people read them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.engine.tools.arguments import Unfit, read, shown

SCHEMA = {
    "type": "object",
    "properties": {"to": {"type": "string"}, "times": {"type": "integer"}, "odd": {"type": ["string", "null"]}},
    "required": ["to"],
}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("text", ['{"to": "a"}', '{"to": "a", "times": 2, "odd": null}', '{"to": "a", "times": 2.0}'])
def test_what_fits_is_taken(text: str) -> None:
    """Kinds that the schema leaves open, and a whole number that is written as another, are no reason to refuse."""
    assert read(text, SCHEMA, most=1000)["to"] == "a"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "These arguments are missing: to."),
        ('{"to": "a", "times": "2"}', "The argument 'times' must be of the type integer."),
        ('{"to": "a", "times": true}', "The argument 'times' must be of the type integer."),
        ('{"to": ["a"]}', "The argument 'to' must be of the type string."),
        ("null", "The arguments must be a JSON object."),
    ],
)
def test_what_does_not_is_told(text: str, why: str) -> None:
    """In a sentence from which a model can do better."""
    with pytest.raises(Unfit, match=why):
        read(text, SCHEMA, most=1000)


@pytest.mark.parametrize("schema", [{}, {"required": "to", "properties": []}, {"properties": {"to": {"type": 3}}}])
def test_a_schema_that_makes_no_sense_checks_nothing(schema: dict[str, object]) -> None:
    """Servers describe their tools as they like."""
    assert read('{"to": 1}', schema, most=1000) == {"to": 1}


@given(st.dictionaries(st.text(max_size=8), values, max_size=4))
def test_what_people_read_means_the_same(arguments: dict[str, object]) -> None:
    """It is JSON of the same value, without a sign that ends a block of code or is not seen."""
    text, whole = shown(arguments, 1_000_000)

    assert whole
    assert json.loads(text) == json.loads(json.dumps(arguments))
    assert "`" not in text
    assert all(each == "\n" or each.isprintable() for each in text)


def test_long_ones_are_cut() -> None:
    """To exactly so many characters, which say so."""
    text, whole = shown({"to": "x" * 1000}, 600)

    assert (len(text), text[-1], whole) == (600, "…", False)
