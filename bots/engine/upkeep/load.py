"""How much there is to do at this moment."""

from collections.abc import Mapping

from bots.engine.conversation.queue import ReplyQueue
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.storage.store import Store


class Load:
    """Looks at what knows it."""

    def __init__(self, queue: ReplyQueue, scheduler: Scheduler, store: Store) -> None:
        self._queue = queue
        self._scheduler = scheduler
        self._store = store

    @property
    def growing(self) -> int:
        """How many answers grow."""
        return self._queue.growing

    def waiting(self) -> Mapping[str, int]:
        """How many questions wait for their turn, calls for their budgets, and jobs for the store or in it."""
        return {
            "questions": self._queue.waiting,
            "calls": self._scheduler.waiting,
            "jobs": self._store.waiting,
        }
