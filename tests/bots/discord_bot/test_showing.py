"""Calls out: what stands on Discord afterwards, what each failure means, and that nothing waits inside a call."""

import asyncio

import pytest

from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.places import InteractionMessage, Message, Person, Place, ToChat, ToInteraction
from bots.engine.seam.shown import Action, Button, File, Frame
from provider.values import replace
from tests.bots.discord_bot.stand_in import SPEED, Readings, Stage, a_bot
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_checks import Refusal
from tests.fakes.faults import Fault

HELLO = Frame("hello")
STOP = Frame("so far", buttons=((Button("Stop", Action("stop", "1")),),))


def channel_of(api: DiscordApi) -> ToChat:
    """A channel of a new server."""
    return ToChat(Place("discord", api.guild().channel))


async def test_a_message_grows(stage: Stage) -> None:
    """It is sent, edited, and at the end its button is gone."""
    target = channel_of(stage.api)

    surface = await stage.bot.show(target, STOP, last=False)
    assert isinstance(surface, Message)
    again = await stage.bot.show(surface, Frame("so far so good"), last=True)

    [message] = stage.api.world.standing(target.place.chat)
    assert again == surface
    assert [version.content for version in message.versions] == ["so far", "so far so good"]
    assert message.labels == []
    assert len(message.versions[0].components) == 1


async def test_a_message_that_was_not_heard_of_is_found_by_its_button(stage: Stage) -> None:
    """Whatever else the bot has said there; what people wrote is left alone, and so are other bots' panels."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    place = Place("discord", server.channel)
    other = Frame("other", buttons=((Button("Stop", Action("stop", "2")),),))
    await stage.bot.show(ToChat(place), other, last=False)
    attempt = stage.bot.attempt(place)
    assert attempt is not None
    ada.writes("stop|1", channel=server.channel)
    ada.writes("panel", channel=server.channel, held={"components": [{"type": 10, "id": 1, "content": "x"}]})
    stage.api.faults.plan("messages", Fault("lost"))
    with pytest.raises(Unsure):
        await stage.bot.show(ToChat(place), STOP, last=False)
    suspects = await stage.bot.suspects(replace(attempt, button="stop|1"))
    taken = [await stage.bot.disarm(each) for each in suspects]

    assert taken == [True]
    assert [(each.content, each.labels) for each in stage.api.world.standing(server.channel)] == [
        ("other", ["Stop"]),
        ("stop|1", []),
        ("panel", []),
        ("so far", []),
    ]


async def test_it_pings_nobody_and_previews_nothing(stage: Stage) -> None:
    """Whatever a model writes, no phone rings and no link is fetched."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    asked = ada.writes("hi", channel=server.channel)
    nasty = Frame(f"@everyone <@{ada.id}> https://example.org/?leak")

    surface = await stage.bot.show(ToChat(Place("discord", server.channel), reply_to=asked), nasty, last=False)
    await stage.bot.show(surface, Frame(nasty.text + "!"), last=True)

    message = stage.api.world.standing(server.channel)[-1]
    assert message.reply_to == asked
    assert message.pinged == ()
    assert not message.previewed


async def test_reply_to_a_message_that_is_gone(stage: Stage) -> None:
    """The answer comes without the reference."""
    target = ToChat(channel_of(stage.api).place, reply_to="123")

    await stage.bot.show(target, HELLO, last=True)

    assert stage.api.world.standing(target.place.chat)[0].content == "hello"


async def test_silent_part(stage: Stage) -> None:
    """A further part of an answer notifies nobody."""
    target = channel_of(stage.api)

    await stage.bot.show(target, Frame("more", silent=True), last=True)

    assert stage.api.world.standing(target.place.chat)[0].flags & 1 << 12


async def test_ping(stage: Stage) -> None:
    """Where a frame names a person, that person alone is notified, whatever else the text says."""
    ada = stage.api.user()
    server = stage.api.guild(ada)

    await stage.bot.show(ToChat(Place("discord", server.channel)), Frame("@everyone: ready", ping=ada.id), last=True)

    [message] = stage.api.world.standing(server.channel)
    assert message.pinged == (ada.id,)
    assert message.content == f"<@{ada.id}> @everyone: ready"


