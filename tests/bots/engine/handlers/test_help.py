"""`/help`: six lines, and a page for each topic, of what somebody may use where they are."""

import re

import pytest

from bots.engine.commands.table import COMMANDS, START
from bots.engine.handlers.help_pages import OF_TOPIC, UNLISTED
from bots.engine.language.english_help import ENGLISH_HELP
from bots.engine.language.phrases import say
from bots.engine.language.spanish_help import SPANISH_HELP
from bots.engine.names.commands import linked
from bots.engine.seam.incoming import Invocation, Origin, Press
from bots.engine.seam.places import Message
from bots.engine.seam.references import subject_ref
from bots.engine.seam.shown import Action, Panel, Response
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house, unnamed
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

TALKING, MODELS, PRIVACY = say("help_talking"), say("help_models"), say("help_privacy")
ADMINISTRATORS, SETTINGS, OWNERS = say("help_administrators"), say("help_settings"), say("help_owner")


async def opened(home: House, origin: Origin, **options: str) -> Panel:
    answer = await home.engine.on_command(Invocation(origin, "help", options))
    assert isinstance(answer, Response)
    assert answer.panel is not None
    return answer.panel


async def turned(home: House, origin: Origin, topic: str, caller: str = "") -> Response:
    answer = await home.engine.on_press(Press(origin, Action("help", topic), Message(GROUP, "m1"), caller=caller))
    assert isinstance(answer, Response)
    return answer


def labels(panel: Panel) -> list[str]:
    return [button.label for row in panel.buttons for button in row]


def named(panel: Panel) -> set[str]:
    """The commands that it names."""
    return set(re.findall(r"/([a-z]+(?: (?:persona|limit|deny))?)", "\n".join(panel.lines)))


async def pages(home: House, origin: Origin) -> dict[str, Panel]:
    """Every page to which the first one leads, by its title."""
    found = {}
    for row in (await opened(home, origin)).buttons:
        for button in row:
            panel = (await turned(home, origin, button.action.argument)).panel
            assert panel is not None
            found[panel.title] = panel
    return found


async def test_the_first_page_has_six_lines() -> None:
    """How to talk there, and what most people need; which topics there are depends on who reads it."""
    async with house() as home:
        home.platform.managers.add(BOB)
        in_group, alone = await opened(home, home.shared()), await opened(home, home.private())
        by_bob, by_owner = await opened(home, home.shared(BOB)), await opened(home, home.private(OWNER))

    assert in_group.lines[0] == say("help_first_shared")
    assert in_group.lines[1:] == (
        "/stop: Stop the answer",
        "/retry: Give my last answer to you anew",
        "/model: Show or choose the model that answers here",
        "/usage: Answers, tokens and costs",
        "/privacy: What is kept and who reads it; forget me",
    )
    assert alone.lines[:2] == (say("help_first_private"), "/new: Start a new conversation")
    assert [len(each.lines) for each in (in_group, alone, by_bob, by_owner)] == [6] * 4
    assert labels(in_group) == [TALKING, MODELS, PRIVACY]
    assert labels(alone) == [TALKING, MODELS, PRIVACY, SETTINGS]
    assert labels(by_bob) == [TALKING, MODELS, PRIVACY, ADMINISTRATORS]
    assert labels(by_owner) == [TALKING, MODELS, PRIVACY, SETTINGS, OWNERS]


async def test_every_command_stands_on_one_page() -> None:
    """For those who may use it; each page is short, and leads back."""
    async with house() as home:
        home.platform.managers.add(BOB)
        of_ann, of_bob = await pages(home, home.shared()), await pages(home, home.shared(BOB))
        of_owner = await pages(home, home.private(OWNER))

    listed = [each for panel in of_owner.values() for each in panel.lines]
    written = "\n".join(listed)
    wanted = [each for each in COMMANDS if each.name not in UNLISTED and "private" in each.contexts]
    assert [each.name for each in wanted if not re.search(rf"/{each.name}\b", written)] == []
    assert len(set(listed)) == len(listed)
    assert max(len(panel.lines) for panel in (*of_owner.values(), *of_bob.values())) <= 12
    assert {label for panel in of_owner.values() for label in labels(panel)} == {say("back_button")}
    assert set(of_ann) == {TALKING, MODELS, PRIVACY}
    assert {"settings", "settings persona", "settings deny"} <= named(of_bob[ADMINISTRATORS])
    assert "servers" in named(of_owner[OWNERS])
    assert of_ann[MODELS].about == say("model_manager_only", instead=say("model_instead_line"))
    assert of_bob[MODELS].about == ""


