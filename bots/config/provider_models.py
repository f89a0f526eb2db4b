"""The tables [providers.NAME.model."MODEL"] and .extra: settings of one model, and further fields of each request."""

from collections.abc import Mapping

from bots.config.problems import Key, Problem, dotted, unknown
from provider.contract import Effort
from provider.known.efforts import LEVELS
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price

_SWITCHES = ("vision", "hearing", "documents", "reasoning", "system", "stream", "tools")
_KEYS = (*_SWITCHES, "pictures", "efforts", "reasoning_marks", "context", "price", "extra")
_MOST_PICTURES = 1000
_SHORTEST_MARK, _LONGEST_MARK = 2, 100
_OURS = frozenset({"model", "messages", "stream", "contents", "system", "systemInstruction"})


def model_settings(at: Key, table: object) -> ModelSettings:
    """The settings in one such table.

    Raises:
        Problem: a key or a value is wrong.
    """
    if not isinstance(table, dict):
        raise Problem(at, f"must be a section: [{dotted(at)}].")
    for key in table:
        if key not in _KEYS:
            raise unknown((*at, key), _KEYS)
    for key in _SWITCHES:
        if not isinstance(table.get(key, True), bool):
            raise Problem((*at, key), "must be true or false.")
    context = table.get("context", 1)
    if not isinstance(context, int) or isinstance(context, bool) or context < 1:
        raise Problem((*at, "context"), "must be a whole number of tokens, such as 131072.")
    pictures = table.get("pictures", 1)
    if not isinstance(pictures, int) or isinstance(pictures, bool) or not 1 <= pictures <= _MOST_PICTURES:
        raise Problem((*at, "pictures"), f"must be a whole number of pictures, 1 to {_MOST_PICTURES}.")
    return ModelSettings(
        vision=table.get("vision"),
        reasoning=table.get("reasoning"),
        context=table.get("context", 0),
        price=_price((*at, "price"), table["price"]) if "price" in table else None,
        extra=extra_fields((*at, "extra"), table.get("extra", {})),
        system=table.get("system"),
        stream=table.get("stream"),
        reasoning_marks=_marks((*at, "reasoning_marks"), table.get("reasoning_marks", [])),
        hearing=table.get("hearing"),
        documents=table.get("documents"),
        pictures=table.get("pictures", 0),
        efforts=_efforts((*at, "efforts"), table["efforts"]) if "efforts" in table else None,
        tools=table.get("tools"),
    )


def extra_fields(at: Key, fields: object) -> Mapping[str, object]:
    """The further fields of each request.

    Raises:
        Problem: this is no table, or a field would replace the conversation itself.
    """
    if not isinstance(fields, dict):
        raise Problem(at, f"must be a section: [{dotted(at)}].")
    for name in fields:
        if name in _OURS:
            raise Problem((*at, name), "is what Parley itself fills in; leave it out.")
    return fields


def _efforts(at: Key, levels: object) -> tuple[Effort, ...]:
    if not isinstance(levels, list) or any(level not in LEVELS for level in levels):
        raise Problem(at, f"must be a list of some of these in quotes: {', '.join(LEVELS)}; [] if it has none.")
    return tuple(level for level in LEVELS if level in levels)


def _marks(at: Key, pairs: object) -> tuple[str, ...]:
    """The opening and closing marks of all pairs, one after the other."""
    found: list[str] = []
    for pair in pairs if isinstance(pairs, list) else (None,):
        match pair:
            case [str() as opening, str() as closing] if _is_mark(closing) and opening != closing:
                if not opening or _is_mark(opening):
                    found += pair
                    continue
        raise Problem(
            at,
            'must be pairs of an opening and a closing mark, such as [["<plan>", "</plan>"]];'
            " an empty opening says that answers begin in thoughts.",
        )
    return tuple(found)


def _is_mark(text: str) -> bool:
    """Whether the text can be a mark: not too short to tell from words, without white space at its ends."""
    return _SHORTEST_MARK <= len(text) <= _LONGEST_MARK and text == text.strip()


def _price(at: Key, price: object) -> Price:
    match price:
        case [int() | float() as asked, int() | float() as said] if not isinstance(asked, bool):
            if 0 <= asked < float("inf") and 0 <= said < float("inf"):
                return Price(float(asked), float(said))
    raise Problem(at, "must be US $ for a million tokens, read and written: [0.59, 0.79].")
