"""A value is read as the type of its key says, whether a file or a variable wrote it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from bots.config.checking import Section, Valid, read, read_section
from bots.config.problems import Problem, Stray, Wrong
from bots.config.sources import convert
from bots.engine.seam.manifest import Token

SECRET = "hunter2"
AT = ("a", "b")
OTHER = "has a value of the wrong type; config.example.toml shows the right one."


def shouted(text: str) -> str:
    if text == SECRET:
        raise Wrong("is too quiet.")
    return text.upper()


class Inner(Section):
    """A section in another."""

    loud: Annotated[str, Valid(shouted)] = SECRET
    count: int = 1


class Outer(Section):
    """All that a section may have."""

    inner: Inner = Inner()
    names: tuple[Annotated[str, Valid(shouted)], ...] = ()
    on: bool = False
    _made: tuple[str, ...] = ()


def said(hint: Any, value: object) -> str:
    with pytest.raises(Problem) as caught:
        read(hint, value, AT)
    assert caught.value.key[:2] == AT
    assert SECRET not in str(caught.value)
    return f"{'.'.join(caught.value.key[2:])} {caught.value.sentence}".strip()


def test_a_table_becomes_a_section() -> None:
    """What it does not name keeps its default; lists become tuples; each part goes through its own check."""
    found = read_section(Outer, {"inner": {"loud": "hey"}, "names": ["a", "b"]})

    assert found == Outer(Inner("HEY"), ("A", "B"))


@pytest.mark.parametrize(
    ("table", "key", "sentence"),
    [
        (3, (), "must be a section: []."),
        ({"inner": 3}, ("inner",), "must be a section: [inner]."),
        ({"inner": {"loud": SECRET}}, ("inner", "loud"), "is too quiet."),
        ({"names": ["a", SECRET]}, ("names",), "is too quiet."),
        ({"names": ["a", 3]}, ("names",), 'must be text in quotes: "...".'),
        ({"nmes": 3, "on": 3}, ("on",), "must be true or false."),
    ],
)
def test_the_first_mistake_is_told_with_its_key(table: object, key: tuple[str, ...], sentence: str) -> None:
    """Before any key that does not exist."""
    with pytest.raises(Problem) as caught:
        read_section(Outer, table)

    assert (caught.value.key, caught.value.sentence) == (key, sentence)
    assert not isinstance(caught.value, Stray)


@pytest.mark.parametrize("name", ["nmes", "_made", "ñames", ""])
def test_a_key_that_does_not_exist_is_told_apart(name: str) -> None:
    """Another section may have it. What the program itself keeps in a section is no key."""
    with pytest.raises(Stray) as caught:
        read_section(Outer, {"on": True, name: 3})

    assert caught.value.key == (name,)
    assert caught.value.sentence.startswith("is not a setting; ")


def test_a_section_shows_no_text_of_its_own() -> None:
    """Nobody has to remember which of them are secrets."""
    shown = repr(Outer(Inner(SECRET, 2), (SECRET,), on=True, _made=(SECRET,)))

    assert shown == "Outer(inner=Inner(count=2), on=True)"


@pytest.mark.parametrize(
    ("hint", "value", "found"),
    [
        (float, 5, 5.0),
        (Annotated[float, Meta(ge=0)], 0, 0.0),
        (int, 10**30, 10**30),
        (float | None, 2, 2.0),
        (Token, SECRET, SECRET),
        (tuple[int, str], [1, "a"], (1, "a")),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (Mapping[str, object], {"a": date.min}, {"a": date.min}),
        (list[str], ["a"], ["a"]),
        (date, date.min, date.min),
        (Any, SECRET, SECRET),
        (Literal[1, 2], 2, 2),
    ],
)
def test_what_fits_its_type(hint: Any, value: object, found: object) -> None:
    """Also types that only packages have."""
    made = read(hint, value, AT)

    assert made == found
    assert type(made) is type(found)


@pytest.mark.parametrize(
    ("hint", "value", "sentence"),
    [
        (bool, 1, "must be true or false."),
        (int, True, "must be a whole number."),
        (int, 1.0, "must be a whole number."),
        (float, True, "must be a number."),
        (float, 10**400, "must be a number."),
        (float, "1", "must be a number, without quotes."),
        (float, "1.5", "must be a number, without quotes."),
        (int, "1.5", "must be a whole number."),
        (int, "9" * 5000, "must be a whole number."),
        (bool, "false", "must be true or false, without quotes."),
        (bool, "[" * 10_000, "must be true or false."),
        (float | None, SECRET, "must be a number."),
        (Annotated[float, Meta(ge=0)], float("nan"), "must be a number."),
        (Annotated[float, Meta(ge=0)], float("inf"), "must be a number."),
        (Annotated[float, Meta(ge=0)], -0.5, "must be at least 0."),
        (Annotated[int, Meta(le=5)], 10**30, "must be at most 5."),
        (Annotated[str, Meta(max_length=3)], SECRET, "must be at most 3 characters long."),
        (Token, 5, 'must be text in quotes: "...".'),
        (Literal["a"], SECRET, "must be 'a'."),
        (Literal["a", "b", "c"], ["a"], "must be 'a', 'b' or 'c'."),
        (tuple[int, ...], SECRET, 'must be a list: ["...", "..."].'),
        (tuple[int, str], [1], OTHER),
        (tuple[int, str], [1, SECRET, 3], OTHER),
        (Mapping[str, tuple[int, ...]], {"c": [SECRET]}, "c must be a whole number."),
        (Mapping[str, int], SECRET, "must be a section: [a.b]."),
        (list[int], [SECRET], OTHER),
        (date, SECRET, OTHER),
        (complex, SECRET, OTHER),
    ],
)
def test_what_does_not(hint: Any, value: object, sentence: str) -> None:
    """One sentence for each kind of mistake, without the value."""
    assert said(hint, value) == sentence


@pytest.mark.parametrize(
    ("hint", "texts", "found"),
    [
        (bool, ("true", "TRUE", "t", "Yes", "y", "oN", "1"), True),
        (bool, ("false", "F", "no", "N", "off", "0"), False),
        (int, ("1000", " 1000\n", "+1000", "01000", "1_000", "1000.0"), 1000),
        (float, ("2.5", " 2.50", "+2.5", "25e-1", "0_2.5"), 2.5),
        (float, ("inf", "Infinity", "1e400"), float("inf")),
        (tuple[int, ...], ("1, 2", "1,,2,", "[1, 2]", " [1,2]"), (1, 2)),
        (tuple[int, str], ("1, 2",), (1, "2")),
        (Mapping[str, int], ('{"a": 1}',), {"a": 1}),
        (str, ("[1]",), "[1]"),
    ],
)
def test_a_variable_says_it_in_text(hint: Any, texts: tuple[str, ...], found: object) -> None:
    """In each of the ways in which people write it."""
    assert {repr(convert(hint, text, AT)) for text in texts} == {repr(found)}


@pytest.mark.parametrize(
    ("hint", "texts", "sentence"),
    [
        (bool, ("", "2", "1.0", "yep", " on", "ſ"), "must be true or false."),
        (int, ("", "_1", "1__0", "5.", "5.5", "1e3", "0x10", "- 5", "٣", "inf", "9" * 5000), "must be a whole number."),
        (float, ("", "1,5", "infinit", "٣", "0x10", "1 000"), "must be a number."),
        (tuple[int, ...], ("[1", "[[1]"), 'must be a list: ["...", "..."].'),
        (tuple[int, ...], ("1,x", "[true]"), "must be a whole number."),
        (tuple[int, str], ("1", "1,2,3"), OTHER),
        (
            Mapping[str, int],
            ("", "a", "[]", "{", '"x"', '{"a"' * 5000),
            'must be a section: [a.b]; in a variable, as JSON: {"...": ...}.',
        ),
    ],
)
def test_a_variable_that_does_not_fit(hint: Any, texts: tuple[str, ...], sentence: str) -> None:
    """It is told as the same mistake in a file is, with how a variable holds a table."""
    for text in texts:
        with pytest.raises(Problem) as caught:
            convert(hint, text, AT)
        assert (caught.value.key, caught.value.sentence) == (AT, sentence)
