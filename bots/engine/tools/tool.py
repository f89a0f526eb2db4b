"""What a tool is, for the loop that runs it: a definition, whether it only reads, and a function from values to values.

    Source ──offered──► Tool ──run(arguments, Context)──► Product ──► the model reads its text and sees its pictures
                                                              └─────► people get its files and pictures

What goes wrong is a value too, `Failed`: the model reads its sentence and may do better, and the answer goes on. A tool
raises nothing; what it raises all the same is a defect, which is logged, and the model is told that the tool failed.
It is cancelled at Stop, at the end of its time and with the bot, so it holds what it opened in `async with`.
"""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.seam.incoming import Origin
from bots.engine.seam.shown import File
from provider import contract
from provider.contract import Image, ToolDefinition
from provider.values import Hidden, Value

Arguments = Mapping[str, object]
"""The arguments of a call: an object of JSON. Its fields are what a model made up; the tool checks each."""


class Reserves(Protocol):
    """Room in the budgets of whoever asks."""

    async def reserve(self, dollars: float) -> str:
        """Reserve what a call may cost, before it is made; returns the sentence why there is no room, else nothing."""


class Context(Value):
    """Whose call it is. `origin`: who asked, and where. `model`: the "provider/model" that calls. `budget`: theirs.

    `words`: the question as it was written; a tool that acts may show it, and never follows it. `pictures`: those that
    stand beside the question.
    """

    origin: Origin
    model: str
    budget: Reserves
    words: Hidden[str] = ""
    pictures: Hidden[tuple[Image, ...]] = ()


class Product(Value):
    """What a call gives. `text`: for the model. `seen`: pictures for the model's eyes, if it has any.

    `files`, `pictures`: for people, with or after the answer; the text says that they will get them. `dollars`: what
    the call has cost in US $ beside the model's tokens; it was reserved. `sources`: pages that the text rests on, which
    are named below the answer. What is beyond `bounds.py` is cut off, and the model is told so.
    """

    text: Hidden[str]
    seen: tuple[Image, ...] = ()
    files: tuple[File, ...] = ()
    pictures: tuple[Image, ...] = ()
    dollars: float = 0.0
    sources: tuple[contract.Source, ...] = ()


class Failed(Value):
    """Why nothing came of a call: one sentence in English for the model, with what it might do instead.

    `dollars`: what the call has cost all the same.
    """

    why: str
    dollars: float = 0.0


class Tool(Protocol):
    """Something that a model may call."""

    @property
    def definition(self) -> ToolDefinition:
        """What the model is told. Names are the same for no two tools of one answer."""

    @property
    def reads_only(self) -> bool:
        """Whether it changes nothing anywhere, by the word of the owner's config, never by that of a server.

        Such a tool runs at once; any other asks people first, and an answer in which it ran is never asked anew.
        """

    def doing(self, arguments: Arguments) -> str:
        """What it does now, for people: "searching: ferry times". One line of plain text in the current language."""

    def used(self, times: int) -> str:
        """What it did, for the small line at the end: "search", "2 pages". Plain text in the current language."""

    async def run(self, arguments: Arguments, context: Context) -> Product | Failed:
        """Make the call. It may be cancelled at any moment."""


class Offer(Value):
    """What a source has for one answer. `missing`: what it does not have now and why, a short line for people."""

    tools: tuple[Tool, ...] = ()
    missing: str = ""


class Source(Protocol):
    """Where tools come from: one that is built in, or a server. People switch sources on and off by their names."""

    @property
    def name(self) -> str:
        """The name in the config and in `/settings tools`: lower case letters, digits, "_" and "-"."""

    @property
    def about(self) -> str:
        """What it is, in one line of plain text in the current language."""

    def is_for(self, origin: Origin) -> bool:
        """Whether the owner's config gives it to that place at all. Asks nobody."""

    async def offered(self, origin: Origin) -> Offer:
        """Its tools for an answer there. It may start a server for that, and raises nothing.

        What takes longer than some seconds is not waited for: the answer comes without these tools.
        """
