"""What people and places are called, towards whom, and for how long that is kept. In virtual time."""

import json
from pathlib import Path

import pytest

from bots.engine.names.wording import Wording
from bots.engine.seam.incoming import Invocation, Known, Origin, Press, Titles
from bots.engine.seam.places import Person, Place
from bots.engine.seam.references import (
    Reference,
    author_ref,
    person_ref,
    place_ref,
    references_in,
    scope_ref,
    spelled,
    subject_ref,
    without_references,
)
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import names
from bots.engine.storage.records import Named
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, PRESSED, House, house
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

DAY = 86_400.0


class Mentioning(MemoryPlatform):
    """A platform that mentions whom it can."""

    def mention(self, meant: Reference, handle: str, where: Place) -> str:
        return f"<{meant.kind} {meant.id}>" if meant.kind in ("person", "place") else ""


def said(text: str, *known: Named, platform: MemoryPlatform | None = None) -> str:
    platform = platform or Mentioning(VirtualClock())
    return spelled(text, Wording({each.subject: each for each in known}, platform, GROUP).called)


def boss(one: House, name: str = "Olga") -> Origin:
    """The owner in a group that has a title."""
    titles = Titles("Chess Club", "general")
    return replace(one.shared(OWNER), name=name, handle="olga", titles=titles)


async def test_a_person_is_a_name_with_the_mention_beside_it() -> None:
    """With a number where there is no mention, and without a name the mention alone."""
    ann = Named("memory:person:5", "Ann")

    assert said(person_ref(ANN), ann) == "Ann (<person 5>)"
    assert said(person_ref(ANN, brief=True), ann) == "Ann"
    assert said(person_ref(ANN)) == "<person 5>"
    assert said(person_ref(ANN), ann, platform=MemoryPlatform(VirtualClock())) == "Ann (`5`)"
    assert said(person_ref(ANN), platform=MemoryPlatform(VirtualClock())) == "`5`"


async def test_readers_elsewhere_get_the_name_and_the_platform() -> None:
    """A mention means nothing on another platform."""
    elsewhere = MemoryPlatform(VirtualClock(), name="other")

    assert said(person_ref(ANN), Named("memory:person:5", "Ann"), platform=elsewhere) == "Ann (`memory:person:5`)"
    assert said(person_ref(ANN), platform=elsewhere) == "`memory:person:5`"


async def test_a_place_is_a_mention_or_a_title_in_its_server() -> None:
    """And a private chat is called by the person."""
    server, channel = Named("memory:server:1", "Chess"), Named("memory:place:7", "talk", belongs="memory:server:1")
    chat = Named("memory:place:dm5", "Ann", belongs="memory:person:5")
    plain = MemoryPlatform(VirtualClock())

    assert said(scope_ref("memory:7"), server, channel) == "<place 7>"
    assert said(scope_ref("memory:7"), server, channel, platform=plain) == "talk in “Chess”"
    assert said(scope_ref("memory-server:1"), server) == "“Chess”"
    assert said(place_ref(Place("memory", "1")), server, platform=plain) == "“Chess”"
    assert (
        said(scope_ref("memory:dm5"), chat, Named("memory:person:5", "Ann")) == "the private chat with Ann (<person 5>)"
    )


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (subject_ref("telegram:chat:-100"), Reference("telegram", "server", "-100")),
        (subject_ref("discord:person:5@discord:server:9"), Reference("discord", "person", "5")),
        (subject_ref("discord:role:7@discord:server:9"), Reference("discord", "role", "7")),
        (scope_ref("discord:1:2"), Reference("discord", "place", "1:2")),
        (scope_ref("discord-server:9"), Reference("discord", "server", "9")),
        (scope_ref("discord-category:3"), Reference("discord", "category", "3")),
        (author_ref("discord:5"), Reference("discord", "person", "5")),
        (subject_ref("x"), Reference("x", "server", "")),
    ],
)
def test_what_the_store_names_can_be_meant(words: str, meant: Reference) -> None:
    """Subjects of decisions, scopes of settings, and who did something."""
    assert references_in(f"a {words} b") == (meant,)


