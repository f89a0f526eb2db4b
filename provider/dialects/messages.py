"""Anthropic's Messages API: the body of a question; the events of an answer as ours; the list of models. Pure."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from provider.contract import (
    Effort,
    Event,
    Image,
    Message,
    Picture,
    Reasoning,
    Request,
    Text,
    ToolArguments,
    ToolDefinition,
    ToolResult,
)
from provider.dialects.alternating import system_text
from provider.dialects.answer import REPEATED, Answer, count, counted
from provider.dialects.model_listing import Listed, items
from provider.dialects.sources import MOST_SOURCES
from provider.dialects.think_tags import ThinkTags
from provider.dialects.tool_calls import read
from provider.known.model_settings import ModelSettings

_Said = Text | Reasoning | Picture | ToolArguments

_BUDGETED: Final = re.compile(r"claude-(\d|sonnet-3|(opus|sonnet)-4(?!-[6-9])|haiku-4)")
"""Claude models that are told a budget of tokens. All later ones decide by themselves, by a level of effort."""
_BETWEEN_TOOLS: Final = re.compile(r"claude-sonnet-5-5")
"""Refuses `disabled`, and calls the same `between_tools`."""

_OTHER_SIGNS: Final = re.compile(r"[^a-zA-Z0-9_-]")
"""Signs that no id of a call may have here."""

_OFF: Final = ("disabled", "between_tools")
"""The types of thinking that are none."""

_SHARES: Final[Mapping[Effort, float]] = {"minimal": 0.0, "low": 0.125, "medium": 0.25, "high": 0.5, "max": 0.8}
"""How much of `max_tokens` may be reasoning."""
_LEAST_BUDGET: Final = 1024
_MORE: Final[Mapping[Effort, int]] = {"high": 2, "max": 4}
"""How many times `max_tokens` an answer may take that is thought about for long, because its reasoning counts too."""
_MOST_TOKENS: Final = 128_000
"""The most output tokens of every model that has levels of effort."""
_SAMPLING: Final = frozenset({"temperature", "top_k", "top_p"})
"""Refused while the model thinks."""


def question(request: Request, model: str, *, max_tokens: int) -> dict[str, object]:
    """The body of POST /v1/messages. `max_tokens`: the most output tokens."""
    body: dict[str, object] = {
        "model": model,
        "max_tokens": max_tokens,
        "messages": [
            {"role": "user" if message.role == "tool" else message.role, "content": list(_parts(message))}
            for message in request.messages
            if message.role != "system"
        ],
        "stream": True,
    }
    system = system_text(request.messages)
    return {**body, "system": system} if system else body


def with_effort(body: Mapping[str, object], model: str, effort: Effort) -> Mapping[str, object]:
    """The body with how much the model is to think.

    A budget is always less than `max_tokens`, as the server demands; if that leaves no room for one, the model does not
    think. Models with levels of effort get more tokens for the higher ones. Summaries of the reasoning are asked for,
    which the newest models leave out otherwise.

    A model with a budget wants back the reasoning that led to a call: where another model called, it does not think.

    https://platform.claude.com/docs/en/build-with-claude/effort, .../thinking and .../extended-thinking
    """
    if effort == "none":
        return {**body, "thinking": {"type": "between_tools" if _BETWEEN_TOOLS.match(model) else "disabled"}}
    told = body.get("max_tokens")
    most = told if isinstance(told, int) else 0
    rest = {name: value for name, value in body.items() if name not in _SAMPLING}
    if _BUDGETED.match(model) or not model.startswith("claude-"):
        budget = max(_LEAST_BUDGET, int(most * _SHARES[effort]))
        if budget >= most or _calls_without_reasons(body):
            return body
        return {**rest, "thinking": {"type": "enabled", "budget_tokens": budget}}
    own = body.get("output_config")
    level = "low" if effort == "minimal" else effort
    return {
        **rest,
        "max_tokens": max(most, min(most * _MORE.get(effort, 1), _MOST_TOKENS)),
        "thinking": {"type": "adaptive", "display": "summarized"},
        "output_config": {**(own if isinstance(own, Mapping) else {}), "effort": level},
    }


def with_tools(body: Mapping[str, object], tools: Sequence[ToolDefinition]) -> Mapping[str, object]:
    """The body with tools that the model may call, beside those that are in it.

    https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use
    """
    own = body.get("tools")
    ours = [{"name": each.name, "description": each.description, "input_schema": dict(each.schema)} for each in tools]
    return {**body, "tools": [*(own if isinstance(own, list) else []), *ours]}


def _calls_without_reasons(body: Mapping[str, object]) -> bool:
    """Whether results answer calls that came without reasoning."""
    match body.get("messages"):
        case [*_, {"role": "assistant", "content": [{"type": str() as first}, *_]}, {"content": [{"type": kind}, *_]}]:
            return kind == "tool_result" and "thinking" not in first
    return False


def _parts(message: Message) -> Iterator[dict[str, object]]:
    if message.calls:
        carried = message.calls[0].carried.fields.get("blocks")
        yield from carried if isinstance(carried, list) else ()
    for image in message.images:
        yield _picture(image)
    for document in message.documents:
        data = b64encode(document.data).decode()
        yield {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": data}}
    if message.content.strip():  # the server refuses an empty text
        yield {"type": "text", "text": message.content}
    for call in message.calls:
        id_ = _OTHER_SIGNS.sub("_", call.id)
        yield {"type": "tool_use", "id": id_, "name": call.name, "input": dict(read(call.arguments) or {})}
    yield from map(_result, message.results)


def _picture(image: Image) -> dict[str, object]:
    data = b64encode(image.data).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": image.media_type, "data": data}}


def _result(result: ToolResult) -> dict[str, object]:
    words = [{"type": "text", "text": result.content}] if result.content.strip() else []
    block: dict[str, object] = {"type": "tool_result", "tool_use_id": _OTHER_SIGNS.sub("_", result.id)}
    block["content"] = [*words, *map(_picture, result.images)]
    return {**block, "is_error": True} if result.failed else block


_DELTA: Final = {"type", "index", "delta"}
_TEXT: Final = {"type", "text"}
"""What an event and its delta hold in which there is nothing but words."""


class MessagesAnswer(Answer):
    """An answer of the Messages API. Errors in the stream are found before it is fed."""

    end_mark = b"message_stop"

    def __init__(self, think_tags: ThinkTags | None = None) -> None:
        super().__init__(think_tags)
        self._input = 0
        self._output = 0
        self._cached = 0
        self._searches = 0
        self._from = 0  # where the block begins that grows
        self._cited: list[object] = []  # what that block cites
        self._found: list[tuple[object, object]] = []
        self._blocks: list[dict[str, object]] = []  # reasoning, which the server wants back with calls
        self._last: object = None  # the key of the last call

    def words(self, chunk: Mapping[str, object]) -> str:
        """See `Answer.words`."""
        delta = chunk.get("delta")
        if chunk.keys() != _DELTA or not isinstance(delta, dict) or delta.keys() != _TEXT:
            return ""
        text = delta["text"]
        usual = chunk["type"] == "content_block_delta" and delta["type"] == "text_delta" and isinstance(text, str)
        return text if usual and len(text) < REPEATED else ""  # a longer one may say all of it again

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        match chunk:
            case {"type": "content_block_delta", "delta": dict() as delta}:
                events = _events(delta)
                if not events and "citation" in delta:
                    self._cited.append(delta["citation"])
                return self._noted([*events, *self._continued(chunk.get("index"), delta)])
            case {"type": "content_block_start", "content_block": dict() as block}:
                self._begins(block)
                return self._noted([*_events(block), *self._begun(chunk.get("index"), block)])
            case {"type": "content_block_stop"}:
                self._cite()
                return self._sourced([])
            case {"type": "message_start", "message": dict() as message}:
                self._count(message.get("usage"))
            case {"type": "message_delta", "delta": dict() as delta}:
                self._count(chunk.get("usage"))
                self._ended(delta.get("stop_reason"))
            case {"type": "message_stop"}:
                self.over = True
                if not self.finished:
                    self._finish("unknown")
            case {"type": "message", "content": [*blocks]}:  # an answer in one piece, though it was asked to stream
                self._count(chunk.get("usage"))
                said = self._noted(self._whole([event for block in blocks for event in _events(block)]))
                self._cite_whole(blocks)
                for number, each in enumerate(blocks if not self._calls else ()):
                    if isinstance(each, dict):
                        said += self._noted(self._begun(number, each))
                self._ended(chunk.get("stop_reason"))
                return self._sourced(said)
        return []

    def end(self) -> list[Event]:
        """See `Answer.end`. What a search has found counts if the words name no source."""
        for title, url in self._found if not self._sources.any else ():
            self._sources.add_rest(title, url)
        if signed := [block for block in self._blocks if block.get("signature") or block.get("data")]:
            self._calls.carried["blocks"] = signed
        return super().end()

    def _begun(self, number: object, block: Mapping[str, object]) -> list[ToolArguments]:
        """Note a call, or reasoning that may be signed, that begins with a block. Some servers send all at once."""
        match block:
            case {"type": "tool_use"}:
                self._last = number if isinstance(number, int) else ("", object())
                return self._calls.piece(
                    self._last, id_=block.get("id"), name=block.get("name"), arguments=block.get("input")
                )
            case {"type": "thinking" | "redacted_thinking"}:
                self._blocks.append(dict(block))
        return []

    def _continued(self, number: object, delta: Mapping[str, object]) -> list[ToolArguments]:
        """Note a piece of a call's arguments, or of reasoning and its signature."""
        match delta:
            case {"type": "input_json_delta", "partial_json": str() as text}:
                key = number if isinstance(number, int) else self._last
                return self._calls.piece(key, arguments=text) if key in self._calls else []
            case {"type": "thinking_delta", "thinking": str() as words} if self._blocks:
                self._blocks[-1]["thinking"] = f"{self._blocks[-1].get('thinking', '')}{words}"
            case {"type": "signature_delta", "signature": str() as signature} if self._blocks:
                self._blocks[-1]["signature"] = signature
        return []

    def _begins(self, block: Mapping[str, object]) -> None:
        """Note where a block begins, the citations that it brings along, and what a search has found."""
        self._cite()  # those of a block without an end
        citations = block.get("citations")
        self._from, self._cited = len(self.text), [*citations] if isinstance(citations, list) else []
        self._found += _results(block)

    def _cite(self) -> None:
        """Note that the block that ends here rests on its citations."""
        span = (self._from, len(self.text)) if self._cited else (0, 0)
        for citation in self._cited[:MOST_SOURCES]:
            self._sources.add(*_site(citation), span if span[0] < span[1] else None)
        self._cited = []

    def _cite_whole(self, blocks: Sequence[object]) -> None:
        """Note the sources of an answer in one piece."""
        at = 0
        for block in blocks:
            if not isinstance(block, dict):
                continue
            self._found += _results(block)
            words, citations = block.get("text"), block.get("citations")
            end = at + (len(words) if isinstance(words, str) and block.get("type") == "text" else 0)
            for citation in citations[:MOST_SOURCES] if isinstance(citations, list) else ():
                self._sources.add(*_site(citation), (at, end) if at < end else None)
            at = end

    def _whole(self, events: list[_Said]) -> list[_Said]:
        """What a whole answer adds to what was said before."""
        if not self._pieces:
            return events
        left = self._left("".join(event.text for event in events if isinstance(event, Text)))
        return [Text(left)] if left else []

    def _count(self, usage: object) -> None:
        """Note the counts, which only grow. What was written to a cache or read from it is input too."""
        if not isinstance(usage, dict):
            return
        names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        self._input = sum(count(usage.get(name)) for name in names) or self._input
        self._output = count(usage.get("output_tokens")) or self._output
        self._cached = count(usage.get("cache_read_input_tokens")) or self._cached
        tools = usage.get("server_tool_use")
        self._searches = (count(tools.get("web_search_requests")) if isinstance(tools, dict) else 0) or self._searches
        self._usage = counted(self._input, self._output, cached_tokens=self._cached, searches=self._searches)


