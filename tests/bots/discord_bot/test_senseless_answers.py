"""An answer of Discord's that lacks what is needed is no defect: it is as good as none."""

import pytest

from bots.engine.seam.errors import Unsure
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import Stage, a_bot, on_stage
from tests.fakes.discord_api import DiscordApi
from tests.fakes.faults import Fault
from tests.waiting import until

EMPTY = Fault("empty")


@pytest.mark.parametrize("call", ["GET guilds", "GET guilds/members"])
async def test_who_administers_cannot_be_known(stage: Stage, call: str) -> None:
    """Then nobody does; and nothing is said to be lacking."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    stage.api.faults.always(call, EMPTY)
    place = Place("discord", server.channel)

    assert not await stage.bot.manages(place, server.id, Person("discord", ada.id))
    assert not await stage.bot.manages_server(place, server.id, Person("discord", ada.id))
    assert await stage.bot.reports_missing(place, server.id) == ()


async def test_it_is_not_known_what_was_sent(stage: Stage) -> None:
    """A call whose answer names no message is repeated as one whose answer was lost."""
    server = stage.api.guild(stage.api.user())
    stage.api.faults.always("POST channels/messages", EMPTY)
    stage.api.faults.always("POST users/@me/channels", EMPTY)

    with pytest.raises(Unsure):
        await stage.bot.show(ToChat(Place("discord", server.channel)), Frame("Hello"), last=True)
    with pytest.raises(Unsure):
        await stage.bot.private_chat(Person("discord", "1"))


async def test_a_thread_of_which_nothing_can_be_known(stage: Stage) -> None:
    """What is said there arrives all the same, as in a channel."""
    ada = stage.api.user()
    thread = stage.api.guild(ada).add_thread(announced=False)
    stage.api.faults.always("GET channels", EMPTY)
    ada.writes("hello", channel=thread, mention=True)
    incoming = await stage.message()

    assert incoming.origin.place == Place("discord", thread)
    assert stage.inbox.troubles == []


async def test_the_beginning_of_a_thread_cannot_be_known(stage: Stage) -> None:
    """It is left out."""
    ada = stage.api.user()
    thread = stage.api.guild(ada).add_thread()
    stage.api.faults.always("GET channels/messages", EMPTY)
    ada.writes("hello", channel=thread, mention=True)
    incoming = await stage.message()

    assert (incoming.text, incoming.quoted) == ("hello", "")


async def test_the_sign_in_is_repeated(api: DiscordApi) -> None:
    """Until Discord says who the bot is; `check` says that it does not."""
    api.faults.plan("GET users/@me", EMPTY)
    api.faults.plan("GET applications/@me", EMPTY)
    api.faults.plan("GET gateway/bot", EMPTY)
    bot = a_bot(api)
    [finding] = await bot.check()
    await bot.aclose()
    async with on_stage(api) as stage:
        api.user().writes("hello")
        await until(lambda: stage.inbox.messages)

    assert not finding.ok
