"""The route that turns speech into text, as OpenAI, Groq, Mistral and local servers have it."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

MOST_BYTES = 26_214_400
FORMATS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")

Shape = Literal["json", "verbose_json", "text", "srt", "empty", "mistral"]


@dataclass
class Transcriptions:
    """The route; every field may be changed between requests.

    models: those that do it; none: there is no such route. text: what it hears. shape: of its answers. raw: sent in
    place of the whole body, as `content_type`. uploads: the fields of each form, and the file's name, type and data.
    """

    models: tuple[str, ...] = ()
    text: str = "Hello there."
    shape: Shape = "json"
    raw: bytes = b""
    content_type: str = "application/json"
    uploads: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """What the servers answer; the errors are in OpenAI's words, except for a missing route: vLLM's."""
        if not self.models:
            return web.json_response({"detail": "Not Found"}, status=404)
        if (request.content_length or 0) > MOST_BYTES:
            size = f"Maximum content size limit ({MOST_BYTES}) exceeded ({request.content_length} bytes read)"
            return self._error(413, size, kind="server_error")
        if request.content_type != "multipart/form-data":
            return self._error(400, "Could not parse multipart form")
        form = await request.post()
        file, model = form.get("file"), form.get("model")
        if not isinstance(file, web.FileField):
            return self._error(400, "you must provide a file")
        if not isinstance(model, str) or not model:
            return self._error(400, "you must provide a model parameter")
        data = file.file.read()
        upload = {"name": file.filename, "type": file.content_type, "data": data}
        self.uploads.append({**{name: value for name, value in form.items() if isinstance(value, str)}, **upload})
        if model not in self.models:
            return self._error(404, f"The model `{model}` does not exist.", "model_not_found")
        if file.filename.rpartition(".")[2] not in FORMATS:
            return self._error(400, f"Invalid file format. Supported formats: {list(FORMATS)}")
        if not data:
            return self._error(400, "Audio file is too short. Minimum audio length is 0.1 seconds.", "audio_too_short")
        if self.raw:
            return web.Response(body=self.raw, content_type=self.content_type)
        return self._said(model)

    def _said(self, model: str) -> web.Response:
        match self.shape:
            case "json":  # of the models that count tokens
                tokens = {"type": "tokens", "input_tokens": 14, "output_tokens": 5, "total_tokens": 19}
                return web.json_response({"text": self.text, "usage": tokens})
            case "verbose_json":  # of whisper-1, and Groq with its own key beside it
                segment = {"id": 0, "seek": 0, "start": 0.0, "end": 3.32, "text": f" {self.text}", "tokens": [50364]}
                whole = {"task": "transcribe", "language": "english", "duration": 3.319999933242798, "text": self.text}
                usage = {"type": "duration", "seconds": 4}
                return web.json_response({**whole, "segments": [segment], "usage": usage, "x_groq": {"id": "req_1"}})
            case "text":
                return web.Response(text=f"{self.text}\n")
            case "srt":
                return web.Response(text=f"1\n00:00:00,000 --> 00:00:03,320\n{self.text}\n\n\n")
            case "empty":
                return web.Response()
            case "mistral":
                usage = {"prompt_audio_seconds": 4, "prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 398}
                whole = {"model": model, "text": self.text, "language": None, "segments": [], "usage": usage}
                return web.Response(text=json.dumps(whole), content_type="application/json")

    def _error(self, status: int, message: str, code: str = "", kind: str = "invalid_request_error") -> web.Response:
        error = {"message": message, "type": kind, "param": None, "code": code or None}
        return web.json_response({"error": error}, status=status)
