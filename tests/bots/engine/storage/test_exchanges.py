"""A question and its answer begin together and end together, or not at all."""

from typing import Any

import pytest

from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.storage import exchanges, messages, replies, spending, usage
from bots.engine.storage.exchanges import Begun, Bill, Question
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.records import StoreError
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from provider.values import replace
from tests.bots.engine.stores import ANN, EVER, HERE, NOON, forget, texts

ASKED = Spent(1, 2000)
ROOM: Wanted[str] = Wanted((Counted("bot|all"),), ASKED, NOON, lambda before: None)
NO_ROOM: Wanted[str] = Wanted((Counted("bot|all"),), ASKED, NOON, lambda before: "full")
QUESTION = Question(HERE, "1", ANN, "Why?", "> It is so\n\nWhy?", ToChat(HERE, "1"), NOON)


async def begin(store: Store, question: Question = QUESTION) -> tuple[Begun, int]:
    """Its rows, and the key of its reservation."""
    beginning = await store.run(exchanges.begin, question, ROOM)
    assert beginning.begun is not None
    assert beginning.reserved is not None
    return beginning.begun, beginning.reserved.key


async def counted(store: Store) -> Spent:
    return (await store.run(spending.counts, [Counted("bot|all")], NOON)).get(("bot|all", "day"), Spent())


def bill(reservation: int, **how: Any) -> Bill:  # Any: fields of Bill
    spent = {"had": Spent(1, 77), "provider": "demo", "model": "a", "input_tokens": 70, "output_tokens": 7}
    return Bill(reservation, place=HERE, person=ANN, at=NOON, **{**spent, **how})


async def test_a_question_begins_with_all_that_belongs_to_it(store: Store) -> None:
    """Its words with what they point at, a place for its answer, an open reply, and what it may cost."""
    begun, _ = await begin(store)
    (reply,) = await store.run(replies.left_open)

    assert await texts(store, begun.answer) == ["> It is so\n\nWhy?"]
    assert await store.run(messages.find, HERE, "1") == begun.question == begun.root
    assert (reply.key, reply.row, reply.target, reply.surfaces) == (begun.reply, begun.answer, ToChat(HERE, "1"), ())
    assert await counted(store) == ASKED


async def test_it_stands_under_what_it_replies_to(store: Store) -> None:
    """Where that is kept it needs no quote; where it is not, it goes on from the last if its place is one line."""
    first, _ = await begin(store)
    under, _ = await begin(store, replace(QUESTION, id="2", reply_to="1"))
    line, _ = await begin(store, replace(QUESTION, id="3", reply_to="unknown", goes_on=True))
    alone, _ = await begin(store, replace(QUESTION, id="4", reply_to="unknown"))

    assert await texts(store, under.question) == ["> It is so\n\nWhy?", "Why?"]
    assert len(await texts(store, line.question)) == 3
    assert len(await texts(store, alone.question)) == 1
    assert [each.root for each in (under, line, alone)] == [first.root, first.root, alone.question]


async def test_a_question_without_room_leaves_nothing(store: Store) -> None:
    """Neither a word nor a reply nor a charge; the reason comes back, and what was had until then."""
    beginning = await store.run(exchanges.begin, QUESTION, NO_ROOM)

    assert beginning.begun is None
    assert beginning.reserved is not None
    assert (beginning.reserved.reason, beginning.reserved.key) == ("full", 0)
    assert await store.run(messages.find, HERE, "1") is None
    assert await store.run(replies.left_open) == ()
    assert await counted(store) == Spent()


async def test_an_answer_ends_with_all_that_it_leaves(store: Store) -> None:
    """Words, messages, the price and the count; the reply is closed."""
    begun, key = await begin(store)
    parts = (Message(HERE, "2"), Message(HERE, "3"), Message(Place("telegram", "elsewhere"), "4"))
    await store.run(exchanges.finish, begun.answer, begun.reply, "Because.", parts, bill(key))
    (had,) = await store.run(usage.by, ANN, EVER)

    assert (await texts(store, begun.answer))[-1] == "Because."
    assert [await store.run(messages.find, HERE, id) for id in ("2", "3", "4")] == [begun.answer, begun.answer, None]
    assert await store.run(replies.left_open) == ()
    assert await counted(store) == Spent(1, 77)
    assert (had.model, had.answers, had.input_tokens, had.output_tokens) == ("demo/a", 1, 70, 7)


async def test_an_end_is_whole_or_not_at_all(store: Store) -> None:
    """Its last statement fails: the reply is open still, nothing is settled, and the next start finds it so."""
    begun, key = await begin(store)
    unfit = bill(key, model=object())

    with pytest.raises(StoreError):
        await store.run(exchanges.finish, begun.answer, begun.reply, "Because.", (Message(HERE, "2"),), unfit)

    assert await texts(store, begun.answer) == ["> It is so\n\nWhy?"]
    assert await store.run(messages.find, HERE, "2") is None
    assert len(await store.run(replies.left_open)) == 1
    assert await counted(store) == ASKED


async def test_a_dropped_question_takes_everything_along(store: Store) -> None:
    """What was reserved too, of which nothing was had."""
    begun, key = await begin(store)
    await store.run(exchanges.drop, begun.question, begun.answer, bill(key, had=Spent(), provider=""))

    assert await store.run(messages.find, HERE, "1") is None
    assert await store.run(replies.left_open) == ()
    assert await counted(store) == Spent()
    assert await store.run(usage.by, Person("telegram", "5"), EVER) == ()


@pytest.mark.parametrize("followed", [False, True])
async def test_an_answer_that_ends_after_forget_me_writes_nothing_back(store: Store, followed: bool) -> None:
    """Nor into a row that stays empty because another's message hangs under it."""
    begun, key = await begin(store)
    if followed:
        other = Question(
            HERE, "9", Person("telegram", "9"), "And me?", "And me?", ToChat(HERE, "9"), NOON, goes_on=True
        )
        await begin(store, other)
    await forget(store, ANN)
    await store.run(exchanges.finish, begun.answer, begun.reply, "Because.", (Message(HERE, "2"),), bill(key))

    assert await texts(store, begun.answer) == []
