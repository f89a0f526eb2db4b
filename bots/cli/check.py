"""`parley check`: try the store, every provider and every token; one line for each, with the cure if it failed."""

import asyncio
import logging
from functools import partial

from bots.cli.check_providers import providers_checked
from bots.cli.check_tools import tools_checked
from bots.config.sections import Config
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import fenced
from bots.engine.seam.platform import Finding
from bots.engine.settings.pinned_auto import pinned_model
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.wiring import adapters, close, database
from provider.catalog import AUTO
from provider.known.prices import table

log = logging.getLogger("parley")

NOT_PINNED = "not pinned; it changes with what can be reached. The claim pins it, and so does the owner's /model."


async def check(config: Config, clock: Clock) -> int:
    """Print what was found. Returns the exit status: 0 if all is well, else 1.

    Nothing is sent to a model: a provider is asked for its list only.
    """
    findings = [Finding(True, f"config: read. Default model: {_default(config)}.")]
    findings += [Finding(False, f"config: {warning}") for warning in config.warnings]
    if table().is_old(now := clock.wall()):
        old = say("prices_old", date=str(table().taken), days=table().days_old(now))
        findings.append(Finding(True, f"prices: {old} Update Parley, or state them in the config."))
    findings += await _store(config)
    for group in await asyncio.gather(
        providers_checked(config), platforms_checked(config, clock), tools_checked(config, clock)
    ):
        findings += group
    for finding in findings:
        print(f"{'ok  ' if finding.ok else 'FAIL'} {finding.text}")
    return 0 if all(finding.ok for finding in findings) else 1


def _default(config: Config) -> str:
    models = config.default_models
    if models.private == models.shared:
        return models.private
    return f"{models.private} in private chats, {models.shared} elsewhere"


async def _store(config: Config) -> list[Finding]:
    """Whether the database can be used; and whether it says what "auto" is, if the config leaves that open."""
    found: list[Finding] = []
    try:
        store = Store.open(database(config))
        try:
            pinned = await pinned_model(store)
        finally:
            await store.close()
    except StoreError as error:
        return [Finding(False, f"storage: {error}")]
    if AUTO in (config.default_models.private, config.default_models.shared):
        kept = f"pinned to {pinned}; if that fails, another answers." if pinned else NOT_PINNED
        found.append(Finding(True, f"auto: {kept}"))
    return [Finding(True, "storage: can be written."), *found]


async def platforms_checked(config: Config, clock: Clock) -> list[Finding]:
    """What is found when each platform that is on tries its token."""
    on, broken = adapters(config, clock, Scheduler(clock))
    found = [Finding(False, problem) for problem in broken]
    try:
        for adapter in on:
            found += await fenced(adapter.check(), log, partial(_defect, adapter.name))
    finally:
        await close(on)
    off = config.platforms_off()
    return [*found, *(Finding(True, f"{row.title}: off; {row.turned_on_by} turns it on.") for row in off)]


def _defect(platform: str, trace: str) -> tuple[Finding, ...]:
    return (Finding(False, f"{platform}: the check has a defect, see trace {trace}; update or remove its package."),)
