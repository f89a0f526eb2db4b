"""The seam: what the engine asks of a platform, what a platform tells the engine, and how a call can fail."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bots.engine.model import (
    Answer,
    Frame,
    Incoming,
    Invocation,
    Message,
    Person,
    Place,
    Press,
    Response,
    Surface,
    Target,
    ToChat,
    Typed,
)
from bots.engine.pacing import Budget, Tempo
from bots.text.piece import Piece


class PlatformError(Exception):
    """A call to a platform did not do what it should. `str()` holds no token and no user's words."""


class SlowDown(PlatformError):
    """429: nothing was applied; the named budgets are closed for `retry_after` seconds.

    `budgets` holds names out of `Platform.budgets`; empty means the first of the call's own. `vague`: the server does
    not say whether the place or the bot was too fast.
    """

    def __init__(self, retry_after: float, budgets: tuple[str, ...] = (), *, vague: bool = False) -> None:
        super().__init__(f"rate limited for {retry_after:.3f} s")
        self.retry_after = retry_after
        self.budgets = budgets
        self.vague = vague


class Gone(PlatformError):
    """The message is no longer there: somebody deleted it."""


class Refused(PlatformError):
    """For good: blocked by the user, no access, filtered, malformed. Trying again cannot help."""


class NotSent(PlatformError):
    """The call certainly had no effect (no connection); trying again is safe."""


class Unsure(PlatformError):
    """The call may or may not have had its effect: its answer was lost, broken, late or a 5xx."""


class Late(Unsure):
    """Unsure because it was cut by its deadline: it may even have its effect later, over a newer one."""


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

    def render(self, source: str, *, last: bool) -> Piece:
        """As much of `source` (Markdown) as one message holds. `last`: no more will come. Pure."""

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
class Leaves(Protocol):
    """A platform on which the bot can leave."""

    async def leave(self, server: str) -> None:
        """Leave a server or group. Raises as `show`."""


@runtime_checkable
class Lacks(Protocol):
    """A platform that knows what the bot itself is missing."""

    async def lacks(self, place: Place, server: str) -> tuple[str, ...]:
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

    def folded(self, thought: str, source: str, *, last: bool) -> Piece:
        """The thought, folded (a spoiler, a quote that expands), and under it as `render` does as much of `source` as
        the same message holds. See `bots.text.fold`. Pure."""


@runtime_checkable
class Deletes(Protocol):
    """A platform on which the bot can take a message of its own away."""

    async def delete(self, surface: Surface) -> None:
        """Delete it; one that is gone already is a success. Raises as `show`."""


@runtime_checkable
class Servers(Protocol):
    """A platform on which somebody may manage a channel without managing its server."""

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        """Whether that person administers the whole server; False where it cannot be known."""


@runtime_checkable
class Overhears(Protocol):
    """A platform that may keep messages from us which do not address us."""

    async def unheard(self, place: Place, server: str) -> str:
        """Why such messages do not reach us there, one sentence with its cure; empty: they do. Raises nothing."""


@runtime_checkable
class HandsOver(Protocol):
    """A platform whose interactions end before a long answer does."""

    def handed_over(self, surface: Response, *, private: bool) -> Message | None:
        """The same message by the channel's own route; None where the bot could not edit it there. Pure."""


@runtime_checkable
class Outcome(Protocol):
    """A platform that tells its text from the bot's own words, and wants to know how an answer ended (a terminal)."""

    def settled(self, target: Target, *, complete: bool, notice: str) -> None:
        """The last frame of the answer to `target` was shown; `notice`: what the bot says about it, or empty."""


class Meter(Protocol):
    """What an adapter tells the scheduler about budgets that the platform reports (Discord's response headers)."""

    def measured(self, budget: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        """After a call: the server counts `budget` in its own `bucket` (shared by other budgets with the same id);
        `remaining` calls of `limit` are left for the next `reset_after` seconds."""


class Inbox(Protocol):
    """Calls in: what an adapter hands to the engine, one update after the other, in the platform's order."""

    async def on_ready(self, platform: str) -> None:
        """The platform can be called now, for the first time or again."""

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered. Never raises on what a person can send."""

    async def on_command(self, invocation: Invocation) -> Answer | Incoming:
        """Run a command; an `Incoming` goes to `on_message` once the platform's part (a deferral) is done."""

    async def on_press(self, press: Press) -> Answer | Incoming:
        """Do what a button says; an `Incoming` as with `on_command`."""

    async def on_typed(self, typed: Typed) -> tuple[str, ...]:
        """Values that fit, at most 25."""

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Messages were deleted by people; what was kept of them goes too."""

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """The bot is in that server or group, since now or since before it started; `place`: where it could speak."""

    async def on_removed(self, platform: str, server: str) -> None:
        """The bot was removed from a server or group, or a person blocked it (then `server` is their chat)."""

    async def on_trouble(self, platform: str, trace: str) -> None:
        """An update could not be handled: the log says why, under that trace; the owner hears of it."""

    async def say(self, where: Target | Surface, answer: Answer) -> None:
        """Show an answer of the bot itself: paced like all else, repeated until it stands or is refused."""

    async def on_moved(self, old: Place, new: Place) -> None:
        """A chat changed its id (a Telegram group became a supergroup)."""


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
