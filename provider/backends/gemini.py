"""Google's Gemini API in its own dialect, generateContent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import quote

from provider.contract import Backend, Effort, Request, ToolDefinition, Url
from provider.dialects.answer import Answer
from provider.dialects.generate_content import GeneratedContent, listed, question, thinks, with_effort, with_tools
from provider.dialects.model_listing import Listed
from provider.dialects.options import ServerOptions
from provider.dialects.server import ModelServer, Question
from provider.dialects.think_tags import ThinkTags
from provider.known.effort_levels import of_gemini
from provider.known.model_settings import UNSET, ModelSettings
from provider.values import replace

_GEMINI: Final = Url("https://generativelanguage.googleapis.com/v1beta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(ServerOptions):
    """The keys of the section. `base_url`: the address before /models, with or without the version."""

    base_url: Url = field(default=_GEMINI, repr=False)


class Gemini(ModelServer):
    """A `Provider` for generateContent. The key is sent in a header, never in an address."""

    list_path: ClassVar[str] = "/models?pageSize=1000"
    searches_beside_tools: ClassVar[bool] = False  # https://ai.google.dev/gemini-api/docs/tool-combination: most refuse

    def __init__(self, options: Options) -> None:
        base_url = options.base_url.rstrip("/")
        if not re.search(r"/v\d\w*$", base_url):
            base_url += "/v1beta"
        headers = {"x-goog-api-key": options.api_key} if options.api_key else {}
        super().__init__(options, base_url=base_url, headers=headers)
        self._mindless: set[str] = set()  # models, as named in a path, that refuse if asked for reasoning

    def _question(self, request: Request, model: str) -> Question:
        name = model.removeprefix("models/")
        # Quoted, so that a name that a person typed cannot lead to another path of the server.
        path = f"/models/{quote(name, safe='')}:streamGenerateContent?alt=sse"
        able = self.settings(model).reasoning
        reasoning = (thinks(name) if able is None else able) and _named(path) not in self._mindless
        return Question(path, question(request, reasoning=reasoning))

    def _at_once(self, question: Question) -> Question:
        return Question(question.path.replace(":streamGenerateContent?alt=sse", ":generateContent"), question.body)

    def _answer(self, think_tags: ThinkTags) -> Answer:
        return GeneratedContent(think_tags)

    def _listed(self, body: bytes) -> list[Listed]:
        return listed(body)

    def _usual(self, model: str) -> ModelSettings:
        """Models called Gemini see, hear and read; of others, such as Gemma, nothing is known."""
        name = model.removeprefix("models/")
        known = ModelSettings(vision=True, hearing=True, documents=True) if name.startswith("gemini-") else UNSET
        efforts = of_gemini(name)
        return known if efforts is None else replace(known, efforts=efforts)

    def _with_effort(self, body: Mapping[str, object], model: str, effort: Effort) -> Mapping[str, object]:
        return with_effort(body, model, effort)

    def _with_tools(
        self, body: Mapping[str, object], model: str, tools: Sequence[ToolDefinition]
    ) -> Mapping[str, object]:
        return with_tools(body, tools)

    def _simplify(self, question: Question, status: int, said: bytes) -> bool:
        if status == 400 and "generationConfig" in question.body and re.search(rb"(?i)thinking|thoughts", said):
            self._mindless.add(_named(question.path))
            return True
        return False

    def _best(self, names: tuple[str, ...]) -> str:
        """The newest model of the middle size; the server lists the oldest first."""
        plain = [name for name in names if re.fullmatch(r"gemini-(\d+(\.\d+)?-)?flash(-latest)?", name)]
        return next((name for name in plain if name.endswith("-latest")), plain[-1] if plain else "")


def _named(path: str) -> str:
    return path.rpartition(":")[0]


BACKEND: Final = Backend("gemini", Options, Gemini)
