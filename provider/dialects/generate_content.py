"""Gemini's generateContent: the body of a question; the chunks of an answer as our events; the list of models. Pure."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from provider.contract import (
    Effort,
    Event,
    Message,
    Picture,
    Reasoning,
    Request,
    Text,
    ToolArguments,
    ToolCall,
    ToolDefinition,
    ToolResult,
)
from provider.dialects.alternating import system_text
from provider.dialects.answer import Answer, count, counted
from provider.dialects.model_listing import Listed, items
from provider.dialects.pictures import decoded
from provider.dialects.reasons import why
from provider.dialects.sources import MOST_SOURCES, span_of
from provider.dialects.think_tags import ThinkTags
from provider.dialects.tool_calls import read
from provider.errors import Filtered
from provider.known.model_settings import ModelSettings

_THINKS: Final = re.compile(r"gemini-(2\.5|[3-9]|\d\d)")
_BUDGETED: Final = re.compile(r"gemini-2\.")
_BUDGETS: Final[Mapping[Effort, int]] = {
    "none": 0,
    "minimal": 1024,
    "low": 1024,
    "medium": 8192,
    "high": 24_576,
    "max": 32_768,
}
_LEVELS: Final[Mapping[Effort, str]] = {"none": "minimal", "max": "high"}
"""Levels that Gemini does not have."""
_NUMBERED: Final = (
    "FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST",
    "PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL",
)  # fmt: skip
"""Reasons for the end by their numbers: https://ai.google.dev/api/generate-content#FinishReason"""
_MOST_SUPPORTS: Final = 500
"""The most segments of an answer that are read of one chunk."""
_UNSIGNED: Final = "skip_thought_signature_validator"
"""The signature of a call that the model did not make."""
_HOW_MUCH: Final = frozenset({"thinkingBudget", "thinkingLevel"})


def question(request: Request, *, reasoning: bool) -> dict[str, object]:
    """The body of POST /models/NAME:streamGenerateContent. `reasoning`: whether to ask for that too."""
    body: dict[str, object] = {
        "contents": [
            {"role": "model" if message.role == "assistant" else "user", "parts": list(_parts(message))}
            for message in request.messages
            if message.role != "system"
        ]
    }
    system = system_text(request.messages)
    if system:
        body["systemInstruction"] = {"parts": [{"text": system}]}
    if reasoning:
        body["generationConfig"] = {"thinkingConfig": {"includeThoughts": True}}
    return body


def with_effort(body: Mapping[str, object], model: str, effort: Effort) -> Mapping[str, object]:
    """The body with how much the model is to think: a budget of tokens for Gemini 2.5, a level for later ones.

    A request with both is refused, so what the config says of either is replaced. The budgets are those that Google
    itself uses for levels of effort: https://ai.google.dev/gemini-api/docs/openai and .../thinking
    """
    own = body.get("generationConfig")
    config = dict(own) if isinstance(own, Mapping) else {}
    before = config.get("thinkingConfig")
    kept = (
        {name: value for name, value in before.items() if name not in _HOW_MUCH} if isinstance(before, Mapping) else {}
    )
    if _BUDGETED.search(model):
        told: dict[str, object] = {"thinkingBudget": _BUDGETS[effort]}
    else:
        told = {"thinkingLevel": _LEVELS.get(effort, effort)}
    if effort == "none":
        kept.pop("includeThoughts", None)
    return {**body, "generationConfig": {**config, "thinkingConfig": {**kept, **told}}}


def thinks(model: str) -> bool:
    """Whether a model of that name thinks. The others refuse to answer if they are asked for reasoning."""
    return _THINKS.search(model) is not None


def with_tools(body: Mapping[str, object], tools: Sequence[ToolDefinition]) -> Mapping[str, object]:
    """The body with tools that the model may call, beside those that are in it.

    https://ai.google.dev/gemini-api/docs/function-calling
    """
    own = body.get("tools")
    ours = [
        {"name": each.name, "description": each.description, "parametersJsonSchema": dict(each.schema)}
        for each in tools
    ]
    return {**body, "tools": [*(own if isinstance(own, list) else []), {"functionDeclarations": ours}]}


