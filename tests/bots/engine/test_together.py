"""What follows before a word is shown is asked together with what it follows."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from bots.engine.conversation.asked import MOST_DROPPED
from bots.engine.conversation.together import MOST_PIECES
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.ledger import ANSWER_TOKENS
from bots.engine.spending.limits import Limits
from bots.engine.storage import personal_data, replies
from bots.engine.storage.records import BOT
from bots.engine.storage.schema import MESSAGES, SURFACES
from provider.contract import Finish, Text, Usage
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, POLICY, growing, house, spent
from tests.bots.engine.pieces import LATE, LIMITED, SLOW, asked, deletes, kept
from tests.fakes.memory import Fault

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]


# What follows before a word is shown.


async def test_a_second_message_joins() -> None:
    """The request is dropped and asked again with both; one answer comes, and one is counted."""
    async with house(LATE, rules=LIMITED) as one:
        await one.ask("What is the sea?")
        await one.wait(1.0)
        await one.ask("And the sky?")
        await one.wait(30.0)
        cost = await spent(one.store, f"{BOT}|{ANN}", one.clock.wall())
        left = await one.store.run(replies.left_open)

    assert asked(one) == ["What is the sea?", "What is the sea?\n\nAnd the sky?"]
    assert one.texts() == ["Both."]
    assert cost.answers == 1
    assert left == ()


async def test_a_dropped_request_costs_its_estimate() -> None:
    """What was sent of it, beside what the answer cost by the server's own count."""
    async with house((5.0, Text("Both."), Usage(1000, 10), Finish()), rules=LIMITED) as one:
        await one.ask("x" * 400)
        await one.wait(1.0)
        await one.ask("y" * 400)
        await one.wait(30.0)
        cost = await spent(one.store, f"{BOT}|{ANN}", one.clock.wall())

    assert cost.answers == 1
    assert 1010 + 100 <= cost.tokens < 1010 + 200


async def test_joining_keeps_within_limits() -> None:
    """Where there is no room for a second request, the first is not dropped, and the second message gets its own no."""
    tokens = Limits(person=(Allowance(ANSWER_TOKENS + 700, "tokens", "day"),))
    async with house(LATE, rules=replace(POLICY, limits=tokens)) as one:
        await one.ask("x" * 2000)
        await one.wait(1.0)
        await one.ask("And the sky?")
        await one.wait(30.0)

    assert asked(one) == ["x" * 2000]
    assert one.texts()[0] != "Both."
    assert one.texts()[1:] == ["Both."]


async def test_a_request_is_dropped_twice_at_most() -> None:
    """The third one to follow waits as a question of its own, and what follows it joins it."""
    async with house(LATE) as one:
        for number in range(6):
            await one.ask(f"{number}")
            await one.wait(1.0)
        await one.wait(60.0)

    assert MOST_DROPPED == 2
    assert asked(one) == ["0", "0\n\n1", "0\n\n1\n\n2", "3\n\n4\n\n5"]
    assert one.texts() == ["Both.", "Both."]


async def test_behind_the_first_word_it_waits() -> None:
    """What is shown is not taken back for it."""
    async with house(SLOW, LATE) as one:
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(60.0)

    assert asked(one) == ["1", "2"]
    assert one.texts() == ["One two.", "Both."]


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.1, 0.35, 0.4, 0.45, 0.5, 0.55])
async def test_in_the_very_moment_of_the_first_word(after: float) -> None:
    """It joins or it waits: whatever the moment, all of it is answered once, and nothing stays open."""
    async with house((0.3, Text("One "), 3.0, Text("two."), Finish())) as one:
        await one.ask("1")
        await one.wait(after)
        await one.ask("2")
        await one.wait(60.0)
        left = await one.store.run(replies.left_open)

    assert asked(one) in (["1", "2"], ["1", "1\n\n2"], ["1\n\n2"])
    assert one.texts() == ["One two."] * (2 if asked(one) == ["1", "2"] else 1)
    assert left == ()


