"""A short text that is the same for equal values in all processes, and tells nothing of them."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from hashlib import blake2b


def fingerprint(value: object) -> str:
    """Sixteen letters and digits. Values of dataclasses, mappings, sets and plain things."""
    return blake2b(_words(value).encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _words(value: object) -> str:
    if is_dataclass(value):
        return _words({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        return repr(("mapping", sorted((_words(key), _words(each)) for key, each in value.items())))
    if isinstance(value, Set):
        return repr(("set", sorted(map(_words, value))))
    if isinstance(value, tuple | list):
        return repr(("list", [*map(_words, value)]))
    return repr(value)
