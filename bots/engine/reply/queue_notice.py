"""What is seen of a question that waits for its turn: an emoji on its message, and after a while a line.

| the question waits | seen |
|---|---|
| less than `SHOWN_AFTER` | nothing: it is not worth a call |
| longer | 👀 on its message; a line at once where the bot cannot react |
| and the platform does not say that the emoji stands | a line after `LINE_AFTER` at the latest |
| longer than `LINE_AFTER` | a line as well, which says how many are ahead |
| next, and behind an answer to the same person | a button under the line, which ends that answer |
| no longer | the emoji goes; the message of the line becomes the first one of the answer |
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bots.engine.conversation.queue import Running
from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.runtime.flag import Flag
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Message, Surface, Target
from bots.engine.seam.shown import Action, Button, Frame
from bots.engine.storage import replies
from bots.engine.storage.store import Store
from provider.values import Value, replace

EYES = "👀"
"""The emoji on a message that waits."""

SHOWN_AFTER = 1.0
"""Seconds: a shorter wait is not worth a call."""
LINE_AFTER = 8.0
"""Seconds after which a message with an emoji gets a line too: whoever waits so long may want to do something."""
EDITED_EVERY = 5.0
"""Seconds between two edits: the calls belong to the answers that grow."""
END_WITHIN = 10.0
"""Seconds for which a turn waits for a call that is under way; after that it begins without the line's message."""


class Waiting(Value):
    """A question that may wait. `message`: the first of its messages; None if it cannot get an emoji.

    `opens`: where the line goes; asked once. `reply`: its key in the store. `ahead`: the answer to the same person
    behind which it stands, if there is one.
    """

    opens: Callable[[], Target]
    message: Message | None
    reply: int
    ahead: Callable[[], Running | None]


class QueueNotice:
    """What is shown of one question. `show` runs in a task until `end`.

    Once the line stands, the store knows its message as that of the reply, so that a crash does not leave it there.
    """

    def __init__(
        self, sender: Sender, waiting: Waiting, store: Store, tasks: Supervisor, standing: Surface | None = None
    ) -> None:
        """`standing`: the message of an earlier run that becomes the line."""
        self._sender = sender
        self._waiting = waiting
        self._store = store
        self._tasks = tasks
        self._before = 0
        self._news = Flag()
        self._free = Flag()
        self._free.set()
        self._over = False
        self._shown = (standing, Frame("")) if standing else None
        self._reacting: asyncio.Task[bool | None] | None = None
        self.clearing: asyncio.Task[object] | None = None
        """Takes the emoji away, after `end`; None if there is none."""

    def moved(self, before: int) -> None:
        """Note how many questions are ahead now."""
        self._before = before
        self._news.set()

    async def show(self) -> None:
        """Show the emoji, then the line, and edit that each time the number has changed."""
        await self._news.wait()
        await self._sender.clock.sleep(SHOWN_AFTER)
        line_at = self._sender.clock.now() + LINE_AFTER - SHOWN_AFTER
        if await self._reacts(LINE_AFTER - SHOWN_AFTER):
            await self._sender.clock.sleep(line_at - self._sender.clock.now())
        while not self._over:
            self._news.clear()
            frame = self._frame()
            if self._shown is None or self._shown[1] != frame:
                self._free.clear()
                try:
                    if not await self._put(frame):
                        return
                finally:
                    self._free.set()
            await self._sender.clock.sleep(EDITED_EVERY)
            await self._news.wait()

    def _frame(self) -> Frame:
        ahead = self._waiting.ahead() if self._before == 1 else None
        button = Button(say("now_button"), Action("now", str(ahead.key))) if ahead else None
        return Frame(say("in_line", count=self._before), buttons=((button,),) if button else (), silent=True)

    async def _reacts(self, within: float) -> bool:
        """Put the emoji on the message; returns whether it stands there, False if that is not known in so many seconds.

        The call outlives that, and a turn that comes soon.
        """
        message = self._waiting.message
        if message is None:
            return False
        reacting = self._sender.react(message, EYES, on=True)
        self._reacting = self._tasks.start_here(reacting, "showing that a question waits")
        with suppress(TimeoutError):
            await self._sender.clock.within(within, asyncio.wait({self._reacting}))
        return self._reacting.done() and not self._reacting.cancelled() and self._reacting.result() is True

    async def _put(self, frame: Frame) -> bool:
        where = self._shown[0] if self._shown else self._waiting.opens()
        surface = await replace(self._sender, claim=(Priority.WORDS, 0.0)).deliver(where, frame, attempts=3)
        if surface is None:
            return self._shown is not None
        first, self._shown = self._shown is None, (surface, frame)
        if first:
            await self._store.run(replies.renew, self._waiting.reply, surface, "", self._sender.clock.wall())
        return True

    async def end(self) -> Surface | None:
        """Stop; returns the message of the line once no call is in flight, or None if there is none."""
        self._over = True
        if self._reacting is not None and self._waiting.message is not None:
            clearing = self._clear(self._reacting, self._waiting.message)
            self.clearing = self._tasks.start_here(clearing, "showing that a question waits no longer")
        with suppress(TimeoutError):
            await self._sender.clock.within(END_WITHIN, self._free.wait())
        return self._shown[0] if self._shown else None

    async def _clear(self, reacting: "asyncio.Task[bool | None]", message: Message) -> None:
        """Take the emoji away, unless it was refused."""
        await asyncio.wait({reacting})
        if not reacting.cancelled() and reacting.result() is not False:
            await self._sender.react(message, EYES, on=False)
