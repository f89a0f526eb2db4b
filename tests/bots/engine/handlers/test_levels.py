"""Levels: who may choose how far, what holds where, what is said of it; and what the config locks."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import Action, Response
from bots.engine.settings.choosing import ConfigPlaces
from bots.engine.settings.offered_models import Offers
from bots.engine.settings.scopes import REACHES
from bots.engine.storage import settings
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, OWNER, POLICY, PRESSED, House, house
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

CAT, DAN = Person("memory", "7"), Person("memory", "8")
"""Bob manages a channel, Cat its category too, Dan the server; Ann nothing."""
CHANNEL = Place("memory", "100")
THREAD = Place("memory", "100", "7")
ALONE = Place("memory", "dm5")
TOPIC = Place("memory", "-5", "7")

WORDS = {"here": 0, "channel": 1, "category": 2, "server": 3, "private": 4, "shared": 5, "everywhere": 6}


def ranked() -> GiftedPlatform:
    found = GiftedPlatform(VirtualClock())
    found.managers |= {BOB, CAT, DAN}
    found.category_managers |= {CAT, DAN}
    found.server_managers.add(DAN)
    return found


def inside(person: Person, place: Place = THREAD, category: str = "3", server: str = "1") -> Origin:
    return Origin(place, person, ToChat(place), server=server, category=category)


async def press(one: House, name: str, argument: str, origin: Origin) -> Response:
    answer = await one.engine.on_press(Press(origin, Action(name, argument), PRESSED))
    assert isinstance(answer, Response)
    return answer


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (ANN, ()),
        (BOB, ("here", "channel")),
        (CAT, ("here", "channel", "category")),
        (DAN, ("here", "channel", "category", "server")),
        (OWNER, REACHES),
    ],
)
async def test_who_may_choose_how_far(person: Person, may: tuple[str, ...]) -> None:
    """By the platform's rights; wider than a server only the owner; the refusal says whose it is."""
    refusals = {"category": "category_manager_only", "server": "server_manager_only"}
    async with house(platform=ranked()) as one:
        said = {
            reach: await one.command("settings memory", inside(person), value="off", scope=reach) for reach in REACHES
        }
        of_model = {
            reach: await one.command("model", inside(person), name="demo/large", scope=reach) for reach in REACHES
        }

    for reach in REACHES:
        least = "manager_only" if person == ANN else refusals.get(reach, "owner_only")
        refused = say(least if WORDS[reach] < WORDS["private"] else "owner_only")
        in_command = say("manager_only") if person == ANN else refused
        assert (said[reach] == in_command) == (reach not in may), reach
        of_members = say("model_manager_only", instead=say("model_instead_line"))
        refused = of_members if refused == say("manager_only") else refused
        assert (of_model[reach] == refused) == (reach not in may), reach


@pytest.mark.parametrize(
    ("reach", "holds_in"),
    [
        ("here", {"thread"}),
        ("channel", {"thread", "channel"}),
        ("category", {"thread", "channel", "neighbour"}),
        ("server", {"thread", "channel", "neighbour", "lobby"}),
        ("private", {"alone"}),
        ("shared", {"thread", "channel", "neighbour", "lobby", "elsewhere", "topic"}),
        ("everywhere", {"thread", "channel", "neighbour", "lobby", "elsewhere", "topic", "alone"}),
    ],
)
async def test_how_far_a_choice_holds(reach: str, holds_in: set[str]) -> None:
    """Any setting, not the model alone: each place asks what holds there."""
    where = {
        "thread": inside(OWNER),
        "channel": inside(OWNER, CHANNEL),
        "neighbour": inside(OWNER, Place("memory", "101")),
        "lobby": inside(OWNER, Place("memory", "102"), ""),
        "elsewhere": inside(OWNER, Place("memory", "200"), "", "2"),
        "topic": inside(OWNER, TOPIC, "", "-5"),
        "alone": Origin(ALONE, OWNER, ToChat(ALONE), private=True),
    }
    async with house(platform=ranked()) as one:
        await one.command("settings memory", inside(OWNER), value="off", scope=reach)
        await one.command("model", inside(OWNER), name="demo/large", scope=reach)
        shown = {name: await one.command("settings", origin) for name, origin in where.items()}
        models = {name: await one.command("model", origin) for name, origin in where.items()}

    assert {name for name, text in shown.items() if "Memory: **off**" in text} == holds_in
    assert {name for name, text in models.items() if "demo/large," in text} == holds_in


