"""Files on the fake Discord: what stands of them in messages, and the hosts that hand them out for a while."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.discord_world import Json, snowflake

PATHS = ("/attachments/", "/ephemeral-attachments/", "/proxied/", "/stickers/")
"""Where files lie; "/proxied" stands for the second host, which scales pictures."""

VOICE = 1 << 13
"""The flag of a voice message."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a message. `told`: further fields that Discord tells of it."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    told: Json = field(default_factory=dict)
    id: str = field(default_factory=snowflake)


def picture(name: str = "cat.png", *, width: int = 800, height: int = 600, media_type: str = "image/png") -> Attached:
    return Attached(name, media_type, b"\x89PNG\r\n\x1a\n cat", {"width": width, "height": height})


def voice_message(content: bytes = b"OggS", seconds: float = 3.5) -> Attached:
    """What a client records; the message has `VOICE` among its flags."""
    return Attached("voice-message.ogg", "audio/ogg", content, {"duration_secs": seconds, "waveform": "AAAA"})


def sticker(name: str = "Wave", format_type: int = 1) -> Json:
    """A sticker by its format: 1 PNG, 2 a PNG that moves, 3 Lottie, 4 GIF."""
    return {"sticker_items": [{"id": snowflake(), "name": name, "format_type": format_type}]}


def poll(question: str, *answers: str) -> Json:
    told = [{"answer_id": n, "poll_media": {"text": answer}} for n, answer in enumerate(answers, 1)]
    return {
        "poll": {
            "question": {"text": question},
            "answers": told,
            "expiry": "2026-12-01T00:00:00+00:00",
            "allow_multiselect": False,
            "layout_type": 1,
            "results": {"is_finalized": False, "answer_counts": []},
        }
    }


def embed(title: str = "", description: str = "", *fields: tuple[str, str], type: str = "rich") -> Json:
    """What a bot shows, or what Discord shows of a link."""
    told = [{"name": name, "value": value, "inline": False} for name, value in fields]
    return {"embeds": [{"type": type, "title": title, "description": description, "fields": told}]}


class Shelf:
    """The hosts of files. `origin`: where they are, for as long as the server runs."""

    def __init__(self) -> None:
        self.origin = ""
        self.requests: list[str] = []
        """The paths that were asked for, with their queries."""
        self.moved_to = ""
        """Where every download is sent on to; empty: it is answered."""
        self.tells_length = True
        """Whether a file comes with its length."""
        self.scales = True
        """Whether the second host works."""
        self._series = 0
        self._paths: dict[str, bytes] = {}

    def expire(self) -> None:
        """All addresses that were told so far are worth nothing any more."""
        self._series += 1

    def described(self, file: Attached, channel: str, *, ephemeral: bool = False) -> Json:
        """What Discord tells of it, with addresses that are good for now."""
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{folder}/{channel}/{file.id}/{file.name}"
        self._paths[path] = file.content
        signed = f"?ex=6a000000&is=69000000&hm={self._series:x}&"
        told: Json = {
            "id": file.id,
            "filename": file.name,
            "size": len(file.content),
            "content_type": file.media_type,
            "url": f"{self.origin}{path}{signed}",
            "proxy_url": f"{self.origin}/proxied{path}{signed}",
        }
        return told | ({"ephemeral": True} if ephemeral else {}) | file.told

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A download. It needs no token, and gets none."""
        assert "Authorization" not in request.headers
        self.requests.append(request.path_qs)
        if self.moved_to:
            return web.Response(status=302, headers={"Location": self.moved_to})
        if request.path.startswith("/stickers/") and request.path.endswith(".json"):  # one that moves, as Lottie draws
            return web.json_response({"v": "5.5.2", "fr": 60, "layers": []})
        if request.path.startswith("/stickers/"):
            return web.Response(body=b"\x89PNG\r\n\x1a\n sticker", content_type="image/png")
        scaled = request.path.startswith("/proxied/")
        content = self._paths.get(request.path.removeprefix("/proxied"))
        if content is None or request.query.get("hm") != f"{self._series:x}":
            return web.Response(status=404, text="This content is no longer available.")
        if scaled and not self.scales:
            return web.Response(status=415)
        if scaled and (query := _wanted(request.query)):
            content += f" as {query}".encode()
        if not self.tells_length:
            return await _chunked(request, content)
        return web.Response(body=content, content_type="application/octet-stream")


def _wanted(query: Any) -> str:
    return " ".join(f"{name}={query[name]}" for name in ("format", "width", "height") if name in query)


async def _chunked(request: web.Request, content: bytes) -> web.StreamResponse:
    """A file whose length is not told."""
    answer = web.StreamResponse()
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    await answer.write(content)
    await answer.write_eof()
    return answer
