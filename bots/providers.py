"""Opens the providers from the settings, as one catalog: all that a question needs which is asked outside of a chat."""

import logging
from collections.abc import Collection, Iterator
from functools import partial

from bots.config.sections import Config
from bots.engine.runtime.clock import Clock, RealClock
from bots.engine.runtime.defects import describe
from provider import Catalog
from provider.backends import backends
from provider.contract import Provider
from provider.fence import attempt
from provider.known.presets import LOCAL_SERVERS, wants_key
from provider.limits import Limits
from provider.routing.fallback import OFF, Routes, Transcriber
from provider.routing.model_client import Clocks

log = logging.getLogger("parley")


def open_catalog(config: Config, *, demo: bool = False, clock: Clock | None = None) -> Catalog:
    """The catalog of every provider that the config sets up, and of model servers on this machine at their usual ports.

    `demo`: with the demo, which answers in a terminal if nothing else does.
    """
    clock = clock or RealClock()
    known = backends()
    sections = {name: section for name, section in config.providers.items() if is_on(*section)}
    if demo and not any(kind == "demo" for kind, _ in sections.values()):
        sections["demo"] = ("demo", known["demo"].options())
    taken = {getattr(options, "base_url", "") for _, options in sections.values()}
    guessed = {name: url for name, url in LOCAL_SERVERS.items() if name not in sections and url not in taken}
    for name, url in guessed.items():
        sections[name] = ("openai", known["openai"].options(base_url=url))
    providers: dict[str, Provider] = {}
    for name, (kind, options) in sections.items():
        provider = attempt(partial(known[kind].open, options))
        if isinstance(provider, Exception):
            log.error("providers.%s: %s", name, not_opened(provider))
        else:
            providers[name] = provider
    for key, name in _unknown(config, providers):
        log.warning("%s names %s, and no such provider is set up.", key, name)
    return Catalog(
        providers,
        guessed=guessed.keys(),
        limits={name: options for name, (_, options) in sections.items() if isinstance(options, Limits)},
        routes=Routes(
            config.aliases,
            config.fallback,
            config.fallback_for,
            config.default_models.private,
            config.models.eyes,
            Transcriber(config.voice.provider, config.voice.model),
        ),
        clocks=Clocks(clock.now, clock.wall, clock.sleep),
    )


def not_opened(error: Exception) -> str:
    """The sentence about a platform or a provider whose package breaks its promise."""
    return f"cannot be opened ({describe(error)}); update or remove its package."


def _unknown(config: Config, providers: Collection[str]) -> Iterator[tuple[str, str]]:
    """Names in the config of models or providers that do not exist, each with the key that holds it."""
    named = [*models_named(config)]
    named += [("voice.provider", config.voice.provider)] if config.voice.provider not in ("", OFF) else []
    for where, name in named:
        if name not in config.aliases and name.partition("/")[0] not in providers:
            yield where, name


def models_named(config: Config) -> tuple[tuple[str, str], ...]:
    """Every model beside the default that the config names, or provider for all of its models, each after its key."""
    named = [(f"aliases.{name}", alias.model) for name, alias in config.aliases.items()]
    named += [("fallback", name) for name in config.fallback]
    named += [(f"fallback_for.{key}", name) for key, names in config.fallback_for.items() for name in names]
    named += [("models.eyes", config.models.eyes)] if config.models.eyes else []
    return tuple(named)


def is_on(kind: str, options: object) -> bool:
    """Whether a section is complete: a service that wants a key is off while its key is empty."""
    return not (getattr(options, "api_key", None) == "" and wants_key(getattr(options, "base_url", "")))
