"""Tells a place's administrators, once, that the model chosen there was withdrawn, with a button that offers others."""

from typing import Any, Final

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import say
from bots.engine.owner.kept import Kept
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.values import Action, Button, Origin, Response, ToChat
from bots.engine.settings.scopes import Choice, is_owners, scopes
from bots.engine.storage.store import Store
from bots.text.names import literal
from provider.contract import Answering

MOST: Final = 500
"""Withdrawn choices that are remembered as told; of more, the oldest could be told again."""

SCOPE, KEY = "withdrawn", "told"
"""Where the store keeps them."""


class Withdrawals:
    """Remembers which scope was told of which model, also for the next start. `load` it once.

    Of a choice that only owners can change, they alone are told, by `owner/troubles.py`.
    """

    def __init__(self, store: Store, clock: Clock, notices: Notices, tasks: Supervisor) -> None:
        self._notices = notices
        self._kept = Kept(store, clock, tasks, (SCOPE, KEY), "which withdrawn models were told")
        self._told: dict[tuple[str, str], None] = {}

    async def load(self) -> None:
        """Read what was told by earlier runs."""
        self._told = _told_in(await self._kept.load())

    def tell(self, origin: Origin, choice: Choice, answering: Answering) -> None:
        """Say in that place, without a sound, that the choice is there no more and who answers. Returns at once.

        `answering`: of a stand-in.
        """
        model = answering.instead_of
        scope = next((each for each in scopes(origin) if each.source == choice.source and not is_owners(each)), None)
        if scope is None or origin.guest or (scope.key, model) in self._told:
            return
        self._told[scope.key, model] = None
        if len(self._told) > MOST:
            del self._told[next(iter(self._told))]
        self._save()
        words = say(
            "gone_here" if answering.gone == "withdrawn" else "gone_here_not_set_up",
            model=literal(model),
            source=say(choice.source),
            other=literal(f"{answering.provider}/{answering.model}"),
        )
        button = Button(say("pick_button"), Action("pick"))
        response = Response(words, private=False, buttons=((button,),), silent=True)
        self._notices.begin(self._notices.say(ToChat(origin.place), response))

    def answered(self, model: str) -> None:
        """Note that the model answers: if it is withdrawn again one day, that is told anew."""
        if over := [each for each in self._told if each[1] == model]:
            for each in over:
                del self._told[each]
            self._save()

    def _save(self) -> None:
        self._kept.save([list(each) for each in self._told])


def _told_in(kept: Any) -> dict[tuple[str, str], None]:
    """What `_save` kept; anything else is as good as nothing."""
    try:
        return {(str(scope), str(model)): None for scope, model in kept}
    except (ValueError, TypeError):
        return {}
