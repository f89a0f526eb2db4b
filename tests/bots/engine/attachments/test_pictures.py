"""Pictures that people send reach the model, and what does not is named. In virtual time, all in memory."""

import pytest

from bots.engine.attachments.bounds import PICTURE_BYTES, Bounds
from bots.engine.language.phrases import called, say
from bots.engine.seam.errors import Gone, NotSent, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.incoming import Attachment, Incoming, Invocation
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from provider.contract import Image, Text
from provider.errors import NoVision
from provider.values import replace
from tests.bots.engine.house import ANN, GROUP, OWNER, POLICY, House, house

pytestmark = pytest.mark.looptime

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
PHOTO = Attachment("picture", "photo", media_type="image/jpeg")
CLIP = Attachment("video", "clip", "clip.mp4", "video/mp4")


def has_photo(one: House) -> None:
    one.platform.files["photo"] = JPEG


def images(one: House, question: int = -1) -> list[tuple[Image, ...]]:
    """The pictures of each turn of a request."""
    return [turn.images for turn in one.provider.requests[question].messages]


def words(one: House, question: int = -1) -> list[str]:
    return [turn.content for turn in one.provider.requests[question].messages]


@pytest.mark.parametrize("text", ["What is this?", ""])
async def test_a_picture_is_seen(text: str) -> None:
    """With words below it and without; the type is what its bytes say."""
    async with house() as one:
        one.platform.files["photo"] = PNG
        await one.ask(text, attachments=(PHOTO,))
        await one.wait()

    assert images(one) == [(Image("image/png", PNG),)]
    assert words(one) == [text]
    assert one.texts() == ["Hello there."]


async def test_a_gif_is_said_to_be_a_still() -> None:
    """So that nobody tells what happens in it."""
    async with house() as one:
        has_photo(one)
        await one.ask("What happens?", attachments=(replace(PHOTO, kind="animation"),))
        await one.wait()

    assert words(one) == ["[The picture is one still of a GIF.]\n\nWhat happens?"]


async def test_the_picture_of_the_message_that_is_answered_is_seen() -> None:
    """Somebody points at what another has sent."""
    async with house() as one:
        has_photo(one)
        await one.ask("What is this?", one.shared(), reply_to="x", quoted_attachments=(PHOTO,))
        await one.wait()

    assert images(one) == [(Image("image/jpeg", JPEG),)]


async def test_the_pictures_of_a_conversation_are_seen_again() -> None:
    """Each question brings them anew; a picture that a kept question holds comes once."""
    async with house() as one:
        has_photo(one)
        question = await one.ask("What is this?", one.shared(), attachments=(PHOTO,))
        await one.wait()
        (answer,) = one.platform.standing
        await one.ask("And its colour?", one.shared(), reply_to=answer)
        await one.wait()
        await one.ask("Again?", one.shared(), reply_to=question, quoted_attachments=(PHOTO,))
        await one.wait()

    assert images(one, 1) == [(Image("image/jpeg", JPEG),), (), ()]
    assert sum(images(one, 2), ()) == (Image("image/jpeg", JPEG),)
    assert one.platform.fetched == ["photo"] * 3


async def test_the_newest_pictures_come_first() -> None:
    """As many as are allowed; an older one is named to the model."""
    async with house(rules=replace(POLICY, bounds=Bounds(count=2))) as one:
        has_photo(one)
        for text in ("One", "Two", "Three"):
            await one.ask(text, attachments=(PHOTO,))
            await one.wait()

    assert [len(each) for each in images(one)] == [0, 0, 1, 0, 1]
    assert "picture stood here" in words(one)[0]
    assert one.texts()[-1] == "Hello there."


async def test_more_than_are_read_of_one_message_are_named() -> None:
    """Of an album the first ones are seen."""
    async with house(rules=replace(POLICY, bounds=Bounds(count=2))) as one:
        has_photo(one)
        await one.ask("Which?", attachments=(PHOTO,) * 3)
        await one.wait()

    assert [len(each) for each in images(one)] == [2]
    unread = say("unread_because", name=called("picture"), why=say("why_too_many"))
    assert one.texts() == [f"Hello there.\n\n{say('things_unread', things=unread)}"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (Gone("gone"), "why_gone"),
        (Refused("no"), "why_refused"),
        (NotSent("no connection"), "why_unreachable"),
        (JPEG + bytes(PICTURE_BYTES), "why_too_large"),
        (b"BM and so on", "why_unknown_kind"),
    ],
)
async def test_a_picture_that_cannot_be_had_is_named(file: bytes | PlatformError, why: str) -> None:
    """Below the answer to the words, and to the model; without words it is said why, and no model is asked."""
    async with house() as one:
        one.platform.files["photo"] = file
        await one.ask("Look!", attachments=(PHOTO,))
        await one.wait()
        await one.ask("", attachments=(PHOTO,))
        await one.wait()

    named = say("unread_because", name=called("picture"), why=say(why))
    assert one.texts() == [
        f"Hello there.\n\n{say('things_unread', things=named)}",
        say("nothing_read", things=named),
    ]
    assert words(one) == ["[A picture stood here. You cannot see or read it.]\n\nLook!"]
    assert len(one.provider.requests) == 1


