"""What is measured: every scenario and every place it happens in, as values."""

from dataclasses import dataclass
from typing import Literal

from bots.engine.seam.rates import Tempo
from tests.fakes.faults import Fault

ROUND_TRIP = 0.05
TOKENS_A_SECOND = 60.0

AROUND = 6.0
"""Seconds of a case beside its answers: two processes start, the program connects and warms up, and both end."""

_SUBJECTS = ("The tide", "A gull", "The old pilot", "Every wave", "The harbour light", "A ship from the north")
_DEEDS = ("turns before the wind does", "waits for the morning", "counts the stars", "goes home by itself")


def prose(length: int, number: int = 0) -> str:
    """Plain sentences, numbered from `number` on in a way, in paragraphs; rendered they are what they are."""
    lines: list[str] = []
    size = 0
    while size < length:
        line = " ".join(
            f"{_SUBJECTS[n % 6]} {_DEEDS[n % 4]}, says note {n * 7919 % 10007}." for n in range(number, number + 4)
        )
        lines.append(line)
        size += len(line) + 2
        number += 4
    return "\n\n".join(lines)[:length].rstrip()


def mixed(length: int) -> str:
    """Prose with headings, emphasis and blocks of code."""
    parts: list[str] = []
    size, number = 0, 1
    while size < length:
        code = "\n".join(
            f"    total_{n} = weigh({n * 7919 % 10007}, total_{n - 1})" for n in range(number, number + 14)
        )
        parts += [
            f"## Step {number}",
            f"Note {number * 7919 % 10007} is **important** for whoever *reads* on.",
            prose(500, 1000 + number),
            f"```python\ndef step_{number}():\n{code}\n```",
        ]
        number += 20
        size = sum(len(part) + 2 for part in parts)
    return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place. `calls_a_second`: what the bot gives itself; `place_calls`: in one place, at once and then."""

    name: str
    platform: Literal["discord", "telegram"]
    private: bool
    tempo: Tempo
    calls_a_second: float
    place_calls: tuple[float, float]


DISCORD = Place("Discord channel", "discord", False, Tempo((0.5, 0.8), 1.25), 46, (0, 0.8))
DISCORD_PRIVATE = Place("Discord private", "discord", True, Tempo((0.5, 0.8), 1.25, gather=0.4), 46, (0, 0.8))
TELEGRAM = Place("Telegram private", "telegram", True, Tempo((0.6, 0.9), 1.1, gather=0.4), 28, (3, 1 / 1.02))
TELEGRAM_GROUP = Place("Telegram group", "telegram", False, Tempo((1.1,) * 6, 4.0), 28, (6, 19 / 60))


@dataclass(frozen=True, slots=True)
class Scenario:
    """So many answers at once. `together`: all in one place. `stop`: pressed when half of the text is there.

    `bombs`: others send files meanwhile that are made to take all that there is. `token`: its characters, four as in
    English, or two as in Russian: an answer then grows longer in one message. `rate`: its tokens a
    second. `sampled`: it is looked at where the processor's time goes, and little else is told.
    """

    name: str
    about: str
    streams: int
    text: str
    places: tuple[Place, ...]
    token: int = 4
    rate: float = TOKENS_A_SECOND
    together: bool = False
    faulty: float = 0.0
    stop: bool = False
    bombs: bool = False
    sampled: bool = False
    accounted: bool = False
    """It is told how much of the CPU goes into reading. That costs some itself: of 800 streams, more than they do."""
    burst: tuple[float, float] = (0.0, 0.0)
    """Seconds in which the questions are to be at the model, in the median and at worst; little else is told."""
    patience: float = 60.0
    """Seconds after which the case is over, however it stands."""


FAULTS = (
    Fault("status", 429, 2),
    Fault("status", 500),
    Fault("html", 502),
    Fault("reset"),
    Fault("lost"),
    Fault("stall"),
)

BOTH = (DISCORD, TELEGRAM)
EVERYWHERE = (*BOTH, TELEGRAM_GROUP)

SCENARIOS = (
    Scenario("one", "one answer", 1, prose(1900), EVERYWHERE, token=2),
    Scenario("long", "8,000 characters with code", 1, mixed(8000), (DISCORD_PRIVATE, TELEGRAM), rate=120.0),
    Scenario("three", "three at once in one place", 3, prose(1900), (DISCORD, TELEGRAM_GROUP), token=2, together=True),
    Scenario("fifty", "50 chats at once", 50, prose(1900), BOTH, token=2, accounted=True),
    Scenario("bombs", "50 chats, beside files that are bombs", 50, prose(1200), BOTH, token=2, bombs=True),
    Scenario("twohundred", "200 chats at once", 200, prose(1900), BOTH, token=2, accounted=True),
    Scenario("faults", "a fifth of all calls fail", 10, prose(1000), BOTH, faulty=0.2, token=2),
    Scenario("cost", "where the CPU of 200 answers goes", 200, prose(596), BOTH, rate=15.0, sampled=True),
    Scenario("stop", "stopped half-way", 5, prose(1900), BOTH, stop=True),
    Scenario("bursts", "200 questions at once", 200, prose(400), BOTH, rate=10.0, burst=(0.5, 1.2)),
    Scenario("bursts800", "800 questions at once", 800, prose(400), BOTH, rate=10.0, burst=(2.0, 2.0), patience=90.0),
    Scenario("scale", "800 chats at once", 800, prose(800), BOTH, rate=10.0, patience=90.0),
)
"""Without the two of 800 answers, and with what needs no platform, they take under ten minutes."""

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario in one kind of place."""

    scenario: str
    place: int

    @property
    def what(self) -> Scenario:
        return BY_NAME[self.scenario]

    @property
    def where(self) -> Place:
        return self.what.places[self.place]


def cases(names: tuple[str, ...]) -> list[Case]:
    """All cases of these scenarios."""
    return [Case(name, place) for name in names for place in range(len(BY_NAME[name].places))]


def lasts(case: Case) -> float:
    """Seconds that a case takes, about: every answer is written, and has had a frame in its turn."""
    what, calls = case.what, case.where.calls_a_second
    return AROUND + len(what.text) / what.token / what.rate + what.streams / calls
