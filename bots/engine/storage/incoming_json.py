"""A question as JSON, with what is needed to ask it again and nothing more. A token in it is a secret."""

import json

from bots.engine.seam.incoming import Incoming, Titles
from bots.engine.storage.values_json import plain, value_of
from provider.values import replace


def dump(incoming: Incoming) -> str:
    """The JSON of one message. What a place and people are called elsewhere than before a message is left out.

    So is what people wrote to each other in a shared place: that is read for an answer, and never kept.
    """
    origin = replace(incoming.origin, handle="", titles=Titles())
    quoted = incoming.quoted_from
    if quoted is not None and not origin.private:
        incoming = replace(incoming, quoted="", quoted_attachments=())
        quoted = replace(quoted, name="")
    bare = replace(
        incoming,
        origin=origin,
        quoted_from=replace(quoted, handle="") if quoted else None,
        committed=0,
        delivery="",
        pieces=(),
        taken_at=0.0,
    )
    return json.dumps(plain(bare), separators=(",", ":"))  # in ASCII: half of a pair is no UTF-8


def load(data: str) -> Incoming:
    """The question in the JSON that `dump` made.

    Raises:
        ValueError: the text is no such JSON: another version may have written it.
    """
    try:
        value = value_of(Incoming, json.loads(data))
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("No question of ours.") from error
    assert isinstance(value, Incoming)
    return value
