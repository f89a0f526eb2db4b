"""Each kind of thing, played to the whole program on the fake Telegram, becomes what the table says."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.fakes import telegram_files as held
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_rules import Json
from tests.fakes.telegram_world import CAPTIONED, Human
from tests.heard.files import FILES, PNG
from tests.heard.table import QUESTION, SAID, Cell, cells
from tests.heard.whole_program import SETTINGS, a_model, became, who
from tests.program import SPEED, model, on_telegram, running
from tests.waiting import until

OWNER, FIRST = 7, 1000

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


def play(api: TelegramApi, person: Human, cell: Cell, group: int) -> None:
    """Do what the row says; `group`: where, if not in private."""
    count = 2 if cell.where == "several" or cell.kind == "album" else 1
    pieces = [THINGS[cell.kind](api.files) for _ in range(count)]
    own = SAYS.get(cell.kind, "")

    def send(text: str = "", *, chat: int = 0) -> int:
        if count == 1:
            return person.sends(pieces[0], text or own, chat=chat)
        return person.sends_album(*pieces, text=text, chat=chat)[0]

    match cell.where:
        case "alone" | "several":
            send()
        case "with words":
            send(own or QUESTION)
        case "answered":
            person.sends({}, f"@parley_bot {QUESTION}", chat=group, reply_to=send(chat=group))
        case "asked" if _is_a_caption(cell):
            send(f"/ask {QUESTION}")
        case "asked" if cell.kind == "text":
            send(f"/ask {SAID}")
        case "asked":
            person.sends({}, f"/ask {QUESTION}", chat=group, reply_to=send(chat=group))
        case "talk":
            send(chat=group)


def _is_a_caption(cell: Cell) -> bool:
    """Whether `/ask` stands below the thing itself."""
    held = THINGS[cell.kind](Files(""))
    return not CAPTIONED.isdisjoint(held) and "forward_origin" not in held


def _is_private(cell: Cell) -> bool:
    return cell.is_alone or (cell.where == "asked" and (cell.kind == "text" or _is_a_caption(cell)))


async def test_nothing_is_passed_over(tmp_path: Path) -> None:
    """Each row, from a person of its own, alone with the bot or in a group of its own."""
    rows = cells("telegram")
    chats = [FIRST + number if _is_private(row) else -FIRST - number for number, row in enumerate(rows)]
    talks = [chat for row, chat in zip(rows, chats, strict=True) if row.where == "talk"]
    async with a_model() as llm, TelegramApi(speed=SPEED) as api:
        owner, api.methods.reads_all = api.user(OWNER), True
        for chat in chats:
            api.group(chat) if chat < 0 else api.user(chat)
        async with running(model(llm) | on_telegram(api, OWNER) | SETTINGS, tmp_path):
            for chat in talks:
                owner.writes("/settings trigger all", chat=chat)
            await until(lambda: all(map(api.replies, talks)))
            for number, row in enumerate(rows):
                api.world.faces[FIRST + number] = {"first_name": who(number)}
                play(api, api.user(FIRST + number), row, chats[number])

            def replies(number: int) -> list[str]:
                said = [reply.text for reply in api.replies(chats[number]) if not reply.text.startswith("🔀")]
                return said[1:] if chats[number] in talks else said

            found = await became(llm, rows, replies, WRITTEN)

    assert found == {str(row): row.outcome for row in rows}


def test_every_kind_has_its_rows() -> None:
    """What can be played is in the table, and the other way round."""
    assert {cell.kind for cell in cells("telegram")} == THINGS.keys()
