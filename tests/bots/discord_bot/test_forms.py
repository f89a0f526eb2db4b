"""Subcommands, private answers, files, the menu of a message, and forms that open behind a button."""

import asyncio

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import ToInteraction
from bots.engine.seam.shown import Action, Button, File, Form, Frame, Response
from provider.values import replace
from tests.bots.discord_bot.stand_in import SPEED, Stage
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_people import Server, User
from tests.fakes.discord_world import EPHEMERAL, LOADING
from tests.waiting import until

GO_ON = Action("continue", "7")
CONTINUE = ((Button("Continue", GO_ON),),)
CHART = File("usage.png", b"\x89PNG")


def scene(stage: Stage) -> tuple[User, Server]:
    ada = stage.api.user("ada")
    return ada, stage.api.guild(ada)


async def asks(invocation: Invocation) -> Incoming:
    """What the engine makes of /ask."""
    return Incoming(
        invocation.origin,
        invocation.id,
        invocation.options.get("text", ""),
        addressed=True,
        quoted=invocation.quoted,
    )


async def opens_a_form(press: Press) -> Response | Incoming:
    """What the engine makes of Continue: a form, then a question."""
    if not press.text:
        return Response("", form=Form("Go on " * 20, "Your question", press.action))
    return Incoming(press.origin, "", press.text, addressed=True, reply_to=press.surface.id)


async def asked(stage: Stage, ada: User, channel: str, *, private: bool = False) -> Interaction:
    """An /ask that was answered, with the button to go on."""
    stage.inbox.command = asks
    interaction = ada.slash("ask", text="why?", channel=channel, private=private)
    target = (await stage.message()).origin.target
    await stage.bot.show(target, Frame("Because.", buttons=CONTINUE), last=True)
    return interaction


def registered(stage: Stage) -> None:
    """A group of commands as they may come to be in the table."""
    options = [
        {"type": 6, "name": "who", "description": "Whom"},
        {"type": 4, "name": "days", "description": "How long"},
        {"type": 5, "name": "all", "description": "All"},
        {"type": 3, "name": "name", "description": "Name", "autocomplete": True},
    ]
    show = {"type": 1, "name": "show", "description": "Show"}
    allow = {"type": 1, "name": "allow", "description": "Allow", "options": options}
    private = {"type": 5, "name": "private", "description": "For you alone"}
    ask = {"name": "ask", "description": "Ask", "options": [private]}
    stage.api.registration.put([{"name": "settings", "description": "Settings", "options": [show, allow]}, ask])


async def test_a_subcommand_has_the_name_of_its_group_and_values_as_words(stage: Stage) -> None:
    """A person is an id, a number its digits, a flag yes or no; the group's own name is `show`."""
    ada, server = scene(stage)
    registered(stage)

    ada.slash("settings allow", channel=server.channel, who=ada.id, days=3, all=True)
    ada.slash("settings show", channel=server.channel)
    await until(lambda: len(stage.inbox.invocations) == 2)

    allow, show = sorted(stage.inbox.invocations, key=lambda each: each.name, reverse=True)
    assert (allow.name, show.name) == ("settings allow", "settings")
    assert dict(allow.options) == {"who": ada.id, "days": "3", "all": "yes"}


async def test_values_are_offered_in_subcommands_too(stage: Stage) -> None:
    """The engine hears which subcommand and which option it is."""
    ada, server = scene(stage)
    registered(stage)
    stage.inbox.values = ("openai/gpt",)

    typed = ada.types("settings allow", "gp", channel=server.channel)
    await until(lambda: typed.choices)

    [heard] = stage.inbox.typed
    assert typed.choices == ["openai/gpt"]
    assert (heard.command, heard.option, heard.text) == ("settings allow", "name", "gp")


async def test_a_private_question_is_answered_to_its_asker_alone(stage: Stage) -> None:
    """From the deferral on; its further parts too."""
    ada, server = scene(stage)
    registered(stage)

    interaction = await asked(stage, ada, server.channel, private=True)
    target = stage.inbox.messages[0].origin.target
    assert isinstance(target, ToInteraction)
    await stage.bot.show(replace(target, follow_up=True), Frame("And more."), last=True)

    shown = [stage.api.world.messages[id] for id in (interaction.original, *interaction.follow_ups)]
    assert target.private
    assert [message.content for message in shown] == ["Because.", "And more."]
    assert {message.seen_by for message in shown} == {ada.id}


