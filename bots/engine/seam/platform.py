"""What the engine asks of a platform."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bots.engine.seam.inbox import Inbox
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.values import (
    Frame,
    InteractionMessage,
    Message,
    Person,
    Place,
    Surface,
    Target,
    ToChat,
)
from bots.text.piece import Piece


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `parley check`: what was tried, how it went, and the cure where it went badly."""

    ok: bool
    text: str


class Platform(Protocol):
    """Calls out. Each `show` is one attempt: nothing behind it queues, sleeps or retries."""

    name: str

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        """The budgets that showing there spends, the place's own first. Pure."""

    def tempo(self, where: Target | Surface) -> Tempo:
        """How often an answer there may be edited. Pure."""

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        """As much of `source` (Markdown) as one message holds. `last`: no more will come. Pure.

        `remark`: what the bot itself says about it, as small text below the end of the source, in the same message.
        """

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        """Send (to a target) or edit (a surface); an edit that changes nothing is a success.

        Raises:
            SlowDown, Gone, Refused, NotSent, Unsure: and nothing else.
        """

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        """Whether that person administers the place or its server; False where it cannot be known."""

    async def private_chat(self, person: Person) -> ToChat:
        """Where to write to that person alone.

        Raises:
            PlatformError: as `show`.
        """


@runtime_checkable
class Typing(Protocol):
    """A platform that can show that an answer is coming."""

    async def typing(self, target: Target) -> float:
        """Show it once; returns the seconds it lasts. Raises as `show`."""


@runtime_checkable
class LeavesServers(Protocol):
    """A platform on which the bot can leave."""

    async def leave(self, server: str) -> None:
        """Leave a server or group. Raises as `show`."""


@runtime_checkable
class ReportsMissing(Protocol):
    """A platform that knows what the bot itself is missing."""

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        """One sentence for each thing that the bot may not do or see there, with its cure. Raises nothing."""


@runtime_checkable
class Threads(Protocol):
    """A platform on which an answer can get a thread of its own."""

    async def open_thread(self, target: ToChat, title: str) -> ToChat:
        """A new thread under the message that `target` answers; there the answer goes. Raises as `show`.

        A target that is in a thread already is returned as it is.
        """


@runtime_checkable
class Folds(Protocol):
    """A platform that can fold away what a model thought before it spoke."""

    def folded(self, reasoning: str, source: str, *, last: bool, remark: str = "") -> Piece:
        """The thought, folded (a spoiler, a quote that expands), and under it as `render` does as much of `source` as
        the same message holds, and the remark. See `bots.text.fold`. Pure."""


@runtime_checkable
class Deletes(Protocol):
    """A platform on which the bot can take a message of its own away."""

    async def delete(self, surface: Surface) -> None:
        """Delete it; one that is gone already is a success. Raises as `show`."""


@runtime_checkable
class ManagesServers(Protocol):
    """A platform on which somebody may manage a channel without managing its server."""

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        """Whether that person administers the whole server; False where it cannot be known."""


@runtime_checkable
class FiltersMessages(Protocol):
    """A platform that may keep messages from us which do not address us."""

    async def unheard(self, place: Place, server: str) -> str:
        """Why such messages do not reach us there, one sentence with its cure; empty: they do. Raises nothing."""


@runtime_checkable
class HandsOver(Protocol):
    """A platform whose interactions end before a long answer does."""

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        """The same message by the channel's own route; None where the bot could not edit it there. Pure."""


@runtime_checkable
class ShowsOutcome(Protocol):
    """A platform that tells its text from the bot's own words, and wants to know how an answer ended (a terminal)."""

    def settled(self, target: Target, *, complete: bool, notice: str) -> None:
        """The last frame of the answer to `target` was shown; `notice`: what the bot says about it, or empty."""


class Meter(Protocol):
    """What an adapter tells the scheduler about budgets that the platform reports (Discord's response headers)."""

    def measured(self, budget: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        """After a call: the server counts `budget` in its own `bucket` (shared by other budgets with the same id);
        `remaining` calls of `limit` are left for the next `reset_after` seconds."""


class Adapter(Platform, Protocol):
    """A platform with its connection."""

    async def run(self, inbox: Inbox) -> None:
        """Connect, say so in one log line, and receive until `quiet` or cancellation; reconnects by itself.

        A wrong token or no network is one log line; it goes on trying, with backoff, where trying can help,
        and returns where it cannot. Raises nothing but `CancelledError`.
        """

    async def quiet(self) -> None:
        """Take no more updates; calls out still work."""

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""

    async def check(self) -> tuple[Finding, ...]:
        """Try the token, the intents or the privacy mode. Raises nothing."""
