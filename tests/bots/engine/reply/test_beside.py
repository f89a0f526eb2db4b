"""Pictures that a model sends with its words, and what else stands below an answer."""

import pytest

from bots.engine.reply.beside import Beside
from bots.engine.seam.incoming import Attachment, Incoming, Press
from bots.engine.seam.places import Place, Surface, Target
from bots.engine.seam.shown import File, Frame, Response
from bots.engine.tools.bounds import EXTRAS, EXTRAS_BYTES
from provider.contract import Finish, Image, Picture, Text
from tests.bots.engine.house import GROUP, growing, house
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import Fault, MemoryTerminal, VirtualClock

pytestmark = pytest.mark.looptime

PNG = b"\x89PNG\r\n\x1a\n a cat"
CAT = Picture(Image("image/png", PNG))
FILE = File("picture.png", PNG)


def files(frames: list[Frame]) -> list[File]:
    return [frame.file for frame in frames if frame.file]


async def test_a_picture_of_the_model_stands_below_its_words() -> None:
    """In a quiet message of its own that replies to them; the words keep their buttons."""
    async with house((Text("A cat:"), CAT, 1.0, Text(" there."), Finish())) as home:
        await home.ask("Draw a cat")
        await home.wait()

        words, picture = home.platform.seen(home.private().place)
        assert (words.text, words.file) == ("A cat: there.", None)
        assert words.buttons
        assert (picture.text, picture.file, picture.silent, picture.buttons) == ("", FILE, True, ())
        first, second = home.platform.standing.values()
        assert second.reply_to == first.surface.id


async def test_a_picture_without_words() -> None:
    """The words say that it is there."""
    async with house((CAT, Finish())) as home:
        await home.ask("Draw a cat")
        await home.wait()

        words, picture = home.platform.seen(home.private().place)
        assert (words.text, picture.file) == ("[picture]", FILE)
        assert not growing([words])


async def test_a_picture_whose_bytes_did_not_come() -> None:
    """It is mentioned at its place among the words."""
    async with house((Text("A cat: "), Picture(), Finish())) as home:
        await home.ask("Draw a cat")
        await home.wait()

        assert home.texts() == ["A cat: [picture]"]


async def test_a_picture_that_comes_twice() -> None:
    """Some servers repeat it at the end."""
    async with house((Text("A cat"), CAT, CAT, Finish())) as home:
        await home.ask("Draw a cat")
        await home.wait()

        assert len(files(home.platform.seen(home.private().place))) == 1


async def test_a_picture_that_may_not_be_sent() -> None:
    """That is said in its place, and the words stay."""
    async with house((Text("A cat"), CAT, Finish())) as home:

        def refuses(where: Target | Surface, frame: Frame) -> str:
            return "no files here" if frame.file else ""

        home.platform.refuses = refuses
        await home.ask("Draw a cat")
        await home.wait()

        assert home.texts() == ["A cat", "picture.png could not be sent here."]


async def test_a_picture_whose_upload_is_lost() -> None:
    """It is not sent again, as it may still arrive."""
    async with house((Text("A cat"), CAT, Finish())) as home:

        def fails(where: Target | Surface, frame: Frame) -> Fault | None:
            return Fault.HANGS if frame.file else None

        home.platform.fails = fails
        await home.ask("Draw a cat")
        await home.wait(300)

        assert home.texts() == ["A cat"]
        assert len([call for call in home.platform.calls if call.frame.file]) == 1


@pytest.mark.parametrize("name", ["picture.png", "table.csv"])
async def test_to_answer_a_picture_of_the_bot_shows_it_to_the_model(name: str) -> None:
    """So that it can be changed; also a file that it wrote. It is what the person's message is about."""
    async with house((Text("A cat"), CAT, Finish())) as home:
        await home.ask("Draw a cat")
        await home.wait()
        made = next(each for each in home.platform.standing.values() if each.frame.file).surface.id
        is_picture = name.endswith("png")
        home.platform.files["made"] = PNG if is_picture else b"a,b\n1,2"
        beside = Attachment("picture" if is_picture else "document", "made", name)
        await home.ask("Now in blue", reply_to=made, to_us=True, quoted_attachments=(beside,))
        await home.wait()

        drawn, answered, changed = home.provider.requests[-1].messages
        assert (drawn.content, answered.content) == ("Draw a cat", "A cat")
        assert "Now in blue" in changed.content
        assert changed.images == ((Image("image/png", PNG),) if is_picture else ())
        assert ("1,2" in changed.content) is not is_picture


async def test_a_whole_answer_as_a_file_is_no_file_of_the_question() -> None:
    """Its words are kept with the answer."""
    async with house() as home:
        await home.ask("Hello")
        await home.wait()
        (answer,) = home.platform.standing
        beside = Attachment("document", "whole", "answer.md")
        await home.ask("And?", reply_to=answer, to_us=True, quoted_attachments=(beside,))
        await home.wait()

        assert home.platform.fetched == []


async def test_a_terminal_gets_pictures_too() -> None:
    """It puts them down as files."""
    clock = VirtualClock()
    async with house((Text("A cat"), CAT, Finish()), platform=MemoryTerminal(clock), clock=clock) as home:
        await home.ask("Draw a cat")
        await home.wait()

        assert files(home.platform.seen(Place("terminal", "dm5"))) == [FILE]


def test_no_more_than_there_is_room_for() -> None:
    """Neither many nor large ones."""
    many, large = Beside(), Beside()
    for number in range(EXTRAS + 2):
        many.add(File(f"{number}.txt", b"x"))
        large.add(File(f"{number}.txt", b"x" * (EXTRAS_BYTES // 3)))

    assert [file.name for file in many.take()] == [f"{number}.txt" for number in range(EXTRAS)]
    assert len(large.take()) == 3
    assert not many


async def test_a_version_keeps_its_picture() -> None:
    """An answer given anew takes none away; turning back shows the words above it."""
    async with house((Text("Here is a cat."), CAT, Finish()), (Text("No."), Finish())) as one:
        await one.ask("Draw", one.shared())
        await one.wait()
        await one.command("retry", one.shared())
        await one.wait()
        first, *others = [each for each in one.platform.standing.values() if each.surface.place == GROUP]
        back = first.frame.buttons[1][0].action
        turned = await one.engine.on_press(Press(one.shared(), back, first.surface))

    assert [each.frame.file for each in others] == [FILE]
    assert isinstance(turned, Response)
    assert turned.text == "Here is a cat."


async def test_the_button_of_an_edit_stands_below_the_words() -> None:
    """And not below a picture, which has none."""
    clock = VirtualClock()
    async with house((Text("Here is a cat."), CAT, Finish()), platform=GiftedPlatform(clock), clock=clock) as one:
        origin = one.shared()
        question = await one.ask("Draw", origin)
        await one.wait()
        await one.engine.on_edited(Incoming(origin, question, "Draw a dog", addressed=True))
        await one.wait()
        words, picture = one.platform.seen(GROUP)

    assert [button.action.name for button in words.buttons[0]] == ["edited", "again", "info"]
    assert picture.buttons == ()
