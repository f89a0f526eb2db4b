"""What goes out of the database, and how: whole, in short steps, without a trace, and without room that stays empty."""

import asyncio

from sqlalchemy import Connection, Table, func, select

from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.storage import answers, exchanges, messages, old_messages, personal_data, replies
from bots.engine.storage.exchanges import Begun, Bill, Question
from bots.engine.storage.periods import Spent
from bots.engine.storage.schema import LINES, MESSAGES, SURFACES
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, HERE, NOON, TOPIC, Reader, forget, opened, said, size, texts, traces
from tests.waiting import PATIENCE, until

DAY = 86_400.0
BOB = Person("telegram", "6")


async def count(store: Store, table: Table = MESSAGES) -> int:
    return await store.run(lambda sql: sql.scalar(select(func.count()).select_from(table)) or 0)


async def exchange(
    store: Store, id: str, *, at: float = NOON, person: Person = ANN, under: str = "", text: str = "Why?"
) -> Begun:
    """A question and its answer, which stands in the message with the id of the question and an "a"."""
    question = Question(HERE, id, person, text, text, ToChat(HERE, id), at, reply_to=under, goes_on=not under)
    begun = (await store.run(exchanges.begin, question, None)).begun
    assert begun is not None
    bill = Bill(0, Spent(), HERE, person, at)
    surfaces = (Message(HERE, f"{id}a"),)
    await store.run(exchanges.finish, begun.answer, begun.reply, f"Because {id}.", surfaces, bill)
    return begun


async def erased(store: Store) -> None:
    """Wait until the log is erased: a server notices a moment later that somebody who has read is gone."""
    async with asyncio.timeout(PATIENCE):
        while not await store.erase_log():
            pass


async def forget_old(store: Store, before: float) -> int:
    """As the housekeeping does it; returns how many steps had something to do."""
    steps = 0
    while await store.run(old_messages.forget, before, before - DAY, 20):
        steps += 1
    below: int | None = old_messages.NEWEST
    while below is not None:
        below = await store.run(old_messages.forget_needless, below, 2)
    line: old_messages.LookedAt | None = old_messages.FIRST
    while line is not None:
        line = await store.run(old_messages.forget_lines, before, line, 2)
    return steps


# What is old


async def test_of_what_is_old_nothing_is_left(store: Store, url: str) -> None:
    """No word, no author, no id and no time, in no file: not of short texts, not of long ones."""
    long = "".join(f"confidential{number:05} " for number in range(2000))
    for number in range(30):
        await exchange(store, f"8811{number}", person=Person("telegram", "777007"), text=f"confidential {number}")
    await exchange(store, "8899", text=long)
    await store.run(messages.begin, TOPIC, NOON)
    before = traces(url)
    steps = await forget_old(store, NOON + 1)
    await store.erase_log()

    after = traces(url)
    for trace in (b"confidential", b"777007", b"8811"):
        assert trace in before
        assert trace not in after
    assert [await count(store, table) for table in (MESSAGES, SURFACES, LINES)] == [0, 0, 0]
    assert steps > 1
    assert await forget_old(store, NOON + 1) == 0


async def test_a_conversation_goes_on_without_what_is_old(store: Store) -> None:
    """Its newer part stays one conversation, with the name that it had, and goes on; an old message is not known."""
    old = await exchange(store, "1")
    fresh = await exchange(store, "2", at=NOON + DAY)
    name = await store.run(messages.root, fresh.answer)
    await forget_old(store, NOON + 1)
    later = await exchange(store, "3", at=NOON + DAY)
    answered = await exchange(store, "4", at=NOON + DAY, under="1a", text="And that?")

    assert await texts(store, later.answer) == ["Why?", "Because 2.", "Why?", "Because 3."]
    assert await store.run(messages.root, later.answer) == name == old.question
    assert await store.run(messages.find, HERE, "1a") is None
    assert await store.run(answers.stored_answer, old.answer) is None
    assert await texts(store, answered.answer) == ["And that?", "Because 4."]


