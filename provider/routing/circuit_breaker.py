"""When to leave a failing model alone, and when to try it again. Arithmetic on the time it is told; no I/O."""

from dataclasses import dataclass
from typing import Final, Literal

from provider.errors import ProviderError, once_more

State = Literal["closed", "open", "probing"]
"""closed: all is well. open: it is left alone. probing: one question finds out whether it is well again."""

FAILURES: Final = 3
"""In a row, until it is left alone; of those that are about one answer, as many as three people met."""
FIRST_REST: Final = 20.0
"""Seconds; each probe that fails doubles them."""
LONGEST_REST: Final = 300.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """That a question was let through. It is handed back once: `succeeded`, `failed` or `left`."""

    number: int
    probe: bool


class CircuitBreaker:
    """Of one model. `last`: the error that counted last."""

    def __init__(self) -> None:
        self.last: ProviderError | None = None
        self._failures = 0
        self._askers: set[str] = set()  # who met a failure that was about one answer
        self._rest = 0.0
        self._until = 0.0
        self._probe = 0
        self._tickets = 0

    def state(self, now: float) -> State:
        """How it stands. An open one whose rest is over is `probing`: the next question is the probe."""
        if not self._rest:
            return "closed"
        return "open" if now < self._until and not self._probe else "probing"

    def wait(self, now: float) -> float:
        """Seconds for which it is still left alone; 0 where it is not."""
        return max(0.0, self._until - now) if self._rest else 0.0

    def admit(self, now: float) -> Ticket | None:
        """Let a question through, or not."""
        probe = bool(self._rest)
        if probe and (self._probe or now < self._until):
            return None
        self._tickets += 1
        if probe:
            self._probe = self._tickets
        return Ticket(self._tickets, probe)

    def succeeded(self, ticket: Ticket) -> None:
        """It answered, be it with a refusal of that very request."""
        self._close()

    def failed(self, ticket: Ticket, now: float, error: ProviderError, asker: str = "") -> None:
        """It did not answer. `asker`: as in `Request`; all who have no name are one.

        What only the owner can mend is no sign of trouble. What is about one answer is one only if several people meet
        it: a probe that ends so has shown that the model is there.
        """
        if error.for_owner:
            self.left(ticket)
            return
        if self._rest and not self._is_probe(ticket):
            return  # a straggler from before says nothing new
        if error.of_one_answer:
            if self._rest:
                self._close()
            self._askers.add(asker)
        else:
            self._failures += 1
        self.last = once_more(error, str(error))
        if self._failures >= FAILURES or len(self._askers) >= FAILURES:
            self._rest = min(LONGEST_REST, self._rest * 2 or FIRST_REST)
            self._until = now + max(self._rest, min(error.retry_after, LONGEST_REST))
        self._probe = 0

    def left(self, ticket: Ticket) -> None:
        """Nobody waited for the end."""
        if self._is_probe(ticket):
            self._probe = 0

    def _close(self) -> None:
        self._failures, self._rest, self._probe, self.last = 0, 0.0, 0, None
        self._askers.clear()

    def _is_probe(self, ticket: Ticket) -> bool:
        return ticket.probe and ticket.number == self._probe
