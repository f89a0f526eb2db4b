"""What people put into messages on the fake Telegram beside their words, in the Bot API's own shapes, and its files."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.fakes.telegram_rules import Json, Rejected

LARGEST = 20 * 2**20
"""Bytes of the largest file that `getFile` hands out; a server of one's own has no such limit."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file by its two names: its `id` stays, its path does not."""

    id: str
    path: str
    content: bytes


class Files:
    """The files of all chats. `local`: the folder of a server of one's own that runs with `--local`."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._numbers = count(1)
        self._stored: dict[str, Stored] = {}
        self._paths: dict[str, str] = {}
        self._told: dict[str, Json] = {}
        self.local: Path | None = None

    def add(self, content: bytes, folder: str = "documents", ending: str = "bin") -> Json:
        """Keep a file; the part that all of the Bot API's files have in common."""
        number = next(self._numbers)
        stored = Stored(f"file-{number}", f"{folder}/file_{number}.{ending}", content)
        self._stored[stored.id] = stored
        return {"file_id": stored.id, "file_unique_id": f"unique-{number}", "file_size": len(content)}

    def described(self, id: str) -> Json:
        """The answer of `getFile`: a path under which the file can be fetched for an hour."""
        stored = self._stored.get(id)
        if stored is None:
            raise Rejected(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        told: Json = {"file_id": id, "file_unique_id": f"u{id}", "file_size": len(stored.content)}
        if self.local is not None:
            path = self.local / self._token / stored.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(stored.content)
            told["file_path"] = str(path)
        elif len(stored.content) > LARGEST:
            raise Rejected(400, "Bad Request: file is too big")
        else:
            self._paths[stored.path] = id
            told["file_path"] = stored.path
        return told | self._told.get(id, {})

    def lies(self, id: str, **told: object) -> None:
        """Whatever the file is, `getFile` says that of it."""
        self._told[id] = told

    def at(self, path: str) -> bytes:
        """The file that lies there."""
        if path not in self._paths or self._paths[path] not in self._stored:
            raise Rejected(404, "Not Found")
        return self._stored[self._paths[path]].content

    def lose(self, id: str) -> None:
        """Telegram does not have it any more."""
        del self._stored[id]

    # What a message holds.

    def photo(self, *sides: int, content: bytes = b"\xff\xd8\xffphoto") -> Json:
        """A picture in several sizes; each has its long side in its bytes."""
        sizes = [
            self.add(content + f" {side}".encode(), "photos", "jpg") | {"width": side, "height": side * 3 // 4}
            for side in sides or (90, 320, 800, 1280)
        ]
        return {"photo": sizes}

    def document(self, name: str, media_type: str, content: bytes) -> Json:
        return {"document": self.add(content) | {"file_name": name, "mime_type": media_type, **self._thumbnail()}}

    def animation(self, content: bytes = b"mp4") -> Json:
        """A GIF, which Telegram turns into a video without sound and tells as a document too."""
        told = self.add(content, "animations", "mp4")
        told |= {"file_name": "cat.mp4", "mime_type": "video/mp4", **self._thumbnail()}
        return {"animation": told | {"width": 320, "height": 240, "duration": 2}, "document": told}

    def sticker(self, emoji: str, *, animated: bool = False, video: bool = False) -> Json:
        told = self.add(b"RIFF\x04\x00\x00\x00WEBP" if not (animated or video) else b"moving", "stickers", "webp")
        told |= {"type": "regular", "width": 512, "height": 512, "is_animated": animated, "is_video": video}
        return {"sticker": told | {"emoji": emoji, "set_name": "Cats", **self._thumbnail()}}

    def voice(self, content: bytes = b"OggS", seconds: int = 3) -> Json:
        return {"voice": self.add(content, "voice", "oga") | {"duration": seconds, "mime_type": "audio/ogg"}}

    def audio(self, content: bytes = b"ID3", seconds: int = 200) -> Json:
        told = {"duration": seconds, "mime_type": "audio/mpeg", "file_name": "song.mp3"}
        return {"audio": self.add(content, "music", "mp3") | told | {"performer": "Ann", "title": "A song"}}

    def video(self, content: bytes = b"mp4", seconds: int = 9) -> Json:
        told = {"duration": seconds, "mime_type": "video/mp4", "file_name": "clip.mp4", "width": 640, "height": 480}
        return {"video": self.add(content, "videos", "mp4") | told | self._thumbnail()}

    def video_note(self, content: bytes = b"mp4", seconds: int = 5) -> Json:
        return {"video_note": self.add(content, "video_notes", "mp4") | {"duration": seconds, "length": 240}}

    def _thumbnail(self) -> Json:
        return {"thumbnail": self.add(b"\xff\xd8\xffthumbnail", "thumbnails", "jpg") | {"width": 320, "height": 240}}


def poll(question: str, *options: str) -> Json:
    told = [{"text": option, "voter_count": 0, "persistent_id": str(n)} for n, option in enumerate(options)]
    kinds = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False, "allows_revoting": True}
    return {
        "poll": {"id": "1", "question": question, "options": told, "total_voter_count": 0, "type": "regular", **kinds}
        | {"members_only": False}
    }


LOCATION: Json = {"location": {"latitude": 48.2082, "longitude": 16.3738}}
VENUE: Json = LOCATION | {"venue": LOCATION | {"title": "Prater", "address": "Vienna"}}
CONTACT: Json = {"contact": {"phone_number": "+43 1 234", "first_name": "Eve", "last_name": "Adams"}}
DICE: Json = {"dice": {"emoji": "🎲", "value": 5}}
STORY: Json = {"story": {"id": 3, "chat": {"id": 9, "type": "private", "first_name": "Bob"}}}
GAME: Json = {"game": {"title": "Tetris", "description": "Blocks fall", "photo": []}}
PAID: Json = {"paid_media": {"star_count": 5, "paid_media": [{"type": "preview", "width": 9, "height": 9}]}}
GIVEAWAY: Json = {
    "giveaway": {
        "chats": [{"id": -9, "type": "channel", "title": "News"}],
        "winners_selection_date": 1_800_000_000,
        "winner_count": 1,
    }
}
CHECKLIST: Json = {
    "checklist": {"title": "Shopping", "tasks": [{"id": 1, "text": "Milk"}, {"id": 2, "text": "Bread"}]},
}
INVOICE: Json = {
    "invoice": {
        "title": "A year",
        "description": "Of everything",
        "start_parameter": "x",
        "currency": "EUR",
        "total_amount": 900,
    }
}
INVENTED: Json = {"hologram": {"file_id": "h1", "depth": 3}}
"""What the Bot API may know next year."""


def forwarded(name: str = "Bob") -> Json:
    """The mark of a message that somebody else wrote first."""
    sender = {"id": 8, "is_bot": False, "first_name": name}
    return {"forward_origin": {"type": "user", "date": 1_700_000_000, "sender_user": sender}}


def forwarded_post(title: str = "News", signature: str = "") -> Json:
    """... in a channel."""
    told = {"type": "channel", "date": 1_700_000_000, "message_id": 4, "chat": {"id": -9, "type": "channel"}}
    told["chat"] = {"id": -9, "type": "channel", "title": title}
    return {"forward_origin": told | ({"author_signature": signature} if signature else {})}


def rich(*blocks: Json) -> Json:
    """A message of the client's editor: no text, only blocks (Bot API 10.1)."""
    return {"rich_message": {"blocks": list(blocks)}}


def elsewhere(**held: object) -> Json:
    """The mark of a reply to a message in another chat."""
    origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Bob"}
    return {"external_reply": {"origin": origin, **held}}
