"""What a crash or a stop leaves is taken up by the next start: nothing is lost, and nothing is answered twice."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import InteractionMessage, Message, Person, Surface, Target, ToInteraction
from bots.engine.seam.shown import Frame
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import inbox, replies
from bots.engine.storage.schema import INBOX, RESERVATIONS
from bots.engine.storage.taking_up import FRESH, MOST_STARTS
from bots.engine.upkeep.forgetting import DAY
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY, House, growing, house, spent
from tests.bots.engine.stores import NOON
from tests.fakes.memory import Fault, MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime

TOPIC = replace(GROUP, thread="7")
SLOW: tuple[Step, ...] = (5.0, Text("Hello "), 0.5, Text("there."), Finish())


class Again:
    """A program that is started again and again on one database and one platform."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "parley.db")
        self.clock = VirtualClock()
        self.platform = MemoryPlatform(self.clock)

    def raw(self) -> bytes:
        """All that is on the disk."""
        return b"".join(path.read_bytes() for path in Path(self.path).parent.iterdir())

    def start(self, *scripts: Sequence[Step], **more: object):  # type: ignore[no-untyped-def]
        return house(*scripts, path=self.path, platform=self.platform, clock=self.clock, **more)  # type: ignore[arg-type]


@pytest.fixture
def again(tmp_path: Path) -> Again:
    return Again(tmp_path)


def line(one: House, person: Person) -> Origin:
    """A line of conversation that people share: one answer at a time, and what they write is not joined."""
    return replace(one.shared(person, TOPIC), linear=True)


def crowd(*texts: str) -> list[tuple[Person, str]]:
    """Each text is somebody else's."""
    return [(Person("memory", str(20 + ord(text[0]))), text) for text in texts]


async def up(one: House, seconds: float = 30.0) -> None:
    """The platform can be called."""
    await one.engine.on_ready("memory")
    await one.wait(seconds)


def asked(one: House) -> list[str]:
    """The last words of each request, without who said them."""
    last = (request.messages[-1].content.splitlines()[-1] for request in one.provider.requests)
    return [words.rpartition(": ")[2] for words in last]


async def kept(one: House) -> int:
    """The questions in the inbox."""
    rows = await one.store.run(lambda sql: sql.execute(select(INBOX.c.question)).scalars().all())
    return sum(row is not None for row in rows)


async def test_a_question_that_was_only_committed_is_answered(again: Again) -> None:
    """By the next start, once; its words go with the end of its answer."""
    async with again.start() as one:
        await one.ask("x")
    async with again.start() as two:
        before = await kept(two)
        await up(two)
        await up(two)
        after = await kept(two)

    assert (before, after) == (1, 0)
    assert asked(two) == ["x"]
    assert two.texts() == ["Hello there."]


async def test_a_question_that_was_committed_before_its_turn_is_answered_by_the_next_start(again: Again) -> None:
    """It stood behind a command that hung; nothing was asked before that, and it is asked once."""
    async with again.start() as one:
        message = Incoming(one.shared(), "1", "x", addressed=True)
        received = await one.engine.on_received(message, behind=True)
        assert received is not None
        await one.wait()
        before = asked(one), await kept(one)
        came_again = await one.engine.on_received(message, behind=True)
    async with again.start() as two:
        await up(two)
        came_later = await two.engine.on_received(message, behind=False)
        after = await kept(two)

    assert received.committed
    assert (before, after) == (([], 1), 0)
    assert (came_again, came_later) == (None, None)
    assert asked(two) == ["x"]


async def test_a_question_that_was_committed_before_its_turn_is_asked_in_it(again: Again) -> None:
    """Once; what is not for the bot comes back as it is, and so does a code for the claim."""
    async with again.start() as one:
        received = await one.engine.on_received(Incoming(one.shared(), "1", "x", addressed=True), behind=True)
        assert received is not None
        others = (
            Incoming(one.shared(BOB), "2", "y", addressed=False),
            Incoming(one.private(), "3", "/claim abcd", addressed=True),
        )
        unchanged = [await one.engine.on_received(each, behind=True) for each in others]
        await one.engine.on_message(received)
        await one.wait()
        left = await kept(one)

    assert unchanged == list(others)
    assert asked(one) == ["x"]
    assert left == 0


