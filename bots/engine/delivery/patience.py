"""How long a text is tried that the platform does not take. Arithmetic on the time it is told; never sleeps.

An error says what may help. A 5xx or a web page may be about the text, so what is sent becomes less while the patience
lasts; no connection and a 429 say nothing of it, so they are waited for longer, and the text stays as it is.
"""

from enum import IntEnum

from bots.engine.seam.errors import Late, NotSent, SlowDown, Unsure

ATTEMPTS = 8
WITHIN = 90.0
"""A text that gets no proper answer is given up after so many attempts and so many seconds, whichever is later."""
HURRIED = 20.0
"""Seconds after which it is given up, however few the attempts, once somebody has stopped the answer."""
UNREACHED = 300.0
"""Seconds after which it is given up if the platform cannot be reached, or asks to wait even longer."""
LATER = 3 * 3600.0
"""Seconds for what is to be put in order although nobody waits for it: a message that looks alive, after its turn."""
OF_A_CUT_SEND = 4
"""The attempts for which a send counts that was cut by its deadline: each may still become a message of its own."""

Failure = SlowDown | NotSent | Unsure
"""The errors after which a text is tried again."""


class Less(IntEnum):
    """What is left of a text that is tried again."""

    WHOLE = 0
    SHORTER = 1
    """The rest follows in a further message."""
    PLAIN = 2
    """Shorter, and its words alone."""
    NOTHING = 3
    """The text is given up."""


class Patience:
    """The patience with one text. `within`: as WITHIN, for a text for which nobody waits."""

    def __init__(self, within: float = WITHIN) -> None:
        self._within = within
        self._began: float | None = None
        self._hurried: float | None = None
        self._attempts = 0
        self._answers = 0

    def hurry(self, now: float) -> None:
        """Note that somebody has stopped the answer."""
        if self._hurried is None:
            self._hurried = now

    @property
    def is_hurried(self) -> bool:
        """Whether somebody has."""
        return self._hurried is not None

    def succeeded(self) -> None:
        """Note that the platform took what it was sent."""
        self._began = None
        self._attempts = self._answers = 0

    def failed(self, error: Failure, began: float, now: float, *, sends: bool) -> Less:
        """Note that an attempt failed which began at that time; returns what to try next.

        `sends`: it would have become a new message.
        """
        if self._began is None:
            self._began = began
        if isinstance(error, Unsure):
            self._attempts += OF_A_CUT_SEND if sends and isinstance(error, Late) else 1
            self._answers += not isinstance(error, Late)
        if self._is_over(error, self._began, now):
            return Less.NOTHING
        tried = min((now - self._began) / self._within, self._answers / ATTEMPTS)
        return Less.PLAIN if tried >= 2 / 3 else Less.SHORTER if tried >= 1 / 3 else Less.WHOLE

    def _is_over(self, error: Failure, began: float, now: float) -> bool:
        pause = error.retry_after if isinstance(error, SlowDown) else 0.0
        if self._hurried is not None and now + pause - max(began, self._hurried) >= HURRIED:
            return True
        if isinstance(error, Unsure):
            return self._attempts >= ATTEMPTS and now - began >= self._within
        return now + pause - began > max(UNREACHED, self._within)
