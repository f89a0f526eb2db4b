"""Messages go through notifications in pieces, and are whole again behind them."""

from bots.engine.storage.notifications import PIECE, Joining, pieces


def test_what_is_no_piece_does_not_end_the_hearing() -> None:
    """Whoever uses the database may say anything in a channel."""
    joining, words = Joining(), "x" * (PIECE + 1)
    first, last = pieces("topic", words)

    heard = [joining.put(each) for each in ("", "hello", "a b c d\n", "a 1 2", first, "1 2", last)]

    assert heard == [None] * 6 + [("topic", words)]