async def test_same_nonce_twice(stage: Stage) -> None:
    """A send whose answer was lost can be repeated: there is one message, and we learn which."""
    target = ToChat(channel_of(stage.api).place, nonce="a-nonce-that-is-longer-than-discord-takes")
    stage.api.faults.plan("POST channels/messages", Fault("lost"))

    with pytest.raises(Unsure):
        await stage.bot.show(target, HELLO, last=False)
    surface = await stage.bot.show(target, HELLO, last=False)

    [message] = stage.api.world.standing(target.place.chat)
    assert surface == Message(target.place, message.id)


async def test_a_file_that_is_too_large(stage: Stage) -> None:
    """Discord refuses it for good."""
    with pytest.raises(Refused, match="too large"):
        await stage.bot.show(channel_of(stage.api), Frame("", file=File("a.bin", bytes(11_000_000))), last=True)


@pytest.mark.parametrize("editing", [False, True])
async def test_file(stage: Stage, editing: bool) -> None:
    """A file stands beside the text, whether it comes at once or later."""
    target = channel_of(stage.api)
    where = await stage.bot.show(target, HELLO, last=False) if editing else target

    await stage.bot.show(where, Frame("all of it", file=File("answer.md", b"# All")), last=True)

    message = stage.api.world.standing(target.place.chat)[0]
    assert message.content == "all of it"
    assert message.versions[-1].files == (("answer.md", b"# All"),)


async def test_typing(stage: Stage) -> None:
    """It is shown in a chat, and not where the deferred answer shows it already."""
    target = channel_of(stage.api)
    asked = ToInteraction(target.place, "app", "token", expires=0.0)

    lasts = await stage.bot.typing(target)
    await stage.bot.typing(asked)

    assert 5.0 <= lasts <= 10.0
    assert [channel for _, channel in stage.api.typing] == [target.place.chat]


async def test_private_chat(stage: Stage) -> None:
    """A person can be written to by id."""
    ada = stage.api.user()

    target = await stage.bot.private_chat(Person("discord", ada.id))
    await stage.bot.show(target, HELLO, last=True)

    assert stage.api.world.standing(stage.api.direct(ada))[0].content == "hello"
    assert stage.bot.tempo(target).gather == 0.4


async def test_the_last_call_of_a_window_returns_at_once(api: DiscordApi) -> None:
    """Neither the fifth edit nor the 429 after it sleeps, and the 429 names its channel's budget for its time."""
    meter = Readings()
    bot = a_bot(api, meter=meter)
    target = channel_of(api)
    surface = await bot.show(target, HELLO, last=False)

    began = asyncio.get_running_loop().time()
    for number in range(5):
        await bot.show(surface, Frame(str(number)), last=False)
    with pytest.raises(SlowDown) as caught:
        await bot.show(surface, Frame("too much"), last=False)
    took = asyncio.get_running_loop().time() - began
    await bot.aclose()

    assert took < 0.1
    assert 4.0 < caught.value.retry_after <= 5.0
    assert caught.value.budgets == (bot.budgets(surface)[0].name,)
    assert api.calls["PATCH channels/messages"] == 6


async def test_headers_reach_the_meter(api: DiscordApi) -> None:
    """What Discord says about a route is told under its budget; two channels never share a bucket."""
    meter = Readings()
    bot = a_bot(api, meter=meter)
    one, two = channel_of(api), channel_of(api)

    await bot.show(one, HELLO, last=True)
    await bot.show(two, HELLO, last=True)
    await bot.aclose()

    (name, bucket, limit, remaining, reset_after), second = meter.seen
    assert (name, limit, remaining) == (f"discord:send:{one.place.chat}", 5, 4)
    assert 0.0 < reset_after <= 5.0
    assert bucket != second[1]


