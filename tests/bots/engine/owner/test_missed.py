"""What reached no owner is not lost: it is logged, kept, and read at their next command. In virtual time."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.owner.alerts import EVERY
from bots.engine.owner.missed import KEY, LONGEST, MOST, MOST_AT_ONCE, SCOPE
from bots.engine.runtime.cooldown import COOLDOWN
from bots.engine.seam.incoming import Invocation, Origin, Press
from bots.engine.seam.places import Message, Person, Place, ToInteraction
from bots.engine.seam.references import subject_ref
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import grants, servers, settings
from bots.engine.upkeep.housekeeping import ASKED_EVERY, LEFT_AFTER
from provider.values import replace
from tests.bots.engine.handlers.test_owner import SERVER, Roaming
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house, unnamed
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

CLOSED = replace(POLICY, everyone=False)
HEAD = say("alert_missed")


def told(one: House) -> list[str]:
    return one.texts(one.private(OWNER).place)


def closes(one: House, person: Person = OWNER) -> None:
    """They let the bot write to them no more."""
    place = one.private(person).place
    one.platform.refuses = lambda where, frame: "403, code 50007" if where.place == place else ""


def opens(one: House) -> None:
    one.platform.refuses = lambda where, frame: ""


def by_slash(origin: Origin) -> Origin:
    """The same person, whose command only they see the answer to."""
    return replace(origin, target=ToInteraction(origin.place, "1", "token", 1e12, private=True))


async def test_what_reached_nobody_is_read_at_the_next_command(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With its time; once; over a restart; the log has it too, once for each kind."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        closes(one)
        for _ in range(3):
            one.engine.alert("a", "It burns.")
            await one.wait(EVERY + 1)
        one.engine.alert("b", "It drowns.")
        await one.wait(5.0)
    async with house(path=path) as one:
        by_ann = await one.command("whoami", one.private(ANN))
        first = await one.command("whoami", one.private(OWNER))
        second = await one.command("whoami", one.private(OWNER))

    assert HEAD not in by_ann
    lines = first.partition(HEAD)[2].splitlines()[1:]
    assert [line.partition(" UTC: ")[2] for line in lines] == [
        say("alert_counted", text="It burns.", count=3),
        "It drowns.",
    ]
    assert lines[1].startswith("- 2027-01-15 08:")
    assert second == first.partition("\n\n📬")[0]
    assert sum("It burns." in line for line in caplog.messages) == 1


async def test_only_an_owner_alone_reads_it() -> None:
    """Not in a group, where others would; behind a slash command there, they do."""
    async with house() as one:
        closes(one)
        one.engine.alert("a", "It burns.")
        await one.wait(5.0)
        said = [
            await one.command("whoami", one.private(ANN)),
            await one.command("whoami", one.shared(OWNER)),
            await one.command("whoami", by_slash(one.shared(ANN))),
        ]
        here = await one.command("whoami", by_slash(one.shared(OWNER)))

    assert not [text for text in said if HEAD in text]
    assert "It burns." in here


async def test_a_file_brings_no_news_along() -> None:
    """Its caption has no room; the next answer has."""
    async with house() as one:
        closes(one)
        one.engine.alert("a", "It burns.")
        await one.wait(5.0)
        export = await one.engine.on_press(Press(one.private(OWNER), Action("export"), Message(GROUP, "m1")))
        said = await one.command("whoami", one.private(OWNER))

    assert isinstance(export, Response)
    assert export.file is not None
    assert "It burns." in said


async def test_who_claims_reads_what_happened_before(tmp_path: Path) -> None:
    """While there was no owner, nobody could be told."""
    async with house(rules=replace(POLICY, owners=frozenset())) as one:
        one.engine.alert("a", "It burns.")
        await one.wait(5.0)
        said = await one.command("claim", one.private(ANN), code=one.engine.services.claims.code)

    assert said.startswith(say("claimed"))
    assert f"\n\n{HEAD}\n- " in said
    assert said.endswith("It burns.")


async def test_who_can_be_reached_again_is_told_at_once() -> None:
    """With the next news, or when the platform has come back."""
    async with house() as one:
        closes(one)
        one.engine.alert("a", "It burns.")
        await one.wait(5.0)
        opens(one)
        one.engine.alert("b", "It drowns.")
        await one.wait(5.0)
        with_news = told(one)
        closes(one)
        one.engine.alert("c", "It freezes.")
        await one.wait(5.0)
        opens(one)
        await one.engine.on_ready("memory")
        await one.wait(5.0)
        back = told(one)[2:]
        later = await one.command("whoami", one.private(OWNER))

    assert with_news[0] == "It drowns."
    assert with_news[1].startswith(HEAD)
    assert [text.partition(" UTC: ")[2] for text in back] == ["It freezes."]
    assert HEAD not in later


async def test_an_owner_who_unblocks_the_bot_is_told_at_once() -> None:
    """The platform says so."""
    async with house() as one:
        closes(one)
        one.engine.alert("a", "It burns.")
        await one.wait(5.0)
        opens(one)
        await one.engine.on_unblocked("memory", one.private(OWNER).place.chat)
        await one.wait(5.0)

    assert [text.partition(" UTC: ")[2] for text in told(one)] == ["It burns."]


async def test_one_owner_who_can_be_reached_is_enough() -> None:
    """Another one's closed chat keeps nothing."""
    async with house(rules=replace(POLICY, owners=frozenset({OWNER, BOB}))) as one:
        closes(one, BOB)
        one.engine.alert("a", "It burns.")
        await one.wait(5.0)
        said = await one.command("whoami", one.private(BOB))

    assert told(one) == ["It burns."]
    assert HEAD not in said


