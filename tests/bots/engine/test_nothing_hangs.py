"""Whatever a platform does with a text, its turn ends: the conversation, the asker's seat and the channel's are free.

The whole engine in virtual time, on a platform that never takes what it is sent, or takes it very late.
"""

import asyncio
from collections.abc import Callable

import pytest

from bots.engine.delivery.patience import ATTEMPTS, UNREACHED, WITHIN
from bots.engine.language.phrases import say
from bots.engine.reply.live_reply import LATE_AFTER, STOPPED_WITHIN
from bots.engine.reply.queue_notice import END_WITHIN
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.references import place_ref, scope_ref
from bots.engine.seam.shown import Frame, Response
from bots.engine.storage import replies
from bots.engine.storage.taking_up import FRESH
from provider.contract import Finish, Text
from tests.bots.engine.house import ANN, ENDLESS, GROUP, OWNER, House, growing, house, unnamed
from tests.fakes.memory import OPEN_FOR, Fault, Step, VirtualClock

pytestmark = pytest.mark.looptime

WORDS = "The quick brown fox jumps over the lazy dog, and then it sleeps. "
LONG: tuple[Step, ...] = (Text("XXX "), *(Text(WORDS) for _ in range(30)), Finish())
CALM = (Text("All is well."), Finish())
WAY_BACK = 10.0
"""Seconds for which a last attempt may already be waited for when the patience ends."""

MOST = {
    Fault.UNSURE: WITHIN + WAY_BACK,
    Fault.STALLED: WITHIN + WAY_BACK,
    Fault.HANGS: 2 * OPEN_FOR + WAY_BACK,
    Fault.NOT_SENT: UNREACHED + WAY_BACK,
    Fault.SLOW_DOWN: UNREACHED + 40.0,  # the pause between two calls grows with each
}
"""Seconds after which a turn ends at the latest, by how all calls for its text go wrong."""

Fails = Callable[[Target | Surface, Frame], Fault | None]


def free(one: House) -> bool:
    """Whether nobody is answered and nobody waits."""
    queue = one.engine.services.queue
    return not queue.all() and not queue.is_busy_with(ANN) and not queue.is_full("", ANN)


async def until_free(one: House, at_most: float = 3600.0) -> float:
    """Seconds until the turn has ended."""
    began = one.clock.now()
    await one.wait(0.01)
    async with asyncio.timeout(at_most):
        await one.engine.services.queue.idle()
    return one.clock.now() - began


def only(fault: Fault, holds: Callable[[Target | Surface, Frame], bool]) -> Fails:
    """What these calls meet for ever; all others are taken."""
    return lambda where, frame: fault if holds(where, frame) else None


def whole(where: Target | Surface, frame: Frame) -> bool:
    """A text that the platform chokes on, however it is dressed."""
    return "XXX" in frame.text


@pytest.mark.parametrize("fault", MOST)
async def test_a_text_that_is_never_taken_ends(fault: Fault) -> None:
    """After the patience it is said that it could not be shown; the next question is answered."""
    async with house(LONG, CALM) as one:
        one.platform.fails = only(fault, whole)
        await one.ask("one", one.shared())
        took = await until_free(one)
        tried = sum(whole(call.where, call.frame) for call in one.platform.calls)
        await one.ask("two", one.shared())
        await one.wait(200.0)

        assert free(one)
        assert took < MOST[fault]
        assert took > WITHIN
        assert tried >= ATTEMPTS or fault is Fault.HANGS
        assert {say("refused_whole"), "All is well."} <= set(one.texts(GROUP))


async def test_nothing_is_ever_taken() -> None:
    """A web page for every call: the turn ends all the same, and the next question is not behind it."""
    async with house(LONG, CALM) as one:
        one.platform.fails = lambda where, frame: Fault.UNSURE
        await one.ask("one", one.shared())
        took = await until_free(one)

        assert WITHIN < took < WITHIN + WAY_BACK
        assert free(one)


async def test_an_edit_that_is_never_taken_leaves_no_button() -> None:
    """The opening stood; what follows chokes the platform: what could be read stays, marked."""
    async with house((Text(WORDS), 3.0, Text("XXX"), Finish()), CALM) as one:
        one.platform.fails = only(Fault.UNSURE, whole)
        await one.ask("one")
        await until_free(one)
        await one.wait(1.0)
        (text,) = one.texts()

        assert text == f"{WORDS.strip()}\n\n{say('refused_rest')}"
        assert not growing(one.platform.seen(one.private().place))


