"""References: what stands for a person or a place in the bot's own words until it is known who reads them. Pure.

The same words may go to several owners on several platforms, and may wait in the store for one who can be reached. So
they hold no name; `bots.engine.names` puts in what the reader can make sense of when they go out. A reference is a key
between two characters that are in nobody's text:

    say("whoami_id", person=person_ref(origin.person))      "You are ⟨discord:person:5⟩."
"""

import re
from collections.abc import Callable
from typing import Literal, get_args

from bots.engine.seam.places import Person, Place
from provider.values import Value

Kind = Literal["person", "server", "place", "role", "category"]
"""The kind of what is named: "server" for a Telegram group too, "place" for a channel, a thread or a chat."""

_KINDS: tuple[Kind, ...] = get_args(Kind)

_BEGIN, _END = "\ufdd0", "\ufdd1"  # no characters, by Unicode's own word
_BRIEF = "~"
_REFERENCE = re.compile(rf"{_BEGIN}({_BRIEF}?)([^{_BEGIN}{_END}]*){_END}")
_MARKS = re.compile(f"[{_BEGIN}{_END}]")


class Reference(Value):
    """Who or what is meant. `id`: the platform's; of a thread or a topic that of its chat, a colon and its own."""

    platform: str
    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.kind}:{self.id}"

    @classmethod
    def of(cls, key: str) -> "Reference":
        """The reference with that key. A kind that is unknown is some platform's word for a server."""
        platform, _, rest = key.partition(":")
        word, _, id = rest.partition(":")
        return cls(platform, next((kind for kind in _KINDS if kind == word), "server"), id)


def to_person(person: Person) -> Reference:
    """The person."""
    return Reference(person.platform, "person", person.id)


def to_server(platform: str, server: str) -> Reference:
    """The Discord server or the Telegram group."""
    return Reference(platform, "server", server)


def to_place(place: Place) -> Reference:
    """The channel, or the thread or topic in it."""
    return Reference(place.platform, "place", ":".join(filter(None, (place.chat, place.thread))))


def ref(meant: Reference, *, brief: bool = False) -> str:
    """What stands for it in words. `brief`: by the name alone, if there is one."""
    return f"{_BEGIN}{_BRIEF * brief}{meant}{_END}"


def person_ref(person: Person, *, brief: bool = False) -> str:
    """What stands for a person in words: "Ann (@ann)", or "Ann" if `brief`."""
    return ref(to_person(person), brief=brief)


def author_ref(author: str, *, brief: bool = False) -> str:
    """The same for "discord:5", as the store writes who did something; empty stays empty."""
    platform, _, id = author.partition(":")
    return person_ref(Person(platform, id), brief=brief) if id else author


def place_ref(place: Place) -> str:
    """What stands for a place in words."""
    return ref(to_place(place))


def subject_ref(subject: str) -> str:
    """What stands for the subject of a decision: "discord:server:9", "discord:person:5@discord:server:9"."""
    return ref(Reference.of(subject.partition("@")[0]))


def scope_ref(scope: str) -> str:
    """What stands for a scope of settings: "discord:1:2", "discord-server:9", "discord-category:3"."""
    head, _, id = scope.partition(":")
    platform, _, word = head.partition("-")
    if word:
        return ref(Reference(platform, "category" if word == "category" else "server", id))
    chat, _, thread = id.partition(":")
    return place_ref(Place(platform, chat, thread))


def references_in(text: str) -> tuple[Reference, ...]:
    """Everybody and everything that stands in the words, each once."""
    if _BEGIN not in text:
        return ()
    return tuple(dict.fromkeys(Reference.of(found[2]) for found in _REFERENCE.finditer(text)))


def spelled(text: str, called: Callable[[Reference, bool], str]) -> str:
    """The words with each reference as `called` has it; the second argument says whether it is to be brief."""
    if _BEGIN not in text:
        return without_references(text)
    return without_references(_REFERENCE.sub(lambda found: called(Reference.of(found[2]), bool(found[1])), text))


def without_references(text: str) -> str:
    """The words without the two marks, as what a person wrote is taken in, and a log gets what is said."""
    return _MARKS.sub("", text) if _BEGIN in text or _END in text else text
