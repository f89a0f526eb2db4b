"""Each kind of thing, played to the bot on the fake Telegram, becomes what the table says."""

from collections.abc import Callable, Mapping

import pytest

from tests.bots.telegram_bot.stage import Collector, listening
from tests.fakes import telegram_files as held
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_rules import Json
from tests.fakes.telegram_world import CAPTIONED, Human
from tests.heard.files import FILES, PNG
from tests.heard.table import QUESTION, SAID, Cell, cells, outcome

GROUP = -100

Thing = Callable[[Files], Json]
"""What a message of that kind holds."""


def _file(name: str, media_type: str, content: bytes) -> Thing:
    return lambda files: files.document(name, media_type, content)


def _as_it_is(what: Json) -> Thing:
    return lambda files: what


THINGS: Mapping[str, Thing] = {
    **{kind: _file(*file) for kind, file in FILES.items()},
    "text": _as_it_is({}),
    "picture": lambda files: files.photo(content=PNG),
    "album": lambda files: files.photo(content=PNG),
    "sticker": lambda files: files.sticker("😺"),
    "moving sticker": lambda files: files.sticker("😺", animated=True),
    "GIF": lambda files: files.animation(),
    "voice": lambda files: files.voice(),
    "audio": lambda files: files.audio(),
    "video": lambda files: files.video(),
    "video note": lambda files: files.video_note(),
    "formatted": _as_it_is(held.rich({"type": "heading", "size": 1, "text": SAID})),
    "formatted picture": lambda files: held.rich({"type": "photo", **files.photo(content=PNG)}),
    "forwarded": _as_it_is(held.forwarded()),
    "forwarded picture": lambda files: files.photo(content=PNG) | held.forwarded(),
    "forwarded formatted": _as_it_is(held.rich({"type": "paragraph", "text": SAID}) | held.forwarded_post()),
    "poll": _as_it_is(held.poll(SAID, "Yes", "No")),
    "location": _as_it_is(held.LOCATION),
    "venue": _as_it_is(held.VENUE),
    "contact": _as_it_is(held.CONTACT),
    "dice": _as_it_is(held.DICE),
    "game": _as_it_is(held.GAME),
    "invoice": _as_it_is(held.INVOICE),
    "checklist": _as_it_is(held.CHECKLIST),
    "story": _as_it_is(held.STORY),
    "paid media": _as_it_is(held.PAID),
    "giveaway": _as_it_is(held.GIVEAWAY),
    "invented": _as_it_is(held.INVENTED),
}

SAYS: Mapping[str, str] = {"text": SAID, "forwarded": SAID}
"""The words of a message of that kind itself."""

WRITTEN: Mapping[str, str] = {
    "location": "48.2082, 16.3738",
    "venue": "Prater",
    "contact": "Eve Adams",
    "dice": "🎲 5",
    "game": "Tetris",
    "invoice": "Of everything",
    "checklist": "Milk",
}
"""What is read of that kind, where that is something else."""


def play(api: TelegramApi, ann: Human, cell: Cell) -> None:
    """Do what the row says."""
    count = 2 if cell.where == "several" or cell.kind == "album" else 1
    pieces = [THINGS[cell.kind](api.files) for _ in range(count)]
    own, captioned = SAYS.get(cell.kind, ""), not CAPTIONED.isdisjoint(pieces[0])

    def send(text: str = "", *, chat: int = 0) -> int:
        if count == 1:
            return ann.sends(pieces[0], text or own, chat=chat)
        return ann.sends_album(*pieces, text=text, chat=chat)[0]

    match cell.where:
        case "alone" | "several":
            send()
        case "with words":
            send(own or QUESTION)
        case "answered":
            ann.sends({}, f"@parley_bot {QUESTION}", chat=GROUP, reply_to=send(chat=GROUP))
        case "asked" if captioned and "forward_origin" not in pieces[0]:
            send(f"/ask {QUESTION}")
        case "asked" if cell.kind == "text":
            send(f"/ask {SAID}")
        case "asked":
            ann.sends({}, f"/ask {QUESTION}", chat=GROUP, reply_to=send(chat=GROUP))
        case "talk":
            send(chat=GROUP)


@pytest.mark.parametrize("cell", cells("telegram"), ids=str)
async def test_nothing_is_passed_over(cell: Cell) -> None:
    """It is read, named, or not for us; and comes in once, however many messages it is made of."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.group(GROUP)
        play(api, api.user(7), cell)
        news = inbox.commands if cell.where == "asked" else inbox.messages
        count = 2 if cell.where == "answered" else 1
        await inbox.until(lambda: len(news) == count)
        found = await outcome(news[-1], cell, WRITTEN.get(cell.kind, SAID), bot.download)

    assert found == cell.outcome
    assert len(news) == count


def test_every_kind_has_its_rows() -> None:
    """What can be played is in the table, and the other way round."""
    assert {cell.kind for cell in cells("telegram")} == THINGS.keys()