class CutOff(MemoryPlatform):
    """A platform that takes each new message, and whose answer to that does not arrive while `cut_off` is true."""

    cut_off = False

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        surface = await super().show(where, frame, last=last)
        if self.cut_off and not isinstance(where, Message):
            await asyncio.Event().wait()
        return surface


WHOLE: tuple[Step, ...] = (5.0, Text("Hello there."), Finish())


@pytest.mark.parametrize("script", [SLOW, WHOLE], ids=["the first words", "all words"])
@pytest.mark.parametrize("deduplicates", [True, False])
async def test_a_message_that_a_kill_left_unnoted_is_the_first_one_of_the_answer(
    again: Again, script: tuple[Step, ...], *, deduplicates: bool
) -> None:
    """Where the platform knows a send again, as Discord does; else nobody can tell that it stands there."""
    platform = again.platform = CutOff(again.clock, deduplicates=deduplicates)
    platform.cut_off = True
    async with again.start(script) as one:
        await one.ask("x")
        await one.wait(6.0)
        left = one.texts()
    platform.cut_off = False
    async with again.start(script) as two:
        await up(two)

    assert len(left) == 1
    assert two.texts() == ([] if deduplicates else left) + ["Hello there."]
    assert not growing(platform.seen(GROUP))


async def test_a_second_part_that_a_kill_left_unnoted_is_the_second_one_of_the_answer(again: Again) -> None:
    """The first one is known, and grows anew in its message."""
    platform = again.platform = CutOff(again.clock, limit=300)
    words = "word " * 100
    script: tuple[Step, ...] = (Text(words[:200]), 3.0, Text(words[200:]), 3.0, Finish())
    async with again.start(script) as one:
        await one.ask("x")
        await one.wait(2.0)
        platform.cut_off = True
        await one.wait(3.0)
        left = one.texts()
    platform.cut_off = False
    async with again.start(script) as two:
        await up(two)

    assert len(left) == 2
    assert "".join(two.texts()).split() == words.split()
    assert len(two.texts()) == 2


@pytest.mark.parametrize(("seconds", "requests"), [(6.0, ["x", "y"]), (3.0, ["x\n\ny"])], ids=["words", "no words"])
async def test_what_is_sent_once_words_were_read_is_a_question_of_its_own(
    again: Again, seconds: float, requests: list[str]
) -> None:
    """Also if the program has died since; before that it still belongs to the question."""
    async with again.start(ENDLESS if seconds > 5.0 else SLOW) as one:
        await one.ask("x", one.private())
        await one.wait(seconds)
    async with again.start(SLOW) as two:
        await two.engine.on_ready("memory")
        await two.ask("y", two.private())
        await two.wait(30.0)

    assert [request.messages[-1].content for request in two.provider.requests][-len(requests) :] == requests
    assert len(two.texts(two.private().place)) == len(requests)


