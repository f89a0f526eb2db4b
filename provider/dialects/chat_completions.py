"""Chat Completions: the body of a question; the chunks of an answer as our events. Pure."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from provider.contract import (
    Audio,
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
    Usage,
)
from provider.dialects.answer import REPEATED, Answer, count, counted
from provider.dialects.pictures import addressed, decoded
from provider.dialects.sources import MOST_SOURCES, annotated, merged_lists
from provider.dialects.think_tags import ThinkTags
from provider.dialects.tool_calls import PICTURES_FROM_TOOLS, read

_XHIGH: Final = frozenset({"api.openai.com", "api.x.ai"})
_SWITCHED: Final = re.compile(r"qwen/qwen-?3(?!\.8)")
_SAMPLING: Final = frozenset({
    "temperature", "top_p", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs",
})  # fmt: skip
"""https://developers.openai.com/api/docs/guides/latest-model: only with the effort "none"."""

_MOST_TOOLS: Final = 20
"""The most calls of tools that are read of one piece of an answer, the last ones."""

_REASONS: Final = ("finishReason", "finish_details", "native_finish_reason")
"""Where else a reason for the end stands."""

_FORMATS: Final[Mapping[str, str]] = {"mpeg": "mp3", "wave": "wav", "mp4": "m4a", "opus": "ogg"}


def question(request: Request, model: str, *, usage: bool) -> dict[str, object]:
    """The body of POST /chat/completions. `usage`: whether to ask for the token counts."""
    body: dict[str, object] = {
        "model": model,
        "messages": [sent for message in request.messages for sent in _messages(message)],
        "stream": True,
    }
    if usage:
        body["stream_options"] = {"include_usage": True}
    return body


def with_effort(
    body: Mapping[str, object], effort: Effort, *, host: str, local: bool, model: str
) -> Mapping[str, object]:
    """The body with how much the model is to think, in the words of the server.

    - most: `reasoning_effort`; OpenAI and xAI call the highest level "xhigh"
    - OpenRouter: https://openrouter.ai/docs/guides/best-practices/reasoning-tokens
    - DeepSeek: https://api-docs.deepseek.com/guides/thinking_mode
    - Groq's qwen3 knows "none" and "default": https://console.groq.com/docs/reasoning
    - vLLM, llama.cpp and SGLang hand `chat_template_kwargs` to the model's template, and those of Qwen, GLM and Gemma
      read `enable_thinking`; Ollama reads `reasoning_effort` alone: https://github.com/ollama/ollama/issues/14820

    While they think, OpenAI's models refuse what steers the choice of words, so that is left out.
    """
    if host == "openrouter.ai":
        own = body.get("reasoning")
        kept = {name: each for name, each in own.items() if name == "exclude"} if isinstance(own, Mapping) else {}
        return {**body, "reasoning": {**kept, "effort": effort}}
    if host == "api.deepseek.com":
        if effort == "none":
            return {**body, "thinking": {"type": "disabled"}}
        return {**body, "thinking": {"type": "enabled"}, "reasoning_effort": effort}
    word: str = "xhigh" if effort == "max" and host in _XHIGH else effort
    if host == "api.groq.com" and effort == "high" and _SWITCHED.match(model):
        word = "default"
    if host == "api.openai.com" and effort != "none":
        body = {name: value for name, value in body.items() if name not in _SAMPLING}
    if local:
        own = body.get("chat_template_kwargs")
        told = {"enable_thinking": effort != "none", "reasoning_effort": word}
        body = {**body, "chat_template_kwargs": {**(own if isinstance(own, Mapping) else {}), **told}}
    return {**body, "reasoning_effort": word}


def with_tools(body: Mapping[str, object], tools: Sequence[ToolDefinition]) -> Mapping[str, object]:
    """The body with tools that the model may call, beside those that are in it.

    https://developers.openai.com/api/docs/guides/function-calling, which most servers follow
    """
    own = body.get("tools")
    functions = [
        {
            "type": "function",
            "function": {"name": each.name, "description": each.description, "parameters": dict(each.schema)},
        }
        for each in tools
    ]
    return {**body, "tools": [*(own if isinstance(own, list) else []), *functions]}


