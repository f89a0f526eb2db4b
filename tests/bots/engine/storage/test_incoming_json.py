"""What of a question is written down until its answer has ended."""

import pytest

from bots.engine.seam.incoming import Incoming, Known, Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.storage.incoming_json import dump, load
from provider.values import replace

PLACE = Place("telegram", "-100", "7")
ANN, BOB = Person("telegram", "1"), Known(Person("telegram", "2"), "Bob", "@bob")
ORIGIN = Origin(PLACE, ANN, ToChat(PLACE, "5"), private=False, name="Ann")
ASKED = Incoming(ORIGIN, "5", "True?", addressed=True, reply_to="4", quoted="The reef is at noon", quoted_from=BOB)


def test_a_question_comes_back_as_it_was() -> None:
    """In private what it answers comes back too, because that is kept with the question."""
    private = replace(ASKED, origin=replace(ORIGIN, private=True))

    assert load(dump(private)) == replace(private, quoted_from=replace(BOB, handle=""))
    assert "@bob" not in dump(private)


def test_what_people_wrote_to_each_other_is_not_written_down() -> None:
    """Only whose it is and which message: the one may not want it read, and by the other it is found again."""
    read = load(dump(ASKED))

    assert "reef" not in dump(ASKED)
    assert "Bob" not in dump(ASKED)
    assert read == replace(ASKED, quoted="", quoted_from=Known(BOB.person, ""))


@pytest.mark.parametrize("data", ["[]", "{}", '{"origin": 1}', "[" * 100_000])
def test_what_another_version_wrote_is_no_question(data: str) -> None:
    """And no defect."""
    with pytest.raises(ValueError, match=r"No question of ours\."):
        load(data)
