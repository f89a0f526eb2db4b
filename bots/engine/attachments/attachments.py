"""Brings what stands beside the words of a conversation, and makes of it what the model can take.

The pictures of a branch are brought anew for each question, the newest first.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bots.engine.attachments.bounds import PICTURE_BYTES, Bounds
from bots.engine.attachments.kinds import picture_type, way
from bots.engine.attachments.wording import Thing, for_model, only_unread, small
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.current import Current
from bots.engine.seam.errors import Gone, PlatformError, Refused, TooLarge
from bots.engine.seam.platform import Downloads
from bots.engine.storage import messages
from bots.engine.storage.records import Attached, Turn
from bots.engine.storage.store import Store
from provider.contract import Image, Message

log = logging.getLogger("parley")

WITHIN = 30.0
"""Seconds for the bytes of one attachment."""

PASSING = frozenset({"unreachable", "too_many"})
"""Why something was not read, for which the next question tries again."""


@dataclass(frozen=True, slots=True)
class Perceived:
    """A branch as the model can take it. `said`: what was read and what was not, for the small line.

    `nothing`: the sentence for somebody who sent no words with the question: nothing of the rest gets to the model.
    """

    messages: tuple[Message, ...]
    said: str = ""
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What became of one attachment. `image`: what the model sees of it."""

    attached: Attached
    image: Image | None = None


class HasBounds(Protocol):
    """The part of the policy that is read here."""

    @property
    def bounds(self) -> Bounds:
        """How much of what people send is read."""


class Attachments:
    """Brings attachments and keeps what was read of them."""

    def __init__(self, store: Store, policy: Current[HasBounds]) -> None:
        self._store = store
        self._policy = policy

    async def perceived(self, sender: Sender, turns: Sequence[Turn], *, kept: bool) -> Perceived:
        """What the model reads of these turns, of which the last asks. `kept`: what is read of them stays in the store.

        Raises:
            StoreError: the database failed.
        """
        if not any(turn.attached for turn in turns):
            return Perceived(tuple(Message(turn.role, turn.text) for turn in turns))
        found = await self._brought(sender, turns)
        if kept:
            await self._note(turns, found)
        said: list[Thing] = []
        read: list[Message] = []
        for number, turn in enumerate(turns):
            here = [found[number, position] for position in range(len(turn.attached))]
            things = [_thing(each) for each in here]
            images = tuple(each.image for each in here if each.image is not None)
            read.append(Message(turn.role, for_model(turn.text, things), images))
            asks = number == len(turns) - 1
            said += [
                thing
                for thing, before in zip(things, turn.attached, strict=True)
                if asks or (thing.attached.why == "gone" and not before.why)
            ]
        own = [_thing(found[len(turns) - 1, position]) for position in range(len(turns[-1].attached))]
        unread = [thing.attached for thing in own] if all(thing.state == "unread" for thing in own) else []
        return Perceived(tuple(read), small(said), only_unread(unread) if unread else "")

    async def _brought(self, sender: Sender, turns: Sequence[Turn]) -> dict[tuple[int, int], _Found]:
        """What became of each attachment, by the numbers of its turn and of itself."""
        found = {
            (number, position): _Found(attached)
            for number, turn in enumerate(turns)
            for position, attached in enumerate(turn.attached)
        }
        pictures = sorted(
            (where for where, each in found.items() if way(each.attached) == "seen" and _may_be_had(each.attached)),
            key=lambda where: (-where[0], where[1]),
        )
        most = self._policy.value.bounds.count
        async with asyncio.TaskGroup() as group:
            tasks = {
                where: group.create_task(self._picture(sender, found[where].attached)) for where in pictures[:most]
            }
        for where, task in tasks.items():
            found[where] = task.result()
        for where in pictures[most:]:
            found[where] = _Found(replace(found[where].attached, why="too_many"))
        return found

    async def _picture(self, sender: Sender, attached: Attached) -> _Found:
        data = await self._data(sender, attached, min(self._policy.value.bounds.limits.bytes, PICTURE_BYTES))
        if isinstance(data, str):
            return _Found(replace(attached, why=data))
        media_type = picture_type(data)
        if not media_type:
            return _Found(replace(attached, why="unknown_kind"))
        return _Found(replace(attached, why=""), Image(media_type, data))

    async def _data(self, sender: Sender, attached: Attached, most: int) -> bytes | str:
        """The bytes, or why they cannot be had."""
        platform = sender.platform
        if not isinstance(platform, Downloads):
            return "refused"
        try:
            return await sender.clock.within(WITHIN, platform.download(attached.reference, most))
        except Gone:
            return "gone"
        except TooLarge:
            return "too_large"
        except Refused as error:
            log.info("%s: an attachment was refused: %s", platform.name, error)
            return "refused"
        except (PlatformError, TimeoutError) as error:
            log.warning("%s: an attachment could not be brought: %s", platform.name, error)
            return "unreachable"

    async def _note(self, turns: Sequence[Turn], found: dict[tuple[int, int], _Found]) -> None:
        """Keep what is known now and was not before."""
        for number, turn in enumerate(turns):
            now = tuple(_lasting(found[number, position].attached) for position in range(len(turn.attached)))
            if now != turn.attached:
                await self._store.run(messages.note_attached, turn.row, now)


def _may_be_had(attached: Attached) -> bool:
    return not attached.why or attached.why in PASSING


def _lasting(attached: Attached) -> Attached:
    return replace(attached, why="") if attached.why in PASSING else attached


def _thing(found: _Found) -> Thing:
    return Thing(found.attached, "seen" if found.image else "read" if found.attached.text else "unread")
