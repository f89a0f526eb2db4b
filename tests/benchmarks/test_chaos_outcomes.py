"""What came of a question in the middle of trouble: waited, whole, told, twice, looking alive."""

import pytest

from benchmarks.chaos.outcomes import Fate, Goal, Question, Row, fate, worst_wait
from benchmarks.history import Post, Shown

TEXT = "Answer 007. The tide turns before the wind does."


def post(*texts: str, stop: bool = False) -> Post:
    """A message that showed these texts, one each second, the first at 11; `stop`: a button is left."""
    return Post(tuple(Shown(11.0 + n, text, stop and n == len(texts) - 1) for n, text in enumerate(texts)))


def of(*posts: Post) -> Fate:
    return fate(Question(10.0, TEXT, posts))


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ((), Fate(None, False, False, 0, 0)),
        ((post("…", "Answer", TEXT),), Fate(2.0, True, False, 0, 0)),
        ((post("Answer", "Answer 007. The", stop=True),), Fate(1.0, False, False, 0, 1)),
        ((post("Answer 007."),), Fate(1.0, False, False, 0, 0)),
        ((post("Answer", "Answer 007. The tide\n\nInterrupted."),), Fate(1.0, False, True, 0, 0)),
        ((post("…", "The model is out of order."),), Fate(2.0, False, True, 0, 0)),
        ((post("Answer"), post("Answer", TEXT)), Fate(1.0, True, False, 1, 0)),
        ((post("…"), post("Answer", TEXT)), Fate(1.0, True, False, 0, 1)),
        ((post("One before you."), post("Answer", TEXT)), Fate(1.0, True, False, 0, 0)),
    ],
    ids=["nothing", "whole", "growing", "cut", "cut and told", "told", "twice", "a lone promise", "a line in between"],
)
def test_what_came_of_a_question(posts: tuple[Post, ...], expected: Fate) -> None:
    """By what stands there in the end, and by when the first of it stood there."""
    assert of(*posts) == expected


def test_a_row_sums_them_up() -> None:
    """Who got no word waited for ever, and is lost."""
    row = Row("here", (of(post(TEXT)), of(), of(post("Interrupted."))), None)

    assert (row.median, row.worst) == (1.0, float("inf"))
    assert (row.lost, row.told, row.twice, row.alive) == (1, 1, 0, 0)


def test_a_wait_without_end_reaches_no_goal() -> None:
    """One who waits for ever is enough."""
    assert worst_wait((of(post(TEXT)),)).is_reached
    assert not worst_wait((of(post(TEXT)), of())).is_reached
    assert not Goal("x", 2.0, 1.0).is_reached
