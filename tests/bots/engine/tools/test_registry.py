"""Which tools a place has: none until somebody switches them on, and no more than the owner gives it."""

import asyncio

import pytest

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.tools.registry import NO_TOOLS, Registry
from bots.engine.tools.tool import Offer
from tests.bots.engine.tools.stand_ins import FakeSource, FakeTool

pytestmark = pytest.mark.looptime

PLACE = Place("memory", "room")
HERE = Origin(PLACE, Person("memory", "1"), ToChat(PLACE))


class Slow(FakeSource):
    async def offered(self, origin: Origin) -> Offer:
        await asyncio.Event().wait()
        raise AssertionError


class Broken(FakeSource):
    async def offered(self, origin: Origin) -> Offer:
        raise OSError("no such file")


def names(box: object) -> list[str]:
    return [tool.definition.name for tool in getattr(box, "tools", ())]


async def test_nothing_is_asked_where_tools_are_off() -> None:
    """No source hears of an answer without tools."""
    source = FakeSource("search", (FakeTool(),))

    assert await Registry([source]).toolbox(HERE, "off") is NO_TOOLS
    assert source.asked == 0


@pytest.mark.parametrize(
    ("value", "found"), [("on", ["search", "mail"]), ("mail", ["mail"]), ("mail search", ["search", "mail"]), ("x", [])]
)
async def test_a_place_has_what_is_switched_on(value: str, found: list[str]) -> None:
    """All, or those that the setting lists; a name that nobody set up means nothing."""
    registry = Registry([FakeSource("search", (FakeTool(),)), FakeSource("mail", (FakeTool("mail"),))])

    assert names(await registry.toolbox(HERE, value)) == found


async def test_the_owner_s_places_hold() -> None:
    """A source that is given to another chat is not there, whatever is switched on."""
    registry = Registry([FakeSource("search", (FakeTool(),), places=("another",))])

    assert await registry.toolbox(HERE, "on") is NO_TOOLS
    assert registry.here(HERE) == ()


@pytest.mark.parametrize("kind", [Slow, Broken])
async def test_a_source_that_fails_costs_its_tools_and_not_the_answer(kind: type[FakeSource]) -> None:
    """The others are there, and what is missing has its name."""
    registry = Registry([kind("dead"), FakeSource("search", (FakeTool(),))])

    box = await registry.toolbox(HERE, "on")

    assert names(box) == ["search"]
    assert box.missing == ("dead",)


async def test_of_two_tools_with_one_name_the_first_counts() -> None:
    """A request with two of them would be refused."""
    first, second = FakeTool(), FakeTool()
    box = await Registry([FakeSource("a", (first,)), FakeSource("b", (second,))]).toolbox(HERE, "on")

    assert box.tools == (first,)
    assert box.find("search") is first
