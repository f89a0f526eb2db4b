"""`default_model`: one name, or a table with one for private chats and one for shared places."""

import json
from collections.abc import Mapping

from bots.config.problems import Key, Problem, unknown
from bots.config.validators import FULL_NAME, is_alias, is_full_name
from provider.catalog import AUTO
from provider.values import Value

_KEYS = ("private", "shared")


class DefaultModels(Value):
    """The model that answers where nobody chose one: in private chats, and in shared places."""

    private: str = AUTO
    shared: str = AUTO


def valid_default_model(value: object) -> str | DefaultModels:
    """What was written, checked; a variable holds the table as JSON.

    Raises:
        Problem: a key or a name is wrong.
    """
    at = ("default_model",)
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise Problem(at, 'is no JSON; write {"private": "...", "shared": "..."}.') from None
    if isinstance(value, DefaultModels):
        return value
    if not isinstance(value, Mapping):
        return _name(at, value)
    for key in value:
        if key not in _KEYS:
            raise unknown((*at, str(key)), _KEYS)
    return DefaultModels(**{key: _name((*at, key), name) for key, name in value.items()})


def _name(at: Key, value: object) -> str:
    if not isinstance(value, str):
        raise Problem(at, 'must be text in quotes, "...", or { private = "...", shared = "..." }.')
    if value != AUTO and not is_alias(value) and not is_full_name(value):
        raise Problem(at, FULL_NAME)
    return value