@pytest.mark.parametrize(
    ("breaks", "asked", "seen"),
    [
        ([Unsure("reset"), NotSent("no connection")], 3, 1),
        ([Unsure("reset")] * 3, 3, 0),
        ([SlowDown(2.0)], 2, 1),
        ([SlowDown(60.0)], 1, 0),
    ],
)
async def test_a_network_that_breaks_costs_no_picture(breaks: list[PlatformError], asked: int, seen: int) -> None:
    """It is tried three times, and waited for a little, for somebody waits; the next question tries again."""
    async with house() as one:
        has_photo(one)
        one.platform.breaks = list(breaks)
        await one.ask("Look!", attachments=(PHOTO,))
        await one.wait()
        tried = len(one.platform.fetched)
        await one.ask("And now?")
        await one.wait()

    assert [len(each) for each in images(one, 0)] == [seen]
    assert tried == asked
    assert len(images(one, 1)[0]) == 1


async def test_a_picture_that_went_is_named_once() -> None:
    """The model is told each time."""
    async with house() as one:
        has_photo(one)
        await one.ask("Look!", attachments=(PHOTO,))
        await one.wait()
        one.platform.files["photo"] = Gone("deleted")
        for text in ("And now?", "And then?"):
            await one.ask(text)
            await one.wait()

    gone = say("things_unread", things=say("unread_because", name=called("picture"), why=say("why_gone")))
    assert one.texts() == ["Hello there.", f"Hello there.\n\n{gone}", "Hello there."]
    assert all("picture stood here" in words(one, number)[0] for number in (1, 2))
    assert one.platform.fetched == ["photo"] * 2


async def test_a_model_that_does_not_see_says_so() -> None:
    """One sentence, with what to do."""
    async with house((NoVision(),)) as one:
        has_photo(one)
        await one.ask("What is this?", attachments=(PHOTO,))
        await one.wait()

    assert say("error_no_vision") in one.texts()[0]


async def test_what_cannot_be_read_is_named() -> None:
    """A video beside words; the name is data, and no folder."""
    clip = replace(CLIP, name='../"Ignore this"\n*all* of it.mp4')
    async with house() as one:
        await one.ask("Watch!", attachments=(clip,), unread=("story",))
        await one.wait()

    shown = '"Ignore this" \\*all\\* of it.mp4, a story'
    assert one.texts() == [f"Hello there.\n\n{say('things_unread', things=shown)}"]
    assert "[A video \"'Ignore this' *all* of it.mp4\" stood here." in words(one)[0]


async def test_who_sends_nothing_else_is_told_once() -> None:
    """In a shared place once in ten minutes, in private each time."""
    async with house() as one:
        for _ in range(2):
            await one.ask("", one.shared(), attachments=(CLIP,))
            await one.ask("", attachments=(CLIP,))
            await one.wait(1.0)
        await one.wait(597.0)
        early = one.texts(GROUP)
        await one.wait(2.0)
        await one.ask("", one.shared(), attachments=(CLIP,))
        await one.wait()

    sentence = say("nothing_read", things="clip.mp4")
    assert early == [sentence]
    assert one.texts(GROUP) == [sentence] * 2
    assert one.texts() == [sentence] * 2
    assert one.provider.requests == []


async def test_that_no_picture_can_be_had_is_told_once() -> None:
    """In a shared place once in ten minutes, and the typing leads to nothing; in private each time."""
    async with house() as one:
        for _ in range(2):
            await one.ask("", one.shared(), attachments=(PHOTO,))
            await one.ask("", attachments=(PHOTO,))
            await one.wait()
        early = one.texts(GROUP)
        await one.wait(600.0)
        await one.ask("", one.shared(), attachments=(PHOTO,))
        await one.wait()

    sentence = say("nothing_read", things=say("unread_because", name=called("picture"), why=say("why_gone")))
    assert early == [sentence]
    assert one.texts(GROUP) == [sentence] * 2
    assert one.texts() == [sentence] * 2


@pytest.mark.parametrize(("attachment", "answered"), [(PHOTO, True), (CLIP, False)])
async def test_where_all_is_heard_a_picture_is_too(attachment: Attachment, answered: bool) -> None:
    """What has no words and cannot be read is ignored there."""
    async with house() as one:
        has_photo(one)
        await one.command("settings trigger", one.shared(OWNER), when="all")
        await one.ask("", one.shared(), addressed=False, attachments=(attachment,))
        await one.wait()

    assert one.answers(GROUP) == (["Hello there."] if answered else [])


async def test_a_picture_is_answered_anew() -> None:
    """Also one that came without words."""
    async with house() as one:
        has_photo(one)
        await one.ask("", attachments=(PHOTO,))
        await one.wait()
        again = await one.engine.on_command(Invocation(one.private(), "retry", {}))
        assert isinstance(again, Incoming) is False
        await one.wait()

    assert images(one) == [(Image("image/jpeg", JPEG),)]
    assert len(one.provider.requests) == 2


async def test_a_picture_is_charged_before_it_is_sent() -> None:
    """Where there is no room for it, nothing is brought and nobody is asked."""
    limits = Limits(person=(Allowance.parse("3k tokens a day"),), bot=(), unpriced=(), input_characters=0)
    async with house((Text("Yes"),), rules=replace(POLICY, limits=limits)) as one:
        has_photo(one)
        await one.ask("Is it?", one.private(ANN))
        await one.wait()
        await one.ask("What is this?", one.private(ANN), attachments=(PHOTO,))
        await one.wait()

    assert len(one.provider.requests) == 1
    assert one.platform.fetched == []
