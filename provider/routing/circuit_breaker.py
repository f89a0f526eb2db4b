"""When to leave a failing model alone, and when to try it again. Arithmetic on the time that it is told; no I/O."""

from typing import Final, Literal

from provider.errors import ProviderError, once_more
from provider.values import Value

State = Literal["closed", "open", "probing"]
"""closed: the model is asked. open: it is left alone. probing: one question finds out whether it works again."""

FAILURES: Final = 3
"""Failures in a row that open the breaker. Of errors about one answer, as many people must have met one."""
FIRST_REST: Final = 20.0
"""Seconds; each probe that fails doubles them."""
LONGEST_REST: Final = 300.0


class Ticket(Value):
    """A question that was let through. It is handed back once, by `succeeded`, `failed` or `left`."""

    number: int
    probe: bool


class CircuitBreaker:
    """The breaker of one model. `last` is the last error that counted. `now`, in the methods: monotonic seconds."""

    def __init__(self) -> None:
        self.last: ProviderError | None = None
        self._failures = 0
        self._askers: set[str] = set()  # people who met an error about one answer
        self._rest = 0.0
        self._until = 0.0
        self._probe = 0
        self._tickets = 0

    def state(self, now: float) -> State:
        """The state now. An open breaker whose rest is over is `probing`: the next question is the probe."""
        if not self._rest:
            return "closed"
        return "open" if now < self._until and not self._probe else "probing"

    def wait(self, now: float) -> float:
        """Seconds for which the model is still left alone; 0 if it is not."""
        return max(0.0, self._until - now) if self._rest else 0.0

    def admit(self, now: float) -> Ticket | None:
        """A ticket for a question; None if the model is left alone."""
        probe = bool(self._rest)
        if probe and (self._probe or now < self._until):
            return None
        self._tickets += 1
        if probe:
            self._probe = self._tickets
        return Ticket(self._tickets, probe)

    def succeeded(self, ticket: Ticket) -> None:
        """The model answered. A refusal of that very request counts as an answer."""
        self._close()

    def failed(self, ticket: Ticket, now: float, error: ProviderError, asker: str = "") -> None:
        """The model did not answer. `asker` is that of the `Request`; people without a name count as one person.

        An error that only the owner can mend does not count. Errors about one answer count once several people have met
        one. If a probe ends with such an error, the model works, and the breaker closes.
        """
        if error.for_owner:
            self.left(ticket)
            return
        if self._rest and not self._is_probe(ticket):
            return  # it was asked before the breaker opened
        if error.of_one_answer:
            if self._rest:
                self._close()
            self._askers.add(asker)
        else:
            self._failures += 1
        self.last = once_more(error)
        if self._failures >= FAILURES or len(self._askers) >= FAILURES:
            self._rest = min(LONGEST_REST, self._rest * 2 or FIRST_REST)
            self._until = now + max(self._rest, min(error.retry_after, LONGEST_REST))
        self._probe = 0

    def left(self, ticket: Ticket) -> None:
        """The question ended before its answer did, which says nothing about the model."""
        if self._is_probe(ticket):
            self._probe = 0

    def _close(self) -> None:
        self._failures, self._rest, self._probe, self.last = 0, 0.0, 0, None
        self._askers.clear()

    def _is_probe(self, ticket: Ticket) -> bool:
        return ticket.probe and ticket.number == self._probe
