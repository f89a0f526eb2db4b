"""What a message holds beside its own words is written down, can be fetched, or is named."""

from typing import Any

import pytest

from bots.engine.commands.table import COMMANDS
from bots.engine.seam.incoming import Attachment, Incoming, Invocation
from bots.telegram_bot.reading import Me, joined, read
from tests.fakes import telegram_files as held
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_rules import Json
from tests.fakes.telegram_world import BOT_ID, Version, World

ME = Me(BOT_ID, "parley_bot")
GROUP = -100
TABLE = {command.name: command.options for command in COMMANDS}


class Town:
    """A world whose updates are read at once."""

    def __init__(self) -> None:
        self.fed: list[Json] = []
        self.files = Files("42:x")
        self.world = World(lambda: 0.0, self._feed, ME.username)
        self.world.group(GROUP)
        self.ann = self.world.user(7)

    def _feed(self, update: Json) -> int:
        self.fed.append(update)
        return len(self.fed)

    def read(self, update: Json) -> object:
        return read(update, ME, table=TABLE)

    def hears(self, what: Json, text: str = "", **how: Any) -> Incoming:
        self.ann.sends(what, text, **how)
        news = self.read(self.fed[-1])
        assert isinstance(news, Incoming)
        return news


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.mark.parametrize(
    ("sides", "chosen"),
    [((90, 320, 800), 800), ((90, 800, 1568, 2560), 1568), ((2560, 1800, 90), 1800), ((1280,), 1280)],
)
def test_a_photo_comes_in_the_size_that_models_see(town: Town, sides: tuple[int, ...], chosen: int) -> None:
    """The one nearest above 1,568 pixels, else the largest; in whatever order Telegram lists them."""
    what = town.files.photo(*sides)
    (picture,) = town.hears(what, "What is this?").attachments

    wanted = next(size for size in what["photo"] if size["width"] == chosen)
    assert (picture.kind, picture.media_type, picture.reference) == ("picture", "image/jpeg", wanted["file_id"])
    assert picture.size == wanted["file_size"]


def test_a_caption_is_the_question(town: Town) -> None:
    """With words or without, in a private chat or with our name in a group."""
    assert town.hears(town.files.photo(), "What is this?").text == "What is this?"
    assert town.hears(town.files.photo()).text == ""
    heard = town.hears(town.files.photo(), "@parley_bot what is this?", chat=GROUP)
    assert (heard.addressed, heard.text, len(heard.attachments)) == (True, "what is this?", 1)
    assert not town.hears(town.files.photo(), chat=GROUP).addressed


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("a.png", "image/png", "picture"),
        ("a.heic", "image/heic", "document"),
        ("a.pdf", "application/pdf", "document"),
        ("../a.py", "text/x-python", "document"),
    ],
)
def test_a_file_keeps_its_name(town: Town, name: str, media_type: str, kind: str) -> None:
    """As data; a picture sent as a file is a picture where models take its format."""
    (file,) = town.hears(town.files.document(name, media_type, b"12345")).attachments

    assert (file.kind, file.name, file.media_type, file.size) == (kind, name, media_type, 5)


def test_what_moves_is_a_still_picture(town: Town) -> None:
    """A GIF and an animated sticker are their thumbnails; a sticker that is a picture is itself, and has its emoji."""
    gif, still = town.files.animation(), town.files.sticker("😺")
    moving, video = town.files.sticker("🙀", animated=True), town.files.sticker("😹", video=True)
    found = [town.hears(what).attachments for what in (gif, still, moving, video)]

    assert [[each.kind for each in attachments] for attachments in found] == [["animation"], *[["sticker"]] * 3]
    assert [each.reference for (each,) in found] == [
        gif["animation"]["thumbnail"]["file_id"],
        still["sticker"]["file_id"],
        moving["sticker"]["thumbnail"]["file_id"],
        video["sticker"]["thumbnail"]["file_id"],
    ]
    assert [each.about for (each,) in found] == ["", "😺", "🙀", "😹"]
    assert [each.media_type for (each,) in found] == ["image/jpeg", "image/webp", "image/jpeg", "image/jpeg"]


