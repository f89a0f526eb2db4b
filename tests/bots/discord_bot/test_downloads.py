"""Files that people sent: had by their message, up to a limit, from Discord's hosts alone."""

from collections.abc import AsyncIterator

import pytest

from bots.discord_bot.contents import contents
from bots.discord_bot.downloads import Downloads, option_reference
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, SlowDown, TooLarge, Unsure
from bots.engine.seam.incoming import Attachment
from tests.bots.discord_bot.stand_in import Readings, Stage, on_stage
from tests.fakes import discord_files as held
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached
from tests.fakes.discord_world import Json
from tests.fakes.faults import Fault
from tests.waiting import until

MOST = 1000
NOTE = Attached("message.txt", "text/plain; charset=utf-8", b"x" * MOST)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with DiscordApi() as api, on_stage(api) as running:
        yield running


async def sent(stage: Stage, file: Attached) -> Attachment:
    """The attachment of a private message with that file."""
    before = len(stage.inbox.messages)
    stage.api.user("ada").writes("", files=(file,))
    await until(lambda: len(stage.inbox.messages) > before)
    return stage.inbox.messages[-1].attachments[0]


async def test_a_file_comes_whole(stage: Stage) -> None:
    """With one request, because its address came with its message."""
    note = await sent(stage, NOTE)

    assert await stage.bot.download(note.reference, MOST) == NOTE.content
    assert len(stage.api.shelf.requests) == 1
    assert stage.api.calls["GET channels/messages"] == 0


async def test_an_address_that_has_expired_is_asked_for_anew(stage: Stage) -> None:
    """Also after a restart, when no address is known; then it is known."""
    note = await sent(stage, NOTE)
    stage.api.shelf.expire()
    async with on_stage(stage.api) as after:
        assert await after.bot.download(note.reference, MOST) == NOTE.content

    assert await stage.bot.download(note.reference, MOST) == NOTE.content
    assert await stage.bot.download(note.reference, MOST) == NOTE.content
    assert stage.api.calls["GET channels/messages"] == 2


async def test_a_file_that_is_too_large_is_cut_off(stage: Stage) -> None:
    """Whether its length is said before it or not."""
    large = await sent(stage, Attached("a.txt", "text/plain", b"x" * (MOST + 1)))

    with pytest.raises(TooLarge):
        await stage.bot.download(large.reference, MOST)
    stage.api.shelf.tells_length = False
    with pytest.raises(TooLarge):
        await stage.bot.download(large.reference, MOST)


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        (held.picture(width=1568, height=1000), ""),
        (held.picture(width=3136, height=1000), "width=1568 height=500"),
        (held.picture(width=1000, height=3136), "width=500 height=1568"),
        (held.picture(width=9000, height=1), "width=1568 height=1"),
        (held.picture("a.gif", media_type="image/gif"), "format=png"),
        (held.picture("a.gif", width=3136, height=3136, media_type="image/gif"), "format=png width=1568 height=1568"),
    ],
)
async def test_a_picture_comes_in_the_size_that_models_see(stage: Stage, file: Attached, asked: str) -> None:
    """Discord makes a smaller one, and a still one of a GIF; if it does not, the picture comes as it is."""
    picture = await sent(stage, file)

    made = f" as {asked}".encode() if asked else b""
    assert await stage.bot.download(picture.reference, MOST) == file.content + made
    stage.api.shelf.scales = False
    assert await stage.bot.download(picture.reference, MOST) == file.content


