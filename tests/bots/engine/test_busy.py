"""What comes while an answer is given: it waits, and that is seen; or it takes its place; or it is ignored."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.reply.queue_notice import EYES, LINE_AFTER, SHOWN_AFTER
from bots.engine.seam.errors import NotSent, PlatformError, Refused, SlowDown
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import Message, Person, Place, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import replies
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY, House, house
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import MemoryTerminal, Step, VirtualClock

pytestmark = pytest.mark.looptime

SLOW: tuple[Step, ...] = (Text("One "), 20.0, Text("two."), Finish())
NEXT: tuple[Step, ...] = (Text("Next."), Finish())


def gifted() -> tuple[GiftedPlatform, VirtualClock]:
    clock = VirtualClock()
    return GiftedPlatform(clock), clock


def asked(one: House) -> list[str]:
    """The last message that the model read, each time."""
    return [request.messages[-1].content for request in one.provider.requests]


def labels(one: House, origin: Origin | None = None) -> list[list[str]]:
    """The buttons under each message."""
    frames = one.platform.seen((origin or one.private()).place)
    return [[button.label for row in frame.buttons for button in row] for frame in frames]


async def press_now(one: House, origin: Origin | None = None) -> str:
    """Press **Answer this now**; returns what is said."""
    origin = origin or one.private()
    [(surface, action)] = [
        (standing.surface, button.action)
        for standing in one.platform.standing.values()
        for row in standing.frame.buttons
        for button in row
        if button.action.name == "now"
    ]
    answer = await one.engine.on_press(Press(origin, action, surface))
    assert isinstance(answer, Response)
    return answer.text


@pytest.mark.parametrize("private", [True, False])
async def test_what_waits_is_seen(private: bool) -> None:
    """An emoji after a second, and a line after some more; the emoji goes, and the line becomes the answer."""
    platform, clock = gifted()
    async with house(SLOW, NEXT, platform=platform, clock=clock) as one:
        origin = one.private() if private else one.shared()
        first = await one.ask("1", origin)
        await one.wait(3.0)
        (answer,) = platform.standing
        began = clock.now()
        second = await one.ask("2", origin, reply_to=answer)
        await one.wait(SHOWN_AFTER + 0.5)
        marked, early = dict(platform.reactions), one.texts(origin.place)
        await one.wait(LINE_AFTER)
        late = one.texts(origin.place)
        standing = len(platform.standing)
        await one.wait(30.0)

    assert marked == {second: EYES}
    assert len(early) == 1
    assert late[1:] == [say("in_line", count="1")]
    assert platform.reactions == {}
    assert [(id, on) for _, id, on in platform.reacted] == [(second, True), (second, False)]
    assert platform.reacted[0][0] - began >= SHOWN_AFTER
    assert one.texts(origin.place)[:2] == ["One two.", "Next."]
    assert standing == 2
    assert first not in platform.reactions


async def test_a_short_wait_is_no_news() -> None:
    """Nothing is called for a second of waiting."""
    platform, clock = gifted()
    async with house((Text("a"), 3.2, Finish()), NEXT, platform=platform, clock=clock) as one:
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(30.0)

    assert platform.reacted == []
    assert one.texts() == ["a", "Next."]


@pytest.mark.parametrize("error", [Refused("no permission"), NotSent("no connection"), SlowDown(1.0)])
async def test_where_it_cannot_react_there_is_a_line_soon(error: PlatformError) -> None:
    """Whatever goes wrong; nothing else suffers."""
    platform, clock = gifted()
    platform.no_reactions = error
    async with house(SLOW, NEXT, platform=platform, clock=clock) as one:
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(LINE_AFTER - 0.5)
        soon = one.texts()
        await one.wait(30.0)

    assert soon[1:] == [say("in_line", count="1")]
    assert one.texts() == ["One two.", "Next."]


async def test_where_nobody_knows_whether_it_reacted_there_is_a_line_in_time() -> None:
    """A call that hangs holds nothing back: the line and its button come when they would have come with an emoji."""

    class Hanging(GiftedPlatform):
        async def react(self, message: Message, emoji: str, *, on: bool) -> None:
            await clock.sleep(45.0)

    clock = VirtualClock()
    async with house(ENDLESS, NEXT, platform=Hanging(clock), clock=clock) as one:
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(LINE_AFTER - 0.5)
        early = one.texts()[1:]
        await one.wait(1.0)
        late, offered = one.texts()[1:], labels(one)[1]

    assert early == []
    assert late == [say("in_line", count="1")]
    assert offered == [say("now_button")]


@pytest.mark.parametrize("button", ["stop", "now"])
async def test_who_keeps_order_in_one_place_stops_nothing_in_another(button: str) -> None:
    """A client can send whatever it likes in the name of a button: keys of answers are easily guessed."""
    platform, clock = gifted()
    async with house(ENDLESS, platform=platform, clock=clock) as one:
        await one.ask("ann 1", one.shared(ANN))
        await one.wait(3.0)
        [answer] = one.engine.services.queue.all()
        for origin in (one.private(BOB), one.shared(OWNER, Place("memory", "other"))):
            forged = Press(origin, Action(button, str(answer.key)), Message(origin.place, "m1"))
            said = await one.engine.on_press(forged)

            assert isinstance(said, Response)
            assert said.text == say("answer_over")
        await one.wait(3.0)
        still = len(one.engine.services.queue.all())

    assert still == 1


async def test_the_emoji_goes_with_a_deleted_question_and_at_the_end() -> None:
    """Also if the program ends while something waits."""
    platform, clock = gifted()
    async with house(ENDLESS, platform=platform, clock=clock) as one:
        await one.ask("1")
        await one.wait(3.0)
        second = await one.ask("2")
        await one.wait(2.0)
        await one.engine.on_deleted(one.private().place, (second,))
        await one.wait(2.0)
        after_deletion = dict(platform.reactions)
        third = await one.ask("3")
        await one.wait(2.0)
        marked = dict(platform.reactions)
        await one.engine.drain(0.0)

    assert (after_deletion, marked) == ({}, {third: EYES})
    assert platform.reactions == {}


async def test_a_crash_leaves_no_emoji(tmp_path: object) -> None:
    """The next start takes it away from what it ends as interrupted."""
    path = f"{tmp_path}/parley.db"
    platform, clock = gifted()
    async with house(ENDLESS, platform=platform, clock=clock, path=path) as one:
        await one.ask("1", one.shared())
        await one.wait(3.0)
        (answer,) = platform.standing
        second = await one.ask("2", one.shared(), reply_to=answer)
        await one.wait(2.0)
        marked = dict(platform.reactions)
    async with house(platform=platform, clock=clock, path=path) as one:
        await one.engine.on_ready(platform.name)
        await one.wait(30.0)

    assert marked == {second: EYES}
    assert platform.reactions == {}


async def test_answer_this_now() -> None:
    """The answer before it ends as it is, and the question is answered; an older press finds nothing to do."""
    platform, clock = gifted()
    async with house(ENDLESS, NEXT, platform=platform, clock=clock) as one:
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(LINE_AFTER + 2.0)
        offered = labels(one)
        said = await press_now(one)
        await one.wait(10.0)

    assert offered[1] == [say("now_button")]
    assert said == say("stopping")
    assert one.texts()[0].endswith(say("stopped_for_next"))
    assert one.texts()[1:] == ["Next."]
    assert say("now_button") not in [label for each in labels(one) for label in each]


async def test_who_may_press_it() -> None:
    """There is none behind somebody else's answer; of those who see one, only who may stop that answer may press it."""
    platform, clock = gifted()
    async with house(ENDLESS, NEXT, platform=platform, clock=clock) as one:
        await one.command("settings memory", one.shared(OWNER), value="channel")
        await one.ask("ann 1", one.shared(ANN))
        await one.wait(3.0)
        await one.ask("bob 1", one.shared(BOB))
        await one.wait(LINE_AFTER + 2.0)
        behind_another = [label for each in labels(one, one.shared()) for label in each]
        await one.command("stop", one.shared(ANN))
        await one.wait(5.0)
        one.provider.scripts = [list(ENDLESS)]
        await one.ask("ann 2", one.shared(ANN))
        await one.wait(3.0)
        await one.ask("ann 3", one.shared(ANN))
        await one.wait(LINE_AFTER + 2.0)
        refused = await press_now(one, one.shared(BOB))
        platform.managers.add(BOB)
        moderated = await press_now(one, one.shared(BOB))

    assert say("now_button") not in behind_another
    assert refused == say("not_yours_to_stop")
    assert moderated == say("stopping")


