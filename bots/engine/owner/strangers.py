"""Asks the owners about strangers: who wants to talk to the bot, and where; and tells them who brought it where."""

import asyncio
from collections.abc import Mapping

from bots.engine.language.moments import opening
from bots.engine.language.phrases import say, speak
from bots.engine.names.names import Names
from bots.engine.owner.alerts import INVITED, Alerts
from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Origin
from bots.engine.seam.platform import KnowsServers, Platform
from bots.engine.seam.references import person_ref, ref, subject_ref, to_place
from bots.engine.seam.shown import Action, Button

CROWD_KIND = "wants more"
"""The kind of the questions about a crowd, of which only the newest is told."""


class Strangers:
    """The questions about strangers. Each result says whether an owner can read it."""

    def __init__(
        self,
        alerts: Alerts,
        owners: Owners,
        names: Names,
        platforms: Mapping[str, Platform],
        tasks: Supervisor,
        clock: Clock,
    ) -> None:
        self._alerts = alerts
        self._owners = owners
        self._names = names
        self._platforms = platforms
        self._tasks = tasks
        self._clock = clock

    def ask(self, whom: str, origin: Origin, *, crowd: bool) -> "asyncio.Future[bool]":
        """Ask about the one who speaks, or about the server from which they do. Returns at once.

        `crowd`: many others come just now, and the owners are not asked about each.
        """
        self._names.keep(origin)
        return self._tasks.start(self._ask(whom, origin, crowd=crowd), "asking the owners")

    def invited(self, whom: str, platform: str, server: str, leaves: float) -> "asyncio.Future[bool]":
        """Tell that somebody brought the bot there; nobody has used it. `leaves`: when it goes (Unix time)."""
        return self._tasks.start(self._invited(whom, platform, server, leaves), "telling of an invitation")

    async def _ask(self, whom: str, origin: Origin, *, crowd: bool) -> bool:
        await self._speak_to_owners()
        person = person_ref(origin.person)
        if ":person:" in whom:
            words = say("wants_person", person=person)
        else:
            where = await self._where(whom, origin.place.platform, origin.server)
            if origin.place.chat != origin.server:
                where = say("place_in", place=ref(to_place(origin.place), brief=True), server=where)
            words = say("wants_server", person=person, server=where)
        buttons = (
            (
                Button(say("allow_button"), Action("allow", whom), "primary"),
                Button(say("deny_button"), Action("deny", whom), "danger"),
            ),
        )
        return await self._alerts.ask(CROWD_KIND if crowd else f"wants {whom}", words, buttons, whom)

    async def _invited(self, whom: str, platform: str, server: str, leaves: float) -> bool:
        await self._speak_to_owners()
        where = await self._where(whom, platform, server)
        at, left = opening(leaves, self._clock.wall())
        there = self._platforms.get(platform)
        by = await there.invited_by(server) if isinstance(there, KnowsServers) else None
        if by is None:
            words = say("invited", server=where, at=at, left=left)
        else:
            self._names.keep_known(by)
            words = say("invited_by", server=where, person=person_ref(by.person), at=at, left=left)
        buttons = ((Button(say("allow_button"), Action("allow", whom), "primary"),),)
        return await self._alerts.ask(f"invited {whom}", words, buttons, whom, how=INVITED)

    async def _where(self, whom: str, platform: str, server: str) -> str:
        """The server with the number of those in it, as far as that is known."""
        return with_members(subject_ref(whom), (await self._names.server(platform, server)).members)

    async def _speak_to_owners(self) -> None:
        """Speak an owner's language from now on, and not that of the stranger."""
        locales = [await self._names.locale(owner) for owner in sorted(self._owners.all, key=str)]
        speak(next(filter(None, locales), ""))


def with_members(server: str, members: int) -> str:
    """The server with how many are in it; 0: nobody knows."""
    return say("server_members", server=server, count=members) if members else server
