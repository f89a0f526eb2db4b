"""Where many streams are read, what comes shortly after another is read together with it; nothing is lost by that."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from provider.transport.resting import EACH, FIRST, LONGEST, MANY, RestingSockets

SOON = 0.002


class Streams:
    """So many sockets that are read as libcurl does it. `read`: what each reading of each has brought."""

    def __init__(self, sockets: RestingSockets, count: int, stack: ExitStack) -> None:
        pairs = [socket.socketpair() for _ in range(count)]
        for each in (each for pair in pairs for each in pair):
            each.setblocking(False)
            stack.callback(each.close)
        self.sockets = sockets
        self.theirs = [pair[0] for pair in pairs]
        self.ours = [pair[1] for pair in pairs]
        self.read: list[list[bytes]] = [[] for _ in pairs]
        self.times: list[list[float]] = [[] for _ in pairs]
        for number, each in enumerate(self.ours):
            sockets.add_reader(each.fileno(), self.readable, number)
            stack.callback(sockets.remove_reader, each.fileno())

    def readable(self, number: int) -> None:
        try:
            found = self.ours[number].recv(65536)
        except BlockingIOError:
            return
        self.sockets.came += bool(found)
        self.read[number].append(found)
        self.times[number].append(asyncio.get_running_loop().time())
        if not found or found.endswith(b"!"):
            self.end(number)

    def end(self, number: int) -> None:
        self.sockets.remove_reader(self.ours[number].fileno())

    async def say(self, words: bytes, number: int | None = None, *, every: float = SOON) -> None:
        """Each stream, or one of them, says this in pieces of one byte."""
        chosen = self.theirs if number is None else [self.theirs[number]]
        for at in range(len(words)):
            for each in chosen:
                each.send(words[at : at + 1])
            await asyncio.sleep(every)


@contextmanager
def streams(count: int) -> Iterator[Streams]:
    with ExitStack() as stack:
        yield Streams(RestingSockets(asyncio.get_running_loop()), count, stack)


WORDS = bytes(range(65, 91)) * 4


async def test_with_few_streams_each_piece_is_read_at_once() -> None:
    """What would be saved is little."""
    with streams(MANY - 1) as some:
        await some.say(WORDS[:30])

    assert {len(each) for each in some.read} == {30}


async def test_with_many_streams_pieces_are_read_together() -> None:
    """The first ones at once, then several each time; all of them, in their order."""
    with streams(MANY + 5) as some:
        await some.say(WORDS)
        await asyncio.sleep(2 * LONGEST)

    assert [b"".join(each) for each in some.read] == [WORDS] * (MANY + 5)
    assert all([len(piece) for piece in each[:FIRST]] == [1] * FIRST for each in some.read)
    assert max(map(len, some.read)) < FIRST + len(WORDS) / 5


async def test_an_end_is_seen_after_the_rest() -> None:
    """Its rest is short, and the socket that has ended is read no more."""
    with streams(MANY) as some:
        await some.say(WORDS)
        began = asyncio.get_running_loop().time()
        await some.say(b"!", 3)
        await asyncio.sleep(LONGEST)
        await some.say(b"more", 3)
        await asyncio.sleep(2 * LONGEST)

    assert b"".join(some.read[3]) == WORDS + b"!"
    assert some.times[3][-1] - began < EACH * MANY + 0.02


async def test_what_is_wanted_is_read_before_the_rest_is_over() -> None:
    """And it rests anew from then on; what does not rest is left alone."""
    with streams(MANY) as some:
        await some.say(WORDS[:20])
        some.theirs[2].send(b"now")
        some.sockets.hurry(some.ours[2].fileno())
        at_once = list(some.read[2])
        some.sockets.hurry(123456)
        await some.say(WORDS[20:])
        await asyncio.sleep(2 * LONGEST)

    assert at_once[-1].endswith(b"now")
    assert b"".join(some.read[2]) == WORDS[:20] + b"now" + WORDS[20:]
    assert len(some.read[2]) <= len(some.read[1]) + 2


async def test_one_that_falls_silent_is_watched_again() -> None:
    """So it costs nothing meanwhile, and what it says later is read at once."""
    with streams(MANY) as some:
        await some.say(WORDS)
        await asyncio.sleep(3 * LONGEST)
        read = [len(each) for each in some.read]
        await asyncio.sleep(0.5)
        before = asyncio.get_running_loop().time()
        some.theirs[0].send(b"x")
        await asyncio.sleep(2 * LONGEST)

    assert [len(each) for each in some.read[1:]] == read[1:]
    assert some.times[0][-1] - before < 0.01


@pytest.mark.parametrize("while_resting", [True, False])
async def test_a_number_that_is_used_again_is_another_socket(while_resting: bool) -> None:
    """libcurl closes one, and the system gives its number to the next."""
    with streams(MANY) as some:
        await some.say(WORDS[:20] if while_resting else b"x")
        some.end(0)
        some.sockets.add_reader(some.ours[0].fileno(), some.readable, 0)
        some.theirs[0].send(b"y")
        await asyncio.sleep(LONGEST)

    assert b"".join(some.read[0]).endswith(b"y")


async def test_a_reading_that_breaks_holds_up_no_other() -> None:
    """The event loop reports it, and all others go on."""
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
    with streams(MANY) as some:
        broken = False

        def breaks() -> None:
            if broken and not told:
                raise ValueError
            some.readable(0)

        some.sockets.add_reader(some.ours[0].fileno(), breaks)
        await some.say(WORDS[:30])
        broken = True
        await some.say(WORDS[30:])
        await asyncio.sleep(3 * LONGEST)

    assert [type(each) for each in told] == [ValueError]
    assert [b"".join(each) for each in some.read] == [WORDS] * MANY