async def test_an_old_button_and_nonsense() -> None:
    """What has ended meanwhile says so, whatever the button holds."""
    async with house() as one:
        for argument in ("", "x", "999999", "-1", "9" * 40):
            press = Press(one.private(), Action("now", argument), Message(one.private().place, "m1"))
            answer = await one.engine.on_press(press)
            assert isinstance(answer, Response)
            assert answer.text == say("answer_over")


async def test_replace() -> None:
    """The person's own answer ends as it is, and the new question is asked at once; what others asked goes on."""
    async with house(ENDLESS) as one:
        await one.command("settings busy", one.shared(OWNER), value="replace")
        await one.ask("ann 1", one.shared(ANN))
        await one.ask("bob 1", one.shared(BOB))
        await one.wait(3.0)
        one.provider.scripts = [list(NEXT)]
        began = one.clock.now()
        await one.ask("ann 2", one.shared(ANN))
        await one.wait(0.2)
        at_once = len(one.provider.requests)
        await one.wait(5.0)
        running = one.provider.open

    texts = one.answers(GROUP)
    assert began < one.clock.now()
    assert at_once == 3
    assert texts[0].endswith(say("stopped_for_next"))
    assert texts[-1] == "Next."
    assert running == 1


async def test_replace_is_about_what_waits_too() -> None:
    """What a command asks joins nothing: it takes the place of what its author has asked, begun or not."""
    async with house(ENDLESS) as one:
        await one.command("settings busy", one.shared(OWNER), value="replace")
        for number in range(3):
            await one.ask("theirs", one.shared(Person("memory", str(20 + number))))
        await one.wait(3.0)
        await one.ask("ann 1", one.shared(ANN))
        await one.wait(3.0)
        one.provider.scripts = [list(NEXT)]
        await one.ask("ann 2", one.shared(ANN), asked=True)
        await one.command("stop", one.shared(Person("memory", "20")))
        await one.wait(30.0)
        left = one.provider.open

    assert len(asked(one)) == 4
    assert asked(one)[-1].endswith("ann 2")
    assert one.answers(GROUP)[-2:] == [say("stopped_for_next"), "Next."]
    assert left == 2


