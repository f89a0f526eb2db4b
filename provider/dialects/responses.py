"""OpenAI's Responses API: the body of a question; the events of an answer as ours. Pure.

https://developers.openai.com/api/reference/resources/responses/methods/create and .../streaming-events
"""

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
    ToolDefinition,
    ToolResult,
)
from provider.dialects.alternating import system_text
from provider.dialects.answer import Answer, count, counted
from provider.dialects.pictures import decoded
from provider.dialects.sources import annotated, span_of
from provider.dialects.think_tags import ThinkTags
from provider.dialects.tool_calls import read

_Said = Text | Reasoning | Picture | ToolArguments

_XHIGH: Final = frozenset({"api.openai.com", "api.x.ai"})
_SAMPLING: Final = frozenset({"temperature", "top_p", "top_logprobs"})
"""Refused while a model of OpenAI thinks."""
_CALLED: Final[Mapping[str, str]] = {"max_tokens": "max_output_tokens", "max_completion_tokens": "max_output_tokens"}
"""What fields of Chat Completions are called here."""
_UNKNOWN: Final = frozenset({
    "stream_options", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "n", "seed", "stop",
    "modalities", "audio", "prediction", "web_search_options",
})  # fmt: skip
"""Fields of Chat Completions that have no place here."""
_REASONING: Final = frozenset({"response.reasoning_summary_text.delta", "response.reasoning_text.delta"})
_ENDS: Final = frozenset({"response.completed", "response.incomplete", "response.done"})
_SEALED: Final = "reasoning.encrypted_content"
_GROWS: Final = frozenset({"in_progress", "queued"})
"""What an answer is called that has not ended."""
_RESEARCHES: Final = re.compile(r".*deep-research")
_MOST_CALLS: Final = 20
"""Calls of tools that an answer of a model for research may take; without a bound it takes a hundred."""


def question(request: Request, model: str, *, summary: bool) -> dict[str, object]:
    """The body of POST /responses; nothing of it is stored there. `summary`: whether to ask for the reasoning.

    A model for research refuses a question without a tool:
    https://developers.openai.com/api/docs/guides/deep-research
    """
    body: dict[str, object] = {
        "model": model,
        "input": [item for message in request.messages if message.role != "system" for item in _items(message)],
        "stream": True,
        "store": False,
    }
    if system := system_text(request.messages):
        body["instructions"] = system
    if summary:
        body["reasoning"] = {"summary": "auto"}
    if _RESEARCHES.match(model):
        body |= {"tools": [{"type": "web_search_preview"}], "max_tool_calls": _MOST_CALLS}
    return body


def with_tools(body: Mapping[str, object], tools: Sequence[ToolDefinition], *, sealed: bool) -> Mapping[str, object]:
    """The body with tools that the model may call, beside those that are in it.

    `sealed`: its reasoning is asked for in a form that only the server reads, because nothing is stored there, and it
    wants them back with the results: https://developers.openai.com/api/docs/guides/function-calling
    """
    own, included = body.get("tools"), body.get("include")
    ours = [
        {
            "type": "function",
            "name": each.name,
            "description": each.description,
            "parameters": dict(each.schema),
            "strict": False,
        }
        for each in tools
    ]
    told = {**body, "tools": [*(own if isinstance(own, list) else []), *ours]}
    if sealed:
        told["include"] = [*(included if isinstance(included, list) else []), _SEALED]
    return told


def with_effort(body: Mapping[str, object], effort: Effort, *, host: str) -> Mapping[str, object]:
    """The body with how much the model is to think; see `chat_completions.with_effort` for the words."""
    own = body.get("reasoning")
    word: str = "xhigh" if effort == "max" and host in _XHIGH else effort
    told: dict[str, object] = {**(own if isinstance(own, Mapping) else {}), "effort": word}
    if effort == "none":
        told.pop("summary", None)
    elif host == "api.openai.com":
        body = {name: value for name, value in body.items() if name not in _SAMPLING}
    return {**body, "reasoning": told}


def in_its_words(body: Mapping[str, object]) -> Mapping[str, object]:
    """The body with what the config adds for Chat Completions, as this API calls it; what has no place is left out."""
    said = {_CALLED.get(name, name): value for name, value in body.items() if name not in _UNKNOWN}
    effort, verbosity = said.pop("reasoning_effort", None), said.pop("verbosity", None)
    for name, field, value in (("reasoning", "effort", effort), ("text", "verbosity", verbosity)):
        own = said.get(name)
        if value is not None:
            said[name] = {**(own if isinstance(own, Mapping) else {}), field: value}
    return _able_to_search(said)


def _able_to_search(body: dict[str, object]) -> dict[str, object]:
    """The body with the least effort with which a model searches: OpenAI's refuse that with "minimal".

    https://developers.openai.com/api/docs/guides/tools-web-search#limitations
    """
    match body:
        case {"tools": [*tools], "reasoning": {"effort": "minimal", **rest}} if any(
            isinstance(tool, Mapping) and str(tool.get("type")).startswith("web_search") for tool in tools
        ):
            return {**body, "reasoning": {**rest, "effort": "low"}}
    return body


