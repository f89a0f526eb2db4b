"""◀ and ▶ under an answer that was given anew: another version is shown, and the conversation goes on from it."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.handlers import asking
from bots.engine.language.phrases import say, speak
from bots.engine.reply.changes import Changes
from bots.engine.reply.versions import buttons_of, is_turned, whole_frame
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.platform import Platform
from bots.engine.seam.shown import Response
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.storage import answers
from bots.engine.storage.store import Store
from provider.values import replace


class HasChanges(Protocol):
    """The part of what gives answers that turning needs."""

    @property
    def changes(self) -> Changes: ...


class Services(Protocol):
    """The services that turning needs."""

    @property
    def store(self) -> Store: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def queue(self) -> ReplyQueue: ...

    @property
    def place_settings(self) -> PlaceSettings: ...

    @property
    def answers(self) -> HasChanges: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


async def turn_pressed(services: Services, press: Press) -> Response | Incoming:
    """◀, ▶ or the number between them: the version that the button names is shown, whatever stood there."""
    origin, platform = press.origin, services.platforms[press.origin.place.platform]
    stored = await asking.answer_in(services, press.action.argument)
    if stored is None or stored.place != origin.place or not stored.said:
        return Response(say("version_gone"))
    if stored.apart and stored.asker != str(origin.person):
        return Response(say("not_your_button"))
    if refused := await asking.not_theirs(services, press.action.name, origin, stored.asker):
        return refused
    if services.queue.question(stored.question) is not None:
        return Response(say("version_asked"))
    versions = await services.store.run(answers.versions, stored.question)
    if not any(press.surface.id in each.messages for each in versions if not each.hidden):
        return Response(say("unknown_button"))  # it was made up, or stands under a message that shows none of them
    if not is_turned(platform, versions):
        return Response(say("version_too_long"))
    if not await services.store.run(answers.turn, stored.answer, press.surface.id):
        return Response(say("version_asked"))
    speak(services.place_settings.language_for_all(origin))
    edited = services.answers.changes.offered(stored.question)
    buttons = replace(buttons_of(platform, stored, versions), to_command=press.to_command, edited=edited)
    frame = whole_frame(platform, stored, buttons)
    return Response(frame.text, private=False, replace=True, frame=frame)