async def test_it_is_bounded() -> None:
    """Of too many kinds the oldest goes, long texts are cut, and they come some at a time."""
    async with house() as one:
        closes(one)
        for number in range(MOST + 5):
            one.engine.alert(f"kind {number}", f"{number}: " + "x" * 5000)
        await one.wait(EVERY / 2)
        kept = await one.store.run(settings.values, [SCOPE])
        said = [await one.command("whoami", one.private(OWNER)) for _ in range(MOST // MOST_AT_ONCE + 1)]

    assert len(kept[SCOPE, KEY]) < MOST * (LONGEST + 200)
    assert "UTC: 5: x" in said[0]
    assert "UTC: 4: x" not in said[0]
    assert [text.count(" UTC: ") for text in said] == [*[MOST_AT_ONCE] * (MOST // MOST_AT_ONCE), 0]
    assert say("alert_missed_more", count=str(MOST - MOST_AT_ONCE)) in said[0]


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"a": 5}', '{"a": {"text": "x"}}', "null"])
async def test_a_broken_note_does_no_harm(tmp_path: Path, kept: str) -> None:
    """Nothing was missed, then."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.store.run(settings.change, SCOPE, KEY, kept)
    async with house(path=path) as one:
        said = await one.command("whoami", one.private(OWNER))

    assert HEAD not in said


# Those who ask to be let in


async def test_nobody_reads_that_the_owner_was_asked_who_was_not() -> None:
    """In words, as a command, and in a server; once it can be read, they do."""
    async with house(rules=CLOSED) as one:
        closes(one)
        await one.ask("x")
        await one.ask("x", one.shared(BOB))
        by_command = await one.command("usage", one.private(Person("memory", "7")))
        await one.wait(5.0)
        alone, there = one.texts(), one.texts(GROUP)
        opens(one)
        reached = await one.command("usage", one.private(Person("memory", "8")))

    assert (alone, there, by_command) == ([say("not_open")], [say("not_open")], say("not_open"))
    assert reached == say("not_allowed")


async def test_who_asked_in_vain_can_be_let_in_at_the_next_command() -> None:
    """The owner reads who it was, and /servers has the buttons."""
    async with house(rules=CLOSED) as one:
        closes(one)
        await one.ask("x")
        await one.wait(5.0)
        before = await one.store.run(grants.grant, f"memory:person:{ANN.id}")
        said = await one.command("whoami", one.private(OWNER))
        await one.wait(1.0)
        listed = await one.engine.on_command(Invocation(one.private(OWNER), "servers", {}))
        await one.wait(COOLDOWN)
        again = await one.command("usage", one.private())

    assert before == ""
    assert say("wants_person", person=unnamed(subject_ref("memory:person:5"))) in said
    assert said.endswith(say("alert_missed_asks"))
    assert isinstance(listed, Response)
    assert [button.action.name for row in listed.buttons for button in row] == ["servers", "servers"]
    assert again == say("not_allowed")


async def test_a_slow_question_to_the_owner_keeps_nobody_waiting() -> None:
    """Who asked is told within two seconds, and others meanwhile."""
    async with house(rules=CLOSED) as one:
        one.platform.refuses = lambda where, frame: ""
        show, dm = one.platform.show, one.private(OWNER).place

        async def slow(where: Message, frame: object, *, last: bool) -> object:
            if where.place == dm:
                await one.clock.sleep(60.0)
            return await show(where, frame, last=last)  # type: ignore[arg-type]

        one.platform.show = slow  # type: ignore[assignment, method-assign]
        began = one.clock.now()
        await one.ask("x")
        handed_over = one.clock.now() - began
        await one.wait(3.0)

    assert handed_over < 0.1
    assert one.texts() == [say("not_open")]


async def test_a_server_is_left_a_day_after_an_owner_could_read_of_it() -> None:
    """Never before: a question that reached nobody is asked again."""
    clock = VirtualClock()
    platform = Roaming(clock)
    async with house(rules=CLOSED, platform=platform, clock=clock) as one:
        closes(one)
        await one.engine.on_joined("memory", "1", SERVER)
        await one.wait(1.5 * LEFT_AFTER)
        unread = list(platform.left)
        opens(one)
        await one.wait(ASKED_EVERY + 2000.0)
        (question,) = told(one)
        await one.wait(LEFT_AFTER / 2)
        early = list(platform.left)
        await one.wait(LEFT_AFTER / 2 + 2000.0)

    assert (unread, early, platform.left) == ([], [], ["1"])
    assert f"I was added to {unnamed(subject_ref('memory:server:1'))}" in question


async def test_who_claims_is_asked_about_the_servers_that_are_there() -> None:
    """They were added while nobody owned the bot, however long ago: none is left before a day has passed."""
    clock = VirtualClock()
    platform = Roaming(clock)
    async with house(rules=replace(CLOSED, owners=frozenset()), platform=platform, clock=clock) as one:
        await one.engine.on_joined("memory", "1", Place("memory", "500"))
        await one.wait(1.1 * LEFT_AFTER)
        await one.command("claim", one.private(ANN), code=one.engine.services.claims.code)
        await one.wait(LEFT_AFTER / 2)
        asked, early = one.texts(), list(platform.left)
        await one.wait(LEFT_AFTER)

    (told_of,) = asked
    assert f"I was added to {unnamed(subject_ref('memory:server:1'))}" in told_of
    assert (early, platform.left) == ([], ["1"])


async def test_a_platform_that_is_off_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    """Its servers stay in the store; nobody can be asked about them, and nothing breaks."""
    async with house(rules=CLOSED) as one:
        await one.store.run(servers.joined, "elsewhere", "1", Place("elsewhere", "5"), 0.0)
        await one.wait(60.0)
        (kept,) = await one.store.run(servers.memberships)

    assert (kept.platform, kept.removed, told(one)) == ("elsewhere", 0.0, [])
    assert "a defect" not in caplog.text