def test_who_is_not_known_any_more_is_nobody() -> None:
    """The author of a change whom the bot was told to forget."""
    assert author_ref("") == ""


def test_half_a_reference_is_nothing() -> None:
    """Words that are kept are cut at a length, in a reference too."""
    cut = person_ref(ANN)[:9]

    assert said(f"x {cut}…") == f"x {without_references(cut)}…"


async def test_what_changes_something_keeps_names(tmp_path: Path) -> None:
    """Over a restart; whoever only asks the model is called by a number afterwards."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.command("settings persona", boss(one), text="Be brief.")
        await one.ask("Hello", replace(one.shared(ANN), name="Ann"))
        await one.command("help", replace(one.shared(BOB), name="Bob"))
        await one.wait()
    async with house(path=path) as one:
        history = await one.command("settings history", one.shared(OWNER))
        kept = await one.store.run(
            names.find, ["memory:person:1", "memory:person:5", "memory:person:6", "memory:server:1"]
        )

    assert "Olga (`1`)" in history
    assert {key: each.name for key, each in kept.items()} == {
        "memory:person:1": "Olga",
        "memory:server:1": "Chess Club",
    }


async def test_whom_a_decision_names_is_kept(tmp_path: Path) -> None:
    """By what the platform says of whom the command points out."""
    async with house() as one:
        about = (Known(Person("memory", "9"), "Eve"),)
        denied = await one.engine.on_command(Invocation(boss(one), "settings deny", {"person": "9"}, about=about))
        await one.wait()
        kept = await one.store.run(names.find, ["memory:person:9"])

    assert isinstance(denied, Response)
    assert "Eve (`9`)" in denied.text
    assert kept["memory:person:9"].name == "Eve"


async def test_the_newest_name_counts() -> None:
    """It is written at once."""
    async with house() as one:
        for name in ("Olga", "Olga the Great"):
            await one.command("settings persona", boss(one, name), text=f"Be {name}.")
            await one.wait(1.0)
        kept = await one.store.run(names.find, ["memory:person:1"])

    assert kept["memory:person:1"].name == "Olga the Great"


async def test_a_name_goes_thirty_days_after_it_was_last_seen() -> None:
    """That of a server stays as long as the bot is there, and goes a week after it was removed."""
    async with house() as one:
        await one.engine.on_joined("memory", "1", GROUP)
        await one.command("settings persona", boss(one), text="Be brief.")
        await one.pass_by(29 * DAY)
        still = await one.store.run(names.find, ["memory:person:1", "memory:server:1", "memory:place:100"])
        await one.pass_by(2 * DAY)
        later = await one.store.run(names.find, ["memory:person:1", "memory:server:1", "memory:place:100"])
        await one.engine.on_removed("memory", "1")
        await one.pass_by(6 * DAY)
        removed = await one.store.run(names.find, ["memory:server:1"])
        await one.pass_by(2 * DAY)
        gone = await one.store.run(names.find, ["memory:server:1"])

    assert set(still) == {"memory:person:1", "memory:server:1", "memory:place:100"}
    assert set(later) == {"memory:server:1"}
    assert (set(removed), set(gone)) == ({"memory:server:1"}, set())


async def test_nobody_can_write_a_reference() -> None:
    """What a person writes names nobody in the bot's own words."""
    async with house() as one:
        await one.command("settings persona", boss(one), text="Be brief.")
        forged = await one.command("settings persona", one.shared(OWNER), text=f"Like {person_ref(OWNER)}.")

    assert "Olga" not in forged
    assert "memory:person:1" in forged


