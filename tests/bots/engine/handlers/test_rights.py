"""Who may talk, who else administers, where the bot answers: a table by hand, old decisions, two at once, a restart."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.references import place_ref, subject_ref
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import grants, settings
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, House, house, unnamed
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

EVE, DAN = Person("memory", "8"), Person("memory", "9")
BESIDE = Place("memory", "200")
ROLE = "memory:role:70@memory:server:1"


def ann(one: House, place: Place = GROUP, *roles: str) -> Origin:
    return replace(one.shared(ANN, place), roles=roles)


def named(*subjects: str) -> str:
    """Those people and roles, as they are shown."""
    return ", ".join(unnamed(subject_ref(each)) for each in subjects)


async def boss(one: House, command: str, **options: str) -> str:
    """What the administrator Bob is told."""
    one.platform.managers.add(BOB)
    return await one.command(command, one.shared(BOB), **options)


async def talks(one: House, origin: Origin) -> bool:
    """Whether a command that every member has runs for somebody."""
    return (await one.command("models", origin)).startswith(say("models_head"))


TABLE = {
    # what was said, and then: may Ann, Ann with the role 70, Eve, and the administrator Bob talk?
    "nothing": ((), "yyyy"),
    "only the role": ((("only", "role", "70"),), "nyny"),
    "only Ann": ((("only", "person", "5"),), "yyny"),
    "only, of nobody": ((("only", "", ""),), "nnny"),
    "all but the role": ((("except", "role", "70"),), "ynyy"),
    "all but Ann": ((("except", "person", "5"),), "nnyy"),
    "all but the role, Ann let in": ((("except", "role", "70"), ("add", "person", "5")), "yyyy"),
    "only the role, but never Ann": ((("except", "person", "5"), ("only", "role", "70")), "nnny"),
    "the role taken off again": ((("except", "role", "70"), ("remove", "role", "70")), "yyyy"),
    "only Ann, then all": ((("only", "person", "5"), ("everybody", "", "")), "yyyy"),
    "only Ann, then all but Eve": ((("only", "person", "5"), ("except", "person", "8")), "yyny"),
    "only Ann and the role, not Ann": (
        (("only", "person", "5"), ("only", "role", "70"), ("remove", "person", "5")),
        "nyny",
    ),
}


@pytest.mark.parametrize("named", list(TABLE))
async def test_who_may_talk(named: str) -> None:
    """By what administrators say of the whole server; elsewhere nothing changes, and they are never left out."""
    said, may = TABLE[named]
    async with house() as one:
        for word, kind, id in said:
            await boss(one, "settings talk", who=word, **({kind: id} if kind else {}))
        seats = (ann(one), ann(one, GROUP, "70"), one.shared(EVE), one.shared(BOB))
        found = [await talks(one, seat) for seat in seats]
        elsewhere = [await talks(one, replace(seat, server="2")) for seat in seats]
        owner = await talks(one, replace(one.shared(OWNER), roles=("70",)))

    assert "".join("ny"[each] for each in found) == may
    assert all((*elsewhere, owner))


async def role(one: House, origin: Origin) -> str:
    return await one.engine.services.gate.roles.here(origin)


async def test_a_channel_has_its_own_word() -> None:
    """The nearest level decides who is let in; who is shut out of the server is shut out everywhere in it."""
    async with house() as one:
        await boss(one, "settings talk", who="only", person="5")
        await boss(one, "settings talk", who="everybody", scope="channel")
        await boss(one, "settings talk", who="only", person="8", scope="here")
        before = [await talks(one, one.shared(who, where)) for where in (GROUP, BESIDE) for who in (ANN, EVE)]
        await boss(one, "settings talk", who="everybody", scope="channel")
        after = [await talks(one, one.shared(who, where)) for where in (GROUP, BESIDE) for who in (ANN, EVE)]
        await boss(one, "settings deny", person="8")
        denied = [await talks(one, one.shared(EVE, where)) for where in (GROUP, BESIDE)]

    assert before == [False, True, True, False]
    assert after == [True, True, True, False]
    assert denied == [False, False]


async def test_who_is_left_out_is_told_once_and_asks_no_model() -> None:
    """By a message; the sentence says who can change that."""
    async with house() as one:
        await boss(one, "settings talk", who="only", role="70")
        for _ in range(3):
            await one.ask("x", one.shared(ANN))
            await one.wait(5.0)
        await one.ask("y", ann(one, GROUP, "70"))
        await one.wait(5.0)
        whoami = await one.command("whoami", one.shared(ANN))

    assert one.texts(GROUP) == [say("only_some"), "Hello there."]
    assert len(one.provider.requests) == 1
    assert say("only_some") in whoami


async def test_talking_and_administering_are_two_rights() -> None:
    """Who may talk administers nothing; who was made an administrator of the server administers it, and no other."""
    async with house() as one:
        await boss(one, "settings talk", who="add", role="70")
        await boss(one, "settings allow", role="70")
        talker = await role(one, ann(one, GROUP, "70"))
        await boss(one, "settings administrators", change="add", role="70")
        said = await boss(one, "settings administrators", change="add", person="8")
        roles = [
            await role(one, each)
            for each in (ann(one, GROUP, "70"), ann(one), one.shared(EVE), replace(one.shared(EVE), server="2"))
        ]
        by_eve = await one.command("settings administrators", one.shared(EVE), change="remove", role="70")
        after = await role(one, ann(one, GROUP, "70"))

    assert talker == "member"
    assert roles == ["manager", "member", "manager", "member"]
    assert said == by_eve.replace(named("memory:person:8"), named("memory:person:8", "memory:role:70"))
    assert after == "member"


async def test_a_role_of_an_older_database_keeps_both_until_somebody_changes_one(tmp_path: Path) -> None:
    """`/settings` says so; what is then taken away leaves the other right, over a restart and after an Undo."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.store.run(grants.decide, ROLE, "both", by=str(BOB), at=1.0)
        await one.engine.services.gate.load()
        await boss(one, "settings talk", who="only")
        both = await role(one, ann(one, GROUP, "70")), await talks(one, ann(one, GROUP, "70"))
        shown = await boss(one, "settings")
        await boss(one, "settings administrators", change="remove", role="70")
    async with house(path=path) as one:
        one.platform.managers.add(BOB)
        left = await role(one, ann(one, GROUP, "70")), await talks(one, ann(one, GROUP, "70"))
        other = await talks(one, ann(one))
        later = await boss(one, "settings")
        history = await one.engine.services.place_settings.history(one.shared(BOB))
        undone = await one.engine.on_press(
            Press(one.shared(BOB), Action("undo", str(history[0].row)), Message(GROUP, "m"))
        )
        again = await role(one, ann(one, GROUP, "70"))

    assert both == ("manager", True)
    assert say("rights_both", people=named("memory:role:70")) in shown
    assert (*left, other) == ("member", True, False)
    assert say("rights_both", people=named("memory:role:70")) not in later
    assert isinstance(undone, Response)
    assert again == "manager"


