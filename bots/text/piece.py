"""What a renderer returns: the text of one message, and the source that is left for the next."""

from provider.values import Value


class Entity(Value):
    """A stretch of formatted text. `offset` and `length` count UTF-16 code units, as Telegram does."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""


class Piece(Value):
    """What one message shows of a source.

    `rest`: the source of the messages that follow, with an open code fence opened again; empty if the whole source
    fits. A piece with a `rest` is complete and never rendered again.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    rest: str = ""
