"""The platform in memory with all that a platform may do beside: threads, folds, deletions, reactions, its lacks."""

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone, PlatformError, Refused
from bots.engine.seam.places import Message, Person, Place, Surface, ToChat
from bots.engine.seam.rates import Budget
from bots.engine.seam.shown import Button
from bots.text.piece import Piece
from bots.text.sources import Cited, plain_sources
from provider.values import replace
from tests.fakes.memory import MemoryPlatform


class GiftedPlatform(MemoryPlatform):
    """`lacking`, `deaf` are what it says about itself; `no_threads`: none can be opened.

    `reactions`: the emoji on people's messages; `reacted`: all that were put there or taken away, with their time.
    `no_reactions`: how each such call goes wrong.
    """

    def __init__(self, clock: RealClock) -> None:
        super().__init__(clock)
        self.server_managers: set[Person] = set()
        self.category_managers: set[Person] = set()
        self.lacking: tuple[str, ...] = ()
        self.deaf = ""
        self.no_threads = False
        self.titles: list[str] = []
        self.reactions: dict[str, str] = {}
        self.reacted: list[tuple[float, str, bool]] = []
        self.no_reactions: PlatformError | None = None

    async def open_thread(self, target: ToChat, title: str) -> ToChat:
        if self.no_threads:
            raise Refused("no permission to open a thread")
        self.titles.append(title)
        return ToChat(Place(self.name, target.place.chat, f"t{len(self.titles)}"))

    def folded(self, thought: str, source: str, *, last: bool, remark: str = "") -> Piece:
        below = self.render(source, last=last, remark=remark)
        return Piece(f"[{thought}]\n{below.text}", rest=below.rest)

    def cited(self, source: str, cited: Cited, *, last: bool, remark: str = "", reasoning: str = "") -> Piece:
        below = "\n".join(filter(None, (plain_sources(cited), remark)))
        if reasoning:
            return self.folded(reasoning, source, last=last, remark=below)
        return self.render(source, last=last, remark=below)

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        if message.id not in self.standing:
            raise Gone("deleted")
        self.place(message, replace(self.standing[message.id].frame, buttons=buttons))

    def reaction_budgets(self, message: Message) -> tuple[Budget, ...]:
        return self.budgets(message)

    async def react(self, message: Message, emoji: str, *, on: bool) -> None:
        if self.no_reactions is not None:
            raise self.no_reactions
        self.reacted.append((self._clock.now(), message.id, on))
        if on:
            self.reactions[message.id] = emoji
        else:
            self.reactions.pop(message.id, None)

    async def delete(self, surface: Surface) -> None:
        self.standing.pop(surface.id, None)

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        return person in self.server_managers

    async def manages_category(self, category: str, server: str, person: Person) -> bool:
        return person in self.category_managers

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        return self.lacking

    async def unheard(self, place: Place, server: str) -> str:
        return self.deaf
