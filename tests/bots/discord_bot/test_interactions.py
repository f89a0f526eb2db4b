"""Slash commands, buttons and completion: acknowledged in time, whatever happens, and answered to whom they concern."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bots.engine.seam.incoming import Incoming, Invocation
from bots.engine.seam.places import InteractionMessage, Message, Person, Place, ToChat, ToInteraction
from bots.engine.seam.shown import Action, Button, Frame, Response
from provider.values import replace
from tests.bots.discord_bot.stand_in import SPEED, Stage
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_people import Server, User
from tests.fakes.discord_rights import VIEW_CHANNEL
from tests.fakes.discord_world import EPHEMERAL, LOADING
from tests.fakes.faults import Fault
from tests.waiting import until

AGAIN = ((Button("Again", Action("again", "7")),),)


def scene(stage: Stage) -> tuple[User, Server]:
    """A person in a server."""
    ada = stage.api.user("ada")
    return ada, stage.api.guild(ada)


def says(answer: Response, *, after: float = 0.0) -> Callable[[object], Awaitable[Response]]:
    """An engine that answers so, after that many seconds of the bot's clock."""

    async def run(_: object) -> Response:
        await asyncio.sleep(after / SPEED)
        return answer

    return run


async def asks(invocation: Invocation) -> Incoming:
    """What the engine makes of /ask."""
    return Incoming(invocation.origin, invocation.id, invocation.options["text"], addressed=True)


async def shown(stage: Stage, interaction: Interaction) -> str:
    """What stands where the interaction was answered, once something stands there."""
    world = stage.api.world
    await until(lambda: interaction.original and world.messages[interaction.original].content)
    return world.messages[interaction.original].content


async def test_command(stage: Stage) -> None:
    """It reaches the engine with its options; the answer is for the asker only, with its buttons."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response("It is demo.", buttons=AGAIN))

    interaction = ada.slash("model", channel=server.channel, name="demo/demo")
    text = await shown(stage, interaction)

    [invocation] = stage.inbox.invocations
    message = stage.api.world.messages[interaction.original]
    assert (invocation.name, dict(invocation.options)) == ("model", {"name": "demo/demo"})
    assert invocation.origin.server == server.id
    assert invocation.origin.person.id == ada.id
    assert text == "It is demo."
    assert message.seen_by == ada.id
    assert message.labels == ["Again"]


async def test_public_answer(stage: Stage) -> None:
    """Where the engine says so, everybody sees it; it still pings nobody."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response(f"Hello <@{ada.id}>", private=False))

    interaction = ada.slash("help", channel=server.channel)
    await shown(stage, interaction)

    message = stage.api.world.messages[interaction.original]
    assert message.seen_by == ""
    assert message.pinged == ()


