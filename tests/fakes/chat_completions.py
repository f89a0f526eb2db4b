"""A Chat Completions server on a real socket: says a given text at a given speed, and misbehaves where told to.

By hand: `python -m tests.fakes.chat_completions --port 8000`.
"""

import argparse
import asyncio
import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiohttp import web

from tests.fakes import efforts, tool_checks
from tests.fakes.faults import Fault, Faults, Handler
from tests.fakes.transcriptions import Transcriptions
from tests.waiting import PATIENCE, until

HELLO = "Hello! This is a **test** server. It says the same to everybody.\n"


@dataclass
class ChatCompletions:
    """The server; every field may be changed between requests.

    rate: tokens a second, 0: at once. token: characters of a token. first: seconds before the first token.
    key: what Authorization must carry; empty: nothing is asked for.
    reasoning: thoughts before the text, in the field `reasoning_field`, or in `<think>` tags where that is empty.
    finish: the finish_reason, empty: none. done: end with `[DONE]`. usage: count tokens where asked to.
    plain: answer with one JSON document whatever was asked.
    refuses: a field of the request that is answered with 400, in the words of `refusal`, or as OpenAI does.
    strict: as the templates of Gemma and Mistral, a system message only first, then user and assistant in turn.
    error: sent as an event after `error_after` tokens. raw: sent in place of the whole body, as `content_type`.
    cut_at: the body breaks off after so many bytes, as `cut` says: reset, closed without the end, or ended properly.
    speech: the route that turns speech into text; its models are listed too.
    withdrawn: the status and the body of the answer to a question to each model that is there no more.
    pictures: the most that one request may hold, 0: any number; more are refused in the words of vLLM.
    systemless, streamless, blind: what is answered, with 400, to a question with a system text, for a stream, or with a
    picture; empty: it is taken. unable: another status for these, such as 200.
    efforts: how much its models can be told to think; None: nothing of it is looked at.
    rounds: the tools that it calls, each a name and its arguments, if it is offered some: those of the first answer to
    a question, then those of the answer to their results, and so on; then it says its text.
    hangs: behind its last byte the body stays open, and `silence` is written now and then.
    piece: the body is written in pieces of so many bytes; 0: each event by itself. newline: between the lines.
    """

    text: str = HELLO
    rate: float = 0.0
    token: int = 4
    first: float = 0.0
    key: str = ""
    models: tuple[str, ...] = ("test-model",)
    reasoning: str = ""
    reasoning_field: str = "reasoning_content"
    finish: str = "stop"
    done: bool = True
    usage: bool = True
    plain: bool = False
    refuses: str = ""
    refusal: str = ""
    strict: bool = False
    error: dict[str, Any] = field(default_factory=dict)
    error_after: int = 0
    raw: bytes = b""
    content_type: str = "text/event-stream"
    cut_at: int = -1
    cut: Literal["reset", "close", "end"] = "close"
    systemless: str = ""
    streamless: str = ""
    blind: str = ""
    withdrawn: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    pictures: int = 0
    efforts: tuple[str, ...] | None = None
    unable: int = 400
    rounds: tuple[tuple[tuple[str, str], ...], ...] = ()
    hangs: bool = False
    silence: bytes = b""
    piece: int = 0
    newline: str = "\n"
    host: str = "127.0.0.1"
    port: int = 0

    speech: Transcriptions = field(default_factory=Transcriptions)
    faults: Faults = field(default_factory=Faults, init=False)
    requests: list[dict[str, Any]] = field(default_factory=list, init=False)
    """The bodies of the questions, in order."""
    headers: list[dict[str, str]] = field(default_factory=list, init=False)
    """Their headers, names in lower case."""
    listed: int = field(default=0, init=False)
    """How often the models were asked for."""
    streams: int = field(default=0, init=False)
    """Answers that are being sent now; one whose client is gone no longer counts."""
    _halved: set[int] = field(default_factory=set, init=False, repr=False)
    _runner: web.AppRunner = field(init=False, repr=False)

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}/v1"

    @property
    def connections(self) -> int:
        """Sockets that are open now, idle ones included."""
        server = self._runner.server
        return len(server.connections) if isinstance(server, web.Server) else 0

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._middleware()], client_max_size=64 * 1024 * 1024)
        self._add_routes(app)
        # A stream whose reader is gone must end at once, or nobody could see that it was dropped.
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def _add_routes(self, app: web.Application) -> None:
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_post("/v1/audio/transcriptions", self.speech.answer)
        app.router.add_get("/v1/models", self._list)

    def kill(self) -> None:
        """Reset every connection, as a server does that dies."""
        server = self._runner.server
        if isinstance(server, web.Server):
            for connection in list(server.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    async def until(self, true: Callable[["ChatCompletions"], bool], seconds: float = PATIENCE) -> None:
        """Wait until something holds of the server.

        Raises:
            TimeoutError: it does not within that time.
        """
        await until(lambda: true(self), seconds)

    def _middleware(self) -> Any:
        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            fault = self.faults.take(f"{request.method} {request.path}")
            if fault is None:
                return await self._checked(request, handler)
            if fault.kind == "truncate" and not request.path.endswith("/transcriptions"):
                self._halved.add(id(request))
                try:
                    return await self._checked(request, handler)
                finally:
                    self._halved.discard(id(request))
            return await self.faults.commit(fault, request, handler, self._refusal)

        return middleware

    async def _checked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.key and self._key_of(request) != self.key:
            return self._error(401, f"Incorrect API key provided: {self._key_of(request)}.", "invalid_api_key")
        return await handler(request)

    def _key_of(self, request: web.Request) -> str:
        return request.headers.get("Authorization", "").removeprefix("Bearer ")

    async def _list(self, request: web.Request) -> web.Response:
        self.listed += 1
        data = [
            {"id": name, "object": "model", "created": 0, "owned_by": "tests"}
            for name in (*self.models, *self.speech.models)
        ]
        return web.json_response({"object": "list", "data": data})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
            model = self._model_of(request, body)
            well_formed = self._is_well_formed(body)
        except (ValueError, KeyError, TypeError, IndexError):
            well_formed = False
        if not well_formed:
            return self._error(400, "The request is malformed.", "")
        self.requests.append(body)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if model in self.withdrawn:
            status, said = self.withdrawn[model]
            return web.json_response(said, status=status)
        if self.models and model not in self.models:
            return self._error(404, f"The model `{model}` does not exist.", "model_not_found")
        if self.refuses and self.refuses in body:
            return self._error(400, self.refusal or f"Unknown parameter: '{self.refuses}'.", "unknown_parameter")
        if wrong := self._wrong_calls(body):
            return self._error(400, wrong, "invalid_request_error")
        if self.strict and (wrong := _out_of_turn(body["messages"])):
            return self._error(400, wrong, "")
        if self.systemless and self._has_system(body):
            return self._error(self.unable, self.systemless, "")
        if self.blind and re.search(r'"(image_url|image|input_image|inlineData)"', json.dumps(body)):
            return self._error(self.unable, self.blind, "")
        if self.efforts is not None and (wrong := self._effort_refused(body, self.efforts)):
            return self._error(self.unable, wrong, "invalid_request")
        if wrong := _format_of(body):
            return self._error(
                400, f"Invalid value: '{wrong}'. Supported values are: 'wav' and 'mp3'.", "invalid_value"
            )
        if 0 < self.pictures < _pictures_in(body):
            return self._error(400, f"At most {self.pictures} image(s) may be provided in one request.", "")
        if self.streamless and body.get("stream"):
            return self._error(self.unable, self.streamless, "unsupported_value")
        if not self.raw and (self.plain or not body.get("stream")):
            return web.json_response(self._document(model))
        self.streams += 1
        try:
            return await self._stream(request, body)
        finally:
            self.streams -= 1

    def _model_of(self, request: web.Request, body: dict[str, Any]) -> str:
        return str(body["model"])

    def _is_well_formed(self, body: dict[str, Any]) -> bool:
        return bool(body["messages"]) and all(
            each["role"] and (_is_content(each["content"]) if each["content"] is not None else each["tool_calls"])
            for each in body["messages"]
        )

    def _wrong_calls(self, body: dict[str, Any]) -> str:
        return tool_checks.of_chat(body)

    def _effort_refused(self, body: dict[str, Any], levels: tuple[str, ...]) -> str:
        return efforts.of_chat(body, levels)

    def _has_system(self, body: dict[str, Any]) -> bool:
        return any(each["role"] in ("system", "developer") for each in body["messages"])

    async def _stream(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": self.content_type, "Cache-Control": "no-cache"})
        await response.prepare(request)
        cut_at = self.cut_at
        if id(request) in self._halved:
            cut_at = sum(map(len, self.events(body))) // 2
        started, sent = asyncio.get_running_loop().time() + self.first, 0
        for number, event in enumerate(self.events(body)):
            due = started + (number / self.rate if self.rate else 0.0) - asyncio.get_running_loop().time()
            if due > 0:
                await asyncio.sleep(due)
            for start in range(0, len(event), self.piece or len(event)):
                data = event[start : start + (self.piece or len(event))]
                if 0 <= cut_at <= sent + len(data):
                    if data[: cut_at - sent]:
                        await response.write(data[: cut_at - sent])
                    return await self._break(request, response)
                await response.write(data)
                sent += len(data)
                if self.piece:
                    await asyncio.sleep(0)
        while self.hangs:
            await response.write(self.silence)
            await asyncio.sleep(0.02)
        await response.write_eof()
        return response

    async def _break(self, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        if self.cut == "end":
            await response.write_eof()
        elif request.transport is not None:
            if self.cut == "reset":
                await asyncio.sleep(0.01)  # what was written shall arrive before the reset
                request.transport.abort()
            else:
                request.transport.close()
        return response

    def events(self, body: dict[str, Any]) -> Iterator[bytes]:
        """What it says to a question."""
        if self.raw:
            yield self.raw
            return
        frame = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": body["model"]}

        def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
            choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
            return self._event({**frame, "choices": choices})

        yield chunk({"role": "assistant", "content": ""})
        if calls := self._calls(body):
            for number, (name, arguments) in enumerate(calls):
                call = {"index": number, "id": f"call_{len(body['messages'])}_{number}", "type": "function"}
                yield chunk({"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]})
                for piece in self._tokens(arguments):
                    yield chunk({"tool_calls": [{"index": number, "function": {"arguments": piece}}]})
            yield chunk({}, "tool_calls")
            yield f"data: [DONE]{self.newline * 2}".encode()
            return
        deltas = [(self.reasoning_field, piece) for piece in self._tokens(self.reasoning)]
        if not self.reasoning_field:
            deltas = [("content", piece) for piece in self._tokens(f"<think>{self.reasoning}</think>\n\n")]
        deltas += [("content", piece) for piece in self._tokens(self.text)]
        for number, (name, piece) in enumerate(deltas):
            if self.error and number == self.error_after:
                yield self._event({"error": self.error})
                return
            yield chunk({name: piece})
        if self.error:
            yield self._event({"error": self.error})
            return
        if self.finish:
            yield chunk({}, self.finish)
        if self.usage and (body.get("stream_options") or {}).get("include_usage"):
            yield self._event({**frame, "choices": [], "usage": self.counted()})
        if self.done:
            yield f"data: [DONE]{self.newline * 2}".encode()

    def _calls(self, body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """The tools that it calls now."""
        if not self.rounds or not body.get("tools"):
            return ()
        asked = max(number for number, each in enumerate(body["messages"]) if each["role"] == "user")
        had = sum("tool_calls" in each for each in body["messages"][asked:])
        return self.rounds[had] if had < len(self.rounds) else ()

    def _error(self, status: int, message: str, code: str) -> web.Response:
        kinds = {429: "rate_limit_error", 500: "server_error", 503: "overloaded_error"}
        kind = kinds.get(status, "invalid_request_error")
        error = {"message": message, "type": kind, "param": None, "code": code or None}
        return web.json_response({"error": error}, status=status)

    def _refusal(self, fault: Fault) -> web.Response:
        response = self._error(fault.status, "A fault was ordered.", "")
        if fault.status == 429:
            response.headers["Retry-After"] = f"{fault.seconds:g}"
        return response

    def _event(self, value: dict[str, Any]) -> bytes:
        return f"data: {json.dumps(value, ensure_ascii=False)}{self.newline * 2}".encode()

    def _tokens(self, text: str) -> list[str]:
        return [text[start : start + self.token] for start in range(0, len(text), self.token)]

    def counted(self) -> dict[str, int]:
        """Tokens in and out."""
        answer = len(self._tokens(self.text)) + len(self._tokens(self.reasoning))
        return {"prompt_tokens": 7, "completion_tokens": answer, "total_tokens": 7 + answer}

    def _document(self, model: str) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": self.text}
        if self.reasoning and self.reasoning_field:
            message[self.reasoning_field] = self.reasoning
        choice = {"index": 0, "message": message, "finish_reason": self.finish or None}
        frame = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": model}
        return {**frame, "choices": [choice], "usage": self.counted()}


def _pictures_in(body: dict[str, Any]) -> int:
    """In any of the dialects."""
    return len(re.findall(r'"image_url": \{|"inlineData": \{|"type": "(?:input_)?image"', json.dumps(body)))


def _is_content(content: Any) -> bool:
    """Text, or pictures, sounds and PDFs as data, and one text."""
    return isinstance(content, str) or all(map(_is_part, content))


def _is_part(part: dict[str, Any]) -> bool:
    match part:
        case {"type": "text", "text": str()}:
            return True
        case {"type": "image_url", "image_url": {"url": str() as url}}:
            return url.startswith("data:image/")
        case {"type": "input_audio", "input_audio": {"data": str() as data, "format": str()}}:
            return bool(data)
        case {"type": "file", "file": {"filename": str() as name, "file_data": str() as url}}:
            return bool(name) and url.startswith("data:application/pdf;base64,")
    return False


def _format_of(body: dict[str, Any]) -> str:
    """A format of sound that OpenAI does not take; empty if there is none."""
    formats = re.findall(r'"format": "(\w*)"', json.dumps(body["messages"])) if "messages" in body else []
    return next((name for name in formats if name not in ("wav", "mp3")), "")


def _out_of_turn(messages: list[dict[str, Any]]) -> str:
    """What llama.cpp, vLLM and Mistral's API say of such messages; empty: nothing."""
    talk = messages[1:] if messages[0]["role"] == "system" else messages
    talk = [each for each in talk if each["role"] != "tool" and "tool_calls" not in each]
    if any(each["role"] != ("assistant" if number % 2 else "user") for number, each in enumerate(talk)):
        return "Conversation roles must alternate user/assistant/user/assistant/..."
    if not len(talk) % 2:
        return "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
    return "" if all(each["content"] for each in messages) else "Message content must not be empty"


async def _serve(server: ChatCompletions) -> None:
    async with server:
        print(f"base_url = {server.base_url}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="A Chat Completions server that says the same to everybody.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--rate", type=float, default=60.0, help="tokens a second; 0: at once")
    parser.add_argument("--text", default=HELLO)
    parser.add_argument("--times", type=int, default=1, help="say the text so many times")
    parser.add_argument("--key", default="", help="the API key to ask for")
    given = parser.parse_args()
    server = ChatCompletions(text=given.text * given.times, rate=given.rate, key=given.key, port=given.port)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(server))


if __name__ == "__main__":
    main()
