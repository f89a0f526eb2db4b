"""The Discord platform as the engine sees it: calls go out through REST, events come in through the gateway."""

import logging
from collections.abc import Collection
from functools import partial
from typing import Any

from bots.discord_bot import limits
from bots.discord_bot.chains import ChainReader
from bots.discord_bot.checking import findings
from bots.discord_bot.downloads import Downloads
from bots.discord_bot.mentions import mention_of
from bots.discord_bot.permissions import Permissions
from bots.discord_bot.reading import PLATFORM
from bots.discord_bot.receiving import Receiving
from bots.discord_bot.servers import ServerFacts
from bots.discord_bot.showing import Showing
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import About, Above, Known, Origin
from bots.engine.seam.places import Attempt, InteractionMessage, Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.platform import Finding, Meter
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.references import Reference
from bots.engine.seam.shown import Button, Frame
from bots.text.fold import discord_folded
from bots.text.piece import Piece
from bots.text.remark import discord_small, with_remark
from bots.text.sources import Cited, beneath, discord_sources
from bots.text.to_discord import to_discord


class DiscordBot:
    """One bot on Discord, an `Adapter`. An empty `gateway_url` means Discord's own."""

    name: str = PLATFORM

    def __init__(self, token: str, *, api_url: str, gateway_url: str, clock: Clock, meter: Meter) -> None:
        # At DEBUG and INFO the library logs whole events with what people write.
        logging.getLogger("discord").setLevel(logging.WARNING)
        self._transport = Transport(token, api_url=api_url, clock=clock, meter=meter)
        self._permissions = Permissions(self._transport, clock)
        self._downloads = Downloads(self._transport, api_url)
        self._chains = ChainReader(self._transport, clock)
        self._showing = Showing(self._transport, clock)
        self._servers = ServerFacts(self._transport, clock)
        self._receiving = Receiving(self._transport, clock, gateway_url, self._note, self._servers)

    # What comes in.

    async def run(self, inbox: Inbox) -> None:
        await self._receiving.run(inbox)

    async def quiet(self) -> None:
        await self._receiving.quiet()

    async def aclose(self) -> None:
        await self._receiving.aclose()
        await self._transport.aclose()

    async def download(self, reference: str, most: int) -> bytes:
        return await self._downloads.download(reference, most)

    async def above(self, place: Place, message: str, most: int) -> tuple[Above, ...]:
        me = self._receiving.connecting.me
        return await self._chains.above(place, message, most, me.id if me is not None else "")

    async def check(self) -> tuple[Finding, ...]:
        return await findings(self._transport)

    def _note(self, event: dict[str, Any], sees: bool) -> None:
        self._downloads.note(event)
        self._showing.note(event, sees=sees)
        self._permissions.note(event)

    # How messages look, and how often they change.

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        return limits.budgets(where)

    def tempo(self, where: Target | Surface) -> Tempo:
        return limits.tempo(private=self._showing.is_private(where.place))

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        return with_remark(partial(to_discord, source, last=last), limits.TEXT, discord_small(remark))

    def folded(self, reasoning: str, source: str, *, last: bool, remark: str = "") -> Piece:
        return with_remark(partial(discord_folded, reasoning, source, last=last), limits.TEXT, discord_small(remark))

    def cited(self, source: str, cited: Cited, *, last: bool, remark: str = "", reasoning: str = "") -> Piece:
        below = beneath(discord_sources(cited), discord_small(remark))
        return with_remark(partial(discord_folded, reasoning, source, last=last, cited=cited), limits.TEXT, below)

    # What goes out.

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        return await self._showing.show(where, frame)

    async def typing(self, target: Target) -> float:
        return await self._showing.typing(target)

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        await self._showing.change_buttons(message, buttons)

    def attempt(self, place: Place) -> Attempt | None:
        return self._showing.attempt(place)

    def heard_of(self, messages: Collection[Message]) -> None:
        """Each is known by its button."""

    async def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        return await self._showing.suspects(attempt)

    async def disarm(self, message: Message) -> bool:
        await self._showing.change_buttons(message, ())
        return True

    def reaction_budgets(self, message: Message) -> tuple[Budget, ...]:
        return limits.reaction_budgets(message)

    async def react(self, message: Message, emoji: str, *, on: bool) -> None:
        await self._showing.react(message, emoji, on=on)

    async def delete(self, surface: Surface) -> None:
        await self._showing.delete(surface)

    async def private_chat(self, person: Person) -> ToChat:
        return await self._showing.private_chat(person)

    async def leave(self, server: str) -> None:
        await self._showing.leave(server)

    async def open_thread(self, target: ToChat, title: str) -> ToChat:
        return await self._showing.open_thread(target, title)

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        return self._showing.handed_over(surface, private=private)

    # Who may do what, and what they are called.

    async def about_server(self, server: str) -> About:
        return await self._servers.about(server)

    async def invited_by(self, server: str) -> Known | None:
        return await self._servers.invited_by(server, self._receiving.connecting.me)

    def mention(self, meant: Reference, handle: str, where: Place) -> str:
        return mention_of(meant, private=self._showing.is_private(where))

    def learn(self, origin: Origin) -> None:
        self._showing.learn(origin)

    def command(self, name: str) -> str:
        return self._receiving.connecting.commands.get(name, "")

    def is_connected(self) -> bool:
        return self._receiving.connecting.is_connected

    def how_to_claim(self, code: str) -> str:
        return f"in a private chat with {self._receiving.connecting.username}, send: /claim code:{code}"

    def invitation(self) -> str:
        return self._receiving.connecting.invitation

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        return await self._permissions.manages(place, server, person)

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        return await self._permissions.manages_server(place, server, person)

    async def moderates(self, place: Place, server: str, person: Person) -> bool:
        return await self._permissions.moderates(place, server, person)

    async def manages_category(self, category: str, server: str, person: Person) -> bool:
        return await self._permissions.manages_category(category, server, person)

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        return await self._permissions.reports_missing(place, server, self._receiving.connecting.me)

    async def unheard(self, place: Place, server: str) -> str:
        return self._permissions.unheard(server, self._receiving.connecting.me)
