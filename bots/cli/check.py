"""`parley check`: try the store, every provider and every token; a line each, with the cure."""

import asyncio

from bots.config.sections import Config
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.language.phrases import explain
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Finding
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.wiring import close, is_on, open_catalog, platforms
from provider.backends import backends
from provider.errors import ProviderError


async def check(config: Config, clock: Clock) -> int:
    """Print what was found; 0 when all is well.

    Nothing is sent to a model: a provider is asked for its list only.
    """
    findings = [Finding(True, f"config: read. Default model: {config.default_model}.")]
    findings += [Finding(False, f"config: {warning}") for warning in config.warnings]
    findings.append(await _store(config))
    for group in await asyncio.gather(_providers(config), _platforms(config, clock)):
        findings += group
    for finding in findings:
        print(f"{'ok  ' if finding.ok else 'FAIL'} {finding.text}")
    return 0 if all(finding.ok for finding in findings) else 1


async def _store(config: Config) -> Finding:
    try:
        store = Store.open(config.storage.url)
    except StoreError as error:
        return Finding(False, f"storage: {error}")
    await store.close()
    return Finding(True, "storage: can be written.")


async def _providers(config: Config) -> list[Finding]:
    known = backends()
    found: list[Finding] = []
    for name, (kind, options) in config.providers.items():
        if not is_on(kind, options):
            found.append(Finding(True, f"providers.{name}: off; a key turns it on."))
            continue
        provider = known[kind].open(options)
        try:
            models = await provider.models()
        except ProviderError as error:
            found.append(Finding(False, f"providers.{name}: {explain(error)} ({error})"))
        else:
            found.append(Finding(True, f"providers.{name}: {len(models)} models, for example {', '.join(models[:3])}."))
        finally:
            await provider.aclose()
    catalog = open_catalog(config)
    try:
        answering = await catalog.answering(chat=True)
    finally:
        await catalog.aclose()
    if config.default_model == "auto":
        cure = "nobody; set OPENAI_API_KEY, or write [providers.NAME] into the config."
        wanted = bool(config.discord.token or config.telegram.token)
        found.append(Finding(bool(answering) or not wanted, f"auto: on Discord and Telegram {answering or cure}"))
    return found


async def _platforms(config: Config, clock: Clock) -> list[Finding]:
    adapters = platforms(config, clock, Scheduler(clock))
    found: list[Finding] = []
    try:
        for adapter in adapters:
            found += await adapter.check()
    finally:
        await close(adapters)
    for name, token in (("Discord", config.discord.token), ("Telegram", config.telegram.token)):
        if not token:
            found.append(Finding(True, f"{name}: off; {name.upper()}_TOKEN turns it on."))
    return found
