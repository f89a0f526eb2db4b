"""Chat Completions: the chunks of an answer -> our events. Pure; knows the dialects that servers really speak."""

from collections.abc import Iterator, Mapping
from typing import Final

from provider.contract import Event, Finish, FinishReason, Reasoning, Request, Text, Usage
from provider.errors import EmptyAnswer, Filtered
from provider.thinking import ThinkTags

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
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "stream": True,
    }
    if usage:
        body["stream_options"] = {"include_usage": True}
    return body


class Completion:
    """An answer as it grows. `text` is what came of it, `finished` that the server gave a reason for its end."""

    def __init__(self) -> None:
        self.finished = False
        self._reason: FinishReason = "unknown"
        self._tags = ThinkTags()
        self._pieces: list[str] = []
        self._thought = False
        self._usage: Usage | None = None

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """The events in a chunk, or in a whole answer that came in one piece. Unknown keys are skipped."""
        events: list[Event] = []
        usage = chunk.get("usage")
        if isinstance(usage, dict):
            self._usage = Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))
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
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self.finished = True
            self._reason = _REASONS.get(reason.lower(), "unknown")
        return self._noted(events)

    def rest(self) -> list[Event]:
        """What was held back to see whether it is a tag; once, when nothing more comes."""
        return self._noted(list(self._tags.end()))

    def end(self) -> list[Event]:
        """The last events of a complete answer, after `rest`.

        Raises:
            Filtered: the server held the whole answer back. EmptyAnswer: it is empty otherwise.
        """
        if not self.text.strip():
            if self._reason == "filtered":
                raise Filtered()
            raise EmptyAnswer("The model thought and then said nothing." if self._thought else "")
        return [*([self._usage] if self._usage else []), Finish(self._reason)]

    def done(self) -> None:
        """The server said `[DONE]`: complete, whether or not it gave a reason."""
        if not self.finished:
            self.finished, self._reason = True, "stop"

    def _noted(self, events: list[Event]) -> list[Event]:
        for event in events:
            if isinstance(event, Text):
                self._pieces.append(event.text)
            elif isinstance(event, Reasoning):
                self._thought = True
        return events


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


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
