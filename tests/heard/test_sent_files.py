"""Whole files in the whole program: a model behind it gets the very bytes of pictures, and the very text of the rest.

The files in `sent` are made by common libraries (Pillow, reportlab, pikepdf, python-docx, openpyxl, libopus) from words
and shapes of ours.
"""

import base64
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import VOICE, Attached, voice_message
from tests.fakes.discord_people import User
from tests.fakes.telegram_api import TelegramApi
from tests.heard.table import SAID
from tests.heard.whole_program import SETTINGS, a_model, by_row, ends, said_by_the_bot, who
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

SENT = Path(__file__).parent / "sent"

PICTURES = {
    "alpha.png": "image/png",
    "baseline.jpg": "image/jpeg",
    "cmyk.jpg": "image/jpeg",
    "colours.png": "image/png",
    "grey.png": "image/png",
    "lossy.webp": "image/webp",
    "moving.gif": "image/gif",
    "palette.png": "image/png",
    "progressive.jpg": "image/jpeg",
    "still.gif": "image/gif",
}

TEXTS = {
    "plain.pdf": "[Page 1]\nThe ship left on 3 May.\nIt came back on 9 June.",
    "compressed.pdf": "[Page 1]\nInvoice 4711\nTotal: 1,234.50 euros",
    "three-pages.pdf": "[Page 1]\nOne\n[Page 2]\nTwo\n[Page 3]\nThree",
    "greek.pdf": "[Page 1]\nΗ θάλασσα είναι πλατιά\nÖlmühle, žába, Ёж",
    "object-streams.pdf": "[Page 1]\nThe harbour opens at six.",
    "form.pdf": "[Page 1]\nIn a form: the anchor is up.",
    "for-readers.pdf": "[Page 1]\nThe harbour opens at six.",
    "log.docx": "Log of the Anna\nWe sailed at dawn.\nDay\tMiles\n1\t120",
    "trips.xlsx": "[Sheet: Trips]\nFrom\tTo\tOn\tMiles\nCork\tBrest\t2026-05-03\t312.5\n\n[Sheet: Crew]\nAnn\tTRUE",
    "trips.csv": 'From;To;Miles\n"Cork; south";Brest;312,5',
    "page.html": "The Anna\nHome\nThe Anna\nA ship of 1903, rebuilt in 1998.\n- Two masts",
    "utf-8.txt": "Grüße aus Köln – 10 €",
    "utf-16.txt": "Grüße aus Köln – 10 €",
    "windows-1252.txt": "Grüße aus Köln – 10 €. Über dem Fluss hängt Nebel, und die Fähre fährt heute später.",
    "windows-1251.txt": "Море широкое, небо высокое, и корабль плывёт дальше. Завтра будет ветер с севера.",
    "shift-jis.txt": "海は広く、空は高い。船は北へ進んでいる。明日は風が強いでしょう。",
}

WHOLE = "scan.pdf"
"""A PDF without text, which the model takes as it is."""

UNREAD = {"password.pdf": "why_encrypted"}
if find_spec("cryptography") is None:  # an extra may have brought it, and then this one is read, too
    UNREAD["aes.pdf"] = "why_cipher"

SPOKEN = ("low.ogg", "high.oga")

FILES = (*PICTURES, *TEXTS, WHOLE, *UNREAD, *SPOKEN)

TAKES_PDFS = {"PARLEY_PROVIDERS__LOCAL__MODEL": '{"test-model": {"documents": true}}'}

_FENCED = re.compile(r"\n(`{3,})\n(.*)\n\1\n\nrow \d+: ", re.DOTALL)
_SCALED = b" as format=png"
"""What the fake Discord appends to a GIF, of which the program asks for one still picture."""


def content(name: str) -> bytes:
    return (SENT / name).read_bytes()


def sends_on_telegram(api: TelegramApi, person: int, name: str) -> None:
    if name in SPOKEN:
        held = api.files.voice(content(name))
    else:
        held = api.files.document(name, PICTURES.get(name, ""), content(name))
    api.user(person).sends(held)


def sends_on_discord(user: User, name: str) -> None:
    if name in SPOKEN:
        user.writes("", files=(voice_message(content(name)),), held={"flags": VOICE})
    else:
        user.writes("", files=(Attached(name, PICTURES.get(name, ""), content(name)),))


async def asked(llm: ChatCompletions, replies: Callable[[int], list[str]]) -> dict[str, object]:
    """Wait until each file is answered; what the model got of it, or what was said of it in place of that."""
    await until(lambda: all(any(map(ends, replies(number))) for number in range(len(FILES))))
    turns = {row: request["messages"][-1]["content"] for row, (request,) in by_row(llm).items()}
    return {name: _got(name, turns.get(row), "\n".join(replies(row))) for row, name in enumerate(FILES)}


def _got(name: str, turn: Any, said: str) -> object:
    if name in UNREAD:
        return said
    if name in SPOKEN:
        return f"🎤 {SAID}" in said
    if name in TEXTS:
        found = _FENCED.search(turn)
        return found[2] if found else turn
    [part] = [part for part in turn if part["type"] != "text"]
    url = part["image_url"]["url"] if part["type"] == "image_url" else part["file"]["file_data"]
    kind, _, data = url.removeprefix("data:").partition(";base64,")
    return kind, base64.b64decode(data).removesuffix(_SCALED)


def expected(name: str) -> object:
    if name in UNREAD:
        return say("nothing_read", things=say("unread_because", name=name, why=say(UNREAD[name])))
    if name in SPOKEN:
        return True
    if name in TEXTS:
        return TEXTS[name]
    return PICTURES.get(name, "application/pdf"), content(name)


EXPECTED = {name: expected(name) for name in FILES}


def heard(llm: ChatCompletions) -> set[bytes]:
    """The sounds that were to be written down."""
    return {upload["data"] for upload in llm.speech.uploads}


async def test_what_is_sent_on_telegram_is_what_the_model_gets(tmp_path: Path) -> None:
    """Each file alone, from a person of its own."""
    async with a_model() as llm, TelegramApi(speed=SPEED) as api:
        variables = model(llm) | on_telegram(api) | SETTINGS | TAKES_PDFS
        async with running(variables, tmp_path):
            for row, name in enumerate(FILES):
                api.world.faces[1000 + row] = {"first_name": who(row)}
                sends_on_telegram(api, 1000 + row, name)
            found = await asked(llm, lambda row: [reply.text for reply in api.replies(1000 + row)])

    assert found == EXPECTED
    assert heard(llm) == {content(name) for name in SPOKEN}


async def test_what_is_sent_on_discord_is_what_the_model_gets(tmp_path: Path) -> None:
    """The same there."""
    async with a_model() as llm, DiscordApi(speed=SPEED) as api:
        people = [api.user(who(row)) for row in range(len(FILES))]
        variables = model(llm) | on_discord(api) | SETTINGS | TAKES_PDFS
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            for user, name in zip(people, FILES, strict=True):
                sends_on_discord(user, name)
            found = await asked(llm, lambda row: said_by_the_bot(api, api.direct(people[row])))

    assert found == EXPECTED
    assert heard(llm) == {content(name) for name in SPOKEN}