async def test_replace_where_all_is_one_line() -> None:
    """In a private chat too: the old answer is settled before the new one is given."""
    async with house(ENDLESS, NEXT) as one:
        await one.command("settings busy", value="replace")
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(5.0)
        left = await one.store.run(replies.left_open)

    assert one.texts()[0].endswith(say("stopped_for_next"))
    assert one.texts()[1:] == ["Next."]
    assert left == ()


async def test_ignore() -> None:
    """What comes meanwhile gets no answer and no sign, and nothing of it is kept; commands work, and so do others."""
    platform, clock = gifted()
    async with house(SLOW, NEXT, platform=platform, clock=clock) as one:
        await one.command("settings busy", one.shared(OWNER), value="ignore")
        await one.ask("ann 1", one.shared(ANN))
        await one.wait(3.0)
        await one.ask("ann 2", one.shared(ANN))
        await one.ask("bob 1", one.shared(BOB))
        await one.wait(2.0)
        await one.ask("by command", one.shared(ANN), asked=True)
        stopped = await one.command("stop", one.shared(ANN))
        await one.wait(60.0)
        await one.ask("ann 3", one.shared(ANN))
        await one.wait(10.0)

    assert stopped == say("stopping")
    assert asked(one)[0] == "ann 1"
    assert not any("ann 2" in text for text in asked(one))
    assert {"bob 1", "by command"} <= {text.partition(": ")[2] or text for text in asked(one)}
    assert "ann 3" in asked(one)[-1]
    assert platform.reacted == []


async def test_in_a_terminal_nothing_is_said_of_it() -> None:
    """What is typed ahead waits, whatever the setting, and no line about it stands among the answers."""
    clock = VirtualClock()
    platform = MemoryTerminal(clock)
    rules = replace(POLICY, settings={**POLICY.settings, "busy": "ignore"})
    async with house(SLOW, NEXT, platform=platform, clock=clock, rules=rules) as one:
        await one.ask("1")
        await one.wait(3.0)
        await one.ask("2")
        await one.wait(60.0)

    assert one.texts() == ["One two.", "Next."]
    assert not any(frame.text.startswith("⏳") for each in platform.standing.values() for _, frame in each.history)


async def test_a_command_that_waits_has_a_line() -> None:
    """Its own message is no message that could get an emoji."""
    platform, clock = gifted()
    async with house(SLOW, NEXT, platform=platform, clock=clock) as one:
        await one.ask("1")
        await one.wait(3.0)
        target = ToInteraction(one.private().place, "1", "token", clock.wall() + 900)
        origin = replace(one.private(), target=target)
        await one.engine.on_message(Incoming(origin, "i1", "2", addressed=True, asked=True))
        await one.wait(2.0)
        soon = one.texts()
        await one.wait(60.0)

    assert soon[1:] == [say("in_line", count="1")]
    assert platform.reacted == []
    assert one.texts() == ["One two.", "Next."]


async def test_two_people_wait_for_their_seats() -> None:
    """A shared channel has three at a time: the fourth and the fifth see how many are before them."""
    platform, clock = gifted()
    async with house(SLOW, platform=platform, clock=clock) as one:
        for number in range(5):
            await one.ask("x", one.shared(Person("memory", str(20 + number))))
        await one.wait(2.5)
        marked = len(platform.reactions)
        await one.wait(LINE_AFTER)
        lines = sorted(text for text in one.texts(GROUP) if text.startswith("⏳"))
        await one.wait(90.0)

    assert marked == 2
    assert lines == [say("in_line", count="1"), say("in_line", count="2")]
    assert platform.reactions == {}
    assert one.texts(GROUP).count("One two.") == 5
