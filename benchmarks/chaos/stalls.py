"""A platform that does not answer: look-ups that hang, a server that sleeps, one chat that refuses for ever."""

from benchmarks.chaos.floods import members_only
from benchmarks.chaos.outcomes import Goal, Row, copies, worst_wait
from benchmarks.chaos.stands import Platform, Stand, Town, a_town
from tests.fakes.faults import Fault

PATIENCE = 60.0
NEVER = Fault("stall", seconds=3600.0)


async def telegram_lookups(stand: Stand, *, places: int = 8, members: int = 3) -> list[Row]:
    """Nobody says who the people in groups are that the bot does not know; members ask elsewhere."""
    async with a_town(stand, "telegram", members) as town, town.program(**members_only(members)):
        town.api.faults.always("getChatMember", NEVER)
        town.api.faults.always("getChat", NEVER)
        for number in range(places):
            town.telegram.group(-700 - number)
            stranger = town.telegram.user(600_000 + number)
            stranger.writes("@parley_bot hello?", chat=-700 - number)
            stranger.writes("/settings@parley_bot", chat=-700 - number)
        return [await _members_ask(town, members, f"{places} groups")]


async def discord_lookups(stand: Stand, *, places: int = 8, members: int = 3) -> list[Row]:
    """Nobody says which channel threads belong to that the bot does not know; members ask elsewhere."""
    async with a_town(stand, "discord", members) as town:
        stranger = town.discord.user("stranger")
        server = town.discord.guild(stranger)
        async with town.program():
            town.api.faults.always("GET channels", NEVER)
            for number in range(places):
                stranger.writes("nice weather", channel=server.add_thread(f"thread {number}", announced=False))
            return [await _members_ask(town, members, f"{places} threads")]


async def _members_ask(town: Town, members: int, beside: str) -> Row:
    await town.stand.sleep(0.2)
    for number in range(1, members + 1):
        town.ask(number)
        await town.stand.sleep(0.5)
    settled = await town.settle(PATIENCE)
    fates = town.fates()
    return Row(town.name, fates, settled, beside, (worst_wait(fates),))


async def sleeper(stand: Stand, platform: Platform, *, questions: int = 6, seconds: float = 40.0) -> list[Row]:
    """The platform takes every call and does nothing for 40 s; then it does all that it was asked."""
    async with a_town(stand, platform, questions, length=300) as town, town.program():
        town.ask(1)
        await stand.sleep(0.8)
        town.api.faults.sleep()
        for number in range(2, questions + 1):
            town.ask(number)
        await stand.sleep(seconds)
        town.api.faults.wake()
        settled = await town.settle(PATIENCE)
        await stand.sleep(3.0)
        fates = town.fates()
    return [Row(town.name, fates, settled, f"settled after {seconds:.0f} s of sleep", (copies(fates),))]


async def dead_chat(
    stand: Stand, platform: Platform, fault: Fault, *, stops: bool = False, most: float = 100.0
) -> list[Row]:
    """Every message and edit in one group is answered with an error for ever; who asked there asks in private too.

    Their two seats are held by the dead group until Parley gives the answers up there. Somebody else asks as well.
    `stops`: the person says so to both answers at once, which is Telegram's to play.
    """
    async with a_town(stand, platform, 4, private=False, together=True) as town:
        async with town.program():
            for number in (1, 2):
                town.ask(number, by=1)
            town.api.faults.always(f" in {town.city.where(1)}", fault)
            await stand.sleep(1.0)
            if stops:
                town.telegram.user(1001).writes("/stop@parley_bot", chat=int(town.city.where(1)))
            town.ask(3, alone=True)
            town.ask(4, by=1, alone=True)
            settled = await stand.until(lambda: town.fate(3).is_settled and town.fate(4).is_settled, 1.5 * most)
        neighbour, asker = town.fate(3), town.fate(4)
    what = ("a web page" if fault.kind == "html" else f"{fault.status}") + (", and /stop" if stops else "")
    free = Goal("the asker is free", asker.waited, most)
    return [
        Row(f"{town.name}, {what}", (neighbour, asker), settled, "", (worst_wait((neighbour,), "a neighbour"), free))
    ]
