"""Anthropic's Messages API, and other servers that speak it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from provider.contract import Backend, Effort, Request, ToolDefinition, Url
from provider.dialects.answer import Answer
from provider.dialects.messages import MessagesAnswer, listed, question, with_effort, with_tools
from provider.dialects.model_listing import Listed
from provider.dialects.options import ServerOptions
from provider.dialects.server import ModelServer, Question
from provider.dialects.think_tags import ThinkTags
from provider.known.effort_levels import of_claude
from provider.known.model_settings import UNSET, ModelSettings
from provider.values import replace

_ANTHROPIC: Final = Url("https://api.anthropic.com")
_VERSION: Final = "2023-06-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(ServerOptions):
    """The keys of the section. `base_url`: the address before /v1/messages, with or without the /v1.

    `max_tokens`: the most output tokens of an answer, its reasoning included. The server requires it. Where a model is
    told to think much, it may be more: see `provider.dialects.messages`.
    """

    base_url: Url = field(default=_ANTHROPIC, repr=False)
    max_tokens: int = 16_384


class Anthropic(ModelServer):
    """A `Provider` for the Messages API."""

    list_path: ClassVar[str] = "/models?limit=1000"

    def __init__(self, options: Options) -> None:
        base_url = options.base_url.rstrip("/").removesuffix("/v1") + "/v1"
        key = {"x-api-key": options.api_key} if options.api_key else {}
        super().__init__(options, base_url=base_url, headers={**key, "anthropic-version": _VERSION})
        self._max_tokens = options.max_tokens

    def _question(self, request: Request, model: str) -> Question:
        return Question("/messages", question(request, model, max_tokens=self._max_tokens))

    def _answer(self, think_tags: ThinkTags) -> Answer:
        return MessagesAnswer(think_tags)

    def _listed(self, body: bytes) -> list[Listed]:
        return listed(body)

    def _usual(self, model: str) -> ModelSettings:
        """Models called Claude see and take PDFs, unless the list says otherwise."""
        able = model.startswith("claude-")
        return ModelSettings(vision=True, documents=True, efforts=of_claude(model)) if able else UNSET

    def _with_effort(self, body: Mapping[str, object], model: str, effort: Effort) -> Mapping[str, object]:
        return with_effort(body, model, effort)

    def _with_tools(
        self, body: Mapping[str, object], model: str, tools: Sequence[ToolDefinition]
    ) -> Mapping[str, object]:
        return with_tools(body, tools)

    def settings(self, model: str) -> ModelSettings:
        """See `KnowsModels`. The dialect has no place for sounds."""
        known = super().settings(model)
        return replace(known, hearing=False) if known.hearing else known

    def _best(self, names: tuple[str, ...]) -> str:
        """The newest model of the middle size."""
        return next((name for name in names if "sonnet" in name), "")


BACKEND: Final = Backend("anthropic", Options, Anthropic)