async def test_a_line_that_began_is_still_told_apart_from_the_one_before(store: Store) -> None:
    """Also when all that was said before it is gone, and when nothing is left at all: no number is used again."""
    old = await exchange(store, "1")
    await store.run(messages.begin, HERE, NOON)
    await exchange(store, "2", at=NOON + DAY, under="1a")
    await forget_old(store, NOON + 1)
    apart = await store.run(messages.last, HERE)
    await forget_old(store, NOON + 2 * DAY)
    empty = await count(store)
    await store.run(messages.begin, HERE, NOON + 3 * DAY)
    first = await exchange(store, "3", at=NOON + 3 * DAY)

    assert apart is None
    assert empty == 0
    assert first.question > old.answer + 2
    assert await store.run(messages.last, HERE) == first.answer


async def test_an_answer_in_flight_is_only_emptied(store: Store) -> None:
    """However old its question is: it ends as ever, and goes with the next round."""
    question = Question(HERE, "1", ANN, "Why?", "Why?", ToChat(HERE, "1"), NOON)
    begun = (await store.run(exchanges.begin, question, None)).begun
    assert begun is not None
    await forget_old(store, NOON + DAY)
    emptied, rows = await texts(store, begun.answer), await count(store)
    await store.run(
        exchanges.finish, begun.answer, begun.reply, "So.", (Message(HERE, "2"),), Bill(0, Spent(), HERE, ANN, NOON)
    )
    await forget_old(store, NOON + DAY)

    assert (emptied, rows) == ([], 2)
    assert await count(store) == 0


async def test_a_reply_that_nobody_can_end_any_more_goes(store: Store) -> None:
    """Its platform is off, for a day at least; then its message goes too."""
    row = await said(store, "?")
    await store.run(replies.open_reply, ToChat(HERE), at=NOON, row=row)
    await forget_old(store, NOON + DAY)
    kept = len(await store.run(replies.left_open))
    await forget_old(store, NOON + DAY + 1)

    assert kept == 1
    assert await store.run(replies.left_open) == ()
    assert await count(store) == 0


async def test_what_is_kept_for_its_answer_only_goes_with_the_next_round(store: Store) -> None:
    """With its author and its ids, long before anything else is old."""
    question = Question(HERE, "1", ANN, "Why?", "Why?", ToChat(HERE, "1"), NOON)
    begun = (await store.run(exchanges.begin, question, None)).begun
    assert begun is not None
    bill = Bill(0, Spent(), HERE, ANN, NOON)
    await store.run(exchanges.finish, begun.answer, begun.reply, "", (Message(HERE, "2"),), bill, begun.question)
    emptied = await texts(store, begun.answer)
    await forget_old(store, NOON - 30 * DAY)

    assert emptied == []
    assert await count(store) == await count(store, SURFACES) == 0


async def test_the_file_does_not_grow_for_ever(store: Store, url: str) -> None:
    """Sixteen days, of which three are kept: from the sixth on the size stays the same."""
    sizes: dict[int, int] = {}
    for day in range(16):
        now = NOON + day * DAY
        await store.run(a_day, day, now, "Words that were said. " * 60)
        await forget_old(store, now - 3 * DAY)
        await erased(store)
        sizes[day] = size(url)

    assert sizes[4] > 1.5 * sizes[0]
    assert sizes[15] <= 1.05 * sizes[6]


def a_day(sql: Connection, day: int, now: float, words: str) -> None:
    """Ten questions and answers of five people, each in a chat of their own; one transaction, to be quick."""
    for number in range(10):
        person = Person("telegram", str(number % 5))
        place = Place("telegram", person.id)
        question = Question(place, f"{day}-{number}", person, words, words, ToChat(place), now + number, goes_on=True)
        beginning: exchanges.Beginning[str] = exchanges.begin(sql, question, None)
        begun = beginning.begun
        assert begun is not None
        bill = Bill(0, Spent(), place, person, now)
        exchanges.finish(sql, begun.answer, begun.reply, words, (Message(place, f"{day}-{number}a"),), bill)