def _messages(message: Message) -> Iterator[dict[str, object]]:
    """A message as it is sent: calls beside its text, and each result as a message of its own.

    Results are text alone here, so what a tool has drawn or found in pictures follows as a person's message.
    """
    if message.role == "tool":
        for result in message.results:
            yield {"role": "tool", "tool_call_id": result.id, "content": result.content}
        if images := tuple(image for result in message.results for image in result.images):
            yield {"role": "user", "content": _content(Message("user", PICTURES_FROM_TOOLS, images))}
        return
    sent: dict[str, object] = {"role": message.role, "content": _content(message)}
    if message.calls:
        sent |= {"content": message.content or None, "tool_calls": [_sent_call(call) for call in message.calls]}
        if reasoning := message.calls[0].carried.fields.get("reasoning_content"):
            sent["reasoning_content"] = reasoning
    yield sent


def _sent_call(call: ToolCall) -> dict[str, object]:
    """A call as it is sent back. Servers that read its arguments refuse the conversation if they are no JSON."""
    arguments = call.arguments if read(call.arguments) is not None else "{}"
    sent: dict[str, object] = {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }
    extra = call.carried.fields.get("extra_content")
    return {**sent, "extra_content": extra} if extra else sent


def _content(message: Message) -> str | list[dict[str, object]]:
    """The content of a message: plain text if it has nothing else, because many servers know nothing else."""
    if not message.media:
        return message.content
    parts: list[dict[str, object]] = []
    for image in message.images:
        url = f"data:{image.media_type};base64,{b64encode(image.data).decode()}"
        parts.append({"type": "image_url", "image_url": {"url": url}})
    for audio in message.audio:
        sound = {"data": b64encode(audio.data).decode(), "format": _format(audio)}
        parts.append({"type": "input_audio", "input_audio": sound})
    for number, document in enumerate(message.documents, 1):
        data = f"data:application/pdf;base64,{b64encode(document.data).decode()}"
        parts.append({"type": "file", "file": {"filename": f"document-{number}.pdf", "file_data": data}})
    return [*parts, {"type": "text", "text": message.content}] if message.content else parts


def _format(audio: Audio) -> str:
    """The name of its format: "mp3", "wav", or for all others the end of its media type."""
    kind = audio.media_type.partition(";")[0].rpartition("/")[2].removeprefix("x-")
    return _FORMATS.get(kind, kind)


_CHUNK: Final = frozenset({
    "id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier", "provider",
    "obfuscation",  # OpenAI's: letters of any number, so that nobody on the way can tell a word by its length
})  # fmt: skip
_CHOICE: Final = frozenset(("index", "delta", "logprobs", "finish_reason"))
"""What a chunk and its choice hold in which there is nothing but words."""


