"""What the config says of tools is what the program offers, and in which places."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.wiring import opened, policy

pytestmark = pytest.mark.real_time

CONFIG = """
[tools.make_picture]
model = "openai/gpt-image-1"
price = 0.04
[tools.read_url]
off = true
[tools.make_file]
places = ["private"]
[tools.time]
command = "/nonexistent"
places = ["discord:1"]
"""


def origin(server: str, *, private: bool = False) -> Origin:
    place = Place("discord", "10")
    return Origin(place, Person("discord", "5"), ToChat(place), server=server, private=private)


@pytest.mark.parametrize(
    ("config", "where", "names"),
    [
        ("", origin("1"), ["read_url", "make_file"]),
        (CONFIG, origin("1"), ["make_picture", "time"]),
        (CONFIG, origin("2"), ["make_picture"]),
        (CONFIG, origin("", private=True), ["make_file", "make_picture"]),
    ],
)
async def test_the_tools_of_a_place(config: str, where: Origin, names: list[str], tmp_path: Path) -> None:
    """Nothing is started for that."""
    (tmp_path / "config.toml").write_text(config)
    told = load(None, {}, tmp_path)

    async with opened(told, RealClock(), policy(told), store_url="sqlite:///:memory:") as parts:
        sources = parts.engine.services.place_settings.tools.registry.here(where)

        assert [source.name for source in sources] == names
        assert all(source.about for source in sources)
