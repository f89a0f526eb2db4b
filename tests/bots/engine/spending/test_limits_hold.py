"""Spending stays inside the limits, whatever people do, over a restart too; what is waited for is seen."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bots.engine.conversation.queue import MAX_WAITING
from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.runtime.current import Replaceable
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import Message, Person, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.ledger import ANSWER_TOKENS, Charge, Ledger, tokens
from bots.engine.spending.limits import Limit, Limits, OverBudget, Terms, Zones, subjects
from bots.engine.spending.tariff import Tariff
from bots.engine.storage import messages, personal_data, replies, settings, spending
from bots.engine.storage.periods import Spent
from bots.engine.storage.records import BOT
from bots.engine.storage.schema import SPENDING
from bots.engine.storage.store import Store
from provider import Catalog, contract
from provider.contract import Finish, Request, Text, Trust, Usage
from provider.errors import Overloaded
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.routing.model_client import Clocks
from provider.values import replace
from tests.bots.engine.house import (
    ANN,
    BOB,
    ENDLESS,
    GROUP,
    NO_LIMITS,
    OWNER,
    POLICY,
    House,
    house,
    open_database,
    spent,
)
from tests.fakes.memory import MemoryPlatform, ScriptedProvider, Step, VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

FIVE = replace(POLICY, limits=Limits(person=(Allowance(5, "answers", "day"),)))
SLOW: tuple[Step, ...] = (*(step for n in range(10) for step in (Text(f"word{n} "), 1.0)), Finish())


def polite(texts: list[str]) -> list[str]:
    return [text for text in texts if text.startswith("Your limit is used up")]


def answers(texts: list[str]) -> list[str]:
    return [text for text in texts if text.startswith(("Hello", "word"))]


async def had(one: House, origin: Origin) -> Spent:
    """What that person had today, all over the bot."""
    return await spent(one.store, f"{BOT}|{origin.person}", one.clock.wall())


async def test_over_the_limit_there_is_one_polite_line_a_minute() -> None:
    """With the time when it goes on; after that silence; the next day it goes on; the owner is never over."""
    async with house(rules=FIVE) as one:
        for _ in range(9):
            await one.ask("x")
            await one.wait(2.0)
        first = polite(one.texts())
        await one.wait(60.0)
        await one.ask("x")
        await one.ask("x")
        await one.wait(5.0)
        second = polite(one.texts())
        for _ in range(7):
            await one.ask("x", one.private(OWNER))
            await one.wait(2.0)
        owners = answers(one.texts(one.private(OWNER).place))
        await one.pass_by(86_400)
        await one.ask("x")
        await one.wait(5.0)

    assert (len(first), len(second), len(owners)) == (1, 2, 7)
    assert " h (00:00 UTC)" in first[0]
    assert len(answers(one.texts())) == 6


async def test_ten_thousand_messages_cost_no_more_than_the_limit() -> None:
    """And somebody else's answers in the same group come as soon as without them, a tenth aside."""

    def said(one: House) -> list[str]:
        return [each.frame.text.rstrip() for each in one.platform.standing.values() if each.reply_to == "bob"]

    async def bobs(flood: int) -> tuple[float, Spent]:
        async with house(SLOW, rules=FIVE) as one:
            for number in range(flood):
                await one.ask("x", one.shared() if number % 2 else one.private())
            began = one.clock.now()
            for number in range(1, 4):
                await one.ask("y", one.shared(BOB, reply_to="bob"))
                while len(said(one)) < number or not said(one)[-1].endswith("word9"):
                    await one.wait(0.1)
            return one.clock.now() - began, await had(one, one.private())

    alone, nothing = await bobs(0)
    beside, spent = await bobs(10_000)

    assert nothing == Spent()
    assert spent.answers == 5
    assert beside <= alone * 1.1


async def reserve(store: Store, ledger: Ledger, origin: Origin, model: str, question: str) -> Charge | OverBudget:
    quote = ledger.quote(origin, model, tokens(question), Terms(ledger.limits.all()))
    assert quote.wanted is not None
    return ledger.charge(quote, await store.run(spending.reserve, quote.wanted))


