"""The arithmetic of the measures, on histories made by hand."""

import pytest

from benchmarks.alignment import Source
from benchmarks.history import Answer, Post, Shown
from benchmarks.measures import Measured, measure, percentile

TEXT = "abcdefghij"
SOURCE = Source.of(TEXT)
BORN = tuple(10.0 + number for number in range(10))
"""A character a second from 10.0 on."""


def post(*versions: tuple[float, str] | tuple[float, str, bool]) -> Post:
    """A message; a version has a button unless it says otherwise."""
    return Post(tuple(Shown(each[0], each[1], each[2] if len(each) > 2 else True) for each in versions))


def measured(*posts: Post, source: Source = SOURCE, pressed: float = 0.0) -> Measured:
    return measure(Answer(BORN, posts, pressed), source, token=1, travel=0.025)


def test_the_wait_for_the_first_character_is_from_the_question() -> None:
    """The time before the model was asked counts, which no lag knows of."""
    posts = (post((12.5, "abc"), (19.25, TEXT, False)),)

    found = measure(Answer(BORN, posts, asked=7.0), SOURCE, token=1, travel=0.025)

    assert found.waited == pytest.approx(5.5)
    assert found.first == pytest.approx(2.5)


def test_the_lag_of_a_character_is_from_its_birth_to_the_first_frame_that_shows_it() -> None:
    """Over every character, the final frame included."""
    found = measured(post((12.5, "abc"), (16.5, "abcdefg"), (19.25, TEXT, False)))

    assert found.first == pytest.approx(2.5)
    assert found.lags == pytest.approx((2.5, 1.5, 0.5, 3.5, 2.5, 1.5, 0.5, 2.25, 1.25, 0.25))
    assert found.held == ()
    assert found.last == pytest.approx(0.25)
    assert not found.lost


def test_a_freeze_is_counted_only_while_there_is_something_to_see() -> None:
    """From the frame before, or from when the first unseen character existed; never while the model was silent."""
    found = measured(post((13.5, "abcd"), (17.75, "abcdefgh"), (19.25, TEXT, False)))

    assert found.freeze == pytest.approx(3.75)  # the fifth character was born at 14
    assert measured(post((10.5, "a"), (19.25, TEXT, False))).freeze == pytest.approx(8.25)


def test_what_a_frame_leaves_out_of_the_growing_line_was_held_back() -> None:
    """Those characters existed long before the frame set out; they are counted apart."""
    found = measured(post((14.5, "abc"), (19.25, TEXT, False)))

    assert found.held == pytest.approx((6.25, 5.25))
    assert len(found.lags) == 8
    assert found.stale == 0


def test_a_frame_without_whole_lines_that_existed_is_stale() -> None:
    """So is one that shows less than the one before."""
    lines = Source.of("ab\ncde\nfgh")

    assert measured(post((17.5, "ab"), (20.0, "abcdefgh", False)), source=lines).stale == 1
    assert measured(post((17.5, "abcde"), (20.0, "abcdefgh", False)), source=lines).stale == 0
    assert measured(post((14.05, "abcde"), (15.05, "abc"), (19.5, TEXT, False))).stale == 1
    assert measured(post((14.05, "abcd"), (15.05, "abcde"), (19.5, TEXT, False))).stale == 0


def test_a_frame_that_ends_a_full_message_is_not_stale() -> None:
    """What it lacks stands in the next."""
    lines = Source.of("ab\ncde\nfgh")
    cut = post((12.1, "ab"), (17.5, "ab", False))
    followed = post((17.6, "cdef"), (19.5, "cdefgh", False))

    found = measured(cut, followed, source=lines)

    assert found.stale == 0
    assert not found.lost
    assert found.last == pytest.approx(0.5)
    assert measured(cut, source=lines).stale == 1


def test_a_final_that_never_came_is_lost() -> None:
    """The text is not whole, or it looks for ever as if more would come."""
    assert measured(post((12.5, "abc"), (19.0, "abcdefghi", False))).lost
    assert measured().lost
    left = measured(post((12.5, "abc"), (19.5, TEXT)))
    assert left.lost
    assert left.indicators == 1


def test_a_final_that_was_undone_counts_from_when_it_stood_for_good() -> None:
    """A late frame over the final one takes it away until it is shown again."""
    found = measured(post((19.2, TEXT, False), (20.0, "abc"), (25.0, TEXT, False)))

    assert found.last == pytest.approx(6.0)


def test_a_copy_of_the_end_is_doubled_and_a_copy_of_a_beginning_is_an_orphan() -> None:
    """The orphan is what is left of an opening whose answer was lost."""
    whole = post((12.5, "abc"), (19.5, TEXT, False))

    doubled = measured(whole, post((21.0, TEXT, False)))
    orphaned = measured(post((11.5, "ab")), whole)

    assert (doubled.doubled, doubled.orphaned) == (1, 0)
    assert (orphaned.doubled, orphaned.orphaned) == (0, 1)
    assert orphaned.indicators == 1
    assert not orphaned.lost


def test_a_stopped_answer_is_final_when_its_button_is_gone() -> None:
    """Counted from the press; what was not shown by then is not missed."""
    found = measured(post((12.5, "abc"), (14.75, "abcd\n\n⏹ Stopped.", False)), pressed=14.25)

    assert not found.lost
    assert found.last == pytest.approx(0.5)
    assert len(found.lags) == 4


def test_a_percentile_is_a_value_that_was_measured() -> None:
    """The smallest that so many do not exceed."""
    values = [float(number) for number in range(100, 0, -1)]

    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile(values, 1.0) == 100
    assert percentile([7.0], 0.99) == 7
    assert percentile([], 0.5) == 0