async def test_long_answer(stage: Stage) -> None:
    """What one message does not hold goes on in the next, its buttons under the last."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response("\n".join(["provider/model"] * 200), buttons=AGAIN))

    interaction = ada.slash("models", channel=server.channel)
    await until(lambda: interaction.follow_ups)

    messages = [stage.api.world.messages[id] for id in (interaction.original, *interaction.follow_ups)]
    assert sum(message.content.count("provider/model") for message in messages) == 200
    assert [message.labels for message in messages] == [[], ["Again"]]
    assert {message.seen_by for message in messages} == {ada.id}


async def test_ask(stage: Stage) -> None:
    """It is deferred for all to see, then grows in place through its own token."""
    ada, server = scene(stage)
    stage.inbox.command = asks

    interaction = ada.slash("ask", channel=server.channel, text="why?")
    incoming = await stage.message()
    target = incoming.origin.target
    surface = await stage.bot.show(target, Frame("Because"), last=False)
    await stage.bot.show(surface, Frame("Because of that."), last=True)

    message = stage.api.world.messages[interaction.original]
    assert interaction.answered == 5
    assert isinstance(target, ToInteraction)
    assert surface == InteractionMessage(target.place, target.app, target.token, message.id, target.expires)
    assert message.content == "Because of that."
    assert not message.flags & (EPHEMERAL | LOADING)
    assert message.seen_by == ""
    assert interaction.token not in repr(surface)


async def test_follow_up(stage: Stage) -> None:
    """A second part of the same answer is a further message of the interaction."""
    ada, server = scene(stage)
    stage.inbox.command = asks

    interaction = ada.slash("ask", channel=server.channel, text="why?")
    target = (await stage.message()).origin.target
    assert isinstance(target, ToInteraction)
    await stage.bot.show(target, Frame("part one"), last=True)
    surface = await stage.bot.show(replace(target, follow_up=True), Frame("part two"), last=False)
    await stage.bot.show(surface, Frame("part two, whole"), last=True)

    assert [stage.api.world.messages[id].content for id in interaction.follow_ups] == ["part two, whole"]


async def test_handing_over(stage: Stage) -> None:
    """Before the token ends, a public answer goes on by the channel's own route, where the bot sees the channel."""
    ada, server = scene(stage)
    stage.inbox.command = asks
    ada.slash("ask", channel=server.channel, text="why?")
    surface = await stage.bot.show((await stage.message()).origin.target, Frame("Because"), last=False)
    assert isinstance(surface, InteractionMessage)

    message = stage.bot.handed_over(surface, private=False)
    assert message is not None
    await stage.bot.show(message, Frame("Because of that."), last=True)

    assert stage.api.world.messages[surface.id].content == "Because of that."
    assert stage.bot.handed_over(surface, private=True) is None


async def test_no_handing_over_where_the_bot_sees_nothing(stage: Stage) -> None:
    """Commands work in channels that the bot cannot see; edits by the channel's route do not."""
    ada, server = scene(stage)
    stage.inbox.command = asks
    server.denies_the_bot(VIEW_CHANNEL)
    ada.slash("ask", channel=server.channel, text="why?")
    surface = await stage.bot.show((await stage.message()).origin.target, Frame("Because"), last=False)

    assert isinstance(surface, InteractionMessage)
    assert stage.bot.handed_over(surface, private=False) is None


async def test_ask_in_a_thread(stage: Stage) -> None:
    """The place is the thread."""
    ada, server = scene(stage)
    thread = server.add_thread()
    stage.inbox.command = asks

    ada.slash("ask", channel=thread, text="why?")
    incoming = await stage.message()

    assert incoming.origin.place == Place("discord", server.channel, thread)
    assert incoming.origin.linear


async def test_private_command(stage: Stage) -> None:
    """Commands work in a private chat, where Discord tells of a user and of no member."""
    ada = stage.api.user("ada")
    stage.inbox.command = says(Response("You are the owner."))

    interaction = ada.slash("claim", code="123")
    await shown(stage, interaction)

    [invocation] = stage.inbox.invocations
    assert (invocation.origin.private, invocation.origin.linear, invocation.origin.server) == (True, True, "")
    assert invocation.origin.person.id == ada.id


async def test_slow_command(stage: Stage) -> None:
    """One that takes long is deferred in time, for the asker only, and filled when it is done."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response("At last."), after=4.0)

    interaction = ada.slash("models", channel=server.channel)
    text = await shown(stage, interaction)

    message = stage.api.world.messages[interaction.original]
    assert text == "At last."
    assert interaction.answered == 5
    assert interaction.answered_at - interaction.at < 3.0
    assert message.seen_by == ada.id


async def test_slow_ask_that_is_refused(stage: Stage) -> None:
    """The public deferral is taken away; why, is told to the asker alone."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response("Not here."), after=4.0)

    interaction = ada.slash("ask", channel=server.channel, text="why?")
    await until(lambda: interaction.follow_ups)

    world = stage.api.world
    assert world.messages[interaction.original].deleted_at
    assert world.messages[interaction.follow_ups[0]].content == "Not here."
    assert world.messages[interaction.follow_ups[0]].seen_by == ada.id


