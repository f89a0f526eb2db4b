"""Which model a person means by a name."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from heapq import nlargest
from typing import Final

from provider.contract import Provider
from provider.errors import ModelNotFound, NotSetUp
from provider.routing.fallback import AUTO, NOBODY
from provider.routing.model_lists import Lists

_NEAR: Final = 5
_COMPARED: Final = 64
"""Names that are compared letter by letter with a wrong one. Thousands would hold up everybody for a second."""
_LOOKED_AT: Final = 40
"""Characters at the end of a wrong name by which those are picked."""


async def find(name: str, providers: Mapping[str, Provider], lists: Lists, aliases: Collection[str]) -> str:
    """The alias, "provider/model" or "auto" that is meant by such a name, by a provider alone or by a model alone.

    Raises:
        ModelNotFound: the name means nothing, or several things; the sentence lists similar names.
    """
    name = name.strip()
    if name.lower() in (AUTO, *aliases):
        return name.lower()
    if name in providers:
        return f"{name}/{await lists.default_model(name)}"
    provider, _, model = name.partition("/")
    if model and provider in providers:
        models = await lists.known(provider)
        if models is None:
            return name
        same = [each for each in models if each.lower() == model.lower()]
        if same:
            return f"{provider}/{model if model in same else same[0]}"
    known = await lists.all()
    offering = [each for each, models in known.items() if name in models]
    if len(offering) == 1:
        return f"{offering[0]}/{name}"
    if offering:
        raise ModelNotFound(f"Several offer it: {', '.join(f'{each}/{name}' for each in offering)}.")
    raise ModelNotFound(f"There is no model {name!r:.100}. {_near(name, known, aliases)}")


def no_such_provider(provider: str, providers: Mapping[str, Provider]) -> NotSetUp:
    """The error for a provider that is not set up; it lists those that are."""
    return NotSetUp(f"There is no provider {provider!r:.100}; there is {', '.join(providers) or 'none'}.")


def _near(name: str, lists: Mapping[str, tuple[str, ...]], aliases: Collection[str]) -> str:
    full = {f"{provider}/{model}": model for provider, models in lists.items() for model in models}
    if not full:
        return NOBODY
    wanted = name.lower()
    spelled = {each.lower(): each for each in full} | {model.lower(): each for each, model in full.items()}
    spelled |= {alias: alias for alias in aliases}
    near = [spelled[each] for each in get_close_matches(wanted, _likely(wanted, spelled), n=_NEAR, cutoff=0.5)]
    near += [each for each in full if wanted and wanted in each.lower()]
    if near:
        return f"Near it: {', '.join(list(dict.fromkeys(near))[:_NEAR])}."
    return f"There is, for example: {', '.join(list(full)[:_NEAR])}."


def _likely(wanted: str, names: Collection[str]) -> Collection[str]:
    """The names that have the most in common with the end of the wanted one, three letters at a time."""
    if len(names) <= _COMPARED:
        return names
    end = wanted[-_LOOKED_AT:]
    pieces = {end[at : at + 3] for at in range(max(1, len(end) - 2))}
    return nlargest(_COMPARED, names, key=lambda name: sum([piece in name for piece in pieces]))
