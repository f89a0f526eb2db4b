"""What the owner sees and does: alerts, servers that ask, pausing, other owners, a log channel."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.errors import Refused
from bots.engine.seam.incoming import Invocation, Origin, Press
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.references import person_ref, scope_ref, subject_ref
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import settings, usage
from bots.engine.upkeep.forgetting import DAY
from bots.engine.upkeep.housekeeping import EVERY as ROUND
from bots.engine.upkeep.housekeeping import LEFT_AFTER, PURGED_AFTER
from provider.contract import Finish, Text
from provider.errors import BadRequest, ConnectionFailed, WrongKey
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house, unnamed
from tests.bots.engine.stores import EVER
from tests.fakes.memory import Fault, MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

CLOSED = replace(POLICY, everyone=False)
SERVER = Place("memory", "500")


class Roaming(MemoryPlatform):
    """One that can leave servers, but for those in `stuck`."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.left: list[str] = []
        self.stuck: set[str] = set()

    async def leave(self, server: str) -> None:
        if server in self.stuck:
            raise Refused("no")
        self.left.append(server)


def told(one: House) -> list[str]:
    return one.texts(one.private(OWNER).place)


# Alerts


@pytest.mark.parametrize(
    ("error", "sign"), [(WrongKey("The provider refused the API key."), "🔑"), (ConnectionFailed("No route."), "🔴")]
)
async def test_the_cause_goes_to_the_owner_under_the_trace_of_the_log(
    error: Exception, sign: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The member reads neither the provider's name nor its words, and no trace, which would tell them nothing."""
    async with house((error,)) as one:
        await one.ask("x")
        await one.wait(60.0)
        (seen,) = one.texts()
        (alert,) = [text for text in told(one) if text.startswith(sign)]

    trace = alert.partition("(trace ")[2].rstrip(")")
    assert f"trace {trace}: " in caplog.text
    assert "trace" not in seen
    assert str(error) in alert
    assert "demo" in alert
    assert "demo" not in seen


async def test_the_owner_hears_that_the_bot_is_held_back() -> None:
    """Once, with when it connects again; what follows in the next hours is no news."""
    async with house() as one:
        for _ in range(5):
            await one.engine.on_held_back("discord", 800.0)
            await one.wait(900.0)
        (alert,) = told(one)

    assert "Discord" in alert
    assert "in 14 min" in alert


async def test_the_owner_hears_of_an_update_that_could_not_be_handled() -> None:
    """The adapter's trace, under which the log says why; a second one at once adds nothing."""
    async with house() as one:
        await one.engine.on_trouble("telegram", "abcd1234")
        await one.engine.on_trouble("telegram", "dcba4321")
        await one.wait(60.0)
        (alert,) = told(one)

    assert "Telegram" in alert
    assert "abcd1234" in alert


async def test_what_is_wrong_with_a_question_is_no_news_for_the_owner() -> None:
    """Its asker is told."""
    async with house((BadRequest("no"),)) as one:
        await one.ask("x")
        await one.wait(60.0)

    assert len(one.texts()) == 1
    assert told(one) == []


async def test_a_member_of_a_group_reads_of_a_failure_once_a_minute() -> None:
    """Of their own, however many others read of theirs; the owner hears of it once."""
    async with house((WrongKey(),)) as one:
        for person in (ANN, BOB, Person("memory", "7")):
            await one.ask("x", one.shared(person))
            await one.wait(2.0)
        await one.ask("x", one.shared())
        await one.wait(2.0)
        early = len(one.texts(GROUP))
        await one.wait(60.0)
        await one.ask("x", one.shared())
        await one.wait(5.0)

    assert (early, len(one.texts(GROUP))) == (3, 4)
    assert len(told(one)) == 1


async def test_alerts_go_to_the_log_channel() -> None:
    """By `/owner`; over a restart of the settings too; in private again where the channel refuses."""
    async with house() as one:
        boss = one.private(OWNER)
        odd = await one.command("owner", boss, what="log", who="elsewhere:5")
        done = await one.command("owner", boss, what="log", who="memory:900")
        one.engine.alert("a", "to the channel")
        await one.wait(2.0)
        one.platform.faults[len(one.platform.calls)] = Fault.REFUSED
        one.engine.alert("b", "in private")
        await one.wait(2.0)
        back = await one.command("owner", boss, what="log", who="off")

    assert (odd, done) == (say("place_unclear"), say("log_is", log=unnamed(scope_ref("memory:900"))))
    assert one.texts(Place("memory", "900")) == ["to the channel"]
    assert told(one) == ["in private"]
    assert back == say("log_is", log=say("log_private"))


# Owners


async def test_owners_add_and_remove_owners(tmp_path: Path) -> None:
    """Kept over a restart; the config's stay, and so does the last one."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        boss = one.private(OWNER)
        by_ann = await one.command("owner", one.private(ANN), what="add", who="5")
        added = await one.command("owner", boss, what="add", who="5")
        twice = await one.command("owner", boss, what="add", who="memory:5")
        odd = await one.command("owner", boss, what="add", who="ann")
    async with house(path=path) as one:
        owners = one.engine.services.gate.owners
        fixed = await one.command("owner", one.private(ANN), what="remove", who="1")
        gone = await one.command("owner", one.private(ANN), what="remove", who="5")
        nobody = await one.command("owner", one.private(OWNER), what="remove", who="5")
    async with house(path=path, rules=replace(POLICY, owners=frozenset())) as one:
        code = one.engine.services.claims.code
        await one.command("claim", one.private(ANN), code=code)
        last = await one.command("owner", one.private(ANN), what="remove", who="5")

    ann = unnamed(person_ref(ANN))
    assert by_ann == say("owner_only")
    assert (added, twice) == (say("owner_added", person=ann), say("owner_already", person=ann))
    assert odd == say("person_unclear")
    assert owners == {OWNER, ANN}
    assert fixed == say("owner_in_config", person=unnamed(person_ref(OWNER)))
    assert (gone, nobody) == (say("owner_removed", person=ann), say("owner_is_none", person=ann))
    assert last == say("owner_is_last", person=ann)


# Pausing


@pytest.mark.parametrize("reach", ["here", "server", "everywhere"])
async def test_a_paused_place_is_silent(reach: str, tmp_path: Path) -> None:
    """But for owners, and one line a minute; over a restart; until it is resumed."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        by_ann = await one.command("pause", one.shared(), scope=reach)
        await one.command("pause", one.shared(OWNER), scope=reach)
    async with house(path=path) as one:
        for person in (ANN, ANN, BOB, OWNER):
            await one.ask("x", one.shared(person))
            await one.wait(3.0)
        other = len(one.provider.requests)
        await one.ask("x", one.private())
        await one.wait(3.0)
        alone = len(one.provider.requests) - other
        await one.command("resume", one.shared(OWNER), scope=reach)
        await one.ask("x", one.shared())
        await one.wait(3.0)

    assert by_ann == say("manager_only")
    assert one.texts(GROUP).count(say("paused_here")) == 2
    assert other == 1
    assert alone == (reach != "everywhere")
    assert len([text for text in one.texts(GROUP) if text == "Hello there."]) == 2


async def test_a_private_chat_is_in_no_server() -> None:
    """What is to hold for the server is refused there, and nothing is kept."""
    async with house() as one:
        alone = one.private(OWNER)
        said = [
            await one.command("pause", alone, scope="server"),
            await one.command("resume", alone, scope="server"),
            await one.command("settings limit", alone, amount="5 answers a day", scope="server"),
        ]
        kept = await one.store.run(settings.values, [""])

    assert said == [say("no_server")] * 3
    assert not kept


# Servers


async def test_a_server_that_nobody_allowed_is_left_after_a_day(tmp_path: Path) -> None:
    """The owner is asked once; the time counts over a restart; what was allowed meanwhile is stayed in."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = Roaming(clock)
    async with house(rules=CLOSED, path=path, platform=platform, clock=clock) as one:
        for server in ("1", "2", "3", "4"):
            await one.engine.on_joined("memory", server, SERVER)
        await one.wait(5.0)
        asked = told(one)
        await one.engine.services.gate.decide(OWNER, "memory:server:2", allow=True)
        await one.engine.services.gate.decide(OWNER, "memory:server:3", allow=False)
        await one.wait(LEFT_AFTER / 2)
    platform.stuck.add("4")
    async with house(rules=CLOSED, path=path, platform=platform, clock=clock) as one:
        for server in ("1", "2", "3", "4"):
            await one.engine.on_joined("memory", server, SERVER)
        await one.wait(LEFT_AFTER / 2 - 2 * ROUND)
        early = list(platform.left)
        await one.wait(3 * ROUND)
        listed = await one.command("servers", one.private(OWNER))

    assert [text for text in asked if "server" in text] == asked
    assert len(asked) == 4
    assert len(told(one)) == 4
    assert (early, platform.left) == ([], ["1", "3"])
    assert unnamed(subject_ref("memory:server:2")) + ": " + say("state_allowed") in listed
    assert unnamed(subject_ref("memory:server:4")) + ": " + say("state_undecided") in listed
    assert "memory:server:1" not in listed.replace(f"memory:server:1: {say('state_undecided')}", "")


async def test_open_bots_stay() -> None:
    """Where everyone may talk no server is unknown."""
    clock = VirtualClock()
    platform = Roaming(clock)
    async with house(platform=platform, clock=clock) as one:
        await one.engine.on_joined("memory", "1", SERVER)
        await one.wait(LEFT_AFTER + 2 * ROUND)

    assert platform.left == []
    assert told(one) == []


async def test_servers_have_buttons() -> None:
    """Allow, Deny and Leave, for owners only."""
    clock = VirtualClock()
    platform = Roaming(clock)
    async with house(rules=CLOSED, platform=platform, clock=clock) as one:
        await one.engine.on_joined("memory", "1", SERVER)
        await one.ask("x")
        await one.wait(2.0)
        boss = one.private(OWNER)
        listed = await one.engine.on_command(Invocation(boss, "servers", {}))
        leave = Press(one.private(ANN), Action("leave", "memory:server:1"), Message(GROUP, "m1"))
        by_ann = await one.engine.on_press(leave)
        by_owner = await one.engine.on_press(replace(leave, origin=boss))
        assert isinstance(by_ann, Response)
        again = await one.command("servers", boss)

    assert isinstance(listed, Response)
    assert [[button.action.name for button in row] for row in listed.buttons] == [
        ["servers", "servers"],
        ["servers", "servers", "servers"],
    ]
    assert by_ann.text == say("denied")
    assert by_owner == Response(say("left", subject=unnamed(subject_ref("memory:server:1"))))
    assert platform.left == ["1"]
    assert unnamed(subject_ref("memory:person:5")) in again


async def test_what_is_still_paused_around_a_place_is_said_with_the_way_out() -> None:
    """To whoever may end it; others only read that it is so."""
    async with house() as one:
        one.platform.managers.add(BOB)
        boss = one.shared(OWNER)
        await one.command("pause", boss, scope="everywhere")
        await one.command("pause", boss)
        by_bob = await one.command("resume", one.shared(BOB, Place("memory", "200")))
        by_boss = await one.command("resume", boss)
        await one.command("resume", boss, scope="everywhere")
        done = await one.command("resume", boss)

    assert by_bob == say("paused_still")
    assert by_boss == say("resume_wider", scope=say("everywhere"), reach="everywhere")
    assert done == say("not_paused", scope=unnamed(scope_ref("memory:100")))


async def test_the_list_of_servers_has_pages_and_stays_when_something_is_decided() -> None:
    """Sixty servers: each page holds five; a decision is said below the page, whose buttons are those left to press."""
    async with house(rules=CLOSED, platform=Roaming(VirtualClock())) as one:
        boss = one.private(OWNER)
        for number in range(60):
            await one.engine.on_joined("memory", f"{number:02}", Place("memory", f"5{number:02}"))

        async def pressed(argument: str, origin: Origin = boss) -> Response:
            found = await one.engine.on_press(Press(origin, Action("servers", argument), Message(boss.place, "m1")))
            assert isinstance(found, Response)
            return found

        first = await one.engine.on_command(Invocation(boss, "servers", {}))
        second = await pressed("1")
        denied = await pressed("1 deny memory:server:07")
        beyond = await pressed("999")
        odd = await pressed("x forget memory:server:07")
        by_ann = await pressed("1 allow memory:server:08", replace(one.shared(ANN), private=False))
        kept = await one.engine.on_command(Invocation(boss, "servers", {}))

    assert isinstance(first, Response)
    assert isinstance(kept, Response)
    assert say("page_of", number="1", pages="12") in first.text
    assert "`05`" in second.text
    assert "`04`" not in second.text
    assert say("denied_now", subject=unnamed(subject_ref("memory:server:07"))) in denied.text
    assert denied.replace
    assert say("page_of", number="2", pages="12") in denied.text
    assert say("page_of", number="12", pages="12") in beyond.text
    assert "`07`" in beyond.text  # what is decided comes last
    assert [button.action.argument.split(" ")[1] for button in beyond.buttons[4]] == ["allow", "leave"]
    assert say("page_of", number="1", pages="12") in odd.text
    assert by_ann.text == say("denied")
    assert "`08`" not in kept.text


async def test_who_is_let_in_from_the_list_hears_of_it() -> None:
    """As by the question to the owner."""
    async with house(rules=CLOSED) as one:
        boss = one.private(OWNER)
        await one.ask("x", one.private(ANN))
        await one.wait(2.0)
        press = Press(boss, Action("servers", "0 allow memory:person:5"), Message(boss.place, "m1"))
        await one.engine.on_press(press)
        await one.wait(2.0)

    assert one.texts(one.private(ANN).place)[-1] == say("let_in")


async def test_a_server_is_forgotten_a_week_after_the_bot_was_removed(tmp_path: Path) -> None:
    """With all its channels: nothing of it is in the file; what others said stays; coming back saves it."""
    path = tmp_path / "parley.db"
    async with house((Text("Treasure"), Finish()), path=str(path)) as one:
        other = replace(one.shared(BOB, Place("memory", "600")), server="2")
        await one.ask("pirates", one.shared(ANN, Place("memory", "101")))
        await one.ask("parrots", other)
        await one.command("settings limit", one.shared(OWNER), amount="9 answers a day")
        await one.wait(5.0)
        await one.engine.on_joined("memory", "1", SERVER)
        await one.engine.on_removed("memory", "1")
        await one.engine.on_removed("memory", "2")
        await one.pass_by(PURGED_AFTER - DAY)
        early = b"pirates" in path.read_bytes() + path.with_name("parley.db-wal").read_bytes()
        await one.engine.on_joined("memory", "2", Place("memory", "600"))
        await one.pass_by(DAY + 2 * ROUND)
        raw = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()

    assert early
    assert b"pirates" not in raw
    assert b"memory:101|" not in raw
    assert b"parrots" in raw


async def test_a_person_who_blocked_the_bot_and_is_back_loses_nothing() -> None:
    """A week later it is as if they had never been away."""
    async with house() as one:
        await one.ask("pirates")
        await one.wait(5.0)
        await one.engine.on_removed("memory", one.private().place.chat)
        await one.wait(60.0)
        await one.engine.on_unblocked("memory", one.private().place.chat)
        await one.wait(PURGED_AFTER + 2 * ROUND)
        await one.ask("and then?")
        await one.wait(5.0)

    assert one.provider.requests[-1].messages[0].content == "pirates"


# What is kept


async def test_text_goes_after_thirty_days(tmp_path: Path) -> None:
    """Questions and answers, from the file and its log; counters stay."""
    path = tmp_path / "parley.db"
    async with house((Text("Treasure"), Finish()), path=str(path)) as one:
        await one.ask("pirates")
        await one.wait(5.0)
    async with house(path=str(path), clock=VirtualClock(later=29 * DAY)) as one:
        await one.wait(2 * ROUND)
        early = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()
        await one.pass_by(2 * DAY)
        raw = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()
        used = await one.store.run(usage.by, ANN, EVER)

    assert b"pirates" in early
    assert b"Treasure" in early
    assert b"pirates" not in raw
    assert b"Treasure" not in raw
    assert [each.answers for each in used] == [1]


async def test_with_no_days_nothing_is_kept_beyond_the_answer(tmp_path: Path) -> None:
    """Neither side of it, a moment after its end."""
    path = tmp_path / "parley.db"
    async with house((Text("Treasure"), Finish()), path=str(path), rules=replace(POLICY, keep_days=0)) as one:
        await one.ask("pirates")
        await one.wait(5.0)
        raw = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()

    assert one.texts() == ["Treasure"]
    assert b"pirates" not in raw
    assert b"Treasure" not in raw


async def test_a_deleted_question_is_forgotten(tmp_path: Path) -> None:
    """Its words leave the file, the branch below it stays whole, and unknown messages are no matter."""
    path = tmp_path / "parley.db"
    async with house(path=str(path)) as one:
        id = await one.ask("pirates")
        await one.wait(5.0)
        await one.ask("and then?")
        await one.wait(5.0)
        await one.engine.on_deleted(one.private().place, (id, "unknown"))
        raw = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()
        await one.ask("go on")
        await one.wait(5.0)

    assert b"pirates" not in raw
    read = [message.content for message in one.provider.requests[-1].messages]
    assert read == ["...", "Hello there.", "and then?", "Hello there.", "go on"]
