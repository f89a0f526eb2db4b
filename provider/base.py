"""Providers as classes, usable alone: `async for piece in SomeProvider.create_async_generator(model, messages)`."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from typing import Any, ClassVar

from provider.contract import Message, Role
from provider.errors import BadRequest, ModelNotFound

Messages = Sequence[Mapping[str, str]]
"""A conversation as plain values: `[{"role": "user", "content": "Hello"}, ...]`."""

_ROLES: Mapping[str, Role] = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}


class AsyncResult:
    """The pieces of one answer. `async for` takes each as it comes; `await` collects them all in a list.

    Nothing is sent before the first piece is asked for. `aclose`, or `contextlib.aclosing` around it, drops the
    connection at once.
    """

    def __init__(self, pieces: AsyncGenerator[str, None]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> "AsyncResult":
        return self

    async def __anext__(self) -> str:
        return await anext(self._pieces)

    def __await__(self) -> Generator[Any, None, list[str]]:
        return self._collect().__await__()

    async def _collect(self) -> list[str]:
        try:
            return [piece async for piece in self._pieces]
        finally:
            await self._pieces.aclose()

    async def aclose(self) -> None:
        """Drop the connection. Idempotent, and harmless if no piece was asked for."""
        await self._pieces.aclose()


class AsyncGeneratorProvider(ABC):
    """A provider without set-up: one class method takes all that it needs as arguments."""

    url: ClassVar[str]
    working: ClassVar[bool] = False
    supports_stream: ClassVar[bool] = True
    supports_system_message: ClassVar[bool] = False
    supports_message_history: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def create_async_generator(
        cls,
        model: str,
        messages: Messages,
        proxy: str | None = None,
        **kwargs: object,
    ) -> AsyncResult:
        """The answer to a conversation, piece by piece.

        Raises:
            MissingRequirementsError, ModelNotFound, BadRequest: at the call.
            ProviderError: any other, while the pieces are read.
        """


class ModelNames(list[str]):
    """The models as a class attribute. Called on a provider it is the contract's `models()`, with the default first."""

    def __init__(self, names: Sequence[str], default: str) -> None:
        super().__init__(names)
        self._default = default

    async def __call__(self) -> tuple[str, ...]:
        return tuple(sorted(self, key=lambda name: name != self._default))


class ProviderModelMixin:
    """The models of a provider whose list never changes."""

    default_model: ClassVar[str] = ""
    models: ClassVar[list[str]] = []
    model_aliases: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def get_model(cls, model: str) -> str:
        """The provider's own name for a model; an empty one means the default.

        Raises:
            ModelNotFound: the model is neither listed nor an alias; the error lists those that are.
        """
        if not model:
            return cls.default_model
        name = cls.model_aliases.get(model, model)
        if name in cls.models or name == cls.default_model:
            return name
        raise ModelNotFound(f"{cls.__name__} has no model {model!r:.100}; it has {', '.join(cls.models)}.")


def read_messages(messages: Messages) -> tuple[Message, ...]:
    """The same conversation in the contract's values.

    Raises:
        BadRequest: there is no message, or one has no text or no known role; its words are not quoted.
    """
    if not messages:
        raise BadRequest("There is no message to answer.")
    read = []
    for number, message in enumerate(messages, 1):
        role = _ROLES.get(message.get("role", ""))
        content = message.get("content")
        if role is None or not isinstance(content, str):
            raise BadRequest(f"Message {number} needs a role (system, user or assistant) and its text.")
        read.append(Message(role, content))
    return tuple(read)


def format_prompt(messages: Sequence[Message]) -> str:
    """A conversation as one text, for a server that takes no history.

    A single message becomes its own text; several become `Role: text` lines that end in `Assistant:`.
    """
    if len(messages) == 1:
        return messages[0].content
    lines = [f"{message.role.capitalize()}: {message.content}" for message in messages]
    return "\n".join([*lines, "Assistant:"])
