"""How everything is, for an owner who asks in a chat."""

from collections import defaultdict
from typing import TYPE_CHECKING

from bots.engine.owner.alerts import Alerts
from bots.engine.reply.failures import Failures
from bots.engine.spending.tariff import Tariff
from bots.engine.storage import inbox, usage
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.upkeep.health import Health
from provider.contract import Usage

if TYPE_CHECKING:
    from bots.engine.handlers.status import Day, Glance, Where


class Overview:
    """Looks at those who know."""

    def __init__(self, store: Store, health: Health, tariff: Tariff, failures: Failures, alerts: Alerts) -> None:
        self._store = store
        self._health = health
        self._tariff = tariff
        self._failures = failures
        self._alerts = alerts

    async def glance(self) -> "Glance":
        """How it is now. Raises nothing: if the store cannot even be read, nothing of today is known."""
        from bots.engine.handlers.status import Glance

        health, now = self._health, self._health.now()
        writes, kept = await health.store_writes(), 0
        days: dict[Where, Day] = {}
        try:
            kept = await self._store.run(inbox.open_questions)
            days = await self._today(now)
        except StoreError:
            writes = False
        return Glance(
            now,
            health.since,
            health.connected(),
            writes,
            health.load.growing,
            health.load.waiting(),
            kept,
            days,
            tuple(self._alerts.recent),
        )

    async def _today(self, now: float) -> "dict[Where, Day]":
        from bots.engine.handlers.status import Day

        days: defaultdict[Where, Day] = defaultdict(Day)
        for where, had in await self._store.run(usage.by_server, now):
            day, price = days[where], self._tariff.price(had.model)
            day.answers += had.answers
            if price is not None:
                day.dollars += price.of(Usage(had.input_tokens, had.output_tokens), requests=had.answers)
        for where, count in self._failures.tally.today().items():
            days[where].failed += count
        return days