class LearnsPlaces(MemoryPlatform):
    """A platform that has to be told of a place before it can show something there as it should."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.learned: list[Origin] = []

    def learn(self, origin: Origin) -> None:
        self.learned.append(origin)


@pytest.mark.parametrize("seconds", [0.0, 5.2])
async def test_the_platform_is_told_of_a_place_that_it_did_not_hear(again: Again, seconds: float) -> None:
    """Who answers there may be another process than the one that heard the question, before its answer or in it."""
    platform = again.platform = LearnsPlaces(again.clock)
    async with again.start(SLOW) as one:
        await one.ask("x", one.private())
        await one.wait(seconds)
    platform.learned.clear()
    async with again.start(SLOW) as two:
        await up(two)
        told = [(origin.place, origin.private) for origin in platform.learned]

    assert told == [(two.private().place, True)]
    assert two.texts(two.private().place)[-1] == "Hello there."


async def test_what_was_sent_in_parts_is_asked_as_one(again: Again) -> None:
    """A crash in the middle of a paste: it is asked whole and once, and what somebody else sent meanwhile by itself."""
    parts = "a" * 4096, "b" * 4096
    async with again.start() as one:
        await one.ask(parts[0], one.shared(ANN), more=2.0, cut=True)
        await one.ask("mine", one.shared(BOB), more=0.3)
        await one.ask(parts[1], one.shared(ANN), more=2.0, cut=True)
    async with again.start() as two:
        await up(two)
        left = await kept(two)

    assert [request.messages[-1].content for request in two.provider.requests] == ["\n".join(parts), "mine"]
    assert left == 0


async def test_those_who_wait_are_answered_in_order(again: Again) -> None:
    """The one that was cut first, in its message; then those behind it, and what is new behind those."""
    async with again.start(ENDLESS) as one:
        for person, text in crowd("a", "b", "c"):
            await one.ask(text, line(one, person))
        await one.wait(5.0)
    async with again.start() as two:
        for person, text in crowd("d"):
            await two.ask(text, line(two, person))
        await up(two)

    assert asked(two) == ["a", "b", "c", "d"]
    assert two.texts(TOPIC) == ["Hello there."] * 4
    assert not growing(again.platform.seen(TOPIC))


@pytest.mark.parametrize("seconds", [0.01, 0.03, 0.06, 0.1, 2.0, 10.0])
async def test_an_answer_that_was_cut_goes_on_being_that_answer(again: Again, seconds: float) -> None:
    """It is asked anew, and grows in the same message, whenever the crash came."""
    async with again.start(ENDLESS) as one:
        await one.ask("x")
        await one.wait(seconds)
    async with again.start() as two:
        await up(two)
        left = await two.store.run(replies.left_open)

    assert asked(two) == ["x"]
    assert [text for text in two.texts() if not text.startswith("On")] == ["Hello there."]
    assert left == ()
    if seconds >= 0.1:
        assert two.texts() == ["Hello there."]


LONG = "x" * 5000 + " there."
ENDED: dict[str, tuple[Step, ...]] = {
    "in its first frame": (Text("Hello there."), Finish()),
    "in an edit": SLOW,
    "in its second message": (Text(LONG), Finish()),
    "and says why": (Text("Hello "), 2.0, Text("there."), Finish("length")),
}


@pytest.mark.parametrize("memory", ["reply", "off"])
@pytest.mark.parametrize("how", ENDED)
async def test_an_answer_that_has_said_all_is_not_asked_again(again: Again, how: str, memory: str) -> None:
    """A crash before its last frame is confirmed: the next start shows what is kept, once, and it is paid for once."""
    rules = replace(POLICY, limits=Limits(), settings={"memory": memory})
    again.platform.fails = lambda _, frame: Fault.HANGS if "there." in frame.text else None
    async with again.start(ENDED[how], rules=rules) as one:
        await one.ask("x")
        await one.wait(10.0)
        before = await spent(one.store, "bot|all", one.clock.wall())
    again.platform.fails = lambda _, __: None
    async with again.start(rules=rules) as two:
        await up(two)
        left = await two.store.run(replies.left_open)
        had = await spent(two.store, "bot|all", two.clock.wall())

    whole = "".join(two.texts()).removesuffix(say("ended_cut")).strip()
    assert asked(two) == []
    assert whole == (LONG if how == "in its second message" else "Hello there.")
    assert (say("ended_cut") in two.texts()[-1]) == (how == "and says why")
    assert not growing(again.platform.seen(two.private().place))
    assert left == ()
    assert memory == "reply" or b"Hello there." not in again.raw()
    assert before == had
    assert had.answers == 1


async def test_a_second_answer_that_has_said_all_replaces_the_first(again: Again) -> None:
    """And what is kept of it is what the model reads of it later."""
    async with again.start((Text("Old."), Finish()), (Text("New."), Finish())) as one:
        await one.ask("x")
        await one.wait()
        [shown] = again.platform.standing.values()
        [[button, *_]] = shown.frame.buttons
        again.platform.fails = lambda _, frame: Fault.HANGS if frame.text == "New." else None
        await one.engine.on_press(Press(one.private(), button.action, shown.surface, id="5"))
        await one.wait(10.0)
    again.platform.fails = lambda _, __: None
    async with again.start() as two:
        await up(two)
        await two.ask("y")
        await two.wait()

    assert two.texts() == ["New.", "Hello there."]
    assert [message.content for message in two.provider.requests[0].messages][-3:] == ["x", "New.", "y"]


async def test_after_two_minutes_it_is_only_marked(again: Again) -> None:
    """Whoever asked has gone on by then; Again asks it once more."""
    async with again.start(ENDLESS) as one:
        await one.ask("x")
        await one.wait(10.0)
    await again.clock.sleep(FRESH + 1.0)
    async with again.start() as two:
        await up(two)
        [shown] = again.platform.standing.values()
        [[button, *_]] = shown.frame.buttons
        marked = two.texts()
        await two.engine.on_press(Press(two.private(), button.action, shown.surface, id="1"))
        await two.wait()

    assert marked[0].endswith(say("interrupted"))
    assert two.texts() == ["Hello there."]


async def test_a_model_that_thinks_for_minutes_is_no_old_crash(again: Again) -> None:
    """The program notes that it is at it, though nothing is shown."""
    async with again.start((400.0, Text("late"), Finish())) as one:
        await one.ask("x")
        await one.wait(300.0)
    async with again.start() as two:
        await up(two)

    assert asked(two) == ["x"]


async def test_a_question_over_which_it_died_twice_is_left_alone(again: Again) -> None:
    """And the owner hears of it. Whoever waited behind it is answered."""
    async with again.start(ENDLESS) as one:
        await one.ask("deadly", line(one, ANN))
        await one.wait(3.0)
    async with again.start(ENDLESS) as two:
        await up(two, 3.0)
        await two.ask("behind", line(two, BOB))
        await two.wait(1.0)
    async with again.start() as last:
        await up(last)
        told = last.texts(last.private(OWNER).place)

    assert asked(two) == ["deadly"]
    assert asked(last) == ["behind"]
    assert last.texts(TOPIC)[0].endswith(say("interrupted"))
    assert last.texts(TOPIC)[1:] == ["Hello there."]
    assert any("died more than once" in text for text in told)


async def test_a_question_whose_answer_never_begins_is_given_up(again: Again) -> None:
    """Whoever asked reads so, once, and so does the owner: beginning it may be what kills the program."""
    async with again.start() as one:
        incoming = Incoming(line(one, ANN), "5", "deadly", addressed=True)
        await one.store.run(inbox.commit, incoming, one.engine.services.clock.wall())
    for _ in range(MOST_STARTS - 1):
        async with again.start():
            pass
    async with again.start() as last:
        await up(last)
        await up(last)
        told = last.texts(last.private(OWNER).place)

    assert asked(last) == []
    assert last.texts(TOPIC) == [say("interrupted")]
    assert [("died more than once" in text) for text in told] == [True]


async def test_what_was_deleted_or_forgotten_meanwhile_is_not_answered(again: Again) -> None:
    """Nothing is kept of it either."""
    async with again.start() as one:
        deleted = await one.ask("a secret")
        await one.ask("another secret", one.private(BOB))
    async with again.start() as two:
        await two.store.run(inbox.forget_messages, two.private().place, (deleted,))
        await two.store.run(inbox.forget_person, BOB, None)
        await two.store.erase_log()
        left = again.raw()
    async with again.start() as three:
        await up(three)

    assert three.provider.requests == []
    assert b"secret" not in left


async def test_two_answers_of_one_question_count_as_one(again: Again) -> None:
    """What the dead one had reserved is its estimate; for one that only waited nothing is counted."""
    rules = replace(POLICY, limits=Limits())
    async with again.start(ENDLESS, rules=rules) as one:
        await one.ask("x", line(one, ANN))
        await one.ask("y", line(one, BOB))
        await one.wait(5.0)
    async with again.start(rules=rules) as two:
        await up(two)
        had = await spent(two.store, "bot|all", two.clock.wall())

    assert asked(two) == ["x", "y"]
    assert had.answers == 2
    assert 2_000 < had.tokens < 3_000


@pytest.mark.parametrize("grace", [0.0, 8.0])
async def test_a_restart_cuts_no_answer_for_good(again: Again, grace: float) -> None:
    """What a stop cuts says so, and is given anew in its message; who waits is not told anything, and is answered."""
    async with again.start(ENDLESS) as one:
        for person, text in crowd("a", "b"):
            await one.ask(text, line(one, person))
        await one.wait(3.0)
        await one.engine.drain(grace)
        down = one.texts(TOPIC)
        alive = growing(again.platform.seen(TOPIC))
        for person, text in crowd("c"):  # while it goes down
            await one.ask(text, line(one, person))
    async with again.start() as two:
        await up(two)
        left = await two.store.run(replies.left_open)

    assert down[0].endswith(say("interrupted"))
    assert not alive
    assert asked(two) == ["a", "b", "c"]
    assert two.texts(TOPIC) == ["Hello there."] * 3
    assert left == ()


async def test_after_a_long_stop_it_stays_marked(again: Again) -> None:
    """With its button, and nothing is left in the store."""
    async with again.start(ENDLESS) as one:
        await one.ask("a")
        await one.wait(3.0)
        await one.engine.drain(0.0)
    await again.clock.sleep(FRESH + 1.0)
    async with again.start() as two:
        await up(two)
        left = await two.store.run(replies.left_open)
        waiting = await kept(two)

    assert two.provider.requests == []
    assert two.texts()[0].endswith(say("interrupted"))
    assert (left, waiting) == ((), 0)


@pytest.mark.parametrize(
    "rules",
    [
        replace(POLICY, limits=Limits(person=(Allowance(1, "tokens", "day"),))),
        replace(POLICY, denied=frozenset({f"memory:person:{BOB.id}"})),
    ],
    ids=["no budget", "denied"],
)
@pytest.mark.parametrize("state", ["waits", "silent", "speaks"])
async def test_one_who_may_have_none_meanwhile_reads_one_sentence(again: Again, state: str, rules: Policy) -> None:
    """Nothing looks alive, nothing is reserved, and no model is asked."""
    script = ENDLESS if state == "speaks" else (300.0, Text("late"), Finish())
    async with again.start(script, script, rules=replace(POLICY, limits=Limits())) as one:
        if state == "waits":
            await one.ask("before", line(one, OWNER))
        await one.ask("x", line(one, BOB))
        await one.wait(5.0)
    async with again.start(ENDLESS, rules=rules) as two:
        await up(two, 60.0)
        if state == "waits":
            await two.command("stop", line(two, OWNER))
        await two.wait(60.0)
        frames = two.platform.seen(TOPIC)
        left = await two.store.run(replies.left_open)
        reserved = await two.store.run(lambda sql: sql.execute(select(RESERVATIONS)).all())
        waiting = await kept(two)

    said = [frame.text for frame in frames if say("interrupted") in frame.text]
    assert asked(two) == (["before"] if state == "waits" else [])
    assert len(said) == 1
    assert len(frames) == (2 if state == "waits" else 1)
    assert not growing(frames)
    assert (left, reserved, waiting) == ((), [], 0)


@pytest.mark.parametrize("begun", [False, True])
async def test_an_edit_after_the_crash_is_what_is_asked(again: Again, begun: bool) -> None:
    """Though it comes before the platform is ready, and whether the answer had begun or not."""
    async with again.start(ENDLESS) as one:
        id = await one.ask("x")
        await one.wait(3.0 if begun else 0.0)
    async with again.start(SLOW) as two:
        await two.engine.on_edited(Incoming(two.private(), id, "y", addressed=True))
        await up(two)

    assert asked(two)[-1] == "y"
    assert two.texts() == ["Hello there."]


async def test_an_old_question_follows_the_rule_for_old_ones(again: Again) -> None:
    """One that was only committed gets the line with the button."""
    async with again.start() as one:
        await one.ask("x")
    await again.clock.sleep(3 * 3600.0)
    async with again.start() as two:
        await up(two)

    assert two.texts() == [say("late")]


async def test_an_answer_given_anew_is_taken_up_in_its_place(again: Again) -> None:
    """The press is not lost, and the older answer stands until the new one has words."""
    async with again.start(SLOW, SLOW) as one:
        await one.ask("x")
        await one.wait()
        [shown] = again.platform.standing.values()
        [[button, *_]] = shown.frame.buttons
        press = Press(one.private(), button.action, shown.surface, id="5")
        await one.engine.on_press(press)
        await one.wait(1.0)
    async with again.start((Text("Anew."), Finish())) as two:
        await up(two)
        await two.engine.on_press(press)
        await two.wait()

    assert two.texts() == ["Anew."]
    assert asked(two) == ["x"]


async def test_a_token_that_has_expired_is_dropped(again: Again) -> None:
    """Nobody can be answered by it."""
    place = replace(GROUP, chat="7")
    target: Target = ToInteraction(place, "app", "a token", NOON + 900.0)
    async with again.start() as one:
        await one.ask("x", replace(one.shared(place=place), target=target))
    await again.clock.sleep(1000.0)
    async with again.start() as two:
        await two.wait(1.0)
        left = await kept(two)

    assert left == 0
    assert two.provider.requests == []


class HandingOver(MemoryPlatform):
    """One whose messages can be edited by the channel's own route once their token has expired."""

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        return None  # before anything was seen of the channel