async def test_the_answer_says_what_holds_here_and_what_it_overrules() -> None:
    """In the words of the levels; a reset says what holds then."""
    async with house(platform=ranked()) as one:
        here = inside(OWNER, CHANNEL)
        alone = Origin(ALONE, OWNER, ToChat(ALONE), private=True)
        said = [
            await one.command("model", here, name="demo/large", scope="everywhere"),
            await one.command("model", here, name="demo/tiny", scope="server"),
            await one.command("model", here, name="demo/small"),
            await one.command("model", here, name="demo/large", scope="category"),
            await one.command("model", alone, name="demo/tiny", scope="shared"),
            await one.command("model", here, name="reset", scope="category"),
            await one.command("model", here, name="reset"),
            await one.command("settings memory", here, value="off", scope="server"),
            await one.command("settings memory", here, value="channel"),
        ]

    assert said == [
        "From now on, demo/large answers everywhere.",
        "From now on, demo/tiny answers in this server. It overrides demo/large, chosen for everywhere.",
        "From now on, demo/small answers here. It overrides demo/tiny, chosen for this server.",
        "From now on, demo/large answers in this category. Here, demo/small still answers: chosen for this channel.",
        "From now on, demo/tiny answers in servers and groups. Here, demo/large still answers: chosen for everywhere.",
        "What was chosen in this category is undone. The model here is demo/small, chosen for this channel.",
        "The choice made here is undone. The model here is demo/tiny, chosen for this server.",
        "Memory: **off**, chosen for this server",
        "Memory: **channel**, chosen for this channel\n(It overrides off, chosen for this server.)",
    ]


async def test_a_level_that_is_not_there() -> None:
    """Without a category nothing is kept for one; a group is its own server; old words go on meaning what they did."""
    async with house(platform=ranked()) as one:
        nowhere = await one.command("model", inside(OWNER, category=""), name="demo/large", scope="category")
        group = inside(OWNER, TOPIC, "", "-5")
        of_group = await one.command("model", group, name="demo/large", scope="server")
        odd = await one.command("model", inside(OWNER), name="demo/large", scope="galaxy")
        kept = await one.store.run(settings.values, ["memory:-5", "memory:100:7", "memory:100"])

    assert nowhere == say("no_category")
    assert of_group == "From now on, demo/large answers in this group."
    assert odd == say("model_set", model="demo/large")
    assert set(kept) == {("memory:-5", "model"), ("memory:100:7", "model")}


async def test_a_trigger_for_all_shared_places_is_heard_at_once(tmp_path: Path) -> None:
    """Though it was chosen in a private chat; also after a restart; Undo is the owner's."""
    alone = Origin(ALONE, OWNER, ToChat(ALONE), private=True)
    path = str(tmp_path / "parley.db")
    async with house(platform=ranked(), path=path) as one:
        nothing = await one.command("settings trigger", alone, when="all", scope="private")
        said = await one.command("settings trigger", alone, when="all", scope="shared")
    async with house(platform=ranked(), path=path) as one:
        await one.ask("Lunch?", inside(ANN, CHANNEL), addressed=False)
        await one.wait()
        texts = one.texts(CHANNEL)
        history = await one.command("settings history", inside(BOB, CHANNEL))
        by_manager = await press(one, "undo", "1", inside(BOB, CHANNEL))
        by_owner = await press(one, "undo", "1", inside(OWNER, CHANNEL))

    assert nothing == say("setting_shared_only")
    assert f"**all**, {say('source_shared')}" in said
    assert say("setting_beyond", source=say("source_shared")) in said
    assert texts == ["Hello there."]
    assert "the owner" in history
    assert OWNER.id not in history.replace("1.", "").partition("UTC")[2].partition(":")[0]
    assert by_manager.text == say("owner_only")
    assert by_owner.replace


