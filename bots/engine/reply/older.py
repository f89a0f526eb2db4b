"""What there is already when a question is answered: older answers to it, and the message in which this one begins."""

import logging

from bots.engine.conversation.kept import as_pressed
from bots.engine.delivery.sending import Sender
from bots.engine.reply.asking import Asking
from bots.engine.reply.buttons import Phase
from bots.engine.reply.part import Standing
from bots.engine.reply.shape import Beginning, goes_on_in
from bots.engine.reply.versions import Versions, buttons_of, first_frame, is_one_message, length_of
from bots.engine.seam.incoming import Again
from bots.engine.seam.places import Message, Surface
from bots.engine.seam.platform import Platform
from bots.engine.storage import answers
from bots.engine.storage.records import StoredAnswer, StoreError
from bots.engine.storage.store import Store
from provider.values import replace

log = logging.getLogger("parley")


class OlderAnswers:
    """Finds older answers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def to(self, asking: Asking) -> Versions:
        """The answers to the question that there are already; nobody turns between those in a terminal."""
        exchange = asking.exchange
        has_others = (exchange.anew or exchange.onward) and not asking.terminal
        return await self._versions(exchange.question) if has_others else ()

    async def beginning(
        self, asking: Asking, versions: Versions, waited: Surface | None, stands: tuple[Surface, ...]
    ) -> Beginning:
        """Where the answer begins. `waited`: the line about the queue. `stands`: messages that an earlier run noted."""
        exchange, again = asking.exchange, asking.incoming.again
        if stands and not exchange.onward:
            return Standing(stands[0]), stands[1:]
        if exchange.onward:
            return goes_on_in(asking, exchange.onward, versions), ()
        if again and not asking.terminal:
            return await self._stood(asking.sender.platform, again, versions)
        return (Standing(waited) if waited else None), ()

    async def offer(self, sender: Sender, stored: StoredAnswer, edited: str) -> None:
        """Put a button under an answer that gives it anew, because its question was edited.

        `edited`: the id of the question's message.
        """
        versions = await self._versions(stored.question)
        buttons = replace(buttons_of(sender.platform, stored, versions), edited=edited)
        number = 1 if is_one_message(sender.platform, stored) else len(stored.messages)  # files stand below the words
        rows = buttons.under(Phase.OVER, length=length_of(stored), number=number)
        await sender.put_buttons(Message(stored.place, stored.messages[number - 1]), rows)

    async def _versions(self, question: int) -> Versions:
        """The answers to the question in that row; none if the store fails, and then nobody turns between them."""
        try:
            return await self._store.run(answers.versions, question)
        except StoreError as error:
            log.error("the versions of an answer could not be read: %s", error)
            return ()

    async def _stood(self, platform: Platform, again: Again, versions: Versions) -> Beginning:
        """The first message of an answer that is to be given anew, and its further messages."""
        stored = as_pressed(await self._store.run(answers.stored_answer, again.answer), again)
        if stored is None or not stored.messages or (stored.apart and again.surface):
            # What one person alone sees is reached by what they pressed, and by nothing else.
            return (Standing(again.surface, older=True) if again.surface else None), ()
        first, *others = (Message(stored.place, message) for message in stored.messages)
        if is_one_message(platform, stored):  # the others are files and pictures, which are kept nowhere else
            others = []
        surface = again.surface if again.surface and not others else first
        return Standing(surface, older=True, frame=first_frame(platform, stored, versions, alone=not others)), tuple(
            others
        )
