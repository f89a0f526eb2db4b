"""The Telegram platform as the engine sees it: calls and updates go through the Bot API."""

from collections.abc import Collection
from functools import partial

from bots.engine.runtime.clock import Clock
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import About, Known
from bots.engine.seam.places import Attempt, Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.platform import Finding
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.references import Reference
from bots.engine.seam.shown import Button, Frame
from bots.telegram_bot import limits
from bots.telegram_bot.checking import findings
from bots.telegram_bot.downloads import Downloads
from bots.telegram_bot.hook import Hook, secret_of
from bots.telegram_bot.mentions import mention_of
from bots.telegram_bot.moved_groups import Moves
from bots.telegram_bot.numbers import Numbers
from bots.telegram_bot.permissions import Permissions
from bots.telegram_bot.reading import PLATFORM, is_group
from bots.telegram_bot.receiving import Calls, Receiving
from bots.telegram_bot.servers import ServerFacts
from bots.telegram_bot.showing import Showing
from bots.telegram_bot.transport import Transport
from bots.text.fold import telegram_folded
from bots.text.piece import Piece
from bots.text.remark import telegram_small, with_remark
from bots.text.sources import Cited, beneath, telegram_sources
from bots.text.to_telegram import to_telegram


class TelegramBot:
    """One bot on one Bot API server, an `Adapter`. `hook`: where that calls us, if it is not asked for updates."""

    name: str = PLATFORM

    def __init__(self, token: str, *, api_url: str, clock: Clock, hook: Hook | None = None) -> None:
        moves, self._numbers = Moves(), Numbers()
        self._transport = Transport(token, api_url=api_url, clock=clock)
        self._permissions = Permissions(self._transport, clock)
        self._servers = ServerFacts(self._transport, clock)
        self._hook = hook
        calls = None if hook is None else _calls(self._transport, clock, hook, secret_of(token))
        self._receiving = Receiving(self._transport, clock, moves, self._servers, self._numbers, calls)
        self._downloads = Downloads(self._transport, api_url.rstrip("/"), token)
        self._showing = Showing(self._transport, moves, self._receiving.moved, self._numbers)

    # What comes in.

    async def run(self, inbox: Inbox) -> None:
        await self._receiving.run(inbox)

    async def quiet(self) -> None:
        await self._receiving.quiet()

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def download(self, reference: str, most: int) -> bytes:
        return await self._downloads.download(reference, most)

    async def check(self) -> tuple[Finding, ...]:
        return await findings(self._transport, self._hook)

    # How messages look, and how often they change.

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        return limits.budgets(where)

    def tempo(self, where: Target | Surface) -> Tempo:
        return limits.tempo(private=not is_group(where.place.chat))

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        return with_remark(partial(to_telegram, source, last=last), limits.TEXT, telegram_small(remark), gap="\n\n")

    def folded(self, reasoning: str, source: str, *, last: bool, remark: str = "") -> Piece:
        return with_remark(
            partial(telegram_folded, reasoning, source, last=last), limits.TEXT, telegram_small(remark), gap="\n\n"
        )

    def cited(self, source: str, cited: Cited, *, last: bool, remark: str = "", reasoning: str = "") -> Piece:
        below = beneath(telegram_sources(cited), telegram_small(remark))
        shown = partial(telegram_folded, reasoning, source, last=last, cited=cited)
        return with_remark(shown, limits.TEXT, below, gap="\n\n")

    # What goes out.

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        return await self._showing.show(where, frame)

    async def typing(self, target: Target) -> float:
        return await self._showing.typing(target)

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        await self._showing.change_buttons(message, buttons)

    def attempt(self, place: Place) -> Attempt | None:
        return self._numbers.attempt(place)

    def heard_of(self, messages: Collection[Message]) -> None:
        self._numbers.heard_of(messages)

    async def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        return self._numbers.suspects(attempt)

    async def disarm(self, message: Message) -> bool:
        return await self._showing.disarm(message)

    def reaction_budgets(self, message: Message) -> tuple[Budget, ...]:
        return limits.budgets(message)

    async def react(self, message: Message, emoji: str, *, on: bool) -> None:
        await self._showing.react(message, emoji, on=on)

    async def delete(self, surface: Surface) -> None:
        await self._showing.delete(surface)

    async def private_chat(self, person: Person) -> ToChat:
        return await self._showing.private_chat(person)

    async def leave(self, server: str) -> None:
        await self._showing.leave(server)

    # Who may do what, and what they are called.

    def room_alone(self) -> int:
        return limits.ALERT

    async def about_server(self, server: str) -> About:
        return await self._servers.about(server)

    async def invited_by(self, server: str) -> Known | None:
        return self._servers.invited_by(server)

    def mention(self, meant: Reference, handle: str, where: Place) -> str:
        return mention_of(meant, handle)

    def is_connected(self) -> bool:
        return self._receiving.is_connected

    def how_to_claim(self, code: str) -> str:
        name = self._receiving.username
        return f"open https://t.me/{name}?start={code}, or in a private chat with @{name} send: /claim {code}"

    def invitation(self) -> str:
        return self._receiving.invitation

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        return await self._permissions.manages(place, person)

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        return await self._permissions.reports_missing(server)

    async def unheard(self, place: Place, server: str) -> str:
        return await self._permissions.unheard(server)


def _calls(transport: Transport, clock: Clock, hook: Hook, secret: str) -> Calls:
    """What takes Telegram's calls. Its library is loaded only now."""
    from bots.telegram_bot.webhook import Webhook

    return Webhook(transport, clock, hook, secret)
