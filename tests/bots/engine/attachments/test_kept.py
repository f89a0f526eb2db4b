"""What is kept of things that people sent lives and dies with the words of the question."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bots.engine.seam.incoming import Attachment, Press
from bots.engine.seam.places import Message, Place
from bots.engine.seam.shown import Action, Response
from provider.values import replace
from tests.bots.engine.house import ANN, GROUP, POLICY, House, house

pytestmark = pytest.mark.looptime

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SECRET, NAMED = "xylophone-reference", "xylophone-name.png"
PHOTO = Attachment("picture", SECRET, NAMED)
NEW = Place("memory", "-100100")


def raw_bytes(folder: Path) -> bytes:
    """All that lies on the disk."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def pressed(one: House, name: str, argument: str = "") -> Response:
    origin = one.private()
    answer = await one.engine.on_press(Press(origin, Action(name, argument), Message(origin.place, "m1")))
    assert isinstance(answer, Response)
    return answer


async def forgets(one: House) -> None:
    await pressed(one, "forget", "yes")


async def deletes(one: House) -> None:
    await one.engine.on_deleted(GROUP, tuple(one.asked))


async def waits(one: House) -> None:
    await one.pass_by(2 * 86_400.0)


async def leaves(one: House) -> None:
    await one.engine.on_removed("memory", GROUP.chat)
    await one.pass_by(8 * 86_400.0)


@pytest.mark.parametrize("end", [forgets, deletes, waits, leaves])
@pytest.mark.parametrize("text", ["What is this?", ""])
async def test_it_goes_with_the_words(end: Callable[[House], Awaitable[None]], text: str, tmp_path: Path) -> None:
    """Down to the bytes of the database, whether there were words or not."""
    async with house(path=str(tmp_path / "parley.db"), rules=replace(POLICY, keep_days=1)) as one:
        one.platform.files[SECRET] = PNG
        origin = replace(one.shared(), server=GROUP.chat)
        await one.ask(text, origin, attachments=(PHOTO,))
        await one.wait()
        before = raw_bytes(tmp_path)
        await end(one)
        after = raw_bytes(tmp_path)

    assert SECRET.encode() in before
    assert SECRET.encode() not in after
    assert NAMED.encode() not in after


@pytest.mark.parametrize("text", ["What is this?", ""])
async def test_with_no_days_nothing_is_kept(text: str, tmp_path: Path) -> None:
    """It reaches the model all the same."""
    async with house(path=str(tmp_path / "parley.db"), rules=replace(POLICY, keep_days=0)) as one:
        one.platform.files[SECRET] = PNG
        await one.ask(text, attachments=(PHOTO,))
        await one.wait()
        after = raw_bytes(tmp_path)

    assert len(one.provider.requests[0].messages[-1].images) == 1
    assert SECRET.encode() not in after
    assert NAMED.encode() not in after


async def test_it_is_handed_out() -> None:
    """With the name that its sender chose; the reference is nobody's."""
    async with house() as one:
        one.platform.files[SECRET] = PNG
        await one.ask("", attachments=(PHOTO,))
        await one.wait()
        answer = await pressed(one, "export")

    assert answer.file is not None
    (message,) = json.loads(answer.file.content)["messages"]
    assert message["attached"] == [{"kind": "picture", "name": NAMED, "text": ""}]


async def test_it_moves_with_its_group() -> None:
    """The next question there sees it; no question elsewhere does."""
    async with house() as one:
        one.platform.files[SECRET] = PNG
        question = await one.ask("What is this?", one.shared(), attachments=(PHOTO,))
        await one.wait()
        await one.engine.on_moved(GROUP, NEW)
        await one.ask("And now?", one.shared(ANN, NEW), reply_to=question)
        await one.ask("And here?", one.shared(ANN, GROUP), reply_to=question)
        await one.wait()

    seen = sorted(sum(len(turn.images) for turn in request.messages) for request in one.provider.requests[1:])
    assert seen == [0, 1]
