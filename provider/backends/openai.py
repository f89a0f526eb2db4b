"""Any server that speaks Chat Completions: OpenAI, OpenRouter, Groq, Mistral, vLLM, llama.cpp, Ollama, LM Studio."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from provider.contract import Audio, Backend, Effort, Image, Request, ToolDefinition, Transcript, Url
from provider.dialects import drawing, responses
from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion, question, with_effort, with_tools
from provider.dialects.model_listing import Listed, listed
from provider.dialects.options import ServerOptions
from provider.dialects.server import ModelServer, Question
from provider.dialects.think_tags import ThinkTags
from provider.dialects.transcription import ROUTE, file_of, transcript
from provider.known.companies import host_of
from provider.known.effort_levels import at_service
from provider.known.model_settings import UNSET, ModelSettings
from provider.known.responses_only import is_in_responses_only, thinks
from provider.known.transcribers import transcriber
from provider.transport.multipart import encoded
from provider.values import replace

_OPENAI: Final = Url("https://api.openai.com/v1")

_RESPONSES: Final = "/responses"
_OPENAI_HOST: Final = host_of(_OPENAI)
_SEES: Final = re.compile(
    r"(gpt-4o|gpt-4\.1|gpt-[5-9]|chatgpt-4o|o[134](?!-mini|-preview)|o4-mini)(?!.*(audio|search|realtime))"
)
_ABLE: Final = ModelSettings(vision=True, documents=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(ServerOptions):
    """The keys of the section. `base_url`: the address before /chat/completions."""

    base_url: Url = field(default=_OPENAI, repr=False)


class OpenAI(ModelServer):
    """A `Provider` for Chat Completions."""

    list_path: ClassVar[str] = "/models"

    def __init__(self, options: Options) -> None:
        headers = {"authorization": f"Bearer {options.api_key}"} if options.api_key else {}
        super().__init__(options, base_url=options.base_url, headers=headers)
        self._ask_usage = True
        self._taciturn: set[str] = set()  # models whose reasoning is not for this account

    def _question(self, request: Request, model: str) -> Question:
        return Question("/chat/completions", question(request, model, usage=self._ask_usage))

    def _answer(self, think_tags: ThinkTags) -> Answer:
        return Completion(think_tags)

    def _otherwise(self, request: Request, model: str) -> Question:
        """The Responses API; reasoning is asked for as long as the account may have it."""
        summary = self.host == _OPENAI_HOST and thinks(model) and model not in self._taciturn
        return Question(_RESPONSES, responses.question(request, model, summary=summary))

    def _answer_to(self, question: Question, think_tags: ThinkTags) -> Answer:
        return responses.Response(think_tags) if question.path == _RESPONSES else self._answer(think_tags)

    def _worded(self, body: Mapping[str, object]) -> Mapping[str, object]:
        return responses.in_its_words(body) if "input" in body else body

    def _listed(self, body: bytes) -> list[Listed]:
        return listed(body)

    def _usual(self, model: str) -> ModelSettings:
        """OpenAI's own list says nothing of its models; the newer ones see and take PDFs."""
        known = _ABLE if self.host == _OPENAI_HOST and _SEES.match(model) else UNSET
        if is_in_responses_only(self.host, model):
            known = replace(known, responses=True)
        efforts = at_service(self.host, model, local=self.trust == "local")
        return known if efforts is None else replace(known, efforts=efforts)

    def _with_effort(self, body: Mapping[str, object], model: str, effort: Effort) -> Mapping[str, object]:
        if "input" in body:
            return responses.with_effort(body, effort, host=self.host)
        return with_effort(body, effort, host=self.host, local=self.trust == "local", model=model)

    def _with_tools(
        self, body: Mapping[str, object], model: str, tools: Sequence[ToolDefinition]
    ) -> Mapping[str, object]:
        if "input" in body:
            return responses.with_tools(body, tools, sealed=self.host == _OPENAI_HOST and thinks(model))
        return with_tools(body, tools)

    @property
    def transcription_model(self) -> str:
        """See `Transcribes`."""
        return transcriber(self.host, self._all)

    async def transcribe(self, audio: Audio, model: str) -> Transcript:
        """See `Transcribes`."""
        kind, form = encoded({"model": model}, file_of(audio))
        return await self._upload(ROUTE, kind, form, model, transcript)

    async def draw(self, words: str, model: str, size: str, image: Image | None) -> Image:
        """See `Draws`."""
        fields = drawing.fields(words, model, size)
        if image is None:
            body = json.dumps({**fields, "n": 1}, ensure_ascii=False).encode(errors="replace")
            return await self._upload(drawing.NEW, "application/json", body, model, drawing.picture)
        kind, form = encoded(fields, drawing.file_of(image))
        return await self._upload(drawing.CHANGED, kind, form, model, drawing.picture)

    def _simplify(self, question: Question, status: int, said: bytes) -> bool:
        refused = status in (400, 422) and re.search(rb"stream_options|include_usage", said) is not None
        if refused and "stream_options" in question.body:
            self._ask_usage = False
            return True
        if status in (400, 403) and "reasoning" in question.body and re.search(rb"(?i)reasoning[. ]summar", said):
            self._taciturn.add(str(question.body.get("model")))
            return True
        return False


BACKEND: Final = Backend("openai", Options, OpenAI)
