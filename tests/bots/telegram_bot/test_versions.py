"""A Bot API server that is older than Telegram's own, or newer, is as good."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.shown import Action, Button, Frame
from tests.bots.telegram_bot.stage import Collector, chat, connected, listening
from tests.fakes import telegram_files as held
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_versions import Retell, newer, older

GROUP = -100
HERE = Place("telegram", str(GROUP))
GO = ((Button("Go", Action("model", "x")),),)

pytestmark = pytest.mark.parametrize("retell", [older, newer])


async def test_who_administers_and_what_the_bot_lacks(retell: Retell) -> None:
    """Who may what is told by few fields, which have been there for long."""
    async with TelegramApi() as api, connected(api) as bot:
        api.retell = retell
        group = api.group(GROUP, admins=(7,))
        roles = [await bot.manages(HERE, str(GROUP), Person("telegram", each)) for each in ("7", "8")]
        everything = await bot.reports_missing(HERE, str(GROUP))
        group.bot_status = "restricted"
        group.denied |= {"can_send_documents"}
        files = await bot.reports_missing(HERE, str(GROUP))
        group.denied |= {"can_send_messages"}
        writing = await bot.reports_missing(HERE, str(GROUP))

        assert all(finding.ok for finding in await bot.check())
    assert roles == [True, False]
    assert everything == (say("lacks_hearing"),)
    assert files == (say("lacks_files"), say("lacks_hearing"))
    assert writing == (say("lacks_writing"), say("lacks_hearing"))


async def test_what_people_do(retell: Retell) -> None:
    """They write, take part in polls, press buttons, take the bot into groups and throw it out."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.retell = retell
        ann = api.user(7)
        api.group(GROUP)
        ann.writes("@parley_bot hello", chat=GROUP)
        asked = ann.sends(held.poll("Tea or coffee?", "tea", "coffee"), chat=GROUP)
        ann.writes("@parley_bot and you?", chat=GROUP, reply_to=asked)
        await inbox.until(lambda: len(inbox.messages) == 3)
        shown = await bot.show(ToChat(HERE, reply_to=str(asked)), Frame("Tea", buttons=GO), last=True)
        await bot.show(shown, Frame("Tea, please", buttons=GO), last=True)
        (message,) = api.replies(GROUP)
        ann.presses("Go", message)
        ann.removes_the_bot(GROUP)
        await inbox.until(lambda: inbox.presses and inbox.removed)
        ann.adds_the_bot(GROUP)
        await inbox.until(lambda: inbox.joined)

    assert [each.text for each in inbox.messages][:1] == ["hello"]
    assert "Tea or coffee?" in inbox.messages[1].text
    assert "- coffee" in inbox.messages[2].quoted
    assert shown == Message(HERE, str(message.id))
    assert message.text == "Tea, please"
    assert inbox.troubles == []


async def test_a_group_moves_and_files_come(retell: Retell) -> None:
    """So does a picture with its words."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.retell = retell
        api.group(GROUP)
        api.world.migrate(GROUP, -200)
        api.user(7).sends(api.files.photo(), "What is this?")
        await inbox.until(lambda: inbox.messages and inbox.moved)
        ((picture,),) = (message.attachments for message in inbox.messages)

        assert await bot.download(picture.reference, 10_000)
        assert (await bot.show(chat(7), Frame("A cat"), last=True)).place == chat(7).place
    assert inbox.moved == [(HERE, Place("telegram", "-200"))]
