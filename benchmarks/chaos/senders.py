"""What nobody expects of a platform: events that cannot be read, polls that return at once, a token refused."""

from typing import Any

from benchmarks.chaos.outcomes import Goal, Row, worst_wait
from benchmarks.chaos.stands import Stand, a_town
from tests.fakes.faults import Fault

PATIENCE = 40.0

EVENTS: tuple[tuple[str, Any], ...] = (
    ("MESSAGE_UPDATE", {"id": "1", "channel_id": "1", "embeds": []}),
    ("MESSAGE_CREATE", {"id": "1"}),
    ("MESSAGE_CREATE", None),
    ("MESSAGE_REACTION_ADD", {"emoji": 7}),
    ("GUILD_CREATE", {"id": "not a number"}),
    ("CHANNEL_UPDATE", {"guild_id": "1"}),
    ("THREAD_CREATE", {}),
    ("INTERACTION_CREATE", {"type": 2, "id": "1", "token": "t"}),
    ("PRESENCE_UPDATE", []),
    ("NEVER_HEARD_OF", {"a": 1}),
)
FRAMES = ("{not json", "null", "[]", "7", '{"op": "x"}', '{"a":' * 3000)


async def poison(stand: Stand) -> list[Row]:
    """Events and frames of the gateway that cannot be read; a member asks right behind each."""
    count = len(EVENTS) + len(FRAMES)
    async with a_town(stand, "discord", count) as town, town.program():
        gateway = town.discord.gateway
        for number in range(1, count + 1):
            if number <= len(EVENTS):
                event, data = EVENTS[number - 1]
                gateway.tell("", event, data)
            else:
                gateway.send_raw(FRAMES[number - len(EVENTS) - 1])
            town.ask(number)
            await stand.sleep(1.5)
        settled = await town.settle(PATIENCE)
        fates = town.fates()
        sessions = len(gateway.identified)
    lost = Goal("sessions lost", sessions - 1, 0, "")
    return [Row(town.name, fates, settled, f"{count} of them", (worst_wait(fates), lost))]


async def hasty(stand: Stand, *, seconds: float = 10.0, members: int = 3) -> list[Row]:
    """A server that waits for nothing: every poll returns at once, with no updates in it."""
    async with a_town(stand, "telegram", members) as town, town.program():
        town.telegram.waits = False
        before = town.telegram.counts["getUpdates"]
        for number in range(1, members + 1):
            await stand.sleep(seconds / members)
            town.ask(number)
        polls = (town.telegram.counts["getUpdates"] - before) / seconds
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    goals = Goal("polls a second", polls, 5.0, ""), worst_wait(fates, most=3.0)
    return [Row(f"{town.name}, at once", fates, settled, "", goals)]


async def refused_token(stand: Stand, status: int, *, times: int = 2) -> list[Row]:
    """The token is refused twice, as by a server that hiccups; then all is well."""
    async with a_town(stand, "telegram", 2) as town, town.program():
        town.api.faults.plan("getUpdates", Fault("status", status), times)
        town.ask(1)
        await stand.until(lambda: len(town.api.faults.committed) >= times, 30.0)
        town.ask(2)
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    return [Row(f"{town.name}, {status} twice", fates, settled, "", (worst_wait(fates, most=10.0),))]