LOCKED = replace(
    POLICY,
    places=ConfigPlaces(
        {"memory-category:3": {"memory": "off", "model": "demo/tiny"}, "memory:100": {"names": "on", "persona": ""}},
        frozenset({"memory-category:3"}),
    ),
)


async def test_what_the_config_says_for_a_place_is_named_as_the_source() -> None:
    """In the overview, in the panel of a setting and by /model; where it is locked, that is said."""
    async with house(platform=ranked(), rules=LOCKED) as one:
        here = inside(DAN, CHANNEL)
        text = await one.command("settings", here)
        model = await one.command("model", here)
        panel = await press(one, "set", "memory", here)
        open_panel = await press(one, "set", "names", here)
        history = await one.command("settings history", here)

    assert "Memory: **off**, the config, for this category (locked)" in text
    assert "Names: **on**, the config, for this channel" in text
    assert model == f"The model here is demo/tiny, the config, for this category (locked).\n{say('setting_locked')}"
    assert say("setting_locked") in panel.text
    assert panel.panel is not None
    assert [button.action.encode() for row in panel.panel.buttons for button in row] == ["set|memory=reset", "set|"]
    assert "set|names=off" in [button.action.encode() for row in open_panel.buttons for button in row]
    assert say("history_none") in history


async def test_a_choice_against_a_locked_place_is_refused() -> None:
    """By a command, a button and Undo, of the owner too; wider ones are kept, and one of before can be taken back."""
    async with house(platform=ranked()) as one:
        here = inside(OWNER, CHANNEL)
        await one.command("model", here, name="demo/large")
        one.engine.adopt(LOCKED)
        refused = [
            await one.command("model", here, name="demo/small"),
            await one.command("model", inside(OWNER), name="demo/small"),
            await one.command("model", here, name="demo/small", scope="category"),
            await one.command("settings memory", here, value="reply"),
            (await press(one, "set", "memory=reply", here)).text,
            (await press(one, "model", "demo/small", here)).text,
            (await press(one, "undo", "1", here)).text,
        ]
        wide = await one.command("model", here, name="demo/small", scope="server")
        both = await one.command("settings reply", here, streaming="calm")
        await one.ask("Hi", here)
        await one.wait()
        reset = await one.command("model", here, name="reset")
        one.engine.adopt(POLICY)
        after = await one.command("model", here)

    assert set(refused) == {say("setting_locked")}
    assert wide == (
        "From now on, demo/small answers in this server. Here, demo/tiny still answers: the config, for this category "
        "(locked)."
    )
    assert "Writing pace: **calm**" in both
    assert [request.model for request in one.provider.requests] == ["tiny"]
    assert reset.endswith("The model here is demo/tiny, the config, for this category (locked).")
    assert "demo/small, chosen for this server" in after


async def test_a_lock_hides_choices_and_erases_none() -> None:
    """The file changes, the choice of before holds again."""
    async with house(platform=ranked()) as one:
        here = inside(BOB, CHANNEL)
        await one.command("settings memory", here, value="channel")
        one.engine.adopt(LOCKED)
        locked = await one.command("settings", here)
        one.engine.adopt(replace(LOCKED, places=ConfigPlaces(LOCKED.places.values)))
        opened = await one.command("settings", here)

    assert "Memory: **off**, the config, for this category (locked)" in locked
    assert "Memory: **channel**, chosen for this channel" in opened


