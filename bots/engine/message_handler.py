"""Acts on the decision about each message: ignores it, says why it gets no answer, or lets its answer begin."""

from collections.abc import Mapping
from functools import partial

from bots.engine.beginning import Beginnings, Giving, until_over
from bots.engine.conversation.kept import KeptQuestions
from bots.engine.delivery.sending import Sender
from bots.engine.joining import Joining
from bots.engine.questions import Ask, Decline, Ignore, Late, Questions
from bots.engine.seam.incoming import Again, Incoming, Origin
from bots.engine.seam.platform import learns_places
from bots.engine.storage.records import OpenReply
from bots.engine.told import Told
from provider.values import replace


class MessageHandler:
    """Takes messages, one after the other."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        kept: KeptQuestions,
        questions: Questions,
        told: Told,
        joining: Joining,
        beginnings: Beginnings,
    ) -> None:
        self._senders = senders
        self._kept = kept
        self._questions = questions
        self._told = told
        self._joining = joining
        self._beginnings = beginnings
        self._anew: dict[int, Again] = {}  # who gives which answer anew, or goes on with it

    def claims(self, again: Again) -> bool:
        """Whether that press or command gives the answer anew, or goes on with it; False while another one does.

        Who claims an answer hands it to `take`, which lets go of it at its end.
        """
        return self._anew.setdefault(again.answer, again) is again

    def unclaim(self, again: Again) -> None:
        """Let go of an answer that was claimed and not handed to `take`."""
        if self._anew.get(again.answer) is again:
            del self._anew[again.answer]

    async def take(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered. Raises StoreError: nothing of it was kept."""
        self._introduce(incoming.origin)
        again = incoming.again
        if again is None:
            await self._act(incoming)
        elif self.claims(again):
            await until_over(self._act(incoming), partial(self._anew.pop, again.answer))
        else:  # a command that a terminal got back
            await self._beginnings.nothing_follows(incoming)

    async def take_up(self, incoming: Incoming, left: OpenReply) -> bool:
        """Give an answer that an earlier run left, where it stands; returns False if that is not possible now."""
        place, again = left.target.place, incoming.again
        self._introduce(incoming.origin)
        origin = replace(incoming.origin, target=left.target)
        if place != origin.place:  # a thread was opened for it
            origin = replace(origin, place=place, linear=True)
            incoming = replace(incoming, reply_to="")
        stored = await self._kept.stored(Again(left.row)) if left.row is not None else None
        if stored is None or (again is not None and not self.claims(again)):
            return False
        incoming = replace(incoming, origin=origin, text=stored.text or incoming.text)
        taking_up = self._taken_up(incoming, left)
        if again is not None:
            taking_up = until_over(taking_up, partial(self._anew.pop, again.answer))
        return await taking_up is not None

    def _introduce(self, origin: Origin) -> None:
        """Tell the platform of the place: another process may have heard what was said there."""
        platform = self._senders[origin.place.platform].platform
        if learns_places(platform):
            platform.learn(origin)

    async def _taken_up(self, incoming: Incoming, left: OpenReply) -> Giving | None:
        clock = self._senders[incoming.origin.place.platform].clock
        incoming = replace(incoming, taken_at=clock.now())
        match await self._questions.decision(incoming, clock.wall()):
            case Ask() as ask:
                return await self._beginnings.take_up(ask, left)
        return None

    async def _act(self, incoming: Incoming) -> Giving | None:
        """Do what was decided about the message; returns what gives its answer there, if there will be one."""
        clock = self._senders[incoming.origin.place.platform].clock
        incoming = replace(incoming, taken_at=incoming.taken_at or clock.now())
        match await self._questions.decision(incoming, clock.wall()):
            case Ignore():
                await self._kept.let_go(incoming)
            case Decline() as decline:
                await self._told.decline(incoming.origin, decline)
                await self._kept.let_go(incoming)
            case Late() as late:
                await self._told.late(late)
            case Ask() as ask:
                match await self._joining.admit(ask):
                    case "joined":
                        self._told.answered(incoming.origin)
                    case "ignored":
                        await self._kept.let_go(incoming)
                    case "asked":
                        return await self._beginnings.begin(ask)
        return None
