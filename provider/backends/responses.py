"""Any server that speaks OpenAI's Responses API: OpenAI and xAI, vLLM, Ollama and LM Studio.

The backend `openai` asks in this dialect by itself where Chat Completions does not serve a model.
"""

from typing import Final

from provider.backends.openai import OpenAI, Options
from provider.contract import Backend, Request
from provider.dialects.answer import Answer
from provider.dialects.responses import Response
from provider.dialects.server import Question
from provider.dialects.think_tags import ThinkTags


class Responses(OpenAI):
    """A `Provider` for the Responses API."""

    def _question(self, request: Request, model: str) -> Question:
        return self._otherwise(request, model)

    def _answer(self, think_tags: ThinkTags) -> Answer:
        return Response(think_tags)


BACKEND: Final = Backend("responses", Options, Responses)
