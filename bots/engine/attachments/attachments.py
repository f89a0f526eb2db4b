"""Brings what stands beside the words of a conversation, and makes of it what the model can take.

The pictures of a branch are fetched anew for each question, the newest first. A file is read once, and its text is
kept.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from bots.engine.attachments.bounds import MEDIA_BYTES, PICTURE_BYTES, Bounds
from bots.engine.attachments.fetching import fetched
from bots.engine.attachments.files import Files
from bots.engine.attachments.found import Found
from bots.engine.attachments.kinds import Way, picture_type, way
from bots.engine.attachments.speech import Cost, Speech
from bots.engine.attachments.wording import for_model, only_unread, small
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.current import Current
from bots.engine.storage import messages
from bots.engine.storage.records import Attached, Turn
from bots.engine.storage.store import Store
from provider.contract import Image, Message
from provider.values import Value, replace

PASSING = frozenset({"unreachable", "too_many", "too_much", "no_hearing", "unheard"})
"""Reasons for which nothing was read, and which are not kept: when the question is asked again, it is tried again."""

Where = tuple[int, int]
"""An attachment of a branch: the number of its turn, and its own."""


class Perceived(Value):
    """A branch as the model can take it. `said`: what was read and what was not, for the small line.

    `lasting`: the same of what is kept. `heard`: what was understood of what the question says aloud.
    `nothing`: the sentence for somebody who sent no words with the question: nothing of the rest gets to the model.
    """

    messages: tuple[Message, ...]
    said: str = ""
    heard: tuple[str, ...] = ()
    nothing: str = ""
    lasting: str = ""


class HasBounds(Protocol):
    """The part of the policy that is read here."""

    @property
    def bounds(self) -> Bounds:
        """How much of what people send is read."""


class Attachments:
    """Brings attachments, and keeps what was read of them."""

    def __init__(self, store: Store, files: Files, speech: Speech, policy: Current[HasBounds]) -> None:
        self._store = store
        self._files = files
        self._speech = speech
        self._policy = policy

    async def perceived(
        self, sender: Sender, turns: Sequence[Turn], model: str, asker: str, cost: Cost, *, kept: bool
    ) -> Perceived:
        """What the model of that name reads of these turns, of which the last asks.

        `asker`: the person who waits for it. `cost`: what it is charged to. `kept`: what is read stays in the store.

        Raises:
            StoreError: the database failed.
        """
        if not any(turn.attached for turn in turns):
            return Perceived(tuple(Message(turn.role, turn.text) for turn in turns))
        found = {
            (number, position): Found(attached)
            for number, turn in enumerate(turns)
            for position, attached in enumerate(turn.attached)
        }
        found |= await self._pictures(sender, found)
        found |= await self._spoken(sender, found, model, cost)
        found |= await self._texts(sender, found, turns, model, asker)
        found = _bounded(found)
        if kept:
            await self._note(turns, found)
        return _perceived(turns, found)

    async def _pictures(self, sender: Sender, found: Mapping[Where, Found]) -> dict[Where, Found]:
        """The pictures, the newest first, as many as are sent."""
        wanted = sorted(_with(found, "seen"), key=_newest_first)
        most = self._policy.value.bounds.count
        async with asyncio.TaskGroup() as group:
            tasks = {each: group.create_task(self._picture(sender, found[each].attached)) for each in wanted[:most]}
        shown = {where: task.result() for where, task in tasks.items()}
        return shown | {where: _too_many(found[where]) for where in wanted[most:]}

    async def _picture(self, sender: Sender, attached: Attached) -> Found:
        most = min(self._policy.value.bounds.limits.bytes, PICTURE_BYTES)
        data = await fetched(sender, attached.reference, most)
        if isinstance(data, str):
            return Found(replace(attached, why=data))
        media_type = picture_type(data)
        if not media_type:
            return Found(replace(attached, why="unknown_kind"))
        return Found(attached, Image(media_type, data))

    async def _spoken(self, sender: Sender, found: Mapping[Where, Found], model: str, cost: Cost) -> dict[Where, Found]:
        """What is said aloud, one after the other, the newest turn first; what was written down stays."""
        wanted = sorted(_with(found, "heard"), key=_newest_first)
        bounds = self._policy.value.bounds
        heard = {
            each: await self._speech.hear(sender, found[each].attached, model, bounds.limits.bytes, cost)
            for each in wanted[: bounds.count]
        }
        return heard | {where: _too_many(found[where]) for where in wanted[bounds.count :]}

    async def _texts(
        self, sender: Sender, found: Mapping[Where, Found], turns: Sequence[Turn], model: str, asker: str
    ) -> dict[Where, Found]:
        """The files that were not read yet, one after the other, the newest turn first."""
        wanted = sorted(_with(found, "read", asks=len(turns) - 1), key=_newest_first)
        if not wanted:
            return {}
        bounds, read = self._policy.value.bounds, dict[Where, Found]()
        room = await self._files.room(model, turns[-1], sum(each.image is not None for each in found.values()))
        for where in wanted:
            before = turns[where[0]].attached[: where[1]]
            if sum(way(each) == "read" for each in before) < bounds.count:
                read[where] = await self._files.read(sender, found[where].attached, room, bounds.limits, asker)
            else:
                read[where] = _too_many(found[where])
        return read

    async def _note(self, turns: Sequence[Turn], found: Mapping[Where, Found]) -> None:
        """Keep what is known now and was not before."""
        for number, turn in enumerate(turns):
            now = tuple(
                _lasting(found[number, position].attached)
                for position, each in enumerate(turn.attached)
                if not each.passing
            )
            if now != tuple(each for each in turn.attached if not each.passing):
                await self._store.run(messages.note_attached, turn.row, now)


def _bounded(found: dict[Where, Found]) -> dict[Where, Found]:
    """What of it fits into one request, the newest first; the rest is too much at once."""
    left, within = MEDIA_BYTES, dict[Where, Found]()
    for where in sorted(found, key=_newest_first):
        size, each = found[where].size, found[where]
        within[where] = each if size <= left else _too_many(Found(each.attached))
        left -= size if size <= left else 0
    return within


def _perceived(turns: Sequence[Turn], found: Mapping[Where, Found]) -> Perceived:
    """The turns with what was found, and what is said of that: all of the question's own, and what has gone since."""
    read: list[Message] = []
    said: list[Found] = []
    own: list[Found] = []
    for number, turn in enumerate(turns):
        own = [found[number, position] for position in range(len(turn.attached))]
        images = tuple(each.image for each in own if each.image is not None)
        documents = tuple(each.document for each in own if each.document is not None)
        audio = tuple(each.audio for each in own if each.audio is not None)
        read.append(Message(turn.role, for_model(turn.text, own), images, audio, documents))
        said += [
            each
            for each, before in zip(own, turn.attached, strict=True)
            if number == len(turns) - 1 or (each.attached.why == "gone" and not before.why)
        ]
    unread = [each.attached for each in own] if all(each.state == "unread" for each in own) else []
    heard = tuple(each.attached.text for each in own if each.state == "heard")
    lasting = small([each for each in said if not each.attached.passing])
    return Perceived(tuple(read), small(said), heard, only_unread(unread) if unread else "", lasting)


def _with(found: Mapping[Where, Found], wanted: Way, asks: int = -1) -> list[Where]:
    """The attachments of that way that may be had and are not there yet.

    `asks`: the number of the turn that asks; of its PDFs without text the model may take the file.
    """
    return [
        where
        for where, each in found.items()
        if way(each.attached) == wanted
        and each.state == "unread"
        and (not each.attached.why or (where[0] == asks and each.attached.why == "empty_pdf"))
    ]


def _newest_first(where: Where) -> Where:
    return -where[0], where[1]


def _too_many(found: Found) -> Found:
    return Found(replace(found.attached, why="too_many"))


def _lasting(attached: Attached) -> Attached:
    return replace(attached, why="") if attached.why in PASSING else attached