async def test_a_trigger_in_the_config_is_heard() -> None:
    """Of the messages that do not address the bot only those of that place are looked at."""
    rules = replace(POLICY, places=ConfigPlaces({"memory:100": {"trigger": "all"}}))
    async with house(platform=ranked(), rules=rules) as one:
        jobs = len(one.database.jobs)
        await one.ask("Lunch?", inside(ANN, Place("memory", "101")), addressed=False)
        unasked = len(one.database.jobs) - jobs
        await one.ask("Lunch?", inside(ANN, CHANNEL), addressed=False)
        await one.wait()

    assert unasked == 0
    assert one.texts(CHANNEL) == ["Hello there."]


async def test_members_use_what_the_config_chose_and_nothing_around_a_lock() -> None:
    """The model of the server is for its members; in a locked category they have the locked one."""
    places = ConfigPlaces(
        {"memory-server:1": {"model": "demo/large"}, "memory-category:3": {"model": "demo/tiny"}},
        frozenset({"memory-category:3"}),
    )
    async with house(platform=ranked(), rules=replace(POLICY, places=places)) as one:
        lobby, locked = inside(ANN, Place("memory", "102"), ""), inside(ANN, CHANNEL)
        await one.command("model", inside(OWNER, Place("memory", "102"), ""), name="demo/small")
        free = await one.engine.services.place_settings.usable(lobby, manages=False)
        held = await one.engine.services.place_settings.usable(locked, manages=False)

    assert free.names is not None
    assert set(free.names) == {"demo/small", "demo/large"}
    assert held.names == ("demo/tiny",)


async def test_the_choices_of_an_older_database_hold(tmp_path: Path) -> None:
    """Under the keys that every version before wrote: thread, channel, server, each at its level."""
    path = str(tmp_path / "parley.db")
    older = {"memory:100:7": ("memory", "off"), "memory:100": ("names", "on"), "memory-server:1": ("streaming", "calm")}
    async with house(platform=ranked(), path=path) as one:
        for scope, (key, value) in older.items():
            await one.store.run(settings.change, scope, key, value, by=str(BOB), at=1.0)
        text = await one.command("settings", inside(DAN))
        history = await one.command("settings history", inside(DAN))
        undone = await press(one, "undo", "3", inside(DAN))
        after = await one.command("settings", inside(DAN))

    assert "Memory: **off**, chosen for this thread" in text
    assert "Names: **on**, chosen for this channel" in text
    assert "Writing pace: **calm**, chosen for this server" in text
    assert history.count("UTC") == 3
    assert undone.replace
    assert "Writing pace: **live**, the default" in after


async def test_the_owner_hears_that_the_config_names_a_group_by_its_old_number() -> None:
    """Choices go along by themselves; a file is nobody's to change, and others that move are no news."""
    rules = replace(POLICY, places=ConfigPlaces({"memory:-5:7": {"memory": "off"}}))
    async with house(platform=ranked(), rules=rules) as one:
        await one.command("settings names", inside(OWNER, TOPIC, "", "-5"), value="on", scope="server")
        await one.engine.on_moved(Place("memory", "-6"), Place("memory", "-1006"))
        await one.engine.on_moved(Place("memory", "-5"), Place("memory", "-1005"))
        await one.wait()
        text = await one.command("settings", inside(OWNER, Place("memory", "-1005", "7"), "", "-1005"))
        told = one.texts(Place("memory", f"dm{OWNER.id}"))

    assert "Names: **on**, chosen for this group" in text
    assert "Memory: **reply**, the default" in text
    assert told == [say("alert_moved", old="memory:-5", new="memory:-1005")]


async def test_an_owners_choice_for_all_outlives_its_name() -> None:
    """Who chose it may be forgotten: for all places nobody else could have chosen, whatever is offered to others."""
    async with house(platform=ranked(), rules=replace(POLICY, offers=Offers(("demo/small",)))) as one:
        await one.store.run(settings.change, "all-shared", "model", "demo/tiny", by="", at=1.0)
        text = await one.command("model", inside(ANN, CHANNEL))

    assert "demo/tiny, chosen for servers and groups" in text
