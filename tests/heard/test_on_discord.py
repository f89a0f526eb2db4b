"""Each kind of thing, played to the whole program on the fake Discord, becomes what the table says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes import discord_files as fake
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached
from tests.fakes.discord_people import User
from tests.fakes.discord_world import Json
from tests.heard.files import FILES, PNG
from tests.heard.table import QUESTION, SAID, Cell, cells
from tests.heard.whole_program import SETTINGS, a_model, became, said_by_the_bot, who
from tests.program import SPEED, model, on_discord, running
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


def play(ada: User, channel: str, elsewhere: str, cell: Cell) -> None:
    """Do what the row says. `channel`: where, if not in private; `elsewhere`: from where messages are forwarded."""
    thing = THINGS[cell.kind]
    files = thing.files
    if cell.where == "several":
        files += tuple(Attached(f"2-{file.name}", file.media_type, file.content, file.told) for file in files)

    def send(text: str = "", *, to: str = "") -> str:
        if not thing.forwarded:
            return ada.writes(text or thing.says, channel=to, files=files, held=thing.held)
        original = ada.writes(thing.says, channel=elsewhere, files=files, held=thing.held)
        return ada.forwards(original, channel=to)

    match cell.where:
        case "alone" | "several":
            send()
        case "with words":
            send(thing.says or QUESTION)
        case "answered":
            ada.writes(QUESTION, channel=channel, mention=True, reply_to=send(to=channel))
        case "asked" if cell.kind == "text":
            ada.slash("ask", channel=channel, text=SAID)
        case "asked" if len(files) == 1 and not (thing.held or thing.forwarded):
            ada.slash("ask", channel=channel, text=QUESTION, file=files[0])
        case "asked":
            ada.asks_about(send(to=channel), say("ask_about"))
        case "talk":
            send(to=channel)


async def test_nothing_is_passed_over(tmp_path: Path) -> None:
    """Each row, from a person of its own, alone with the bot or in a channel of its own."""
    rows = cells("discord")
    async with a_model() as llm, DiscordApi(speed=SPEED) as api:
        owner, people = api.user("owner"), [api.user(who(number)) for number in range(len(rows))]
        server, talk = (api.guild(*people, owner=owner, name=name) for name in ("server", "talk"))
        async with running(model(llm) | on_discord(api, owner.id) | SETTINGS, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            told = owner.slash("settings trigger", when="all", scope="server", channel=talk.channel)
            await until(lambda: told.original and "all" in api.world.messages[told.original].content)
            channels: list[str] = []
            for row, person in zip(rows, people, strict=True):
                room = (talk if row.where == "talk" else server).add_channel("room")
                channels.append(api.direct(person) if row.is_alone else room)
                play(person, room, server.channel, row)
            found = await became(llm, rows, lambda number: said_by_the_bot(api, channels[number]), {})

    assert found == {str(row): row.outcome for row in rows}


def test_every_kind_has_its_rows() -> None:
    """What can be played is in the table, and the other way round."""
    assert {cell.kind for cell in cells("discord")} == THINGS.keys()
