"""Panels on Discord: containers of components, within all that Discord allows. A message is one or words for life."""

import asyncio
from typing import Any

import pytest

from bots.discord_bot.limits import COMPONENTS, PANEL_TEXT
from bots.discord_bot.panels import IS_COMPONENTS_V2, container
from bots.discord_bot.payloads import editing, form, sending
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.panels import shown
from bots.engine.seam.shown import Action, Button, File, Form, Frame, Option, Panel, Response, Select
from tests.bots.discord_bot.stand_in import SPEED, Stage
from tests.fakes.discord_checks import Refusal, check, check_form, flat
from tests.fakes.discord_world import EPHEMERAL
from tests.waiting import until

LIVE = Action("set", "reasoning=live")
MENU = Select("What is shown", (Option("off", Action("set", "off"), "Nothing", current=True), Option("live", LIVE)))
PANEL = Panel(
    "Thoughts", ("Now: **off**", "@everyone"), "Why.", (MENU,), ((Button("Forget", LIVE, "danger"),),), "Page 1 of 2"
)
HUGE = Panel(
    "T" * 300,
    tuple(f"- line {number} " + "x" * 90 for number in range(80)),
    "y" * 3000,
    tuple(
        Select("P" * 300, tuple(Option("L" * 200 + str(n), Action("m", f"{k} {n}"), "D" * 200) for n in range(40)))
        for k in range(3)
    ),
    tuple(tuple(Button("B" * 200, Action("b", f"{row} {n}"), "primary") for n in range(7)) for row in range(9)),
    "Page 2 of 8",
)


def kinds(components: list[dict[str, Any]]) -> list[int]:
    return [each["type"] for one in components for each in flat(one)]


def test_a_panel_is_a_container() -> None:
    """Title and lines, what explains them, a line, the menus, the buttons with their colours, the page."""
    [found] = container(Frame("", panel=PANEL))
    title, about, _, menu, row, page = found["components"]

    assert found["type"] == 17
    assert title["content"] == "### Thoughts\nNow: **off**\n@\u2060everyone"
    assert about["content"] == "Why."
    assert page["content"] == "-# Page 1 of 2"
    assert menu["components"][0]["options"] == [
        {"label": "off", "value": "set|off", "description": "Nothing", "default": True},
        {"label": "live", "value": "set|reasoning=live"},
    ]
    assert [(each["label"], each["style"]) for each in row["components"]] == [("Forget", 4)]


def test_whatever_it_holds_it_stays_within_what_discord_allows() -> None:
    """Forty components, 4,000 characters, 25 options, five buttons a row, and the length of each word."""
    frame = Frame("", panel=HUGE)
    for payload, new in ((sending(frame), True), (editing(frame), False), (editing(frame, lifted=True), False)):
        check(payload, has_file=False, new=new, lifted=not new)
        inner = [each for one in payload["components"] for each in flat(one)]

        assert len(inner) <= COMPONENTS
        assert 3000 < sum(len(each.get("content", "")) for each in inner) <= PANEL_TEXT
        assert payload["flags"] & IS_COMPONENTS_V2


def test_a_message_is_one_or_the_other() -> None:
    """A panel has no content; an old message with words is lifted, and what was lifted stays so."""
    words, panel = Frame("words", buttons=((Button("B", LIVE),),)), Frame("words", panel=PANEL)

    assert "content" not in sending(panel)
    assert "components" not in sending(Frame("words"))
    assert (editing(panel)["content"], editing(panel)["embeds"]) == (None, [])
    assert "content" not in editing(panel, lifted=True)
    assert kinds(editing(words, lifted=True)["components"]) == [17, 10, 14, 1, 2]
    assert editing(words)["content"] == "words"
    with pytest.raises(Refusal):
        check(editing(words), has_file=False, new=False, lifted=True)
    with pytest.raises(Refusal):
        check(sending(panel) | {"content": "words"}, has_file=False, new=True)


def test_a_file_beside_a_panel_is_shown_by_a_component() -> None:
    """A picture in a gallery, anything else as a file: without one Discord would show nothing of it."""
    for file, kind in ((File("usage.png", b"\x89PNG"), 12), (File("parley.json", b"{}"), 13)):
        payload = sending(Frame("", panel=PANEL, file=file))
        check(payload, has_file=True, new=True)

        assert kind in kinds(payload["components"])
        assert f"attachment://{file.name}" in str(payload["components"])


