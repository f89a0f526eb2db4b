"""Tells the owners that the database fails, and that it can be used again."""

from bots.engine.language.phrases import say
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.open_troubles import Trouble
from bots.engine.storage.records import StoreError

NAME = "database"


class DatabaseTrouble:
    """Watches the jobs of the store. A full disk still lets jobs read: only one that has failed shows the end."""

    def __init__(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._failing: set[str] = set()

    def failed(self, job: str, error: StoreError, seconds: float) -> None:
        """Note that a job of that name failed."""
        self._failing.add(job)
        self._alerts.tell(NAME, say("alert_database", cause=str(error)), trouble=Trouble(NAME))

    def worked(self, job: str, seconds: float) -> None:
        """Note that a job of that name is done."""
        if job in self._failing:
            self._failing.clear()
            self._alerts.over([NAME], say("alert_database_again"))