@pytest.mark.parametrize("tenths", range(9))
@pytest.mark.parametrize("fault", [None, Fault.SLOW, Fault.UNSURE, Fault.LOST])
async def test_in_the_very_moment_of_the_only_frame(tenths: int, fault: Fault | None) -> None:
    """The first words are the last ones too, and the call that shows them may be slow, fail or lose its answer."""
    async with house((0.3, Text("Aye."), Finish())) as one:
        if fault is not None:
            one.platform.faults[0] = fault
        await one.ask("1")
        await one.wait(0.25 + tenths / 50)
        await one.ask("2")
        await one.wait(120.0)
        questions = await kept(one)
        left = await one.store.run(replies.left_open)

    assert "\n\n".join(text for text, _ in questions) == "1\n\n2"
    assert len(one.texts()) == len(questions)
    assert set(one.texts()) == {"Aye."}
    assert left == ()


async def test_a_third_that_comes_during_the_drop() -> None:
    """While the request that was dropped still ends, one more comes: both are asked."""
    async with house((5.0, Text("Both."), Finish())) as one:
        await one.ask("1")
        await one.wait(1.0)
        await one.ask("2")
        await one.ask("3")
        await one.wait(30.0)

    assert asked(one)[-1] == "1\n\n2\n\n3"
    assert one.provider.open == 0
    assert one.texts() == ["Both."]


async def test_one_answer_a_day_is_enough_for_all_of_it() -> None:
    """The limit counts answers, and all messages get one."""
    rules = replace(POLICY, limits=Limits(person=(Allowance(1, "answers", "day"),)))
    async with house(LATE, rules=rules) as one:
        await one.ask("1")
        await one.wait(1.0)
        await one.ask("2")
        await one.wait(30.0)

    assert one.texts() == ["Both."]


