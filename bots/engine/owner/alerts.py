"""What the owner is told: in private or in a log channel, the same kind of thing once in ten minutes, with a count."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam.values import Button, Place, Response

EVERY = 600.0
"""Seconds in which one kind is told once."""
MOST_KINDS = 200
"""Kinds that are told apart in that time; what comes beyond is not told, because a flood is no news."""

Buttons = tuple[tuple[Button, ...], ...]

Heard = Callable[[], Awaitable[object]]
"""Done once the owner can read it."""


@dataclass(slots=True)
class _Kind:
    """One that was told just now, and how often it came since; the newest of those is what will be told."""

    more: int = 0
    latest: Response | None = None
    heard: Heard | None = None


class Alerts:
    """`send` brings an answer to wherever the owner looks, and says whether it stands there; `spawn` starts
    work in the engine's task group.
    """

    def __init__(
        self,
        clock: Clock,
        send: Callable[[Response], Awaitable[bool]],
        spawn: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self._clock = clock
        self._send = send
        self._spawn = spawn
        self._kinds: dict[str, _Kind] = {}

    def tell(
        self, kind: str, text: str, buttons: Buttons = (), heard: Heard | None = None, *, every: float = EVERY
    ) -> None:
        """Tell it now, or count it if one of its kind was told in the last ten minutes. Returns at once.

        `every`: other seconds than those ten minutes; the first of a kind says how many.
        """
        answer = Response(text, buttons=buttons)
        known = self._kinds.get(kind)
        if known is not None:
            known.more += 1
            known.latest, known.heard = answer, heard
        elif len(self._kinds) < MOST_KINDS:
            self._kinds[kind] = _Kind()
            self._spawn(self._told(kind, answer, heard, every))

    def over(self, kinds: Iterable[str], text: str) -> None:
        """What these told is over: say so now, and let go what was counted of them. Returns at once."""
        for known in filter(None, map(self._kinds.get, kinds)):
            known.more, known.latest, known.heard = 0, None, None
        self._spawn(self._said(Response(text)))

    async def _said(self, answer: Response) -> None:
        await self._send(answer)

    async def _told(self, kind: str, answer: Response, heard: Heard | None, every: float) -> None:
        """Now, and as long as more come, after each such time what came."""
        try:
            if await self._send(answer) and heard is not None:
                await heard()
            while True:
                await self._clock.sleep(every)
                known = self._kinds[kind]
                if known.latest is None:
                    return
                count, latest, heard = known.more, known.latest, known.heard
                known.more, known.latest, known.heard = 0, None, None
                text = latest.text if count == 1 else f"{latest.text}\n{say('alert_count', count=str(count))}"
                if await self._send(replace(latest, text=text)) and heard is not None:
                    await heard()
        finally:
            del self._kinds[kind]


def place_of(text: str) -> Place | None:
    """The place that "discord:CHANNEL" or "telegram:CHAT:TOPIC" names; None: it names none."""
    platform, _, rest = text.strip().partition(":")
    chat, _, thread = rest.partition(":")
    return Place(platform, chat, thread) if platform and chat else None
