"""What is kept of somebody: said, handed out, and forgotten down to the bytes of the database."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Person
from bots.engine.seam.shown import Action, Response
from bots.engine.spending.limits import Limits, Zones
from bots.engine.storage import personal_data, replies, settings, usage
from bots.engine.storage.store import ERASED_AGAIN_AFTER
from provider.contract import Audio, Finish, Text, Transcript, Trust
from provider.known.model_settings import ModelSettings
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, House, house
from tests.bots.engine.stores import EVER
from tests.fakes.memory import ScriptedProvider, Step, VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

SECRET = "xylophone"
ANSWERED = "quicksilver"
ANSWER: Sequence[Step] = (Text(f"That {ANSWERED} is fine."), Finish())


async def press(
    house: House, name: str, argument: str = "", *, origin: Origin | None = None, caller: str = ""
) -> Response:
    origin = origin or house.private()
    pressed = Press(origin, Action(name, argument), Message(origin.place, "m1"), caller=caller)
    answer = await house.engine.on_press(pressed)
    assert isinstance(answer, Response)
    return answer


async def shown(house: House, origin: Origin) -> Response:
    answer = await house.engine.on_command(Invocation(origin, "privacy", {}))
    assert isinstance(answer, Response)
    return answer


def raw_bytes(folder: Path) -> bytes:
    """All that lies on the disk: the file, its write-ahead log, whatever else there is."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_what_is_forgotten_is_in_no_byte_of_the_database(tmp_path: Path) -> None:
    """Not in the file, not in its log: neither the questions nor the answers, wherever they were given."""
    async with house(ANSWER, path=str(tmp_path / "parley.db")) as home:
        for origin in (home.private(), home.shared()):
            await home.ask(f"About my {SECRET}?", origin)
            await home.wait()
        await home.command("settings persona", home.private(), text=f"You know my {SECRET}.")
        before = raw_bytes(tmp_path)
        answer = await press(home, "forget", "yes")
        after = raw_bytes(tmp_path)

        assert SECRET.encode() in before
        assert ANSWERED.encode() in before
        assert SECRET.encode() not in after
        assert ANSWERED.encode() not in after
        assert answer.text.startswith("Forgotten: 4 messages.")
        assert answer.replace


async def test_while_a_backup_reads_the_words_leave_later(tmp_path: Path) -> None:
    """The person is told so, nobody waits for it, and the words are gone from the log soon after its end."""
    async with house(ANSWER, path=str(tmp_path / "parley.db")) as home:
        await home.ask(f"About my {SECRET}?")
        await home.wait()
        backup = sqlite3.connect(tmp_path / "parley.db")
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM messages").fetchone()
        answer = await press(home, "forget", "yes")
        meanwhile = raw_bytes(tmp_path)
        backup.close()
        await home.wait(ERASED_AGAIN_AFTER * 2)

        assert answer.text == say("forgotten_soon", count=2)
        assert SECRET.encode() in meanwhile
        assert SECRET.encode() not in raw_bytes(tmp_path)


async def test_whom_a_crash_kept_from_hearing_it_hears_it_after_the_next_start(tmp_path: Path) -> None:
    """The start erases what was left, and the person is told when their platform can be called."""
    path = str(tmp_path / "parley.db")
    async with house(ANSWER, path=path) as home:
        await home.ask(f"About my {SECRET}?")
        await home.wait()
        await home.store.run(personal_data.begin_forgetting, ANN, None)
    async with house(ANSWER, path=path) as home:
        await home.wait()
        erased = SECRET.encode() not in raw_bytes(tmp_path)
        before = home.texts()
        await home.engine.on_ready("memory")
        await home.engine.on_ready("memory")
        await home.wait()

        assert erased
        assert before == []
        assert home.texts() == [say("forgotten", count=2)]


async def test_others_lose_nothing() -> None:
    """What somebody else said stays; under what I said it stays a conversation, without my words."""
    async with house(ANSWER) as home:
        mine = await home.ask(f"My {SECRET}", home.shared())
        await home.wait()
        await home.ask("I agree with that", home.shared(BOB, reply_to=mine), reply_to=mine)
        await home.wait()
        theirs = home.asked[-1]
        await press(home, "forget", "yes", origin=home.shared())
        await home.ask("And now?", home.shared(BOB, reply_to=theirs), reply_to=theirs)
        await home.wait()

        read = [message.content for message in home.provider.requests[-1].messages]
        assert read == ["I agree with that\n\nAnd now?"]


