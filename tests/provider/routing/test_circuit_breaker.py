"""When a failing model is left alone."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from provider.errors import Overloaded, ProviderError, RateLimited
from provider.routing.circuit_breaker import FAILURES, FIRST_REST, LONGEST_REST, CircuitBreaker, Ticket


def failing(circuit: CircuitBreaker, now: float, error: ProviderError | None = None) -> None:
    ticket = circuit.admit(now)
    assert ticket is not None
    circuit.failed(ticket, now, error or Overloaded("503"))


def opened() -> CircuitBreaker:
    circuit = CircuitBreaker()
    for _ in range(FAILURES):
        failing(circuit, 0.0)
    return circuit


def test_it_opens_after_repeated_failures() -> None:
    """In a row: a success in between begins anew."""
    circuit = CircuitBreaker()
    for _ in range(FAILURES - 1):
        failing(circuit, 0.0)
    ticket = circuit.admit(0.0)
    assert ticket is not None
    circuit.succeeded(ticket)
    for _ in range(FAILURES - 1):
        failing(circuit, 0.0)
    before = circuit.state(0.0)
    failing(circuit, 0.0)

    assert (before, circuit.state(0.0)) == ("closed", "open")
    assert circuit.admit(FIRST_REST - 0.1) is None
    assert circuit.wait(5.0) == FIRST_REST - 5.0


def test_one_probe_closes_it() -> None:
    """While it is under way nobody else is let through."""
    circuit = opened()
    probe = circuit.admit(FIRST_REST)
    assert probe is not None
    others = circuit.admit(FIRST_REST + 100)
    state = circuit.state(FIRST_REST)
    circuit.succeeded(probe)

    assert others is None
    assert state == "probing"
    assert circuit.state(FIRST_REST) == "closed"
    for _ in range(FAILURES - 1):
        failing(circuit, FIRST_REST)
    assert circuit.state(FIRST_REST) == "closed"


def test_a_probe_that_fails_doubles_the_rest() -> None:
    """Up to a limit, and never shorter than the server asked for."""
    circuit, now, rests = opened(), 0.0, list[float]()
    for _ in range(6):
        now += circuit.wait(now)
        failing(circuit, now)
        rests.append(circuit.wait(now))
    now += circuit.wait(now)

    assert rests == pytest.approx([40, 80, 160, 300, 300, 300])
    asked = opened()
    failing(asked, FIRST_REST, RateLimited(retry_after=200.0))
    assert asked.wait(FIRST_REST) == 200.0


def test_a_probe_that_nobody_waits_for_makes_room() -> None:
    """A person who presses Stop does not leave the model locked."""
    circuit = opened()
    probe = circuit.admit(FIRST_REST)
    assert probe is not None
    circuit.left(probe)

    assert circuit.admit(FIRST_REST) is not None


def test_what_it_remembers_is_nobody_s_text() -> None:
    """The error is told to others: without the words that one person had got, and without a traceback."""
    circuit = CircuitBreaker()
    failing(circuit, 0.0, Overloaded("503", partial_text="for one pair of eyes"))

    assert circuit.last is not None
    assert (str(circuit.last), circuit.last.partial_text, circuit.last.__traceback__) == ("503", "", None)


class AnyOrder(RuleBasedStateMachine):
    """Questions come, end and are given up in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.circuit = CircuitBreaker()
        self.now = 0.0
        self.out: list[Ticket] = []
        self.probe: Ticket | None = None
        """The one that decides now: an answer that came late makes it an ordinary question."""

    @rule(seconds=st.floats(0, 400))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def ask(self) -> None:
        state = self.circuit.state(self.now)
        ticket = self.circuit.admit(self.now)
        assert (ticket is None) <= (state != "closed")
        assert state != "open" or ticket is None
        if ticket is not None:
            self.out.append(ticket)
        if ticket is not None and ticket.probe:
            assert self.probe is None, "two probes at once"
            self.probe = ticket

    @rule(which=st.integers(0, 20), how=st.sampled_from(["succeeded", "failed", "left"]))
    def end(self, which: int, how: str) -> None:
        if not self.out:
            return
        ticket = self.out.pop(which % len(self.out))
        if how == "succeeded" or ticket == self.probe:
            self.probe = None
        match how:
            case "succeeded":
                self.circuit.succeeded(ticket)
            case "failed":
                self.circuit.failed(ticket, self.now, Overloaded())
            case _:
                self.circuit.left(ticket)

    @invariant()
    def never_locked_for_ever(self) -> None:
        """Where nothing is under way, a question is let through after the longest rest."""
        if not self.out:
            assert self.circuit.wait(self.now) <= LONGEST_REST
            assert self.circuit.state(self.now + LONGEST_REST) != "open"


TestAnyOrder = AnyOrder.TestCase
