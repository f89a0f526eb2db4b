"""Opens a thread for an answer, named after the question."""

import logging

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.places import Target, ToChat
from bots.engine.seam.platform import OpensThreads

log = logging.getLogger("parley")

LONGEST_TITLE = 60


def title_of(question: str) -> str:
    """The first line of a question that says something, or its first words; never empty."""
    line = next((line for line in question.splitlines() if any(map(str.isalnum, line))), question)
    words = " ".join(line.split()) or "…"
    if len(words) <= LONGEST_TITLE:
        return words
    cut = words[:LONGEST_TITLE]
    return f"{cut.rpartition(' ')[0] or cut} …"


async def open_thread(sender: Sender, target: Target, question: str) -> ToChat | None:
    """The target in the new thread; None if there can be no thread, and the answer stays in the channel."""
    platform = sender.platform
    if not isinstance(platform, OpensThreads) or not isinstance(target, ToChat):
        return None
    try:
        async with sender.scheduler.grant(platform.budgets(target), lambda: (Priority.FIRST, 0.0)):
            return await platform.open_thread(target, title_of(question))
    except PlatformError as error:
        log.warning("%s: no thread could be opened: %s", target.place, error)
        return None
