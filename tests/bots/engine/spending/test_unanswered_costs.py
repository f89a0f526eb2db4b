"""A question that was sent and that we ended ourselves costs its estimate; one that was refused costs nothing."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage.periods import Spent
from bots.engine.storage.records import BOT
from bots.engine.storage.taking_up import FRESH
from provider.contract import Finish, Reasoning, Text, Usage
from provider.errors import Filtered, WrongKey
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, HELLO, POLICY, House, house, spent
from tests.fakes.memory import Step, VirtualClock

pytestmark = pytest.mark.looptime

THREE = replace(POLICY, limits=Limits(person=(Allowance(3, "answers", "day"),)))
SILENT: tuple[Step, ...] = (30.0, Text("At last."), Finish())
LONG = "word " * 1400


async def had(one: House) -> Spent:
    """What Ann had today, all over the bot."""
    return await spent(one.store, f"{BOT}|{ANN}", one.clock.wall())


async def test_ask_and_stop_is_not_free() -> None:
    """Fifteen times a long question, stopped before its first word, at three answers a day: three reach the model."""
    async with house(SILENT, rules=THREE) as one:
        for _ in range(15):
            await one.ask(LONG)
            await one.wait(0.4)
            await one.command("stop")
            await one.wait(4.5)
        cost = await had(one)

    assert len(one.provider.requests) == 3
    assert cost.answers == 3
    assert cost.tokens > 3 * 1400


@pytest.mark.parametrize("thinks", [False, True])
async def test_stopped_by_the_button_too(thinks: bool) -> None:
    """Where a line about waiting, or a thought, stands already, with Stop below it."""
    script: tuple[Step, ...] = (*((Reasoning("Hm. " * 40),) if thinks else ()), *SILENT)
    async with house(script, rules=THREE) as one:
        await one.ask("Why?")
        await one.wait(15.0)
        (standing,) = one.platform.standing.values()
        ((button, *_),) = standing.frame.buttons
        await one.engine.on_press(Press(one.private(), button.action, standing.surface))
        await one.wait(5.0)
        cost = await had(one)

    assert cost.answers == 1
    assert cost.tokens > (40 if thinks else 0)


async def test_the_end_of_the_bot_costs_what_was_sent() -> None:
    """A drain ends it before its first word; it counts as an answer when the next start gives it."""
    async with house(SILENT, rules=THREE) as one:
        await one.ask(LONG)
        await one.wait(5.0)
        await one.engine.drain(0.5)
        cost = await had(one)

    assert cost.answers == 0
    assert cost.tokens > 1400


async def test_a_kill_costs_what_was_reserved(tmp_path: Path) -> None:
    """The next start knows no better: the reservation counts."""
    clock, path = VirtualClock(), str(tmp_path / "parley.db")
    async with house(SILENT, rules=THREE, clock=clock, path=path) as one:
        await one.ask(LONG)
        await one.wait(5.0)
        one.database.patience = 0  # as after a kill: nothing is settled any more
    await clock.sleep(FRESH + 1.0)
    async with house(HELLO, rules=THREE, clock=clock, path=path) as two:
        cost = await had(two)

    assert cost.answers == 1
    assert cost.tokens > 1400


async def test_what_the_server_refuses_is_free() -> None:
    """It did not answer, and does not count it."""
    async with house((1.0, WrongKey("no")), rules=THREE) as one:
        for _ in range(5):
            await one.ask(LONG)
            await one.wait(10.0)
        cost = await had(one)

    assert cost == Spent()
    assert len(one.provider.requests) >= 1


async def test_a_server_that_counts_is_believed() -> None:
    """Its own count holds, also where it then says no word."""
    async with house((Usage(7, 1), Filtered("not this")), rules=THREE) as one:
        await one.ask(LONG)
        await one.wait(10.0)
        cost = await had(one)

    assert cost == Spent(1, 8)


async def test_what_waits_in_line_is_free() -> None:
    """It was never sent: until its turn comes, after the next start, it costs nothing."""
    async with house(SILENT, rules=THREE) as one:
        for person in (ANN, BOB):
            await one.ask(LONG, replace(one.shared(person), linear=True))
        await one.wait(1.0)
        await one.engine.drain(0.5)
        cost = await spent(one.store, f"{BOT}|{BOB}", one.clock.wall())

    assert len(one.provider.requests) == 1
    assert cost == Spent()


async def test_a_deleted_question_costs_what_was_sent() -> None:
    """Deleted before its first word: dropped, and paid for."""
    async with house(SILENT, rules=THREE) as one:
        id = await one.ask(LONG)
        await one.wait(5.0)
        await one.engine.on_deleted(one.private().place, (id,))
        await one.wait(10.0)
        cost = await had(one)

    assert one.texts() == []
    assert cost.answers == 1
    assert cost.tokens > 1400


async def test_two_presses_of_stop_cost_once() -> None:
    """At the same moment."""
    async with house(SILENT, rules=THREE) as one:
        await one.ask("Why?")
        await one.wait(5.0)
        await asyncio.gather(one.command("stop"), one.command("stop"))
        await one.wait(5.0)
        cost = await had(one)

    assert cost.answers == 1
    assert one.texts() == [say("stopped")]


async def test_a_deadline_of_ours_costs_what_was_sent() -> None:
    """We waited no longer: the server may well have worked on it."""
    async with house((9999.0, Finish()), rules=THREE) as one:
        await one.ask(LONG)
        await one.wait(3600.0)
        cost = await had(one)

    assert len(one.provider.requests) == 1
    assert cost.answers == 1
    assert cost.tokens > 1400


async def test_thoughts_that_use_up_the_budget_cost_their_estimate() -> None:
    """The answer is cut before its first word, by a limit of tokens."""
    small = replace(POLICY, limits=Limits(person=(Allowance(4000, "tokens", "day"),)))
    async with house((*(Reasoning("Hm, well. " * 100) for _ in range(40)), 30.0, Finish()), rules=small) as one:
        await one.ask("Why?")
        await one.wait(60.0)
        cost = await had(one)

    assert cost.answers == 1
    assert 1000 < cost.tokens <= 4000 + 300
