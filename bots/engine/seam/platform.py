"""What the engine asks of a platform."""

from collections.abc import Collection
from typing import Protocol, TypeGuard, runtime_checkable

from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import About, Above, Known, Origin
from bots.engine.seam.places import Attempt, InteractionMessage, Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.references import Reference
from bots.engine.seam.shown import Button, Frame
from bots.text.piece import Piece
from bots.text.sources import Cited
from provider.values import Value


class Finding(Value):
    """One line of `parley check`: what was tried, how it went, and the cure if it failed."""

    ok: bool
    text: str


class Platform(Protocol):
    """Calls out. Each `show` is one attempt: nothing behind it queues, sleeps or retries."""

    name: str

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        """The budgets that a call there spends, the place's own first. Pure."""

    def tempo(self, where: Target | Surface) -> Tempo:
        """How often an answer there may be edited. Pure."""

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        """The beginning of `source` (Markdown) that one message holds. `last`: no more will come. Pure.

        `remark`: what the bot itself says about it, as small text below the end of the source, in the same message.
        """

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        """Send (to a target) or edit (a surface); an edit that changes nothing is a success.

        Raises:
            SlowDown, Gone, Refused, NotSent, Unsure: and nothing else.
        """

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        """Whether the person administers the place or its server; False if that cannot be known."""

    async def private_chat(self, person: Person) -> ToChat:
        """The chat with that person alone.

        Raises:
            PlatformError: as `show`.
        """


@runtime_checkable
class ShowsTyping(Protocol):
    """A platform that can show that an answer is coming."""

    async def typing(self, target: Target) -> float:
        """Show it once; returns the seconds that it lasts. Raises as `show`."""


@runtime_checkable
class KnowsConnection(Protocol):
    """A platform that knows whether it is connected at this moment."""

    def is_connected(self) -> bool:
        """Whether what people write arrives, as far as is known. Pure."""


@runtime_checkable
class TakesClaims(Protocol):
    """A platform that knows by which name or link people find the bot there."""

    def how_to_claim(self, code: str) -> str:
        """How somebody becomes the owner there with that code: words for the log. Pure, once the platform is ready."""


@runtime_checkable
class TakesInvitations(Protocol):
    """A platform on which people add the bot to a server or a group by opening an address."""

    def invitation(self) -> str:
        """The address, with every permission that the bot needs; empty until the platform is ready. Pure."""


@runtime_checkable
class LeavesServers(Protocol):
    """A platform on which the bot can leave a server."""

    async def leave(self, server: str) -> None:
        """Leave a server or group. Raises as `show`."""


@runtime_checkable
class ReportsMissing(Protocol):
    """A platform that knows which permissions the bot is missing."""

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        """One sentence for each thing that the bot may not do or see there, with its cure. Raises nothing."""


@runtime_checkable
class OpensThreads(Protocol):
    """A platform on which an answer can get a thread of its own."""

    async def open_thread(self, target: ToChat, title: str) -> ToChat:
        """Open a thread under the message that `target` answers; returns the target in it. Raises as `show`.

        A target that is in a thread already is returned as it is.
        """


@runtime_checkable
class Folds(Protocol):
    """A platform that can fold away a model's reasoning."""

    def folded(self, reasoning: str, source: str, *, last: bool, remark: str = "") -> Piece:
        """The reasoning folded (a spoiler, a quote that expands), and below it the answer as `render` gives it. Pure.

        Both are in one message, with the remark. See `bots.text.fold`.
        """


@runtime_checkable
class ShowsSources(Protocol):
    """A platform that shows what an answer rests on."""

    def cited(self, source: str, cited: Cited, *, last: bool, remark: str = "", reasoning: str = "") -> Piece:
        """What `render` gives, or `folded` if there is reasoning, with marks like [1] as links. Pure.

        Below the end, above the remark and in the same message, stand the sources in `cited.below`. None of them is
        opened for a preview. See `bots.text.sources`.
        """


@runtime_checkable
class SaysLittleAlone(Protocol):
    """A platform on which the answer to a press that one person alone sees is a few plain words."""

    def room_alone(self) -> int:
        """Characters that fit into it. Pure."""


@runtime_checkable
class KnowsServers(Protocol):
    """A platform that says what a server or group is."""

    async def about_server(self, server: str) -> About:
        """What it is called and how many are in it, as far as that is known soon. Raises nothing."""

    async def invited_by(self, server: str) -> Known | None:
        """Who brought the bot there; None if that is not known. Raises nothing."""


@runtime_checkable
class Mentions(Protocol):
    """A platform on which people and places can be mentioned, so that a press leads to them."""

    def mention(self, meant: Reference, handle: str, where: Place) -> str:
        """The mention as Markdown for `render`, for the readers of that place; empty if there is none. Pure.

        It notifies nobody. `handle`: as in `Known`.
        """


@runtime_checkable
class ChangesButtons(Protocol):
    """A platform on which the buttons under a message can be changed by themselves."""

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        """Show these rows of buttons under a message whose text stays. Raises as `show`."""


@runtime_checkable
class FindsAttempts(Protocol):
    """A platform on which a message is found whose call was not heard of."""

    def attempt(self, place: Place) -> Attempt | None:
        """What is to be known of a message before it is sent, so that it is found; None if it would not be. Pure."""

    def heard_of(self, messages: Collection[Message]) -> None:
        """Note that these are known: they are no suspects, whichever process has sent or read them. Pure."""

    async def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        """The messages of which one may be that, the likeliest first. Raises as `show`."""

    async def disarm(self, message: Message) -> bool:
        """Take the buttons of one of those away; returns whether it is ours and had some. Raises as `show`."""


