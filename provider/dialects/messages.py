"""Anthropic's Messages API: a question's body; the events of an answer -> ours; the list of models. Pure."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Final

from provider.contract import Event, FinishReason, Message, Reasoning, Request, Text, Usage
from provider.dialects.alternating import system_text
from provider.dialects.answer import Answer, count
from provider.dialects.model_listing import Listed, items
from provider.known.model_settings import ModelSettings

_REASONS: Final[Mapping[str, FinishReason]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "filtered",
}


def question(request: Request, model: str, *, max_tokens: int) -> dict[str, object]:
    """The body of POST /v1/messages."""
    body: dict[str, object] = {
        "model": model,
        "max_tokens": max_tokens,
        "messages": [
            {"role": message.role, "content": list(_parts(message))}
            for message in request.messages
            if message.role != "system"
        ],
        "stream": True,
    }
    system = system_text(request.messages)
    return {**body, "system": system} if system else body


def _parts(message: Message) -> Iterator[dict[str, object]]:
    for image in message.images:
        data = b64encode(image.data).decode()
        yield {"type": "image", "source": {"type": "base64", "media_type": image.media_type, "data": data}}
    if message.content.strip():  # the server refuses a text of nothing
        yield {"type": "text", "text": message.content}


class MessagesAnswer(Answer):
    """An answer of the Messages API. Errors in the stream are none of its business."""

    def __init__(self) -> None:
        super().__init__()
        self._input = 0
        self._output = 0

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        match chunk:
            case {"type": "content_block_delta", "delta": dict() as delta}:
                return self._noted(_events(delta))
            case {"type": "content_block_start", "content_block": dict() as block}:
                return self._noted(_events(block))
            case {"type": "message_start", "message": dict() as message}:
                self._count(message.get("usage"))
            case {"type": "message_delta", "delta": dict() as delta}:
                self._count(chunk.get("usage"))
                self._give_reason(delta)
            case {"type": "message_stop"}:
                self.over = True
                if not self.finished:
                    self._finish("unknown")
            case {"type": "message", "content": [*blocks]}:  # it was asked to stream and answers in one piece
                self._count(chunk.get("usage"))
                self._give_reason(chunk)
                return self._noted([event for block in blocks if isinstance(block, dict) for event in _events(block)])
        return []

    def _give_reason(self, delta: Mapping[str, object]) -> None:
        reason = delta.get("stop_reason")
        if isinstance(reason, str) and reason:
            self._finish(_REASONS.get(reason, "unknown"))

    def _count(self, usage: object) -> None:
        """Counts only grow; what a cache gave or took was read as well."""
        if not isinstance(usage, dict):
            return
        names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        self._input = sum(count(usage.get(name)) for name in names) or self._input
        self._output = count(usage.get("output_tokens")) or self._output
        self._usage = Usage(self._input, self._output)


def _events(block: Mapping[str, object]) -> list[Event]:
    """Of a block or of a piece of one."""
    match block:
        case {"type": "text" | "text_delta", "text": str() as words} if words:
            return [Text(words)]
        case {"type": "thinking" | "thinking_delta", "thinking": str() as words} if words:
            return [Reasoning(words)]
    return []


def listed(body: bytes) -> list[Listed]:
    """The models in the answer to GET /v1/models, in the server's order: the newest first."""
    return [
        Listed(str(item.get("id") or ""), _told(item), None if item.get("lifecycle") != "retired" else False)
        for item in items(body)
    ]


def _told(item: Mapping[str, object]) -> ModelSettings:
    able = item.get("capabilities")
    return ModelSettings(
        vision=_supports(able, "image_input"),
        reasoning=_supports(able, "thinking"),
        context=count(item.get("max_input_tokens")),
    )


def _supports(able: object, name: str) -> bool | None:
    match able:
        case dict() if isinstance(found := able.get(name), dict) and isinstance(found.get("supported"), bool):
            return bool(found["supported"])
    return None
