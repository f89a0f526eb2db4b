"""One quiet line in a shared place when somebody chooses what all there meet, with Undo for who may change it.

Several choices of one thing within a minute are one line, which is edited; its Undo goes back to before the first:

    change ──► line ──► change within `EDITED_FOR` ──► the same line says the newest
                 └────► change after that          ──► a new line; the Undo of the old one is too late
"""

import asyncio
from typing import Final

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import say, speak
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Surface, ToChat
from bots.engine.seam.references import person_ref
from bots.engine.seam.shown import Action, Button, Response
from bots.engine.settings.personas import PRESETS
from bots.engine.settings.scopes import WHERE, Scope, scopes
from bots.engine.settings.table import BY_KEY
from bots.engine.settings.wording import written
from bots.engine.storage.records import Change
from bots.text.names import literal
from provider.values import Value

AFTER: Final = 1.0
"""Seconds between a choice and its line: where all see the answer to whoever chose, that goes first."""
EDITED_FOR: Final = 60.0
"""Seconds after a line within which further choices of the same thing in the same place edit it."""
SEEN: Final = ("model", "persona", "trigger", "memory", "names")
"""The settings whose change is said: who answers and as whom, what is read of what people write, and who is named."""
UNDO: Final = "unswitch"
"""The action of Undo; its argument is the row of the first change and that of the last, with a dot between."""

_Key = tuple[object, str, str]


class _Line(Value):
    """A line that stands. `at`: seconds on the clock when it came. `first`: the change that it said first."""

    surface: Surface
    at: float
    first: Change


class Switches:
    """Says in a place what was chosen for it."""

    def __init__(self, notices: Notices, clock: Clock) -> None:
        self._notices = notices
        self._clock = clock
        self._lines: LRU[_Key, _Line] = LRU()
        self._turns: LRU[_Key, asyncio.Lock] = LRU()

    def changed(self, origin: Origin, scope: Scope, change: Change, locale: str) -> None:
        """Say it where it was chosen, if others are there, it holds there and they meet it. Returns at once.

        `locale`: of those who read it.
        """
        target = ToChat(origin.place)
        alone = origin.private or origin.guest or self._notices.is_waited_for(target)
        if not alone and change.key in SEEN and scope in scopes(origin):
            self._notices.begin(self._say(origin, scope, change, target, locale))

    async def _say(self, origin: Origin, scope: Scope, change: Change, target: ToChat, locale: str) -> None:
        speak(locale)
        await self._clock.sleep(AFTER)
        key = (origin.place, scope.key, change.key)
        turn = self._turns.get(key, None) or asyncio.Lock()
        self._turns.keep(key, turn)
        async with turn:
            line = self._lines.get(key, None)
            if line is not None and self._clock.now() >= line.at + EDITED_FOR:
                line = None
            first = line.first if line is not None else change
            response = _response(origin, scope, first, change)
            surface = await self._notices.put(line.surface, response) if line is not None else None
            at = line.at if line is not None and surface is not None else self._clock.now()
            surface = surface or await self._notices.put(target, response)
            if surface is not None:
                self._lines.keep(key, _Line(surface, at, first))


def _response(origin: Origin, scope: Scope, first: Change, last: Change) -> Response:
    """The line: the newest choice, and Undo unless that would change nothing."""
    undo = Button(say("switch_undo_button"), Action(UNDO, f"{first.row}.{last.row}"))
    buttons = ((undo,),) if first.old != last.new else ()
    return Response(_words(origin, scope, last), private=False, buttons=buttons, silent=True)


def _words(origin: Origin, scope: Scope, change: Change) -> str:
    who, where = person_ref(origin.person, brief=True), say(WHERE[scope.source])
    setting, value = say(BY_KEY[change.key].phrase), change.new
    if value is None:
        return say("switched_back", who=who, where=where, setting=setting)
    if change.key == "model":
        return say("switched_model", who=who, where=where, model=literal(value))
    if change.key == "persona" and value not in PRESETS:  # its words are for the model
        return say("switched_persona", who=who, where=where)
    return say("switched", who=who, where=where, setting=setting, value=written(change.key, value))
