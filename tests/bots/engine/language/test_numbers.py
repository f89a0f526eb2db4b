"""Numbers, money and the forms of words beside them, as each language has them."""

from collections.abc import Iterator

import pytest

from bots.engine.language.phrases import money, number, say, speak


@pytest.fixture
def in_spanish() -> Iterator[None]:
    speak("es")
    yield
    speak("")


@pytest.mark.parametrize(
    ("count", "english", "spanish"),
    [
        (0, "0 answers", "0 respuestas"),
        (1, "1 answer", "1 respuesta"),
        (2, "2 answers", "2 respuestas"),
        (21, "21 answers", "21 respuestas"),
        (1.0, "1 answer", "1 respuesta"),
        (1.5, "1.5 answers", "1,5 respuestas"),
        (1234, "1,234 answers", "1.234 respuestas"),
        (1_000_000, "1,000,000 answers", "1.000.000 respuestas"),
    ],
)
def test_a_word_agrees_with_its_number(count: float, english: str, spanish: str) -> None:
    """By the rules of CLDR for each language."""
    in_english = say("counted_answers", count=count)
    speak("es")
    told = say("counted_answers", count=count)
    speak("")

    assert (in_english, told) == (english, spanish)


def test_the_form_may_hold_the_number() -> None:
    """In the last day, in the last seven days: with the number only where one is said."""
    assert say("usage_chart", days=1) == "Answers in the last day"
    assert say("usage_chart", days=7) == "Answers in the last 7 days"


@pytest.mark.usefixtures("in_spanish")
def test_numbers_and_money_in_spanish() -> None:
    """A point between thousands, a comma before decimals, the sign behind the amount."""
    assert number(1234.5, ",.1f") == "1.234,5"
    assert money(0.013, ".2g") == "0,013 $"
    assert money(1234) == "1.234,00 $"


def test_money_in_english() -> None:
    """The sign stands before the amount."""
    assert money(0.013, ".2g") == "$0.013"
    assert money(1234) == "$1,234.00"


def test_what_somebody_wrote_is_no_number() -> None:
    """A text stays as it is, also one of digits or with braces."""
    assert "`1234`" in say("whoami_id", person="{x}", id="1234")
    assert "{x}" in say("whoami_id", person="{x}", id="1234")
