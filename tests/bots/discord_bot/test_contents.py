"""What a message holds beside its own words is written down, can be fetched, or is named."""

from collections.abc import AsyncIterator

import pytest

from bots.discord_bot.contents import EMBEDS, contents
from bots.discord_bot.reading import Me, Surroundings, read_message
from bots.engine.seam.incoming import Incoming, Invocation
from tests.bots.discord_bot.stand_in import Stage, on_stage
from tests.fakes import discord_files as held
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached
from tests.fakes.discord_world import Json
from tests.waiting import until

ME = Me("1", "2", reads_content=True)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with DiscordApi() as api, on_stage(api) as running:
        yield running


async def heard(stage: Stage, text: str = "", *files: Attached, held: Json | None = None) -> Incoming:
    """What comes in of a private message."""
    before = len(stage.inbox.messages)
    stage.api.user("ada").writes(text, files=files, held=held)
    await until(lambda: len(stage.inbox.messages) > before)
    return stage.inbox.messages[-1]


async def command(stage: Stage) -> Invocation:
    await until(lambda: stage.inbox.invocations)
    return stage.inbox.invocations[-1]


@pytest.mark.parametrize(
    ("file", "kind", "media_type"),
    [
        (held.picture(), "picture", "image/png"),
        (held.picture("a.gif", media_type="image/gif"), "animation", "image/png"),
        (Attached("message.txt", "text/plain; charset=utf-8", b"long"), "document", "text/plain"),
        (Attached("a.pdf", "application/pdf", b"%PDF"), "document", "application/pdf"),
        (Attached("a.mp3", "audio/mpeg", b"ID3"), "audio", "audio/mpeg"),
        (Attached("a.mp4", "video/mp4", b"mp4"), "video", "video/mp4"),
        (Attached("a.heic", "image/heic", b"heic"), "document", "image/heic"),
        (Attached("../a", "", b"?"), "document", ""),
    ],
)
async def test_a_file_is_an_attachment(stage: Stage, file: Attached, kind: str, media_type: str) -> None:
    """With words and without; its name is data."""
    for text in ("What is this?", ""):
        incoming = await heard(stage, text, file)

        (found,) = incoming.attachments
        assert (incoming.text, found.kind, found.name, found.media_type) == (text, kind, file.name, media_type)
        assert found.size == (0 if kind in ("picture", "animation") else len(file.content))
        assert found.reference == f"{incoming.origin.place.chat}/{incoming.id}/{file.id}"
        assert incoming.unread == ()


async def test_a_voice_message_says_for_how_long(stage: Stage) -> None:
    """A recording of the client's has a flag; another one is audio."""
    incoming = await heard(stage, "", held.voice_message(seconds=3.5), held={"flags": held.VOICE})

    (found,) = incoming.attachments
    assert (found.kind, found.seconds, found.media_type) == ("voice", 3.5, "audio/ogg")


async def test_a_voice_that_answers_us_needs_no_mention(stage: Stage) -> None:
    """In a server, where nobody can name the bot in a voice message."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    said = ada.writes("hello", channel=server.channel)
    stage.api.world.messages[said].author = stage.api.world.me
    recorded = {"flags": held.VOICE}
    ada.writes("", channel=server.channel, reply_to=said, ping=False, files=(held.voice_message(),), held=recorded)
    await until(lambda: len(stage.inbox.messages) == 2)

    incoming = stage.inbox.messages[1]
    assert (incoming.addressed, incoming.to_us, incoming.attachments[0].kind) == (True, True, "voice")


async def test_several_files_are_one_question(stage: Stage) -> None:
    """In their order; what somebody wrote to describe one goes along."""
    described = Attached("b.png", "image/png", b"b", {"description": "A cat"})
    incoming = await heard(stage, "Which?", held.picture("a.png"), described)

    assert [(each.name, each.about) for each in incoming.attachments] == [("a.png", ""), ("b.png", "A cat")]


@pytest.mark.parametrize(
    ("format_type", "ending", "media_type"),
    [(1, "png", "image/png"), (2, "png", "image/png"), (3, "json", "application/json"), (4, "gif", "image/gif")],
)
async def test_a_sticker_has_its_name(stage: Stage, format_type: int, ending: str, media_type: str) -> None:
    """It is a picture, but for a drawing that moves."""
    sticker = held.sticker("Wave", format_type)
    incoming = await heard(stage, held=sticker)

    (found,) = incoming.attachments
    assert (found.kind, found.about, found.media_type) == ("sticker", "Wave", media_type)
    assert found.reference == f"sticker/{sticker['sticker_items'][0]['id']}.{ending}"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (held.poll("Which?", "This", "That"), "Poll: Which?\n- This\n- That"),
        (held.embed("News", "It rains", ("Where", "Here")), "News\nIt rains\nWhere: Here"),
        (held.embed("A page", "About it", type="link"), "A page\nAbout it"),
        ({"components": [{"type": 17, "components": [{"type": 10, "content": "Shown"}]}]}, "Shown"),
    ],
)
async def test_what_can_be_written_down_is(stage: Stage, what: Json, text: str) -> None:
    """In the message, behind its words, and in the one that is answered."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)

    assert (await heard(stage, held=what)).text == text
    assert (await heard(stage, "Look", held=what)).text == f"Look\n\n{text}"
    ada.writes("so?", channel=server.channel, mention=True, reply_to=ada.writes("", channel=server.channel, held=what))
    await until(lambda: len(stage.inbox.messages) == 4)
    assert stage.inbox.messages[-1].quoted == text


