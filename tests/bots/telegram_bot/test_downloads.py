"""Files that people sent: had by their id, up to a limit, from the configured server alone."""

from pathlib import Path

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone, NotSent, PlatformError, Refused, SlowDown, TooLarge, Unsure
from bots.telegram_bot.downloads import Downloads
from bots.telegram_bot.transport import Transport
from tests.bots.telegram_bot.stage import SPEED, connected
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_files import LARGEST

MOST = 1000


async def test_a_file_comes_whole() -> None:
    """By its id, however often."""
    async with TelegramApi() as api, connected(api) as bot:
        id = api.files.add(b"x" * MOST)["file_id"]

        assert await bot.download(id, MOST) == b"x" * MOST
        assert await bot.download(id, MOST) == b"x" * MOST


async def test_a_file_that_is_too_large_is_not_fetched() -> None:
    """Not one byte more than was asked for is kept; what Telegram does not hand out is too large as well."""
    async with TelegramApi() as api, connected(api) as bot:
        large, huge = api.files.add(b"x" * (MOST + 1)), api.files.add(b"x" * (LARGEST + 1))

        with pytest.raises(TooLarge):
            await bot.download(large["file_id"], MOST)
        with pytest.raises(TooLarge):
            await bot.download(huge["file_id"], 2 * LARGEST)


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_server_that_lies_about_a_size_is_cut_off(chunked: bool) -> None:
    """The limit holds for what comes, with its length said before it or not."""
    async with TelegramApi() as api, connected(api) as bot:
        id = api.files.add(b"x" * (MOST + 1))["file_id"]
        api.files.lies(id, file_size=9)
        api.chunks_files = chunked

        with pytest.raises(TooLarge):
            await bot.download(id, MOST)


async def test_what_is_lost_is_gone() -> None:
    """An id that Telegram does not know, or whose file is not there any more."""
    async with TelegramApi() as api, connected(api) as bot:
        id = api.files.add(b"x")["file_id"]
        api.files.lose(id)

        with pytest.raises(Gone):
            await bot.download(id, MOST)
        with pytest.raises(Gone):
            await bot.download("../../etc/passwd", MOST)


async def test_no_redirect_is_followed() -> None:
    """Not even to a place that would answer."""
    async with TelegramApi() as other, TelegramApi() as api, connected(api) as bot:
        id = api.files.add(b"x")["file_id"]
        other.files.described(other.files.add(b"secret")["file_id"])
        api.moved_file = f"{other.url}/file/bot{other.token}/documents/file_1.bin"

        with pytest.raises(Unsure):
            await bot.download(id, MOST)
        assert other.downloads == 0


@pytest.mark.parametrize(
    ("call", "fault", "error"),
    [
        ("getFile", Fault("status", 429, seconds=7.0), SlowDown),
        ("getFile", Fault("status", 500), Unsure),
        ("getFile", Fault("reset"), Unsure),
        ("file", Fault("status", 502), Unsure),
        ("file", Fault("html", 403), Unsure),
        ("file", Fault("html", 429), Unsure),
        ("file", Fault("html", 404), Gone),
        ("file", Fault("truncate"), Unsure),
        ("file", Fault("stall"), Unsure),
    ],
)
async def test_a_failure_is_named(call: str, fault: Fault, error: type[PlatformError]) -> None:
    """As with every other call."""
    async with TelegramApi() as api, connected(api, speed=1000.0) as bot:
        id = api.files.add(b"x" * 100)["file_id"]
        api.faults.plan(call, fault)

        with pytest.raises(error):
            await bot.download(id, MOST)


async def test_a_server_that_is_away() -> None:
    """Nothing was asked."""
    async with TelegramApi() as api, connected(api) as bot:
        await api.stop()

        with pytest.raises(NotSent):
            await bot.download("file-1", MOST)


async def test_a_server_of_ones_own_names_a_place_on_the_disk(tmp_path: Path) -> None:
    """With `--local` it hands out files of any size by their path, which is read up to the limit."""
    async with TelegramApi() as api, connected(api) as bot:
        api.files.local = tmp_path
        id = api.files.add(b"x" * MOST)["file_id"]

        assert await bot.download(id, MOST) == b"x" * MOST
        with pytest.raises(TooLarge):
            await bot.download(id, MOST - 1)


@pytest.mark.parametrize("path", ["/etc/passwd", "/srv/42:secret-token/../../etc/passwd"])
async def test_a_server_does_not_choose_what_is_read(path: str) -> None:
    """Only what lies in the folder that such a server keeps for this bot."""
    async with TelegramApi() as api, connected(api) as bot:
        id = api.files.add(b"x")["file_id"]
        api.files.lies(id, file_path=path)

        with pytest.raises(Refused):
            await bot.download(id, MOST)


async def test_telegrams_own_server_names_no_place_on_the_disk(tmp_path: Path) -> None:
    """Nothing on this machine is read for it."""
    async with TelegramApi() as api:
        api.files.local = tmp_path
        transport = Answering(api.files.described(api.files.add(b"x")["file_id"]))

        with pytest.raises(Refused):
            await Downloads(transport, "https://api.telegram.org", api.token).download("file-1", MOST)


class Answering(Transport):
    """Answers every call alike, without a network."""

    def __init__(self, answer: object) -> None:
        super().__init__("42:token", api_url="", clock=RealClock(SPEED))
        self._answer = answer

    async def call(self, *_: object, **__: object) -> object:
        return self._answer
