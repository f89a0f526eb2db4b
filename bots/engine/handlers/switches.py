"""Undo below the line that says what somebody chose for all."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers.permissions import may_set, take_back
from bots.engine.language.phrases import say, speak
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.references import person_ref
from bots.engine.seam.shown import Response
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.table import BY_KEY
from bots.text.names import literal


class Services(Protocol):
    """The services that Undo needs."""

    @property
    def gate(self) -> Gate: ...

    @property
    def place_settings(self) -> PlaceSettings: ...


async def undo_pressed(services: Services, press: Press) -> Response | Incoming:
    """Undo: what held before holds again, unless it has changed since; anybody who may choose it may press."""
    origin, settings = press.origin, services.place_settings
    rows = press.action.argument.split(".")
    if len(rows) != 2 or not all(row.isdecimal() and len(row) < 16 for row in rows):
        return Response(say("unknown_button"))
    first, last = [await settings.change_here(origin, int(row)) for row in rows]
    if first is None or last is None or first[0].key not in BY_KEY:
        return Response(say("unknown_button"))
    change, scope = last
    if refused := await may_set(services.gate, origin, scope):
        return Response(say(refused))
    if refused := await take_back(settings, origin, change, first[0]):
        return Response(refused)
    speak(settings.language_for_all(origin))
    who = person_ref(origin.person, brief=True)
    words = say("switch_undone", who=who, setting=say(BY_KEY[change.key].phrase))
    if change.key == "model":
        words = say("switch_undone_model", who=who, model=literal((await settings.here(origin)).model))
    return Response(words, private=False, replace=True)
