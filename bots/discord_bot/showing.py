"""The calls that send, edit and delete messages, one attempt each."""

from contextlib import suppress
from typing import Any
from urllib.parse import quote

from bots.discord_bot.errors import Denied, makes_sense
from bots.discord_bot.limits import THREAD_TITLE, TYPING, budgets, reaction_budgets
from bots.discord_bot.panels import action_rows
from bots.discord_bot.payloads import NOBODY, attaching, editing, sending
from bots.discord_bot.reading import PLATFORM, channel_of, id_at
from bots.discord_bot.transport import SEND, Transport
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import Gone, Refused
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import (
    Attempt,
    InteractionMessage,
    Message,
    Person,
    Place,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.engine.seam.shown import Button, Frame

EARLIER = 5.0
"""Seconds before a message is sent from which on it is looked for: two clocks are never quite alike."""
SUSPECTS = 50
"""Messages among which it is looked for, the oldest first."""

_PUBLIC_THREAD = 11
_HAS_A_THREAD = 160004
_NOT_FOUND = 404


class Showing:
    """The calls out. Each raises what `Platform.show` raises."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._private: LRU[str, bool] = LRU()
        self._seen: LRU[str, bool] = LRU()

    def note(self, event: dict[str, Any], *, sees: bool) -> None:
        """Note what an event says: whether its chat is private, and, with `sees`, that the bot sees the channel."""
        channel = str(event["channel_id"])
        if not event.get("guild_id"):
            self._private.keep(channel, True)
        if sees:
            self._seen.keep(channel, True)

    def learn(self, origin: Origin) -> None:
        """Note the same of a place where another process has heard somebody."""
        channel = channel_of(origin.place)
        if origin.private:
            self._private.keep(channel, True)
        if isinstance(origin.target, ToInteraction) and origin.target.sees:
            self._seen.keep(channel, True)

    def is_private(self, place: Place) -> bool:
        """Whether the place is a private chat. Ids do not tell, so it must have had a message since the start."""
        return channel_of(place) in self._private

    async def show(self, where: Target | Surface, frame: Frame) -> Surface:
        """Send or edit, once."""
        budget = budgets(where)[0].name
        match where:
            case ToChat(place=place):
                payload = sending(frame, reply_to=where.reply_to, nonce=where.nonce)
                path = f"/channels/{channel_of(place)}/messages"
                sent = await self._transport.call("POST", path, payload=payload, file=frame.file, budget=budget)
                return Message(place, _id(sent))
            case Message(place=place):
                path = f"/channels/{channel_of(place)}/messages/{where.id}"
                await self._transport.call(
                    "PATCH", path, payload=editing(frame), file=frame.file, budget=budget, read=False
                )
                return where
            case ToInteraction():
                sent = await self._to_webhook(where, frame, budget)
                return InteractionMessage(where.place, where.app, where.token, _id(sent), where.expires)
            case InteractionMessage():
                await self._to_webhook(where, frame, budget)
                return where

    async def _to_webhook(self, where: ToInteraction | InteractionMessage, frame: Frame, budget: str) -> Any:
        if self._clock.wall() >= where.expires:
            raise Refused("the interaction's token has expired")
        webhook, answer = f"/webhooks/{where.app}/{where.token}", 0.0
        alone = frame.private and isinstance(where, ToInteraction) and not where.private
        if alone and isinstance(where, ToInteraction) and not where.follow_up:
            # All see that the bot is at it, and a message cannot become one person's: it goes, and another comes.
            with suppress(Gone):
                await self._transport.call("DELETE", f"{webhook}/messages/@original", as_bot=False)
        if isinstance(where, ToInteraction) and where.follow_up and where.guest and frame.file is not None:
            # Discord limits a guest to five further messages, so they are numbered; a file goes under the first.
            method, path, payload = "PATCH", f"{webhook}/messages/@original", attaching(frame)
        elif isinstance(where, ToInteraction) and (where.follow_up or alone):
            method, path, payload = "POST", webhook, sending(frame, private=where.private or alone)
            answer = SEND
        else:
            id = where.id if isinstance(where, InteractionMessage) else "@original"
            method, path, payload = "PATCH", f"{webhook}/messages/{id}", editing(frame)
        return await self._transport.call(
            method,
            path,
            payload=payload,
            file=frame.file,
            budget=budget,
            as_bot=False,
            answer=answer,
            read=isinstance(where, ToInteraction),
        )

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        """The message by the channel's own route; None unless the bot is a member there and sees the channel."""
        if private or channel_of(surface.place) not in self._seen:
            return None
        return Message(surface.place, surface.id)

    async def typing(self, target: Target) -> float:
        """Show it in a chat; a deferred interaction shows it by itself until it is filled."""
        if isinstance(target, ToInteraction):
            return max(TYPING, target.expires - self._clock.wall())
        await self._transport.call("POST", f"/channels/{channel_of(target.place)}/typing")
        return TYPING - 2.0

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        """Show these buttons under a message, whose text stays."""
        path = f"/channels/{channel_of(message.place)}/messages/{message.id}"
        payload = {"components": action_rows(buttons), "allowed_mentions": NOBODY}
        await self._transport.call("PATCH", path, payload=payload, budget=budgets(message)[0].name, read=False)

    def attempt(self, place: Place) -> Attempt:
        """What is to be known of a message before it is sent there."""
        return Attempt(place, str(id_at(self._transport.time.now() - EARLIER)))

    async def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        """The messages behind it that have its button, the oldest first."""
        channel = channel_of(attempt.place)
        found = await self._transport.call(
            "GET", f"/channels/{channel}/messages?after={attempt.after}&limit={SUSPECTS}"
        )
        with makes_sense():
            ids = [str(each["id"]) for each in found if attempt.button in _payloads(each)]
        return tuple(Message(attempt.place, id) for id in sorted(ids, key=int))

    async def react(self, message: Message, emoji: str, *, on: bool) -> None:
        """Put that emoji on a message, or take it away. Discord answers 204 even if it is so already."""
        channel, name = channel_of(message.place), quote(emoji)
        path = f"/channels/{channel}/messages/{message.id}/reactions/{name}/@me"
        budget = reaction_budgets(message)[0].name
        await self._transport.call("PUT" if on else "DELETE", path, budget=budget)

    async def delete(self, surface: Surface) -> None:
        """Delete a message; one that is gone already is a success."""
        path, as_bot = f"/channels/{channel_of(surface.place)}/messages/{surface.id}", True
        if isinstance(surface, InteractionMessage):
            path, as_bot = f"/webhooks/{surface.app}/{surface.token}/messages/{surface.id}", False
        with suppress(Gone):
            await self._transport.call("DELETE", path, as_bot=as_bot)

    async def private_chat(self, person: Person) -> ToChat:
        """The direct messages with a person. Discord does not refuse before something is sent there."""
        channel = _id(await self._transport.call("POST", "/users/@me/channels", payload={"recipient_id": person.id}))
        self._private.keep(channel, True)
        return ToChat(Place(PLATFORM, channel))

    async def open_thread(self, target: ToChat, title: str) -> ToChat:
        """A thread under a message. It has the id of the message, so a thread that was opened before is found again."""
        place = target.place
        if place.thread:
            return target
        path = f"/channels/{place.chat}/threads"
        payload: dict[str, Any] = {"name": title.strip()[:THREAD_TITLE] or "…"}
        if target.reply_to:
            path = f"/channels/{place.chat}/messages/{target.reply_to}/threads"
        else:
            payload |= {"type": _PUBLIC_THREAD}
        try:
            thread = _id(await self._transport.call("POST", path, payload=payload))
        except Denied as error:
            if error.code != _HAS_A_THREAD:
                raise
            thread = target.reply_to
        return ToChat(Place(PLATFORM, place.chat, thread), nonce=target.nonce)

    async def leave(self, server: str) -> None:
        """Leave a server; a server that the bot has left already is a success."""
        try:
            await self._transport.call("DELETE", f"/users/@me/guilds/{server}")
        except Denied as error:
            if error.status != _NOT_FOUND:
                raise


def _payloads(message: dict[str, Any]) -> list[str]:
    """What the buttons in the rows under a message give back. In a panel of any bot, texts stand beside the rows."""
    controls = [each for row in message["components"] for each in row.get("components", ())]
    return [each["custom_id"] for each in controls if "custom_id" in each]


def _id(answer: Any) -> str:
    """The id in an answer. Without one, the answer was cut on its way: raises as an unsure call."""
    with makes_sense():
        return str(answer["id"])