def _events(block: object) -> list[_Said]:
    """The events in a block or in a piece of one."""
    match block:
        case {"type": "text" | "text_delta", "text": str() as words} if words:
            return [Text(words)]
        case {"type": "thinking" | "thinking_delta", "thinking": str() as words} if words:
            return [Reasoning(words)]
        case {"type": "image"}:
            return [Picture()]
    return []


def _site(citation: object) -> tuple[object, object]:
    """The title and the address of what a text block cites; a document of the question has no address.

    https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool
    https://platform.claude.com/docs/en/build-with-claude/search-results
    """
    match citation:
        case {"type": "web_search_result_location", "url": url, **rest}:
            return rest.get("title"), url
        case {"type": "search_result_location", "source": url, **rest}:
            return rest.get("title"), url
    return "", ""


def _results(block: Mapping[str, object]) -> list[tuple[object, object]]:
    """What a search has found, as a block tells it; a failed search has an error there."""
    match block:
        case {"type": "web_search_tool_result", "content": [*results]}:
            found = (each for each in results[:MOST_SOURCES] if isinstance(each, dict))
            return [(each.get("title"), each.get("url")) for each in found]
    return []


def listed(body: bytes) -> list[Listed]:
    """The models in the answer to GET /v1/models. The server lists the newest first."""
    return [
        Listed(str(item.get("id") or ""), _told(item), None if item.get("lifecycle") != "retired" else False)
        for item in items(body)
    ]


def _told(item: Mapping[str, object]) -> ModelSettings:
    able = item.get("capabilities")
    return ModelSettings(
        vision=_supports(able, "image_input"),
        documents=_supports(able, "pdf_input"),
        reasoning=_supports(able, "thinking"),
        context=count(item.get("max_input_tokens")),
        efforts=_efforts(able),
    )


def _efforts(able: object) -> tuple[Effort, ...] | None:
    """How much the model can be told to think, as the list says; None if it does not say it.

    https://platform.claude.com/docs/en/api/models/list: `capabilities.effort` and `capabilities.thinking.types`
    """
    match able:
        case {"effort": {"supported": True} as levels, "thinking": {"types": dict() as types}}:
            off: tuple[Effort, ...] = ("none",) if any(_supports(types, each) for each in _OFF) else ()
            named: tuple[Effort, ...] = ("low", "medium", "high", "max")
            return (*off, *(level for level in named if _supports(levels, level)))
        case {"thinking": {"supported": False}}:
            return ()
    return None


def _supports(able: object, name: str) -> bool | None:
    match able:
        case dict() if isinstance(found := able.get(name), dict) and isinstance(found.get("supported"), bool):
            return bool(found["supported"])
    return None
