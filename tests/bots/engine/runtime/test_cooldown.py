"""What was said just now is not said again."""

import pytest

from bots.engine.runtime.cooldown import ENDLESS, Cooldown


class Now:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_line_is_enough_for_its_time() -> None:
    """Saying it again while it is on does not prolong it."""
    now = Now()
    said = Cooldown(now, 60.0)
    first = said.holds("a")
    now.at += 59.0
    again = said.holds("a")
    now.at += 1.0

    assert (first, again, said.holds("a")) == (False, True, False)


def test_each_thing_has_a_time_of_its_own() -> None:
    """One may be on for longer than usual, or for shorter; asking whether it is on begins nothing."""
    now = Now()
    said = Cooldown(now, 60.0)
    said.start("short", 5.0)
    said.start("usual")
    on_before = [said.is_on(what) for what in ("short", "usual", "never")]
    now.at += 5.0

    assert on_before == [True, True, False]
    assert [said.is_on(what) for what in ("short", "usual", "never")] == [False, True, False]
    assert len(said) == 1


@pytest.mark.parametrize("seconds", [60.0, ENDLESS])
def test_what_is_ended_may_be_said_again(seconds: float) -> None:
    """One thing, or everything; also what would be on for ever."""
    now = Now()
    said = Cooldown(now, seconds)
    for what in ("a", "b", "c"):
        said.start(what)
    said.end("a")
    said.end("never")
    ended = [said.is_on(what) for what in ("a", "b", "c")]
    said.clear()

    assert ended == [False, True, True]
    assert len(said) == 0


def test_what_has_no_end_is_said_once() -> None:
    """However much later."""
    now = Now()
    said = Cooldown(now, ENDLESS)
    said.holds("a")
    now.at += 1e9

    assert said.holds("a")


def test_of_too_many_the_oldest_is_forgotten() -> None:
    """What is over goes first, and nothing grows without end."""
    now = Now()
    said = Cooldown(now, 60.0, most=3)
    said.start("over", 1.0)
    said.start("oldest")
    said.start("old")
    now.at += 2.0
    said.start("new")
    after_the_one_that_was_over = [said.is_on(what) for what in ("oldest", "old", "new")]
    said.start("newest")

    assert after_the_one_that_was_over == [True, True, True]
    assert [said.is_on(what) for what in ("oldest", "old", "new", "newest")] == [False, True, True, True]
