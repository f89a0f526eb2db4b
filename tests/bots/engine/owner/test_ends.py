"""An owner who hears that something began hears that it is over: once, after a restart too. In virtual time."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.owner.alerts import EVERY
from bots.engine.owner.open_troubles import KEY, MOST, SCOPE, Trouble
from bots.engine.seam.places import Person
from bots.engine.seam.references import place_ref
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import settings
from provider.contract import Text
from provider.errors import BadRequest, ConnectionFailed, CutOff, Overloaded, ProviderError
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, POLICY, House, house, unnamed
from tests.fakes.memory import NOON, VirtualClock

pytestmark = pytest.mark.looptime

AGAIN = say("alert_again", model="demo/small")
DAY = 86_400.0
OVERLOADED = [(Overloaded("502"),)] * 3
"""What one question meets, which is tried three times."""


def told(one: House) -> list[str]:
    return one.texts(one.private(OWNER).place)


async def asked(one: House, *people: Person) -> None:
    for person in people:
        await one.ask("x", one.private(person))
        await one.wait(5.0)


@pytest.mark.parametrize(
    "script",
    [
        OVERLOADED,
        [(ConnectionFailed("no route"),)],
        [(Text("Half "), CutOff("reset"))],
        [(BadRequest("odd"),)] * 3,
    ],
    ids=["overloaded", "unreachable", "cut off", "refuses"],
)
async def test_a_model_that_failed_answers_again(script: list[tuple[Text | ProviderError, ...]]) -> None:
    """Told once, at the end of the first whole answer; other answers after that are no news."""
    async with house(*script, HELLO) as one:
        await asked(one, *[ANN] * len(script), BOB, BOB)
        _, *after = told(one)

    assert after == [AGAIN]


async def test_an_answer_that_only_begins_ends_nothing() -> None:
    """Words that break off again do not show that the model works."""
    async with house((Text("Half "), CutOff("reset"))) as one:
        await asked(one, ANN, ANN, ANN)
        said = told(one)

    assert len(said) == 1


async def test_a_model_that_was_stood_in_for_answers_again() -> None:
    """The stand-in's own answers end nothing."""
    async with house(*OVERLOADED, *OVERLOADED, HELLO, other=HELLO) as one:
        await asked(one, ANN, BOB)
        before = len(told(one))
        await asked(one, ANN, BOB)
        after = told(one)[before:]

    assert before == 1
    assert after == [AGAIN]


async def test_what_comes_and_goes_is_told_twice_in_ten_minutes() -> None:
    """Its beginning and its end; what follows within that time is dropped, whole."""
    flicker = [*OVERLOADED, HELLO]
    async with house(*flicker * 20, HELLO) as one:
        await asked(one, *[ANN] * 20)
        await one.wait(2 * EVERY)
        said = told(one)

    assert len(said) == 2
    assert said[1] == AGAIN


async def test_a_place_that_refused_an_answer_shows_them_again() -> None:
    """An answer shown elsewhere is no sign of that."""
    async with house() as one:
        one.platform.refuses = lambda where, frame: "50013" if where.place == GROUP else ""
        await one.ask("x", one.shared())
        await one.wait()
        one.platform.refuses = lambda where, frame: ""
        await asked(one, ANN)
        elsewhere = told(one)[1:]
        for _ in range(2):
            await one.ask("x", one.shared())
            await one.wait()
        after = told(one)[1:]

    assert elsewhere == []
    assert after == [say("alert_shown_again", place=unnamed(place_ref(GROUP)))]


async def test_a_budget_that_was_used_up_is_there_anew(tmp_path: Path) -> None:
    """When its period begins, with nobody asking; after a restart as well, once the platform can be called."""
    path = str(tmp_path / "parley.db")
    rules = replace(POLICY, limits=Limits(person=(), bot=(Allowance.parse("2 answers a day"),), unpriced=()))
    async with house(path=path, rules=rules) as one:
        await one.engine.on_ready("memory")
        await asked(one, ANN, ANN)
        used = told(one)
        await one.wait(DAY)
        anew = told(one)[len(used) :]
        await asked(one, ANN, ANN)
    async with house(path=path, rules=rules, clock=VirtualClock(later=3 * DAY)) as one:
        await one.wait(60.0)
        early = told(one)
        await one.engine.on_ready("memory")
        await one.wait(60.0)
        late = told(one)

    words = say("alert_budget_anew", subject=say("everywhere"), limit="2 answers a day")
    assert [text for text in used if "100%" in text]
    assert anew == [words]
    assert (early, late) == ([], [words])


async def test_a_database_that_failed_can_be_used_again() -> None:
    """What reads may work meanwhile and ends nothing; the owner needs no database to be told."""
    async with house() as one:
        one.database.patience = 0
        asking = asyncio.create_task(asked(one, ANN))
        await one.wait(10.0)
        (began,) = told(one)
        one.database.patience = 1_000_000
        await asking
        after = told(one)[1:]

    assert "the disk is full" in began
    assert after == [say("alert_database_again")]


async def test_a_platform_that_ended_is_heard_again(tmp_path: Path) -> None:
    """It may take a restart: then the first connection is the end."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        one.engine.ended("memory", for_good=True)
        await one.wait(5.0)
        began = told(one)
    async with house(path=path) as one:
        for _ in range(2):
            await one.engine.on_ready("memory")
            await one.wait(5.0)
        after = told(one)

    assert began == [say("alert_platform", platform="Memory")]
    assert after == [say("alert_platform_back", platform="Memory")]


async def test_what_began_unread_ends_unread() -> None:
    """An owner who cannot be reached reads both, in their order, at their next command."""
    async with house(*OVERLOADED, HELLO) as one:
        one.platform.refuses = lambda where, frame: "403" if where.place == one.private(OWNER).place else ""
        await asked(one, ANN, BOB)
        said = await one.command("whoami", one.private(OWNER))

    assert said.index("🔴 demo/small does not work") < said.index(AGAIN)


@pytest.mark.parametrize("kept", ["", "[]", "{", "[5]", '[{"name": "x"}]', '{"name": 5}', "null"])
async def test_a_broken_note_does_no_harm(tmp_path: Path, kept: str) -> None:
    """Nothing stood, then."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.store.run(settings.change, SCOPE, KEY, kept)
    async with house(path=path) as one:
        await one.engine.on_ready("memory")
        await asked(one, ANN)

    assert (told(one), one.texts()) == ([], ["Hello there."])


async def test_troubles_without_number_are_not_kept() -> None:
    """Of too many, the ends of the oldest are not told."""
    async with house() as one:
        for number in range(MOST + 1):
            one.engine.services.alerts.begun(Trouble(str(number), NOON + DAY, "x"))
        await one.wait(5.0)
        kept = await one.store.run(settings.values, [SCOPE])
        ended = [one.engine.alert_end(str(number), "It is over.") for number in (0, 1, MOST)]

    assert len(kept[SCOPE, KEY]) < 100 * MOST
    assert ended == [False, True, True]
