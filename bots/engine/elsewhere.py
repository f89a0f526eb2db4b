"""What acts on a turn in another process: it goes to the one that attends the chat, and comes back with its words.

| somebody | there it is |
|---|---|
| presses a button that acts on a turn (`reply/buttons.py`) | done like here: who may is looked at there |
| sends a command about the answers of the place, such as `/stop` | the same |
| edits a message that is not held here | read like here |
| deletes messages | withdrawn, and what was kept of them is erased |
| sends a command or an edit that waits for what came before it | waited for |

If that process does not answer, it is done here: then the chat is nobody's for the moment, and nothing grows in it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping

from bots.engine.commands.table import BY_NAME
from bots.engine.machines.others import Others
from bots.engine.machines.signals import NoAnswer, Signals
from bots.engine.reply.buttons import BY_ACTION
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Place
from bots.engine.seam.shown import Response
from bots.engine.storage import attended
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.storage.values_json import plain, value_of
from provider.values import Value

ANSWERED_WITHIN = 2.0
"""Seconds within which another process has to say how it went; it takes some milliseconds."""
BEGUN_WITHIN = 20.0
"""Seconds for which something waits at most until what came before it in another process has begun."""

_KINDS: Mapping[type[Response | Incoming], str] = {Response: "response", Incoming: "question"}


class Here(Value):
    """How each of it is done in this process."""

    press: Callable[[Press], Awaitable[Response | Incoming]]
    command: Callable[[Invocation], Awaitable[Response | Incoming]]
    edited: Callable[[Incoming], Awaitable[None]]
    deleted: Callable[[Place, tuple[str, ...]], Awaitable[None]]
    behind: Callable[[Place], Awaitable[None]]


class Elsewhere:
    """Hands things to the attendant of a chat, and takes what is handed to this process."""

    def __init__(self, store: Store, signals: Signals, others: Others) -> None:
        self._store = store
        self._signals = signals
        self._others = others

    def serve(self, here: Here) -> None:
        """Do from now on by `here` what another process hands over."""

        async def press(words: str) -> str:
            return _said(await here.press(value_of(Press, json.loads(words))))

        async def command(words: str) -> str:
            return _said(await here.command(value_of(Invocation, json.loads(words))))

        async def edited(words: str) -> str:
            await here.edited(value_of(Incoming, json.loads(words)))
            return ""

        async def deleted(words: str) -> str:
            place, messages = json.loads(words)
            await here.deleted(value_of(Place, place), tuple(map(str, messages)))
            return ""

        async def behind(words: str) -> str:
            await here.behind(value_of(Place, json.loads(words)))
            return ""

        answers: Mapping[str, Callable[[str], Awaitable[str]]] = {
            "press": press,
            "command": command,
            "edited": edited,
            "deleted": deleted,
            "behind": behind,
        }
        for topic, answer in answers.items():
            self._signals.answer(topic, answer)

    async def press(self, press: Press) -> Response | Incoming | None:
        """What the attendant of the chat makes of a press; None if it is to be done here."""
        kind = BY_ACTION.get(press.action.name)
        if kind is None or not kind.on_turn:
            return None
        return _result(await self._ask(press.origin.place, "press", plain(press)))

    async def command(self, invocation: Invocation) -> Response | Incoming | None:
        """What the attendant of the chat makes of a command; None if it is to be run here."""
        command = BY_NAME.get(invocation.name)
        if command is None or not command.of_answers:
            return None
        return _result(await self._ask(invocation.origin.place, "command", plain(invocation)))

    async def edited(self, incoming: Incoming) -> bool:
        """Whether the attendant of the chat has read an edited message; if not, it is to be read here."""
        return await self._ask(incoming.origin.place, "edited", plain(incoming)) is not None

    async def deleted(self, place: Place, messages: tuple[str, ...]) -> bool:
        """Whether the attendant of the chat has forgotten deleted messages; if not, they are to be forgotten here."""
        return await self._ask(place, "deleted", [plain(place), list(messages)]) is not None

    async def behind(self, place: Place) -> None:
        """Wait until the answers have begun that are given elsewhere to what came in that place until now."""
        await self._ask(place, "behind", plain(place), BEGUN_WITHIN)

    async def _ask(self, place: Place, topic: str, words: object, within: float = ANSWERED_WITHIN) -> str | None:
        """What the attendant answers; None if it is this process, or none. One that took over meanwhile is asked."""
        asked = ""
        while (process := await self._attendant(place)) and process != asked:
            asked = process
            try:
                return await self._signals.ask(process, topic, json.dumps(words), within)
            except NoAnswer:
                continue
        return None

    async def _attendant(self, place: Place) -> str:
        """The other process that attends the chat; empty for this one, and for none that lives."""
        if self._signals.alone or not self._others.alive:
            return ""
        try:
            found = await self._store.run(attended.attendant, place)
        except StoreError:  # whoever watches the store is told
            return ""
        return found if found in self._others.alive else ""


def _said(result: Response | Incoming) -> str:
    """The JSON of what is to be shown where it was pressed, or of the question that is to be handed on from there."""
    return json.dumps({_KINDS[type(result)]: plain(result)})


def _result(said: str | None) -> Response | Incoming | None:
    if said is None:
        return None
    ((kind, found),) = json.loads(said).items()
    result: Response | Incoming = value_of(next(each for each, name in _KINDS.items() if name == kind), found)
    return result
