"""What a renderer returns: text for one message, and what is left for the next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text. `offset` and `length` count UTF-16 code units, as Telegram does."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One message's worth of a source.

    `rest` is the source of the messages that follow, with its open code fence reopened; it is empty where the
    whole source fits. A piece with a `rest` is complete by itself and never rendered again.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    rest: str = ""
