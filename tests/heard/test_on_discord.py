"""Each kind of thing, played to the bot on the fake Discord, becomes what the table says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from bots.engine.language.phrases import say
from tests.bots.discord_bot.stand_in import on_stage
from tests.fakes import discord_files as fake
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached
from tests.fakes.discord_people import Server, User
from tests.fakes.discord_world import Json
from tests.heard.files import FILES, PNG
from tests.heard.table import QUESTION, SAID, Cell, cells, outcome
from tests.waiting import until


@dataclass(frozen=True, slots=True)
class Thing:
    """What a message of that kind holds. `says`: its own words. `forwarded`: it is handed on by somebody else."""

    files: tuple[Attached, ...] = ()
    held: Json = field(default_factory=dict)
    says: str = ""
    forwarded: bool = False


PICTURE = Attached("cat.png", "image/png", PNG, {"width": 800, "height": 600})
NOTE = Attached("voice-message.ogg", "audio/ogg", b"OggS", {"duration_secs": 2.0, "waveform": "AAAA"})

THINGS: Mapping[str, Thing] = {
    **{kind: Thing((Attached(*file),)) for kind, file in FILES.items()},
    "text": Thing(says=SAID),
    "picture": Thing((PICTURE,)),
    "album": Thing((PICTURE, Attached("dog.png", "image/png", PNG))),
    "sticker": Thing(held=fake.sticker("Wave")),
    "moving sticker": Thing(held=fake.sticker("Wave", 3)),
    "GIF": Thing((Attached("cat.gif", "image/gif", b"GIF89a"),)),
    "voice": Thing((NOTE,), {"flags": fake.VOICE}),
    "audio": Thing((Attached("song.mp3", "audio/mpeg", b"ID3"),)),
    "video": Thing((Attached("clip.mp4", "video/mp4", b"mp4"),)),
    "forwarded": Thing(says=SAID, forwarded=True),
    "forwarded picture": Thing((PICTURE,), forwarded=True),
    "embed": Thing(held=fake.embed("News", "Today", ("What", SAID))),
    "link": Thing(held=fake.embed(SAID, "A page", type="link"), says="https://example.org"),
    "component": Thing(held={"components": [{"type": 17, "components": [{"type": 10, "content": SAID}]}]}),
    "poll": Thing(held=fake.poll(SAID, "Yes", "No")),
    "invented": Thing(held={"hologram": {"depth": 3}}),
}


def play(ada: User, server: Server, cell: Cell) -> None:
    """Do what the row says."""
    thing = THINGS[cell.kind]
    files = thing.files
    if cell.where == "several":
        files += tuple(Attached(f"2-{file.name}", file.media_type, file.content, file.told) for file in files)

    def send(text: str = "", channel: str = "") -> str:
        if not thing.forwarded:
            return ada.writes(text or thing.says, channel=channel, files=files, held=thing.held)
        original = ada.writes(thing.says, channel=server.channel, files=files, held=thing.held)
        return ada.forwards(original, channel=channel)

    match cell.where:
        case "alone" | "several":
            send()
        case "with words":
            send(thing.says or QUESTION)
        case "answered":
            ada.writes(QUESTION, channel=server.channel, mention=True, reply_to=send(channel=server.channel))
        case "asked" if cell.kind == "text":
            ada.slash("ask", channel=server.channel, text=SAID)
        case "asked" if len(files) == 1 and not (thing.held or thing.forwarded):
            ada.slash("ask", channel=server.channel, text=QUESTION, file=files[0])
        case "asked":
            ada.asks_about(send(channel=server.channel), say("ask_about"))
        case "talk":
            send(channel=server.channel)


@pytest.mark.parametrize("cell", cells("discord"), ids=str)
async def test_nothing_is_passed_over(cell: Cell) -> None:
    """It is read, named, or not for us."""
    async with DiscordApi() as api, on_stage(api) as stage:
        ada = api.user("ada")
        play(ada, api.guild(ada), cell)
        news = stage.inbox.invocations if cell.where == "asked" else stage.inbox.messages
        count = 1 + (cell.where == "answered") + (THINGS[cell.kind].forwarded and cell.where != "asked")
        await until(lambda: len(news) == count)
        found = await outcome(news[-1], cell, SAID, stage.bot.download)

    assert found == cell.outcome


def test_every_kind_has_its_rows() -> None:
    """What can be played is in the table, and the other way round."""
    assert {cell.kind for cell in cells("discord")} == THINGS.keys()
