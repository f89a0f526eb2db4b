"""Which of several values of a setting holds: those chosen in chats, and those that the config has for places. Pure.

The nearest scope wins; at one scope, what was chosen in a chat wins over the config. Where the config has locked a
place, its values and those of the places inside it hold against every choice that was made inside it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from bots.engine.seam.places import Place
from bots.engine.settings.scopes import ALL_PRIVATE, ALL_SHARED, Choice, Scope
from provider.values import Value

_BY_CONFIG: Mapping[str, tuple[str, str]] = {
    "source_thread": ("config_thread", "locked_thread"),
    "source_topic": ("config_topic", "locked_topic"),
    "source_channel": ("config_channel", "locked_channel"),
    "source_chat": ("config_chat", "locked_chat"),
    "source_group": ("config_group", "locked_group"),
    "source_category": ("config_category", "locked_category"),
    "source_server": ("config_server", "locked_server"),
    "source_private": ("config_private", "config_private"),
    "source_shared": ("config_shared", "config_shared"),
}
"""The phrases that say that the config has a value for a scope: one that a choice overrules, and one that is locked."""


LOCKED = frozenset(locked for chosen, locked in _BY_CONFIG.values() if locked != chosen)
"""The phrases that say that no choice counts."""


class ConfigPlaces(Value):
    """What the config says for single places, and for private and shared ones in general.

    `values`: each setting by its key, as it would be kept, by the key of a scope. `locked`: the keys of locked scopes.
    """

    values: Mapping[str, Mapping[str, str]] = {}
    locked: frozenset[str] = frozenset()

    def value(self, scope: Scope, key: str) -> str | None:
        """The value of a setting for that very scope; None if the config has none."""
        if not self.values:  # nearly everywhere, and each question asks for each setting in each scope
            return None
        tables = (self.values.get(name, {}) for name in _names(scope))
        return next((table[key] for table in tables if key in table), None)

    def speaks_of(self, chat: Place) -> bool:
        """Whether the config says something for a chat, or for a thread or topic in it."""
        return any(name == str(chat) or name.startswith(f"{chat}:") for name in self.values)

    def open_from(self, around: Sequence[Scope], key: str) -> int:
        """How many of these scopes, the nearest first, are locked for a setting: no choice for them counts."""
        if not self.locked:
            return 0
        locked = [
            depth
            for depth, scope in enumerate(around, 1)
            if self.locked.intersection(_names(scope)) and self.value(scope, key) is not None
        ]
        return max(locked, default=0)


def names_of_place(platform: str, number: str, *, unique: bool) -> tuple[str, ...]:
    """The keys of all scopes that a place in the config may mean. `unique`: a thread's number names nothing else."""
    kinds = ("", "-category", "-server", *(("-thread",) if unique else ()))
    return tuple(f"{platform}{kind}:{number}" for kind in kinds)


def _names(scope: Scope) -> tuple[str, ...]:
    """The keys under which the config may have a scope: a thread can be named by its own number alone."""
    platform, *numbers = scope.key.split(":")
    return (scope.key, f"{platform}-thread:{numbers[1]}") if len(numbers) == 2 else (scope.key,)


NO_PLACES = ConfigPlaces()


def choose(
    kept: Mapping[tuple[str, str], str],
    key: str,
    around: Sequence[Scope],
    default: str,
    places: ConfigPlaces = NO_PLACES,
) -> Choice:
    """The value of `key` that holds in the first of these scopes, where it comes from, and what it overrules."""
    locked = places.open_from(around, key)
    found: list[Choice] = []
    for depth, scope in enumerate(around):
        is_locked = depth < locked
        if (scope.key, key) in kept and not is_locked:
            found.append(Choice(kept[scope.key, key], scope.source))
        if (value := places.value(scope, key)) is not None:
            found.append(Choice(value, _BY_CONFIG[scope.source][is_locked]))
            if scope in (ALL_PRIVATE, ALL_SHARED):
                break  # it is the default there, so that nothing farther away ever holds
    else:
        found.append(unchosen(default))
    first, *under = found
    return Choice(first.value, first.source, tuple(under))


@lru_cache
def unchosen(default: str) -> Choice:
    """The default, where nobody has chosen anything."""
    return Choice(default, "source_default")


def in_reach(choice: Choice) -> tuple[str, ...]:
    """The value that holds, and all that would hold without it; in a locked place only what the config says for it."""
    chain = (choice, *choice.under)
    is_locked = choice.source in LOCKED
    return tuple(each.value for each in chain if not is_locked or each.source in LOCKED)
