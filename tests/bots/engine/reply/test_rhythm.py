"""When a frame goes out, and how urgently."""

from bots.engine.delivery.pacing import Priority
from bots.engine.reply.rhythm import Rhythm
from bots.engine.seam.rates import Tempo


def test_of_several_ends_that_goes_first_of_which_a_reader_lacks_the_most() -> None:
    """One that was shown a moment ago, but for its last word, waits behind one that stood still for seconds."""
    nearly, far = Rhythm(Tempo((), 1.0), 0.0), Rhythm(Tempo((), 1.0), 0.0)
    nearly.shown(9.9, 990, 10.0)
    far.shown(6.0, 600, 6.1)

    little = nearly.claim(10.0, 1000, ended=True, opening=False, follows=False)
    much = far.claim(10.0, 1000, ended=True, opening=False, follows=False)

    assert little[0] is much[0] is Priority.FINAL
    assert much[1] > little[1]