async def test_counters_stay() -> None:
    """Without a word in them; and forgetting does not open a budget that is used up."""
    rules = Policy(owners=frozenset({OWNER}), everyone=True, default_model="demo/small", limits=Limits())
    async with house(ANSWER, rules=rules) as home:
        await home.ask(SECRET)
        await home.wait()
        standing = await home.ledger(rules).standing(home.private(), Zones(), trusted=False)
        await press(home, "forget", "yes")

        assert [used.answers for used in await home.store.run(usage.by, ANN, EVER)] == [1]
        after = await home.ledger(rules).standing(home.private(), Zones(), trusted=False)
        assert [used.spent for used in after] == [used.spent for used in standing]
        assert any(used.spent.answers for used in standing)


async def test_it_asks_once_more() -> None:
    """The first press erases nothing, and there is a way back."""
    async with house(ANSWER) as home:
        await home.ask(SECRET)
        await home.wait()
        asked = await press(home, "forget")
        back = await press(home, "forget", "no")
        kept = await press(home, "export")

        assert [button.action for row in asked.buttons for button in row] == [
            Action("forget", "yes"),
            Action("forget", "no"),
        ]
        assert [button.action.name for row in back.buttons for button in row] == ["export", "forget", "unread"]
        assert kept.file is not None
        assert SECRET.encode() in kept.file.content


async def test_an_answer_that_grows_is_forgotten_too() -> None:
    """It stops, and nothing of it is kept afterwards; the bot goes on as ever."""
    async with house(ENDLESS, ANSWER) as home:
        await home.ask(SECRET)
        await home.wait(5)
        await press(home, "forget", "yes")
        await home.wait()
        kept = await press(home, "export")

        assert home.provider.open == 0
        assert kept.file is not None
        assert json.loads(kept.file.content)["messages"] == []
        assert await home.store.run(replies.left_open) == ()

        await home.ask("Again")
        await home.wait()
        assert home.texts()[-1].startswith("That")


async def test_the_export_holds_ones_own() -> None:
    """Questions, their answers and the counters, as JSON; of others, nothing."""
    async with house(ANSWER) as home:
        await home.ask("What is mine?")
        await home.ask("What is theirs?", home.private(BOB))
        await home.wait()
        answer = await press(home, "export")

        assert answer.file is not None
        kept = json.loads(answer.file.content)
        assert kept["person"] == "memory:5"
        assert [(one["you"], one["answers"]) for one in kept["messages"]] == [
            ("What is mine?", ["That quicksilver is fine."])
        ]
        assert [one["answers"] for one in kept["counters"]] == [1]
        assert b"theirs" not in answer.file.content
        assert answer.private


async def test_in_a_group_nothing_of_ones_own_is_shown() -> None:
    """There the buttons would hand a file to all; it says where they are instead."""
    async with house(ANSWER) as home:
        answer = await shown(home, home.shared())
        pressed = await press(home, "export", origin=home.shared())

        assert answer.buttons == ()
        assert "private chat" in answer.text
        assert pressed.file is None


async def test_the_button_is_for_whom_it_was_shown_to() -> None:
    """A press by another does nothing, for neither of them."""
    async with house(ANSWER) as home:
        await home.ask(SECRET, home.shared())
        await home.wait()
        answer = await press(home, "forget", "yes", origin=home.shared(BOB), caller=ANN.id)
        kept = await press(home, "export")

        assert answer.text == "That button is for the person I answered."
        assert kept.file is not None
        assert SECRET.encode() in kept.file.content


async def test_who_may_not_talk_may_still_be_forgotten() -> None:
    """What is kept of somebody is theirs."""
    rules = Policy(owners=frozenset({OWNER}), default_model="demo/small", denied=frozenset({"memory:person:5"}))
    async with house(ANSWER, rules=rules) as home:
        answer = await shown(home, home.private())
        await home.wait()
        done = await press(home, "forget", "yes")

        assert len(answer.buttons) == 2
        assert done.text.startswith("Forgotten: 0")


async def test_a_limit_that_an_owner_set_stays() -> None:
    """Only what somebody chose themselves goes with them."""
    async with house(ANSWER) as home:
        place = home.private().place
        await home.store.run(settings.change, str(place), "paused", "yes", by=str(OWNER), at=1.0)
        await home.store.run(settings.change, str(place), "model", "demo/small", by=str(ANN), at=1.0)
        await home.store.run(settings.change, str(GROUP), "model", "demo/small", by=str(ANN), at=1.0)
        await press(home, "forget", "yes")

        kept = await home.store.run(settings.kept, [str(place), str(GROUP)])
        assert {(one.scope, one.key, one.by) for one in kept} == {
            (str(place), "paused", str(OWNER)),
            (str(GROUP), "model", ""),
        }