async def test_a_press_turns_the_page_and_back() -> None:
    """In its place. What leads nowhere, or to what is another's, leads back to the beginning."""
    async with house() as home:
        models, back = await turned(home, home.shared(), "models"), await turned(home, home.shared(), "")
        others = [await turned(home, home.shared(), topic) for topic in ("owner", "administrators", "of long ago")]
        anothers = await turned(home, home.shared(), "models", caller=BOB.id)

    assert models.replace
    assert back.panel is not None
    assert (back.replace, back.panel.title) == (True, say("help_head"))
    assert others == [back] * 3
    assert anothers == Response(say("not_your_button"))


async def test_who_may_not_talk_sees_what_anybody_may() -> None:
    """Nothing that they would be refused, and the page about it; then that it is not open."""
    async with house(rules=replace(POLICY, everyone=False)) as home:
        first = await opened(home, home.private(ANN))
        await home.wait(40.0)  # until what was said is shown, there is room for nothing else
        asked_for = await turned(home, home.private(ANN), "talking")
        theirs = await turned(home, home.private(ANN), "privacy")

    assert first.lines == ("/privacy: What is kept and who reads it; forget me",)
    assert labels(first) == [PRIVACY]
    assert first.about == say("not_allowed")
    assert asked_for.panel == replace(first, about="")
    assert theirs.panel is not None
    assert named(theirs.panel) == {"privacy", "whoami"}


async def test_a_stranger_who_presses_start_has_knocked() -> None:
    """They read that it is not open, and the owner is asked: what they write next may get no answer."""
    async with house(rules=replace(POLICY, everyone=False)) as home:
        await opened(home, home.private(ANN), **{START: "yes"})
        await home.ask("Hello", home.private(ANN))
        await home.wait()
        asked = [text for text in home.texts(home.private(OWNER).place) if "wants to talk" in text]

    assert asked == [say("wants_person", person=unnamed(subject_ref(f"memory:person:{ANN.id}")))]


async def test_start_greets_by_name() -> None:
    """Whatever somebody is called: a name is a name, and no mark."""
    async with house() as home:
        ann = replace(home.private(), name="Ann *the* `first`")
        greeted, again = await opened(home, ann, **{START: "yes"}), await opened(home, ann)

    assert greeted.lines[0] == say("help_hello", person="Ann \\*the\\* \\`first\\`")
    assert greeted.lines[1:] == again.lines


async def test_each_command_has_an_example_of_its_own() -> None:
    """That can be sent as it stands."""
    taken = [command.example for command in COMMANDS]

    assert len(set(taken)) == len(taken)
    assert [each.name for each in COMMANDS if not each.example.startswith(f"/{each.name}")] == []


async def test_it_speaks_the_language_of_the_reader() -> None:
    """The commands keep their names."""
    async with house() as home:
        panel = await opened(home, replace(home.private(ANN), locale="es"))

    assert panel.title == SPANISH_HELP["help_head"]
    assert "/stop: Parar la respuesta" in panel.lines
    assert labels(panel)[1] == SPANISH_HELP["help_models"]
    assert set(SPANISH_HELP) == set(ENGLISH_HELP)


class Fields(MemoryPlatform):
    """A platform whose commands have fields and can be pressed."""

    def command(self, name: str) -> str:
        return f"<{name}>" if name in {command.name for command in COMMANDS} else ""


async def test_where_commands_have_fields_they_are_pressed() -> None:
    """No example of what is written behind them, and all of them can be pressed, in sentences too."""
    clock = VirtualClock()
    async with house(platform=Fields(clock), clock=clock) as home:
        home.platform.managers.add(BOB)
        first, all_pages = await opened(home, home.shared()), await pages(home, home.shared(BOB))
        of_ann = await pages(home, home.shared())
        refused = await home.command("model", home.shared(), name="demo/large")

    words = "\n".join(line for panel in (first, *all_pages.values()) for line in panel.lines)
    assert "<stop>: Stop the answer" in first.lines
    assert linked(words, lambda name: "") == words
    assert "/" not in words.replace("</", "")
    assert "<settings limit>: How much" in words
    assert "<retry>" in of_ann[MODELS].about
    assert refused == of_ann[MODELS].about


async def test_who_brought_it_along_reads_what_came_with_them() -> None:
    """Where the bot is no member, commands that need it there are not named."""
    async with house() as home:
        guest = replace(home.shared(), guest=True)
        first, all_pages = await opened(home, guest), await pages(home, guest)

    travelling = {each.name for each in COMMANDS if each.travels}
    assert first.lines[0] == say("help_first_guest")
    assert set().union(*map(named, all_pages.values())) <= travelling
    assert labels(first) == [TALKING, PRIVACY]


def test_topics_name_commands_that_there_are() -> None:
    """Each in one topic only."""
    listed = [name for names in OF_TOPIC.values() for name in names]

    assert len(set(listed)) == len(listed)
    assert set(listed) | UNLISTED == {each.name for each in COMMANDS if each.role in ("anyone", "member")}
