"""What `parley check` finds at the providers: whether each answers, and has the models that the config names."""

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import partial

from bots.config.loading import models_chosen
from bots.config.problems import dotted
from bots.config.sections import Config
from bots.engine.language.phrases import advise
from bots.engine.seam.platform import Finding
from bots.platforms import listed, platforms
from bots.providers import is_on, models_named, not_opened, open_catalog
from provider.backends import backends
from provider.catalog import AUTO
from provider.errors import ModelNotFound, NotWorking, ProviderError
from provider.fence import attempt
from provider.known.presets import LOCAL_SERVERS, PRESETS

_NEAR = 3

Lists = Mapping[str, tuple[str, ...]]
"""The models of each provider that told them."""


async def providers_checked(config: Config) -> list[Finding]:
    """What is found when each provider is asked for its models, what the config names of them, and who `auto` is."""
    found: list[Finding] = []
    lists: dict[str, tuple[str, ...]] = {}
    for name, (kind, options) in _sections(config).items():
        if not is_on(kind, options):
            found.append(Finding(True, f"providers.{name}: off; a key turns it on."))
            continue
        provider = attempt(partial(backends()[kind].open, options))
        if isinstance(provider, Exception):
            found.append(Finding(False, f"providers.{name}: {not_opened(provider)}"))
            continue
        try:
            lists[name] = models = await provider.models()
        except ProviderError as error:
            found.append(Finding(False, f"providers.{name}: {_failed(options, error)}"))
        else:
            found.append(Finding(True, f"providers.{name}: {len(models)} models, for example {', '.join(models[:3])}."))
        finally:
            await provider.aclose()
    return [*found, *_missing(config, lists), *await _auto(config)]


def _named(config: Config) -> tuple[tuple[str, str], ...]:
    return (*((dotted(key), name) for key, name in models_chosen(config)), *models_named(config))


def _sections(config: Config) -> Mapping[str, tuple[str, object]]:
    """The providers of the config, and those local servers without a section that it names models of."""
    named = {name.partition("/")[0] for _, name in _named(config)}
    local = {
        name: ("openai", backends()["openai"].options(base_url=url))
        for name, url in LOCAL_SERVERS.items()
        if name in named and name not in config.providers
    }
    return {**config.providers, **local}


def _failed(options: object, error: ProviderError) -> str:
    """Why there is no list of models, and the cure. For an address without its version that is the cure."""
    address = str(getattr(options, "base_url", ""))
    gone = isinstance(error, ModelNotFound | NotWorking) and "HTTP 40" in str(error)
    if not address or not gone:
        return f"{advise(error)} ({error})"
    if re.search(r"/v\d", address):
        cure = "if the server lists none, name them in its section: models = [...]"
    else:
        cure = f'base_url usually ends in /v1: "{address.rstrip("/")}/v1"'
    return f"nothing is at {address.rstrip('/')}/models; {cure}."


def _missing(config: Config, lists: Lists) -> Iterator[Finding]:
    """What the config names and its server does not have, with the names that are near."""
    for where, full in _named(config):
        name, _, model = full.partition("/")
        models = lists.get(name, ())
        if model and models and not _has(models, model, _address(config, name)):
            near = difflib.get_close_matches(model, models, n=_NEAR, cutoff=0.4) or models[:_NEAR]
            yield Finding(False, f"{where}: {name} has no model {model!r:.100}. Near it: {', '.join(near)}.")


def _address(config: Config, name: str) -> str:
    return str(getattr(config.providers[name][1], "base_url", "")) if name in config.providers else ""


def _has(models: tuple[str, ...], model: str, address: str) -> bool:
    """Whether a server has a model, also under a name that its list leaves out.

    Ollama takes a name without its tag for ":latest", Anthropic's "-latest" means the newest of a family, and
    OpenRouter's ":online" and the like are added to any model.
    """
    if model in models or f"{model}:latest" in models:
        return True
    if model.endswith("-latest"):
        return any(each.startswith(model.removesuffix("latest")) for each in models)
    return PRESETS["openrouter"].is_at(address) and model.partition(":")[0] in models


async def _auto(config: Config) -> list[Finding]:
    if AUTO not in (config.default_models.private, config.default_models.shared):
        return []
    catalog = open_catalog(config)
    try:
        answering = await catalog.answering(chat=True)
    finally:
        await catalog.aclose()
    cure = "nobody; set OPENAI_API_KEY, or write [providers.NAME] into the config."
    where = listed([row.title for row in platforms().values()], "and")
    return [Finding(bool(answering) or not config.platforms_on(), f"auto: today, on {where}: {answering or cure}")]
