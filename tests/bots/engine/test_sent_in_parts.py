"""What is sent in parts waits for its rest and is asked together: albums, long pastes, forwards with a comment."""

from pathlib import Path

import pytest

from bots.engine.gathering import FOLLOWED_WITHIN
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Attachment, Incoming
from bots.engine.seam.places import ToChat
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, house
from tests.bots.engine.pieces import LATE, asked, deletes, kept, written

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]


async def test_an_album_waits_for_its_last_piece() -> None:
    """From the last one on, not from the first; what stands beside its pieces is in order."""
    async with house() as one:
        for number in range(4):
            picture = Attachment("document", f"f{number}", name=f"{number}.txt")
            one.platform.files[f"f{number}"] = f"file {number}".encode()
            text = "Compare." if number == 0 else ""
            await one.ask(text, attachments=(picture,), more=0.3)
            await one.wait(0.2)
        early = len(one.provider.requests)
        await one.wait(0.2)
        await one.wait(10.0)
        questions = await kept(one)

    assert early == 0
    assert len(one.provider.requests) == 1
    content = asked(one)[0]
    assert [content.index(f"file {number}") for number in range(4)] == sorted(
        content.index(f"file {number}") for number in range(4)
    )
    assert questions == [("Compare.", 4)]


async def test_a_paste_in_three() -> None:
    """It is asked when its last part is there: that one says that nothing more comes."""
    async with house() as one:
        for part, more in (("a" * 4096, 2.0), ("b" * 4096, 2.0), ("c" * 3000, 0.0)):
            await one.ask(part, more=more, cut=bool(more))
            await one.wait(0.5)
        at = len(one.provider.requests)
        await one.wait(10.0)

    assert at == 1
    assert asked(one) == ["\n".join(("a" * 4096, "b" * 4096, "c" * 3000))]


async def test_nobody_waits_for_what_another_sends() -> None:
    """Neither another person in the place, nor the same in another place."""
    async with house() as one:
        await one.ask("a" * 4096, one.shared(ANN), more=2.0, cut=True)
        await one.ask("Bob's", one.shared(BOB))
        await one.ask("private")
        await one.wait(0.5)
        soon = sorted(asked(one))
        await one.wait(10.0)

    assert soon == ["Bob's", "private"]
    assert len(one.provider.requests) == 3


async def test_a_part_that_does_not_address_the_bot_belongs_to_the_text() -> None:
    """The mention may stand in any part; two messages of one batch need one each."""
    async with house() as one:
        await one.ask("a" * 4096, one.shared(), addressed=False, more=2.0, cut=True)
        await one.ask("the end, @bot", one.shared())
        await one.wait(10.0)
        await one.ask("to others", one.shared(BOB), addressed=False, followed=True)
        await one.ask("to the bot", one.shared(BOB))
        await one.wait(10.0)

    assert asked(one) == ["a" * 4096 + "\nthe end, @bot", "to the bot"]


async def test_a_batch_is_one_question_at_once() -> None:
    """Nobody waits for anything."""
    async with house() as one:
        began = one.clock.now()
        await one.ask("1", followed=True)
        await one.ask("2", followed=True)
        await one.ask("3")
        took = one.clock.now() - began
        await one.wait(10.0)

    assert took < FOLLOWED_WITHIN / 10
    assert asked(one) == ["1\n\n2\n\n3"]


async def test_a_command_comes_behind_what_is_held() -> None:
    """`/new` begins anew behind it, and not before."""
    async with house() as one:
        await one.ask("a" * 4096, more=2.0, cut=True)
        await one.command("new")
        await one.ask("anew")
        await one.wait(10.0)

    assert asked(one) == ["a" * 4096, "anew"]
    assert len(one.provider.requests[-1].messages) == 1


async def test_a_comment_goes_before_its_forward() -> None:
    """Among others the forward does not address the bot: the comment that came just before it says whose it is."""
    async with house(LATE) as one:
        await one.ask("What of this, @bot?", one.shared(ANN))
        await one.wait(0.2)
        await one.ask("Forwarded: sea", one.shared(ANN), addressed=False, more=0.3)
        await one.ask("Forwarded: sky", one.shared(BOB), addressed=False, more=0.3)
        await one.wait(2.0)
        await one.ask("Forwarded: late", one.shared(ANN), addressed=False, more=0.3)
        await one.wait(30.0)

    assert asked(one)[-1] == "What of this, @bot?\n\nForwarded: sea"
    assert not any("sky" in each or "late" in each for each in asked(one))
    assert one.answers(GROUP) == ["Both."]


