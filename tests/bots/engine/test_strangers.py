"""Strangers get what is left: a member's answer never waits for them, and a message of theirs costs next to nothing."""

import pytest

from bots.engine.delivery.best_effort import MOST, WITHIN
from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.runtime.cooldown import COOLDOWN
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Message, Person
from bots.engine.seam.shown import Action, Response
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, POLICY, House, house

pytestmark = pytest.mark.looptime

CLOSED = replace(POLICY, everyone=False, allowed=frozenset({f"memory:person:{ANN.id}"}))


def stranger(number: int) -> Person:
    return Person("memory", str(100 + number))


async def run(one: House, command: str, person: Person, **options: str) -> None:
    """Run a command, and say its answer as an adapter does."""
    here = one.private(person)
    answer = await one.engine.on_command(Invocation(here, command, options))
    assert isinstance(answer, Response)
    if answer.text:
        await one.engine.say(here.target, answer)


@pytest.mark.parametrize("way", ["help", "whoami", "privacy", "claim", "nonsense", "message"])
async def test_a_member_does_not_wait_for_a_flood(way: str) -> None:
    """Sixty strangers a second, for half a minute: the member's answer begins at once, and two a second are told."""
    async with house(rules=CLOSED) as one:
        for second in range(30):
            for number in range(60):
                if way == "message":
                    await one.ask("x", one.private(stranger(number)))
                else:
                    await run(one, way, stranger(number))
            if second == 20:
                asked = one.clock.now()
                await one.ask("x", one.private(ANN))
            await one.wait(1.0)
        answered = [call.at for call in one.platform.calls if call.where.place == one.private(ANN).place]
        others = len(one.platform.calls) - len(answered)

    assert answered[0] - asked < 1.0
    assert others <= 2 * 30 + 2 + 20  # the owner is asked about twenty


async def test_five_thousand_strangers_cost_the_store_nothing_beyond_those_who_can_be_told() -> None:
    """The store is asked for at most as many as could be told in time."""
    async with house(rules=CLOSED) as one:
        before = len(one.database.jobs)
        for number in range(5000):
            await one.engine.on_message(Incoming(one.private(stranger(number)), f"s{number}", "Hi", addressed=True))
        jobs = len(one.database.jobs) - before
        asked = one.clock.now()
        await one.ask("x", one.private(ANN))
        await one.wait(WITHIN + 5)
        answered = [call.at for call in one.platform.calls if call.where.place == one.private(ANN).place]

    assert jobs <= 4 * MOST
    assert answered[0] - asked < 1.0


async def test_a_right_claim_is_never_held_back() -> None:
    """Whoever writes meanwhile: it makes an owner at once, who reads so before any stranger reads anything."""
    async with house(rules=Policy(default_model="demo/small")) as one:
        code = one.engine.services.claims.code
        for number in range(2 * MOST):
            await run(one, "help", stranger(number))
        await run(one, "help", BOB)
        asked = one.clock.now()
        await run(one, "claim", BOB, code=code)
        await one.wait(1.0)
        [said] = [call for call in one.platform.calls if call.where.place == one.private(BOB).place]

    assert said.frame.text.startswith(say("claimed")[:20])
    assert said.at - asked < 0.1


async def test_who_is_let_in_is_heard_at_once() -> None:
    """Though they were told a moment ago that they may not talk."""
    async with house(rules=replace(CLOSED, allowed=frozenset())) as one:
        await one.ask("x", one.private(BOB))
        await one.ask("x", one.private(BOB))
        await one.wait(0.1)
        await one.engine.services.gate.decide(next(iter(CLOSED.owners)), f"memory:person:{BOB.id}", allow=True)
        await one.ask("x", one.private(BOB))
        await one.wait(5.0)

    assert len(one.provider.requests) == 1


async def test_a_stranger_who_presses_when_there_is_no_room_is_told_so() -> None:
    """By the acknowledgement, which costs nobody a call; later the button works."""
    async with house(rules=CLOSED) as one:
        press = Press(one.private(BOB), Action("forget"), Message(one.private(BOB).place, "m1"))
        for number in range(2 * MOST):
            await run(one, "help", stranger(number))
        full = await one.engine.on_press(press)
        await one.wait(COOLDOWN)
        later = await one.engine.on_press(press)

    assert full == Response(say("no_room"))
    assert isinstance(later, Response)
    assert later.text.startswith(say("forget_sure")[:20])
