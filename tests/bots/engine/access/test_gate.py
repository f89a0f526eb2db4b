"""The one gate: questions to the owner, and what is said to strangers. In virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bots.engine.access.gate import ASK_AGAIN, COOLDOWN, Decided, Gate
from bots.engine.access.verdicts import Verdict
from bots.engine.language.phrases import say
from bots.engine.owner.owners import Owners
from bots.engine.policy import Policy
from bots.engine.runtime.current import Replaceable
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.references import subject_ref
from bots.engine.seam.shown import Response
from bots.engine.storage import grants
from bots.engine.storage.store import Store
from tests.bots.engine.house import ANN, BOB, OWNER, open_database
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

GROUP = Place("memory", "100")


@dataclass
class Door:
    owners: Owners
    gate: Gate
    platform: MemoryPlatform
    store: Store
    clock: VirtualClock
    told: list[tuple[Person, Response]] = field(default_factory=list)


@asynccontextmanager
async def door(
    *owners: Person, everyone: bool = False, store: Store | None = None, deaf: bool = False
) -> AsyncIterator[Door]:
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    kept = store or Store(open_database())
    told: list[tuple[Person, Response]] = []

    async def hear(text: str, subject: str) -> bool:
        if deaf:
            return False
        told.extend((owner, Response(text)) for owner in gate.owners)
        await kept.run(grants.ask, subject, clock.wall())
        return True

    class Asking:
        """Asks in the words of whom it is about."""

        def ask(self, whom: str, origin: Origin, *, crowd: bool) -> "asyncio.Future[bool]":
            return asyncio.ensure_future(hear(whom, whom))

        def invited(self, whom: str, platform: str, server: str, leaves: float) -> "asyncio.Future[bool]":
            return asyncio.ensure_future(hear(f"invited to {whom}", whom))

    policy = Replaceable(Policy(owners=frozenset(owners), everyone=everyone))
    those = Owners(kept, clock, policy)
    gate = Gate(kept, clock, those, {"memory": platform}, Asking(), policy)
    await those.load()
    try:
        yield Door(those, gate, platform, kept, clock, told)
    finally:
        if store is None:
            await kept.close()


def private(person: Person = ANN) -> Origin:
    place = Place("memory", f"dm{person.id}")
    return Origin(place, person, ToChat(place), private=True)


def shared(person: Person = ANN, server: str = "9") -> Origin:
    return Origin(GROUP, person, ToChat(GROUP), server=server)


# Strangers


async def test_the_owner_is_asked_once_about_each() -> None:
    """However often they come, and however many of them come from one server."""
    async with door(OWNER) as one:
        words = [
            await one.gate.turn_away(origin, await one.gate.verdict(origin))
            for origin in (private(ANN), private(ANN), shared(ANN), shared(BOB))
        ]

    assert words == [say("not_allowed")] * 4
    assert [person for person, _ in one.told] == [OWNER, OWNER]
    assert [answer.text for _, answer in one.told] == [
        "memory:person:5",
        "memory:server:9",
    ]


async def test_a_question_that_nobody_could_read_is_asked_again() -> None:
    """An owner who has not opened the bot yet, or a stop on the way, does not shut a stranger out for ever."""
    here = Origin(Place("memory", "2"), ANN, ToChat(Place("memory", "2")), private=True)
    async with door(OWNER, deaf=True) as one:
        await one.gate.turn_away(here, Verdict.UNKNOWN)
        unread = await one.store.run(grants.grant, "memory:person:" + ANN.id)
    async with door(OWNER) as one:
        await one.gate.turn_away(here, Verdict.UNKNOWN)
        await one.gate.turn_away(here, Verdict.UNKNOWN)
        await one.clock.sleep(ASK_AGAIN + 1)
        await one.gate.turn_away(here, Verdict.UNKNOWN)
        read = await one.store.run(grants.grant, "memory:person:" + ANN.id)

    assert (unread, read) == ("", "asked")
    assert len(one.told) == 1


async def test_without_an_owner_nobody_is_asked() -> None:
    """And nothing is noted, so that the owner to come is asked."""
    async with door() as one:
        words = await one.gate.turn_away(private(), Verdict.UNCLAIMED)
        await one.owners.add_first(BOB)
        await one.gate.turn_away(private(), await one.gate.verdict(private()))

    assert words == say("nobody_listens")
    assert [person for person, _ in one.told] == [BOB]


async def test_strangers_are_told_now_and_then() -> None:
    """Once in ten minutes a server or a person; a decision of the owner ends the hush."""
    async with door(OWNER) as one:
        first, second, other = (
            one.gate.cooling_down(shared(ANN)),
            one.gate.cooling_down(shared(BOB)),
            one.gate.cooling_down(private()),
        )
        await one.clock.sleep(COOLDOWN + 1)
        later = one.gate.cooling_down(shared(ANN))
        await one.gate.decide(OWNER, "memory:server:9", allow=False)
        decided = one.gate.cooling_down(shared(ANN))

    assert (first, second, other) == (False, True, False)
    assert (later, decided) == (False, False)


async def test_the_owner_allows_and_denies() -> None:
    """The last word stands; a person who is let in hears of it, once; nobody else may decide."""
    async with door(OWNER) as one:
        by_ann = await one.gate.decide(ANN, "memory:person:5", allow=True)
        still = await one.gate.verdict(private())
        allowed = await one.gate.decide(OWNER, "memory:person:5", allow=True)
        again = await one.gate.decide(OWNER, "memory:person:5", allow=True)
        let_in = await one.gate.verdict(private())
        denied = await one.gate.decide(OWNER, "memory:person:5", allow=False)
        shut_out = await one.gate.verdict(private())
        words = await one.gate.turn_away(private(), shut_out)

    allowed_now, denied_now = (
        say(key, subject=subject_ref("memory:person:5")) for key in ("allowed_now", "denied_now")
    )
    assert (by_ann, still) == (Decided(say("owner_only")), Verdict.UNKNOWN)
    assert (allowed, let_in) == (Decided(allowed_now, let_in=ANN), Verdict.WELCOME)
    assert again == Decided(allowed_now)
    assert (denied, shut_out) == (Decided(denied_now), Verdict.DENIED)
    assert words == say("denied")


@pytest.mark.parametrize("whom", ["", "x", "memory:person", "memory:person:", "elsewhere:person:5", "a:b:c:d"])
async def test_a_button_with_an_odd_subject(whom: str) -> None:
    """It was made up by somebody who is the owner: nothing breaks."""
    async with door(OWNER) as one:
        decided = await one.gate.decide(OWNER, whom, allow=True)

    assert decided.words == say("allowed_now", subject=subject_ref(whom))


async def test_a_server_that_the_owner_controls_is_allowed() -> None:
    """Without a question, and for good: also when the owner no longer manages it."""
    async with door(OWNER) as one:
        one.platform.managers.add(OWNER)
        first = await one.gate.verdict(shared())
        one.platform.managers.clear()
        second = await one.gate.verdict(shared(BOB))
        alone = await one.gate.verdict(private())

    assert (first, second, alone) == (Verdict.WELCOME, Verdict.WELCOME, Verdict.UNKNOWN)
    assert one.told == []


async def test_what_a_person_is_somewhere() -> None:
    """An owner everywhere, one who manages only there; in a private chat nobody manages."""
    async with door(OWNER) as one:
        one.platform.managers.add(BOB)
        roles = [
            await one.gate.roles.here(origin) for origin in (shared(OWNER), shared(BOB), shared(ANN), private(BOB))
        ]
        may = [
            await one.gate.roles.may_change(origin)
            for origin in (shared(OWNER), shared(BOB), shared(ANN), private(ANN))
        ]

    assert roles == ["owner", "manager", "member", "member"]
    assert may == [True, True, False, True]
