"""A model that its provider withdrew: who answers, what the small line says, and who is told, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.engine.language.phrases import say
from bots.engine.reply.withdrawals import KEY, SCOPE
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.places import Message, Place
from bots.engine.seam.shown import Action, Response
from bots.engine.settings.offered_models import Offers
from bots.engine.storage.settings import change
from provider.routing.withdrawn import ASKED_AGAIN_AFTER
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, POLICY, House, house

pytestmark = pytest.mark.looptime

OWNERS = Place("memory", "dm1")
CHANNEL = Place("memory", "200")
SMALL, LARGE, TINY = "demo/small", "demo/large", "demo/tiny"


@asynccontextmanager
async def chosen(model: str = LARGE, scope: str = "here", path: str = "") -> AsyncIterator[House]:
    """A house in whose group Bob, an administrator, has chosen a model; the default is the small one."""
    async with house(HELLO, path=path) as one:
        one.platform.managers.add(BOB)
        one.asked += [] if model else [""] * 10  # a second run: ids go on
        if model:
            await one.command("model", one.shared(BOB), name=model, scope=scope)
        yield one


async def asked(one: House, origin: Origin | None = None, **more: str) -> list[str]:
    """Ask, and wait for the end; what is new in that place."""
    origin = origin or one.shared()
    await one.wait(5.0)  # whatever was chosen is told
    before = len(one.texts(origin.place))
    await one.ask("x", origin, **more)
    await one.wait()
    return one.texts(origin.place)[before:]


def buttons(one: House, place: Place) -> list[str]:
    shown = [each for each in one.platform.standing.values() if each.surface.place == place]
    return [button.action.encode() for each in shown for row in each.frame.buttons for button in row]


async def pressed(one: House, origin: Origin, action: str) -> Response:
    answer = await one.engine.on_press(Press(origin, Action.decode(action), Message(origin.place, "m1")))
    assert isinstance(answer, Response)
    return answer


def small_line(other: str = SMALL, model: str = LARGE) -> str:
    return say("stood_in_withdrawn", other=other, model=model)


def news(other: str = SMALL, model: str = LARGE, source: str = "source_channel") -> str:
    return say("gone_here", model=model, other=other, source=say(source))


async def test_what_holds_next_answers_and_everybody_is_told_once() -> None:
    """The small line says it below each answer; the place and the owner are told by the first."""
    async with chosen() as one:
        one.provider.withdrawn.add("large")
        first, second = await asked(one), await asked(one)
        told = one.texts(OWNERS)
        line = next(call.frame for call in one.platform.calls if call.frame.text == news())

    assert first == [f"Hello there.\n\n{small_line()}", news()]
    assert second == [f"Hello there.\n\n{small_line()}"]
    assert line.silent
    assert [text.partition(" is no longer available")[0] for text in told] == [f"🟡 {LARGE}"]
    assert buttons(one, OWNERS) == ["pick|everywhere"]
    assert "pick|" in buttons(one, GROUP)


async def test_level_by_level() -> None:
    """Past a level whose model is withdrawn as well, and past the default to whatever "auto" finds."""
    async with house(HELLO, rules=replace(POLICY, default_model=TINY)) as one:
        owner = one.shared(OWNER)
        await one.command("model", owner, name=LARGE, scope="channel")
        await one.command("model", owner, name="demo/other", scope="server")
        one.provider.withdrawn = {"large", "other"}
        by_default = (await asked(one))[0]
        one.provider.withdrawn.add("tiny")
        by_auto = (await asked(one))[0]

    assert by_default.endswith(small_line(TINY))
    assert by_auto.endswith(small_line(SMALL))


async def test_a_choice_for_the_server_is_told_once_in_all_its_channels() -> None:
    """Its administrators need to hear of it in one of them."""
    async with chosen("") as one:
        await one.command("model", one.shared(OWNER), name=LARGE, scope="server")
        one.provider.withdrawn.add("large")
        here, there = await asked(one), await asked(one, one.shared(place=CHANNEL))

    assert here[1:] == [news(source="source_server")]
    assert there == [f"Hello there.\n\n{small_line()}"]


async def test_who_chose_for_their_own_chat_is_told_there() -> None:
    """They may choose another."""
    async with house(HELLO, rules=replace(POLICY, offers=Offers(("demo",)))) as one:
        await one.command("model", name=LARGE)
        one.provider.withdrawn.add("large")
        said = await asked(one, one.private())
        offered = await pressed(one, one.private(), "pick|")

    assert said[1:] == [news(source="source_chat")]
    assert [button.action.encode() for button in offered.buttons[0]] == [f"model|{SMALL}", "model|demo/tiny"]


async def test_a_default_is_the_owners_to_change() -> None:
    """No place is told of it beyond the small line."""
    async with house(HELLO, rules=replace(POLICY, default_model=LARGE)) as one:
        one.provider.withdrawn.add("large")
        said = await asked(one)
        offered = await pressed(one, one.private(OWNER), "pick|everywhere")
        (first, *_), *_ = offered.buttons
        await pressed(one, one.private(OWNER), first.action.encode())
        then = await asked(one)

    assert said == [f"Hello there.\n\n{small_line()}"]
    assert len(one.texts(OWNERS)) == 1
    assert first.action.encode() == f"model_all|{SMALL}"
    assert then == ["Hello there."]


async def test_only_who_may_choose_gets_the_picker() -> None:
    """In the place an administrator, for everywhere an owner; the others read why not, and nothing is replaced."""
    async with chosen() as one:
        member = await pressed(one, one.shared(), "pick|")
        manager = await pressed(one, one.shared(BOB), "pick|")
        wide = await pressed(one, one.shared(BOB), "pick|everywhere")
        chose = await pressed(one, one.shared(BOB), f"model_all|{TINY}")

    assert (member.text, member.buttons, member.replace) == (say("manager_only"), (), False)
    assert manager.buttons
    assert wide.text == chose.text == say("owner_only")


async def test_it_is_remembered_across_a_restart(tmp_path: Path) -> None:
    """What was told is told once; when the model is back, and goes again, it is told anew."""
    path = str(tmp_path / "parley.db")
    async with chosen(path=path) as one:
        one.provider.withdrawn.add("large")
        first = await asked(one)
    async with chosen("", path=path) as one:
        one.provider.withdrawn.add("large")
        second, told_again = await asked(one), len(one.texts(OWNERS))
        one.provider.withdrawn.clear()
        await one.wait(ASKED_AGAIN_AFTER)
        back, told_back = await asked(one), one.texts(OWNERS)
        one.provider.withdrawn.add("large")
        await one.wait(7200.0)
        gone = await asked(one)

    assert first[1:] == [news()]
    assert second == [f"Hello there.\n\n{small_line()}"]
    assert told_again == 0
    assert back == ["Hello there."]
    assert told_back == [say("alert_again", model=LARGE)]
    assert gone == [f"Hello there.\n\n{small_line()}", news()]
    assert one.texts(OWNERS)[1].startswith(f"🟡 {LARGE}")


async def test_two_questions_at_once_tell_it_once() -> None:
    """Each is answered."""
    async with chosen() as one:
        one.provider.withdrawn.add("large")
        await one.ask("x", one.shared(ANN))
        await one.ask("y", one.shared(BOB))
        await one.wait(60.0)
        said = one.texts(GROUP)

    assert said.count(f"Hello there.\n\n{small_line()}") == 2
    assert said.count(news()) == 1
    assert len(one.texts(OWNERS)) == 1


async def test_a_place_that_takes_no_line_gets_its_answers() -> None:
    """And nobody is bothered with that."""
    async with chosen() as one:
        one.provider.withdrawn.add("large")
        one.platform.refuses = lambda where, frame: "no" if frame.text == news() else ""
        said = await asked(one)

    assert said == [f"Hello there.\n\n{small_line()}"]
    assert len(one.texts(OWNERS)) == 1


async def test_a_guest_says_nothing_beyond_the_answer() -> None:
    """The bot is no member there."""
    async with chosen() as one:
        one.provider.withdrawn.add("large")
        said = await asked(one, replace(one.shared(), guest=True))

    assert said == [f"Hello there.\n\n{small_line()}"]


async def test_who_names_a_withdrawn_model_reads_that() -> None:
    """They asked for that one, so no other answers in its place; nor does one whose provider is gone."""
    async with chosen() as one:
        one.provider.withdrawn.add("large")
        [said] = await asked(one, model=LARGE)
        [lost] = await asked(one, one.shared(BOB), model="lost/model")

    assert say("error_model_not_found") in said
    assert say("error_not_set_up") in lost


async def test_a_provider_that_is_not_set_up_any_more_is_called_so() -> None:
    """Its models were chosen, and another answers; the owner learns why."""
    async with house(HELLO, rules=replace(POLICY, default_model="lost/model")) as one:
        [said] = await asked(one)

    assert said.endswith(say("stood_in_not_set_up", other=SMALL, model="lost/model"))
    assert one.texts(OWNERS)[0].startswith("🟡 lost/model is chosen, and its provider is not set up.")


async def test_model_says_what_became_of_it() -> None:
    """Until it answers again."""
    async with chosen() as one:
        one.provider.withdrawn.add("large")
        await asked(one)
        shown = await one.command("model", one.shared(BOB))
        listed = await one.command("models", one.shared(BOB))

    assert say("model_withdrawn") in shown
    assert say("model_is_gone") in next(line for line in listed.splitlines() if LARGE in line)


async def test_odd_notes_are_as_good_as_none(tmp_path: Path) -> None:
    """Whatever another version kept: it is told once more."""
    path = str(tmp_path / "parley.db")
    async with chosen(path=path) as one:
        one.provider.withdrawn.add("large")
        await asked(one)
        await one.store.run(_garble)
    async with chosen("", path=path) as one:
        one.provider.withdrawn.add("large")
        said = await asked(one)

    assert said[1:] == [news()]


def _garble(sql: Connection) -> None:
    change(sql, SCOPE, KEY, '{"a": 1}')
