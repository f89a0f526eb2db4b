"""What happens around the conversations: groups that come and go, what the bot lacks, files, folded thoughts."""

import pytest

from bots.engine.seam.errors import Refused
from bots.engine.seam.places import Place
from bots.engine.seam.platform import Deletes, FiltersMessages, Folds, LeavesServers, ReportsMissing
from bots.engine.seam.shown import Action, Button, File, Frame, Response
from tests.bots.telegram_bot.stage import Collector, chat, connected, listening
from tests.fakes.telegram_api import TelegramApi

GROUP = -100
HERE = Place("telegram", str(GROUP))
PICTURE = File("usage.png", b"\x89PNG\r\n")
GO = ((Button("Go", Action("model", "x")),),)


async def test_the_bot_comes_and_goes() -> None:
    """Into a group, to other rights, which is no news, out of it; blocked by a person, and let in again."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        group, ann = api.group(GROUP), api.user(7)
        group.bot_status = "left"
        ann.adds_the_bot(GROUP)
        ann.adds_the_bot(GROUP, "administrator")
        ann.removes_the_bot(GROUP)
        ann.removes_the_bot()
        ann.adds_the_bot(7)
        ann.writes("hello")
        await inbox.until(lambda: inbox.messages and len(inbox.removed) == 2)

    assert inbox.joined == [(str(GROUP), HERE)]
    assert sorted(inbox.removed) == [str(GROUP), "7"]
    assert inbox.unblocked == ["7"]


async def test_leaving_a_group() -> None:
    """Nobody can leave a private chat; a group that is gone is refused."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        assert isinstance(bot, LeavesServers)
        api.user(7)
        group = api.group(GROUP)
        await bot.leave(str(GROUP))
        await bot.leave("7")
        with pytest.raises(Refused):
            await bot.leave("-999")
        await inbox.until(lambda: inbox.removed)

    assert group.bot_status == "left"
    assert inbox.removed == [str(GROUP)]


async def test_privacy_mode_is_lacking_in_a_group() -> None:
    """Until it is switched off, or the bot administers the group; in a private chat nothing is kept from it."""
    async with TelegramApi() as api, connected(api) as bot:
        assert isinstance(bot, ReportsMissing)
        assert isinstance(bot, FiltersMessages)
        group = api.group(GROUP)
        [deaf] = await bot.reports_missing(HERE, str(GROUP))
        unheard = await bot.unheard(HERE, str(GROUP))
        group.bot_status = "administrator"
        as_administrator = await bot.reports_missing(HERE, str(GROUP))
        group.bot_status, api.methods.reads_all = "member", True
        switched_off = await bot.reports_missing(HERE, str(GROUP)), await bot.unheard(HERE, str(GROUP))
        alone = await bot.reports_missing(Place("telegram", "7"), ""), await bot.unheard(Place("telegram", "7"), "")

    assert "/setprivacy" in deaf
    assert unheard == deaf
    assert as_administrator == ()
    assert switched_off == ((), "")
    assert alone == ((), "")


@pytest.mark.parametrize("status", ["member", "restricted"])
async def test_rights_are_lacking(status: str) -> None:
    """Whether they are kept from the bot or from all plain members."""
    async with TelegramApi() as api, connected(api) as bot:
        api.methods.reads_all = True
        group = api.group(GROUP)
        group.bot_status = status
        group.denied.add("can_send_documents")
        [files] = await bot.reports_missing(HERE, str(GROUP))
        group.denied.add("can_send_messages")
        [writing] = await bot.reports_missing(HERE, str(GROUP))
        nowhere = await bot.reports_missing(HERE, "-999")

    assert "files" in files
    assert "write" in writing
    assert nowhere == ()


async def test_deleting_a_message_of_ours() -> None:
    """One that is gone already is no error."""
    async with TelegramApi() as api, connected(api) as bot:
        assert isinstance(bot, Deletes)
        api.user(7)
        surface = await bot.show(chat(7), Frame("one"), last=True)
        await bot.delete(surface)
        await bot.delete(surface)

        assert api.replies(7) == []


async def test_a_picture_is_shown_as_one() -> None:
    """With its words below and its buttons; those change, the picture stays."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        surface = await bot.show(chat(7), Frame("Usage", file=PICTURE, buttons=GO), last=True)
        await bot.show(surface, Frame("Usage in all", file=PICTURE), last=True)
        [message] = api.replies(7)

    assert message.is_photo
    assert message.document == ("usage.png", PICTURE.content)
    assert (message.text, message.labels) == ("Usage in all", [])


async def test_an_answer_with_nothing_but_a_file() -> None:
    """It is handed on, after a command and after a press, which gets no words of its own then."""
    inbox = Collector()
    answer = Response("", file=File("export.json", b"{}"))
    inbox.to_commands = inbox.to_presses = answer
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.user(7).writes("/model")
        await inbox.until(lambda: inbox.said)
        await bot.show(chat(7), Frame("x", buttons=GO), last=True)
        query = api.user(7).presses("Go", api.replies(7)[0])
        await inbox.until(lambda: len(inbox.said) == 2)

    assert inbox.said == [(chat(7), answer)] * 2
    assert api.world.queries[query] == {"text": "", "alert": False}


async def test_a_thought_is_folded_into_a_quote() -> None:
    """Telegram takes it as a quote that expands, with the answer and its bold words below."""
    async with TelegramApi() as api, connected(api) as bot:
        assert isinstance(bot, Folds)
        api.user(7)
        piece = bot.folded("first\nthen", "So: **yes**", last=True)
        await bot.show(chat(7), Frame(piece.text, piece.entities), last=True)
        [message] = api.replies(7)

    assert [entity["type"] for entity in message.entities] == ["expandable_blockquote", "bold"]
    assert message.text.endswith("So: yes")


async def test_many_buttons_fit() -> None:
    """Telegram takes eight in a row and a hundred in all; what is longer goes on in the next row."""
    wide = tuple(Button(str(number), Action("pick", str(number))) for number in range(20))
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("x", buttons=(wide, *((each,) for each in wide))), last=True)
        [message] = api.replies(7)

    assert [len(row) for row in message.buttons[:4]] == [8, 8, 4, 1]
