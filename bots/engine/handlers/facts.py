"""ⓘ under an answer: what is known of it, for whoever presses, and for nobody else to see where that is possible."""

from collections.abc import Mapping
from typing import Final, Protocol

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import say
from bots.engine.reply.known_words import brief, lines
from bots.engine.reply.versions import Versions, as_file, is_turned
from bots.engine.runtime.clock import Clock
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.places import Person
from bots.engine.seam.platform import Platform, SaysLittleAlone
from bots.engine.seam.shown import File, Response
from bots.engine.storage import answers
from bots.engine.storage.records import StoredAnswer
from bots.engine.storage.store import Store
from provider.values import replace

TOLD_WITHIN: Final = 8.0
"""Seconds within which the message to one person has to arrive; longer a press does not wait for its answer."""


class Services(Protocol):
    """The services that ⓘ needs."""

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


async def info_pressed(services: Services, press: Press) -> Response | Incoming:
    """ⓘ: all that is known of the answer. An answer that one person alone sees is told of to that person alone."""
    origin, row = press.origin, press.action.argument
    stored = await services.store.run(answers.stored_answer, int(row)) if row.isdecimal() and len(row) < 16 else None
    if stored is None or stored.place != origin.place or not stored.said:
        return Response(say("info_gone"))
    if stored.apart and stored.asker != str(origin.person):
        return Response(say("not_your_button"))
    versions = await services.store.run(answers.versions, stored.question)
    which, file = _which(services.platforms[origin.place.platform], stored, versions)
    return await _told(services, press, Response("\n".join((*which, *lines(stored))), file=file), brief(stored))


def _which(platform: Platform, stored: StoredAnswer, versions: Versions) -> tuple[list[str], File | None]:
    """Which of several versions it is, and the others as a file if nobody can turn to them."""
    if len(versions) < 2:
        return [], None
    number = 1 + [each.answer for each in versions].index(stored.answer)
    found = [say("info_version", number=number, of=len(versions))]
    if is_turned(platform, versions):
        return found, None
    return [*found, say("info_versions_file")], as_file(versions, stored.answer)


async def _told(services: Services, press: Press, answer: Response, short: str) -> Response:
    """The answer for whoever pressed; where too little fits, the short words, and the others in their private chat."""
    origin = press.origin
    platform = services.platforms[origin.place.platform]
    if not isinstance(platform, SaysLittleAlone):
        return answer
    room = platform.room_alone()
    if answer.file is None and len(platform.render(answer.text, last=True).text) <= room:
        return answer
    if origin.private and answer.file is None:
        return replace(answer, private=False, silent=True)
    try:
        arrived = await services.clock.within(TOLD_WITHIN, _to_one(services.notices, origin.person, answer))
    except TimeoutError:
        arrived = False
    if origin.private:
        return Response("")
    rest = say("info_rest_alone" if arrived else "info_open_chat")
    return Response(f"{short[: room - len(rest) - 1]}\n{rest}")


async def _to_one(notices: Notices, person: Person, answer: Response) -> bool:
    """Write the answer to the person alone, its file behind its words: fewer may stand beside one. Returns whether."""
    if not await notices.say_alone(person, replace(answer, file=None)):
        return False
    return answer.file is None or await notices.say_alone(
        person, Response(say("info_versions_file"), file=answer.file, silent=True)
    )