async def test_private_words_never_take_the_place_of_a_public_deferral(stage: Stage) -> None:
    """Where the deferral cannot be taken away, Discord would show the next message there, for everybody."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response("Not here."), after=4.0)
    stage.api.faults.plan("DELETE webhooks", Fault("status", 500), 3)

    interaction = ada.slash("ask", channel=server.channel, text="why?")
    await until(lambda: len(stage.api.faults.committed) == 3)
    await asyncio.sleep(5.0 / SPEED)

    assert "Not here." not in [message.content for message in stage.api.world.standing(server.channel)]
    assert interaction.follow_ups == []


async def test_our_own_failure(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """An error of ours is said in one sentence, and logged without anybody's words."""
    ada, server = scene(stage)

    async def fails(_: Invocation) -> Response:
        raise ValueError("secret words")

    stage.inbox.command = fails
    interaction = ada.slash("model", channel=server.channel)
    text = await shown(stage, interaction)

    assert "went wrong" in text
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
    (trace,) = stage.inbox.troubles
    assert trace not in text
    assert trace in caplog.text


async def test_nothing_to_say(stage: Stage) -> None:
    """Acknowledged, and nothing is left behind."""
    ada, server = scene(stage)

    interaction = ada.slash("stop", channel=server.channel)
    await until(lambda: interaction.original and stage.api.world.messages[interaction.original].deleted_at)

    assert interaction.answered == 5


@pytest.mark.parametrize(
    "fault", [Fault("reset"), Fault("lost"), Fault("status", 500), Fault("status", 429, seconds=0.5)]
)
async def test_lost_acknowledgement(stage: Stage, fault: Fault) -> None:
    """It is repeated while Discord listens, and one that had arrived does no harm."""
    ada, server = scene(stage)
    stage.inbox.command = asks
    stage.api.faults.plan("POST interactions/callback", fault)

    interaction = ada.slash("ask", channel=server.channel, text="why?")
    incoming = await stage.message()

    assert interaction.answered == 5
    assert isinstance(incoming.origin.target, ToInteraction)


async def test_acknowledgement_that_never_arrives(stage: Stage) -> None:
    """Then the token is worth nothing: the answer goes to the channel."""
    ada, server = scene(stage)
    stage.inbox.command = asks
    stage.api.faults.share(1.0, (Fault("status", 500),), "POST interactions/callback")

    ada.slash("ask", channel=server.channel, text="why?")
    incoming = await stage.message()

    assert incoming.origin.target == ToChat(Place("discord", server.channel))


async def test_completion(stage: Stage) -> None:
    """What is offered fits: at most 25 values, none longer than Discord takes."""
    ada, server = scene(stage)
    stage.inbox.values = ("x" * 101, *(f"openai/gpt-{number}" for number in range(40)))

    interaction = ada.types("model", "gp", channel=server.channel)
    await until(lambda: interaction.answered)

    [typed] = stage.inbox.typed
    assert (typed.command, typed.option, typed.text) == ("model", "name", "gp")
    assert interaction.choices == [f"openai/gpt-{number}" for number in range(25)]


async def pressed(stage: Stage, ada: User, server: Server) -> Interaction:
    """Ada presses a button under a message of the bot's."""
    target = ToChat(Place("discord", server.channel))
    await stage.bot.show(target, Frame("so far", buttons=AGAIN), last=False)
    return ada.presses(stage.api.world.standing(server.channel)[0].id, "Again")


async def test_press(stage: Stage) -> None:
    """It says which button of which message; with nothing to say it is only acknowledged."""
    ada, server = scene(stage)

    interaction = await pressed(stage, ada, server)
    await until(lambda: interaction.answered)

    place = Place("discord", server.channel)
    [press] = stage.inbox.presses
    assert press.action == Action("again", "7")
    assert press.surface == Message(place, interaction.pressed)
    assert press.origin.target == ToChat(place)
    assert interaction.answered == 6
    assert stage.api.world.messages[interaction.pressed].content == "so far"