async def test_a_restart_keeps_every_limit(tmp_path: Path) -> None:
    """What is counted stays counted, and so does what an answer had reserved that a crash cut off."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(rules=FIVE, path=path, platform=platform, clock=clock) as one:
        for _ in range(3):
            await one.ask("x")
            await one.wait(2.0)
        before = await had(one, one.private())
        charge = await reserve(one.store, one.ledger(FIVE), one.private(), "demo/small", "x")
        crashed = await had(one, one.private())
    async with house(rules=FIVE, path=path, platform=platform, clock=clock) as one:
        after = await had(one, one.private())
        for _ in range(3):
            await one.ask("y")
            await one.wait(2.0)
        full = await had(one, one.private())

    assert isinstance(charge, Charge)
    assert (before.answers, crashed.answers, after.answers, full.answers) == (3, 4, 4, 5)
    assert before.tokens < ANSWER_TOKENS < after.tokens
    assert len(polite(platform.texts(one.private().place))) == 1


@pytest.mark.parametrize(
    ("script", "stop", "counted"),
    [
        ((Text("Hello"), Usage(70, 7), Finish()), False, Spent(1, 77)),
        ((Text("a" * 400), Finish()), False, Spent(1, 105)),
        ((Overloaded(),), False, Spent()),
        ((Text("a" * 400), Overloaded()), False, Spent(1, 105)),
        ((Text("a" * 400), 99.0, Finish()), True, Spent(1, 105)),
    ],
)
async def test_an_answer_is_settled_however_it_ends(script: Sequence[Step], stop: bool, counted: Spent) -> None:
    """By the server's count, else by ours; a failure without a word costs nothing; a stopped one what there was."""
    async with house(script, rules=replace(POLICY, limits=Limits())) as one:
        await one.ask("x")
        await one.wait(3.0)
        if stop:
            await one.command("stop")
        await one.wait(60.0)
        spent = await had(one, one.private())
        left = await one.store.run(spending.settle_all)

    assert spent == counted
    assert left == 0


async def test_what_the_server_had_in_its_cache_costs_less() -> None:
    """And each search in the web costs, as the request itself may."""
    usage = Usage(1_000_000, 0, cached_tokens=500_000, searches=2)
    async with house((Text("Hello"), usage, Finish()), rules=replace(POLICY, limits=NO_LIMITS)) as one:
        one.provider.told["small"] = ModelSettings(price=Price(2.0, 0.0, cached=0.2, search=10.0, request=5.0))
        await one.ask("x")
        await one.wait(3.0)
        spent = await had(one, one.private())

    assert spent.dollars == pytest.approx(1.0 + 0.1 + 0.02 + 0.005)


async def test_an_interaction_is_told_each_time() -> None:
    """It waits for an answer, and only its asker sees it."""
    async with house(rules=replace(FIVE, limits=Limits(person=(Allowance(0, "answers", "day"),)))) as one:
        for number in range(3):
            target = ToInteraction(GROUP, "app", f"t{number}", one.clock.wall() + 900)
            origin = replace(one.shared(), target=target)
            await one.engine.on_message(Incoming(origin, f"i{number}", "x", addressed=True, asked=True))
            await one.wait(2.0)

    assert len(polite(one.texts(GROUP))) == 3


async def test_a_question_that_is_too_long() -> None:
    """Nothing is asked, and it is not kept."""
    async with house(rules=replace(POLICY, limits=replace(NO_LIMITS, input_characters=100))) as one:
        await one.ask("x" * 101)
        await one.wait(1.0)  # words of the bot itself come after an answer of the same moment
        await one.ask("x" * 100)
        await one.wait(5.0)
        kept = await one.store.run(messages.find, one.private().place, "q0")

    assert one.texts()[0] == say("question_too_long", length=101, most=100)
    assert len(one.provider.requests) == 1
    assert kept is None


async def test_an_answer_that_outgrows_the_budget_is_cut() -> None:
    """What came stays, and a sentence says when it goes on."""
    limits = replace(NO_LIMITS, person=(Allowance(2_500, "tokens", "day"),))
    many: tuple[Step, ...] = tuple(step for _ in range(300) for step in (Text("a word " * 20), 0.1))
    async with house(many, rules=replace(POLICY, limits=limits)) as one:
        await one.ask("x")
        await one.wait(120.0)
        spent = await had(one, one.private())

    assert "✂️ Cut off here. Your limit is used up: 2,500 tokens a day." in one.texts()[-1]
    assert 1_500 < spent.tokens <= 2_500


async def test_whoami_names_every_limit_that_may_shut_one_out() -> None:
    """The one on answers that no known price can be put on as well, with what is used of it."""
    async with house(rules=replace(POLICY, limits=Limits())) as one:
        await one.ask("x")
        await one.wait(5.0)
        said = await one.command("whoami")

    assert f"- {say('whom_unpriced')}, everywhere: 500 answers a day, 1 used" in said


