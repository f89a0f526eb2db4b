"""What the servers saw while a case ran: frozen values that cross from their process to the one that reckons."""

from dataclasses import dataclass

from benchmarks.cost import Spent


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message showed from `at` on. `stop`: it had a button, so it looked as if more would come."""

    at: float
    text: str
    stop: bool


@dataclass(frozen=True, slots=True)
class Post:
    """One message of the bot's, with all that it ever showed."""

    versions: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: when the model wrote each token, and the messages that came of it.

    `pressed`: when its Stop button was, `dropped`: when the model's connection broke off; 0: never. `asked`: when the
    question was written, `reached`: when it was at the model; 0: never.
    """

    written: tuple[float, ...]
    posts: tuple[Post, ...]
    pressed: float = 0.0
    dropped: float = 0.0
    asked: float = 0.0
    reached: float = 0.0


@dataclass(frozen=True, slots=True)
class History:
    """A case as the servers saw it. All times are of `time.monotonic()`, which is one clock for all processes."""

    answers: tuple[Answer, ...]
    calls: int
    """Every call to the platform but the polls for news."""
    too_many: int
    """Calls that were answered 429 because a limit was broken."""
    invalid: tuple[str, ...]
    no_ops: int
    faults: int
    seconds: float
    bombs: int = 0
    """Files about which the bot said something, of those that were bombs."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """The program's process while a case ran.

    `reading`: the part of `cpu` that went into reading the models' streams. `memory_before`: bytes just before the
    first question, after one answer in scenarios of many: what is held from the first one on counts for no stream.
    `delays`: how much later than due the event loop came to a timer, for each of many timers; `own`:
    how much of that its own thread's CPU accounts for, whatever else the machine does.
    """

    cpu: float
    reading: float
    memory_before: int
    memory_peak: int
    delays: tuple[float, ...]
    spent: Spent = ()
    """Where its CPU went, if somebody looked."""
    own: tuple[float, ...] = ()
