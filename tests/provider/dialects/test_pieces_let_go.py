"""While a stream waits for its next piece it holds none of those before: with many streams that is memory for each."""

import json
from contextlib import aclosing

from provider.dialects.chat_completions import Completion
from provider.dialects.reading import BodyStyle, read
from provider.errors import ProviderError
from tests.provider.dialects.raw_streams import Told


class Piece(bytes):
    """Bytes that are counted while anybody holds them."""

    held = 0

    def __init__(self, _: bytes) -> None:
        Piece.held += 1

    def __del__(self) -> None:
        Piece.held -= 1


class Body:
    """A body of a few pieces, which notes how many of them are held whenever it is asked for one."""

    status = 200

    def __init__(self, words: list[str]) -> None:
        self.headers: dict[str, str] = {}
        self.held: list[int] = []
        self._words = iter(words)
        self._ends = iter((b"data: [DONE]\n\n",))

    def expect_end(self, mark: bytes) -> None:
        """Nothing waits for it here."""

    def chunks(self) -> "Body":
        return self

    def __aiter__(self) -> "Body":
        return self

    async def __anext__(self) -> bytes:
        if piece := await self.piece():
            return piece
        raise StopAsyncIteration

    async def piece(self) -> bytes:
        self.held.append(Piece.held)
        if word := next(self._words, ""):
            delta = {"index": 0, "delta": {"content": word}}
            return Piece(b"data: " + json.dumps({"choices": [delta]}).encode() + b"\n\n")
        return next(self._ends, b"")


async def test_no_piece_is_held_while_the_next_is_awaited() -> None:
    """Neither the first, at which the kind of the answer was seen, nor the last."""
    body, told = Body(["a ", "b ", "c "]), Told()

    style = BodyStyle(1.0, 1 << 20, 1 << 20, lambda said: ProviderError(said.message))
    async with aclosing(read(body, Completion(), style)) as together:  # type: ignore[arg-type]
        async for events in together:
            for event in events:
                told.take(event)

    assert told.text == "a b c "
    assert body.held[:4] == [0, 0, 0, 0]