async def test_administrators_limit_by_command() -> None:
    """A place, for all together; it holds at once, stays over what the config says, and is taken back."""
    async with house() as one:
        one.platform.managers.add(BOB)
        boss = one.shared(BOB)
        refused = await one.command("settings limit", one.shared(ANN), amount="1 answer a day")
        said = await one.command("settings limit", boss, amount="1 answer a day")
        odd = await one.command("settings limit", boss, amount="a lot")
        above = await one.command("settings limit", boss, amount="9 answers a day", scope="everywhere")
        for _ in range(3):
            await one.ask("x", one.shared())
            await one.wait(2.0)
        closed = len(answers(one.texts(GROUP)))
        shown = await one.command("settings limit", boss)
        gone = await one.command("settings limit", boss, amount="off")
        await one.ask("x", one.shared())
        await one.wait(2.0)

    assert refused == say("manager_only")
    assert said.endswith(": 1 answer a day.")
    assert (odd, above) == (say("limit_unclear"), say("owner_only"))
    assert closed == 1
    assert "1 answer a day, 1 used" in shown
    assert gone.startswith("Limit removed for everyone together")
    assert len(answers(one.texts(GROUP))) == 2


async def test_what_an_owner_set_no_administrator_loosens() -> None:
    """Neither a limit nor a pause: not by another amount, not by off, not by Undo."""
    async with house() as one:
        one.platform.managers.add(BOB)
        boss = one.shared(BOB)
        await one.command("settings limit", one.shared(OWNER), amount="1 answer a day")
        await one.command("pause", one.shared(OWNER))
        said = [
            await one.command("settings limit", boss, amount="9 answers a day"),
            await one.command("settings limit", boss, amount="off"),
        ]
        for row in ("1", "2"):
            answer = await one.engine.on_press(Press(boss, Action("undo", row), Message(GROUP, "m1")))
            assert isinstance(answer, Response)
            said.append(answer.text)
        kept = await one.store.run(settings.values, [str(GROUP)])

    assert said == [say("owner_only")] * 4
    assert len(kept) == 2


async def test_the_owner_is_told_at_eighty_and_at_a_hundred() -> None:
    """Of the whole bot's budget, once each; of a person's own nobody is told but they."""
    limits = replace(NO_LIMITS, bot=(Allowance(5, "answers", "day"),), person=(Allowance(4, "answers", "day"),))
    async with house(rules=replace(POLICY, limits=limits)) as one:
        for person in (ANN, ANN, ANN, ANN, BOB, BOB, Person("memory", "7")):
            await one.ask("x", one.private(person))
            await one.wait(2.0)
        told = one.texts(one.private(OWNER).place)

    assert ["80%" in told[0], "100%" in told[1], len(told)] == [True, True, 2]


class Priced(ScriptedProvider):
    """Its model "small" has a price; of the others nobody knows one."""

    def __init__(self, clock: VirtualClock, trust: Trust = "account") -> None:
        super().__init__(clock, (Text("Hello"), Finish()), trust=trust)

    def settings(self, model: str) -> ModelSettings:
        if model == "small":
            return ModelSettings(price=Price(1.0, 10.0))
        return ModelSettings()


async def test_an_unknown_price_counts_as_the_dearest_known_one() -> None:
    """If no name is near; what nobody asks money for costs none; with no price known at all, answers are counted."""
    clock = VirtualClock()
    catalog = Catalog({"paid": Priced(clock), "free": Priced(clock, "local")}, clocks=Clocks(clock.now, clock.wall))
    store = Store(open_database())
    limits = replace(NO_LIMITS, bot=(Allowance(0.05, "dollars", "day"),), unpriced=(Allowance(1, "answers", "day"),))
    ledger = Ledger(store, clock, Tariff(catalog, clock), Replaceable(Policy(limits=limits)), lambda *_, **__: None)
    origin = House.private(_Somewhere(), ANN)  # type: ignore[arg-type]
    try:
        unknown = [await reserve(store, ledger, origin, "paid/other", "x") for _ in range(2)]
        known = await reserve(store, ledger, origin, "paid/small", "x" * 4_000)
        dearest = await reserve(store, ledger, origin, "paid/other", "x")
        free = await reserve(store, ledger, origin, "free/other", "x")
        over = await reserve(store, ledger, origin, "paid/small", "x" * 40_000)
        assert isinstance(known, Charge)
        await known.read(Request((contract.Message("user", "x" * 4_000),)))
        known.counted(Usage(1_000, 100))
        await known.settle()
        counts = await store.run(spending.counts, subjects(origin, clock.wall(), Zones(), priced=False), clock.wall())
    finally:
        await store.close()

    assert [isinstance(each, Charge) for each in (*unknown, known, dearest, free, over)] == [
        True,
        False,
        True,
        True,
        False,
        False,
    ]
    assert counts[f"{BOT}|all", "day"].dollars == pytest.approx(0.002 + 0.02, abs=0.001)