async def test_edited_and_deleted_while_it_is_held() -> None:
    """The new words are asked, and what is gone is not."""
    async with house() as one:
        first = await one.ask("a" * 4096, more=2.0, cut=True)
        second = await one.ask("b" * 4096, more=2.0, cut=True)
        await one.engine.on_edited(Incoming(one.private(), first, "short", addressed=True))
        await deletes(one, second)
        await one.wait(10.0)

    assert asked(one) == ["short"]


async def test_stopped_while_it_is_held(tmp_path: Path) -> None:
    """Neither is it asked when its time is over, nor by the next start; what follows is a question of its own."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.ask("a" * 4096, more=2.0, cut=True)
        await one.ask("Bob's " + "b" * 4096, one.private(BOB), more=2.0, cut=True)
        said = await one.command("stop")
        await one.ask("anew")
        await one.wait(10.0)
        nothing = await one.command("stop")
    async with house(path=path, platform=one.platform, clock=one.clock) as two:
        await two.engine.on_ready("memory")
        await two.wait()

    assert (said, nothing) == (say("stopping"), say("nothing_to_stop"))
    assert asked(one) == ["anew", "Bob's " + "b" * 4096]
    assert two.provider.requests == []


async def test_forgotten_while_it_is_held() -> None:
    """Nothing of it is asked, nor of what nobody could know yet to be for the bot."""
    async with house() as one:
        await one.ask("a" * 4096, more=2.0, cut=True)
        await one.ask("b" * 4096, one.shared(), addressed=False, more=2.0, cut=True)
        await one.engine.services.forgetting.person(ANN, one.private().place)
        await one.ask("the end", one.shared())
        await one.wait(10.0)

    assert asked(one) == ["the end"]


async def test_all_of_it_is_deleted_while_it_is_held() -> None:
    """Then nothing is asked, and what follows is a question of its own."""
    async with house() as one:
        first = await one.ask("a" * 4096, more=2.0, cut=True)
        await deletes(one, first)
        await one.ask("anew", more=0.3)
        await one.wait(10.0)

    assert asked(one) == ["anew"]


async def test_edited_while_it_is_held_before_a_crash(tmp_path: Path) -> None:
    """The next start asks the new words, and the old ones are nowhere."""
    path = tmp_path / "parley.db"
    async with house(path=str(path)) as one:
        first = await one.ask("secret" * 700, more=2.0, cut=True)
        await one.engine.on_edited(Incoming(one.private(), first, "short", addressed=True))
        on_disk = written(tmp_path)
    async with house(path=str(path), platform=one.platform, clock=one.clock) as two:
        await two.engine.on_ready("memory")
        await two.wait()

    assert one.provider.requests == []
    assert asked(two) == ["short"]
    assert b"secretsecret" not in on_disk


async def test_what_is_held_at_the_end_is_asked(tmp_path: Path) -> None:
    """It is not lost: the next start asks it."""
    path = str(tmp_path / "parley.db")
    async with house(LATE, path=path) as one:
        await one.ask("a" * 4096, more=2.0, cut=True)
        await one.engine.drain(0.0)
    async with house(path=path, platform=one.platform, clock=one.clock) as two:
        await two.engine.on_ready("memory")
        await two.wait()

    assert one.provider.requests == []
    assert asked(two) == ["a" * 4096]
    assert two.texts() == ["Hello there."]


async def test_a_reply_quotes_once() -> None:
    """Three parts that answer the same message stand below one quote of it."""
    async with house() as one:
        origin = replace(one.shared(), target=ToChat(GROUP))
        for text, more in (("a" * 4096, 2.0), ("b", 0.0)):
            await one.ask(text, origin, more=more, cut=bool(more), reply_to="unknown", quoted="What was said")
        await one.wait(10.0)

    assert asked(one) == ["> What was said\n\n" + "a" * 4096 + "\nb"]
