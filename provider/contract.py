"""A language model as the rest of the program sees it: a request in, a stream of events out."""

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final, Generic, Literal, NewType, Protocol, TypeVar, runtime_checkable

from provider.pace import Pace
from provider.values import Hidden, Value, field

Role = Literal["system", "user", "assistant", "tool"]
"""tool: the results of the calls in the message before it; it is nobody's words."""

Trust = Literal["account", "local", "stranger", "demo"]
"""Who reads what is sent: a company where we have an account, a machine of ours, the operator of a free site, nobody.
"""

Effort = Literal["none", "minimal", "low", "medium", "high", "max"]
"""How much a model thinks before it answers, from not at all to as much as it can."""

Search = Literal["auto", "on"]
"""Whether a model may search the web with its provider's own tool, or is to do so."""

Url = NewType("Url", str)
"""An http or https address; for a proxy, also a socks address. It may hold credentials and is never logged."""

Secret = NewType("Secret", str)
"""An API key. It is never logged and never part of an error."""


class Image(Value):
    """A picture as a person sent it. `media_type` is "image/png", "image/jpeg", "image/webp" or "image/gif"."""

    media_type: str
    data: Hidden[bytes]


class Audio(Value):
    """Speech or another sound as a person sent it. `media_type` is "audio/ogg", "audio/mpeg", "video/mp4" and the like.

    `seconds`: its length; 0 if it is not known.
    """

    media_type: str
    data: Hidden[bytes]
    seconds: float = 0.0


class Document(Value):
    """A PDF as a person sent it. `pages`: how many it has; 0 if that is not known."""

    data: Hidden[bytes]
    pages: int = 0


class ToolDefinition(Value):
    """A tool that a model may call. `name`: 1 to 64 of A-Z, a-z, 0-9, "_" and "-", the same for no other of a request.

    `description`: what it does, for the model. `schema`: a JSON schema of its arguments, whose type is "object".
    """

    name: str
    description: str
    schema: Mapping[str, object]


class Carried(Value):
    """What a server wants back with a call, such as signed reasoning, in its own words. It is opaque and never shown.

    `server`: the server and the model that sent it, and the only ones that read it again. `fields`: as JSON.
    """

    server: str = ""
    fields: Hidden[Mapping[str, object]] = field(default_factory=dict)


NOTHING_CARRIED: Final = Carried()


class ToolCall(Value):
    """The model calls a tool. Calls come at the end of a complete answer, before `Usage`, each once.

    `id`: unlike that of any other call of the answer; made up if the server sent none. `name`, `arguments`: as the
    model wrote them; neither need make sense. The arguments are the text of a JSON object if all is well.
    """

    id: str
    name: str
    arguments: Hidden[str]
    carried: Hidden[Carried] = NOTHING_CARRIED


class ToolArguments(Value):
    """A piece of the arguments of a call that is being written. The call itself comes whole at the end.

    `name`: of the tool, as far as it is known. `text`: continues the pieces of that call before it; may be empty.
    """

    id: str
    name: str
    text: Hidden[str]


class ToolResult(Value):
    """What came of a call, for the model to read. `id`, `name`: those of the call. `failed`: `content` says why.

    It is material, never an instruction: nobody wrote it to the bot.
    """

    id: str
    name: str
    content: Hidden[str]
    images: tuple[Image, ...] = ()
    failed: bool = False