def test_what_plays_says_for_how_long(town: Town) -> None:
    """Voice, audio, video and a round video."""
    files = town.files
    found = [
        town.hears(what).attachments[0] for what in (files.voice(), files.audio(), files.video(), files.video_note())
    ]

    assert [(each.kind, each.seconds, each.media_type) for each in found] == [
        ("voice", 3.0, "audio/ogg"),
        ("audio", 200.0, "audio/mpeg"),
        ("video", 9.0, "video/mp4"),
        ("video_note", 5.0, "video/mp4"),
    ]
    assert found[1].about == "Ann, A song"


def test_a_voice_that_answers_us_needs_no_mention(town: Town) -> None:
    """In a group, where nobody can name the bot in a voice message."""
    said = town.world.chats[GROUP].add(BOT_ID, Version(0, "Hello.", [], []))
    heard = town.hears(town.files.voice(), chat=GROUP, reply_to=said.id)

    assert (heard.addressed, heard.to_us, heard.attachments[0].kind) == (True, True, "voice")


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (held.poll("Which?", "This", "That"), "Poll: Which?\n- This\n- That"),
        (held.LOCATION, "Location: 48.2082, 16.3738"),
        (held.VENUE, "Place: Prater, Vienna (48.2082, 16.3738)"),
        (held.CONTACT, "Contact: Eve Adams, +43 1 234"),
        (held.DICE, "Dice: 🎲 5"),
        (held.GAME, "Game: Tetris\nBlocks fall"),
        (held.INVOICE, "Invoice: A year\nOf everything"),
        (held.CHECKLIST, "Checklist: Shopping\n- [ ] Milk\n- [ ] Bread"),
    ],
)
def test_what_can_be_written_down_is(town: Town, what: Json, text: str) -> None:
    """In the message, and in the one that is answered."""
    sent = town.ann.sends(what, chat=GROUP)

    assert town.hears(what).text == text
    assert town.hears({}, "@parley_bot so?", chat=GROUP, reply_to=sent).quoted == text


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (held.STORY, "story"),
        (held.PAID, "paid_media"),
        (held.GIVEAWAY, "giveaway"),
        (held.INVENTED, "unknown"),
    ],
)
def test_what_cannot_be_had_is_named(town: Town, what: Json, kind: str) -> None:
    """In the message, and in the one that is answered; also what Telegram invents later."""
    sent = town.ann.sends(what, chat=GROUP)

    assert town.hears(what).unread == (kind,)
    assert town.hears({}, "@parley_bot so?", chat=GROUP, reply_to=sent).unread == (kind,)


def test_a_new_field_beside_words_says_nothing(town: Town) -> None:
    """Telegram adds fields all the time; what has words has been heard."""
    assert town.hears(held.INVENTED, "Hello").unread == ()


def test_a_notice_is_not_for_us(town: Town) -> None:
    """What Telegram itself says in a chat is no message of anybody."""
    town.ann.sends({"new_chat_title": "Town"}, chat=GROUP)

    assert town.read(town.fed[-1]) is None


@pytest.mark.parametrize(
    ("mark", "author"),
    [
        (held.forwarded("Bob"), "Bob"),
        (held.forwarded("Bob\nSystem"), "Bob System"),
        (held.forwarded_post("News"), "News"),
        (held.forwarded_post("News", "Eve"), "News, Eve"),
    ],
)
def test_what_was_forwarded_is_marked(town: Town, mark: Json, author: str) -> None:
    """By whom, in one line whatever their name; a forwarded command commands nothing."""
    assert town.hears(mark, "One\n\nTwo").text == f"Forwarded from {author}:\n> One\n>\n> Two"
    assert town.hears(mark, "/new").text == f"Forwarded from {author}:\n> /new"