@runtime_checkable
class LinksCommands(Protocol):
    """A platform whose commands have a field for each option, and can be pressed where a text names them."""

    def command(self, name: str) -> str:
        """The command of that name ("settings limit") as Markdown for `render`; empty if there is none. Pure."""


@runtime_checkable
class Deletes(Protocol):
    """A platform on which the bot can delete its own messages."""

    async def delete(self, surface: Surface) -> None:
        """Delete a message; one that is gone already is a success. Raises as `show`."""


@runtime_checkable
class Reacts(Protocol):
    """A platform on which the bot can put an emoji on people's messages."""

    def reaction_budgets(self, message: Message) -> tuple[Budget, ...]:
        """The budgets that such a call spends. Pure."""

    async def react(self, message: Message, emoji: str, *, on: bool) -> None:
        """Put the emoji on a message, or take it away; one that is so already is a success. Raises as `show`.

        The bot has no other reaction there: it is gone afterwards.
        """


@runtime_checkable
class ReadsChains(Protocol):
    """A platform on which the bot can read messages that nobody addressed to it."""

    async def above(self, place: Place, message: str, most: int) -> tuple[Above, ...]:
        """The message and those that it answers in turn, the nearest first, `most` of them; raises nothing.

        The chain ends where a message is gone or cannot be had soon.
        """


@runtime_checkable
class Downloads(Protocol):
    """A platform on which people send files."""

    async def download(self, reference: str, most: int) -> bytes:
        """The bytes of an attachment, however old its reference is; nothing beyond `most` bytes is kept in memory.

        Only the platform's own hosts are asked (the configured server is one), and none that they redirect to.

        Raises:
            TooLarge: it has more than `most` bytes.
            Gone: it can no longer be had.
            SlowDown, Refused, NotSent, Unsure: as `show`.
        """


@runtime_checkable
class ManagesServers(Protocol):
    """A platform on which people may administer a channel without administering its server."""

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        """Whether the person administers the whole server; False if that cannot be known."""


@runtime_checkable
class Moderates(Protocol):
    """A platform on which people may delete others' messages without administering the place."""

    async def moderates(self, place: Place, server: str, person: Person) -> bool:
        """Whether the person may do that there; False if that cannot be known."""


@runtime_checkable
class ManagesCategories(Protocol):
    """A platform that groups a server's channels in categories, which may have administrators of their own."""

    async def manages_category(self, category: str, server: str, person: Person) -> bool:
        """Whether the person administers the channels of that category; False if that cannot be known."""


@runtime_checkable
class FiltersMessages(Protocol):
    """A platform that may withhold messages that do not address the bot."""

    async def unheard(self, place: Place, server: str) -> str:
        """Why such messages do not reach the bot there: one sentence with its cure, or nothing. Raises nothing."""


@runtime_checkable
class HandsOver(Protocol):
    """A platform whose interactions expire before a long answer ends."""

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        """The same message by the channel's own route; None if the bot could not edit it there. Pure."""


@runtime_checkable
class ShowsOutcome(Protocol):
    """A platform that keeps a model's text apart from the bot's own, and needs the outcome of each answer."""

    def settled(self, target: Target, *, complete: bool, notice: str) -> None:
        """The last frame of the answer to `target` was shown. `notice`: what the bot says about it; may be empty."""


@runtime_checkable
class LearnsPlaces(Protocol):
    """A platform that has to be told of a place, as an id does not say what it is of."""

    def learn(self, origin: Origin) -> None:
        """Note what is known of a place in which somebody is answered: maybe another process has heard them."""


# What each answer asks of its platform is remembered by its class: `isinstance` looks up each name of a protocol anew.


def shows_outcome(platform: Platform) -> TypeGuard[ShowsOutcome]:
    """Whether it is a `ShowsOutcome`."""
    return _is_able(platform, ShowsOutcome)


def shows_typing(platform: Platform) -> TypeGuard[ShowsTyping]:
    """Whether it is one that `ShowsTyping`."""
    return _is_able(platform, ShowsTyping)


def finds_attempts(platform: Platform) -> TypeGuard[FindsAttempts]:
    """Whether it is one that `FindsAttempts`."""
    return _is_able(platform, FindsAttempts)


def learns_places(platform: Platform) -> TypeGuard[LearnsPlaces]:
    """Whether it is one that `LearnsPlaces`."""
    return _is_able(platform, LearnsPlaces)


def _is_able(platform: Platform, ability: type) -> bool:
    kind = type(platform), ability
    if kind not in _ABLE:
        _ABLE[kind] = isinstance(platform, ability)
    return _ABLE[kind]


_ABLE: dict[tuple[type[Platform], type], bool] = {}


class Meter(Protocol):
    """Called by adapters with what the platform counts of its budgets (Discord's response headers)."""

    def measured(self, budget: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        """Note, after a call, that `remaining` of `limit` calls are left for the next `reset_after` seconds.

        The server counts `budget` in its own `bucket`; budgets with the same bucket share the count.
        """


class Adapter(Platform, Protocol):
    """A platform with its connection."""

    async def run(self, inbox: Inbox) -> None:
        """Connect, log that in one line, and receive until `quiet` or cancellation; reconnects by itself.

        A wrong token or no network is one line in the log. It goes on trying, with backoff, while that can help, and
        returns otherwise; then it may be called again, after a while. Raises nothing but `CancelledError`.
        """

    async def quiet(self) -> None:
        """Take no more updates; calls out still work."""

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""

    async def check(self) -> tuple[Finding, ...]:
        """Try the token, the intents or the privacy mode. Raises nothing."""
