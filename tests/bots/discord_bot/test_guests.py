"""/ask where the bot itself is no member: brought along by a person, answered by the interaction's routes alone."""

import pytest

from bots.engine.seam.errors import Refused
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import InteractionMessage, ToInteraction
from bots.engine.seam.shown import Action, Button, File, Frame
from provider.values import replace
from tests.bots.discord_bot.stand_in import Stage
from tests.bots.discord_bot.test_forms import asks
from tests.fakes.discord_people import User
from tests.waiting import until

GO = ((Button("Go", Action("again", "1")),),)


def abroad(stage: Stage, ada: User) -> str:
    """A channel of a server that the bot has never joined."""
    return stage.api.guild(ada, member=False).channel


async def asked(stage: Stage, ada: User, channel: str) -> tuple[Incoming, ToInteraction]:
    stage.inbox.command = asks
    ada.slash("ask", channel=channel, text="why?")
    incoming = await stage.message()
    assert isinstance(incoming.origin.target, ToInteraction)
    return incoming, incoming.origin.target


async def test_a_guest_is_known_as_one(stage: Stage) -> None:
    """In a server without the bot, and between two people; not where the bot is a member, not alone with it."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    home = stage.api.guild(ada)
    stage.inbox.command = asks
    places = (abroad(stage, ada), stage.api.between(ada, bob), home.channel, stage.api.direct(ada))
    for channel in places:
        ada.slash("ask", channel=channel, text="why?")
        before = len(stage.inbox.messages)
        await until(lambda: len(stage.inbox.messages) > before)  # noqa: B023  (it is waited for inside of the loop)

    origins = [incoming.origin for incoming in stage.inbox.messages]
    targets = [origin.target for origin in origins]
    assert [origin.guest for origin in origins] == [True, True, False, False]
    assert [isinstance(target, ToInteraction) and target.guest for target in targets] == [True, True, False, False]
    assert [origin.private for origin in origins] == [False, False, False, True]


async def test_a_guests_answer_never_takes_the_channels_route(stage: Stage) -> None:
    """It grows by its token, and is not handed over when that ends."""
    ada = stage.api.user("ada")
    channel = abroad(stage, ada)
    _, target = await asked(stage, ada, channel)

    surface = await stage.bot.show(target, Frame("Because"), last=False)
    await stage.bot.show(surface, Frame("Because of that."), last=True)

    assert isinstance(surface, InteractionMessage)
    assert stage.bot.handed_over(surface, private=False) is None
    assert stage.api.world.messages[surface.id].content == "Because of that."
    assert any("webhooks" in call for call in stage.api.calls)
    assert not any("channels" in call for call in stage.api.calls)


async def test_a_guests_file_goes_under_the_first_message(stage: Stage) -> None:
    """Its further messages are numbered: after five Discord takes no more, and the file needs none."""
    stage.api.limited = False
    ada = stage.api.user("ada")
    _, target = await asked(stage, ada, abroad(stage, ada))
    first = await stage.bot.show(target, Frame("part 0"), last=True)
    further = replace(target, follow_up=True)
    for number in range(1, 6):
        await stage.bot.show(further, Frame(f"part {number}"), last=True)

    surface = await stage.bot.show(further, Frame("all", file=File("answer.md", b"whole")), last=True)
    with pytest.raises(Refused):
        await stage.bot.show(further, Frame("part 6"), last=True)

    original = stage.api.world.messages[first.id]
    assert surface == first
    assert original.content == "part 0"
    assert list(original.versions[-1].files) == [("answer.md", b"whole")]


async def test_a_guests_buttons_answer_by_their_own_token(stage: Stage) -> None:
    """The pressed message is reached through the press, and so is whatever follows."""
    ada = stage.api.user("ada")
    _, target = await asked(stage, ada, abroad(stage, ada))
    surface = await stage.bot.show(target, Frame("Because", buttons=GO), last=True)
    pressed = ada.presses(surface.id, "Go")
    await until(lambda: pressed.answered)
    [press] = stage.inbox.presses

    await stage.bot.show(press.surface, Frame("Changed."), last=True)
    await stage.bot.show(press.origin.target, Frame("More."), last=True)

    assert isinstance(press.surface, InteractionMessage)
    assert press.surface.token == pressed.token
    assert stage.api.world.messages[surface.id].content == "Changed."
    assert [stage.api.world.messages[id].content for id in pressed.follow_ups] == ["More."]


async def test_the_bot_has_no_say_abroad(stage: Stage) -> None:
    """It can tell nobody's rights in a server that it is not in."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada, owner=ada, member=False)
    incoming, _ = await asked(stage, ada, server.channel)
    origin = incoming.origin

    assert not await stage.bot.manages(replace(origin.place, chat="1"), origin.server, origin.person)