async def test_two_that_follow_at_once() -> None:
    """They are handed in side by side: nothing is lost and nothing doubled."""
    async with house(LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        await asyncio.gather(one.ask("2"), one.ask("3"))
        await one.wait(60.0)

    assert asked(one)[-1] == "1\n\n2\n\n3"
    assert one.texts() == ["Both."]


async def test_a_burst() -> None:
    """Thirty messages become a few answers, each message is read once, in order."""
    async with house(LATE) as one:
        for number in range(30):
            await one.ask(f"m{number}")
        await one.wait(120.0)
        questions = await kept(one)

    assert len(one.texts()) <= 3
    assert "\n\n".join(text for text, _ in questions) == "\n\n".join(f"m{number}" for number in range(30))
    assert max(count for _, count in questions) <= MOST_PIECES


async def test_what_joins_a_waiting_question_drops_nothing() -> None:
    """Its conversation is busy with another answer."""
    async with house(SLOW, LATE) as one:
        await one.ask("1")
        await one.wait(3.0)
        for text in ("2", "3", "4", "5"):
            await one.ask(text)
        await one.wait(60.0)

    assert asked(one) == ["1", "2\n\n3\n\n4\n\n5"]


async def test_others_in_a_group_join_nothing() -> None:
    """Two people at once: each has their own answer."""
    async with house(LATE) as one:
        await one.ask("Ann 1", one.shared(ANN))
        await one.ask("Bob 1", one.shared(BOB))
        await one.ask("Ann 2", one.shared(ANN))
        await one.ask("to others", one.shared(ANN), addressed=False)
        await one.wait(60.0)

    assert sorted(asked(one)) == ["Ann 1", "Ann 1\n\nAnn 2", "Bob 1"]
    assert one.texts(GROUP) == ["Both.", "Both."]


async def test_a_reply_to_something_else_is_a_question_of_its_own() -> None:
    """One to the message itself is not."""
    async with house((Text("Old."), Finish()), LATE) as one:
        await one.ask("0", one.shared())
        await one.wait(5.0)
        (old,) = one.platform.standing
        first = await one.ask("1", one.shared())
        await one.wait(1.0)
        await one.ask("elsewhere", one.shared(), reply_to=old)
        await one.ask("2", one.shared(), reply_to=first)
        await one.wait(60.0)

    assert "1\n\n2" not in asked(one) or "elsewhere" in asked(one)
    assert not any("elsewhere" in text and text != "elsewhere" for text in asked(one))


async def test_a_command_asks_its_own_question() -> None:
    """It joins none, and none joins it."""
    async with house(LATE) as one:
        await one.ask("1", asked=True)
        await one.ask("2")
        await one.ask("3", asked=True)
        await one.wait(60.0)

    assert asked(one) == ["1", "2", "3"]


async def test_too_long_together() -> None:
    """What would be longer than a question may be is one of its own."""
    rules = replace(POLICY, limits=Limits(person=(), bot=(), unpriced=(), input_characters=100))
    async with house(LATE, rules=rules) as one:
        await one.ask("x" * 60)
        await one.wait(1.0)
        await one.ask("y" * 60)
        await one.wait(60.0)

    assert asked(one) == ["x" * 60, "y" * 60]


async def test_stopped_while_it_waits_for_its_first_word() -> None:
    """Stop is stronger than what follows."""
    async with house(LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        await one.command("stop")
        await one.ask("2")
        await one.wait(60.0)
        questions = await kept(one)

    assert [text for text, _ in questions] == ["1", "2"]
    assert one.texts() == [say("stopped"), "Both."]


# All messages of a question mean its row.


async def test_a_reply_to_any_piece_finds_the_branch() -> None:
    """The answer goes on from the question that it was joined to."""
    async with house(LATE) as one:
        await one.ask("1", one.shared())
        await one.wait(1.0)
        second = await one.ask("2", one.shared())
        await one.wait(30.0)
        await one.ask("3", one.shared(BOB), reply_to=second)
        await one.wait(30.0)

    assert [message.content for message in one.provider.requests[-1].messages][1:] == ["A: 1\n\n2\n\nB: 3"]


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_deleted_piece_leaves_the_question(which: int) -> None:
    """Before a word is shown it is asked again without it; what is kept says it no more, and the others stay."""
    async with house(SLOW, LATE) as one:
        await one.ask("0", asked=True)
        ids = [await one.ask(text) for text in ("a", "b", "c")]
        await one.wait(3.0)
        await deletes(one, ids[which])
        await one.wait(60.0)
        questions = await kept(one)
        surfaces = await one.store.run(lambda sql: sql.scalars(select(SURFACES.c.message)).all())

    rest = "\n\n".join(text for number, text in enumerate("abc") if number != which)
    assert asked(one) == ["0", rest]
    assert questions[1] == (rest, 2)
    assert ids[which] not in surfaces


async def test_a_piece_that_is_deleted_before_the_first_word() -> None:
    """The request is dropped and asked again; one that is deleted behind the first word changes nothing shown."""
    async with house(LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        second = await one.ask("2")
        await one.wait(1.0)
        await deletes(one, second)
        await one.wait(60.0)

    assert asked(one) == ["1", "1\n\n2", "1"]
    assert one.texts() == ["Both."]


async def test_all_pieces_are_deleted() -> None:
    """Then the question is gone, as any other."""
    async with house(LATE) as one:
        first = await one.ask("1")
        await one.wait(1.0)
        second = await one.ask("2")
        await one.wait(1.0)
        await deletes(one, first)
        await deletes(one, second)
        await one.wait(60.0)
        questions = await kept(one)

    assert one.texts() == []
    assert questions == []


async def test_an_edited_piece() -> None:
    """Its new words stand where the old ones stood."""
    async with house((5.0, Text("Both."), 20.0, Finish()), LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        second = await one.ask("2")
        await one.ask("3")
        await one.wait(15.0)
        await one.engine.on_edited(Incoming(one.private(), second, "two", addressed=True))
        await one.wait(60.0)
        questions = await kept(one)

    assert asked(one)[-1] == "1\n\ntwo\n\n3"
    assert questions == [("1\n\ntwo\n\n3", 3)]


async def test_delivered_again() -> None:
    """A piece that comes once more is known; one that did not come before is asked by itself."""
    async with house(LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        second = await one.ask("2")
        await one.wait(30.0)
        await one.engine.on_message(Incoming(one.private(), second, "2", addressed=True))
        await one.engine.on_message(Incoming(one.private(), second, "2", addressed=True, followed=True))
        await one.engine.on_message(Incoming(one.private(), "new", "3", addressed=True))
        await one.wait(30.0)

    assert asked(one) == ["1", "1\n\n2", "3"]


async def test_forgotten_with_all_pieces() -> None:
    """What is kept of a person holds each piece, and nothing is left of any."""
    async with house(LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        await one.ask("2")
        await one.wait(30.0)
        [said] = await one.store.run(personal_data.dossier, ANN)
        await one.engine.services.forgetting.person(ANN, one.private().place)
        rows = await one.store.run(lambda sql: sql.execute(select(MESSAGES)).all())
        surfaces = await one.store.run(lambda sql: sql.execute(select(SURFACES)).all())

    assert said.text == "1\n\n2"
    assert (rows, surfaces) == ([], [])


# What may go wrong.


@pytest.mark.parametrize("jobs", range(5))
async def test_the_database_fails_while_a_message_joins(jobs: int) -> None:
    """Whichever job is the first to fail: nothing is held back for ever, and an answer or a sentence comes."""
    async with house(LATE, rules=LIMITED) as one:
        await one.ask("1")
        await one.wait(1.0)
        one.database.patience = jobs
        asking = asyncio.create_task(one.ask("2"))  # it is committed when the database works again
        await one.wait(1.0)
        one.database.patience = 1_000_000
        await asking
        await one.wait(60.0)
        frames = one.platform.seen(one.private().place)
        left = await one.store.run(replies.left_open)

    assert not growing(frames)
    assert frames
    assert all(frame.text for frame in frames)
    assert len(left) <= 1  # what could not be noted is put in order by the next start


async def test_killed_before_the_first_word(tmp_path: Path) -> None:
    """The next start asks once, with all messages of the question."""
    path = f"{tmp_path}/parley.db"
    async with house(LATE, path=path) as one:
        await one.ask("1")
        await one.wait(1.0)
        await one.ask("2")
        await one.wait(1.0)
        clock, platform = one.clock, one.platform
    async with house(path=path, clock=clock, platform=platform) as one:
        await one.engine.on_ready(platform.name)
        await one.wait(10.0)
        questions = await kept(one)

    assert asked(one) == ["1\n\n2"]
    assert one.texts() == ["Hello there."]
    assert questions == [("1\n\n2", 2)]


async def test_nothing_of_it_is_kept_where_nothing_may_be() -> None:
    """With no days to keep, what was joined goes with the question."""
    async with house(LATE, rules=replace(POLICY, keep_days=0)) as one:
        await one.ask("1")
        await one.wait(1.0)
        await one.ask("2")
        await one.wait(30.0)
        rows = await one.store.run(lambda sql: sql.execute(select(MESSAGES)).all())

    assert asked(one)[-1] == "1\n\n2"
    assert [(row.text, row.pieces) for row in rows] == [("", None)] * len(rows)


async def test_forgotten_while_a_message_joins() -> None:
    """Nothing comes of it, and nothing is left."""
    async with house(LATE) as one:
        await one.ask("1")
        await one.wait(1.0)
        forgetting = one.engine.services.forgetting.person(ANN, one.private().place)
        await asyncio.gather(one.ask("2"), forgetting)
        await one.wait(30.0)
        found = [text for text, _ in await kept(one) if "1" in text]

    assert found == []


async def test_what_no_database_takes() -> None:
    """Halves of characters and NUL in a part, in one that is joined later, and in what is selected."""
    async with house(LATE) as one:
        await one.ask("a\ud83d", followed=True)
        await one.ask("b\x00", selected="c\udc00", reply_to="q0")
        await one.wait(1.0)
        await one.ask("d\ud83d", followed=True)
        await one.ask("e\x00")
        await one.wait(30.0)
        questions = await kept(one)

    assert len(questions) == 1
    assert all(part in questions[0][0] for part in ("a\ufffd", "b\ufffd", "> c\ufffd", "d\ufffd", "e\ufffd"))
    assert one.texts() == ["Both."]


async def test_a_message_that_was_deleted_before_it_was_kept() -> None:
    """Discord tells of the deletion first: that part is not asked."""
    async with house(LATE) as one:
        await deletes(one, "q1")
        await one.ask("1", followed=True)
        await one.ask("2", followed=True)
        await one.ask("3")
        await one.wait(30.0)
        questions = await kept(one)

    assert asked(one) == ["1\n\n3"]
    assert questions == [("1\n\n3", 2)]
