"""Ends the answers that an earlier run left unfinished: what people could read stays, marked as interrupted."""

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from bots.engine.delivery.sending import Sender, ended, frames
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import Phase
from bots.engine.reply.openings import Openings
from bots.engine.reply.orphans import disarm
from bots.engine.reply.queue_notice import EYES
from bots.engine.reply.versions import Versions, buttons_of, cited, first_frame, open_frame, quoting
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import Gone, PlatformError, Refused
from bots.engine.seam.places import InteractionMessage, Message, Surface, Target, ToChat, ToInteraction
from bots.engine.seam.platform import HandsOver, Platform, Reacts, ShowsOutcome
from bots.engine.seam.shown import Frame
from bots.engine.seam.targets import next_target
from bots.engine.storage import answers, exchanges, messages, pieces, replies
from bots.engine.storage.records import NOTHING_KNOWN, Facts, LastFrame, OpenReply, StoredAnswer, StoreError
from bots.engine.storage.replies import UNDER_WAY
from bots.engine.storage.store import Store
from bots.text.visible import is_visible
from provider.values import replace

log = logging.getLogger("parley")


class Recovery:
    """Ends the replies that nobody ended."""

    def __init__(self, store: Store, senders: Mapping[str, Sender], tasks: Supervisor) -> None:
        self._store = store
        self._senders = senders
        self._tasks = tasks
        self._alone = True
        self._left: tuple[OpenReply, ...] = ()
        self._marked: tuple[OpenReply, ...] = ()  # their questions may show that they wait
        self._unnoted: tuple[OpenReply, ...] = ()  # their first messages may stand, and nobody knows where
        self._attempted: tuple[OpenReply, ...] = ()  # the same, and they have buttons

    def share(self) -> None:
        """End nothing at a start: other processes may be at it."""
        self._alone = False

    async def load(self) -> None:
        """Read which replies an earlier run left open."""
        if not self._alone:
            return
        if unreadable := await self._store.run(replies.drop_unreadable):
            log.warning("%d unfinished answers cannot be read: another version of Parley left them.", unreadable)
        self._left = self._marked = await self._store.run(replies.left_open)
        self._attempted = tuple(reply for reply in self._left if reply.attempts)
        self._unnoted = tuple([reply for reply in self._left if await self._may_stand_unnoted(reply)])
        for reply in self._left:
            self._count_calls(reply)

    async def _may_stand_unnoted(self, reply: OpenReply) -> bool:
        """Whether its first message may have been sent though no id of it was kept.

        Not if nobody was asked yet, if it answers an interaction, which knows its message, or if it grows in the
        message of an older answer.
        """
        if reply.surfaces or reply.state != UNDER_WAY or not isinstance(reply.target, ToChat):
            return False
        if reply.row is None:
            return True
        stored = await self._store.run(answers.stored_answer, reply.row)
        goes_on = stored is not None and stored.open_part is not None
        return not goes_on and await self._store.run(answers.older, reply.row) is None

    async def settle(self, left: Sequence[OpenReply]) -> None:
        """End the replies of a chat that another process has left open."""
        for reply in left:
            sender = self._senders[reply.target.place.platform]
            if await self._may_stand_unnoted(reply):
                _count_unnoted(sender, reply)
            self._tasks.start_here(self._unmark(sender, (reply,)), "taking emoji away")
            self.take_over(reply)
            self.end_soon(reply)

    def take_over(self, reply: OpenReply) -> None:
        """Count what another process has spent on a reply, and take the buttons from messages that it left behind."""
        self._count_calls(reply)
        self.look_for(reply)

    def _count_calls(self, reply: OpenReply) -> None:
        if (sender := self._senders.get(reply.target.place.platform)) is not None:
            sender.scheduler.spent_before(sender.platform.budgets(reply.target))

    def look_for(self, reply: OpenReply) -> None:
        """Take the buttons, in a task of its own, from messages of a reply of which nobody knows where they stand."""
        if reply.attempts:
            sender = self._senders[reply.target.place.platform]
            self._tasks.start(disarm(self._store, sender, reply.attempts), "taking buttons away")

    def spare(self, keys: Collection[int]) -> None:
        """Leave these to who gives them."""
        self._left = tuple(reply for reply in self._left if reply.key not in keys)

    def end_soon(self, reply: OpenReply) -> None:
        """End a reply in a task of its own: what it shows stays, marked as interrupted."""
        sender = self._senders[reply.target.place.platform]
        self._tasks.start_here(self._end(sender, reply), "ending an interrupted answer")

    def end_all(self, platform: str) -> None:
        """End what was left on that platform, which can be called now."""
        marked = [reply for reply in self._marked if reply.target.place.platform == platform]
        self._marked = tuple(reply for reply in self._marked if reply not in marked)
        if marked:
            self._tasks.start(self._unmark(self._senders[platform], marked), "taking emoji away")
        self._count_unnoted(platform)
        for reply in self._attempted:
            if reply.target.place.platform == platform:
                self.look_for(reply)
        self._attempted = tuple(each for each in self._attempted if each.target.place.platform != platform)
        mine = [reply for reply in self._left if reply.target.place.platform == platform]
        self._left = tuple(reply for reply in self._left if reply not in mine)
        for reply in mine:
            self.end_soon(reply)

    def _count_unnoted(self, platform: str) -> None:
        """Tell the meters which first messages may stand without a button for ever."""
        unnoted = [reply for reply in self._unnoted if reply.target.place.platform == platform]
        self._unnoted = tuple(reply for reply in self._unnoted if reply not in unnoted)
        for reply in unnoted:
            _count_unnoted(self._senders[platform], reply)

    async def _end(self, sender: Sender, reply: OpenReply) -> None:
        """End a reply, or leave it to the next start if it cannot be shown or noted."""
        reply = replace(reply, surfaces=tuple(_by_now(sender, surface, reply.target) for surface in reply.surfaces))
        try:
            await self._end_now(sender, reply)
        except PlatformError as error:
            log.warning("%s: an interrupted answer waits for the next start: %s", reply.target.place, error)
        except StoreError as error:
            log.error("%s: an interrupted answer could not be noted as ended: %s", reply.target.place, error)

    async def _end_now(self, sender: Sender, reply: OpenReply) -> None:
        stored = await self._store.run(answers.stored_answer, reply.row) if reply.row is not None else None
        if reply.last is not None:
            await self._show_end(sender, reply, reply.last, stored)
            return
        if stored is not None and stored.open_part is not None:
            await self._end_onward(sender, reply, stored)
            return
        older = await self._store.run(answers.older, reply.row) if reply.row is not None else None
        if reply.row is not None and older is not None:
            if not is_visible(reply.text):
                await self._put_back(sender, reply, reply.row, older, await self._versions(older))
                return
            for message in older.messages:
                self._take_away(sender, Message(older.place, message))
        notice = say("interrupted")
        openings = Openings(reply.key, reply.opened, reply.surfaces)
        where = reply.surfaces[-1] if reply.surfaces else reply.target
        is_first = len(reply.surfaces) == 1 and is_visible(reply.text)
        text = quoting(stored, reply.text) if stored is not None and is_first else reply.text
        sources = stored.sources if stored is not None else ()
        shown = ended(sender.platform, text, notice, cited(sources, text))
        if reply.kept and stored is not None:
            behind = max(0, len(reply.surfaces) - 1)
            shown = _with_buttons(sender.platform, shown, stored, await self._versions(stored), reply.target, behind)
        for number, frame in enumerate(shown):
            await _show(sender, next_target(where) if number else where, frame, openings)
        if not reply.kept and stored is not None:
            await self._store.run(messages.let_go, stored.answer, stored.question)
        elif reply.row is not None and len(reply.surfaces) <= 1:
            await self._store.run(exchanges.interrupted, reply.row, reply.text, sources, _interrupted(NOTHING_KNOWN))
        await self._store.run(replies.close, reply.key)
        if not reply.kept:
            await self._store.erase_log()
        log.info("%s: an answer that was interrupted is marked so.", reply.target.place)

    async def _unmark(self, sender: Sender, left: Sequence[OpenReply]) -> None:
        """Take the emoji away that said that these questions wait: nobody knows whether they stand."""
        if not isinstance(sender.platform, Reacts):
            return
        with suppress(StoreError):  # then they stay
            for reply in left:
                if reply.row is None or is_visible(reply.text):
                    continue
                stored = await self._store.run(answers.stored_answer, reply.row)
                if stored is None:
                    continue
                for message in await self._store.run(pieces.messages_of, stored.question):
                    await sender.react(Message(stored.place, message), EYES, on=False)

    async def _end_onward(self, sender: Sender, reply: OpenReply, stored: StoredAnswer) -> None:
        """End an answer that was going on: words that people could read stay; without any it stands as before."""
        front, where = stored.open_part or "", reply.surfaces[-1] if reply.surfaces else None
        if not is_visible(reply.text):
            if where is not None and front:  # the first frame was on its way there
                await _show(sender, where, open_frame(sender.platform, stored, await self._versions(stored)))
            await _show(sender, next_target(reply.target), Frame(say("interrupted"), silent=True))
        elif where is not None:
            said = stored.said  # of several messages only the last is known
            if len(reply.surfaces) == 1:
                said += reply.text.removeprefix(front)
            facts = _interrupted(stored.facts)
            await self._store.run(messages.go_on, stored.answer, said, None, stored.sources, facts)
            ending = ended(sender.platform, reply.text, say("interrupted"), cited(stored.sources, said))
            behind = max(len(stored.messages), len(reply.surfaces)) - 1
            shown = _with_buttons(sender.platform, ending, stored, await self._versions(stored), reply.target, behind)
            for number, frame in enumerate(shown):
                await _show(sender, next_target(reply.target) if number else where, frame)
        await self._store.run(replies.close, reply.key)
        log.info("%s: an answer that was going on was interrupted.", reply.target.place)

    def _take_away(self, sender: Sender, message: Message) -> None:
        """Take a message of an older answer away that a newer one has replaced."""
        self._tasks.start(sender.take_away(message, say("older_part")), "taking a message away")

    async def _show_end(self, sender: Sender, reply: OpenReply, last: LastFrame, stored: StoredAnswer | None) -> None:
        """Show the end of an answer whose words are all kept; nobody is asked anew."""
        sources = stored.sources if stored is not None else ()
        surfaces = reply.surfaces
        text = quoting(stored, reply.text) if stored is not None and len(surfaces) <= 1 else reply.text
        stands = len(surfaces) > last.behind
        where = surfaces[-1] if stands else next_target(reply.target) if surfaces else reply.target
        shown = frames(sender.platform, text, last.remark, cited(sources, stored.said if stored is not None else text))
        if reply.kept and stored is not None:
            behind = len(surfaces) - stands
            shown = _with_buttons(sender.platform, shown, stored, await self._versions(stored), reply.target, behind)
        openings = Openings(reply.key, reply.opened, surfaces)
        for number, frame in enumerate(shown):
            stood = await _show(sender, next_target(reply.target) if number else where, frame, openings)
            surfaces += (stood,) if stood is not None and not (stands and not number) else ()
        older = await self._store.run(answers.older, reply.row) if reply.row is not None else None
        for message in set(older.messages) - {each.id for each in surfaces} if older is not None else ():
            self._take_away(sender, Message(reply.target.place, message))
        forgotten = stored.question if stored is not None and not reply.kept else None
        row = reply.row if reply.row is not None else 0
        await self._store.run(exchanges.stood, row, reply.key, surfaces, None, forgotten)
        if not reply.kept:
            await self._store.erase_log()
        log.info("%s: an answer that had said all is whole.", reply.target.place)

    async def _versions(self, stored: StoredAnswer) -> Versions:
        return await self._store.run(answers.versions, stored.question)

    async def _put_back(
        self, sender: Sender, reply: OpenReply, row: int, older: StoredAnswer, versions: Versions
    ) -> None:
        """Show the older answer again, which no words have replaced, and say that the new one was interrupted."""
        for surface in reply.surfaces:  # the first frame of the new one was on its way there
            alone = {surface.id, *older.messages} == {surface.id}
            first = first_frame(sender.platform, older, versions, alone=alone)
            if first is not None:
                await _show(sender, surface, first)
        await _show(sender, next_target(reply.target), Frame(say("interrupted"), silent=True))
        await self._store.run(answers.withdraw, row)
        await self._store.run(replies.close, reply.key)
        log.info("%s: an answer that was to be given anew was interrupted; the older one stands.", reply.target.place)