async def test_older_decisions_about_people_go_on_holding() -> None:
    """Who was shut out is shut out, and let in again by the new word; who was let in over their role stays in."""
    async with house() as one:
        for subject, state in (("person:5", "denied"), ("role:70", "denied"), ("person:8", "allowed")):
            await one.store.run(grants.decide, f"memory:{subject}@memory:server:1", state, by="", at=1.0)  # type: ignore[arg-type]
        eve = replace(one.shared(EVE), roles=("70",))
        before = [await talks(one, each) for each in (ann(one), eve, replace(one.shared(DAN), roles=("70",)))]
        said = await boss(one, "settings talk")
        await boss(one, "settings talk", who="remove", person="5")
        await boss(one, "settings talk", who="remove", person="8")
        after = [await talks(one, each) for each in (ann(one), eve)]

    assert before == [False, True, False]
    assert said == say("talk_except", people=named("memory:person:5", "memory:role:70"))
    assert after == [True, False]


async def test_two_administrators_change_one_list_at_once(tmp_path: Path) -> None:
    """Each entry is kept, of each of them; a restart in between changes nothing."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        one.platform.managers |= {BOB, EVE}
        await asyncio.gather(
            *(
                one.command("settings talk", one.shared(who), who="only", person=str(id))
                for id in range(20, 30)
                for who in (BOB, EVE)
            ),
            *(
                one.command("settings administrators", one.shared(who), change="add", role=id)
                for who, id in ((BOB, "1"), (EVE, "2"))
            ),
        )
    async with house(path=path) as one:
        said, ruling = await boss(one, "settings talk"), await boss(one, "settings administrators")

    assert said == say("talk_only", people=named(*(f"memory:person:{id}" for id in range(20, 30))))
    assert ruling == say("administrators_are", people=named("memory:role:1", "memory:role:2"))


async def test_nobody_but_administrators_reaches_the_lists() -> None:
    """Not a member, not in private, not above an owner's word; nobody shuts themselves out; odd words are refused."""
    async with house() as one:
        one.platform.managers.add(BOB)
        lists = ("settings talk", "settings administrators", "settings channels")
        by_member = [await one.command(each, one.shared(ANN)) for each in lists]
        alone = [await one.command(each, one.private(ANN)) for each in lists]
        self_made = [
            await boss(one, "settings talk", who="except", person=BOB.id),
            await one.command("settings talk", replace(one.shared(BOB), roles=("70",)), who="except", role="70"),
        ]
        odd = [
            await boss(one, "settings talk", who="only", person="@bob"),
            await boss(one, "settings talk", who="add"),
            await boss(one, "settings administrators", change="add"),
            await boss(one, "settings talk", person="5"),
            await boss(one, "settings administrators", person="5"),
            await boss(one, "settings channels", where="only", channel="general"),
            await boss(one, "settings channels", channel="42"),
            await boss(one, "settings talk", who="only", scope="category"),
        ]
        await one.command("settings talk", one.shared(OWNER), who="except", person="5")
        against = await boss(one, "settings talk", who="remove", person="5")
        still = await talks(one, ann(one))

    assert by_member == [say("manager_only")] * 3
    assert alone == [say("setting_shared_only")] * 3
    assert self_made == [say("not_yourself")] * 2
    assert odd == [
        *[say("person_unclear")] * 3,
        say("talk_how"),
        say("administrators_how"),
        say("channel_unclear"),
        say("channels_how"),
        say("no_category"),
    ]
    assert (against, still) == (say("owner_only"), False)


