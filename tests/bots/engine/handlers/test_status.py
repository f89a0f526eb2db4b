"""`/owner status`: what an owner sees of everything in one panel."""

import pytest

from bots.engine.handlers.status import ON_A_PAGE
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Invocation, Press
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import servers, usage
from bots.engine.upkeep.forgetting import DAY
from bots.text.moments import in_words
from provider.contract import Finish, Text
from provider.errors import ConnectionFailed
from provider.values import replace
from tests.bots.engine.house import ANN, ENDLESS, GROUP, OWNER, House, house

pytestmark = pytest.mark.looptime


async def shown(one: House) -> str:
    """What the owner reads."""
    return await one.command("owner", one.private(OWNER), what="status")


async def test_a_quiet_start() -> None:
    """What runs since when, that nothing waits, and nothing was answered yet."""
    async with house() as one:
        await one.wait(5.0)
        early = await shown(one)
        await one.engine.on_ready("memory")
        ready = await shown(one)

    assert "Not connected: Memory" in early
    assert "Connected: Memory" in ready
    assert "Parley " in ready
    assert "0 answers grow now." in ready
    assert "Waiting: 0 questions, 0 calls to platforms, 0 jobs of the database." in ready
    assert "Today (UTC)**: 0 answers, 0 failed, $0.00" in ready
    assert "None since the start." in ready


async def test_answers_and_failures_are_told_apart_by_server() -> None:
    """A group and the private chats; the last alert stands below, as it was told."""
    async with house((Text("Aye."), Finish()), (ConnectionFailed("No route."),), (Text("Aye."), Finish())) as one:
        for origin in (one.shared(), one.shared(), one.private(ANN)):
            await one.ask("x", origin)
            await one.wait(60.0)
        found = await shown(one)

    assert "Today (UTC)**: 2 answers, 1 failed" in found
    assert "- the server or group `1`: 1 answer, 1 failed" in found
    assert "- private chats on Memory: 1 answer, 0 failed" in found
    assert "No route." in found


async def test_what_grows_and_waits_is_counted() -> None:
    """Of one person two answers grow at a time."""
    async with house(ENDLESS, ENDLESS, ENDLESS) as one:
        for number in range(3):
            await one.ask("x", one.shared(place=Place("memory", str(100 + number))))
        await one.wait(1.0)
        found = await shown(one)

    assert "2 answers grow now." in found
    assert "3 questions are kept until answered." in found
    assert "Waiting: 1 question," in found


async def test_a_database_that_takes_nothing_is_named() -> None:
    """As on a full disk, from which all else can be read."""
    async with house() as one:
        await one.engine.on_ready("memory")
        await one.wait(5.0)
        one.database.refused = frozenset({"write", "first"})
        found = await shown(one)

    assert "Connected: Memory" in found
    assert "The database takes no writes." in found


async def test_yesterday_is_over() -> None:
    """Answers and failures begin anew with the day (UTC)."""
    async with house((ConnectionFailed("No route."),)) as one:
        await one.ask("x")
        await one.wait(60.0)
        before = await shown(one)
        await one.pass_by(DAY)
        after = await shown(one)

    assert "1 failed" in before
    assert "1 failed" not in after


async def test_many_servers_have_pages() -> None:
    """The busiest first; the buttons turn them."""
    async with house() as one:
        now = one.clock.wall()
        for number in range(ON_A_PAGE + 2):
            place = Place("memory", str(1_000 + number))
            await one.store.run(servers.joined, "memory", place.chat, place, now)
            for _ in range(number + 1):
                await one.store.run(usage.count, place, ANN, provider="demo", model="small", at=now)
        first = await one.engine.on_command(Invocation(one.private(OWNER), "owner", {"what": "status"}))
        assert isinstance(first, Response)
        [[on]] = first.buttons
        second = await one.engine.on_press(Press(one.private(OWNER), on.action, Message(GROUP, "m1")))

    assert isinstance(second, Response)
    assert second.replace
    assert "1009" in in_words(first.text)
    assert "1000" not in in_words(first.text)
    assert "1000" in in_words(second.text)
    assert "Page 2 of 2" in second.text


async def test_it_is_in_the_language_of_who_asks() -> None:
    """The alerts too, whatever language they were told in first."""
    async with house((ConnectionFailed("No route."),)) as one:
        await one.ask("x")
        await one.wait(60.0)
        found = await one.command("owner", replace(one.private(OWNER), locale="es"), what="status")

    assert "Hoy (UTC)" in found
    assert "Últimos avisos" in found
    assert "1 con fallo" in found


@pytest.mark.parametrize("person", [ANN, OWNER])
async def test_it_is_for_an_owner_alone(person: Person) -> None:
    """Neither the command nor its button shows it to others, or where others read along."""
    async with house() as one:
        there = one.shared(person)
        said = await one.command("owner", there, what="status")
        pressed = await one.engine.on_press(Press(there, Action("status", "0"), Message(GROUP, "m1")))
        assert isinstance(pressed, Response)

    wanted = say("private_only") if person == OWNER else say("owner_only")
    assert said == pressed.text == wanted
