"""What the bot itself says about an answer, in one line."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.reply.remarks import ORDER, small_line
from provider.contract import Finish, Text
from provider.errors import WrongKey
from provider.values import replace
from tests.bots.engine.house import house
from tests.bots.engine.stage import WORDS, stage

pytestmark = pytest.mark.looptime


def test_their_order_is_fixed() -> None:
    """However they came, and without those that are empty."""
    remarks = {kind: kind for kind in reversed(ORDER)}

    assert small_line(remarks) == "ending · not_read · sources · tools · stand_in · details"
    assert small_line({"details": "$0.01", "ending": ""}) == "$0.01"
    assert small_line({}) == ""


async def test_the_line_stands_below_the_last_part() -> None:
    """Only there, and together with words of the answer."""
    one = stage(limit=200)
    one.live.remark("stand_in", "b answers instead of a.")

    await one.play(WORDS * 9 + "The end.", notice="⏹ Stopped.")

    *others, last = one.texts
    assert last.endswith("The end.\n\n⏹ Stopped. · b answers instead of a.")
    assert not any("instead" in text for text in others)


async def test_room_is_kept_for_it() -> None:
    """An answer that fills its last message gives the line a message with words of its own end, and no file."""
    one = stage(limit=len(WORDS) * 2 + 5)
    one.live.remark("stand_in", "b answers instead of a.")

    await one.play((WORDS * 12).strip())

    assert one.texts[-1].endswith("\n\nb answers instead of a.")
    assert len(one.texts[-1]) > len("\n\nb answers instead of a.")
    assert "".join(one.texts).count("lazy dog") == 12
    assert all(call.frame.file is None for call in one.calls)


async def test_a_stand_in_is_said_below_its_answer() -> None:
    """Also to a member, and in their language."""
    async with house((WrongKey(),), other=(Text("Here I am."), Finish())) as one:
        await one.ask("x", replace(one.private(), locale="es"))
        await one.wait()

    assert one.texts() == ["Here I am.\n\n🟡 Responde other/small en lugar de demo/small."]


async def test_a_stand_in_that_fails_too_is_not_said() -> None:
    """Where there is no answer, nobody gave it."""
    async with house((WrongKey(),), other=(WrongKey(),)) as one:
        await one.ask("x")
        await one.wait()

    assert say("stood_in", other="other/small", model="demo/small") not in one.texts()[0]
