"""Who may still act for a chat: a job that is run for whoever attends it counts only if nobody else has begun to."""

from sqlalchemy import Connection, bindparam, select

from bots.engine.runtime.tenure import Tenure
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import ATTENDED


class Overtaken(StoreError):
    """Another process attends the chat now, so nothing of the job is kept."""

    def __init__(self) -> None:
        super().__init__("Another process attends that chat by now.", passes=False)


# The lock keeps others from raising the epoch until the job is kept; SQLite knows none and needs none.
_HOLDS = (
    select(ATTENDED.c.epoch)
    .where(
        ATTENDED.c.platform == bindparam("platform"),
        ATTENDED.c.chat == bindparam("chat"),
        ATTENDED.c.epoch == bindparam("epoch"),
    )
    .with_for_update(read=True)
)


def hold(sql: Connection, tenure: Tenure) -> None:
    """Keep others from attending the chat until the job is kept.

    Raises:
        Overtaken: one does already.
    """
    here = {"platform": tenure.platform, "chat": tenure.chat, "epoch": tenure.epoch}
    if sql.scalar(_HOLDS, here) is None:
        raise Overtaken
