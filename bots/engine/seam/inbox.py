"""What a platform hands to the engine."""

from typing import Protocol

from bots.engine.seam.bookmarks import Bookmarks
from bots.engine.seam.incoming import Incoming, Invocation, Press, Typed
from bots.engine.seam.places import Place, Surface, Target
from bots.engine.seam.shares import Shares
from bots.engine.seam.shown import Response, Suggestion


class Inbox(Protocol):
    """Calls in: what an adapter hands to the engine, in each place one after the other, in the platform's order."""

    @property
    def bookmarks(self) -> Bookmarks:
        """Keeps where a platform has read to."""

    @property
    def shares(self) -> Shares:
        """Says what this process does, of several on one database, of what only one may do at a time."""

    def may_be_ours(self, incoming: Incoming) -> bool:
        """Whether a message may be for the bot, by what is known without asking anybody. Pure, and soon done."""

    async def on_ready(self, platform: str) -> None:
        """The platform can be called now, for the first time or again."""

    async def on_received(self, incoming: Incoming, *, behind: bool) -> Incoming | None:
        """Commit a message before its turn in its place; what comes back is for `on_message` then. None: nothing is.

        `behind`: something stands before it in its place, and is not to be overtaken. What is not for the bot, by what
        is known now, comes back uncommitted. Raises nothing.
        """

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns once it is committed, or is not for the bot: it is received then.

        One that comes again is not taken again. Raises nothing, whatever a person sends.
        """

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        """Run a command. A returned `Incoming` goes to `on_message` once the platform has deferred the answer.

        It is committed; if the platform defers no answer, it goes to `on_lapsed`.
        """

    async def on_press(self, press: Press) -> Response | Incoming:
        """Do what a button says. An `Incoming` is handled as that of `on_command`."""

    async def on_lapsed(self, incoming: Incoming) -> None:
        """A question of a command or a button is not answered after all: the platform did not take that it is."""

    async def on_typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        """The values that fit what somebody types, the best first, at most 25."""

    async def on_edited(self, now: Incoming | Invocation) -> None:
        """Somebody has edited a message, which reads like that now. `age`: the seconds since. Raises nothing.

        A command runs once: of one that was edited, only the words of a question are read.
        """

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """People deleted messages; what was kept of them is erased."""

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """The bot is in that server or group, from now on or since before it started. `place`: where it could speak."""

    async def on_removed(self, platform: str, server: str) -> None:
        """The bot was removed from a server or group, or a person blocked it (then `server` is their chat)."""

    async def on_unblocked(self, platform: str, chat: str) -> None:
        """A person who had blocked the bot lets it write into their chat again."""

    async def on_trouble(self, platform: str, trace: str) -> None:
        """An update could not be handled; the log says why, under that trace, and the owner is told."""

    async def on_refused(self, platform: str) -> None:
        """The platform refuses the bot's token time after time; trying goes on, and `on_ready` says that it works."""

    async def on_held_back(self, platform: str, seconds: float) -> None:
        """The bot had to connect too often; it connects anew only in so many seconds."""

    async def say(self, where: Target | Surface, response: Response) -> None:
        """Show a response, paced like any message, and repeat that until it stands or is refused."""

    async def on_moved(self, old: Place, new: Place) -> None:
        """A chat changed its id (a Telegram group became a supergroup)."""