async def test_the_menu_of_a_message_asks_about_it(stage: Stage) -> None:
    """Its text is what is quoted; the answer is for all to see."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    server = stage.api.guild(ada, bob)
    stage.inbox.command = asks
    said = bob.writes("the moon is cheese", channel=server.channel)

    interaction = ada.asks_about(said, say("ask_about"))
    await until(lambda: len(stage.inbox.messages) == 2)

    incoming = next(message for message in stage.inbox.messages if message.addressed)
    assert (incoming.text, incoming.quoted) == ("", "the moon is cheese")
    assert stage.inbox.invocations[0].name == "ask"
    assert interaction.answered == 5
    assert stage.api.world.messages[interaction.original].seen_by == ""


async def test_a_file_comes_with_the_answer(stage: Stage) -> None:
    """After a deferral, because its upload may take a while, or with the message that a press changes."""
    ada, server = scene(stage)

    async def at_once(_: Invocation) -> Response:
        return Response("Usage", file=CHART)

    async def late(_: Invocation) -> Response:
        await asyncio.sleep(4.0 / SPEED)
        return Response("Usage", file=CHART, buttons=CONTINUE)

    async def again(_: Press) -> Response:
        return Response("Anew", file=CHART, replace=True)

    stage.inbox.command, stage.inbox.press = at_once, again
    first = ada.slash("usage", channel=server.channel)
    await until(lambda: first.answered)
    stage.inbox.command = late
    second = ada.slash("usage", channel=server.channel)
    world = stage.api.world
    await until(lambda: second.original and world.messages[second.original].content)
    deferred = list(world.messages[second.original].versions[-1].files)
    ada.presses(second.original, "Continue")
    await until(lambda: world.messages[second.original].content == "Anew")

    assert list(world.messages[first.original].versions[-1].files) == [("usage.png", CHART.content)] == deferred
    assert first.answered == 5


async def test_continue_opens_a_form_and_what_is_sent_in_is_a_question(stage: Stage) -> None:
    """Its answer is a new response for all to see, which grows by its own token, under the answer it continues."""
    ada, server = scene(stage)
    stage.inbox.press = opens_a_form
    interaction = await asked(stage, ada, server.channel)

    pressed = ada.presses(interaction.original, "Continue")
    await until(lambda: pressed.form)
    sent = ada.fills_in(pressed, "And why is that?")
    await until(lambda: len(stage.inbox.messages) == 2)
    incoming = stage.inbox.messages[1]
    await stage.bot.show(incoming.origin.target, Frame("Because of that."), last=True)

    reply = stage.api.world.messages[sent.original]
    assert pressed.form["title"] == ("Go on " * 20)[:45]
    assert [press.text for press in stage.inbox.presses] == ["", "And why is that?"]
    assert {press.action for press in stage.inbox.presses} == {GO_ON}
    assert (incoming.text, incoming.reply_to) == ("And why is that?", interaction.original)
    assert sent.answered == 5
    assert (reply.content, reply.seen_by) == ("Because of that.", "")
    assert not reply.flags & (EPHEMERAL | LOADING)
    assert stage.api.world.messages[interaction.original].content == "Because."


async def test_continue_under_a_private_answer_stays_private(stage: Stage) -> None:
    """Whoever asked for themselves goes on for themselves."""
    ada, server = scene(stage)
    registered(stage)
    stage.inbox.press = opens_a_form
    interaction = await asked(stage, ada, server.channel, private=True)

    pressed = ada.presses(interaction.original, "Continue")
    await until(lambda: pressed.form)
    sent = ada.fills_in(pressed, "And why is that?")
    await until(lambda: len(stage.inbox.messages) == 2)

    assert stage.api.world.messages[sent.original].seen_by == ada.id


async def test_a_form_that_comes_too_late_is_not_opened(stage: Stage) -> None:
    """Discord opens it as the first answer only; the presser is told to try again."""
    ada, server = scene(stage)
    interaction = await asked(stage, ada, server.channel)

    async def slowly(press: Press) -> Response | Incoming:
        await asyncio.sleep(4.0 / SPEED)
        return await opens_a_form(press)

    stage.inbox.press = slowly
    pressed = ada.presses(interaction.original, "Continue")
    await until(lambda: pressed.follow_ups)

    told = stage.api.world.messages[pressed.follow_ups[0]]
    assert (told.content, told.seen_by) == (say("form_too_late"), ada.id)


async def test_a_slow_question_from_a_form_becomes_a_further_message(stage: Stage) -> None:
    """Deferred as a change of the pressed message, which stays as it is."""
    ada, server = scene(stage)
    stage.inbox.press = opens_a_form
    interaction = await asked(stage, ada, server.channel)
    pressed = ada.presses(interaction.original, "Continue")
    await until(lambda: pressed.form)

    async def slowly(press: Press) -> Response | Incoming:
        await asyncio.sleep(4.0 / SPEED)
        return await opens_a_form(press)

    stage.inbox.press = slowly
    sent = ada.fills_in(pressed, "And why is that?")
    await until(lambda: len(stage.inbox.messages) == 2)
    await stage.bot.show(stage.inbox.messages[1].origin.target, Frame("Because of that."), last=True)

    assert sent.answered == 6
    assert [stage.api.world.messages[id].content for id in sent.follow_ups] == ["Because of that."]
    assert stage.api.world.messages[interaction.original].content == "Because."


async def test_a_press_knows_whose_answer_it_is_under(stage: Stage) -> None:
    """The one who ran the command, and the one who was answered in the chat."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    server = stage.api.guild(ada, bob)
    interaction = await asked(stage, ada, server.channel)
    bob.presses(interaction.original, "Continue")
    written = ada.writes("hello", channel=server.channel, mention=True)
    await until(lambda: len(stage.inbox.messages) == 2)
    surface = await stage.bot.show(stage.inbox.messages[1].origin.target, Frame("Hello.", buttons=CONTINUE), last=True)
    bob.presses(surface.id, "Continue")
    await until(lambda: len(stage.inbox.presses) == 2)

    assert stage.api.world.messages[surface.id].reply_to == written
    assert [(press.origin.person.id, press.caller) for press in stage.inbox.presses] == [(bob.id, ada.id)] * 2