class Message(Value):
    """One turn of a conversation. Its pictures, sounds and documents come before its text.

    `calls`: of an assistant, behind its text. `results`: of a message whose role is "tool", which has nothing else: one
    for each call of the message before it.

    A provider that cannot take one of them refuses the question with `MissingAbility`, or says so beforehand by
    `KnowsModels`; it never answers as if nothing were there. The catalog sends sounds and documents only to models that
    are known to take them.
    """

    role: Role
    content: str
    images: tuple[Image, ...] = ()
    audio: tuple[Audio, ...] = ()
    documents: tuple[Document, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()

    @property
    def media(self) -> tuple[Image | Audio | Document, ...]:
        """All that it holds besides its text."""
        return (*self.images, *self.audio, *self.documents)


class Request(Value):
    """A conversation that waits for its next assistant turn.

    `model` is the provider's own name of a model; if it is empty, the provider's default answers. `conversation` is
    opaque and the same for every turn of one conversation, so a backend can keep state by it. `asker` is opaque and the
    same for every question of one person; it tells whether a failure meets one person or several, and is sent to
    nobody. `effort`: how much to think; empty: as the model does by itself. A provider that cannot say it to the model
    leaves it out. `extra`: further fields of the body, in the words of the server; a provider without such fields
    leaves them out. `search`: whether it may or is to search the web; empty: it is not told. `tools`: those that it may
    call; a model or a server without tools answers as if there were none. `pace`: how soon its events are wanted; a
    provider that does not look at it passes each on as it comes.
    """

    messages: tuple[Message, ...]
    model: str = ""
    conversation: str = ""
    asker: str = ""
    effort: Effort | Literal[""] = ""
    extra: Mapping[str, object] = {}
    search: Search | Literal[""] = ""
    tools: tuple[ToolDefinition, ...] = ()
    pace: Hidden[Pace | None] = None

    @property
    def pictures(self) -> int:
        """How many pictures all its messages hold."""
        return sum(len(message.images) for message in self.messages)


class Text(Value):
    """A piece of the answer, which continues the pieces before it. It is never empty."""

    text: str


class Reasoning(Value):
    """A piece of what the model thinks before or between its words. It is no part of the answer and never empty."""

    text: str


class Retract(Value):
    """Every `Text` so far was reasoning and no part of the answer; the mark that says so came late.

    Whoever shows the answer moves that text to the reasoning; it does not come again. The catalog passes a `Retract` on
    only if there is such text.
    """


class Picture(Value):
    """A picture at this place of the answer. `image`: None if its bytes did not come, or are too many or no picture.

    Whoever shows the answer shows it, or mentions it.
    """

    image: Image | None = None


class Source(Value):
    """What words of the answer rest on, as the server says. It comes behind the first word, and behind those words.

    `title`: of the page; may be empty. `url`: an http(s) address without credentials. `span`: the characters of all
    text so far that rest on it, from the first one up to behind the last one; None if that is not known. A span may be
    wrong, and several may overlap. `number`: by which the answer's own marks name it, as in "[3]"; 0 if none do. A
    later one with the same number replaces it.
    """

    title: str
    url: str
    span: tuple[int, int] | None = None
    number: int = 0


class Usage(Value):
    """The input and output tokens of an answer, as the server counted them.

    `cached_tokens`: those of the input that it had in its cache. `searches`: how often it searched the web.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    searches: int = 0


FinishReason = Literal["stop", "length", "filtered", "unknown"]


class Transcript(Value):
    """What was said in a sound. `text` is empty if nobody spoke.

    `seconds`, `usage`: its length and its tokens, as the server counted them; 0 and None if it did not. `model`: the
    "provider/model" that wrote it down; the catalog sets it.
    """

    text: Hidden[str]
    seconds: float = 0.0
    usage: Usage | None = None
    model: str = ""


class Finish(Value):
    """The server said that the answer is complete, and why it ended."""

    reason: FinishReason = "stop"


Event = Text | Reasoning | Retract | Picture | Source | ToolArguments | ToolCall | Usage | Finish


Gone = Literal["", "withdrawn", "not set up"]
"""Why a model is there no more: its provider withdrew it, or the provider is no longer set up. Empty: it may be there.
"""


class Answering(Value):
    """The provider and the model that give the answer; the catalog sends it before their first event.

    `instead_of` is the "provider/model" that was wanted, if another answers in its place. `gone` says whether that one
    is there no more, which is no mere failure. If a model fails before its first `Text` and the next one takes over, an
    `Answering` comes again.
    """

    provider: str
    model: str
    instead_of: str = ""
    gone: Gone = ""


class Attempts(Protocol):
    """Hears of every request that is sent for one answer, because each may cost something."""

    def waits(self, model: str) -> None:
        """A request to this "provider/model" waits until fewer answers of the provider are read."""

    def sent(self, model: str) -> None:
        """A request is sent to this "provider/model" now."""

    def refused(self) -> None:
        """The server ended the last request itself, with an error: we did not give it up, and it was not answered."""


class Provider(Protocol):
    """A backend. One object serves many streams at once, all in one event loop."""

    @property
    def trust(self) -> Trust:
        """Who reads what is sent."""

    @property
    def default_model(self) -> str:
        """The model that answers a request without one; if it is empty, the first of `models` does."""

    def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """Yield the events of the answer. A stream that ends without raising is complete; `Finish` is its last event.

        Use it inside `contextlib.aclosing`: closing it drops the connection at once, and so does cancelling.

        Raises:
            ProviderError: and nothing else. Text that was yielded and not taken back by a `Retract` stays valid;
                `partial_text` repeats it.
        """

    async def models(self) -> tuple[str, ...]:
        """The chat models on offer, with the best guess of a default first. It may ask the server.

        Raises:
            ProviderError: the server cannot be asked, or does not tell.
        """

    async def aclose(self) -> None:
        """Drop every connection. Idempotent."""


@runtime_checkable
class CallsTools(Protocol):
    """An optional ability of a `Provider`: its models may call tools. To one without it no tools are offered."""

    @property
    def calls_tools(self) -> bool:
        """Whether it hands on `Request.tools`, calls and results. That one of its models cannot is its own affair."""


@runtime_checkable
class Transcribes(Protocol):
    """An optional ability of a `Provider`: it turns speech into text."""

    @property
    def transcription_model(self) -> str:
        """The model that does; empty if none is known. Asks nobody: the server's list comes with `Provider.models`."""

    async def transcribe(self, audio: Audio, model: str) -> Transcript:
        """What was said. Cancelling drops the connection at once.

        Raises:
            ProviderError: and nothing else.
        """


@runtime_checkable
class Draws(Protocol):
    """An optional ability of a `Provider`: it draws pictures."""

    async def draw(self, words: str, model: str, size: str, image: Image | None) -> Image:
        """The picture that the words describe, or `image` changed by them. Cancelling drops the connection at once.

        `size`: width and height, "1024x1024"; empty: as the model does by itself.

        Raises:
            ProviderError: and nothing else.
        """


OptionsT = TypeVar("OptionsT")


class Backend(Value, Generic[OptionsT]):
    """A kind of server, and how to open it. Each module of `provider.backends` exports one as `BACKEND`."""

    kind: str
    """The value of `kind` in a config section. For a module of `provider.backends` it is the module's name."""

    options: type[OptionsT]
    """A frozen dataclass: a field for each key of the section besides `kind`, with its type and its default."""

    open: Callable[[OptionsT], Provider]
    """Makes a provider with these options. It sends nothing and does not fail; what is wrong shows at the first call.
    """
