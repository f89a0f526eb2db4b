"""What is known of an answer, as JSON in its row."""

import json

import pytest

from bots.engine.storage.facts import dump_facts, load_facts
from bots.engine.storage.records import NOTHING_KNOWN, Facts

ALL = Facts(
    "demo/small",
    "demo/large",
    "withdrawn",
    "error_overloaded",
    2.5,
    30,
    10,
    20,
    0.25,
    True,
    3,
    "ended_cut",
    (("a", "b"),),
)


def test_what_goes_in_comes_out() -> None:
    """All of it, or nothing."""
    assert load_facts(dump_facts(ALL)) == ALL
    assert dump_facts(NOTHING_KNOWN) is None
    assert load_facts(None) == NOTHING_KNOWN


def test_what_a_newer_version_added_is_passed_over() -> None:
    """The rest is known all the same."""
    newer = json.dumps({"model": "demo/small", "mood": "sunny"})

    assert load_facts(newer) == Facts("demo/small")


@pytest.mark.parametrize("data", ["", "{", "[]", "7", '{"seconds": "soon"}', '{"remarks": 7}', '{"tokens": 1e999}'])
def test_what_makes_no_sense_is_nothing(data: str) -> None:
    """An odd row breaks no answer."""
    assert load_facts(data) == NOTHING_KNOWN


def test_one_that_went_on_is_both() -> None:
    """Sums, and each model once; how it ended is as of the end."""
    more = Facts("demo/tiny", seconds=1.0, tokens=5, dollars=0.5, priced=True, turns=4)
    both = ALL.then(more).then(more)

    assert (both.model, both.seconds, both.tokens, both.dollars) == ("demo/small, demo/tiny", 4.5, 40, 1.25)
    assert (both.wanted, both.turns, both.ended, both.remarks) == ("demo/large", 4, "", ())
