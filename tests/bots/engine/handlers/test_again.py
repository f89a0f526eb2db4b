"""Again, the button under an answer: a menu of models, and the answer given anew where it stands."""

import asyncio

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import InteractionMessage, Message, Surface
from bots.engine.seam.shown import Action, Option, Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house

pytestmark = pytest.mark.looptime

FIRST, SECOND = (Text("First."), Finish()), (Text("Second."), Finish())
MENU = Message(GROUP, "menu")


async def press(one: House, action: Action, origin: Origin, surface: Surface = MENU) -> Response | Incoming:
    action = Action.decode(action.encode())
    return await one.engine.on_press(Press(origin, action, surface))


def options(answer: Response | Incoming) -> tuple[Option, ...]:
    assert isinstance(answer, Response)
    assert answer.panel is not None, answer.text
    return answer.panel.selects[0].options


def again(one: House) -> Action:
    """The button under the last answer in the group."""
    [button] = [
        button
        for frame in one.platform.seen(GROUP)
        for row in frame.buttons
        for button in row
        if button.label == say("retry_button")
    ]
    return button.action


async def test_another_model_gives_the_answer_anew() -> None:
    """In its place; the first option is the model that is chosen there, and the menu says what was chosen."""
    async with house(FIRST, SECOND) as one:
        await one.ask("One", one.shared(OWNER))
        await one.wait()
        menu = await press(one, again(one), one.shared(OWNER))
        begun = await press(one, options(menu)[2].action, one.shared(OWNER))
        await one.wait()

    assert [option.label for option in options(menu)] == [say("again_same"), "large", "tiny"]
    assert options(menu)[0].about.startswith("demo/small")
    assert begun == Response(say("again_begun", model="demo/tiny"), replace=True)
    assert [request.model for request in one.provider.requests] == ["small", "tiny"]
    assert one.texts(GROUP) == ["Second."]


async def test_the_same_model_may_answer_once_more() -> None:
    """Whatever is chosen there when it is pressed."""
    async with house(FIRST, SECOND) as one:
        await one.ask("One", one.shared(OWNER))
        await one.wait()
        menu = await press(one, again(one), one.shared(OWNER))
        await one.command("model", one.shared(OWNER), name="demo/large")
        begun = await press(one, options(menu)[0].action, one.shared(OWNER))
        await one.wait()

    assert begun == Response(say("again_begun", model="demo/large"), replace=True)
    assert [request.model for request in one.provider.requests] == ["small", "large"]


async def test_a_second_press_and_somebody_else_change_nothing() -> None:
    """The menu is older than the answer by then, and it is the asker's alone."""
    async with house(FIRST, SECOND) as one:
        await one.ask("One", one.shared(OWNER))
        await one.wait()
        button = again(one)
        others = [await press(one, button, one.shared(BOB))]
        menu = await press(one, button, one.shared(OWNER))
        chosen = options(menu)[1].action
        others.append(await press(one, chosen, one.shared(BOB)))
        await press(one, chosen, one.shared(OWNER))
        await one.wait(0.1)
        second = await press(one, chosen, one.shared(OWNER))
        await one.wait()
        late = [await press(one, each, one.shared(OWNER)) for each in (chosen, button)]

    assert others == [Response(say("not_your_button"))] * 2
    assert second == Response(say("retry_old"))
    assert late == [Response(say("retry_old"))] * 2
    assert one.texts(GROUP) == ["Second."]


async def test_of_two_presses_in_the_same_instant_one_counts() -> None:
    """Two models are chosen at once, or one model twice; whoever was later reads so, and one answer is paid for."""
    async with house(FIRST, SECOND, FIRST) as one:
        await one.ask("One", one.shared(OWNER))
        await one.wait()
        menu = await press(one, again(one), one.shared(OWNER))
        pressed = (options(menu)[1], options(menu)[2], options(menu)[1])
        said = await asyncio.gather(*(press(one, each.action, one.shared(OWNER)) for each in pressed))
        await one.wait()
        later = await press(one, again(one), one.shared(OWNER))
        await press(one, options(later)[0].action, one.shared(OWNER))
        await one.wait()

    assert said == [
        Response(say("again_begun", model="demo/large"), replace=True),
        *[Response(say("answer_begun"))] * 2,
    ]
    assert [request.model for request in one.provider.requests] == ["small", "large", "small"]
    assert one.texts(GROUP) == ["First."]


async def test_an_answer_that_is_not_given_can_be_chosen_again() -> None:
    """The first press fails on a limit; that is no reason to refuse the next one."""
    rules = replace(POLICY, limits=Limits(person=(), bot=(Allowance(1, "answers", "minute"),), unpriced=()))
    async with house(FIRST, SECOND, rules=rules) as one:
        await one.ask("One", one.shared(ANN))
        await one.wait(1.0)
        row = again(one).argument
        await press(one, Action("retry", row), one.shared(ANN))
        await one.wait(90.0)
        once_more = await press(one, Action("retry", row), one.shared(ANN))
        await one.wait()

    assert once_more == Response("")
    assert len(one.provider.requests) == 2


async def test_who_may_use_one_model_is_not_asked() -> None:
    """The answer is given anew at once, and so it is by the button that earlier versions sent."""
    async with house(FIRST, SECOND, FIRST) as one:
        await one.ask("One", one.shared(ANN))
        await one.wait()
        at_once = await press(one, again(one), one.shared(ANN), Message(GROUP, "1"))
        await one.wait()
        row = again(one).argument
        refused = await press(one, Action("anew", f"{row} demo/tiny"), one.shared(ANN))
        old = await press(one, Action("retry", row), one.shared(ANN), Message(GROUP, "1"))
        await one.wait()

    assert at_once == old == Response("")
    assert isinstance(refused, Response)
    assert "demo/small" in refused.text
    assert [request.model for request in one.provider.requests] == ["small"] * 3


async def test_what_only_the_press_can_reach_is_given_anew_at_once() -> None:
    """An answer that one person alone sees is edited by the token of the press under it."""
    async with house(FIRST, SECOND) as one:
        await one.ask("One", one.shared(OWNER))
        await one.wait()
        surface = InteractionMessage(GROUP, "app", "token", "1", one.clock.wall() + 900)
        at_once = await press(one, again(one), one.shared(OWNER), surface)

    assert at_once == Response("")


async def test_a_menu_of_models_that_are_gone() -> None:
    """Who pressed reads why; the answer stays."""
    async with house(FIRST, SECOND) as one:
        await one.ask("One", one.shared(OWNER))
        await one.wait()
        row = again(one).argument
        gone = [
            await press(one, Action("anew", f"{row} {name}"), one.shared(OWNER))
            for name in ("demo/was-there", "#0123456789abcdef")
        ]
        odd = [await press(one, Action("anew", each), one.shared(OWNER)) for each in ("", "x", "9999 demo/tiny", "c c")]

    assert all(isinstance(each, Response) and each.text and not each.replace for each in gone)
    assert gone[1] == Response(say("model_gone"))
    assert odd == [Response(say("retry_nothing"))] * 4
    assert one.texts(GROUP) == ["First."]
