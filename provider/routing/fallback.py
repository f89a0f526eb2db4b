"""Which models may answer under a name, and which error is told if none does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from provider.contract import Answering, Effort, Gone
from provider.errors import (
    ConnectionFailed,
    MissingAbility,
    ModelNotFound,
    NothingSetUp,
    NotSetUp,
    ProviderError,
    TimedOut,
    once_more,
)
from provider.values import Value

AUTO: Final = "auto"
"""The name under which the first model that can be reached answers."""

NOBODY: Final = (
    "No model is set up: set OPENAI_API_KEY, start Ollama or LM Studio, or name a server in the config's [providers]."
)


class Alias(Value):
    """What a short name stands for: a "provider/model", how it is asked, and what it is good for.

    `effort`: how much the model is to think under this name; empty: as elsewhere. `extra`: further fields of each
    request. `about`: one line for people.
    """

    model: str
    effort: Effort | Literal[""] = ""
    extra: Mapping[str, object] = {}
    about: str = ""


_NO_ALIAS: Final = Alias("")


@dataclass(frozen=True, slots=True)
class Link:
    """A model that may be asked. `alias`: what the short name carries that it is asked by."""

    provider: str
    model: str
    alias: Alias = field(default=_NO_ALIAS, compare=False)

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}"


OFF: Final = "off"
"""The provider's name in a `Transcriber` with which nobody is asked."""


class Transcriber(Value):
    """Who turns speech into text. `provider`: only this one; empty: all that can. `model`: empty: the usual one."""

    provider: str = ""
    model: str = ""


class Routes(Value):
    """What the config says about names.

    `aliases`: what short names stand for. `fallback`: the models that stand in, in this order, for each model
    that `fallback_for` does not name by its alias, its full name or its provider. `default`: the name that an empty one
    stands for. Only models in these lists stand in; a list may name anybody, a stranger's site too. `eyes`: the model
    that answers a question with pictures in place of one that does not see; empty: none. `voice`: who turns speech into
    text.
    """

    aliases: Mapping[str, Alias] = {}
    fallback: tuple[str, ...] = ()
    fallback_for: Mapping[str, tuple[str, ...]] = {}
    default: str = AUTO
    eyes: str = ""
    voice: Transcriber = Transcriber()

    def meant(self, name: str) -> str:
        """The name that an alias stands for; any other name is itself."""
        return self.alias(name).model or name

    def alias(self, name: str) -> Alias:
        """What the short name stands for; an empty one if it is none."""
        return self.aliases.get(name, _NO_ALIAS)

    def stand_ins(self, name: str) -> tuple[str, ...]:
        """The names of those that may answer in place of a name; an alias among them stays one."""
        full = self.meant(name)
        for key in (name, full, full.partition("/")[0]):
            if key in self.fallback_for:
                return self.fallback_for[key]
        return self.fallback


def _helps_little(error: ProviderError) -> int:
    """A higher number for an error that says less about why nobody answers."""
    return 2 if isinstance(error, MissingAbility) else 1 if isinstance(error, ConnectionFailed | TimedOut) else 0


class Tried:
    """The models that were asked for one answer, by full name and in order, and the errors of those that failed.

    `wanted` is the one that answers if all is well: a "provider/model", or a provider whose models are not known.
    `by_auto`: "auto" chooses whom to ask.
    """

    def __init__(self) -> None:
        self.wanted = ""
        self.by_auto = False
        self.names: list[str] = []
        self.errors: dict[str, ProviderError] = {}

    @property
    def unable(self) -> bool:
        """Whether the wanted model only could not take what the question holds."""
        return isinstance(self.errors.get(self.wanted), MissingAbility)

    def gone(self, name: str) -> Gone:
        """Whether the model of that full name is there no more."""
        match self.errors.get(name):
            case NotSetUp():
                return "not set up"
            case ModelNotFound():
                return "withdrawn"
        return ""

    def failed(self, name: str, error: ProviderError) -> None:
        """Note that a model failed, or could not even be asked."""
        self.errors[name] = error.with_traceback(None)  # the traceback would keep the whole stream alive

    def asking(self, link: Link) -> Answering:
        """Note that a model is asked now. Returns what is said if it answers."""
        name = str(link)
        self.wanted = self.wanted or name
        self.names.append(name)
        if self.wanted == name:
            return Answering(link.provider, link.model)
        return Answering(link.provider, link.model, self.wanted, self.gone(self.wanted))

    def verdict(self) -> ProviderError:
        """The most helpful of the errors, with the words of all; `NothingSetUp` if there is none."""
        if not self.errors:
            return NothingSetUp(NOBODY)
        best = min(self.errors.values(), key=_helps_little)
        if len(self.errors) == 1:
            return best
        each = "; ".join(f"{name}: {type(error).__name__}: {error}" for name, error in self.errors.items())
        return once_more(best, f"All failed. {each}")