def test_an_address_behind_words_is_read(town: Town) -> None:
    """In a text and in a caption, and in the message that is answered; its place is counted as Telegram does."""
    link = {"type": "text_link", "offset": 7, "length": 4, "url": "https://sea.example/"}
    text, caption = {"entities": [link]}, town.files.photo() | {"caption_entities": [link]}
    sent = town.ann.sends(text, "🌊 See here!", chat=GROUP)
    asked = town.hears({}, "@parley_bot so?", chat=GROUP, reply_to=sent)

    read = "🌊 See here!\n\n[here](https://sea.example/)"
    assert (asked.text, asked.quoted) == ("so?", read)
    assert town.hears(text, "🌊 See here!").text == town.hears(caption, "🌊 See here!").text == read


def test_a_forwarded_picture_is_a_picture(town: Town) -> None:
    """Without words there is nothing to mark."""
    heard = town.hears(town.files.photo() | held.forwarded())

    assert (heard.text, heard.attachments[0].kind) == ("", "picture")
    assert heard.attachments[0].forwarded


def test_the_message_that_is_answered_brings_its_attachments(town: Town) -> None:
    """They are apart from those of the message itself; selected words go before the whole."""
    sent = town.ann.sends(town.files.photo(), "My cat", chat=GROUP)
    heard = town.hears(town.files.voice(), chat=GROUP, reply_to=sent)
    asked = town.hears({"quote": {"text": "cat", "position": 3}}, "@parley_bot?", chat=GROUP, reply_to=sent)

    assert [each.kind for each in heard.attachments] == ["voice"]
    assert [each.kind for each in heard.quoted_attachments] == ["picture"]
    assert heard.quoted == "My cat"
    assert (asked.quoted, [each.kind for each in asked.quoted_attachments]) == ("cat", ["picture"])


def test_an_answer_to_a_message_elsewhere(town: Town) -> None:
    """Telegram tells its media and the selected words."""
    quote = {"quote": {"text": "look", "position": 0}}
    heard = town.hears(held.elsewhere(**town.files.photo()) | quote, "What is it?")
    place = town.hears(held.elsewhere(**held.LOCATION), "Where is it?")

    assert (heard.quoted, [each.kind for each in heard.quoted_attachments]) == ("look", ["picture"])
    assert place.quoted == "Location: 48.2082, 16.3738"
    assert town.hears(held.elsewhere(**held.STORY), "What is it?").unread == ("story",)


def test_a_command_with_a_file(town: Town) -> None:
    """`/ask` as a caption, and as a reply to a file."""
    town.ann.sends(town.files.photo(), "/ask what is it?")
    own = town.read(town.fed[-1])
    sent = town.ann.sends(town.files.document("a.txt", "text/plain", b"x"), chat=GROUP)
    town.ann.sends({}, "/ask what is it?", chat=GROUP, reply_to=sent)
    about = town.read(town.fed[-1])

    assert isinstance(own, Invocation)
    assert isinstance(about, Invocation)
    assert (own.options["text"], [each.kind for each in own.attachments]) == ("what is it?", ["picture"])
    assert (about.attachments, [each.name for each in about.quoted_attachments]) == ((), ["a.txt"])


def test_the_pieces_of_an_album_are_one(town: Town) -> None:
    """Whichever of them has the words or the mention."""
    town.ann.sends_album(*(town.files.photo() for _ in range(3)), text="@parley_bot which?", chat=GROUP)
    pieces = [town.read(update) for update in town.fed]
    assert all(isinstance(piece, Incoming) for piece in pieces)
    whole = joined([piece for piece in reversed(pieces) if isinstance(piece, Incoming)])

    assert isinstance(whole, Incoming)
    assert (whole.text, whole.addressed, len(whole.attachments)) == ("which?", True, 3)
    assert len({each.group for each in whole.attachments}) == 1


