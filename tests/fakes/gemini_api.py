"""Google's Gemini API on a real socket; it misbehaves as the Chat Completions server does, in its own format."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes import efforts, tool_checks
from tests.fakes.chat_completions import ChatCompletions


@dataclass
class GeminiApi(ChatCompletions):
    """`finish`: the finishReason, empty: none. `blocked`: the question is blocked for that reason.

    `error`: a whole error object with its code, sent as an event. `mindless`: thoughts may not be asked for.
    """

    models: tuple[str, ...] = ("gemini-3-flash",)
    finish: str = "STOP"
    blocked: str = ""
    mindless: bool = False

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_post("/v1beta/models/{model}:streamGenerateContent", self._complete)
        app.router.add_post("/v1beta/models/{model}:generateContent", self._complete)
        app.router.add_get("/v1beta/models", self._list)

    def _key_of(self, request: web.Request) -> str:
        assert "key" not in request.query  # it would stand in the logs of every proxy
        return request.headers.get("x-goog-api-key", "")

    def _model_of(self, request: web.Request, body: dict[str, Any]) -> str:
        body["stream"] = request.query.get("alt") == "sse"
        body["model"] = request.match_info["model"]
        return request.match_info["model"]

    def _is_well_formed(self, body: dict[str, Any]) -> bool:
        fine = all(_is_part(part) for each in body["contents"] for part in each["parts"])
        return fine and {each["role"] for each in body["contents"]} <= {"user", "model"}

    def _wrong_calls(self, body: dict[str, Any]) -> str:
        return tool_checks.of_gemini(body)

    def _effort_refused(self, body: dict[str, Any], levels: tuple[str, ...]) -> str:
        return efforts.of_gemini(body, levels)

    def _has_system(self, body: dict[str, Any]) -> bool:
        return "systemInstruction" in body

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        if self.mindless and b"includeThoughts" in await request.read():
            return self._error(400, "Thinking is not enabled for this model.", "INVALID_ARGUMENT")
        return await super()._complete(request)

    async def _list(self, request: web.Request) -> web.Response:
        self.listed += 1
        data = [
            {
                "name": f"models/{name}",
                "inputTokenLimit": 1_048_576,
                "supportedGenerationMethods": ["embedContent"] if "embed" in name else ["generateContent"],
                "thinking": True,
            }
            for name in self.models
        ]
        return web.json_response({"models": data})

    def events(self, body: dict[str, Any]) -> Iterator[bytes]:
        if self.raw:
            yield self.raw
            return
        if self.blocked:
            yield self._event({"promptFeedback": {"blockReason": self.blocked}, "usageMetadata": self._metadata(0)})
            return
        pieces = [{"text": piece, "thought": True} for piece in self._tokens(self.reasoning)]
        pieces += [{"text": piece} for piece in self._tokens(self.text)]
        for number, piece in enumerate(pieces):
            if self.error and number == self.error_after:
                break
            yield self._event(self._chunk([piece], number))
        if self.error:
            yield self._event({"error": self.error})
        elif self.finish:
            yield self._event(self._chunk([], len(pieces), self.finish))

    def _chunk(self, parts: list[dict[str, Any]], said: int, finish: str = "") -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        if finish:
            candidate = {**({} if not parts else candidate), "finishReason": finish, "index": 0}
        return {"candidates": [candidate], "usageMetadata": self._metadata(said), "modelVersion": "test"}

    def _metadata(self, said: int) -> dict[str, int]:
        thoughts = min(said, len(self._tokens(self.reasoning)))
        counts = {"promptTokenCount": 7, "candidatesTokenCount": said - thoughts, "thoughtsTokenCount": thoughts}
        return {**counts, "totalTokenCount": 7 + said}

    def _document(self, model: str) -> dict[str, Any]:
        parts = [{"text": self.reasoning, "thought": True}] if self.reasoning else []
        said = len(self._tokens(self.reasoning)) + len(self._tokens(self.text))
        chunk = self._chunk([*parts, {"text": self.text}], said)
        chunk["candidates"][0]["finishReason"] = self.finish
        return chunk

    def _error(self, status: int, message: str, code: str) -> web.Response:
        kinds = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}
        error = {"code": status, "message": message, "status": kinds.get(status, "UNAVAILABLE")}
        return web.json_response({"error": error}, status=status)


def _is_part(part: dict[str, Any]) -> bool:
    match part:
        case {"functionCall": {"name": str(), "args": dict()}} | {
            "functionResponse": {"name": str(), "response": dict()}
        }:
            return True
    return "text" in part or bool(part["inlineData"]["data"])
