"""Strangers by the hundred: what a member waits while people ask who may not talk."""

from benchmarks.chaos.outcomes import Row, worst_wait
from benchmarks.chaos.stands import Stand, Town, a_town

STRANGER = 500_000
"""Ids from here on belong to people who may not talk."""

PATIENCE = 60.0


def members_only(count: int) -> dict[str, str]:
    """The settings that let the town's people talk, and nobody else."""
    listed = ", ".join(f'"telegram:person:{1000 + number}"' for number in range(1, count + 1))
    return {"PARLEY_ACCESS__OPEN": "false", "PARLEY_ACCESS__ALLOWED": f"[{listed}]"}


async def flood(stand: Stand, *, strangers: int = 60, seconds: int = 15, members: int = 5) -> list[Row]:
    """Each stranger sends /help once a second; members ask meanwhile."""
    async with a_town(stand, "telegram", members) as town, town.program(**members_only(members)):
        for second in range(seconds):
            for number in range(strangers):
                town.telegram.user(STRANGER + number).writes("/help")
            if second % 3 == 2 and len(town.asked) < members:
                town.ask(len(town.asked) + 1)
            await stand.sleep(1.0)
        settled = await town.settle(PATIENCE)
        fates = town.fates()
        quiet = await _quiet(town)
    backlog = f"more than {PATIENCE:.0f}" if quiet is None else f"{quiet:.0f}"
    beside = f"{_said(town, strangers)} lines to strangers, the last {backlog} s after theirs"
    return [Row(town.name, fates, settled, beside, (worst_wait(fates),))]


async def batch(stand: Stand, *, strangers: int = 5000, members: int = 3) -> list[Row]:
    """Strangers write once, all in one batch of updates; members ask behind them."""
    async with a_town(stand, "telegram", members) as town, town.program(**members_only(members)):
        for number in range(strangers):
            town.telegram.user(STRANGER + number).writes("hello?")
        for number in range(1, members + 1):
            town.ask(number)
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    beside = f"{_said(town, strangers)} lines to {strangers} strangers by then"
    return [Row(town.name, fates, settled, beside, (worst_wait(fates),))]


def _said(town: Town, strangers: int) -> int:
    return sum(len(town.telegram.replies(STRANGER + number)) for number in range(strangers))


async def _quiet(town: Town) -> float | None:
    """Seconds until the bot writes nothing for two."""
    began = town.stand.now()

    def last() -> float:
        return next((call.at for call in reversed(town.telegram.calls) if call.method == "sendMessage"), began)

    waited = await town.stand.until(lambda: town.stand.now() - max(last(), began) > 2.0, PATIENCE)
    return None if waited is None else waited - 2.0