@pytest.mark.parametrize("seconds", [0.0, 4.0])
async def test_press_that_replaces(stage: Stage, seconds: float) -> None:
    """The message becomes the answer, at once or late."""
    ada, server = scene(stage)
    stage.inbox.press = says(Response("Allowed.", replace=True), after=seconds)

    interaction = await pressed(stage, ada, server)
    message = stage.api.world.messages[interaction.pressed]
    await until(lambda: message.content == "Allowed.")

    assert message.labels == []
    assert interaction.answered == (7 if seconds == 0.0 else 6)


@pytest.mark.parametrize("seconds", [0.0, 4.0])
async def test_press_with_a_word_for_its_presser(stage: Stage, seconds: float) -> None:
    """Only that person sees it, and the message stays."""
    ada, server = scene(stage)
    stage.inbox.press = says(Response("That is not yours."), after=seconds)

    interaction = await pressed(stage, ada, server)
    world = stage.api.world
    await until(lambda: any(message.seen_by == ada.id for message in world.messages.values()))

    [told] = [message for message in world.messages.values() if message.seen_by == ada.id]
    assert told.content == "That is not yours."
    assert world.messages[interaction.pressed].content == "so far"


async def test_press_under_a_private_answer(stage: Stage) -> None:
    """A message that only one person sees is reached through the press's token."""
    ada, server = scene(stage)
    stage.inbox.command = says(Response("Which one?", buttons=AGAIN))
    asked = ada.slash("model", channel=server.channel)
    await shown(stage, asked)

    interaction = ada.presses(asked.original, "Again")
    await until(lambda: interaction.answered)
    surface = stage.inbox.presses[0].surface
    await stage.bot.show(surface, Frame("Changed."), last=True)

    assert isinstance(surface, InteractionMessage)
    assert stage.api.world.messages[asked.original].content == "Changed."


MANAGE_CHANNELS = 1 << 4


@pytest.mark.parametrize("permissions", [0, MANAGE_CHANNELS])
async def test_manages_as_the_interaction_says(stage: Stage, permissions: int) -> None:
    """An interaction shows what its author may do; nothing is asked for a minute."""
    ada, server = scene(stage)
    server.grant(ada, permissions)
    interaction = ada.slash("stop", channel=server.channel)
    await until(lambda: interaction.answered)
    origin = stage.inbox.invocations[0].origin

    answer = await stage.bot.manages(origin.place, origin.server, origin.person)

    assert answer is bool(permissions)
    assert stage.api.calls["GET guilds"] == 0


async def test_manages_when_asked(stage: Stage) -> None:
    """Without an event Discord is asked, and an overwrite of the channel counts, in its threads too."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    owner = stage.api.user("owner")
    server = stage.api.guild(ada, bob, owner=owner)
    place = Place("discord", server.channel, server.add_thread())
    allow = {"id": ada.id, "type": 1, "allow": str(MANAGE_CHANNELS), "deny": "0"}
    stage.api.world.channels[server.channel].overwrites.append(allow)
    ask = stage.bot.manages

    answers = [await ask(place, server.id, Person("discord", user.id)) for user in (ada, bob, owner, ada)]

    assert answers == [True, False, True, True]
    assert stage.api.calls["GET guilds/members"] == 3


async def test_manages_where_it_cannot_be_known(stage: Stage) -> None:
    """Nobody manages a private chat or a server that cannot be asked."""
    ada = stage.api.user()

    assert not await stage.bot.manages(Place("discord", "1"), "", Person("discord", ada.id))
    assert not await stage.bot.manages(Place("discord", "1"), "2", Person("discord", ada.id))


async def test_who_is_not_in_the_server_manages_nothing_there(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Which is known, and no trouble: most servers are without the bot's owner."""
    ada, eve = stage.api.user("ada"), stage.api.user("eve")
    server = stage.api.guild(eve, owner=eve)

    assert not await stage.bot.manages(Place("discord", server.channel), server.id, Person("discord", ada.id))
    assert "cannot be known" not in caplog.text