def _interrupted(facts: Facts) -> Facts:
    """What is known of an answer once it is marked as interrupted."""
    return replace(facts, ended="interrupted", remarks=(("ending", say("interrupted")),))


def _count_unnoted(sender: Sender, reply: OpenReply) -> None:
    """Tell the meters that a first message may stand without a button for ever."""
    log.info("%s: an answer may have begun there in a message whose id was not kept.", reply.target.place)
    sender.scheduler.meters.opening_lost(reply.target.place.platform)


def _with_buttons(
    platform: Platform, shown: list[Frame], stored: StoredAnswer, versions: Versions, target: Target, behind: int
) -> list[Frame]:
    """The frames with the buttons of an answer that is over under the last, if its question can be asked again.

    `behind`: how many of its messages stand before the first of them.
    """
    if not (stored.text or stored.attached):
        return shown
    buttons = replace(buttons_of(platform, stored, versions), to_command=isinstance(target, ToInteraction))
    return [*shown[:-1], replace(shown[-1], buttons=buttons.under(Phase.OVER, number=behind + len(shown)))]


def _by_now(sender: Sender, surface: Surface, target: Target) -> Surface:
    """How a message is reached now: by the channel's own route, if there may be one, once its token has expired.

    What the platform has seen of the channel is not asked for: right after the start that is nothing.
    """
    alone = isinstance(target, ToInteraction) and (target.private or target.guest)
    if not isinstance(surface, InteractionMessage) or not isinstance(sender.platform, HandsOver) or alone:
        return surface
    return surface if _reaches(sender, surface) else Message(surface.place, surface.id)


async def _show(
    sender: Sender, where: Target | Surface, frame: Frame, openings: Openings | None = None
) -> Surface | None:
    """Show it, however long that takes; returns where it stands, None if it cannot be changed, is refused or is gone.

    `openings`: names a message of its own. If an earlier run may have sent that one, it is edited: it may show less.

    Raises:
        SlowDown, NotSent, Unsure: it is given up.
    """
    if not _reaches(sender, where):
        return None
    with suppress(Gone, Refused):
        if not isinstance(where, ToChat) or openings is None:
            return await sender.send(where, frame, later=isinstance(where, Message | InteractionMessage))
        doubted = openings.is_doubted
        surface = await sender.send(openings.target(where), frame)
        return await sender.send(surface, frame, later=True) if doubted else surface
    return None


def _reaches(sender: Sender, where: Target | Surface) -> bool:
    """Whether a message there can still be changed: not in a terminal, and not after a token's end."""
    expires = 0.0 if isinstance(where, ToChat | Message) else where.expires
    return not isinstance(sender.platform, ShowsOutcome) and (not expires or expires > sender.clock.wall())