async def test_a_text_that_is_too_long_for_a_platform_goes_out_in_halves() -> None:
    """It chokes on what is longer than it likes: nothing of the answer is lost."""
    async with house((*(Text(WORDS) for _ in range(30)), Finish())) as one:
        one.platform.fails = only(Fault.UNSURE, lambda where, frame: len(frame.text) > 1200)
        await one.ask("one")
        await until_free(one)

        assert "".join(one.texts()).split() == (WORDS * 30).split()
        assert len(one.texts()) == 2


async def test_buttons_that_choke_a_platform_are_left_away() -> None:
    """Words alone come through."""
    async with house((*(Text(WORDS) for _ in range(3)), Finish())) as one:
        one.platform.fails = only(Fault.UNSURE, lambda where, frame: bool(frame.buttons))
        await one.ask("one")
        took = await until_free(one)

        assert one.texts() == [WORDS * 3]
        assert took < WITHIN


@pytest.mark.parametrize("fault", MOST)
@pytest.mark.parametrize("how", ["/stop", "/new"])
async def test_a_stop_frees_the_turn_within_half_a_minute(fault: Fault, how: str) -> None:
    """And so does /new; whatever is open is cut."""
    async with house((Text(WORDS), 3.0, Text("XXX"), Finish()), CALM) as one:
        one.platform.fails = only(fault, lambda where, frame: isinstance(where, Message))
        await one.ask("one")
        await one.wait(6.0)
        await one.command(how.removeprefix("/"))
        took = await until_free(one)
        freed = free(one)
        await one.ask("two")
        await one.wait(200.0)

        assert took <= STOPPED_WITHIN + 0.1
        assert freed
        assert "All is well." in one.texts()


async def test_what_was_given_up_is_ended_later() -> None:
    """The place is taken again some minutes later: the dead button goes, though nobody waits for it any more."""
    async with house((Text(WORDS), 3.0, Text("XXX"), Finish())) as one:
        one.platform.fails = only(Fault.UNSURE, lambda where, frame: isinstance(where, Message) and one.clock.now() > 3)
        await one.ask("one")
        await one.wait(2.9)
        before = growing(one.platform.seen(one.private().place))
        await until_free(one)
        stands = growing(one.platform.seen(one.private().place))
        await one.wait(600.0)
        one.platform.fails = lambda where, frame: None
        await one.wait(LATE_AFTER + 120.0)

        assert before
        assert stands
        assert not growing(one.platform.seen(one.private().place))
        assert one.texts()[0].endswith(say("refused_rest"))


async def test_a_pause_of_two_hours_holds_nobody_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """The turn ends at once; further questions there end at once too; the log and the owner read how long it is."""
    async with house(CALM) as one:
        one.platform.asks_for = 7200.0
        one.platform.fails = only(Fault.SLOW_DOWN, lambda where, frame: where.place == GROUP)
        await one.ask("one", one.shared())
        first = await until_free(one)
        await one.ask("two", one.shared())
        second = await until_free(one)
        calls = sum(call.where.place == GROUP for call in one.platform.calls)
        await one.wait(5.0)

        assert max(first, second) < 1.0
        assert calls == 1
        assert one.texts(one.private(OWNER).place)[0].startswith(
            say("alert_refused", place=unnamed(place_ref(GROUP)), cause="rate limited for 7200")[:-1]
        )
        assert "asks for a pause of 7200 s" in caplog.text


async def test_whoever_waits_for_a_place_that_is_closed_is_told_too() -> None:
    """One call meets the pause of two hours; those that stood in line for the same place do not sit it out."""
    async with house(LONG) as one:
        one.platform.asks_for = 7200.0
        one.platform.fails = only(Fault.SLOW_DOWN, lambda where, frame: "one" in frame.text)
        say_one = one.engine.services.notices.say
        found = await asyncio.gather(*(say_one(ToChat(GROUP), Response(f"{n} one")) for n in range(9)))

        assert found == [False] * 9
        assert one.clock.now() < 5.0


@pytest.mark.parametrize("fault", MOST)
async def test_words_of_the_bots_own_are_capped(fault: Fault) -> None:
    """The answer to a command is no more patient than an answer: it is given up, and nothing is left running."""
    async with house() as one:
        one.platform.fails = lambda where, frame: fault
        await one.engine.say(ToChat(GROUP), Response("Help."))
        began = one.clock.now()
        await one.engine.services.notices.said()

        assert one.clock.now() - began < MOST[fault]
        assert len(one.platform.calls) >= (2 if fault is Fault.HANGS else ATTEMPTS)