class Completion(Answer):
    """An answer of a Chat Completions server. It accepts what servers really send, not only what is documented."""

    end_mark = b"[DONE]"

    def __init__(self, think_tags: ThinkTags | None = None) -> None:
        super().__init__(think_tags)
        self._refused = False
        self._streams = False  # words came as deltas
        self._reasons: list[str] = []  # some servers want them back with the calls that they led to

    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """See `Answer.feed`."""
        if chunk.get("usage") or "x_groq" in chunk:
            self._usage = _usage(chunk) or self._usage
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if "citations" in chunk or "search_results" in chunk:
            self._sources.add_listed(merged_lists(chunk.get("citations"), chunk.get("search_results")))
        if not isinstance(choice, dict):
            self._ended(chunk.get("finish_reason"))
            return self._sourced([])
        events = self._noted(self._read(choice))
        if self._calls or self._may_call(choice):
            events += self._noted(self._called(choice))
        if (reason := choice.get("finish_reason")) is not None:
            self._ended(reason)
        elif not events:
            self._ended(next(filter(None, map(choice.get, _REASONS)), None))
        return self._sourced(events) if self._sources.new else events

    def words(self, chunk: Mapping[str, object]) -> str:
        """See `Answer.words`."""
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and len(choices) == 1 else None
        delta = choice.get("delta") if isinstance(choice, dict) else None
        content = delta.get("content") if isinstance(delta, dict) and len(delta) == 1 else None
        if not isinstance(choice, dict) or not isinstance(content, str):
            return ""
        usual = chunk.keys() <= _CHUNK and choice.keys() <= _CHOICE and chunk.get("object") != "error"
        if not usual or choice.get("finish_reason") or chunk.get("usage") or self._calls:
            return ""
        return content if len(content) < REPEATED else ""  # a longer one may say all of it again

    def say(self, words: str) -> list[Event]:
        """See `Answer.say`."""
        self._streams = True
        return super().say(words)

    def _read(self, choice: Mapping[str, object]) -> list[Text | Reasoning | Picture]:
        """The pieces in a choice: in its `delta`, else in its `message`, which repeats the whole at the end."""
        delta = choice.get("delta")
        if isinstance(delta, dict) and len(delta) == 1 and not choice.get("finish_reason"):  # the usual case
            content = delta.get("content")
            if isinstance(content, str) and content:
                self._streams = True
                return [Text(content)]
        self._cite(delta)
        self._cite(choice.get("message"))
        said = list(_said(delta))
        if said:
            self._streams = True
        else:
            message = list(_said(choice.get("message")))
            said = message or list(_said({"content": choice.get("text")}))
            whole = "".join(each.text for each in message if isinstance(each, Text))
            if said and (self._streams or (self.text and whole.startswith(self.text))):
                left = self._left(whole)
                said = [Text(left)] if left else []
        if isinstance(delta, dict) and isinstance(reason := delta.get("reasoning_content"), str):
            self._reasons.append(reason)
        self._refused = self._refused or _refuses(delta) or _refuses(choice.get("message"))
        return said

    def _may_call(self, choice: Mapping[str, object]) -> bool:
        """Whether tools are called in a choice."""
        parts = (choice.get("delta"), choice.get("message"))
        return any(isinstance(part, dict) and ("tool_calls" in part or "function_call" in part) for part in parts)

    def _called(self, choice: Mapping[str, object]) -> list[ToolArguments]:
        """The pieces of calls in a choice: in its `delta`, else in its `message`, which repeats them at the end."""
        delta, message = choice.get("delta"), choice.get("message")
        pieces = list(_calls_in(delta))
        if not pieces and not self._calls:
            pieces = list(_calls_in(message))
        events = [event for piece in pieces for event in self._call(piece)]
        if pieces and self._reasons:
            self._calls.carried["reasoning_content"] = "".join(self._reasons)
        return events

    def _call(self, piece: Mapping[str, object]) -> list[ToolArguments]:
        function = piece.get("function")
        inner: Mapping[str, object] = function if isinstance(function, dict) else piece
        name, id_, arguments = inner.get("name"), piece.get("id"), inner.get("arguments", inner.get("parameters"))
        key = self._calls.key(piece.get("index"), id_, name, arguments)
        if isinstance(extra := piece.get("extra_content"), dict):
            self._calls.carry(key, {"extra_content": extra})
        return self._calls.piece(key, id_=id_, name=name, arguments=arguments)

    def _cite(self, delta: object) -> None:
        """Note the sources in a delta or a message.

        Groq's systems list what their tools found: https://console.groq.com/docs/web-search
        """
        if not isinstance(delta, dict):
            return
        for title, url, span in annotated(delta.get("annotations")):
            self._sources.add(title, url, span)
        tools = delta.get("executed_tools")
        for tool in tools[-_MOST_TOOLS:] if isinstance(tools, list) else ():
            match tool:
                case {"search_results": {"results": [*results]}}:
                    for result in results[:MOST_SOURCES]:
                        if isinstance(result, dict):
                            self._sources.add_rest(result.get("title"), result.get("url"))

    def end(self) -> list[Event]:
        """See `Answer.end`. A refusal in the model's own words counts as filtered, whatever the reason beside it."""
        if self._refused:
            self._finish("filtered")
        return super().end()


