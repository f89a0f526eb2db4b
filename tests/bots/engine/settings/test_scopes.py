"""Settings by place: the nearest wins, and says where it comes from."""

import pytest

from bots.engine.language.english import ENGLISH
from bots.engine.seam.values import Origin, Person, Place, ToChat
from bots.engine.settings.scopes import HERE, Choice, choose, scope_of, scopes

THREAD = Place("discord", "42", "7")
TOPIC = Place("telegram", "-100", "7")
ALONE = Place("telegram", "5")


def origin(place: Place, server: str = "", *, private: bool = False) -> Origin:
    return Origin(place, Person(place.platform, "5"), ToChat(place), server=server, private=private)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            origin(THREAD, "9"),
            (
                ("discord:42:7", "source_thread"),
                ("discord:42", "source_channel"),
                ("discord-server:9", "source_server"),
            ),
        ),
        (origin(TOPIC, "-100"), (("telegram:-100:7", "source_thread"), ("telegram:-100", "source_channel"))),
        (origin(ALONE, private=True), (("telegram:5", "source_chat"),)),
    ],
)
def test_the_scopes_of_a_place(where: Origin, expected: tuple[tuple[str, str], ...]) -> None:
    """Nearest first; a choice is kept under the first; a Telegram group is its own server; each has its phrase."""
    assert scopes(where) == expected
    assert scope_of(where, HERE) == expected[0]
    assert all(source in ENGLISH for _, source in expected)


@pytest.mark.parametrize(
    ("kept", "choice"),
    [
        ({"discord:42:7": "a", "discord:42": "b", "discord-server:9": "c"}, Choice("a", "source_thread")),
        ({"discord:42": "b", "discord-server:9": "c"}, Choice("b", "source_channel")),
        ({"discord-server:9": "c"}, Choice("c", "source_server")),
        ({"discord:43": "x"}, Choice("d", "source_default")),
    ],
)
def test_the_nearest_choice_wins(kept: dict[str, str], choice: Choice) -> None:
    """Thread, channel, server, default; another setting of the same scope does not count."""
    settings = {(scope, "model"): value for scope, value in kept.items()} | {("discord:42:7", "mode"): "calm"}

    assert choose(settings, "model", scopes(origin(THREAD, "9")), "d") == choice
