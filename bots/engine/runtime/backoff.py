"""How long to wait before the next attempt. Arithmetic; never sleeps."""


def backoff(failures: int, first: float, longest: float) -> float:
    """Seconds to wait after that many failures in a row: `first`, then twice as long each time, at most `longest`."""
    return min(longest, first * 2.0 ** min(failures - 1, 64))  # after two hours 2 ** failures is no number any more
