"""Coming up, going down and coming back: tokens, intents, networks, sessions, the end."""

import asyncio
import json
import logging

import pytest

from bots.engine.commands.table import COMMANDS
from bots.engine.language.phrases import say
from bots.engine.seam.errors import NotSent
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.refusals import TOLD_AT
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import SPEED, Stage, StandIn, a_bot, on_stage
from tests.fakes.discord_api import DiscordApi
from tests.fakes.faults import Fault
from tests.waiting import until


async def test_start_says_one_line(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """Who listens, in how many servers."""
    api.guild()
    api.guild()

    with caplog.at_level(logging.INFO, logger="parley.discord"):
        async with on_stage(api):
            await until(lambda: "listens in" in caplog.text)

    assert "parley listens in 2 servers" in caplog.messages
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_wrong_token(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """One line with the cure, without the token; it was tried three times, and more would not help."""
    bot = a_bot(api, token="not-the-token")

    await asyncio.wait_for(bot.run(StandIn()), 5.0)
    await bot.aclose()

    [line] = [record.getMessage() for record in caplog.records if record.name == "parley.discord"]
    assert "refuses the token" in line
    assert "not-the-token" not in caplog.text
    assert api.calls["GET users/@me"] == TOLD_AT


async def test_token_that_the_gateway_refuses(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """The same, when it is changed between two calls."""
    api.gateway.refuse_with = [4004] * TOLD_AT
    bot = a_bot(api, speed=100.0)

    await asyncio.wait_for(bot.run(StandIn()), 5.0)
    await bot.aclose()

    assert "refuses the token" in caplog.text


async def test_a_token_that_is_refused_for_a_while(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """One refusal is a hiccup; the owner is told at the third, and what people write comes when it is over."""
    async with on_stage(api) as stage:
        for times, told in ((1, 0), (4, 1)):
            stage.inbox.messages.clear()
            stage.api.gateway.forget()
            stage.api.gateway.refuse_with = [4004] * times
            stage.api.gateway.drop()
            await until(lambda: not stage.api.gateway.refuse_with and stage.api.gateway.connected)
            stage.api.user().writes("hello")
            await stage.message()
            await until(lambda told=told: stage.inbox.ready == 1 + told)  # type: ignore[misc]
            assert stage.inbox.refused == told

    assert sum("refuses the token" in line for line in caplog.messages) == 1


async def test_it_can_run_again(api: DiscordApi) -> None:
    """After it gave up, with a token that holds again."""
    api.gateway.refuse_with = [4004] * TOLD_AT
    bot, inbox = a_bot(api, speed=100.0), StandIn()
    await asyncio.wait_for(bot.run(inbox), 5.0)

    running = asyncio.create_task(bot.run(inbox))
    await until(lambda: inbox.ready)
    await bot.quiet()
    await running
    await bot.aclose()

    assert inbox.ready == 1


async def test_intent_taken_away(api: DiscordApi) -> None:
    """The gateway may refuse an intent that the application shows: then it goes without."""
    ada = api.user()
    server = api.guild(ada)
    api.gateway.refuse_with = [4014]
    bot, inbox = a_bot(api), StandIn()
    running = asyncio.create_task(bot.run(inbox))
    await until(lambda: api.gateway.connected)

    ada.writes("hello", channel=server.channel, mention=True)
    await until(lambda: inbox.messages)
    await bot.aclose()
    await running

    assert not api.gateway.identified[-1]["intents"] & 1 << 15
    assert inbox.messages[0].text == "hello"


async def test_missing_intent_has_a_cure(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """Said once, with the place to switch it on."""
    api.flags = 0

    async with on_stage(api):
        pass

    assert sum("Message Content intent is off" in line for line in caplog.messages) == 1
    assert "discord.com/developers" in caplog.text


async def test_no_network_at_start(caplog: pytest.LogCaptureFixture) -> None:
    """One line when it cannot be reached, one when it is there."""
    api = DiscordApi(speed=SPEED)
    async with api:
        ada = api.user()
    bot, inbox = a_bot(api, speed=100.0), StandIn()

    with caplog.at_level(logging.INFO, logger="parley.discord"):
        running = asyncio.create_task(bot.run(inbox))
        await until(lambda: "cannot be reached" in caplog.text)
        async with api:
            await until(lambda: api.gateway.connected)
            ada.writes("hello")
            await until(lambda: inbox.messages)
            await bot.aclose()
            await running

    assert sum("cannot be reached" in line for line in caplog.messages) == 1
    assert sum("listens in" in line for line in caplog.messages) == 1


async def test_session_is_taken_up(stage: Stage) -> None:
    """What people wrote while the connection was cut comes when it is back."""
    ada = stage.api.user()
    ada.writes("before")
    await stage.message()

    stage.api.gateway.drop()
    ada.writes("meanwhile")
    await until(lambda: len(stage.inbox.messages) == 2)

    assert stage.inbox.messages[1].text == "meanwhile"
    assert stage.api.gateway.resumed == 1
    assert len(stage.api.gateway.identified) == 1


async def test_asked_to_reconnect(stage: Stage) -> None:
    """Discord asks for it before it restarts a server; nothing is lost."""
    stage.api.gateway.ask_to_reconnect()
    await until(lambda: stage.api.gateway.resumed)

    stage.api.user().writes("hello")
    incoming = await stage.message()

    assert incoming.text == "hello"
    assert len(stage.api.gateway.identified) == 1


async def test_session_that_expired(stage: Stage) -> None:
    """It begins a new one."""
    stage.api.gateway.forget()
    stage.api.gateway.drop()
    await until(lambda: len(stage.api.gateway.identified) == 2 and stage.api.gateway.connected)

    stage.api.user().writes("hello")
    incoming = await stage.message()

    assert incoming.text == "hello"


async def test_outage(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """Discord goes away for a while: a line at its end and one at its beginning."""
    with caplog.at_level(logging.INFO, logger="parley.discord"):
        async with on_stage(api) as stage:
            await api.stop()
            await until(lambda: "cannot be reached" in caplog.text)
            await api.start()
            await until(lambda: "connected again" in caplog.text)
            api.user().writes("hello")
            await stage.message()
            ready = stage.inbox.ready

    assert ready == 2
    assert sum("cannot be reached" in line for line in caplog.messages) == 1


async def test_trouble_at_sign_in(api: DiscordApi) -> None:
    """A 5xx and a 429 at the start are waited out."""
    api.faults.plan("GET users/@me", Fault("status", 503))
    api.faults.plan("GET gateway/bot", Fault("status", 429, seconds=0.5))

    async with on_stage(api) as stage:
        api.user().writes("hello")
        incoming = await stage.message()

    assert incoming.text == "hello"


async def test_shards(caplog: pytest.LogCaptureFixture) -> None:
    """As many shards as Discord asks for, identified one after the other; each server's messages come once."""
    async with DiscordApi(speed=100.0, shards=2) as api:
        ada = api.user()
        bot, inbox = a_bot(api, speed=100.0), StandIn()
        running = asyncio.create_task(bot.run(inbox))
        await until(lambda: api.gateway.connected == 2)
        for _ in range(4):
            ada.writes("hello", channel=api.guild(ada).channel, mention=True)
        await until(lambda: len(inbox.messages) == 4)
        await bot.aclose()
        await running

    assert sorted(data["shard"] for data in api.gateway.identified) == [[0, 2], [1, 2]]


async def test_many_shards(caplog: pytest.LogCaptureFixture) -> None:
    """The last one waits for its turn for over a minute, and only then connects: nothing runs into a deadline."""
    async with DiscordApi(speed=100.0, shards=14) as api:
        bot, inbox = a_bot(api, speed=100.0), StandIn()
        running = asyncio.create_task(bot.run(inbox))
        await until(lambda: api.gateway.connected == 14)
        closed = list(api.gateway.close_codes)
        await bot.aclose()
        await running

    assert [data["shard"][0] for data in api.gateway.identified] == list(range(14))
    assert closed == []
    assert "cannot be reached" not in caplog.text


async def test_the_last_sessions_of_a_day_are_spread(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody connects where Discord would take the token away; what is held back is said."""
    api.gateway.remaining, api.gateway.reset_after = 5, 6.0
    bot, inbox = a_bot(api), StandIn()
    running = asyncio.create_task(bot.run(inbox))
    await until(lambda: inbox.held_back)
    held = list(api.gateway.identified)

    api.gateway.remaining = 1000
    await until(lambda: api.gateway.connected)
    await bot.aclose()
    await running

    assert held == []
    assert len(api.gateway.identified) == 1
    assert sum("the token is at risk" in line for line in caplog.messages) == 1


@pytest.mark.parametrize("gateway", [{}, [], {"url": "ws://x", "shards": "many"}, {"shards": 1}], ids=json.dumps)
async def test_a_gateway_of_another_shape(api: DiscordApi, gateway: object) -> None:
    """What a proxy says instead of Discord is no reason to end."""
    api.gateway.answers = [gateway]

    async with on_stage(api) as stage:
        api.user().writes("hello")
        incoming = await stage.message()

    assert incoming.text == "hello"


async def test_commands_are_registered_once(api: DiscordApi) -> None:
    """In bulk where Discord has others; not at all where it has these."""
    async with on_stage(api):
        pass
    first = [command["name"] for command in api.commands]
    async with on_stage(api):
        await until(lambda: api.calls["GET applications/commands"] == 2)

    assert set(first) == {command.name.partition(" ")[0] for command in COMMANDS} | {say("ask_about")}
    assert api.calls["PUT applications/commands"] == 1
    claim = next(command for command in api.commands if command["name"] == "claim")
    assert claim["contexts"] == [1]


async def test_changed_commands_are_registered(api: DiscordApi) -> None:
    """Another description is another table."""
    async with on_stage(api):
        pass
    api.commands[0]["description"] = "something of old"
    async with on_stage(api):
        await until(lambda: api.calls["PUT applications/commands"] == 2)

    assert api.commands[0]["description"] == COMMANDS[0].description


@pytest.mark.parametrize("fault", [Fault("status", 503), Fault("status", 429, seconds=3.0)])
async def test_registration_is_tried_until_it_works(
    api: DiscordApi, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever hinders it, and however often; each call says so once."""
    api.faults.plan("GET applications/commands", fault)
    api.faults.plan("PUT applications/commands", fault, times=4)

    async with on_stage(api):
        pass

    assert len(api.commands) > 10
    assert sum("trying on" in line for line in caplog.messages) == 2


async def test_an_application_that_people_cannot_install(api: DiscordApi) -> None:
    """It has all commands; those that people could bring along are for servers."""
    api.registration.installed = (0,)

    async with on_stage(api):
        pass

    assert api.calls["PUT applications/commands"] == 1
    assert {kind for command in api.commands for kind in command["integration_types"]} == {0}
    assert {"ask", "claim", "settings", say("ask_about")} <= {command["name"] for command in api.commands}


async def test_an_application_that_only_people_can_install(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """It has the commands that people bring along; what to switch on for the others is said."""
    api.registration.installed = (1,)

    async with on_stage(api):
        pass

    travelling = {command.name for command in COMMANDS if command.travels}
    assert {command["name"] for command in api.commands} == {*travelling, say("ask_about")}
    assert sum("Guild Install" in line for line in caplog.messages) == 1


async def test_a_refused_command_takes_no_other_with_it(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """The others are registered without it; that is said."""
    api.registration.refused = {"ask", "usage"}

    async with on_stage(api):
        pass
    names = {command["name"] for command in api.commands}

    assert names == {command.name.partition(" ")[0] for command in COMMANDS} - {"ask", "usage"} | {say("ask_about")}
    assert "refuses some of the commands" in caplog.text


async def test_quiet(stage: Stage) -> None:
    """It hands on nothing more, still finishes its answers, and leaves the session open."""
    target = ToChat(Place("discord", stage.api.guild().channel))
    surface = await stage.bot.show(target, Frame("half"), last=False)

    await stage.bot.quiet()
    await until(lambda: not stage.api.gateway.connected)
    stage.api.user().writes("too late")
    await stage.bot.show(surface, Frame("half. Interrupted."), last=True)

    assert stage.running.done()
    assert stage.inbox.messages == []
    assert stage.api.world.standing(target.place.chat)[0].content == "half. Interrupted."
    assert stage.api.gateway.close_codes == [4000]


async def test_cancelled(api: DiscordApi) -> None:
    """Cancelling `run` ends it at once, whatever it is doing; closing twice is fine."""
    bot = a_bot(api)
    running = asyncio.create_task(bot.run(StandIn()))
    await until(lambda: api.gateway.connected)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await bot.aclose()
    await bot.aclose()

    assert running.cancelled()
    with pytest.raises(NotSent):
        await bot.private_chat(Person("discord", "1"))


async def test_check(api: DiscordApi) -> None:
    """What is right, and for what is wrong the cure."""
    api.flags = 0
    api.interactions_endpoint = "https://example.org"
    api.registration.installed = (1,)
    good, bad = a_bot(api), a_bot(api, token="wrong")

    findings = await good.check()
    [refused] = await bad.check()
    await good.aclose()
    await bad.aclose()

    assert [finding.ok for finding in findings] == [True, False, False, False]
    assert "Guild Install" in findings[3].text
    assert "Message Content" in findings[1].text
    assert not refused.ok
    assert "token" in refused.text
