"""The lists that administrators keep of their server: who may talk, who else administers, where the bot answers. Pure.

Each entry is a setting of its own, so that of two administrators who change a list at once neither undoes the other:

    talk               "only" those who are let in, or "everybody" but those who are shut out
    talk role:7        "in" or "out", and so for a person
    administers role:7 "yes", and so for a person
    channels           "only" those that are in, or "all" but those that are out
    channel 42         "in" or "out"; a category of channels and a topic are entries too

Who may talk can be said for the server, a category, a channel or a thread. The nearest level that says "only" or
"everybody" decides, with its own entries. Who is shut out at any level is shut out in all that lies inside of it.
"""

from collections.abc import Iterable

from bots.engine.seam.incoming import Origin
from bots.engine.settings.scopes import SERVER, scope_of, scopes
from bots.engine.storage.records import Kept
from provider.values import Value

TALK, ADMINISTERS, CHANNELS, CHANNEL = "talk", "administers", "channels", "channel"
EVERYBODY, ALL, ONLY = "everybody", "all", "only"
IN, OUT, YES = "in", "out", "yes"


class Lists(Value):
    """What holds in one place. People and roles are "person:5" and "role:7", channels their ids.

    `only`: nobody may talk but those in `let_in`. `let_in`: of the level that decides. `welcomed`: of all levels.
    `chosen`: the bot answers in no channel but those in `channels`; else in all but those in `not_in`.
    """

    only: bool = False
    let_in: frozenset[str] = frozenset()
    welcomed: frozenset[str] = frozenset()
    shut_out: frozenset[str] = frozenset()
    administrators: frozenset[str] = frozenset()
    chosen: bool = False
    channels: frozenset[str] = frozenset()
    not_in: frozenset[str] = frozenset()

    def answers_in(self, origin: Origin) -> bool:
        """Whether the bot answers in that channel at all."""
        here = set(channels_of(origin))
        return not here.isdisjoint(self.channels) if self.chosen else here.isdisjoint(self.not_in)


NOTHING = Lists()


def channels_of(origin: Origin) -> tuple[str, ...]:
    """The entries that mean the channel: its own id, then that of its category. A thread belongs to its channel.

    A group on Telegram has its topics as channels.
    """
    place = origin.place
    if origin.server == place.chat:
        return (place.thread or place.chat,)
    return tuple(filter(None, (place.chat, origin.category)))


def holders(origin: Origin) -> tuple[str, ...]:
    """The entries that mean the person, and then each of their roles."""
    return (f"person:{origin.person.id}", *(f"role:{role}" for role in origin.roles))


def lists(origin: Origin, kept: Iterable[Kept]) -> Lists:
    """The lists that hold there, from what is kept for the scopes around it."""
    if origin.private or origin.guest or not origin.server:
        return NOTHING
    values = {(each.scope, each.key): each.value for each in kept}
    if not values:  # nearly everywhere
        return NOTHING
    around, server = [scope.key for scope in scopes(origin)], scope_of(origin, SERVER).key
    deciding = next((scope for scope in around if (scope, TALK) in values), server)

    def entries(word: str, value: str, within: Iterable[str]) -> frozenset[str]:
        start = f"{word} "
        return frozenset(
            key.removeprefix(start)
            for (scope, key), each in values.items()
            if scope in within and key.startswith(start) and each == value
        )

    return Lists(
        values.get((deciding, TALK)) == ONLY,
        entries(TALK, IN, (deciding,)),
        entries(TALK, IN, around),
        entries(TALK, OUT, around),
        entries(ADMINISTERS, YES, (server,)),
        values.get((server, CHANNELS)) == ONLY,
        entries(CHANNEL, IN, (server,)),
        entries(CHANNEL, OUT, (server,)),
    )