class _Somewhere:
    platform = MemoryPlatform(VirtualClock())


async def test_limits_and_roles() -> None:
    """A role's members have what is said for it, and each counts for themselves."""
    rules = replace(POLICY, limits=Limits(person=(Allowance(1, "answers", "day"),)))
    async with house(rules=rules) as one:
        limit = Limit(BOT, "role:70", Allowance(3, "answers", "day"))
        await one.store.run(settings.change, limit.scope, limit.key, "3", by="", at=0.0)
        for person in (ANN, BOB):
            for _ in range(4):
                roles = ("70",) if person == ANN else ()
                await one.ask("x", replace(one.shared(person), roles=roles))
                await one.wait(2.0)

    assert len(answers(one.texts(GROUP))) == 4


async def test_three_answers_grow_at_once_in_a_channel_and_the_rest_wait_in_sight() -> None:
    """The fourth and fifth see how many are before them, and their answers take the place of that line."""
    people = [Person("memory", str(number)) for number in range(10, 15)]
    async with house(SLOW) as one:
        for person in people:
            await one.ask("x", one.shared(person))
            await one.wait(0.1)  # two who ask at the very same moment have no order
        await one.wait(5.0)
        early = one.texts(GROUP)
        open_then = one.provider.open
        await one.wait(60.0)

    assert open_then == 3
    assert early[3:] == [say("in_line", count="1"), say("in_line", count="2")]
    assert len(one.texts(GROUP)) == 5
    assert all(text.endswith("word9") for text in map(str.rstrip, one.texts(GROUP)))


async def test_a_crash_leaves_nobody_waiting_in_line(tmp_path: Path) -> None:
    """Who waited in line is answered by the next start, where the line stood, and those before them too."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        for number in range(4):
            await one.ask("x", one.shared(Person("memory", str(10 + number))))
        await one.wait(5.0)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait()
        left = await one.store.run(replies.left_open)

    assert left == ()
    assert platform.texts(GROUP) == ["Hello there."] * 4


async def test_a_question_that_finds_its_conversation_full_leaves_nothing() -> None:
    """Many answer one message: the one too many is told so, is not kept, costs nothing, and no reply of it is open."""
    rules = replace(POLICY, limits=Limits(person=(Allowance(20, "answers", "day"),)))
    people = [Person("memory", str(number)) for number in range(10, 10 + MAX_WAITING + 1)]
    async with house(ENDLESS, rules=rules) as one:
        root = await one.ask("Who else?", one.shared(BOB))
        for person in people[:-1]:
            await one.ask("Me.", one.shared(person), reply_to=root)
            await one.wait(0.01)
        await one.ask("xylophone", one.shared(people[-1]), reply_to=root)
        await one.wait(5.0)
        told = one.texts(GROUP).count(say("queue_full"))
        left = await one.store.run(replies.left_open)
        kept = await one.store.run(personal_data.dossier, people[-1])
        costs = await had(one, one.shared(people[-1]))

    assert told == 1
    assert len(left) == MAX_WAITING + 1
    assert kept == ()
    assert costs == Spent()


async def test_private_chats_wait_for_no_channel() -> None:
    """Each is a place of its own, and so is each topic."""
    async with house(SLOW) as one:
        await asyncio.gather(*(one.ask("x", one.private(Person("memory", str(n)))) for n in range(10, 16)))
        await one.wait(2.0)

        assert one.provider.open == 6


async def minutes(one: House) -> dict[str, int]:
    """The answers that are counted in minutes, by subject."""

    def read(sql: Connection) -> dict[str, int]:
        found = sql.execute(select(SPENDING).where(SPENDING.c.period == "minute"))
        return {row.subject: row.answers for row in found}

    return await one.store.run(read)


async def test_minutes_are_counted_only_for_a_limit_of_minutes() -> None:
    """One that is chosen counts from then on; an answer that began before it takes nothing from its minute."""
    async with house(SLOW, rules=replace(POLICY, limits=NO_LIMITS)) as one:
        await one.ask("One", one.shared(ANN))
        await one.wait(1.0)
        before = await minutes(one)
        await one.store.run(settings.change, str(GROUP), "limit all answers minute", "1", by="", at=0.0)
        await one.ask("Two", one.shared(BOB))
        await one.ask("Three", one.shared(Person("memory", "cid")))
        await one.wait(30.0)
        after = await minutes(one)

    assert before == {}
    assert after[f"{GROUP}|all"] == 1
    assert len(answers(one.texts(GROUP))) == 2
