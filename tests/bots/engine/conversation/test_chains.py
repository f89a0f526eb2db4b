"""What people wrote to each other above a question: read for one answer, where no platform gives it twice."""

from typing import Any

import pytest

from bots.engine.conversation.chains import CHARACTERS, HEAD
from bots.engine.language.phrases import called, say
from bots.engine.seam.incoming import Attachment, Invocation, Known
from bots.engine.storage import opt_outs
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, House, house

pytestmark = pytest.mark.looptime

BOBS: dict[str, Any] = {"reply_to": "77", "quoted": "Fish swim", "quoted_from": Known(BOB, "Bob")}
BLOCK = f"{HEAD}\n\nA:\n```\nFish swim\n```"


def asked(one: House) -> list[list[str]]:
    return [[turn.content for turn in request.messages] for request in one.provider.requests]


async def texts(one: House) -> str:
    return str(await one.store.run(lambda sql: sql.exec_driver_sql("SELECT text, attached FROM messages").all()))


async def test_it_is_read_and_not_kept() -> None:
    """The next question knows nothing of it, for the platform gives it no more; Again does, for it is the same one."""
    async with house() as one:
        await one.ask("True?", one.shared(), **BOBS)
        await one.wait()
        kept = await texts(one)
        await one.engine.on_command(Invocation(one.shared(), "retry", {}))
        await one.wait()
        await one.ask("Sure?", one.shared())
        await one.wait()

    assert asked(one)[:2] == [[f"{BLOCK}\n\nTrue?"]] * 2
    assert asked(one)[-1] == ["True?", "Hello there.", "Sure?"]
    assert "Fish" not in kept


async def test_a_mention_without_words_is_about_it() -> None:
    """What is kept of the question is that it had none."""
    async with house() as one:
        await one.ask("", one.shared(), **BOBS)
        await one.wait()

    assert asked(one) == [[f"{BLOCK}\n\n(about the message above)"]]


async def test_who_opted_out_is_not_read() -> None:
    """The small line says so; a mention without words is told why; what was selected by hand goes with it."""
    async with house() as one:
        await one.engine.services.store.run(opt_outs.choose, BOB, out=True, at=1.0)
        await one.ask("True?", one.shared(), **BOBS, selected="swim")
        await one.wait()
        await one.ask("", one.shared(), **BOBS)
        await one.wait()
        await one.ask("Mine?", one.shared(BOB), **BOBS)
        await one.wait()

    assert "Fish" not in str(asked(one)[0])
    assert "swim" not in str(asked(one)[0])
    assert called("declined") in one.texts(one.shared().place)[0]
    assert say("nothing_read", things=called("declined")) in one.texts(one.shared().place)[1]
    assert "Fish swim" in asked(one)[1][0]


async def test_in_a_private_chat_a_quote_is_ones_own() -> None:
    """Nobody else is there, so it is kept with the question."""
    async with house() as one:
        await one.ask("True?", **BOBS)
        await one.wait()

    assert asked(one) == [["> Fish swim\n\nTrue?"]]


async def test_what_is_long_is_cut_and_what_says_nothing_is_left_out() -> None:
    """However much somebody wrote."""
    async with house() as one:
        await one.ask("So?", one.shared(), **{**BOBS, "quoted": "x" * (CHARACTERS + 9)})
        await one.wait()
        await one.ask("So?", one.shared(ANN), **{**BOBS, "quoted": " "})
        await one.wait()

    assert asked(one)[0][0].count("x") == CHARACTERS + HEAD.count("x")
    assert asked(one)[1] == ["So?"]


async def test_what_stands_in_it_is_read_too() -> None:
    """A file of somebody else's, for this answer."""
    file = Attachment("document", "doc", "tides.txt", "text/plain")
    async with house() as one:
        one.platform.files["doc"] = b"High at noon"
        await one.ask("When?", one.shared(), **BOBS, quoted_attachments=(replace(file, size=12),))
        await one.wait()
        kept = await texts(one)

    assert "High at noon" in asked(one)[0][0]
    assert "noon" not in kept
    assert "tides" not in kept