@pytest.mark.parametrize("private", [False, True])
async def test_a_message_whose_token_has_expired_does_not_look_alive(again: Again, private: bool) -> None:
    """It is marked as interrupted by the channel's own route; what one person alone sees has none."""
    again.platform = HandingOver(again.clock)
    place = replace(GROUP, chat="7")
    target = ToInteraction(place, "app", "a token", NOON + 900.0, private=private)
    async with again.start(ENDLESS) as one:
        await one.ask("x", replace(one.shared(place=place), target=target))
        await one.wait(10.0)
        grew = one.texts(place)
    await again.clock.sleep(1000.0)
    async with again.start() as two:
        await up(two)

    assert len(grew) == 1
    assert two.texts(place)[0].endswith(say("interrupted")) is not private
    assert len(two.texts(place)) == 1


async def test_without_keep_days_what_waits_is_in_flight(again: Again) -> None:
    """A question that nobody has answered waits for the next start, also if that takes half an hour; not for days."""
    rules = replace(POLICY, keep_days=0)
    async with again.start(rules=rules) as one:
        await one.ask("x")
    await again.clock.sleep(1800.0)
    async with again.start(rules=rules) as two:
        await two.wait(5.0)
        await up(two)
        await two.ask("y")
        await two.wait(0.01)
    async with again.start(rules=rules) as three:
        await three.pass_by(2 * DAY)
        left = await kept(three)

    assert two.texts()[0] == "Hello there."
    assert left == 0


