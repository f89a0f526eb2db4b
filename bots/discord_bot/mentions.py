"""How Discord mentions people, roles and channels; such a mention notifies nobody, because no call allows it. Pure."""

from bots.engine.seam.references import Reference
from bots.text.mention import mention


def mention_of(meant: Reference, *, private: bool) -> str:
    """The mention as Markdown; empty for a server, which has none.

    `private`: it is read in a private chat, where Discord shows neither roles nor, to everybody, channels.
    """
    match meant.kind:
        case "person":
            return mention("@", meant.id)
        case "role" if not private:
            return mention("@&", meant.id)
        case "place" if not private:
            return mention("#", meant.id.rpartition(":")[2])
        case _:
            return ""
