"""What tools cost in dollars beside a model's tokens: set aside before, paid after, and part of the answer's price."""

import pytest

from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.tools.bounds import CALL_SECONDS
from bots.engine.tools.tool import Arguments, Context, Failed, Product
from provider.contract import Finish, Text, ToolCall
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.values import replace
from tests.bots.engine.house import ANN, OWNER, POLICY, House, house
from tests.bots.engine.reply.test_tools import switched_on
from tests.bots.engine.tools.stand_ins import FakeTool, hang
from tests.fakes.memory import Step

pytestmark = pytest.mark.looptime

DRAW = ToolCall("c1", "draw", "{}")
SCRIPTS: tuple[tuple[Step, ...], ...] = ((DRAW, Finish()), (Text("Drawn."), Finish()))
LIMITS = Limits(person=(Allowance.parse("$1 a day"),), bot=(), unpriced=(), input_characters=0)
RULES = replace(POLICY, limits=LIMITS)


async def draws(arguments: Arguments, context: Context) -> Product | Failed:
    """Costs forty cents."""
    if refused := await context.budget.reserve(0.4):
        return Failed(refused)
    return Product("Drawn.", dollars=0.4)


async def drawn(one: House) -> str:
    """What the model reads of the next drawing."""
    one.provider.scripts = [list(script) for script in SCRIPTS]
    await one.ask("Draw", one.private(ANN))
    await one.wait()
    return one.provider.requests[-1].messages[-1].results[0].content


async def test_what_a_tool_costs_counts() -> None:
    """Two drawings of forty cents fit into a dollar; a third does not, and the model reads why."""
    async with house(*SCRIPTS, rules=RULES) as one:
        one.provider.told["small"] = ModelSettings(price=Price(0.01, 0.01))
        await switched_on(one, FakeTool("draw", draws))
        said = [await drawn(one) for _ in range(3)]

    assert said[:2] == ["Drawn.", "Drawn."]
    assert "$1 a day" in said[2]


@pytest.mark.parametrize("end", ["stop", "late"])
async def test_a_call_that_is_cut_costs_what_it_reserved(end: str) -> None:
    """Nobody knows whether it was made: whoever stops each drawing gets none for nothing."""

    async def hangs(arguments: Arguments, context: Context) -> Product | Failed:
        if not (product := await draws(arguments, context)).dollars:
            return product
        return await hang(arguments, context)

    async with house(*SCRIPTS, rules=RULES) as one:
        one.provider.told["small"] = ModelSettings(price=Price(0.01, 0.01))
        tool = FakeTool("draw", hangs)
        await switched_on(one, tool)
        for _ in range(2):
            one.provider.scripts = [list(script) for script in SCRIPTS]
            await one.ask("Draw", one.private(ANN))
            await one.wait(5.0)
            if end == "stop":
                await one.command("stop", one.private(ANN))
            await one.wait(CALL_SECONDS + 5.0)
        said = await drawn(one)

    assert len(tool.calls) == 3
    assert "$1 a day" in said


async def test_nothing_is_counted_for_an_owner() -> None:
    """As for the answers of models."""
    async with house(*SCRIPTS, rules=RULES) as one:
        await switched_on(one, FakeTool("draw", draws))
        await one.command("settings tools", one.private(OWNER), value="on")
        one.provider.scripts = [list(script) for script in SCRIPTS * 4]
        for _ in range(4):
            await one.ask("Draw", one.private(OWNER))
            await one.wait()

    assert one.provider.requests[-1].messages[-1].results[0].content == "Drawn."
