"""Only so many bytes of files are in memory at once, however many people send some."""

import asyncio

import pytest

from bots.documents.values import MIB
from bots.engine.attachments.bounds import MEDIA_BYTES
from bots.engine.attachments.room_in_memory import AT_ONCE, RoomInMemory
from bots.engine.language.phrases import called, say
from bots.engine.seam.incoming import Attachment
from bots.engine.seam.places import Person
from tests.bots.engine.attachments.test_pictures import JPEG, images
from tests.bots.engine.house import House, house

pytestmark = pytest.mark.looptime


async def test_who_finds_no_room_waits() -> None:
    """In the order in which they came; what is larger than all the room has it alone."""
    room, began = RoomInMemory(10), list[tuple[float, int]]()
    loop = asyncio.get_running_loop()

    async def hold(size: int) -> None:
        async with room.held(size):
            began.append((loop.time(), size))
            await asyncio.sleep(1.0)

    start = loop.time()
    await asyncio.gather(*(hold(size) for size in (6, 4, 7, 3, 99, 1)))

    assert [(round(at - start), size) for at, size in began] == [(0, 6), (0, 4), (1, 7), (1, 3), (2, 99), (3, 1)]


async def test_who_leaves_makes_room() -> None:
    """Before there was any for it; who waits behind may fit."""
    room = RoomInMemory(10)
    async with room.held(8):
        large = asyncio.create_task(room.held(5).__aenter__())
        await asyncio.sleep(0)
        small = asyncio.create_task(room.held(2).__aenter__())
        await asyncio.sleep(0)
        large.cancel()
        async with asyncio.timeout(1.0):
            await small

    assert large.cancelled()


async def test_files_wait_outside_of_memory() -> None:
    """Those of many people are not fetched before there is room for them."""

    def together(one: House) -> int:
        return len(one.platform.fetched)

    async with house() as one:
        notes = Attachment("document", "notes", "notes.txt", "text/plain", size=20 * MIB)
        one.platform.files["notes"] = b"The fox"
        for number in range(20):
            await one.ask("", one.private(Person("memory", str(1000 + number))), attachments=(notes,))
        await asyncio.sleep(0.06)
        at_once = together(one)
        await one.wait(60.0)

    assert at_once <= 2 * AT_ONCE // (20 * MIB)
    assert together(one) == 20


async def test_one_question_holds_only_so_much() -> None:
    """Of many large pictures the first ones are seen, and the rest is named."""
    photo = Attachment("picture", "photo")
    async with house() as one:
        one.platform.files["photo"] = JPEG + bytes(4 * MIB)
        await one.ask("Which?", attachments=(photo,) * 5)
        await one.wait()

    unread = say("unread_because", name=called("picture"), why=say("why_too_many"))
    assert sum(len(image.data) for image in images(one)[0]) <= MEDIA_BYTES
    assert len(images(one)[0]) == 3
    assert one.texts() == [f"Hello there.\n\n{say('things_unread', things=f'{unread}, {unread}')}"]
