"""`/help`: what somebody may use where they are."""

from dataclasses import replace

import pytest

from bots.engine.commands.table import COMMANDS
from bots.engine.commands.table_people import FOR_ADMINISTRATORS
from bots.engine.language.phrases import say
from bots.engine.seam.references import subject_ref
from bots.engine.seam.values import Invocation, Origin, Response
from tests.bots.engine.house import ANN, BOB, OWNER, POLICY, House, house, unnamed

pytestmark = pytest.mark.looptime


async def shown(home: House, origin: Origin) -> str:
    answer = await home.engine.on_command(Invocation(origin, "help", {}))
    assert isinstance(answer, Response)
    return answer.text


def examples(text: str) -> set[str]:
    return {line.removeprefix("- ").split(": ")[0] for line in text.splitlines() if line.startswith("- ")}


def named(*roles: str, context: str) -> set[str]:
    return {
        each.example for each in COMMANDS if each.role in roles and context in each.contexts and each.name != "claim"
    }


async def test_everybody_sees_what_is_theirs() -> None:
    """A member, an administrator and an owner; in a group and in a private chat."""
    async with house() as home:
        home.platform.managers.add(BOB)

        assert examples(await shown(home, home.shared())) == named("anyone", "member", context="shared")
        assert examples(await shown(home, home.shared(BOB))) == named("anyone", "member", "manager", context="shared")
        everything = named("anyone", "member", "manager", "owner", context="private")
        assert examples(await shown(home, home.private(OWNER))) == everything
        alone = examples(await shown(home, home.private(ANN)))
        assert "/settings persona teacher" in alone
        assert not {each.example for each in FOR_ADMINISTRATORS} & alone


async def test_who_may_not_talk_sees_what_anybody_may() -> None:
    """Nothing that they would be refused."""
    async with house(rules=replace(POLICY, everyone=False)) as home:
        assert examples(await shown(home, home.private(ANN))) == named("anyone", context="private")


async def test_a_stranger_who_presses_start_has_knocked() -> None:
    """They read that it is not open, and the owner is asked: what they write next may get no answer."""
    async with house(rules=replace(POLICY, everyone=False)) as home:
        first = await shown(home, home.private(ANN))
        await home.ask("Hello", home.private(ANN))
        await home.wait()
        asked = [text for text in home.texts(home.private(OWNER).place) if "wants to talk" in text]

    assert first.endswith(say("not_allowed"))
    assert asked == [say("wants_person", person=unnamed(subject_ref(f"memory:person:{ANN.id}")))]


async def test_each_command_has_an_example_of_its_own() -> None:
    """That can be sent as it stands."""
    taken = [command.example for command in COMMANDS]

    assert len(set(taken)) == len(taken)
    assert [each.name for each in COMMANDS if not each.example.startswith(f"/{each.name}")] == []


async def test_those_of_the_menu_stand_first() -> None:
    """Five for everyone, and the others below."""
    async with house() as home:
        first, more = (await shown(home, home.shared())).split("\n\n")

        assert examples(first) == {"/ask Why is the sky blue?", "/model openai/gpt-4o-mini", "/new", "/stop", "/help"}
        assert {"/privacy", "/whoami", "/models"} <= examples(more)


async def test_it_speaks_the_language_of_the_reader() -> None:
    """The commands keep their names."""
    async with house() as home:
        text = await shown(home, replace(home.private(ANN), locale="es"))

        assert "- /stop: Parar la respuesta" in text