async def test_what_is_deleted_is_gone(stage: Stage) -> None:
    """With its message, or with the channel, or because nobody ever sent it."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    ids = [ada.writes("", channel=server.channel, files=(NOTE,)) for _ in range(2)]
    await until(lambda: len(stage.inbox.messages) == 2)
    first, second = (message.attachments[0].reference for message in stage.inbox.messages)
    stage.api.shelf.expire()

    ada.deletes(ids[0])
    with pytest.raises(Gone):
        await stage.bot.download(first, MOST)
    server.throws_the_bot_out()
    with pytest.raises(Gone):
        await stage.bot.download(second, MOST)
    for nothing in ("", "x", "1/2", "1/2/3", "../users/@me/x"):
        with pytest.raises(Gone):
            await stage.bot.download(nothing, MOST)


async def test_the_files_of_what_is_answered_and_of_what_is_forwarded(stage: Stage) -> None:
    """Both can be had anew."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    said = ada.writes("", channel=server.channel, files=(NOTE,))
    ada.writes("this?", channel=server.channel, mention=True, reply_to=said)
    ada.forwards(said)
    await until(lambda: len(stage.inbox.messages) == 3)
    (answered,) = (file for message in stage.inbox.messages for file in message.quoted_attachments)
    (forwarded,) = (file for message in stage.inbox.messages if message.id != said for file in message.attachments)

    for _ in range(2):
        assert await stage.bot.download(answered.reference, MOST) == NOTE.content
        assert await stage.bot.download(forwarded.reference, MOST) == NOTE.content
        stage.api.shelf.expire()


@pytest.mark.parametrize("how", ["embed", "link", "gallery", "section", "file"])
async def test_the_pictures_that_are_shown(stage: Stage, how: str) -> None:
    """In embeds and components, of the message itself and of one that is forwarded; by Discord's hosts alone."""
    ada = stage.api.user("ada")
    file = held.picture(width=3136, height=1000)
    told = stage.api.shelf.described(file, "5")
    media = {name: told[name] for name in ("url", "proxy_url", "width", "height")}
    outside = media | {"url": "https://cats.example/cat.png"}
    thumbnail = {"type": 11, "media": media}
    shown: dict[str, Json] = {
        "embed": {"embeds": [{"type": "rich", "title": "A cat", "image": outside}]},
        "link": {"embeds": [{"type": "image", "url": "https://cats.example/cat.png", "thumbnail": outside}]},
        "gallery": {"components": [{"type": 17, "components": [{"type": 12, "items": [{"media": media}]}]}]},
        "section": {"components": [{"type": 9, "components": [], "accessory": thumbnail}]},
        "file": {"components": [{"type": 13, "file": media, "name": "cat.png"}]},
    }
    said = ada.writes("", held=shown[how])
    ada.forwards(said)
    await until(lambda: len(stage.inbox.messages) == 2)

    for incoming, forwarded in zip(stage.inbox.messages, (False, True), strict=True):
        (picture,) = incoming.attachments
        assert (picture.kind, picture.forwarded) == ("picture", forwarded)
        assert await stage.bot.download(picture.reference, MOST) == file.content + b" as width=1568 height=500"


async def test_a_picture_of_somebody_elses_site_is_not_fetched(stage: Stage) -> None:
    """Where Discord tells no address of its own for it."""
    image = {"url": "https://cats.example/cat.png", "width": 9, "height": 9}
    stage.api.user("ada").writes("", held={"embeds": [{"type": "rich", "image": image}]})
    await until(lambda: stage.inbox.messages)
    (picture,) = stage.inbox.messages[0].attachments

    with pytest.raises(Gone):
        await stage.bot.download(picture.reference, MOST)


def test_a_component_shows_a_file_of_the_message_once() -> None:
    """Which is among its files too."""
    file = {"id": "7", "filename": "cat.png", "content_type": "image/png", "url": "https://cdn.discordapp.com/cat.png"}
    shown = {"type": 12, "items": [{"media": {"url": file["url"], "attachment_id": "7"}}]}

    assert len(contents({"attachments": [file], "components": [shown]}).attachments) == 1


