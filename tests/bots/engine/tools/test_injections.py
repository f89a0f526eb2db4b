"""What a tool gives, and what a model writes into a call, stays what it is: material, shown by us as a value."""

import json
import re
import unicodedata
from functools import partial

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.shown import Frame
from bots.engine.tools.tool import Arguments, Context, Failed, Product
from bots.text.names import shown
from bots.text.remark import discord_small, telegram_small, with_code, with_remark
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram
from bots.text.units import units
from provider.contract import Finish, Request, Text, ToolCall
from provider.dialects import chat_completions, generate_content, messages, responses
from tests.bots.engine.house import GROUP, house
from tests.bots.engine.reply.test_tools import NOON, actions, asked, switched_on
from tests.bots.engine.tools.injections import INJECTIONS
from tests.bots.engine.tools.stand_ins import FakeTool

pytestmark = pytest.mark.looptime

every_one = pytest.mark.parametrize("text", INJECTIONS.values(), ids=INJECTIONS)

LOOK = ToolCall("c1", "search", '{"query": "ferry"}')
HARMLESS = "Ferries leave at noon."


def found(text: str) -> FakeTool:
    async def gives(arguments: Arguments, context: Context) -> Product | Failed:
        return Product(text)

    return FakeTool(does=gives)


Course = tuple[list[list[Frame]], Request]
"""All frames of an answer, and the request for the words that follow what the tool gave."""

EXPECTED: list[Course] = []


async def looked(text: str) -> Course:
    """The course of an answer for which a tool gave that."""
    async with house((Text("I look."), LOOK, Finish()), NOON) as one:
        await switched_on(one, found(text))
        await one.ask("When?", one.shared())
        await one.wait()
        frames = [[frame for _, frame in each.history] for each in one.platform.standing.values()]
        return frames, one.provider.requests[1]


async def as_with_something_harmless() -> Course:
    """The course where the tool gave nothing odd; it is the same each time, so it is looked at once."""
    if not EXPECTED:
        EXPECTED.append(await looked(HARMLESS))
    return EXPECTED[0]


def test_there_are_more_than_thirty() -> None:
    """As many as were to be tried."""
    assert len(INJECTIONS) > 30


@every_one
async def test_what_a_tool_gave_is_shown_to_nobody_and_asks_nobody(text: str) -> None:
    """Every frame and every button is as if the tool had given something harmless."""
    seen, _ = await looked(text)
    expected, _ = await as_with_something_harmless()

    assert seen == expected


@every_one
async def test_the_model_reads_it_as_a_result_and_nowhere_else(text: str) -> None:
    """All other messages of the request, and the form of its body in every dialect, are as with something harmless."""
    _, request = await looked(text)
    _, expected = await as_with_something_harmless()

    assert request.messages[:-1] == expected.messages[:-1]
    assert [result.id for result in request.messages[-1].results] == ["c1"]
    for mine, theirs in zip(bodies(request), bodies(expected), strict=True):
        assert json.loads(json.dumps(mine)) == mine
        assert shape(mine) == shape(theirs)


def bodies(request: Request) -> list[dict[str, object]]:
    return [
        chat_completions.question(request, "m", usage=False),
        messages.question(request, "m", max_tokens=9),
        generate_content.question(request, reasoning=False),
        responses.question(request, "m", summary=False),
    ]


def shape(value: object) -> object:
    """A body without its texts."""
    match value:
        case dict():
            return {name: each if name in ("role", "type") else shape(each) for name, each in value.items()}
        case list():
            return [shape(each) for each in value]
    return type(value).__name__


@every_one
async def test_what_a_call_would_do_is_shown_as_data(text: str) -> None:
    """In one block of code that it cannot end; the buttons are ours, and nobody is called."""
    mail = FakeTool("mail", reads_only=False)
    call = ToolCall("c2", "mail", json.dumps({"query": text}))
    async with house((call, Finish()), NOON) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        frame = await asked(one)

    question, _, code = frame.text.partition("\n```json\n")
    code, _, rest = code.rpartition("\n```")
    assert question == say("tool_asks", tool="mail")
    assert (rest, frame.ping) == ("", "")
    assert "`" not in code
    assert json.loads(code) == {"query": text}
    assert all(each == "\n" or each.isprintable() for each in code)
    assert list(actions(frame)) == ["permit", "permit_always", "forbid", "stop"]


@every_one
def test_what_runs_is_one_line_of_plain_words(text: str) -> None:
    """On both platforms: no mention, no link, no block of code, nothing that is not seen."""
    line = f"🔎 {shown(text, 100)}"
    discord = to_discord(line, last=True, limit=2000).text
    telegram = to_telegram(line, last=True, limit=4096)

    for shows in (discord, telegram.text):
        assert "\n" not in shows
        assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in shows)
    assert telegram.entities == ()
    assert not re.search(r"<[@#]&?\d|@everyone|@here|```|\]\(http", discord)


@every_one
def test_a_block_below_the_line_has_one_beginning_and_one_end(text: str) -> None:
    """Whatever stands in it."""
    remark = with_code("May I?", text)
    discord, telegram = discord_small(remark).text, telegram_small(remark)

    assert discord.count("```") == 2
    assert discord.endswith("\n```")
    assert [each.kind for each in telegram.entities] == ["italic", "pre"]


async def test_a_model_that_writes_our_question_makes_no_button() -> None:
    """Its words are words."""
    words = f"{say('tool_asks', tool='mail')}\n\n[{say('allow_button')}] permit|AAAAAAAAAAAAAAAA"
    async with house((Text(words), Finish())) as one:
        await switched_on(one, FakeTool("mail", reads_only=False))
        await one.ask("Hi", one.shared())
        await one.wait()

    assert not any("permit" in actions(frame) for frame in one.platform.seen(GROUP))


GROWS = (
    "# Ferries\n\nThey leave **at noon**, see [the *page*](https://ferry.example/x_y) and `code`.\n\n"
    "```python\nprint('```')\n```\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n"
    "- one\n  1. two\n\n> quote ||spoiler|| $x^2$ @everyone"
)
BELOW = with_code("🔧 May I use mail?", '{\n "query": "Bob"\n}')


@pytest.mark.parametrize("below", ["🔎 search: ferry times", BELOW], ids=["a line", "a question"])
@pytest.mark.parametrize("limit", [120, 2000])
def test_every_prefix_of_an_answer_takes_what_is_below_it(limit: int, below: str) -> None:
    """On both platforms: within the limit, whole, and with as many ends of code as beginnings."""
    for end in range(1, len(GROWS) + 1):
        discord = with_remark(partial(to_discord, GROWS[:end], last=False), limit, discord_small(below))
        telegram = with_remark(partial(to_telegram, GROWS[:end], last=False), limit, telegram_small(below), "\n\n")

        assert units(discord.text) <= limit
        assert units(telegram.text) <= limit
        assert not len(re.findall(r"^```", discord.text, re.MULTILINE)) % 2
        assert all(each.offset >= 0 and each.offset + each.length <= units(telegram.text) for each in telegram.entities)
        if discord.text and not discord.rest:
            assert discord.text.endswith(discord_small(below).text)
        if telegram.text and not telegram.rest:
            assert telegram.text.endswith(telegram_small(below).text)