def _items(message: Message) -> Iterator[dict[str, object]]:
    """A message as the items that it is here: its words, and each call and each result as one of its own."""
    if message.calls:
        carried = message.calls[0].carried.fields.get("items")
        yield from carried if isinstance(carried, list) else ()
    if message.role != "tool" and (message.content or not message.calls):
        yield {"role": message.role, "content": _content(message)}
    for call in message.calls:
        arguments = call.arguments if read(call.arguments) is not None else "{}"
        yield {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": arguments}
    for result in message.results:
        yield {"type": "function_call_output", "call_id": result.id, "output": _output(result)}


def _output(result: ToolResult) -> object:
    return _content(Message("user", result.content, result.images)) if result.images else result.content


def _content(message: Message) -> str | list[dict[str, object]]:
    if not message.media:
        return message.content
    parts: list[dict[str, object]] = []
    for image in message.images:
        url = f"data:{image.media_type};base64,{b64encode(image.data).decode()}"
        parts.append({"type": "input_image", "image_url": url, "detail": "auto"})
    for number, document in enumerate(message.documents, 1):
        data = f"data:application/pdf;base64,{b64encode(document.data).decode()}"
        parts.append({"type": "input_file", "filename": f"document-{number}.pdf", "file_data": data})
    return [*parts, {"type": "input_text", "text": message.content}] if message.content else parts


class Response(Answer):
    """An answer of the Responses API. Errors in the stream are found before it is fed."""

    end_mark = b"response.completed"

    def __init__(self, think_tags: ThinkTags | None = None) -> None:
        super().__init__(think_tags)
        self._refused = False
        self._streams = False  # words came in pieces
        self._summaries = 0  # pieces of the summary that began
        self._parts: dict[tuple[object, object], int] = {}  # where each part of a message begins in the text
        self._searched: set[object] = set()
        self._drawn: set[str] = set()
        self._found: list[tuple[object, object]] = []
        self._sealed: list[dict[str, object]] = []  # reasoning that the server wants back with calls
        self._with_arguments: set[object] = set()  # the keys of calls that have theirs

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """See `Answer.feed`."""
        match chunk:
            case {"type": "response.output_text.delta", "delta": str() as words} if words:
                self._streams = True
                return self._noted([Text(words)])
            case {"type": "response.output_text.done", "text": str() as words} if words and not self._streams:
                self._streams = True  # behind gateways that send no pieces of it
                return self._noted([Text(words)])
            case {"type": "response.refusal.delta", "delta": str() as words} if words:
                self._refused = True
                return self._noted([Text(words)])
            case {"type": str() as kind, "delta": str() as words} if kind in _REASONING and words:
                return self._noted([Reasoning(words)])
            case {"type": "response.reasoning_summary_part.added"}:
                self._summaries += 1
                return self._noted([Reasoning("\n\n")] if self._summaries > 1 else [])
            case {"type": "response.content_part.added"}:
                return self._noted(self._begin(chunk.get("output_index"), chunk.get("content_index")))
            case {"type": "response.output_text.annotation.added"}:
                self._cite([chunk.get("annotation")], chunk.get("output_index"), chunk.get("content_index"))
                return self._sourced([])
            case {"type": "response.output_item.added", "item": dict() as item}:
                return self._noted(self._call(chunk.get("output_index"), item))
            case {"type": "response.function_call_arguments.delta", "delta": str() as text}:
                return self._noted(self._arguments(chunk.get("output_index"), chunk.get("item_id"), text))
            case {"type": "response.output_item.done", "item": dict() as item}:
                called = self._call(chunk.get("output_index"), item)
                said = self._whole([item]) if item.get("type") == "message" else []
                return self._sourced(self._noted([*said, *self._of_tool(item), *called]))
            case {"type": str() as kind, "response": dict() as response} if kind in _ENDS:
                return self._end(response)
            case {"object": "response", "output": [*_]}:  # an answer in one piece, though it was asked to stream
                return self._end(chunk)
        return []

    def end(self) -> list[Event]:
        """See `Answer.end`. A refusal in the model's own words counts as filtered."""
        if self._refused:
            self._finish("filtered")
        for title, url in self._found if not self._sources.any else ():
            self._sources.add_rest(title, url)
        if self._sealed:
            self._calls.carried["items"] = self._sealed
        return super().end()

    def _call(self, number: object, item: Mapping[str, object]) -> list[ToolArguments]:
        """Note a call that begins or is complete; its arguments count if they did not come in pieces.

        Thoughts that are sealed are noted too.
        """
        if item.get("type") == "reasoning" and item.get("encrypted_content"):
            known = [each.get("id") for each in self._sealed]
            kept = {name: item.get(name, []) for name in ("type", "id", "summary", "encrypted_content")}
            self._sealed += [kept] if item.get("id") not in known else []
        if item.get("type") != "function_call":
            return []
        key = self._key(number, item.get("id"))
        arguments = item.get("arguments")
        if key in self._with_arguments:
            return []
        if arguments:
            self._with_arguments.add(key)
        return self._calls.piece(key, id_=item.get("call_id"), name=item.get("name"), arguments=arguments)

    def _arguments(self, number: object, id_: object, text: str) -> list[ToolArguments]:
        """Note a piece of a call's arguments."""
        key = self._key(number, id_)
        if key not in self._calls:
            return []
        self._with_arguments.add(key)
        return self._calls.piece(key, arguments=text)

    def _key(self, number: object, id_: object) -> object:
        return number if isinstance(number, int) else str(id_)

    def _begin(self, item: object, part: object) -> list[_Said]:
        """Note where a part begins; an empty line stands between two messages."""
        text = self.text
        if not isinstance(item, int) or not isinstance(part, int) or (item, part) in self._parts:
            return []
        gap = "\n\n" if self._parts and text.strip() and not text.endswith("\n") else ""
        self._parts[item, part] = len(text) + len(gap)
        return [Text(gap)] if gap else []

    def _cite(self, annotations: object, item: object, part: object) -> None:
        """Note what a part of the text rests on; its places are counted from the part's beginning."""
        known = isinstance(item, int) and isinstance(part, int)
        begin = self._parts.get((item, part), 0) if known else 0
        for title, url, span in annotated(annotations):
            self._sources.add(title, url, span and span_of(begin + span[0], begin + span[1]))

    def _of_tool(self, item: Mapping[str, object]) -> list[_Said]:
        """Count a search, and see a picture, in an item that is complete."""
        match item:
            case {"type": "web_search_call"}:
                action = item.get("action")
                told = action if isinstance(action, dict) else {}
                if told.get("type", "search") == "search" and item.get("status") != "failed":
                    self._searched.add(str(item.get("id")))
                sources = told.get("sources")
                for each in sources if isinstance(sources, list) else ():
                    if isinstance(each, dict):
                        self._found.append((each.get("title"), each.get("url")))
            case {"type": "image_generation_call"} if str(item.get("id")) not in self._drawn:
                self._drawn.add(str(item.get("id")))
                return [decoded(item.get("result"))]
        return []

    def _end(self, response: Mapping[str, object]) -> list[Event]:
        """Take in the whole answer, which repeats what was said, and why it ended."""
        output = response.get("output")
        items = [each for each in output if isinstance(each, dict)] if isinstance(output, list) else []
        events = self._noted(self._whole(items))
        for number, item in enumerate(items):
            events += self._noted(self._of_tool(item))
            if not self._calls.knows(item.get("call_id")):
                events += self._noted(self._call(number, item))
            content = item.get("content")
            for index, part in enumerate(content if isinstance(content, list) else ()):
                if isinstance(part, dict):
                    self._cite(part.get("annotations"), number, index)
        self._count(response.get("usage"))
        details = response.get("incomplete_details")
        reason = details.get("reason") if isinstance(details, dict) else None
        status = response.get("status")
        if str(status) not in _GROWS:
            self._ended(reason if isinstance(reason, str) and reason else status or "completed")
            self.over = True
        return self._sourced(events)

    def _whole(self, items: list[dict[str, object]]) -> list[_Said]:
        """What the whole answer adds to what was said before."""
        reasoning, whole = "", ""
        for number, item in enumerate(items):
            content = item.get("content")
            if item.get("type") == "reasoning":
                reasoning = reasoning or _reasoning(item.get("summary")) or _reasoning(content)
            for index, part in enumerate(content if isinstance(content, list) else ()):
                words = self._words(part) if item.get("type") == "message" else ""
                gap = "\n\n" if words and whole.strip() and not whole.endswith("\n") else ""
                self._parts.setdefault((number, index), len(whole) + len(gap))
                whole += gap + words
        left = self._left(whole) if self._streams or self._pieces else whole
        said: list[_Said] = [Reasoning(reasoning)] if reasoning and not self._reasoned and not self._pieces else []
        return [*said, Text(left)] if left else said

    def _words(self, part: object) -> str:
        """The words of a part of a message."""
        match part:
            case {"type": "output_text", "text": str() as words}:
                return words
            case {"type": "refusal", "refusal": str() as words}:
                self._refused = True
                return words
        return ""

    def _count(self, usage: object) -> None:
        if not isinstance(usage, dict):
            return
        details = usage.get("input_tokens_details")
        cached = count(details.get("cached_tokens")) if isinstance(details, dict) else 0
        found = counted(
            count(usage.get("input_tokens")),
            count(usage.get("output_tokens")),
            cached_tokens=cached,
            searches=len(self._searched),
        )
        self._usage = found or self._usage


def _reasoning(pieces: object) -> str:
    """The pieces of a summary as one text."""
    told = [each.get("text") for each in pieces if isinstance(each, dict)] if isinstance(pieces, list) else []
    return "\n\n".join(each for each in told if isinstance(each, str) and each)
