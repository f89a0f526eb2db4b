"""A short text that is the same for equal values in all processes, and tells nothing of them."""

from collections.abc import Mapping, Set
from hashlib import blake2b

from provider.values import Value, asdict


def fingerprint(value: object) -> str:
    """Sixteen letters and digits. Values, mappings, sets and plain things."""
    return blake2b(_words(value).encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _words(value: object) -> str:
    if isinstance(value, Value):
        return _words(asdict(value))
    if isinstance(value, Mapping):
        return repr(("mapping", sorted((_words(key), _words(each)) for key, each in value.items())))
    if isinstance(value, Set):
        return repr(("set", sorted(map(_words, value))))
    if isinstance(value, tuple | list):
        return repr(("list", [*map(_words, value)]))
    return repr(value)
