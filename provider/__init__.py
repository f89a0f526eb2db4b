"""Any language model as one async stream. Knows nothing of chats."""

from typing import TYPE_CHECKING

from provider.catalog import Catalog
from provider.contract import (
    Answering,
    Audio,
    Backend,
    CallsTools,
    Document,
    Event,
    Finish,
    Image,
    Message,
    Picture,
    Provider,
    Reasoning,
    Request,
    Retract,
    Secret,
    Source,
    Text,
    ToolArguments,
    ToolCall,
    ToolDefinition,
    ToolResult,
    Transcribes,
    Transcript,
    Trust,
    Url,
    Usage,
)
from provider.errors import (
    AnswerTooLong,
    BadAnswer,
    BadRequest,
    Blocked,
    ConnectionFailed,
    CutOff,
    EmptyAnswer,
    Filtered,
    MissingAbility,
    MissingRequirementsError,
    ModelNotFound,
    NoDocuments,
    NoHearing,
    NothingSetUp,
    NotSetUp,
    NotWorking,
    NoVision,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    TimedOut,
    WrongKey,
)
from provider.known.model_settings import ModelSettings, Senses
from provider.limits import Limits
from provider.model_facts import ModelFacts
from provider.routing.fallback import Routes, Transcriber

if TYPE_CHECKING:
    from provider.backends.chatgptes import ChatGptEs

__all__ = [
    "AnswerTooLong",
    "Answering",
    "Audio",
    "Backend",
    "BadAnswer",
    "BadRequest",
    "Blocked",
    "CallsTools",
    "Catalog",
    "ChatGptEs",
    "ConnectionFailed",
    "CutOff",
    "Document",
    "EmptyAnswer",
    "Event",
    "Filtered",
    "Finish",
    "Image",
    "Limits",
    "Message",
    "MissingAbility",
    "MissingRequirementsError",
    "ModelFacts",
    "ModelNotFound",
    "ModelSettings",
    "NoDocuments",
    "NoHearing",
    "NoVision",
    "NotSetUp",
    "NotWorking",
    "NothingSetUp",
    "Overloaded",
    "Picture",
    "PromptTooLong",
    "Provider",
    "ProviderError",
    "QuotaExceeded",
    "RateLimited",
    "Reasoning",
    "Request",
    "Retract",
    "Routes",
    "Secret",
    "Senses",
    "Source",
    "Text",
    "TimedOut",
    "ToolArguments",
    "ToolCall",
    "ToolDefinition",
    "ToolResult",
    "Transcriber",
    "Transcribes",
    "Transcript",
    "Trust",
    "Url",
    "Usage",
    "WrongKey",
]


def __getattr__(name: str) -> object:
    if name == "ChatGptEs":  # on demand: nobody else pays for its import
        from provider.backends.chatgptes import ChatGptEs

        return ChatGptEs
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
