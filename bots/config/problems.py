"""What is wrong with a setting, in one line that names the source, the key and the cure, and never a value."""

import difflib
import re
from collections.abc import Iterable

Key = tuple[str, ...]
"""Where a setting stands: ("telegram", "api_url")."""


class ConfigError(Exception):
    """The settings cannot be used. `str()` is one line for the person who wrote them."""


class Problem(Exception):
    """One key is wrong. `load` adds which source wrote the key, and raises a `ConfigError`."""

    def __init__(self, key: Key, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key
        self.sentence = sentence


class Stray(Problem):
    """A section has no such key, though another one may."""


class Wrong(ValueError):
    """A value is wrong. `str()` goes on from its key; who knows that makes a `Problem` of it."""


def dotted(key: Key) -> str:
    """The key as the file writes it, shortened and escaped so that it fits one line."""
    return ".".join(part if re.fullmatch(r"[\w-]{1,40}", part) else ascii(part[:40]) for part in key)


def unknown(key: Key, known: Iterable[str], problem: type[Problem] = Problem) -> Problem:
    """The problem of a key that does not exist; `known`: the keys that exist there."""
    names = sorted(known)
    near = difflib.get_close_matches(key[-1].lower(), names, n=1, cutoff=0.6)
    cure = f"did you mean {dotted((*key[:-1], near[0]))}?" if near else f"here you can set: {', '.join(names)}."
    return problem(key, f"is not a setting; {cure}")