def test_a_message_of_the_editor_is_markdown(town: Town) -> None:
    """Headings, lists, code, quotations, tables and styles; its pictures are attachments."""
    heard = town.hears(
        held.rich(
            {"type": "heading", "size": 2, "text": "Plan"},
            {"type": "paragraph", "text": ["Do ", {"type": "bold", "text": "this"}, " or ", link("that")]},
            {
                "type": "list",
                "items": [
                    {"label": "1.", "value": 1, "blocks": [para("First")]},
                    {"label": "2.", "value": 2, "blocks": [para("Second"), {"type": "pre", "text": "x = 1"}]},
                    {"label": "-", "has_checkbox": True, "is_checked": True, "blocks": [para("Done")]},
                ],
            },
            {"type": "blockquote", "blocks": [para("Wise")], "credit": "Ann"},
            {"type": "table", "cells": [[cell("a"), cell("b")], [cell("1"), cell("2")]]},
            {"type": "pre", "language": "python", "text": "print(1)"},
            {"type": "divider"},
            {"type": "photo", **town.files.photo(), "caption": {"text": "My cat"}},
            {"type": "map", **held.LOCATION, "zoom": 3, "width": 9, "height": 9},
            {"type": "voice_note", "voice_note": town.files.voice()["voice"]},
            {"type": "hologram", "text": "Next year", "blocks": [para("too")]},
        )
    )

    assert heard.text == (
        "## Plan\n\nDo **this** or [that](https://example.org)\n\n"
        "1. First\n2. Second\n   ```\n   x = 1\n   ```\n- [x] Done\n\n"
        "> Wise\n>\n> - Ann\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```python\nprint(1)\n```\n\n---\n\nMy cat\n\n"
        "Next year\n\ntoo\n\nLocation: 48.2082, 16.3738"
    )
    assert [each.kind for each in heard.attachments] == ["picture", "voice"]


def test_a_message_of_the_editor_names_us(town: Town) -> None:
    """By our @name or by our account, and a command in it is one."""
    mention = {"type": "mention", "text": "@Parley_Bot", "username": "parley_bot"}
    named = town.hears(held.rich(para([mention, " what is this?"])), chat=GROUP)
    user = {"id": BOT_ID, "is_bot": True, "first_name": "Parley"}
    pointed = town.hears(held.rich(para([{"type": "text_mention", "text": "Parley", "user": user}, " why?"])))
    town.ann.sends(held.rich(para([{"type": "bot_command", "text": "/ask"}, " why?"])))
    command = town.read(town.fed[-1])

    assert (named.addressed, named.text) == (True, "what is this?")
    assert pointed.text == "why?"
    assert isinstance(command, Invocation)
    assert command.options["text"] == "why?"
    assert not town.hears(held.rich(para("no name")), chat=GROUP).addressed


@pytest.mark.parametrize(
    "blocks", [None, {}, "x", [1, None, "x"], [{}], [{"type": 7}], [{"type": "list", "items": [1]}]]
)
def test_blocks_without_sense_are_something_unknown(town: Town, blocks: object) -> None:
    """They break nothing, and are not passed over."""
    assert town.hears({"rich_message": {"blocks": blocks}}).unread == ("unknown",)


def test_blocks_without_end(town: Town) -> None:
    """What lies deeper than any client puts it is left out."""
    block = para("deep")
    for _ in range(400):
        block = {"type": "blockquote", "blocks": [block]}

    assert town.hears(held.rich(para("shallow"), block)).text == "shallow"


def test_an_attachment_is_a_value() -> None:
    """What its sender calls it stays out of logs."""
    assert "secret" not in repr(Attachment("document", "1", "secret.txt", about="secret"))


def para(text: object) -> Json:
    return {"type": "paragraph", "text": text}


def link(text: str) -> Json:
    return {"type": "url", "text": text, "url": "https://example.org"}


def cell(text: str) -> Json:
    return {"text": text, "align": "left", "valign": "top"}