# One person


async def test_a_person_is_forgotten_in_steps(store: Store, url: str) -> None:
    """Whatever the size of a step, the same is left: nothing, and an empty row where another's message hangs below."""
    for number in range(9):
        await exchange(store, str(number), text="confidential")
    theirs = await exchange(store, "b", person=BOB, under="3a", text="I see")
    erased = await forget(store, ANN, at_once=2)
    await store.erase_log()

    assert erased == 18
    assert await texts(store, theirs.answer) == ["I see", "Because b."]
    assert b"confidential" not in traces(url)
    assert await count(store) == 2 + 2 * 4  # the branch down to it
    assert await count(store, SURFACES) == 2
    assert await store.run(personal_data.dossier, ANN) == ()


async def test_empty_rows_go_with_the_last_message_under_them(store: Store) -> None:
    """Also those under which only other empty ones hang."""
    for number in range(4):
        await exchange(store, str(number))
    await exchange(store, "b", person=BOB, under="3a", at=NOON + DAY)
    await forget(store, ANN)
    between = await count(store)
    await forget_old(store, NOON + DAY)
    kept = await count(store)
    await forget_old(store, NOON + 2 * DAY)

    assert between == kept == 10
    assert await count(store) == 0


async def test_what_lies_between_stays_between(store: Store) -> None:
    """An empty row holds others' messages above and below it together, until the ones above are old."""
    await exchange(store, "a", person=BOB, text="First", at=NOON + DAY)
    await exchange(store, "1", at=NOON + DAY)
    last = await exchange(store, "c", person=BOB, text="Last", at=NOON + 2 * DAY)
    await forget(store, ANN)
    await forget_old(store, NOON)
    together = await texts(store, last.answer)
    await forget_old(store, NOON + DAY + 1)

    assert together == ["First", "Because a.", "Last", "Because c."]
    assert await texts(store, last.answer) == ["Last", "Because c."]
    assert await count(store) == 4  # its own two rows, and the empty ones above until it goes


async def test_a_crash_in_the_middle_is_gone_on_with(url: str) -> None:
    """The next run knows who it was; what they wrote after they asked for it stays."""
    async with opened(url) as store:
        for number in range(6):
            await exchange(store, str(number))
        await store.run(personal_data.begin_forgetting, ANN, None)
        await exchange(store, "new", text="A new beginning")
        await store.run(personal_data.forget_some, ANN, 2)

    async with opened(url) as store:
        waiting = await store.run(personal_data.being_forgotten)
        while await store.run(personal_data.forget_some, ANN, 2):
            pass

        assert waiting == (ANN,)
        assert await store.run(personal_data.end_forgetting, ANN) == 12
        assert await store.run(personal_data.end_forgetting, ANN) is None
        assert await store.run(personal_data.being_forgotten) == ()
        assert [said.text for said in await store.run(personal_data.dossier, ANN)] == ["A new beginning"]


# The log


async def test_what_another_program_reads_is_erased_after_it(url: str) -> None:
    """A backup holds nobody for long, the store knows that words are left, and erases them by itself."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            reader.close()

    async with opened(url, patience=0.05) as store:
        empty = size(url)
        await exchange(store, "1", text="confidential")
        reader = Reader(url)
        await forget(store, ANN)
        was_erased = await store.erase_log()
        left = (b"confidential" in traces(url), size(url) > empty)
        erasing = asyncio.create_task(store.keep_erasing(sleep))
        await until(lambda: len(slept) >= 3 and b"confidential" not in traces(url))
        await erased(store)
        erasing.cancel()

    assert not was_erased
    assert any(left)
    assert b"confidential" not in traces(url)
