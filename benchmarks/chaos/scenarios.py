"""What there is to play, as values."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.chaos import floods, kills, liars, machines, refusals, senders, stalls
from benchmarks.chaos.outcomes import Row
from benchmarks.chaos.stands import Stand
from tests.fakes.faults import Fault

Play = Callable[[Stand], Awaitable[list[Row]]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of trouble, and each way it is played. `idle`: it mostly waits, so its ways are played at once."""

    name: str
    about: str
    plays: tuple[Play, ...]
    idle: bool = False


TOO_MANY = (Fault("status", 429, 2),)
BROKEN, PAGE = Fault("status", 500), Fault("html", 502)
BANNED = Fault("html", 403)

SCENARIOS = (
    Scenario("help", "60 strangers at /help a second", (floods.flood,)),
    Scenario("batch", "5,000 strangers' messages in one batch", (floods.batch,)),
    Scenario("lookups", "look-ups of unknown places that hang", (stalls.telegram_lookups, stalls.discord_lookups)),
    Scenario(
        "sleeper",
        "a server that does for 40 s nothing, and then everything",
        (partial(stalls.sleeper, platform="telegram"), partial(stalls.sleeper, platform="discord")),
        idle=True,
    ),
    Scenario(
        "deadchat",
        "one chat that answers with errors for ever",
        (
            partial(stalls.dead_chat, platform="telegram", fault=BROKEN),
            partial(stalls.dead_chat, platform="telegram", fault=PAGE),
            partial(stalls.dead_chat, platform="telegram", fault=BROKEN, stops=True, most=40.0),
            partial(stalls.dead_chat, platform="discord", fault=BROKEN),
            partial(stalls.dead_chat, platform="discord", fault=BANNED),
        ),
        idle=True,
    ),
    Scenario(
        "toomany",
        "429s on 7 % of writes",
        (
            partial(refusals.refused, platform="telegram", part=0.07, faults=TOO_MANY),
            partial(refusals.refused, platform="discord", part=0.07, faults=TOO_MANY),
        ),
        idle=True,
    ),
    Scenario(
        "faults",
        "a fifth of all writes go wrong",
        (
            partial(refusals.refused, platform="telegram", part=0.2, faults=refusals.EVERY_KIND),
            partial(refusals.refused, platform="discord", part=0.2, faults=refusals.EVERY_KIND),
        ),
        idle=True,
    ),
    Scenario(
        "kill",
        "kill -9 at random moments, 100 times on each platform, while people ask, press and edit",
        (partial(kills.killed, platform="telegram"), partial(kills.killed, platform="discord")),
        idle=True,
    ),
    Scenario(
        "restart",
        "SIGTERM under load and a new start, three times",
        (partial(kills.rolled, platform="telegram"), partial(kills.rolled, platform="discord")),
    ),
    Scenario(
        "locked",
        "another program holds the database for a minute",
        (partial(kills.locked, platform="telegram"), partial(kills.locked, platform="discord")),
        idle=True,
    ),
    Scenario(
        "term",
        "SIGTERM with 50 running answers",
        (
            partial(kills.ended, platform="telegram"),
            partial(kills.ended, platform="discord"),
            partial(kills.ended_asleep, platform="telegram"),
            partial(kills.ended_asleep, platform="discord"),
        ),
    ),
    Scenario(
        "machines",
        "three processes on one PostgreSQL: kills, stops, a database that falls over, cut connections, a deploy",
        (
            partial(machines.harmed, platform="telegram", harm="killed", times=50),
            partial(machines.harmed, platform="telegram", harm="asleep", times=4),
            partial(machines.harmed, platform="telegram", harm="database down", times=10),
            partial(machines.harmed, platform="telegram", harm="cut", times=10),
            partial(machines.rolled, platform="telegram"),
            partial(machines.harmed, platform="discord", harm="killed", times=50),
            partial(machines.harmed, platform="discord", harm="asleep", times=4),
            partial(machines.harmed, platform="discord", harm="database down", times=10),
            partial(machines.harmed, platform="discord", harm="cut", times=10),
            partial(machines.rolled, platform="discord"),
        ),
    ),
    Scenario("poison", "events of the gateway that cannot be read", (senders.poison,)),
    Scenario(
        "polls",
        "polls that return at once, or are refused",
        (senders.hasty, partial(senders.refused_token, status=401), partial(senders.refused_token, status=404)),
        idle=True,
    ),
    Scenario("liars", "a model server that lies", (liars.liars,)),
)

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