async def test_global_limit(api: DiscordApi) -> None:
    """A global 429 closes the bot's budget; interactions are exempt."""
    api.limits.a_second = 0
    bot = a_bot(api)
    target = channel_of(api)

    with pytest.raises(SlowDown) as caught:
        await bot.show(target, HELLO, last=True)
    with pytest.raises(Refused):
        await bot.show(ToInteraction(target.place, "app", "unknown", expires=9e9), HELLO, last=True)
    await bot.aclose()

    assert caught.value.budgets == ("discord:bot",)
    assert caught.value.retry_after <= 1.0


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", 500), Unsure),
        (Fault("status", 503), Unsure),
        (Fault("html", 502), Unsure),
        (Fault("deep", 200), Unsure),
        (Fault("deep", 400), Unsure),
        (Fault("html", 403), Unsure),
        (Fault("html", 429), SlowDown),
        (Fault("status", 429, seconds=7.0), SlowDown),
        (Fault("status", 302), Unsure),
        (Fault("status", 404), Refused),
        (Fault("reset"), Unsure),
        (Fault("lost"), Unsure),
        (Fault("truncate"), Unsure),
        (Fault("stall", seconds=0.4), Late),
    ],
)
async def test_faults(api: DiscordApi, fault: Fault, error: type[PlatformError]) -> None:
    """Each way to fail has its one meaning; the call was made once."""
    bot = a_bot(api, speed=200.0 if fault.kind == "stall" else SPEED)
    surface = await bot.show(channel_of(api), HELLO, last=False)
    api.faults.plan("PATCH channels/messages", fault)

    with pytest.raises(error) as caught:
        await bot.show(surface, Frame("changed"), last=True)
    await bot.aclose()

    assert type(caught.value) is error or error is Refused
    assert api.calls["PATCH channels/messages"] == 1
    if isinstance(caught.value, SlowDown) and fault.kind == "status":
        assert caught.value.retry_after == 7.0
    if isinstance(caught.value, SlowDown) and fault.kind == "html":
        assert "discord:bot" in caught.value.budgets


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (Refusal(404, 10003, "Unknown Channel"), Refused),
        (Refusal(403, 50001, "Missing Access"), Refused),
        (Refusal(403, 50007, "Cannot send messages to this user"), Refused),
        (Refusal(403, 50013, "Missing Permissions"), Refused),
        (Refusal(400, 200000, "Message was blocked by automatic moderation"), Refused),
        (Refusal(404, 10008, "Unknown Message"), Gone),
        (Refusal(400, 30046, "Maximum number of edits to messages older than 1 hour reached"), SlowDown),
    ],
)
async def test_refusals(api: DiscordApi, refusal: Refusal, error: type[PlatformError]) -> None:
    """Discord's own codes: for good, gone, or later."""
    bot = a_bot(api)
    target = channel_of(api)
    api.refuse_channel[target.place.chat] = refusal

    with pytest.raises(error) as caught:
        await bot.show(Message(target.place, "1"), HELLO, last=True)
    await bot.aclose()

    assert isinstance(caught.value, error)
    assert refusal.message not in str(caught.value)


async def test_deleted_message(stage: Stage) -> None:
    """An edit of a message that somebody deleted says that it is gone."""
    target = channel_of(stage.api)
    surface = await stage.bot.show(target, HELLO, last=False)
    stage.api.world.standing(target.place.chat)[0].deleted_at = 1.0

    with pytest.raises(Gone):
        await stage.bot.show(surface, Frame("more"), last=True)


async def test_nobody_listens() -> None:
    """Without a connection nothing can have happened; trying again is safe."""
    api = DiscordApi(speed=SPEED)
    async with api:
        target = channel_of(api)
        bot = a_bot(api)

    with pytest.raises(NotSent):
        await bot.show(target, HELLO, last=True)
    await bot.aclose()


async def test_expired_token(api: DiscordApi) -> None:
    """An interaction's token that is too old is refused, without a call where we know it."""
    bot = a_bot(api)
    place = channel_of(api).place

    with pytest.raises(Refused):
        await bot.show(InteractionMessage(place, "app", "token", "1", expires=1.0), HELLO, last=True)
    with pytest.raises(Refused):
        await bot.show(InteractionMessage(place, "app", "token", "1", expires=9e9), HELLO, last=True)
    await bot.aclose()

    assert api.calls["PATCH webhooks/messages"] == 1


async def test_budgets() -> None:
    """A thread is counted by its own id, an interaction by its token alone, which the name does not give away."""
    bot = a_bot(DiscordApi())
    thread = Place("discord", "1", "2")
    response = InteractionMessage(thread, "app", "secret-token", "3", expires=0.0)

    assert [budget.name for budget in bot.budgets(ToChat(thread))] == ["discord:send:2", "discord:bot"]
    assert [budget.name for budget in bot.budgets(Message(thread, "3"))] == ["discord:edit:2", "discord:bot"]
    [own] = bot.budgets(response)
    assert bot.budgets(ToInteraction(thread, "app", "secret-token", expires=0.0)) == (own,)
    assert "secret" not in own.name
