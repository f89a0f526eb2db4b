"""What people and places are called, towards whom, and for how long that is kept. In virtual time."""

from dataclasses import replace
from pathlib import Path

import pytest

from bots.engine.names.wording import Wording
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
from bots.engine.seam.values import Invocation, Known, Origin, Person, Place, Response, Titles
from bots.engine.storage import names
from bots.engine.storage.records import Named
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, House, house
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
        await one.wait(29 * DAY)
        still = await one.store.run(names.find, ["memory:person:1", "memory:server:1", "memory:place:100"])
        await one.wait(2 * DAY)
        later = await one.store.run(names.find, ["memory:person:1", "memory:server:1", "memory:place:100"])
        await one.engine.on_removed("memory", "1")
        await one.wait(6 * DAY)
        removed = await one.store.run(names.find, ["memory:server:1"])
        await one.wait(2 * DAY)
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