async def test_a_database_that_fails_for_a_minute_loses_nothing(again: Again) -> None:
    """Each question waits, and is told so once."""
    async with again.start() as one:
        one.database.patience = 0
        for person in (ANN, BOB):
            one.engine.services.tasks.start(one.ask("x", one.private(person)), "asking")
        await one.wait(60.0)
        waiting = [one.texts(one.private(person).place) for person in (ANN, BOB)]
        one.database.patience = 1_000_000
        await one.wait(60.0)

    assert waiting == [[say("store_waits")], [say("store_waits")]]
    assert len(one.provider.requests) == 2
    for person in (ANN, BOB):
        assert one.texts(one.private(person).place) == [say("store_waits"), "Hello there."]


async def test_an_answer_that_could_not_be_kept_at_its_end_is_kept_later(again: Again) -> None:
    """People see it whole meanwhile, and no start takes it for one that was cut."""
    async with again.start((Text("Hello "), 2.0, Text("there."), Finish())) as one:
        await one.ask("x")
        await one.wait(1.0)
        one.database.patience = 0
        await one.wait(30.0)
        seen = one.texts()
        one.database.patience = 1_000_000
        await one.wait(30.0)
        left = await one.store.run(replies.left_open)
    async with again.start() as two:
        await up(two)

    assert seen == ["Hello there."]
    assert left == ()
    assert two.texts() == ["Hello there."]
    assert two.provider.requests == []