# Channels.


async def heard(one: House, origin: Origin) -> tuple[int, list[str]]:
    """How often the model is asked for a mention and an `/ask` there, and what is said in the place."""
    before, said = len(one.provider.requests), len(one.texts(origin.place))
    await one.ask("x", origin)
    await one.wait(5.0)
    asked = await one.engine.on_command(Invocation(origin, "ask", {"text": "y"}))
    assert isinstance(asked, Incoming)
    await one.engine.on_message(replace(asked, id=f"i{before}{origin.place}"))
    await one.wait(5.0)
    return len(one.provider.requests) - before, [
        text for text in one.texts(origin.place)[said:] if text != "Hello there."
    ]


async def test_channels_in_which_the_bot_answers_at_all() -> None:
    """Elsewhere a mention is met with silence and a command with one sentence; administrators reach `/settings`."""
    async with house() as one:
        first = await boss(one, "settings channels", where="only")
        here, beside = await heard(one, one.shared(ANN)), await heard(one, one.shared(ANN, BESIDE))
        thread = await heard(one, one.shared(ANN, Place("memory", "100", "7")))
        in_category = replace(one.shared(ANN, Place("memory", "300")), category="40")
        await boss(one, "settings channels", where="add", channel="40")
        categorys = await heard(one, in_category)
        still = await one.command("settings", one.shared(BOB, BESIDE))
        await boss(one, "settings channels", where="except", channel="200")
        all_but = [await heard(one, one.shared(EVE, where)) for where in (GROUP, BESIDE, Place("memory", "400"))]
        last = await boss(one, "settings channels", where="remove", channel="200")
        alone = await heard(one, one.private())

    assert first == say("channels_only", channels=unnamed(place_ref(GROUP)))
    assert (here, beside, thread) == ((2, []), (0, [say("not_in_channel")]), (2, []))
    assert categorys == (2, [])
    assert still.startswith(f"**{say('settings_head')}")
    assert all_but == [(2, []), (0, [say("not_in_channel")]), (2, [])]
    assert last == say("channels_all")
    assert alone == (2, [])


async def test_a_group_with_topics_has_these_as_channels() -> None:
    """Telegram's groups are one chat."""
    async with house() as one:
        one.platform.managers.add(BOB)
        topic, other = (replace(one.shared(BOB, Place("memory", "1", thread)), server="1") for thread in ("7", "8"))
        said = await one.command("settings channels", topic, where="only")
        found = [(await heard(one, replace(each, person=ANN)))[0] for each in (topic, other)]

    assert said == say("channels_only", channels=unnamed(place_ref(Place("memory", "1", "7"))))
    assert found == [2, 0]


