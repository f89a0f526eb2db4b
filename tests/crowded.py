"""A database with much of everything, each of it as long as it may be, for tests of what is shown of it."""

from pathlib import Path

from bots.engine.seam.places import Place
from bots.engine.storage import grants, names, servers, settings
from bots.engine.storage.records import Named
from bots.engine.storage.store import Store

MODELS = tuple(
    f"organisation-with-a-long-name/model-with-an-even-longer-name-and-its-date-2026-11-{n:03}" for n in range(400)
)
PERSONA = ("You are a pirate who never swears, and speaks of the sea.\n" * 34).strip()
SERVERS = 60
WORD = {"discord": "server", "telegram": "chat"}
"""What a platform calls a server in the name of a decision."""
NAME = "The **honourable** society of people whose names are as long as any platform lets them be, and then a bit"


async def fill(folder: Path, platform: str, boss: str, server: str, here: Place) -> None:
    """Fill the database of a run of the program in `folder`, for a server and for one place in it.

    200 people and roles are in the list of who may talk, 60 servers are allowed, 40 things were changed, and the
    persona has nearly 2,000 characters. `server`: the key of the scope that is the whole server. `boss`: who did that.
    """
    store = Store.open(f"sqlite:///{folder / 'parley.db'}", 5.0)
    whole, by = server.rpartition(":")[2], f"{platform}:{boss}"
    try:
        called = [Named(f"{platform}:server:{whole}", NAME[:100])]
        for number in range(200):
            kind = "role" if number % 2 and platform == "discord" else "person"
            id = f"15{number:016}"
            called.append(Named(f"{platform}:{kind}:{id}", f"{NAME[:90]} {number}"))
            value = "in" if number % 3 else "out"
            await store.run(settings.change, server, f"talk {kind}:{id}", value, by=by, at=1.0)
        for number in range(SERVERS):
            id = f"-100{number:010}" if platform == "telegram" else f"14{number:016}"
            called.append(Named(f"{platform}:server:{id}", f"{NAME[:90]} {number}"))
            await store.run(servers.seen, platform, id, Place(platform, id), 1.0)
            await store.run(grants.decide, f"{platform}:{WORD[platform]}:{id}", "allowed", by=by, at=1.0)
        for unit, period in (("answers", "day"), ("dollars", "month"), ("tokens", "day")):
            for holder in ("all", "each", "person:15" + "0" * 15 + "2"):
                await store.run(settings.change, server, f"limit {holder} {unit} {period}", "7", by=by, at=2.0)
        for number in range(40):
            await store.run(settings.change, str(here), "persona", f"{number} {PERSONA}", by=by, at=3.0 + number)
        await store.run(settings.change, server, "talk", "only", by=by, at=99.0)
        await store.run(names.keep, called, 2_000_000_000.0)
    finally:
        await store.close()