def _parts(message: Message) -> Iterator[dict[str, object]]:
    media = [(image.media_type, image.data) for image in message.images]
    media += [(audio.media_type, audio.data) for audio in message.audio]
    media += [("application/pdf", document.data) for document in message.documents]
    for media_type, data in media:
        yield {"inlineData": {"mimeType": media_type, "data": b64encode(data).decode()}}
    if message.content:
        yield {"text": message.content}
    for number, call in enumerate(message.calls):
        yield _sent_call(call, first=not number)
    for result in message.results:
        yield from _result(result)


def _sent_call(call: ToolCall, *, first: bool) -> dict[str, object]:
    """A call as it is sent back. The newest models want the signature of their reasoning with the first of a turn.

    One that another model made has none, which is said so:
    https://ai.google.dev/gemini-api/docs/thought-signatures
    """
    sent: dict[str, object] = {
        "functionCall": {"id": call.id, "name": call.name, "args": dict(read(call.arguments) or {})}
    }
    signature = call.carried.fields.get("thoughtSignature")
    if not signature and first and not call.carried.server:
        signature = _UNSIGNED
    return {**sent, "thoughtSignature": signature} if signature else sent


def _result(result: ToolResult) -> Iterator[dict[str, object]]:
    told = {"error" if result.failed else "result": result.content}
    yield {"functionResponse": {"id": result.id, "name": result.name, "response": told}}
    for image in result.images:
        yield {"inlineData": {"mimeType": image.media_type, "data": b64encode(image.data).decode()}}


class GeneratedContent(Answer):
    """An answer of Gemini. Nothing in it says that it is over: it ends with the stream."""

    end_mark = b'"finishReason"'

    def __init__(self, think_tags: ThinkTags | None = None) -> None:
        super().__init__(think_tags)
        self._searches = 0
        self._found: list[tuple[object, object]] = []  # the titles and addresses that segments count

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """See `Answer.feed`.

        Raises:
            Filtered: the question itself was blocked.
        """
        candidates = chunk.get("candidates")
        candidate = candidates[0] if isinstance(candidates, list) and candidates else None
        grounding = candidate.get("groundingMetadata") if isinstance(candidate, dict) else None
        if isinstance(grounding, dict):
            self._searches = _searches(grounding) or self._searches
        self._count(chunk.get("usageMetadata"))
        if not isinstance(candidate, dict):
            feedback = chunk.get("promptFeedback")
            reason = feedback.get("blockReason") if isinstance(feedback, dict) else None
            if self._pieces and why(reason):
                self._finish("filtered")
            elif isinstance(reason, str) and why(reason):
                known = f" ({reason})" if re.fullmatch(r"[A-Z_]{1,40}", reason) else ""
                raise Filtered(f"The server blocked this message{known}.")
            return []
        content = candidate.get("content")
        parts = content.get("parts") if isinstance(content, dict) else None
        events: list[Text | Reasoning | Picture | ToolArguments] = []
        for part in parts if isinstance(parts, list) else ():
            events += _said(part) or self._called(part)
        if len(events) > 1 and all(isinstance(each, Text) for each in events):
            events = [Text("".join(each.text for each in events if isinstance(each, Text)))]
        said = self._noted(events)
        if reason := candidate.get("finishReason") or candidate.get("finish_reason"):
            self._ended(_reason(reason))
        if isinstance(grounding, dict):
            self._ground(grounding)
        return self._sourced(said) if self._sources.new else said

    def end(self) -> list[Event]:
        """See `Answer.end`. Behind the sources that words rest on come those that were only found."""
        for title, url in self._found:
            self._sources.add_rest(title, url)
        return super().end()

    def _called(self, part: object) -> list[ToolArguments]:
        """Note a call, which comes whole, with the signature of the reasoning that led to it.

        A chunk that repeats a call by its id is no further call.
        """
        call = part.get("functionCall", part.get("function_call")) if isinstance(part, dict) else None
        if not isinstance(part, dict) or not isinstance(call, dict):
            return []
        said = call.get("id")
        key = said if isinstance(said, str) and said else ("", self._calls.count)
        if key in self._calls:
            return []
        signature = part.get("thoughtSignature", part.get("thought_signature"))
        if isinstance(signature, str) and signature:
            self._calls.carry(key, {"thoughtSignature": signature})
        return self._calls.piece(key, id_=said, name=call.get("name"), arguments=call.get("args"))

    def _ground(self, grounding: Mapping[str, object]) -> None:
        """Note the sources. A segment counts the bytes of the text in UTF-8, and quotes it.

        https://ai.google.dev/api/generate-content#GroundingMetadata
        """
        chunks, supports = grounding.get("groundingChunks"), grounding.get("groundingSupports")
        if isinstance(chunks, list) and chunks:
            self._found = [_site(chunk) for chunk in chunks[:MOST_SOURCES]]
        text = self.text
        for support in supports[:_MOST_SUPPORTS] if isinstance(supports, list) else ():
            match support:
                case {"segment": dict() as segment, "groundingChunkIndices": [*numbers]}:
                    span = _segment(segment, text)
                    for number in numbers[:MOST_SOURCES]:
                        if isinstance(number, int) and 0 <= number < len(self._found):
                            self._sources.add(*self._found[number], span)

    def _count(self, usage: object) -> None:
        if isinstance(usage, dict):
            input_tokens = count(usage.get("promptTokenCount")) + count(usage.get("toolUsePromptTokenCount"))
            output_tokens = count(usage.get("candidatesTokenCount")) + count(usage.get("thoughtsTokenCount"))
            cached, searches = count(usage.get("cachedContentTokenCount")), self._searches
            self._usage = counted(input_tokens, output_tokens, cached_tokens=cached, searches=searches) or self._usage


