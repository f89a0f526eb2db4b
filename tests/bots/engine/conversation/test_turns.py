"""Whatever became of earlier questions, the model reads turns that any server takes. In virtual time."""

from collections.abc import Sequence

import pytest

from bots.engine.seam.incoming import Origin
from provider.contract import Finish, Message, Text
from provider.errors import BadAnswer, CutOff, EmptyAnswer, Overloaded
from tests.bots.engine.house import ANN, BOB, GROUP, House, house
from tests.fakes.memory import Step

pytestmark = pytest.mark.looptime

WELL: tuple[Step, ...] = (Text("Aye."), Finish())
COURSES: tuple[tuple[Step, ...], ...] = (
    (EmptyAnswer(),),
    WELL,
    (Text("Half"), CutOff()),
    (BadAnswer(),),
    (5.0, Overloaded()),
    (Text("Cut"), Finish("length")),
    WELL,
    WELL,
)
"""Answers that fail in all ways, between some that do not."""


def is_in_turn(messages: Sequence[Message]) -> bool:
    """Whether the system comes first, then a person and the model in turn, none of them without a word."""
    roles = [message.role for message in messages if message.role != "system"]
    first = [message.role for message in messages].count("system") <= (messages[0].role == "system")
    return (
        first
        and roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]
        and all(message.content.strip() for message in messages)
    )


async def ask_all(one: House, origins: Sequence[Origin]) -> None:
    """A question for each course, by these people in turn; each answers what its author was told before."""
    for number in range(len(COURSES)):
        await one.ask(f"Question {number}", origins[number % len(origins)])
        await one.wait(90.0)


@pytest.mark.parametrize("persona", ["", "Be brief."])
@pytest.mark.parametrize("memory", ["reply", "channel", "off"])
async def test_failed_answers_leave_a_conversation_that_any_server_takes(memory: str, persona: str) -> None:
    """By one person and by two, with and without a persona, in every setting of the memory."""
    async with house(*COURSES, *COURSES) as one:
        one.platform.managers.add(ANN)
        await one.command("settings memory", one.shared(ANN), value=memory)
        if persona:
            await one.command("settings persona", one.shared(ANN), value=persona)
        await ask_all(one, [one.shared(ANN)])
        await ask_all(one, [one.shared(BOB), one.shared(ANN)])

    assert len(one.provider.requests) >= 2 * len(COURSES)
    assert all(is_in_turn(request.messages) for request in one.provider.requests)
    read = "".join(message.content for message in one.provider.requests[-1].messages)
    assert ("Question 0" in read) == (memory != "off")


@pytest.mark.parametrize("memory", ["reply", "channel", "off"])
async def test_a_chain_of_replies_to_what_failed_is_one_that_any_server_takes(memory: str) -> None:
    """Each message answers the one before it, whatever the bot said to that."""
    async with house(*COURSES) as one:
        one.platform.managers.add(ANN)
        await one.command("settings memory", one.shared(ANN), value=memory)
        before = ""
        for number in range(len(COURSES)):
            before = await one.ask(f"Question {number}", one.shared(ANN, GROUP), reply_to=before)
            await one.wait(90.0)

    assert all(is_in_turn(request.messages) for request in one.provider.requests)


async def test_in_a_private_chat_too() -> None:
    """After a stop before the first word as well."""
    async with house(*COURSES, (60.0, *WELL), WELL) as one:
        await ask_all(one, [one.private()])
        await one.ask("Stopped", one.private())
        await one.wait(1.0)
        await one.command("stop")
        await one.wait(5.0)
        await one.ask("And now?", one.private())
        await one.wait()

    assert all(is_in_turn(request.messages) for request in one.provider.requests)
    assert one.provider.requests[-1].messages[-1].content.endswith("And now?")