async def test_the_file_of_a_command(stage: Stage) -> None:
    """It is in no message: while its address is good it can be had."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    ada.slash("ask", channel=server.channel, text="What is it?", file=NOTE)
    await until(lambda: stage.inbox.invocations)
    (file,) = stage.inbox.invocations[0].attachments

    assert await stage.bot.download(file.reference, MOST) == NOTE.content
    stage.api.shelf.expire()
    with pytest.raises(Gone):
        await stage.bot.download(file.reference, MOST)


async def test_a_sticker(stage: Stage) -> None:
    """By its id; its address does not expire."""
    stage.api.user("ada").writes("", held=held.sticker())
    await until(lambda: stage.inbox.messages)

    assert (
        await stage.bot.download(stage.inbox.messages[0].attachments[0].reference, MOST) == b"\x89PNG\r\n\x1a\n sticker"
    )


async def test_no_redirect_is_followed(stage: Stage) -> None:
    """Not even to a place that would answer."""
    async with DiscordApi() as other:
        note = await sent(stage, NOTE)
        stage.api.shelf.moved_to = other.shelf.described(NOTE, "1")["url"]

        with pytest.raises(Unsure):
            await stage.bot.download(note.reference, MOST)
        assert other.shelf.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "http://cdn.discordapp.com/attachments/1/2/a.txt",
        "https://cdn.discordapp.com.example.org/attachments/1/2/a.txt",
        "https://cdn.discordapp.com@example.org/attachments/1/2/a.txt",
        "https://example.org/cdn.discordapp.com",
        "file:///etc/passwd",
        "//cdn.discordapp.com/a.txt",
    ],
)
async def test_other_hosts_are_not_asked(address: str) -> None:
    """Whatever a message says; Discord's two and the configured server are."""

    class Open(Transport):
        """Would fetch anything."""

        async def download(self, address: str, most: int) -> bytes:
            return address.encode()

    transport = Open("token", api_url="https://discord.com/api/v10", clock=RealClock(), meter=Readings())
    downloads = Downloads(transport, "https://discord.com/api/v10")
    told = {"id": "3", "filename": "a.txt", "content_type": "text/plain"}
    theirs = ("https://cdn.discordapp.com/attachments/1/2/a.txt", "https://media.discordapp.net/attachments/1/2/a.txt")
    for good in theirs:
        downloads.note({"id": "2", "channel_id": "1", "attachments": [told | {"url": good}]})
        assert await downloads.download("1/2/3", MOST) == good.encode()
    downloads.note({"data": {"resolved": {"attachments": {"3": told | {"url": address}}}}, "id": "9"})

    with pytest.raises(Gone):
        await downloads.download(option_reference({"id": "9"}, "3", told | {"url": address}), MOST)
    with pytest.raises(Gone):
        await Downloads(transport, "https://discord.com/api/v10").download(f"option/9/3/{address}", MOST)
    with pytest.raises(Gone):  # as an older version noted it
        await downloads.download("option/9/3", MOST)
    assert await downloads.download("sticker/7.png", MOST) == b"https://cdn.discordapp.com/stickers/7.png"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", 429, seconds=7.0), SlowDown),
        (Fault("status", 503), Unsure),
        (Fault("html", 403), Unsure),
        (Fault("reset"), Unsure),
        (Fault("truncate"), Unsure),
    ],
)
async def test_a_failure_is_named(stage: Stage, fault: Fault, error: type[PlatformError]) -> None:
    """As with every other call."""
    note = await sent(stage, NOTE)
    stage.api.faults.plan("GET file", fault, times=2)  # a reset of a connection that was kept open is tried again

    with pytest.raises(error):
        await stage.bot.download(note.reference, MOST)


async def test_a_server_that_says_nothing_is_given_up(stage: Stage) -> None:
    """After a minute."""
    note = await sent(stage, NOTE)
    stage.api.faults.plan("GET file", Fault("stall", seconds=4.0))

    with pytest.raises(Late):
        await stage.bot.download(note.reference, MOST)


async def test_a_server_that_is_away() -> None:
    """Nothing was asked."""
    async with DiscordApi() as api, on_stage(api) as stage:
        note = await sent(stage, NOTE)
        await api.stop()

        with pytest.raises(NotSent):
            await stage.bot.download(note.reference, MOST)
