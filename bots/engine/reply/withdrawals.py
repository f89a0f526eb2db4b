"""Tells a place's administrators, once, that the model chosen there was withdrawn, with a button that offers others."""

import asyncio
from functools import partial
from typing import Any, Final

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import say
from bots.engine.owner.kept import Kept, Where
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import ToChat
from bots.engine.seam.shown import Action, Button, Response
from bots.engine.settings.scopes import Choice, is_owners, scopes
from bots.engine.storage.store import Store
from bots.text.names import literal
from provider.contract import Answering

MOST: Final = 500
"""Withdrawn choices that are remembered as told; of more, the oldest could be told again."""

SCOPE, KEY = "withdrawn", "told"
"""Where the store keeps them."""


Told = tuple[str, str]
"""A scope, and the model of which it was told."""

Tolds = tuple[Told, ...]


class Withdrawals:
    """Remembers which scope was told of which model, also for the next start. `load` it once.

    Of a choice that only owners can change, they alone are told, by `owner/troubles.py`.
    """

    def __init__(self, store: Store, clock: Clock, notices: Notices, tasks: Supervisor) -> None:
        self._notices = notices
        where = Where(SCOPE, KEY, "which withdrawn models were told")
        self._kept = Kept(store, clock, tasks, where, _told_in, _dumped)
        self.load = self._kept.load
        """Reads what was told, by earlier runs and by other processes."""

    def tell(self, origin: Origin, choice: Choice, answering: Answering) -> None:
        """Say in that place, without a sound, that the choice is there no more and who answers. Returns at once.

        `answering`: of a stand-in.
        """
        model = answering.instead_of
        scope = next((each for each in scopes(origin) if each.source == choice.source and not is_owners(each)), None)
        if scope is None or origin.guest or (scope.key, model) in self._kept.value:
            return
        before = self._kept.change(partial(_with, (scope.key, model)))
        words = say(
            "gone_here" if answering.gone == "withdrawn" else "gone_here_not_set_up",
            model=literal(model),
            source=say(choice.source),
            other=literal(f"{answering.provider}/{answering.model}"),
        )
        button = Button(say("pick_button"), Action("pick"))
        response = Response(words, private=False, buttons=((button,),), silent=True)
        self._notices.begin(self._say(ToChat(origin.place), response, (scope.key, model), before))

    async def _say(self, where: ToChat, response: Response, told: Told, before: "asyncio.Future[Tolds | None]") -> None:
        """Say it, unless another process has said it meanwhile: a server has many channels."""
        if told not in (await before or ()):
            await self._notices.say(where, response)

    def answered(self, model: str) -> None:
        """Note that the model answers: if it is withdrawn again one day, that is told anew."""
        if any(each[1] == model for each in self._kept.value):
            self._kept.change(partial(_without, model))


def _with(one: Told, told: Tolds) -> Tolds:
    return (*(each for each in told if each != one), one)[-MOST:]


def _without(model: str, told: Tolds) -> Tolds:
    return tuple(each for each in told if each[1] != model)


def _dumped(told: Tolds) -> object:
    return [list(each) for each in told]


def _told_in(kept: Any) -> Tolds:
    """What `_dumped` made; anything else is as good as nothing."""
    try:
        return tuple((str(scope), str(model)) for scope, model in kept)
    except (ValueError, TypeError):
        return ()
