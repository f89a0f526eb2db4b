"""Several processes count in the same few rows: what a limit leaves is given out exactly, and nobody waits for long."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.storage import edits, exchanges, spending, waiting_jobs
from bots.engine.storage.exchanges import Bill, Question
from bots.engine.storage.periods import Counted, Counts, Spent
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from tests.bots.engine.stores import NOON, opened
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

MOST = 30
EACH = 12
ASKED = Spent(1, 1000, 0.25)
BOT = ("bot|all", "day")


def decide(before: Counts) -> str | None:
    had = before.get(BOT, Spent())  # type: ignore[arg-type]
    return None if had.answers < MOST and had.dollars + ASKED.dollars <= MOST * ASKED.dollars + 1e-9 else "full"


async def answer(store: Store, place: Place, number: int) -> str:
    """Ask in a chat of its own, as the process that attends it does, and end the answer; returns what became of it."""
    ann = Person("telegram", place.chat)
    wanted = Wanted((Counted("bot|all"), Counted(f"{place}|{ann}")), ASKED, NOON, decide)
    question = Question(place, str(number), ann, "Why?", "Why?", ToChat(place), NOON, goes_on=True)
    beginning = await store.run(exchanges.begin, question, wanted)
    if beginning.begun is None or beginning.reserved is None:
        return "full"
    key = beginning.reserved.key
    await store.run(spending.extend, key, Spent(0, 1000, 0.0), NOON, lambda before: None)
    bill = Bill(key, ASKED, place, ann, NOON, "demo", "small", 800, 200)
    await store.run(exchanges.finish, beginning.begun.answer, beginning.begun.reply, "Because", (), bill)
    return "answered"


async def test_four_processes_give_out_exactly_what_a_limit_leaves(postgresql: Server) -> None:
    """Each asks again and again in chats of its own; no job fails, and all is counted at what it cost."""
    with postgresql.database() as url:
        async with AsyncExitStack() as opening:
            stores = [await opening.enter_async_context(opened(url)) for _ in range(4)]
            said = await asyncio.gather(
                *(
                    answer(store, Place("telegram", f"{number}{turn % 3}"), turn)
                    for number, store in enumerate(stores)
                    for turn in range(EACH)
                )
            )
            found = (await stores[0].run(spending.counts, [Counted("bot|all")], NOON))[BOT]  # type: ignore[index]

    assert said.count("answered") == MOST
    assert said.count("full") == 4 * EACH - MOST
    assert (found.answers, found.tokens, round(found.dollars, 9)) == (MOST, MOST * 1000, MOST * 0.25)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_was_spent_before_is_told_alike(kind: str, request: pytest.FixtureRequest) -> None:
    """Whether it is looked at before or after it is counted; what is refused is not counted."""
    subjects, seen = (Counted("bot|all"), Counted("telegram:42|telegram:5", 3600)), list[Counts]()

    def look(before: Counts) -> str | None:
        seen.append({key: spent for key, spent in before.items() if spent != Spent()})
        return "full" if len(seen) == 3 else None

    server: Server | None = request.getfixturevalue("postgresql") if kind == "postgresql" else None
    async with AsyncExitStack() as opening:
        url = opening.enter_context(server.database()) if server else "sqlite://"
        store = await opening.enter_async_context(opened(url))
        first = await store.run(spending.reserve, Wanted(subjects, ASKED, NOON, look))
        await store.run(spending.extend, first.key, Spent(0, 500, 0.5), NOON + 60.0, look)
        refused = await store.run(spending.reserve, Wanted(subjects, ASKED, NOON, look))
        counted = await store.run(spending.counts, subjects, NOON)

    assert refused.reason == "full"
    assert seen[0] == {}
    assert seen[1] == {(each.subject, period): ASKED for each in subjects for period in ("day", "month")}
    assert set(seen[2].values()) == {ASKED + Spent(0, 500, 0.5)} == set(counted.values())


def test_the_jobs_of_every_answer_wait_for_rows() -> None:
    """Others are tried again when they meet one: that is right for all, and slow where all meet."""
    waiting = (exchanges.begin, exchanges.finish, exchanges.grew, spending.extend, spending.settle, edits.ask_anew)

    assert all(map(waiting_jobs.is_waiting, waiting))
    assert not waiting_jobs.is_waiting(spending.reserve)
