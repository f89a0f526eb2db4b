"""OpenAI's Responses API on a real socket; it misbehaves as the Chat Completions server does, in its own format."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes import efforts, tool_checks
from tests.fakes.chat_completions import ChatCompletions

ONLY_HERE = "This model is only supported in v1/responses and not in v1/chat/completions."
_ITEMS = ("function_call", "function_call_output", "reasoning")
NO_SUMMARY = "Your organization must be verified to generate reasoning summaries (parameter reasoning.summary)."


@dataclass
class ResponsesApi(ChatCompletions):
    """`finish`: "stop", or the reason of `incomplete_details`; empty: the stream ends before its last event.

    `silent`: the account may not have summaries of thoughts. `cites`: addresses that annotations behind the text name.
    On the route of Chat Completions all models are refused.
    """

    silent: bool = False
    cites: tuple[str, ...] = ()
    refused_summaries: int = 0
    asked_in_chat: list[dict[str, Any]] = field(default_factory=list)

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_post("/v1/responses", self._complete)
        app.router.add_post("/v1/chat/completions", self._refuse_chat)
        app.router.add_post("/v1/audio/transcriptions", self.speech.answer)
        app.router.add_get("/v1/models", self._list)

    async def _refuse_chat(self, request: web.Request) -> web.Response:
        self.asked_in_chat.append(await request.json())
        return self._error(404, ONLY_HERE, "")

    def _is_well_formed(self, body: dict[str, Any]) -> bool:
        unknown = {"messages", "stream_options", "max_tokens", "max_completion_tokens", "reasoning_effort"}
        said = [each for each in body["input"] if each.get("type") not in _ITEMS]
        roles = {each["role"] for each in said}
        contents = all(_is_content(each["content"], each["role"]) for each in said)
        return not unknown & body.keys() and body["store"] is False and roles <= {"user", "assistant"} and contents

    def _wrong_calls(self, body: dict[str, Any]) -> str:
        return tool_checks.of_responses(body)

    def _effort_refused(self, body: dict[str, Any], levels: tuple[str, ...]) -> str:
        effort = (body.get("reasoning") or {}).get("effort")
        told = {} if effort is None else {"reasoning_effort": effort}
        return efforts.of_chat(told, levels).replace("reasoning_effort", "reasoning.effort")

    def _has_system(self, body: dict[str, Any]) -> bool:
        return "instructions" in body

    async def _checked(self, request: web.Request, handler: Any) -> web.StreamResponse:
        asked = await request.json() if self.silent and request.path.endswith("/responses") else {}
        if "summary" in asked.get("reasoning", {}):
            self.refused_summaries += 1
            return self._error(400, NO_SUMMARY, "unsupported_value")
        return await super()._checked(request, handler)

    def events(self, body: dict[str, Any]) -> Iterator[bytes]:
        if self.raw:
            yield self.raw
            return
        number = 0
        frame = self._frame(body["model"])
        yield self._event({"type": "response.created", "response": {**frame, "status": "in_progress", "output": []}})
        yield self._event(
            {"type": "response.in_progress", "response": {**frame, "status": "in_progress", "output": []}}
        )
        if self.reasoning:
            at: dict[str, Any] = {"item_id": "rs_1", "output_index": 0, "summary_index": 0}
            yield self._event({"type": "response.output_item.added", "output_index": 0, "item": self._thought("")})
            yield self._event({"type": "response.reasoning_summary_part.added", **at})
            for piece in self._tokens(self.reasoning):
                if self.error and number == self.error_after:
                    yield self._failed(frame)
                    return
                number += 1
                yield self._event({"type": "response.reasoning_summary_text.delta", **at, "delta": piece})
            yield self._event({"type": "response.reasoning_summary_text.done", **at, "text": self.reasoning})
            done = {"output_index": 0, "item": self._thought(self.reasoning)}
            yield self._event({"type": "response.output_item.done", **done})
        at = {"item_id": "msg_1", "output_index": int(bool(self.reasoning)), "content_index": 0}
        yield self._event({"type": "response.output_item.added", **at, "item": self._message("", "in_progress")})
        yield self._event({"type": "response.content_part.added", **at, "part": self._part("")})
        for piece in self._tokens(self.text):
            if self.error and number == self.error_after:
                yield self._failed(frame)
                return
            number += 1
            yield self._event({"type": "response.output_text.delta", **at, "delta": piece, "logprobs": []})
        if self.error:
            yield self._failed(frame)
            return
        for index, annotation in enumerate(self._annotations()):
            told = {**at, "annotation_index": index, "annotation": annotation}
            yield self._event({"type": "response.output_text.annotation.added", **told})
        if not self.finish:
            return
        yield self._event({"type": "response.output_text.done", **at, "text": self.text, "logprobs": []})
        yield self._event({"type": "response.output_item.done", **at, "item": self._message(self.text, "completed")})
        whole = self._document(body["model"])
        yield self._event({"type": f"response.{whole['status']}", "response": whole})

    def _event(self, value: dict[str, Any]) -> bytes:
        data = json.dumps(value, ensure_ascii=False)
        return f"event: {value['type']}{self.newline}data: {data}{self.newline * 2}".encode()

    def _failed(self, frame: dict[str, Any]) -> bytes:
        return self._event({"type": "response.failed", "response": {**frame, "status": "failed", "error": self.error}})

    def _frame(self, model: str) -> dict[str, Any]:
        frame = {"id": "resp_1", "object": "response", "created_at": 1, "model": model, "error": None, "usage": None}
        return frame | {"incomplete_details": None, "parallel_tool_calls": True, "tools": [], "store": False}

    def _thought(self, text: str) -> dict[str, Any]:
        summary = [{"type": "summary_text", "text": text}] if text else []
        return {"id": "rs_1", "type": "reasoning", "summary": summary}

    def _part(self, text: str) -> dict[str, Any]:
        annotations = self._annotations() if text else []
        return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}

    def _annotations(self) -> list[dict[str, Any]]:
        size = len(self.text)
        return [
            {"type": "url_citation", "start_index": 0, "end_index": size, "url": url, "title": "A page"}
            for url in self.cites
        ]

    def _message(self, text: str, status: str) -> dict[str, Any]:
        content = [self._part(text)] if text else []
        return {"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": content}

    def _document(self, model: str) -> dict[str, Any]:
        output = [self._thought(self.reasoning)] if self.reasoning else []
        counts = self.counted()
        usage = {
            "input_tokens": counts["prompt_tokens"],
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": counts["completion_tokens"],
            "output_tokens_details": {"reasoning_tokens": len(self._tokens(self.reasoning))},
            "total_tokens": counts["total_tokens"],
        }
        said = {"output": [*output, self._message(self.text, "completed")], "usage": usage}
        cut = self.finish not in ("stop", "")
        ending = {"status": "incomplete" if cut else "completed"}
        return {**self._frame(model), **said, **ending, "incomplete_details": {"reason": self.finish} if cut else None}


def _is_content(content: Any, role: str) -> bool:
    """Text, or pictures and PDFs of a person as data, and one text."""
    return isinstance(content, str) or (role == "user" and bool(content) and all(map(_is_part, content)))


def _is_part(part: dict[str, Any]) -> bool:
    match part:
        case {"type": "input_text", "text": str()}:
            return True
        case {"type": "input_image", "image_url": str() as url, "detail": "auto"}:
            return re.match("data:image/", url) is not None
        case {"type": "input_file", "filename": str() as name, "file_data": str() as url}:
            return bool(name) and url.startswith("data:application/pdf;base64,")
    return False
