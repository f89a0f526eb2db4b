"""Anthropic's Messages API on a real socket; it misbehaves as the Chat Completions server does, in its own format."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes import efforts, tool_checks
from tests.fakes.chat_completions import ChatCompletions


@dataclass
class AnthropicApi(ChatCompletions):
    """`finish`: the stop_reason, empty: none. `done`: end with message_stop. `error`: {"type": ..., "message": ...}.

    `capabilities`: what the list says of single models beyond the usual.
    """

    models: tuple[str, ...] = ("claude-test",)
    capabilities: dict[str, dict[str, Any]] = field(default_factory=dict)
    finish: str = "end_turn"

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_post("/v1/messages", self._complete)
        app.router.add_get("/v1/models", self._list)

    def _key_of(self, request: web.Request) -> str:
        return request.headers.get("x-api-key", "")

    def _is_well_formed(self, body: dict[str, Any]) -> bool:
        roles = [each["role"] for each in body["messages"]]
        turns = roles[0] == "user" and set(roles) <= {"user", "assistant"}
        return turns and body["max_tokens"] > 0 and all(_is_content(each["content"]) for each in body["messages"])

    def _wrong_calls(self, body: dict[str, Any]) -> str:
        return tool_checks.of_claude(body)

    def _effort_refused(self, body: dict[str, Any], levels: tuple[str, ...]) -> str:
        return efforts.of_claude(body, levels)

    def _has_system(self, body: dict[str, Any]) -> bool:
        return "system" in body

    async def _list(self, request: web.Request) -> web.Response:
        self.listed += 1
        data = [
            {
                "type": "model",
                "id": name,
                "display_name": name,
                "created_at": "2026-06-01T00:00:00Z",
                "lifecycle": "retired" if "retired" in name else "active",
                "max_input_tokens": 200_000,
                "capabilities": {
                    "image_input": {"supported": True},
                    "thinking": {"supported": True},
                    **self.capabilities.get(name, {}),
                },
            }
            for name in self.models
        ]
        return web.json_response({"data": data, "has_more": False, "first_id": None, "last_id": None})

    def events(self, body: dict[str, Any]) -> Iterator[bytes]:
        if self.raw:
            yield self.raw
            return
        usage = {"input_tokens": 4, "cache_creation_input_tokens": 2, "cache_read_input_tokens": 1, "output_tokens": 1}
        yield self._event({"type": "message_start", "message": {**self._frame(body), "content": [], "usage": usage}})
        yield self._event({"type": "ping"})
        blocks = [("thinking", self.reasoning)] if self.reasoning else []
        number = 0
        for index, (kind, text) in enumerate([*blocks, ("text", self.text)]):
            block = {"type": kind, kind: ""} | ({"signature": ""} if kind == "thinking" else {})
            yield self._event({"type": "content_block_start", "index": index, "content_block": block})
            for piece in self._tokens(text):
                if self.error and number == self.error_after:
                    yield self._event({"type": "error", "error": self.error})
                    return
                number += 1
                delta = {"type": f"{kind}_delta", kind: piece}
                yield self._event({"type": "content_block_delta", "index": index, "delta": delta})
            if kind == "thinking":
                signature = {"type": "signature_delta", "signature": "c2lnbmVk"}
                yield self._event({"type": "content_block_delta", "index": index, "delta": signature})
            yield self._event({"type": "content_block_stop", "index": index})
        if self.error:
            yield self._event({"type": "error", "error": self.error})
            return
        if self.finish:
            said = {"output_tokens": self.counted()["completion_tokens"]}
            reason: dict[str, Any] = {"stop_reason": self.finish, "stop_sequence": None}
            yield self._event({"type": "message_delta", "delta": reason, "usage": said})
        if self.done:
            yield self._event({"type": "message_stop"})

    def _event(self, value: dict[str, Any]) -> bytes:
        data = json.dumps(value, ensure_ascii=False)
        return f"event: {value['type']}{self.newline}data: {data}{self.newline * 2}".encode()

    def _frame(self, body: dict[str, Any]) -> dict[str, Any]:
        frame: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "model": body["model"]}
        return frame | {"stop_reason": None, "stop_sequence": None}

    def _document(self, model: str) -> dict[str, Any]:
        content = [{"type": "thinking", "thinking": self.reasoning, "signature": ""}] if self.reasoning else []
        usage = {"input_tokens": 7, "output_tokens": self.counted()["completion_tokens"]}
        said = {"content": [*content, {"type": "text", "text": self.text}], "stop_reason": self.finish or None}
        return {**self._frame({"model": model}), **said, "usage": usage}

    def _error(self, status: int, message: str, code: str) -> web.Response:
        kinds = {
            400: "invalid_request_error",
            401: "authentication_error",
            403: "permission_error",
            404: "not_found_error",
            413: "request_too_large",
            429: "rate_limit_error",
            529: "overloaded_error",
        }
        error = {"type": kinds.get(status, "api_error"), "message": message}
        return web.json_response({"type": "error", "error": error, "request_id": "req_1"}, status=status)


def _is_content(content: Any) -> bool:
    """Text that is not empty, or blocks."""
    if isinstance(content, str):
        return bool(content.strip())
    return bool(content) and all(map(_is_block, content))


def _is_block(block: dict[str, Any]) -> bool:
    match block:
        case {"type": "text", "text": str() as text}:
            return bool(text.strip())
        case {"type": "image", "source": {"type": "base64", "media_type": str() as kind, "data": str() as data}}:
            return kind in ("image/jpeg", "image/png", "image/gif", "image/webp") and bool(data)
        case {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": str() as data}}:
            return bool(data)
        case {"type": "tool_use", "id": str(), "name": str(), "input": dict()}:
            return True
        case {"type": "tool_result", "tool_use_id": str(), "content": [*blocks]}:
            return all(map(_is_block, blocks))
        case {"type": "thinking", "thinking": str(), "signature": str() as signature}:
            return bool(signature)
        case {"type": "redacted_thinking", "data": str() as data}:
            return bool(data)
    return False
