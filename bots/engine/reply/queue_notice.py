"""The line that says how many questions are ahead. Its message becomes the first one of the answer."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.seam.values import Frame, Surface, Target
from bots.engine.storage import replies
from bots.engine.storage.store import Store

SHOWN_AFTER = 1.0
"""Seconds: a shorter wait is not worth a message."""
EDITED_EVERY = 5.0
"""Seconds between two edits: the calls belong to the answers that grow."""
END_WITHIN = 10.0
"""Seconds for which a turn waits for a call that is under way; after that it begins without the line's message."""


class QueueNotice:
    """The line for one question. `show` runs in a task until `end`.

    Once the line stands, the store knows its message as that of `reply`, so that a crash does not leave it there.
    """

    def __init__(self, sender: Sender, target: Target, store: Store, reply: int) -> None:
        self._sender = sender
        self._target = target
        self._store = store
        self._reply = reply
        self._before = 0
        self._news = asyncio.Event()
        self._free = asyncio.Event()
        self._free.set()
        self._over = False
        self._shown: tuple[Surface, Frame] | None = None

    def moved(self, before: int) -> None:
        """Note how many questions are ahead now."""
        self._before = before
        self._news.set()

    async def show(self) -> None:
        """Show the line, and edit it each time the number has changed."""
        await self._news.wait()
        await self._sender.clock.sleep(SHOWN_AFTER)
        while not self._over:
            self._news.clear()
            frame = Frame(say("in_line", count=self._before), silent=True)
            if self._shown is None or self._shown[1] != frame:
                self._free.clear()
                try:
                    if not await self._put(frame):
                        return
                finally:
                    self._free.set()
            await self._sender.clock.sleep(EDITED_EVERY)
            await self._news.wait()

    async def _put(self, frame: Frame) -> bool:
        where = self._shown[0] if self._shown else self._target
        surface = await replace(self._sender, claim=(Priority.WORDS, 0.0)).deliver(where, frame, attempts=3)
        if surface is None:
            return self._shown is not None
        first, self._shown = self._shown is None, (surface, frame)
        if first:
            await self._store.run(replies.renew, self._reply, surface, "", self._sender.clock.wall())
        return True

    async def end(self) -> Surface | None:
        """Stop; returns the message of the line once no call is in flight, or None if there is none."""
        self._over = True
        with suppress(TimeoutError):
            await self._sender.clock.within(END_WITHIN, self._free.wait())
        return self._shown[0] if self._shown else None