def test_a_form_is_prefilled() -> None:
    """With several lines or with one, and never more than it takes."""
    persona = form(Form("Persona", "Who is it?", LIVE, "Be kind.\nBe brief.", most=2000))
    prefix = form(Form("Prefix", "Which?", LIVE, "!" * 40, most=16, one_line=True))
    check_form(persona)
    check_form(prefix)
    fields = [each["components"][0]["component"] for each in (persona, prefix)]

    assert [(each["style"], each["max_length"], each["value"]) for each in fields] == [
        (2, 2000, "Be kind.\nBe brief."),
        (1, 16, "!" * 16),
    ]


async def panel(_: Invocation) -> Response | Incoming:
    return shown(PANEL)


async def changed(press: Press) -> Response | Incoming:
    return Response(f"Done: {press.action.argument}", replace=True)


async def test_a_panel_that_only_one_person_sees_changes_in_place(stage: Stage) -> None:
    """A chosen option comes as a press of its action; words that take its place are components too."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    stage.inbox.command, stage.inbox.press = panel, changed
    command = ada.slash("settings show", channel=server.channel)
    await until(lambda: command.answered)
    message = stage.api.world.messages[command.original]
    before = message.flags
    ada.chooses(message.id, "live")
    await until(lambda: "Done" in message.words)

    assert (command.answered, before) == (4, IS_COMPONENTS_V2 | EPHEMERAL)
    assert [press.action for press in stage.inbox.presses] == [LIVE]
    assert (message.words, message.content) == ("Done: reasoning=live", "")
    assert stage.api.refused == []


async def test_after_a_deferral_the_flag_belongs_to_the_edit(stage: Stage) -> None:
    """A slow command and a slow press; the words of a slow answer to a panel are components too."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)

    async def slowly(_: Invocation) -> Response | Incoming:
        await asyncio.sleep(3.0 / SPEED)
        return shown(PANEL)

    async def slowly_changed(press: Press) -> Response | Incoming:
        await asyncio.sleep(3.0 / SPEED)
        return await changed(press)

    stage.inbox.command, stage.inbox.press = slowly, slowly_changed
    command = ada.slash("settings show", channel=server.channel)
    await until(lambda: command.original and stage.api.world.messages[command.original].words)
    message = stage.api.world.messages[command.original]
    deferred = (command.answered, message.flags & IS_COMPONENTS_V2)
    press = ada.presses(message.id, "Forget")
    await until(lambda: "Done" in message.words)

    assert deferred == (5, IS_COMPONENTS_V2)
    assert press.answered == 6
    assert stage.api.refused == []


async def test_an_old_message_with_words_becomes_a_panel(stage: Stage) -> None:
    """And its words go; one that stays words is answered in words."""
    ada = stage.api.user("ada")
    stage.inbox.command = lambda _: words()

    async def words() -> Response | Incoming:
        return Response("Old words", buttons=((Button("Back", Action("set")),),))

    async def opened(_: Press) -> Response | Incoming:
        return shown(PANEL, instead=True)

    stage.inbox.press = opened
    command = ada.slash("settings show")
    await until(lambda: command.answered)
    message = stage.api.world.messages[command.original]
    ada.presses(message.id, "Back")
    await until(lambda: message.flags & IS_COMPONENTS_V2)

    assert message.content == ""
    assert "Old words" not in message.words
    assert stage.api.refused == []


async def test_a_command_opens_a_form_and_what_is_sent_in_is_answered(stage: Stage) -> None:
    """There is no message that could change: the answer is a new one that only they see. Too late, words are said."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    wait = 0.0

    async def opens(_: Invocation) -> Response | Incoming:
        await asyncio.sleep(wait / SPEED)
        return Response("Write it behind the command.", form=Form("Persona", "Who is it?", LIVE, "Be kind."))

    async def taken(press: Press) -> Response | Incoming:
        await asyncio.sleep(wait / SPEED)
        return shown(Panel("Persona", (press.text,)), instead=True) if press.text else Response("")

    stage.inbox.command, stage.inbox.press = opens, taken
    command = ada.slash("settings persona", channel=server.channel)
    await until(lambda: command.form)
    sent = ada.fills_in(command, "Be kind.\nBe brief.")
    await until(lambda: sent.answered)
    nothing = ada.fills_in(command, "")
    await until(lambda: nothing.answered)
    wait = 3.0
    slow = ada.fills_in(command, "Be slow.")
    late = ada.slash("settings persona", channel=server.channel)
    world = stage.api.world
    await until(lambda: all(each.original and world.messages[each.original].words for each in (slow, late)))

    assert [world.messages[each.original].words for each in (sent, slow, late)] == [
        "Persona\nBe kind.\nBe brief.",
        "Persona\nBe slow.",
        "Write it behind the command.",
    ]
    assert {world.messages[each.original].seen_by for each in (sent, slow, late)} == {ada.id}
    assert world.messages[nothing.original].deleted_at
    assert say("form_too_late") not in world.messages[late.original].words
    assert stage.api.refused == []