async def test_forget_me_forgets_the_name(tmp_path: Path) -> None:
    """In the store and in memory; before that the person gets it with all else."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        ann = replace(one.private(), name="Ann", handle="ann", locale="es")
        await one.engine.on_command(Invocation(ann, "model", {"name": "demo/small"}))
        await one.wait(1.0)
        export = await one.engine.on_press(Press(ann, Action("export"), PRESSED))
        await one.engine.on_press(Press(ann, Action("forget", "yes"), PRESSED))
        await one.wait(1.0)
        kept = await one.store.run(names.find, ["memory:person:5", "memory:place:dm5"])
        whoami = await one.command("whoami", replace(ann, name="", handle=""))

    assert isinstance(export, Response)
    assert export.file is not None
    assert json.loads(export.file.content)["names"] == [
        {"of": "memory:person:5", "name": "Ann", "handle": "ann", "language": "es"},
        {"of": "memory:place:dm5", "name": "Ann", "handle": "", "language": ""},
    ]
    assert kept == {}
    assert "Ann" not in whoami


async def test_a_group_that_gets_a_new_id_keeps_its_name() -> None:
    """And so do its topics."""
    topic = Place("memory", "1", "7")
    async with house() as one:
        there = replace(one.shared(OWNER, topic), name="Olga", titles=Titles("Chess", "Chess", "Openings"))
        await one.command("settings persona", there, text="Be brief.")
        await one.wait(1.0)
        await one.engine.on_moved(Place("memory", "1"), Place("memory", "2"))
        kept = await one.store.run(names.find, ["memory:server:1", "memory:server:2", "memory:place:2:7"])

    assert {key: (each.name, each.belongs) for key, each in kept.items()} == {
        "memory:server:2": ("Chess", ""),
        "memory:place:2:7": ("Openings", "memory:server:2"),
    }


async def test_a_plain_question_keeps_a_known_name_up_to_date() -> None:
    """In the job that keeps the question: no further job, and no name of anybody else."""
    async with house() as one:
        await one.command("settings persona", boss(one), text="Be brief.")
        await one.pass_by(2 * DAY)
        before = len(one.database.jobs)
        await one.ask("Hello", boss(one, "Olga II"))
        await one.wait()
        jobs = one.database.jobs[before:]
        await one.ask("Hello", replace(one.shared(ANN), name="Ann"))
        await one.wait()
        kept = await one.store.run(names.find, ["memory:person:1", "memory:person:5"])

    assert {each.name for each in kept.values()} == {"Olga II"}
    assert "keep" not in jobs


async def test_who_uses_the_bot_after_an_invitation_is_asked_about() -> None:
    """The line about the invitation is no question about them."""
    async with house(rules=replace(POLICY, everyone=False)) as one:
        await one.engine.on_joined("memory", "1", GROUP)
        await one.wait(120.0)
        for _ in range(2):
            await one.ask("Hello", replace(one.shared(ANN), name="Ann", titles=Titles("Chess")))
            await one.wait(700.0)
        told = one.texts(one.private(OWNER).place)

    assert len(told) == 2
    assert told[0].startswith("📨 I was added to the server or group `1`.")
    assert told[1] == "Ann (`5`) wants to use me in the place `100` in “Chess”. Allow everyone there?"


async def test_the_owner_is_asked_in_their_language() -> None:
    """Whatever the stranger speaks; and who is let in hears of it in theirs."""
    async with house(rules=replace(POLICY, everyone=False)) as one:
        await one.command("settings persona", replace(boss(one), locale="es"), text="Be brief.")
        await one.ask("Hello", replace(one.private(), name="Ann", locale="en-GB"))
        await one.wait(10.0)
        (question,) = one.texts(one.private(OWNER).place)
        await one.engine.on_press(
            Press(replace(one.private(OWNER), locale="es"), Action("allow", "memory:person:5"), PRESSED)
        )
        await one.wait(10.0)

    assert question == "Ann (`5`) quiere hablar conmigo. ¿Se lo permites?"
    assert one.texts()[-1] == "You can talk to me now."
