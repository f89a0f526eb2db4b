"""Messages that were old when they arrived, after an outage: they are kept, and a button answers them.

| what is old | then |
|---|---|
| a question that addresses the bot | one line under it, with a button that answers it in the place of the line |
| several of one conversation | one line, under the newest; what the button brings has read them all |
| one that a newer message of its conversation follows at once | no line: whoever answers that one has read it |
| a question where nothing may be kept | one line without a button: please ask again |
| what does not address the bot, or says nothing | nothing |
| a command | as its row in the table of commands says |
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bots.engine.conversation.exchange import Exchange
from bots.engine.conversation.kept import KeptQuestions
from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.questions import Late
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Place, Surface, ToChat
from bots.engine.seam.shown import Action, Button, Frame
from bots.engine.storage import exchanges
from bots.engine.storage.exchanges import Bill
from bots.engine.storage.periods import Spent
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from provider.values import replace

log = logging.getLogger("parley")

SETTLED = 2.0
"""Seconds without another old message of the conversation, after which its line is said."""

LAST_OF_ALL = Priority.WORDS, -1e6
"""The lowest priority. An outage may leave hundreds: answers to commands and all that is new go first."""


@dataclass(slots=True)
class _Waiting:
    """The newest old message of a conversation. `exchange`: None if it is not kept. `followed`: by a new one."""

    incoming: Incoming
    exchange: Exchange | None
    followed: bool = False


class LateMessages:
    """Says one line about each conversation in which old messages came."""

    def __init__(self, store: Store, senders: Mapping[str, Sender], kept: KeptQuestions, tasks: Supervisor) -> None:
        self._store = store
        self._senders = senders
        self._kept = kept
        self._tasks = tasks
        self._waiting: dict[str, _Waiting] = {}

    async def take(self, late: Late) -> None:
        """Keep an old message, and say a line about it soon."""
        incoming, here = _under_it(late.incoming), late.here
        origin = incoming.origin
        key, exchange = f"{origin.place} {origin.person}", None
        if self._kept.keeps(here.memory):
            wall = self._senders[origin.place.platform].clock.wall()
            exchange, _ = await self._kept.begin(incoming, wall, here.memory, names=here.names)
            if exchange is None:  # it was delivered before, and taken then
                await self._kept.let_go(incoming)
                return
            key = exchange.key
        else:
            await self._kept.let_go(incoming)
        before, self._waiting[key] = self._waiting.get(key), _Waiting(incoming, exchange)
        if before is None:
            self._tasks.start(self._say(key), "saying that a message came late")
        else:
            await self._close(before)

    def followed(self, place: Place) -> None:
        """Note that a new message of that line of conversation is answered."""
        if waiting := self._waiting.get(str(place)):
            waiting.followed = True

    async def _say(self, key: str) -> None:
        waiting, settled = self._waiting[key], False
        while not settled:
            await self._senders[waiting.incoming.origin.place.platform].clock.sleep(SETTLED)
            settled, waiting = waiting is self._waiting[key], self._waiting[key]
        del self._waiting[key]
        if waiting.followed:
            await self._close(waiting)
            return
        exchange, origin = waiting.exchange, waiting.incoming.origin
        frame = Frame(say("late_ask_again"), silent=True)
        if exchange is not None:
            button = Button(say("late_button"), Action("retry", str(exchange.answer)))
            frame = Frame(say("late"), buttons=((button,),), silent=True)
        sender = replace(self._senders[origin.place.platform], claim=LAST_OF_ALL)
        surface = await sender.deliver(origin.target, frame)
        await self._close(waiting, *([surface] if surface else ()))

    async def _close(self, waiting: _Waiting, *surfaces: Surface) -> None:
        """Note that there is no answer in flight, and where one would stand."""
        exchange, origin = waiting.exchange, waiting.incoming.origin
        if exchange is None:
            return
        bill = Bill(0, Spent(), origin.place, origin.person, self._senders[origin.place.platform].clock.wall())
        try:
            await self._store.run(exchanges.finish, exchange.answer, exchange.reply, "", surfaces, bill)
        except StoreError as error:
            log.error("%s: that a message came late could not be noted: %s", origin.place, error)


def _under_it(incoming: Incoming) -> Incoming:
    """The message with a target under it, in a private chat too."""
    target = incoming.origin.target
    if isinstance(target, ToChat):
        target = replace(target, reply_to=incoming.id)
    return replace(incoming, origin=replace(incoming.origin, target=target))