async def test_off_stops_every_way_to_a_model() -> None:
    """`/retry`, the buttons under an answer and the form too, for owners as well; each with one sentence."""
    async with house() as one:
        one.platform.managers.add(BOB)
        await one.ask("x", one.shared())
        await one.wait(5.0)
        await boss(one, "settings trigger", when="off")
        await one.command("retry", one.shared())
        await one.wait(5.0)
        button = one.platform.seen(GROUP)[0].buttons[0][0].action
        await one.engine.on_press(Press(one.shared(), button, next(iter(one.platform.standing.values())).surface))
        owner = await heard(one, one.shared(OWNER))

    assert len(one.provider.requests) == 1
    assert owner == (0, [say("off_here")])
    assert one.texts(GROUP).count(say("off_here")) == 2  # once to Ann, once to the owner


# Pausing and stopping.


@pytest.mark.parametrize("reach", ["here", "server"])
async def test_administrators_pause_their_own_place(reach: str) -> None:
    """And end it; not everywhere, not in private, and not what an owner paused."""
    async with house() as one:
        paused = await boss(one, "pause", scope=reach)
        await one.ask("x", one.shared())
        await one.wait(5.0)
        resumed = await boss(one, "resume", scope=reach)
        refused = [
            await boss(one, "pause", scope="everywhere"),
            await one.command("pause", one.private()),
            await one.command("pause", one.shared(ANN)),
        ]
        await one.command("pause", one.shared(OWNER), scope=reach)
        against = await boss(one, "resume", scope=reach)
        await one.ask("x", one.shared(EVE))
        await one.wait(5.0)

    assert paused.startswith("⏸")
    assert resumed.startswith("▶️")
    assert refused == [say("owner_only"), say("owner_only"), say("manager_only")]
    assert against == say("paused_by_owner")
    assert one.texts(GROUP) == [say("paused_here")] * 2
    assert one.provider.requests == []


class Moderated(MemoryPlatform):
    """A platform on which some may delete messages."""

    async def moderates(self, place: Place, server: str, person: Person) -> bool:
        return person == EVE


async def test_who_may_delete_messages_may_stop_an_answer() -> None:
    """By the button and by the command; others may not, and they change nothing else by that."""
    clock = VirtualClock()
    async with house(ENDLESS, platform=Moderated(clock), clock=clock) as one:
        await one.ask("x", one.shared())
        await one.wait(3.0)
        stop = one.platform.seen(GROUP)[0].buttons[0][0].action
        surface = next(iter(one.platform.standing.values())).surface
        by_dan = await one.engine.on_press(Press(one.shared(DAN), stop, surface))
        by_eve = await one.engine.on_press(Press(one.shared(EVE), stop, surface))
        await one.wait(5.0)
        await one.ask("y", one.shared())
        await one.wait(3.0)
        command = await one.command("stop", one.shared(EVE))
        settings_of = await one.command("settings", one.shared(EVE))
        await one.wait(5.0)

    assert (by_dan, by_eve) == (Response(say("not_yours_to_stop")), Response(say("stopping")))
    assert command == say("stopping")
    assert settings_of == say("manager_only")
    assert one.provider.open == 0


async def test_entries_that_nobody_can_read_are_nobody() -> None:
    """A hand or a newer program wrote them."""
    async with house() as one:
        for key, value in (
            ("talk", "sometimes"),
            ("talk person:5", "maybe"),
            ("administers ", "yes"),
            ("channel", "in"),
        ):
            await one.store.run(settings.change, "memory-server:1", key, value, by="x", at=1.0)
        may = [await talks(one, each) for each in (ann(one), one.shared(EVE))]

    assert may == [True, True]


async def test_the_history_says_in_words_what_was_changed_in_a_list() -> None:
    """Whose entry it is and what became of it, in the language of whoever reads it."""
    async with house() as one:
        await one.command("settings talk", one.shared(OWNER), who="except", person="77")
        await one.command("settings talk", one.shared(OWNER), who="only")
        await one.command("settings administrators", one.shared(OWNER), change="add", person="78")
        await one.command("settings channels", one.shared(OWNER), where="except", channel="200")
        english = await one.command("settings history", one.shared(OWNER))
        spanish = await one.command("settings history", replace(one.shared(OWNER), locale="es"))

    told = [line.partition("`1`: ")[2].rpartition(" (")[0] for line in english.splitlines() if "`1`: " in line]
    assert told == [
        "Where I answer, – → everywhere",
        "Where I answer: the place `200`, – → no",
        "Who else administers: `78`, – → yes",
        "Who may talk, everybody → only these",
        "Who may talk, – → everybody",
        "Who may talk: `77`, – → no",
    ]
    assert "Quién más administra: `78`, – → sí" in spanish
