"""Where an answer goes and lives, to JSON and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.engine.seam.places import InteractionMessage, Message, Place, Surface, Target, ToChat, ToInteraction
from bots.engine.storage.addresses import dump_surfaces, dump_target, load_surfaces, load_target

PLACES = st.builds(Place, st.text(), st.text(), st.text())
TIMES = st.floats(allow_nan=False, allow_infinity=False)
TARGETS = st.builds(ToChat, PLACES, st.text(), st.text()) | st.builds(
    ToInteraction, PLACES, st.text(), st.text(), TIMES, st.booleans(), st.booleans(), st.booleans()
)
SURFACES = st.builds(Message, PLACES, st.text()) | st.builds(
    InteractionMessage, PLACES, st.text(), st.text(), st.text(), TIMES
)


@given(TARGETS)
def test_a_target_comes_back_as_it_was(target: Target) -> None:
    """Any target survives JSON."""
    assert load_target(dump_target(target)) == target


@given(st.lists(SURFACES).map(tuple))
def test_surfaces_come_back_as_they_were(surfaces: tuple[Surface, ...]) -> None:
    """Any parts survive JSON, in order."""
    assert load_surfaces(dump_surfaces(surfaces)) == surfaces


def test_what_is_neither_is_refused() -> None:
    """A surface is no target, a target no surface, and an unknown kind neither."""
    place = Place("telegram", "42")

    with pytest.raises(ValueError, match="surface"):
        load_target(dump_surfaces((Message(place, "1"),))[1:-1])
    with pytest.raises(ValueError, match="target"):
        load_surfaces(f"[{dump_target(ToChat(place))}]")
    with pytest.raises(ValueError, match="pigeon"):
        load_target('{"kind": "pigeon", "place": {}}')


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "null",
        "7",
        "[]",
        "{}",
        "[" * 100_000,
        '{"kind": "chat"}',
        '{"kind": "chat", "place": {"platform": "a"}}',
        '{"kind": "chat", "place": {"platform": "a", "chat": 5}}',
        '{"kind": "chat", "place": {"platform": "a", "chat": "b", "floor": "c"}}',
        '{"kind": "chat", "place": {"platform": "a", "chat": "b"}, "loud": true}',
        '{"kind": ["chat"], "place": {"platform": "a", "chat": "b"}}',
        '{"kind": "interaction", "place": {"platform": "a", "chat": "b"}, "app": "1", "token": "2", "expires": "soon"}',
        '{"kind": "interaction", "place": {"platform": "a", "chat": "b"}, "app": "1", "token": "2"}',
    ],
)
def test_what_another_version_may_have_written_is_one_error(data: str) -> None:
    """Junk, lists, other fields, other types, fields that lack: a ValueError each."""
    for loads, text in ((load_target, data), (load_surfaces, data), (load_surfaces, f"[{data}]")):
        if text not in ("[]", "[[]]"):
            with pytest.raises(ValueError):  # noqa: PT011
                loads(text)
