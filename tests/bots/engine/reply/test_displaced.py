"""The message of an older answer: what may follow what it shows."""

from itertools import product

import pytest

from bots.engine.reply.displaced import FOLLOWS, Aside, Displaced, Older
from bots.engine.reply.part import Part, Standing
from bots.engine.seam.places import Message, Place
from bots.engine.seam.shown import Frame

HERE = Message(Place("memory", "1"), "7")
OLD = Standing(HERE, older=True, frame=Frame("Old."))


def test_only_a_replaced_one_stays_so_for_good() -> None:
    """Every state has a row, and none leads back."""
    assert set(FOLLOWS) == set(Older)
    assert not any(before in FOLLOWS[after] for before, after in product(Older, Older) if after in FOLLOWS[before])


def test_people_are_asked_in_its_place_and_it_comes_back() -> None:
    """Until there are words."""
    one, part = Displaced(OLD), Part.on(OLD)
    seen: list[tuple[Aside, bool]] = []
    for words, asks in ((False, True), (False, False), (True, False)):
        aside = one.aside(words=words, asks=asks)
        one.confirmed(aside)
        seen.append((aside, one.stands))

    assert seen == [("asks", True), ("again", True), ("", False)]
    assert not one.is_hidden(part)
    with pytest.raises(RuntimeError):
        one.confirmed("asks")


def test_a_question_that_stands_hides_it() -> None:
    """Whatever its part shows then."""
    one, part = Displaced(OLD), Part.on(OLD)
    one.confirmed(one.aside(words=False, asks=True))
    part.confirm(HERE, HERE, Frame("May I?"), "")

    assert one.is_hidden(part)


@pytest.mark.parametrize("standing", [None, Standing(HERE)])
def test_where_none_stands_nothing_is_shown_aside(standing: Standing | None) -> None:
    """A question to people is then part of the answer."""
    assert (Displaced(standing).stands, Displaced(standing).aside(words=False, asks=True)) == (False, "")
