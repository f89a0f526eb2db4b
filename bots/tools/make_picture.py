"""Draws a picture by a provider's images route, or changes the one beside the question. Each has its price."""

from typing import Final, Protocol

from bots.engine.language.phrases import say
from bots.engine.tools.tool import Arguments, Context, Failed, Product
from bots.text.one_line import one_line
from provider.contract import Image, ToolDefinition
from provider.errors import Filtered, ProviderError
from provider.values import Value

NAME: Final = "make_picture"
LONGEST: Final = 4000
"""Characters of the words that a picture is drawn from."""
_SHOWN: Final = 60

_DEFINITION: Final = ToolDefinition(
    NAME,
    "Draw a picture from words; people get it below your answer. With change, the picture that stands beside the "
    "question is changed instead. Each picture costs money: draw one, unless several are asked for.",
    {
        "type": "object",
        "properties": {
            "words": {"type": "string", "description": "What the picture shows, in full; how it looks"},
            "change": {"type": "boolean", "description": "Whether the picture beside the question is to be changed"},
        },
        "required": ["words"],
    },
)


class Draws(Protocol):
    """See `provider.Catalog.draw`."""

    async def draw(self, name: str, words: str, size: str, image: Image | None) -> Image: ...


class Drawing(Value):
    """What the config says. `model`: "provider/model". `price`: US $ for one picture. `size`: empty: the usual one."""

    model: str
    price: float
    size: str = ""


class MakePicture:
    """The tool. What it makes goes to those who read the answer, and its price into their budgets."""

    reads_only = True
    definition = _DEFINITION

    def __init__(self, catalog: Draws, drawing: Drawing) -> None:
        self._catalog = catalog
        self._drawing = drawing

    @property
    def about(self) -> str:
        """One line for people."""
        return say("make_picture_about")

    def doing(self, arguments: Arguments) -> str:
        """The beginning of the words."""
        words = one_line(str(arguments.get("words", "")))
        return say("make_picture_doing", words=words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…")

    def used(self, times: int) -> str:
        """How many pictures."""
        return say("make_picture_used", count=times)

    async def run(self, arguments: Arguments, context: Context) -> Product | Failed:
        """Draw it, if there is room for its price."""
        words, change = arguments.get("words"), arguments.get("change", False)
        if not isinstance(words, str) or not words.strip():
            return Failed("The argument words must say what the picture shows.")
        if change and not context.pictures:
            return Failed("There is no picture beside the question. Draw a new one, or ask for it.")
        if over := await context.budget.reserve(self._drawing.price):
            return Failed(f"There is no room for the price of a picture: {over}")
        drawing, image = self._drawing, context.pictures[0] if change else None
        try:
            found = await self._catalog.draw(drawing.model, words[:LONGEST], drawing.size, image)
        except Filtered:
            return Failed("The provider will not draw that. Say so, or draw something else.")
        except ProviderError as error:
            return Failed(f"The picture could not be drawn ({type(error).__name__}). Say so.")
        return Product("The picture is sent below your answer.", pictures=(found,), dollars=drawing.price)
