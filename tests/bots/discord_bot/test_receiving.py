"""What people write on Discord, as the engine gets it."""

import asyncio
from datetime import UTC, datetime

import pytest

from bots.engine.runtime.lanes import IN_A_LANE
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Place, ToChat
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import Stage, StandIn, on_stage
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_people import User
from tests.fakes.faults import Fault
from tests.waiting import until


async def test_mention(stage: Stage) -> None:
    """A mention is for us; it is cut off, and the answer goes under the message."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)

    id = ada.writes("hello there", channel=server.channel, mention=True)
    incoming = await stage.message()

    place = Place("discord", server.channel)
    assert incoming.addressed
    assert incoming.text == "hello there"
    assert incoming.id == id
    assert incoming.origin.target == ToChat(place, reply_to=id)
    assert (incoming.origin.place, incoming.origin.server, incoming.origin.person.id) == (place, server.id, ada.id)
    assert not incoming.origin.private
    assert not incoming.origin.linear


async def test_when_somebody_joined_comes_along(stage: Stage) -> None:
    """With messages and with commands; what makes no sense is not known."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    member = stage.api.world.member_json(stage.api.world.guilds[server.id], ada.id)
    new_year = datetime(2026, 1, 1, tzinfo=UTC).timestamp()

    ada.writes("hello", channel=server.channel, mention=True)
    ada.writes("hello", channel=server.channel, mention=True, extra={"member": member | {"joined_at": None}})
    await until(lambda: len(stage.inbox.messages) == 2)
    said, unknown = stage.inbox.messages

    assert said.origin.joined == new_year
    assert unknown.origin.joined == 0.0
    assert 0 <= said.age < 60


