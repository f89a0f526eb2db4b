"""Telegram calls us: each update is a request, answered once it is taken, or Telegram sends it again.

| what comes | is answered |
|---|---|
| anything without the secret, which is looked at before the body | 401, and the connection ends |
| a body of more than a megabyte, or one that takes too long | 413 or 408, and the connection ends |
| a body that is no JSON object | 400 |
| an update while the program stops | 503, and the connection ends: another process gets it, or this one later |
| an update | 200, once it is committed or was handled for so long that others would wait |

Of all processes with the token one tells Telegram the address, and looks now and then whether it still holds. What
calls come is for any of them.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import beside
from bots.engine.seam.errors import Refused
from bots.engine.seam.shares import Share
from bots.listening.address import Address
from bots.listening.bounded import Bounded
from bots.listening.listening import Door, listen
from bots.telegram_bot.hook import Hook, failure
from bots.telegram_bot.limits import WEBHOOK_CONNECTIONS
from bots.telegram_bot.polling import ALLOWED, Poll
from bots.telegram_bot.transport import JSON, Transport

BODY = 1024 * 1024
"""The bytes of an update at most."""

HEADERS = 65_536
"""The bytes that may come beside it from whoever has not shown the secret yet."""

BODY_WITHIN = 10.0
"""Seconds within which a body has come."""

LOOK_EVERY = 60.0
"""Seconds between two looks at whether Telegram still has the address, and how its calls went."""

LATELY = 180.0
"""Seconds after which it is of no interest any more that one of its calls failed."""

FAREWELL = 3.0
"""Seconds in which a stop lets updates be committed that have come."""

SECRET = "X-Telegram-Bot-Api-Secret-Token"

Take = Callable[[JSON], Awaitable[None]]
"""Takes an update; returns once it may be confirmed."""

SILENT = logging.Logger("what strangers send", logging.CRITICAL + 1)
"""The library says of each broken request what was wrong with it; nobody has to read that."""

log = logging.getLogger("parley.telegram")


class Webhook:
    """Receives updates at an address."""

    def __init__(self, transport: Transport, clock: Clock, hook: Hook, secret: str) -> None:
        self._transport = transport
        self._clock = clock
        self._hook = hook
        self._secret = secret
        self._failed_at = 0
        self._taking = 0
        self._settled = asyncio.Event()
        self.is_open = False
        """Whether calls are taken."""

    async def receive(self, poll: Poll, take: Take, turn: Share, begin: Callable[[], Awaitable[None]]) -> None:
        """Take updates until `poll` is quiet. `turn`: whether this process is the one that tells Telegram the address.

        `begin` is called when it becomes that.

        Raises:
            WrongToken: the token was revoked.
        """
        connections = Bounded(lambda: server(), BODY + HEADERS)
        answering = self._answering(take, connections)
        server = web.Server(answering, access_log=None, logger=SILENT, lingering_time=0.0)
        door = Door("telegram.webhook_listen", "Telegram's calls")
        async with beside(listen(Address.parse(self._hook.listen), connections, self._clock, door)):
            self.is_open = True
            try:
                await poll.unless_quiet(self._keep_set(poll, turn, begin))
            finally:
                self.is_open = False
            with suppress(TimeoutError):
                await self._clock.within(FAREWELL, self._all_taken())

    # What comes.

    def _answering(self, take: Take, connections: Bounded) -> Callable[[web.BaseRequest], Awaitable[web.Response]]:
        async def answer(request: web.BaseRequest) -> web.Response:
            status = self._refusal(request)
            if status == 200:
                connections.trust(request.transport)
                status = await self._taken(request, take)
            answered = web.Response(status=status)
            answered.headers["Server"] = "Parley"  # the library would tell its version, and Python's
            if status not in (200, 400):
                answered.force_close()
            return answered

        return answer

    def _refusal(self, request: web.BaseRequest) -> int:
        """The status that a request is refused with, by its head alone; 200 if it is taken."""
        shown = request.headers.get(SECRET, "").encode(errors="replace")
        if not hmac.compare_digest(shown, self._secret.encode()):
            return 401
        if request.method != "POST":
            return 405
        if (request.content_length or 0) > BODY:
            return 413
        return 200 if self.is_open else 503

    async def _taken(self, request: web.BaseRequest, take: Take) -> int:
        try:
            body = await self._clock.within(BODY_WITHIN, request.read())
        except web.HTTPRequestEntityTooLarge:
            return 413
        except TimeoutError:
            return 408
        update = _object(body)
        if update is None:
            return 400
        self._taking += 1
        try:
            await take(update)
        finally:
            self._taking -= 1
            self._settled.set()
        return 200

    async def _all_taken(self) -> None:
        while self._taking:
            self._settled.clear()
            await self._settled.wait()

    # What Telegram is told.

    async def _keep_set(self, poll: Poll, turn: Share, begin: Callable[[], Awaitable[None]]) -> None:
        """Tell Telegram the address whenever that is for this process to do, and look after it then."""
        while True:
            while not turn.parts:
                await turn.changed()
            await begin()
            await self._set(poll)
            while turn.parts:
                with suppress(TimeoutError):
                    await self._clock.within(LOOK_EVERY, turn.changed())
                if turn.parts:
                    await self._look(poll)

    async def _set(self, poll: Poll) -> None:
        told = {
            "url": self._hook.url,
            "secret_token": self._secret,
            "allowed_updates": ALLOWED,
            "max_connections": WEBHOOK_CONNECTIONS,
        }

        async def set() -> None:
            try:
                await self._transport.call("setWebhook", told)
            except Refused as error:
                log.error("Telegram does not take telegram.webhook (%s); mend it. Trying on", error)

        await poll.insist(set)

    async def _look(self, poll: Poll) -> None:
        """Tell Telegram the address anew if somebody else has told it another one; say what went wrong since."""
        info = await poll.insist(lambda: self._transport.ask("getWebhookInfo", {}))
        if info is None:
            return
        if info.get("url") != self._hook.url:
            log.warning("Telegram had lost the address of the webhook; telling it again")
            await self._set(poll)
        failed_at, why = failure(info)
        if failed_at > self._failed_at and self._transport.time.age(failed_at) < LATELY:
            self._failed_at = failed_at
            log.warning("Telegram could not call telegram.webhook: %s", why)


def _object(body: bytes) -> JSON | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
