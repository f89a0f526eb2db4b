"""One refusal is a hiccup, three are news, ten minutes of them are the end."""

from bots.engine.seam.refusals import HOPELESS_AFTER, TOLD_AT, Refusals


class Now:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_token_that_worked_is_not_given_up_at_once() -> None:
    """The third refusal in a row is told, once; after ten minutes of them it is final."""
    now = Now()
    refusals = Refusals(now)
    refusals.accepted()
    hiccup = refusals.refused()
    refusals.accepted()
    meanings = [refusals.refused() for _ in range(TOLD_AT + 5)]
    now.at += HOPELESS_AFTER

    assert hiccup == "hiccup"
    assert [number for number, each in enumerate(meanings, start=1) if each == "news"] == [TOLD_AT]
    assert "hopeless" not in meanings
    assert refusals.refused() == "hopeless"


def test_a_token_that_never_worked_is_wrong() -> None:
    """It is tried three times; if that is tried again later, once is enough."""
    refusals = Refusals(Now())

    assert [refusals.refused() for _ in range(TOLD_AT + 1)] == ["hiccup"] * (TOLD_AT - 1) + ["hopeless"] * 2
