"""`/settings tools`: what is on in a place, where that comes from, and which tools run there without asking."""

import pytest

from bots.engine.language.phrases import say
from bots.text.to_telegram import to_telegram
from provider.values import replace
from tests.bots.engine.house import BOB, OWNER, House, house
from tests.bots.engine.tools.stand_ins import FakeSource, FakeTool

pytestmark = pytest.mark.looptime

DEAD = FakeSource("dead", missing="dead")


def set_up(one: House, *more: FakeSource) -> None:
    sources = (FakeSource("web", (FakeTool(),)), FakeSource("post", (FakeTool("mail", reads_only=False),)), *more)
    for source in sources:
        one.engine.services.place_settings.tools.registry.add(source)


async def test_nothing_is_on_until_somebody_switches_it_on() -> None:
    """All that there is has a line; the value says that it is the default."""
    async with house() as one:
        set_up(one)
        said = await one.command("settings tools", one.shared(OWNER))
        overview = await one.command("settings", one.shared(OWNER))

    assert "Tools: **off**, the default" in said
    assert said.count("▫️") == 2
    assert "Tools: **off**" in overview


async def test_what_is_on_says_where_that_comes_from() -> None:
    """The sources that are on, the tools that ask, and what is not there now."""
    async with house() as one:
        set_up(one, DEAD)
        said = await one.command("settings tools", one.shared(OWNER), value="post dead")
        there = await one.command("settings tools", one.shared(OWNER))

    assert "Tools: **post dead**, chosen for this" in said
    lines = there.splitlines()
    first = lines.index("▫️ web: the tools of web")
    assert lines[first : first + 5] == [
        "▫️ web: the tools of web",
        "✅ post: the tools of post",
        "✅ dead: the tools of dead",
        say("tools_ask", names="mail"),
        say("tools_missing", names="dead"),
    ]


async def test_a_tool_is_allowed_for_always_and_asks_again() -> None:
    """Each is a change in the history, which Undo takes back."""
    async with house() as one:
        set_up(one)
        await one.command("settings tools", one.shared(OWNER), value="on")
        allowed = await one.command("settings tools", one.shared(OWNER), value="allow mail")
        shown = await one.command("settings tools", one.shared(OWNER))
        history = await one.command("settings history", one.shared(OWNER))
        asks = await one.command("settings tools", one.shared(OWNER), value="ask mail")
        again = await one.command("settings tools", one.shared(OWNER))

    assert allowed == say("tool_always", tool="mail")
    assert say("tools_always", names="mail") in shown
    assert say("kept_tool") in history
    assert asks == say("tool_asks_again", tool="mail")
    assert say("tools_ask", names="mail") in again


async def test_the_name_of_a_tool_can_be_copied() -> None:
    """However long it is and whatever signs it has, in a list and in a command."""
    name = "a_server_of_tools_create_pull_request_review_comment"
    async with house() as one:
        one.engine.services.place_settings.tools.registry.add(
            FakeSource("all", (FakeTool(name, reads_only=False), FakeTool("a*b`_c", reads_only=False)))
        )
        await one.command("settings tools", one.shared(OWNER), value="on")
        listed = await one.command("settings tools", one.shared(OWNER))
        allowed = await one.command("settings tools", one.shared(OWNER), value=f"allow {name}")
        odd = await one.command("settings tools", one.shared(OWNER), value="allow a*b`_c")

    assert f": {name}, " in to_telegram(listed, last=True, limit=4000).text
    assert f"`/settings tools ask {name}`" in allowed
    assert "`a*b_c`" in odd


@pytest.mark.parametrize(
    ("value", "phrase"),
    [("web nonsense", "nonsense"), ("nonsense", "nonsense"), ("allow nonsense", "nonsense"), ("on web", "on")],
)
async def test_what_is_not_there_is_named_with_what_is(value: str, phrase: str) -> None:
    """Nothing is chosen."""
    async with house() as one:
        set_up(one)
        said = await one.command("settings tools", one.shared(OWNER), value=value)
        there = await one.command("settings tools", one.shared(OWNER))

    assert said == say("tools_unknown", name=phrase, names="web, post")
    assert "**off**" in there


async def test_without_tools_there_is_nothing_to_choose() -> None:
    """The owner's part comes first; `/settings` does not name what means nothing."""
    async with house() as one:
        said = await one.command("settings tools", one.shared(OWNER))
        overview = await one.command("settings", one.shared(OWNER))

    assert say("tools_none") in said
    assert "Tools" not in overview


@pytest.mark.parametrize("value", ["on", "allow mail", "ask mail"])
async def test_it_is_the_administrators_word(value: str) -> None:
    """In a group; in private everybody decides for themselves."""
    async with house() as one:
        set_up(one)
        refused = await one.command("settings tools", one.shared(BOB), value=value)
        alone = await one.command("settings tools", one.private(BOB), value=value)

    assert refused == say("manager_only")
    assert alone != refused


async def test_spanish_words_mean_the_same() -> None:
    """ "sí" is "on"."""
    async with house() as one:
        set_up(one)
        origin = replace(one.shared(OWNER), locale="es")
        said = await one.command("settings tools", origin, value="sí")

    assert "Herramientas: **sí**" in said
