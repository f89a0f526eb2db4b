"""Who may press which button of an answer, written out by hand: the table of the program is held against this one."""

from collections.abc import Mapping

import pytest

from bots.engine.language.phrases import say
from bots.engine.reply.buttons import TABLE
from bots.engine.seam.incoming import Press
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.shown import Action, Response
from provider.contract import Finish, Text, ToolCall
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, House, house
from tests.bots.engine.tools.stand_ins import FakeSource, FakeTool
from tests.fakes.memory import MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime

MODERATOR, ADMINISTRATOR = Person("memory", "7"), Person("memory", "8")
PEOPLE = {"asker": ANN, "another": BOB, "moderator": MODERATOR, "administrator": ADMINISTRATOR}

ASKER, ALL = frozenset({"asker"}), frozenset(PEOPLE)
ORDERLY, ADMINISTERED = ASKER | {"moderator", "administrator"}, ASKER | {"administrator"}

MAY: Mapping[str, frozenset[str]] = {
    "permit": ADMINISTERED,
    "permit_always": frozenset({"administrator"}),
    "forbid": ADMINISTERED,
    "stop": ORDERLY,
    "now": ORDERLY,
    "edited": ASKER,
    "go_on": ADMINISTERED,
    "again": ASKER,
    "anew": ASKER,
    "retry": ASKER,
    "continue": ASKER,
    "info": ALL,
    "turn": ADMINISTERED,
}

REFUSED = {"stop": "not_yours_to_stop", "now": "not_yours_to_stop", "turn": "not_yours_to_turn"} | {
    "permit": "not_yours_to_allow",
    "forbid": "not_yours_to_allow",
    "permit_always": "always_not_yours",
}

CUT: tuple[Step, ...] = (Text("One two three"), Finish("length"))
SLOW: tuple[Step, ...] = (Text("One two"), 300.0, Finish())
CALLS: tuple[Step, ...] = (ToolCall("c", "mail", '{"query": "Bob"}'), Finish())


class Moderated(MemoryPlatform):
    """A platform on which one may delete messages."""

    async def moderates(self, place: Place, server: str, person: Person) -> bool:
        return person == MODERATOR


def script(action: str) -> tuple[Step, ...]:
    """What the model says while the button can be pressed."""
    if action in ("permit", "permit_always", "forbid"):
        return CALLS
    return SLOW if action in ("stop", "now") else CUT


def under_the_answer(one: House) -> tuple[Message, dict[str, str]]:
    """Its message, and what its buttons name, by their actions."""
    *_, stood = (each for each in one.platform.standing.values() if each.surface.place == GROUP)
    assert isinstance(stood.surface, Message)
    found = {button.action.name: button.action.argument for row in stood.frame.buttons for button in row}
    return stood.surface, found


def argument(action: str, found: Mapping[str, str], question: str) -> str:
    """What the payload of the button names, whether it stands under this answer or elsewhere."""
    if action == "now":
        return found["stop"]
    if action == "edited":
        return f"{found['again']}.{question}"
    return found.get(action) or found["again"]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("action", MAY)
async def test_only_those_may_press(action: str, who: str) -> None:
    """All others read whose button it is."""
    clock = VirtualClock()
    async with house(script(action), platform=Moderated(clock), clock=clock) as one:
        one.platform.managers.add(ADMINISTRATOR)
        one.engine.services.place_settings.tools.registry.add(FakeSource("all", (FakeTool("mail", reads_only=False),)))
        if action in ("permit", "permit_always", "forbid"):
            await one.command("settings tools", one.shared(OWNER), value="on")
        question = await one.ask("Hello", one.shared())
        await one.wait(20.0)
        surface, found = under_the_answer(one)
        pressed = Press(one.shared(PEOPLE[who]), Action(action, argument(action, found, question)), surface)
        said = await one.engine.on_press(pressed)

    refused = isinstance(said, Response) and said.text == say(REFUSED.get(action, "not_your_button"))
    assert refused is (who not in MAY[action]), said


def test_every_button_is_written_out() -> None:
    """Whoever adds one says here who may press it."""
    assert set(MAY) == {each.action for each in TABLE}