def test_embeds_are_cut() -> None:
    """They may be far longer than a message."""
    long = contents(held.embed("News", "x" * 4000)).noted

    assert len(long) == EMBEDS
    assert long.endswith("x…")


def test_votes_are_counted() -> None:
    """Those for an answer, by its number."""
    asked = held.poll("Which?", "This", "That")
    asked["poll"]["results"]["answer_counts"] = [{"id": 2, "count": 5, "me_voted": False}]

    assert contents(asked).noted == "Poll: Which?\n- This\n- That (5 votes)"


async def test_what_is_forwarded_is_read(stage: Stage) -> None:
    """Its words marked as such, its files and its embeds; its reference makes no reply of it."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    server = stage.api.guild(ada, bob)
    words = held.embed("News", "It rains") | held.sticker("Wave")
    said = bob.writes("Look\nhere", channel=server.channel, files=(held.picture(),), held=words)
    forward = ada.forwards(said)
    await until(lambda: len(stage.inbox.messages) == 2)
    incoming = stage.inbox.messages[1]

    assert incoming.text == "Forwarded:\n> Look\n> here\n>\n> News\n> It rains"
    assert [each.kind for each in incoming.attachments] == ["picture", "sticker"]
    assert incoming.attachments[0].reference.split("/")[1] == forward
    assert [each.forwarded for each in stage.inbox.messages[0].attachments] == [False, False]
    assert [each.forwarded for each in incoming.attachments] == [True, True]
    assert incoming.reply_to == ""


async def test_the_message_that_is_answered_brings_its_files(stage: Stage) -> None:
    """Apart from those of the message itself."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    sent = ada.writes("My cat", channel=server.channel, files=(held.picture(),))
    note = Attached("a.txt", "text/plain", b"x")
    ada.writes("and this?", channel=server.channel, mention=True, reply_to=sent, files=(note,))
    await until(lambda: len(stage.inbox.messages) == 2)
    incoming = stage.inbox.messages[1]

    assert (incoming.text, incoming.quoted) == ("and this?", "My cat")
    assert [each.name for each in incoming.attachments] == ["a.txt"]
    assert [each.name for each in incoming.quoted_attachments] == ["cat.png"]
    assert incoming.quoted_attachments[0].reference.split("/")[1] == sent


async def test_a_message_in_which_nothing_is_found_is_something_unknown(stage: Stage) -> None:
    """What Discord invents next year is named, and never passed over."""
    assert (await heard(stage, held={"hologram": {"depth": 3}})).unread == ("unknown",)


def test_a_notice_is_nothing_unknown() -> None:
    """Somebody joined: that has no words, and nothing else either."""
    assert not contents({"type": 7, "content": ""})


@pytest.mark.parametrize("reads", [True, False])
def test_a_message_that_is_withheld_is_not_unknown(reads: bool) -> None:
    """Without the intent a message arrives empty; that is another matter, and has its own words."""
    raw = {"id": "5", "channel_id": "6", "guild_id": "7", "author": {"id": "8"}, "content": ""}
    incoming = read_message(raw, Me("1", "2", reads_content=reads), Surroundings())

    assert (incoming.unreadable, incoming.unread) == ((False, ("unknown",)) if reads else (True, ()))


async def test_ask_takes_a_file(stage: Stage) -> None:
    """It is an attachment of the command, and no value of it."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    ada.slash("ask", channel=server.channel, text="What is it?", file=held.picture())
    invocation = await command(stage)

    assert dict(invocation.options) == {"text": "What is it?"}
    assert [(each.kind, each.name) for each in invocation.attachments] == [("picture", "cat.png")]


async def test_ask_about_a_message_takes_all_of_it(stage: Stage) -> None:
    """Its embeds, its files and what is unknown in it."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    said = ada.writes("", channel=server.channel, files=(held.picture(),), held=held.embed("News", "It rains"))
    ada.asks_about(said, "Ask about this")
    invocation = await command(stage)

    assert invocation.quoted == "News\nIt rains"
    assert [each.kind for each in invocation.quoted_attachments] == ["picture"]


async def test_a_thread_brings_the_message_from_which_it_was_started(stage: Stage) -> None:
    """With the first mention in it; a further one and other talk ask for nothing."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    starter = ada.writes("The moon is cheese", channel=server.channel, files=(held.picture(),))
    thread = server.add_thread_under(starter)
    ada.writes("well", channel=thread)
    ada.writes("is that so?", channel=thread, mention=True)
    ada.writes("and why?", channel=thread, mention=True)
    await until(lambda: len(stage.inbox.messages) == 4)

    assert [message.quoted for message in stage.inbox.messages[1:]] == ["", "The moon is cheese", ""]
    assert [each.kind for each in stage.inbox.messages[2].quoted_attachments] == ["picture"]
    assert stage.inbox.messages[2].reply_to == ""
    assert stage.api.calls["GET channels/messages"] == 1


async def test_a_post_of_a_forum_brings_its_first_message(stage: Stage) -> None:
    """Which stands in the thread itself; a thread without a first message brings nothing."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    post, bare = server.add_thread("post"), server.add_thread("bare")
    ada.writes("How do I knit?", channel=post, id=post)
    ada.writes("can you help?", channel=post, mention=True)
    ada.writes("hello", channel=bare, mention=True)
    await until(lambda: len(stage.inbox.messages) == 3)

    quoted = {message.text: message.quoted for message in stage.inbox.messages}
    assert quoted == {"How do I knit?": "", "can you help?": "How do I knit?", "hello": ""}