def _reason(said: object) -> object:
    """The reason for the end. Gateways that write protocol buffers as JSON give its number."""
    if isinstance(said, bool) or not isinstance(said, int):
        return said
    return _NUMBERED[said] if 0 <= said < len(_NUMBERED) else "OTHER"


def _searches(grounding: Mapping[str, object]) -> int:
    """How often the web was searched for the answer so far."""
    queries = grounding.get("webSearchQueries")
    return len(queries) if isinstance(queries, list) else 0


def _site(chunk: object) -> tuple[object, object]:
    """The title and the address of what was found: in the web, on a map, or in files of one's own."""
    found = chunk if isinstance(chunk, dict) else {}
    kinds = (found.get(kind) for kind in ("web", "maps", "retrievedContext"))
    inner = next((each for each in kinds if isinstance(each, dict)), {})
    return inner.get("title"), inner.get("uri")


def _segment(segment: Mapping[str, object], text: str) -> tuple[int, int] | None:
    """The characters of a segment. Where its bytes do not hold what it quotes, that is looked for."""
    span, quoted = span_of(segment.get("startIndex", 0), segment.get("endIndex")), segment.get("text")
    if span is not None:
        data = text.encode(errors="replace")
        before, within = data[: span[0]].decode(errors="ignore"), data[span[0] : span[1]].decode(errors="ignore")
        if within and (not isinstance(quoted, str) or within == quoted):
            return len(before), len(before) + len(within)
    if not isinstance(quoted, str) or not quoted or (at := text.find(quoted)) < 0:
        return None
    return at, at + len(quoted)


def _said(part: object) -> list[Text | Reasoning | Picture]:
    match part:
        case {"text": str() as words, "thought": True} if words:
            return [Reasoning(words)]
        case {"text": str() as words} if words:
            return [Text(words)]
        case {"thought": True, "inlineData": _} | {"thought": True, "inline_data": _}:
            return []  # a draft
        case {"inlineData": {"data": data}} | {"inline_data": {"data": data}}:
            return [decoded(data)]
    return []


def listed(body: bytes) -> list[Listed]:
    """The models in the answer to GET /models. Those that generate no content are marked as not for chats."""
    found = []
    for item in items(body):
        ways = item.get("supportedGenerationMethods")
        told = ModelSettings(
            reasoning=able if isinstance(able := item.get("thinking"), bool) else None,
            context=count(item.get("inputTokenLimit")),
        )
        name = str(item.get("name") or "").removeprefix("models/")
        found.append(Listed(name, told, None if isinstance(ways, list) and "generateContent" in ways else False))
    return found