@pytest.mark.parametrize(("keep_days", "words"), [(30, "for 30 days"), (0, "no text once an answer is finished")])
async def test_it_says_for_how_long(keep_days: int, words: str) -> None:
    """What the config says, and who reads."""
    rules = Policy(owners=frozenset({OWNER}), everyone=True, default_model="demo/small", keep_days=keep_days)
    async with house(ANSWER, rules=rules) as home:
        answer = await shown(home, home.private())

        assert words in answer.text
        assert "demo" in answer.text


async def test_it_speaks_the_language_of_the_reader() -> None:
    """And so does what comes later of the same question, while another is answered in theirs."""
    async with house(ENDLESS) as home:
        spanish = Origin(home.private().place, ANN, home.private().target, private=True, linear=True, locale="es-419")
        await home.engine.on_message(Incoming(spanish, "q", "Hola", addressed=True))
        await home.wait(5)
        other = Person("memory", "77")
        await home.command("help", home.private(other))
        stop = home.platform.standing[next(iter(home.platform.standing))].frame.buttons[0][0]
        said = await home.engine.on_press(Press(spanish, stop.action, Message(spanish.place, "m1")))

        assert stop.label == "⏹ Parar"
        assert isinstance(said, Response)
        assert said.text == "Parando."


@pytest.mark.parametrize(
    ("trust", "words"),
    [
        ("account", "is read by demo, whose model demo/small answers"),
        ("stranger", "a third party's free website"),
        ("local", "on a machine of whoever runs me"),
        ("demo", "goes to no company"),
    ],
)
async def test_it_says_who_reads(trust: Trust, words: str) -> None:
    """A company, a stranger, a machine of one's own, nobody."""
    async with house(ANSWER) as home:
        home.provider.trust = trust

        assert words in (await shown(home, home.private())).text


class Ears(ScriptedProvider):
    """A provider that can write down what people say."""

    transcription_model = "ears-1"

    def __init__(self, clock: VirtualClock, host: str, trust: Trust = "account") -> None:
        super().__init__(clock, ())
        self.host = host
        self.trust = trust

    async def transcribe(self, audio: Audio, model: str) -> Transcript:
        return Transcript("Hello")


@pytest.mark.parametrize(
    ("trust", "who"),
    [("account", "OpenAI (api.openai.com)"), ("local", "a machine of whoever runs me")],
)
async def test_it_says_who_hears(trust: Trust, who: str) -> None:
    """Who writes down what people say is another company, perhaps."""
    clock = VirtualClock()
    async with house(ANSWER, clock=clock, ears=Ears(clock, "api.openai.com", trust)) as home:
        said = (await shown(home, home.private())).text

    assert say("privacy_voice", company=who, model="ears/ears-1") in said


async def test_where_nobody_hears_nothing_is_said_of_it() -> None:
    """Nor of pictures, where no other model is named for them."""
    async with house(ANSWER) as home:
        said = (await shown(home, home.private())).text

    assert "aloud" not in said
    assert "picture" not in said


async def test_it_says_who_sees_instead() -> None:
    """Where a picture may go to the model that the config names for pictures."""
    clock = VirtualClock()
    async with house(ANSWER, clock=clock, ears=Ears(clock, "api.x.ai"), eyes="ears/eyes-1") as home:
        unknown = (await shown(home, home.private())).text
        home.provider.told["small"] = ModelSettings(vision=True)
        sees = (await shown(home, home.private())).text

    sentence = say("privacy_eyes", company="xAI (api.x.ai)", model="ears/eyes-1")
    assert sentence in unknown
    assert sentence not in sees


async def test_whoever_does_not_want_to_be_read_for_others_can_say_so() -> None:
    """And take it back; it is in the file, and stays after Forget me, because it is a wish and no words."""
    async with house(ANSWER) as home:
        before = await press(home, "export")
        out = await press(home, "unread", "yes")
        await press(home, "forget", "yes")
        await home.wait()
        after = await press(home, "export")
        back = await press(home, "unread", "no")

        assert before.file is not None
        assert b'"read_for_others": true' in before.file.content
        assert say("privacy_unread") in out.text
        assert after.file is not None
        assert b'"read_for_others": false' in after.file.content
        assert say("privacy_read") in back.text
