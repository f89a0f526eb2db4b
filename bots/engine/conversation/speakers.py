"""Who is who in a conversation of several people whose names the model is not told. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from bots.engine.storage.records import Turn
from bots.text.one_line import one_line
from provider.values import replace

LONGEST_NAME = 40

LETTERS = (
    "Several people write here. Each of their messages begins with a letter that stands for its author, and a colon. A"
    " letter only tells speakers apart: it says nothing about who somebody is. Do not begin your own messages with one."
)
"""What a model is told if letters stand before the messages."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def clean_name(name: str) -> str:
    """A display name as a name and nothing else: one line, no colon that would end it early, at most 40 characters."""
    return one_line(name, without=":：")[:LONGEST_NAME].rstrip()


def letters(people: Iterable[str]) -> Mapping[str, str]:
    """A letter for each of them, in the order in which they first speak; with a number once those are used up."""
    found: dict[str, str] = {}
    for person in people:
        round, place = divmod(len(found), len(_ALPHABET))
        found.setdefault(person, f"{_ALPHABET[place]}{round or ''}")
    return found


def lettered(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns with a letter before each message of a person, if there are several people; else as they are."""
    known = letters(turn.author for turn in turns if turn.role == "user")
    if len(known) < 2:
        return tuple(turns)
    return tuple(
        replace(turn, text=f"{known[turn.author]}: {turn.text}") if turn.role == "user" else turn for turn in turns
    )


def are_several(turns: Sequence[Turn]) -> bool:
    """Whether several people speak in these turns."""
    return len({turn.author for turn in turns if turn.role == "user"}) > 1