async def test_a_slow_server_gets_one_copy() -> None:
    """It thinks for 40 s about each send: one message, and the whole answer."""
    async with house(LONG, CALM) as one:
        one.platform.fails = only(Fault.SLOW, lambda where, frame: isinstance(where, ToChat))
        await one.ask("one")
        await one.engine.say(one.shared().target, Response("Help."))
        await until_free(one)
        await one.engine.services.notices.said()

        assert len(one.texts()) == 1
        assert one.texts(GROUP) == ["Help."]
        assert "".join(one.texts()).split()[1:] == (WORDS * 30).split()


async def test_at_the_end_an_open_send_gets_five_seconds(tmp_path: object) -> None:
    """Then the program goes, and the row of that answer stays for the next start, which ends it."""
    path, clock = f"{tmp_path}/parley.db", VirtualClock()
    async with house(ENDLESS, path=path, clock=clock) as one:
        one.platform.fails = lambda where, frame: Fault.HANGS
        await one.ask("one")
        await one.wait(3.0)
        began = clock.now()
        await one.engine.drain(8.0)
        took = clock.now() - began
        left = await one.store.run(replies.left_open)
    async with house(path=path, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait(5.0)
        texts, after = one.texts(), await one.store.run(replies.left_open)

    assert took == pytest.approx(8.0)
    assert len(left) == 1
    assert texts == ["Hello there."]
    assert after == ()


async def test_two_hanging_answers_shut_nobody_out() -> None:
    """Three in one group, two of one person: all seats are free again, and the waiting ones had their turn."""
    async with house(LONG) as one:
        one.platform.fails = only(Fault.UNSURE, whole)
        for number in range(5):
            person = Person("memory", str(10 + number // 2))
            await one.engine.on_message(Incoming(one.shared(person), f"m{number}", "Hi", addressed=True, asked=True))
        took = await until_free(one)
        await one.wait(1.0)

        assert took < 3 * (WITHIN + WAY_BACK)
        assert one.texts(GROUP).count(say("refused_whole")) == 5
        assert one.texts(Place("memory", "200")) == []


async def test_the_owner_hears_of_words_that_do_not_arrive(caplog: pytest.LogCaptureFixture) -> None:
    """A closed topic, missing rights: the log and the owner have the platform's reason, of many places once."""
    async with house() as one:
        one.platform.refuses = lambda where, frame: "TOPIC_CLOSED" if where.place.chat.startswith("1") else ""
        for number in range(5):
            await one.engine.say(ToChat(Place("memory", f"1{number}")), Response("Help."))
        await one.wait(5.0)
        alerts = one.texts(one.private(OWNER).place)

        assert alerts == [say("alert_unsaid", place=unnamed(scope_ref("memory:10")), cause="TOPIC_CLOSED")]
        assert caplog.text.count("words of the bot's own are given up: TOPIC_CLOSED") == 5


async def test_what_the_next_start_cannot_end_stays_for_another(tmp_path: object) -> None:
    """An interrupted answer whose place takes nothing keeps its row."""
    path, clock = f"{tmp_path}/parley.db", VirtualClock()
    async with house(ENDLESS, path=path, clock=clock) as one:
        await one.ask("one")
        await one.wait(0.01)
    await clock.sleep(FRESH + 1.0)
    async with house(path=path, clock=clock) as one:
        one.platform.fails = lambda where, frame: Fault.UNSURE
        await one.engine.on_ready("memory")
        await one.wait(WITHIN + WAY_BACK)
        left = await one.store.run(replies.left_open)
    async with house(path=path, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait(5.0)
        texts, after = one.texts(), await one.store.run(replies.left_open)

    assert len(left) == 1
    assert texts == [say("interrupted")]
    assert after == ()


async def test_the_line_about_who_is_ahead_holds_no_turn() -> None:
    """Its send hangs: when the turn comes, ten seconds are waited for it, and then the answer stands by itself."""
    async with house(ENDLESS, ENDLESS, ENDLESS, CALM) as one:
        one.platform.fails = only(Fault.HANGS, lambda where, frame: frame.text == say("in_line", count="1"))
        people = [one.shared(Person("memory", str(10 + number))) for number in range(4)]
        for origin in people:
            await one.ask("Hi", origin)
        await one.wait(5.0)
        await one.command("stop", people[0])
        await one.wait(END_WITHIN + 3.0)

        assert "All is well." in one.texts(GROUP)
