"""A platform that refuses now and then: 429s in a few chats, a fifth of all writes lost one way or another."""

from benchmarks.chaos.outcomes import Goal, Row, copies
from benchmarks.chaos.stands import Platform, Stand, Town, a_town
from tests.fakes.faults import Fault

PATIENCE = 90.0
WRITES = "essage"
"""What the names of calls that write hold on both platforms."""

EVERY_KIND = (
    Fault("status", 500),
    Fault("status", 502),
    Fault("html", 502),
    Fault("reset"),
    Fault("lost"),
    Fault("truncate"),
    Fault("slow", seconds=3.0),
    Fault("stall", seconds=17.0),
    Fault("status", 429, 2),
)


async def refused(
    stand: Stand,
    platform: Platform,
    part: float,
    faults: tuple[Fault, ...],
    *,
    answers: int = 80,
    seconds: float = 32.0,
) -> list[Row]:
    """That part of all writes goes wrong while people ask, one after the other.

    A message whose arrival was not confirmed is sent again; Telegram has no nonce by which the second could be told.
    """
    async with a_town(stand, platform, answers, length=300) as town, town.program():
        town.api.faults.share(part, faults, WRITES)
        for number in range(1, answers + 1):
            town.ask(number)
            await stand.sleep(seconds / answers)
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    whole = Goal("answers that are not whole", sum(not one.whole for one in fates), 0, "")
    beside = f"{len(town.api.faults.committed)} faults in {_writes(town)} writes"
    goals = (whole, copies(fates)) if platform == "discord" else (whole,)
    return [Row(town.name, fates, settled, beside, goals)]


def _writes(town: Town) -> int:
    names = town.telegram.counts if town.name == "Telegram" else town.discord.calls
    return sum(count for name, count in names.items() if WRITES in name)