def _calls_in(part: object) -> Iterator[Mapping[str, object]]:
    """The pieces of calls in a delta or a message; a single one in the words of old is one too."""
    if not isinstance(part, dict):
        return
    calls = part.get("tool_calls")
    if isinstance(calls, dict):
        calls = [calls]
    yield from (each for each in calls if isinstance(each, dict)) if isinstance(calls, list) else ()
    if not calls and isinstance(old := part.get("function_call"), dict):
        yield {"index": 0, **old}


def _usage(chunk: Mapping[str, object]) -> Usage | None:
    usage, groq = chunk.get("usage"), chunk.get("x_groq")
    if not isinstance(usage, dict):
        usage = groq.get("usage") if isinstance(groq, dict) else None
    if not isinstance(usage, dict):
        return None
    input_tokens, output_tokens = count(usage.get("prompt_tokens")), count(usage.get("completion_tokens"))
    details = usage.get("completion_tokens_details")
    reasoned = count(details.get("reasoning_tokens")) if isinstance(details, dict) else 0
    if reasoned and count(usage.get("total_tokens")) == input_tokens + output_tokens + reasoned:
        output_tokens += reasoned  # xAI counts them apart from the answer's, everybody else among those
    return counted(input_tokens, output_tokens, cached_tokens=_cached(usage), searches=_searches(usage))


def _searches(usage: Mapping[str, object]) -> int:
    """How often the web was searched, in Perplexity's words or in OpenRouter's."""
    tools = usage.get("server_tool_use")
    told = count(tools.get("web_search_requests")) if isinstance(tools, dict) else 0
    return told or count(usage.get("num_search_queries"))


def _cached(usage: Mapping[str, object]) -> int:
    """The input tokens from a cache, in OpenAI's words, which most use, or in DeepSeek's."""
    details = usage.get("prompt_tokens_details")
    told = count(details.get("cached_tokens")) if isinstance(details, dict) else 0
    return told or count(usage.get("prompt_cache_hit_tokens"))


def _said(delta: object) -> Iterator[Text | Reasoning | Picture]:
    """The reasoning, words and pictures in a delta or a message, none of them empty."""
    if not isinstance(delta, dict):
        return
    for key in ("reasoning_content", "reasoning", "thinking", "reasoning_text", "reasoning_details"):
        value = delta.get(key)
        if isinstance(value, list):
            value = _joined(value)
        if isinstance(value, str) and value:
            yield Reasoning(value)
            break  # some servers send the same under two names
    content = delta.get("content")
    if isinstance(content, str):
        if content:
            yield Text(content)
    elif isinstance(content, list):
        for part in content:
            yield from _part(part)
    if _refuses(delta):
        yield Text(delta["refusal"])
    images = delta.get("images")
    for image in images if isinstance(images, list) else ():
        yield _picture(image)


def _part(part: object) -> Iterator[Text | Reasoning | Picture]:
    match part:
        case {"type": "thinking", "thinking": [*blocks]}:
            if words := _joined(blocks):
                yield Reasoning(words)
        case {"type": "thinking" | "reasoning", "thinking": str() as words} if words:
            yield Reasoning(words)
        case {"type": "thinking" | "reasoning" | "reasoning_text", "text": str() as words} if words:
            yield Reasoning(words)
        case {"text": str() as words} if words:
            yield Text(words)
        case {"type": "image_url" | "image" | "output_image"}:
            yield _picture(part)


def _picture(part: object) -> Picture:
    """A picture.

    OpenRouter: https://openrouter.ai/docs/guides/overview/multimodal/image-generation
    """
    match part:
        case {"image_url": {"url": str() as url}} | {"image_url": str() as url}:
            return addressed(url)
        case {"b64_json": str() as data}:
            return decoded(data)
    return Picture()


def _joined(blocks: list[object]) -> str:
    """The words in blocks of reasoning."""
    words = (each.get("text") or each.get("summary") for each in blocks if isinstance(each, dict))
    return "".join(each for each in words if isinstance(each, str))


def _refuses(delta: object) -> bool:
    return isinstance(delta, dict) and isinstance(delta.get("refusal"), str) and bool(delta["refusal"])