async def test_a_defect_takes_no_other_message_with_it(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """The next one is handed on; the log has one line without anybody's words, and the owner hears of it."""

    class Breaking(StandIn):
        async def on_message(self, incoming: Incoming) -> None:
            await super().on_message(incoming)
            if "break" in incoming.text:
                raise ValueError(incoming.text)

    inbox = Breaking()
    async with on_stage(api, inbox) as stage:
        ada = stage.api.user("ada")
        server = stage.api.guild(ada)
        ada.writes("break: whispered", channel=server.channel, mention=True)
        ada.writes("hello", channel=server.channel, mention=True)
        await until(lambda: len(inbox.messages) == 2)
        await until(lambda: inbox.troubles)

    assert [message.text for message in inbox.messages] == ["break: whispered", "hello"]
    (trace,) = inbox.troubles
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert trace in line
    assert "ValueError at " in line
    assert "whispered" not in caplog.text


async def test_role_mention(stage: Stage) -> None:
    """People often pick the bot's role instead of the bot; that is a mention too."""
    ada = stage.api.user()
    server = stage.api.guild(ada)

    ada.writes(f"<@&{server.bot_role}> hello", channel=server.channel)
    incoming = await stage.message()

    assert incoming.addressed
    assert incoming.text == "hello"


async def test_names_are_readable(stage: Stage) -> None:
    """The model reads @names and #channels, not numbers; code with an unknown number stays as it is."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    server = stage.api.guild(ada, bob)
    text = f"what does <@{bob.id}> do in <#{server.channel}>, and `<@12345>`?"

    ada.writes(text, channel=server.channel, mention=True)
    incoming = await stage.message()

    assert incoming.text == "what does @bob do in #general, and `<@12345>`?"


async def test_unaddressed(stage: Stage) -> None:
    """Talk among people comes in as what it is: not for us."""
    ada = stage.api.user()
    server = stage.api.guild(ada)

    ada.writes("nice weather", channel=server.channel)
    incoming = await stage.message()

    assert not incoming.addressed
    assert incoming.text == "nice weather"


async def test_reply_to_us(stage: Stage) -> None:
    """A reply to the bot is for it, and says what it answers."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    surface = await stage.bot.show(ToChat(Place("discord", server.channel)), Frame("the answer"), last=True)
    ours = stage.api.world.standing(server.channel)[0].id

    ada.writes("and why?", channel=server.channel, reply_to=ours, ping=False)
    incoming = await stage.message()

    assert incoming.addressed
    assert incoming.reply_to == ours == getattr(surface, "id", "")
    assert incoming.quoted == "the answer"
    assert not incoming.unreadable


async def test_reply_to_another(stage: Stage) -> None:
    """A reply to a person that mentions us brings that person's words along."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    server = stage.api.guild(ada, bob)
    said = bob.writes("the moon is cheese", channel=server.channel)

    ada.writes("is that so?", channel=server.channel, mention=True, reply_to=said)
    await until(lambda: len(stage.inbox.messages) == 2)
    incoming = stage.inbox.messages[1]

    assert incoming.reply_to == said
    assert incoming.quoted == "the moon is cheese"
    assert incoming.addressed


async def test_private_chat(stage: Stage) -> None:
    """Everything in a private chat is for us; it is one line of conversation."""
    ada = stage.api.user()

    ada.writes("hello")
    incoming = await stage.message()

    assert incoming.addressed
    assert incoming.origin.private
    assert incoming.origin.linear
    assert incoming.origin.server == ""
    assert incoming.origin.target == ToChat(Place("discord", stage.api.direct(ada)))
    assert stage.bot.tempo(incoming.origin.target).gather == 0.4


async def test_thread(stage: Stage) -> None:
    """A thread is a place of its own under its channel."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    thread = server.add_thread()

    ada.writes("hello", channel=thread, mention=True)
    incoming = await stage.message()

    assert incoming.origin.place == Place("discord", server.channel, thread)
    assert incoming.origin.linear
    assert not incoming.origin.private


async def test_thread_of_old(stage: Stage) -> None:
    """A thread that the gateway never told of is looked up, once."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    thread = server.add_thread(announced=False)

    ada.writes("one", channel=thread)
    ada.writes("two", channel=thread)
    await until(lambda: len(stage.inbox.messages) == 2)

    assert {incoming.origin.place for incoming in stage.inbox.messages} == {Place("discord", server.channel, thread)}
    assert stage.api.calls["GET channels"] == 1


async def test_a_look_up_that_gets_no_answer_holds_up_its_own_thread(stage: Stage) -> None:
    """Talk in two threads that the gateway never told of: a neighbour waits for neither.

    What comes there stays in order. After some seconds each counts as a channel, and is not asked about for a minute.
    """
    ada = stage.api.user()
    server = stage.api.guild(ada)
    threads = [server.add_thread(announced=False) for _ in range(2)]
    for thread in threads:
        stage.api.faults.plan(f"GET channels in {thread}", Fault("stall"), times=9)
        ada.writes("one", channel=thread)
        ada.writes("two", channel=thread)
    ada.writes("hello", channel=server.channel, mention=True)
    await stage.message()
    at_once = [incoming.text for incoming in stage.inbox.messages]
    await until(lambda: len(stage.inbox.messages) == 5)
    ada.writes("three", channel=threads[0])
    await until(lambda: len(stage.inbox.messages) == 6)

    assert at_once == ["hello"]
    for thread in threads:
        said = [each.text for each in stage.inbox.messages if each.origin.place == Place("discord", thread)]
        assert said == ["one", "two", "three"][: len(said)]
    assert len([call for call, _ in stage.api.faults.committed if "GET channels" in call]) == 2


async def test_a_place_that_is_held_up_keeps_a_hundred(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """What is said beyond that is dropped, and one line says so; a deletion is not, and other places miss nothing."""

    class Jammed(StandIn):
        async def on_message(self, incoming: Incoming) -> None:
            if incoming.text != "elsewhere":
                await jam.wait()
            await super().on_message(incoming)

    jam, inbox = asyncio.Event(), Jammed()
    async with on_stage(api, inbox):
        ada, bob = api.user("ada"), api.user("bob")
        ids = [ada.writes("hello") for _ in range(IN_A_LANE + 5)]
        ada.deletes(ids[0])
        bob.writes("elsewhere")
        await until(lambda: inbox.messages)
        jam.set()
        await until(lambda: inbox.deleted)

    assert len(inbox.messages) == 1 + IN_A_LANE + 1
    assert sum("too much waits" in line for line in caplog.messages) == 1


async def test_bots_and_notices_are_ignored(stage: Stage) -> None:
    """Bots, webhooks and Discord's own notices get no answer."""
    ada, robot = stage.api.user("ada"), User.new(stage.api, "robot", bot=True)
    server = stage.api.guild(ada, robot)

    robot.writes("hello", channel=server.channel, mention=True)
    ada.writes("hook", channel=server.channel, mention=True, extra={"webhook_id": "1"})
    ada.writes("joined", channel=server.channel, mention=True, extra={"type": 7})
    ada.writes("hello", channel=server.channel, mention=True)
    incoming = await stage.message()

    assert incoming.text == "hello"
    assert len(stage.inbox.messages) == 1


async def test_forwarded_message_answers_nothing(stage: Stage) -> None:
    """A forwarded message carries a reference, and is no reply."""
    ada = stage.api.user()
    reference = {"type": 1, "message_id": "5", "channel_id": "6"}

    ada.writes("look", extra={"message_reference": reference})
    incoming = await stage.message()

    assert incoming.reply_to == ""


async def test_order(stage: Stage) -> None:
    """Messages come in the order in which they were written."""
    ada = stage.api.user()

    for number in range(20):
        ada.writes(str(number))
    await until(lambda: len(stage.inbox.messages) == 20)

    assert [incoming.text for incoming in stage.inbox.messages] == [str(number) for number in range(20)]


async def test_a_broken_event_takes_no_other_with_it(stage: Stage) -> None:
    """What cannot be read is skipped."""
    ada = stage.api.user()

    ada.writes("broken", extra={"author": None})
    ada.writes("whole")
    incoming = await stage.message()

    assert incoming.text == "whole"


async def test_without_the_intent(api: DiscordApi) -> None:
    """Without the intent it is not asked for; a reply without a ping arrives empty and is marked so."""
    api.flags = 0
    ada = api.user()
    server = api.guild(ada)
    async with on_stage(api, StandIn()) as stage:
        await stage.bot.show(ToChat(Place("discord", server.channel)), Frame("the answer"), last=True)
        ours = api.world.standing(server.channel)[0].id

        ada.writes("secret", channel=server.channel, reply_to=ours, ping=False)
        ada.writes("open", channel=server.channel, reply_to=ours, ping=True)
        await until(lambda: len(stage.inbox.messages) == 2)

    hidden, shown = stage.inbox.messages
    assert not api.gateway.identified[0]["intents"] & 1 << 15
    assert (hidden.text, hidden.addressed, hidden.unreadable) == ("", True, True)
    assert (shown.text, shown.addressed, shown.unreadable) == ("open", True, False)
