"""Settings by place: the nearest wins, and says where it comes from."""

import pytest

from bots.engine.language.english import ENGLISH
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.settings.choosing import choose
from bots.engine.settings.scopes import HERE, REACHES, WHERE, Choice, is_owners, scope_of, scopes, unreachable

THREAD = Place("discord", "42", "7")
TOPIC = Place("telegram", "-100", "7")
ALONE = Place("telegram", "5")


FOR_ALL = (("all-shared", "source_shared"), ("all", "source_everywhere"))


def origin(place: Place, server: str = "", category: str = "", *, private: bool = False) -> Origin:
    target, person = ToChat(place), Person(place.platform, "5")
    return Origin(place, person, target, server=server, private=private, category=category)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            origin(THREAD, "9", "3"),
            (
                ("discord:42:7", "source_thread"),
                ("discord:42", "source_channel"),
                ("discord-category:3", "source_category"),
                ("discord-server:9", "source_server"),
                *FOR_ALL,
            ),
        ),
        (
            origin(Place("discord", "42"), "9"),
            (("discord:42", "source_channel"), ("discord-server:9", "source_server"), *FOR_ALL),
        ),
        (origin(TOPIC, "-100"), (("telegram:-100:7", "source_topic"), ("telegram:-100", "source_group"), *FOR_ALL)),
        (
            origin(ALONE, private=True),
            (("telegram:5", "source_chat"), ("all-private", "source_private"), ("all", "source_everywhere")),
        ),
    ],
)
def test_the_scopes_of_a_place(where: Origin, expected: tuple[tuple[str, str], ...]) -> None:
    """Nearest first; a choice is kept under the first; a Telegram group is its own server; each has its phrase."""
    assert scopes(where) == expected
    assert scope_of(where, HERE) == expected[0]
    assert all(source in ENGLISH and WHERE[source] in ENGLISH for _, source in expected)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (
            origin(THREAD, "9", "3"),
            "discord:42:7 discord:42 discord-category:3 discord-server:9 all-private all-shared all",
        ),
        (origin(THREAD, "9"), "discord:42:7 discord:42 discord:42 discord-server:9 all-private all-shared all"),
        (
            origin(TOPIC, "-100"),
            "telegram:-100:7 telegram:-100 telegram:-100 telegram:-100 all-private all-shared all",
        ),
        (origin(ALONE, private=True), "telegram:5 telegram:5 telegram:5 telegram:5 all-private all-shared all"),
    ],
)
def test_how_far_each_word_reaches(where: Origin, expected: str) -> None:
    """Where the chat is the server, or there is none, it is the farthest of its own; the last three are the owner's."""
    reached = [scope_of(where, reach) for reach in REACHES]

    assert " ".join(scope.key for scope in reached) == expected
    assert [is_owners(scope) for scope in reached] == [False] * 4 + [True] * 3
    assert [reach for reach in REACHES if unreachable(where, reach)] == ([] if where.category else ["category"])


@pytest.mark.parametrize(
    ("kept", "choice"),
    [
        (
            {"discord:42:7": "a", "discord:42": "b", "discord-server:9": "c"},
            [("a", "source_thread"), ("b", "source_channel"), ("c", "source_server")],
        ),
        (
            {"discord-category:3": "c", "discord-server:9": "s", "all": "e", "all-private": "p"},
            [("c", "source_category"), ("s", "source_server"), ("e", "source_everywhere")],
        ),
        ({"all-shared": "s", "all": "e"}, [("s", "source_shared"), ("e", "source_everywhere")]),
        ({"discord:43": "x", "discord-category:4": "y"}, []),
    ],
)
def test_the_nearest_choice_wins(kept: dict[str, str], choice: list[tuple[str, str]]) -> None:
    """And what it overrules follows, up to the default; another setting of the same scope does not count."""
    settings = {(scope, "model"): value for scope, value in kept.items()} | {("discord:42:7", "mode"): "calm"}

    first, *under = [Choice(*each) for each in (*choice, ("d", "source_default"))]

    assert choose(settings, "model", scopes(origin(THREAD, "9", "3")), "d") == Choice(
        first.value, first.source, tuple(under)
    )
