"""Chat Completions: a question's body; the chunks of an answer -> our events. Pure; knows what servers really speak."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Final

from provider.contract import Event, FinishReason, Message, Reasoning, Request, Usage
from provider.dialects.answer import Answer, count
from provider.dialects.think_tags import ThinkTags
from provider.errors import CutOff

_REASONS: Final[Mapping[str, FinishReason]] = {
    "stop": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filtered",
    "safety": "filtered",
}


def question(request: Request, model: str, *, usage: bool) -> dict[str, object]:
    """The body of POST /chat/completions. `usage`: ask for the count of tokens."""
    body: dict[str, object] = {
        "model": model,
        "messages": [{"role": message.role, "content": _content(message)} for message in request.messages],
        "stream": True,
    }
    if usage:
        body["stream_options"] = {"include_usage": True}
    return body


def _content(message: Message) -> str | list[dict[str, object]]:
    """Plain text where there is no picture: many servers know nothing else."""
    if not message.images:
        return message.content
    parts: list[dict[str, object]] = []
    for image in message.images:
        url = f"data:{image.media_type};base64,{b64encode(image.data).decode()}"
        parts.append({"type": "image_url", "image_url": {"url": url}})
    return [*parts, {"type": "text", "text": message.content}] if message.content else parts


class Completion(Answer):
    """An answer of a Chat Completions server."""

    def __init__(self) -> None:
        super().__init__()
        self._tags = ThinkTags()

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """See `Answer.feed`.

        Raises:
            CutOff: the server gave up in the middle of its answer.
        """
        events: list[Event] = []
        self._usage = _usage(chunk) or self._usage
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return events
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            for thought in _thoughts(delta):
                events.append(Reasoning(thought))
            for content in _contents(delta):
                events += [content] if isinstance(content, Reasoning) else self._tags.feed(content)
        elif isinstance(choice.get("text"), str):
            events += self._tags.feed(choice["text"])
        self._noted(events)
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            if reason.lower() == "error":
                raise CutOff("The server gave up in the middle of its answer.")
            self._finish(_REASONS.get(reason.lower(), "unknown"))
        return events

    def rest(self) -> list[Event]:
        """What was held back to see whether it is a tag."""
        return self._noted(list(self._tags.end()))


def _usage(chunk: Mapping[str, object]) -> Usage | None:
    usage, groq = chunk.get("usage"), chunk.get("x_groq")
    if not isinstance(usage, dict):
        usage = groq.get("usage") if isinstance(groq, dict) else None
    if not isinstance(usage, dict):
        return None
    asked, said = count(usage.get("prompt_tokens")), count(usage.get("completion_tokens"))
    details = usage.get("completion_tokens_details")
    thought = count(details.get("reasoning_tokens")) if isinstance(details, dict) else 0
    if thought and count(usage.get("total_tokens")) == asked + said + thought:
        said += thought  # xAI counts them beside the answer's, everybody else among them
    return Usage(asked, said)


def _thoughts(delta: Mapping[str, object]) -> Iterator[str]:
    for key in ("reasoning_content", "reasoning", "thinking"):
        value = delta.get(key)
        if isinstance(value, str) and value:
            yield value
            return  # some servers send the same under two names


def _contents(delta: Mapping[str, object]) -> Iterator[str | Reasoning]:
    content = delta.get("content")
    if isinstance(content, str) and content:
        yield content
    elif isinstance(content, list):
        for part in content:
            match part:
                case {"type": "thinking", "thinking": [*thoughts]}:
                    words = "".join(str(each.get("text", "")) for each in thoughts if isinstance(each, dict))
                    if words:
                        yield Reasoning(words)
                case {"text": str() as words} if words:
                    yield words
    refusal = delta.get("refusal")
    if isinstance(refusal, str) and refusal:
        yield refusal
