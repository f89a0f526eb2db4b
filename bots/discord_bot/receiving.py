"""Hands what comes in over the gateway to the engine, each place in a lane of its own."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from bots.discord_bot.connecting import Connecting, Events, Hears
from bots.discord_bot.interactions import Responding
from bots.discord_bot.library import Connection
from bots.discord_bot.limits import FORWARD_SECONDS
from bots.discord_bot.permissions import first_open_channel, sees_channel
from bots.discord_bot.read_back import ReadBack
from bots.discord_bot.reading import (
    PLATFORM,
    Me,
    by_a_person,
    edited_at,
    is_mentioned,
    place_of,
    read_message,
    written_at,
)
from bots.discord_bot.reading_interactions import Scene, is_guest
from bots.discord_bot.servers import ServerFacts
from bots.discord_bot.surroundings import Around
from bots.discord_bot.transport import Transport
from bots.discord_bot.written import written_command
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lanes import Lanes
from bots.engine.runtime.lru import LRU
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Place
from provider.values import replace

Json = dict[str, Any]

Watch = Callable[[Json, bool], None]

HEARD = 5000
"""Messages and interactions of which it is known that they came, because they may come in two ways."""

log = logging.getLogger("parley.discord")


class Receiving:
    """The calls in. `watch` gets the raw data of each event before the engine, and whether the bot sees its channel.

    `facts`: hears what events say of servers.
    """

    def __init__(self, transport: Transport, clock: Clock, gateway_url: str, watch: Watch, facts: ServerFacts) -> None:
        self._about = facts
        self._transport = transport
        self._clock = clock
        self._watch = watch
        self._responding = Responding(transport, clock)
        self._tasks = Supervisor(log)
        self._lanes = Lanes(self._tasks, clock, log)
        self._servers = Lanes(self._tasks, clock, log)
        self._receiving: asyncio.Task[None] | None = None
        self._edited: LRU[str, str] = LRU()  # when messages were edited last
        self._quiet = False
        self._heard: LRU[str, bool] = LRU(HEARD)  # messages and interactions that were handed on
        self._read_back = ReadBack(transport, clock)
        self.connecting = Connecting(transport, clock, gateway_url, self._tasks, self._read_back)
        self._around = Around(transport, clock, self.connecting)

    async def run(self, inbox: Inbox) -> None:
        """Receive until `quiet` or cancellation; returns early if Discord lets the bot in no more."""
        if self._quiet:
            return
        self._tasks.report_to(partial(inbox.on_trouble, PLATFORM))
        self._receiving = self._tasks.start(self.connecting.stay_connected(inbox, self._events(inbox)), "receiving")
        try:
            await asyncio.wait({self._receiving})
        finally:
            await self._disconnect()

    async def quiet(self) -> None:
        """Hand on nothing more; interactions that have come in are still answered.

        What waited and is dropped here is read by the next start: it never counted as taken in.
        """
        self._quiet = True
        self._lanes.clear()
        await self._disconnect()
        await self.connecting.bookmark.write()

    async def _disconnect(self) -> None:
        if self._receiving is not None and not self._receiving.done():
            self._receiving.cancel()
            await asyncio.wait({self._receiving})

    async def aclose(self) -> None:
        """End all tasks and close the connection."""
        await self.quiet()
        await self._tasks.aclose()
        await self.connecting.bookmark.write()

    def _events(self, inbox: Inbox) -> Events:
        named: dict[str, Hears] = {
            "MESSAGE_CREATE": lambda raw, connection, me: self._on_message(raw, connection, me, inbox),
            "MESSAGE_UPDATE": lambda raw, connection, me: self._on_edit(raw, connection, me, inbox),
            "MESSAGE_DELETE": lambda raw, connection, _: self._on_deletion(raw, connection, inbox),
            "MESSAGE_DELETE_BULK": lambda raw, connection, _: self._on_deletion(raw, connection, inbox),
            "GUILD_CREATE": lambda raw, _, me: self._on_server(raw, lambda: self._joined(raw, me, inbox)),
            "GUILD_UPDATE": lambda raw, *_: self._about.note(raw),
            "GUILD_DELETE": lambda raw, *_: self._on_removed(raw, inbox),
            "INTERACTION_CREATE": lambda raw, _, me: self._on_interaction(raw, me, inbox),
        }
        return Events(
            {name: self._unless_quiet(hear) for name, hear in named.items()},
            self._unless_quiet(lambda raw, connection, me: self._on_asked_for(raw, connection, me, inbox)),
        )

    def _unless_quiet(self, hear: Hears) -> Hears:
        """Hears events until `quiet`; what comes later never counts as taken in."""

        def heard(raw: Json, connection: Connection, me: Me) -> None:
            if self._quiet:
                self.connecting.progress.hold()
            else:
                hear(raw, connection, me)

        return heard

    def _on_message(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        if by_a_person(raw):
            self._take_message(raw, lambda: self._hand_on(raw, connection, me, inbox))

    def _on_asked_for(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        self._take_message(raw, lambda: self._hand_on_asked_for(raw, connection, me, inbox))

    def _take_message(self, raw: Json, work: Callable[[], Work]) -> None:
        """Hand on a message in its lane, once, however many ways it comes."""
        if raw["id"] not in self._heard:
            self._heard.keep(raw["id"], True)
            self._watch(raw, False)
            self._offer(raw, work, "a message")

    def _offer(self, raw: Json, work: Callable[[], Work], name: str) -> None:
        """Do the work in the lane of its channel; then the event is taken in. It also is if there is no room."""
        progress, lane = self.connecting.progress, str(place_of(raw["channel_id"], ""))
        taken = progress.hold()
        if progress.is_late:  # how much that is, is bounded where it is read
            self._lanes.put(lane, work, name, done=taken)
        elif not self._lanes.offer(lane, work, name, done=taken):
            taken()

    def _on_edit(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        """Hand on what a person has edited. Our own edits come back too, and so does every link that gets its preview.

        A preview changes no moment of editing. Without the member nobody knows whether they may talk.
        """
        edited = raw.get("edited_timestamp")
        if not edited or "author" not in raw or not by_a_person(raw) or self._edited.get(raw["id"], "") == edited:
            return
        self._edited.keep(raw["id"], edited)
        if "guild_id" not in raw or raw.get("member"):
            self._offer(raw, lambda: self._hand_on_edited(raw, connection, me, inbox), "an edit")

    def _on_deletion(self, raw: Json, connection: Connection, inbox: Inbox) -> None:
        lane = str(place_of(raw["channel_id"], ""))
        taken = self.connecting.progress.hold()
        self._lanes.put(lane, lambda: self._deleted(raw, connection, inbox), "a deletion", done=taken)

    def _on_server(self, raw: Json, work: Callable[[], Work]) -> None:
        if not raw.get("unavailable"):  # an outage is no removal
            self._about.note(raw)
            self._servers.put(str(raw["id"]), work, "a server", done=self.connecting.progress.hold())
        self._around.server_came()

    def _on_removed(self, raw: Json, inbox: Inbox) -> None:
        """Note that the bot was removed; if that is read late, it may be back by now."""
        if not self.connecting.is_member(str(raw["id"])):
            self._on_server(raw, lambda: inbox.on_removed(PLATFORM, str(raw["id"])))

    def _on_interaction(self, raw: Json, me: Me, inbox: Inbox) -> None:
        if raw["id"] in self._heard:
            return
        self._heard.keep(raw["id"], True)
        taken = self.connecting.progress.hold()
        task = self._tasks.start(self._take(raw, me, inbox), "an interaction")
        task.add_done_callback(lambda ended: None if ended.cancelled() else taken())

    async def _take(self, raw: Json, me: Me, inbox: Inbox) -> None:
        member = bool(raw.get("guild_id")) and self.connecting.is_member(str(raw["guild_id"]))
        guest = is_guest(raw, member=member)
        self._watch(raw, sees_channel(raw) and not guest)
        self._around.note_locale(raw)
        scene = Scene(guest, self._around.category_of_interaction(raw), self._around.titles_of_interaction(raw))
        await self._responding.take(raw, me, inbox, scene)

    async def _hand_on(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        around = await self._around.surroundings(raw, connection)
        if around.parent and not around.ours and is_mentioned(raw, me, around.own_role):
            around = replace(around, starter=await self._around.starter(around.parent, raw))
        age = self._transport.time.age(written_at(raw["id"]))
        message = read_message(raw, me, around, age)
        if raw.get("message_snapshots"):  # what its author says about it comes as a message of its own
            message = replace(message, more=FORWARD_SECONDS)
        command = written_command(message)
        said = message if command is None else await inbox.on_command(command)
        if isinstance(said, Incoming):
            await inbox.on_message(said)
        elif said.text or said.file is not None:
            await inbox.say(message.origin.target, said)

    async def _hand_on_asked_for(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        """The same for a message that Discord was asked for: it does not say who its author is in that server.

        Without that nobody knows whether they may talk. It is asked only about those who may have spoken to the bot.
        """
        around = await self._around.surroundings(raw, connection)
        if inbox.may_be_ours(read_message(raw, me, around)):
            if "guild_id" in raw:
                member = await self._read_back.member(raw["guild_id"], raw["author"]["id"])
                if not member:
                    return
                raw = raw | {"member": member}
            await self._hand_on(raw, connection, me, inbox)

    async def _hand_on_edited(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        age = self._transport.time.age(edited_at(raw["edited_timestamp"]))
        message = read_message(raw, me, await self._around.surroundings(raw, connection), age)
        await inbox.on_edited(written_command(message) or message)

    async def _deleted(self, raw: Json, connection: Connection, inbox: Inbox) -> None:
        parent = (await self._around.surroundings(raw, connection)).parent
        gone = tuple(str(id) for id in raw.get("ids") or (raw["id"],))
        await inbox.on_deleted(place_of(str(raw["channel_id"]), parent), gone)

    async def _joined(self, raw: Json, me: Me, inbox: Inbox) -> None:
        server = str(raw["id"])
        await inbox.on_joined(PLATFORM, server, Place(PLATFORM, first_open_channel(raw, me.id) or server))
