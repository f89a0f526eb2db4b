"""How long a text is tried that the platform does not take."""

from collections.abc import Sequence

import pytest

from bots.engine.delivery.patience import ATTEMPTS, HURRIED, UNREACHED, WITHIN, Failure, Less, Patience
from bots.engine.seam.errors import Late, NotSent, SlowDown, Unsure

LOST, CUT, APART = Unsure("502"), Late("no answer in time"), NotSent("no connection")


def played(patience: Patience, failures: Sequence[tuple[float, Failure]], *, sends: bool = False) -> list[Less]:
    """What is tried after each of these, by the time at which it came."""
    return [patience.failed(error, at, at, sends=sends) for at, error in failures]


def test_less_is_sent_before_it_is_given_up() -> None:
    """The whole, then half, then words alone; after 90 s nothing."""
    every = [at * 9.0 for at in range(11)]

    assert played(Patience(), [(at, LOST) for at in every]) == [
        *[Less.WHOLE] * 4,
        *[Less.SHORTER] * 3,
        *[Less.PLAIN] * 3,
        Less.NOTHING,
    ]


def test_eight_attempts_are_made_however_long_they_take() -> None:
    """Whichever is later counts: fewer are made only after a stop."""
    slow = [(at * 30.0, LOST) for at in range(ATTEMPTS)]

    assert played(Patience(), slow).index(Less.NOTHING) == ATTEMPTS - 1
    assert played(Patience(), [(at * 1.0, LOST) for at in range(80)])[-1] is Less.PLAIN


def test_a_send_that_was_cut_counts_for_more() -> None:
    """Each may still become a message, so that at most two are open; an edit does no harm twice."""
    cut = [(0.0, CUT), (80.0, CUT), (160.0, CUT)]

    assert played(Patience(), cut, sends=True) == [Less.WHOLE, Less.WHOLE, Less.NOTHING]
    assert Patience().failed(CUT, 0.0, 75.0, sends=True) is Less.WHOLE
    assert played(Patience(), cut)[-1] is Less.WHOLE


@pytest.mark.parametrize("error", [APART, SlowDown(3.0)])
def test_what_says_nothing_of_the_text_leaves_it_whole(error: Failure) -> None:
    """No connection, and a 429: both are waited for longer, and not for ever."""
    found = played(Patience(), [(at * 10.0, error) for at in range(32)])

    assert set(found[:30]) == {Less.WHOLE}
    assert found[31] is Less.NOTHING


def test_a_long_pause_is_not_waited_for() -> None:
    """It is given up at once, before it has passed."""
    assert Patience().failed(SlowDown(UNREACHED), 0.0, 0.0, sends=True) is Less.WHOLE
    assert Patience().failed(SlowDown(7200.0), 0.0, 0.0, sends=True) is Less.NOTHING
    assert Patience(3 * 3600.0).failed(SlowDown(7200.0), 0.0, 0.0, sends=False) is Less.WHOLE


@pytest.mark.parametrize("error", [LOST, CUT, APART, SlowDown(1.0)])
def test_a_stop_makes_it_short(error: Failure) -> None:
    """From the stop on, or from the first failure if that comes later."""
    patience, later = Patience(), Patience()
    before = played(patience, [(0.0, error), (60.0, error)])
    patience.hurry(61.0)
    later.hurry(0.0)

    assert Less.NOTHING not in before
    assert played(patience, [(61.0 + HURRIED - 2.0, error), (61.0 + HURRIED, error)])[1] is Less.NOTHING
    assert played(later, [(500.0, error), (510.0, error), (500.0 + HURRIED, error)])[1:] == [Less.WHOLE, Less.NOTHING]


def test_a_success_begins_anew() -> None:
    """What was refused before it does not count."""
    patience = Patience()
    played(patience, [(at * 10.0, LOST) for at in range(9)])
    patience.succeeded()

    assert patience.failed(LOST, WITHIN, WITHIN, sends=False) is Less.WHOLE
