"""ⓘ under an answer: what is known of it, for whoever presses; and its model, time and cost in the small line."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bots.engine.language.english import ENGLISH
from bots.engine.language.phrases import say
from bots.engine.language.spanish import SPANISH
from bots.engine.seam.incoming import Attachment, Origin, Press
from bots.engine.seam.places import Message, Person, Surface, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.storage.personal_data import dossier
from provider.contract import Finish, Source, Text, Usage
from provider.errors import Overloaded
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, POLICY, House, house
from tests.bots.engine.stores import forget
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import MemoryPlatform, MemoryTerminal, Step, VirtualClock

pytestmark = pytest.mark.looptime

AYE: tuple[Step, ...] = (2.0, Text("Aye."), Usage(1200, 34), Finish())
PRICED: Mapping[str, ModelSettings] = {"small": ModelSettings(price=Price(1.0, 10.0))}
RESTS_ON: tuple[Step, ...] = (
    Text("It rains [1]."),
    Source("A page about the weather of the whole week", "https://one.example/weather", None, 1),
    Source("Another page about it, with a long name as well", "https://two.example/weather", None, 2),
    Usage(1200, 34),
    Finish(),
)


class Brief(MemoryPlatform):
    """What one person alone sees among others is short there, as on Telegram."""

    def room_alone(self) -> int:
        return 200


def button(one: House, origin: Origin, name: str = "info") -> tuple[Action, Surface]:
    """The newest of that action in the place."""
    found = [
        (button.action, each.surface)
        for each in one.platform.standing.values()
        if each.surface.place == origin.place
        for row in each.frame.buttons
        for button in row
        if button.action.name == name
    ]
    return found[-1]


async def info(one: House, origin: Origin | None = None, by: Person = ANN) -> Response:
    """What that person reads who presses the newest ⓘ there."""
    origin = origin or one.private()
    action, surface = button(one, origin)
    answer = await one.engine.on_press(Press(replace(origin, person=by), action, surface))
    assert isinstance(answer, Response)
    return answer


async def told(*script: Step, rules: Mapping[str, ModelSettings] = PRICED) -> list[str]:
    async with house(script) as one:
        one.provider.told = dict(rules)
        await one.ask("What?")
        await one.wait()
        return (await info(one)).text.splitlines()


async def test_all_that_is_known() -> None:
    """The model, the time, the tokens, the cost, what was read, how it ended."""
    assert await told(*AYE) == [
        say("info_model", model="demo/small"),
        say("info_time", took=say("took", seconds="2.0")),
        say("info_tokens", input=1200, output=34),
        say("info_cost", cost="$0.0015"),
        say("info_turns", count=1),
        say("info_whole"),
    ]


async def test_a_price_and_tokens_that_nobody_counts() -> None:
    """No cost is made up; tokens are estimated, and it says so."""
    lines = await told(Text("Aye."), Finish(), rules={})

    assert say("info_cost_unknown") in lines
    assert any(line.startswith(say("info_tokens_in_all", tokens="").rstrip()) for line in lines)


async def test_an_answer_that_was_cut() -> None:
    """In the words of whoever reads it, whatever was spoken when it ended."""
    async with house((Text("One two"), Finish("length"))) as one:
        await one.ask("Count", replace(one.shared(), locale="es"))
        await one.wait()
        english = await info(one, one.shared(), BOB)
        spanish = await info(one, replace(one.shared(), locale="es"), BOB)

    assert ENGLISH["ended_cut"] in english.text
    assert SPANISH["ended_cut"] in spanish.text


async def test_a_stand_in_and_why() -> None:
    """The model that was wanted, and what went wrong with it."""
    async with house((Overloaded("secret"),), other=(Text("Aye."), Finish())) as one:
        await one.ask("What?")
        await one.wait()
        text = (await info(one)).text

    assert say("info_model", model="other/small") in text
    assert say("info_instead", model="demo/small", why=say("error_overloaded")) in text
    assert "secret" not in text


async def test_what_was_read_and_what_was_not() -> None:
    """By their names, with the reason."""
    clock = VirtualClock()
    platform = GiftedPlatform(clock)
    platform.files["a"] = b"The tide is at noon."
    async with house(AYE, platform=platform, clock=clock) as one:
        things = (Attachment("document", "a", "tides.txt"), Attachment("video", "b", "sea.mp4"))
        await one.ask("What?", attachments=things)
        await one.wait()
        text = (await info(one)).text

    assert say("info_read", things="tides.txt") in text
    assert say("info_unread", things="sea.mp4") in text


async def test_every_source_with_its_address() -> None:
    """However many are named below the answer."""
    lines = await told(*RESTS_ON)

    assert lines[-2:] == [
        "[1] A page about the weather of the whole week <https://one.example/weather>",
        "[2] Another page about it, with a long name as well <https://two.example/weather>",
    ]


async def test_anybody_who_may_talk_there_reads_it_alone() -> None:
    """A stranger does not; what only one person has seen is told of to that person."""
    async with house(AYE) as one:
        await one.ask("What?", one.shared())
        await one.wait()
        bobs = await info(one, one.shared(), BOB)
        alone = replace(one.shared(), target=ToInteraction(GROUP, "app", "t", one.clock.wall() + 900, private=True))
        await one.ask("What?", alone)
        await one.wait()
        row = max(int(action.argument) for action in [button(one, one.shared())[0]])
        anns = [
            await one.engine.on_press(Press(one.shared(who), Action("info", str(row)), Message(GROUP, "m")))
            for who in (BOB, ANN)
        ]
        one.engine.adopt(replace(POLICY, everyone=False, allowed=frozenset({"memory:person:5"})))
        strangers = await info(one, one.shared(), BOB)
        elsewhere = await one.engine.on_press(
            Press(one.private(), Action("info", str(row)), Message(one.private().place, "m"))
        )

    assert bobs.private
    assert "demo/small" in bobs.text
    assert anns[0] == Response(say("not_your_button"))
    assert isinstance(anns[1], Response)
    assert "demo/small" in anns[1].text
    assert strangers.text == say("denied")
    assert elsewhere == Response(say("info_gone"))


async def test_where_little_fits_the_rest_comes_in_private() -> None:
    """The short of it at once, within what fits; in a private chat all of it as a message."""
    clock = VirtualClock()
    async with house(RESTS_ON, platform=Brief(clock), clock=clock) as one:
        await one.ask("What?", one.shared())
        await one.ask("What?")
        await one.wait()
        among = await info(one, one.shared(), BOB)
        await one.wait(1.0)
        [bobs] = one.texts(one.private(BOB).place)
        alone = await info(one)

    assert len(among.text) <= 200
    assert among.text.startswith("demo/small · ")
    assert among.text.endswith(say("info_rest_alone"))
    assert "https://two.example/weather" in bobs
    assert (alone.text, alone.private) == (bobs, False)


async def test_where_the_bot_may_not_write_first() -> None:
    """It says how to open the chat; nothing is shown to others."""
    clock = VirtualClock()
    async with house(RESTS_ON, platform=Brief(clock), clock=clock) as one:
        one.platform.refuses = lambda where, frame: "blocked" if where.place == one.private(BOB).place else ""
        await one.ask("What?", one.shared())
        await one.wait()
        before = one.texts(GROUP)
        among = await info(one, one.shared(), BOB)

    assert len(among.text) <= 200
    assert among.text.endswith(say("info_open_chat"))
    assert one.texts(GROUP) == before


async def test_after_a_restart_and_after_a_crash(tmp_path: Path) -> None:
    """What is kept is there; of an answer that a crash cut off that is known."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    async with house(AYE, (Text("On and on"), 600.0), clock=clock, path=file) as one:
        await one.ask("What?")
        await one.wait()
        known = await info(one)
        await one.ask("And?")
        await one.wait(5.0)
    await clock.sleep(200.0)
    async with house(AYE, clock=clock, path=file, platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        crashed = await info(two)
        first = await two.engine.on_press(Press(two.private(), Action("info", "2"), Message(GROUP, "m")))

    assert first == known
    assert say("info_model_unknown") in crashed.text
    assert say("interrupted") in crashed.text


async def test_the_export_has_it_and_forget_me_takes_it() -> None:
    """As everything else that is kept of a person."""
    async with house(AYE) as one:
        await one.ask("What?")
        await one.wait()
        [said] = await one.store.run(dossier, ANN)
        action, surface = button(one, one.private())
        export = await one.engine.on_press(Press(one.private(), Action("export"), surface))
        await forget(one.store, ANN)
        gone = await one.engine.on_press(Press(one.private(), action, surface))

    assert [(facts.model, facts.turns) for facts in said.facts] == [("demo/small", 1)]
    assert isinstance(export, Response)
    assert export.file is not None
    [kept] = json.loads(export.file.content)["messages"]
    assert kept["facts"][0]["input_tokens"] == 1200
    assert gone == Response(say("info_gone"))


async def test_one_that_went_on_says_what_all_of_it_took() -> None:
    """Both requests together."""
    async with house(
        (Text("One two"), Usage(10, 2), Finish("length")), (Text(" three."), Usage(30, 3), Finish())
    ) as one:
        await one.ask("Count")
        await one.wait()
        action, surface = button(one, one.private(), "go_on")
        await one.engine.on_press(Press(one.private(), action, surface))
        await one.wait()
        text = (await info(one)).text

    assert say("info_tokens", input=40, output=5) in text
    assert say("info_whole") in text


@pytest.mark.parametrize("stopped", [False, True])
async def test_details_on_puts_it_into_the_small_line(stopped: bool) -> None:
    """Also below an answer that somebody stops; without words there is nothing to say."""
    scripts: Sequence[Sequence[Step]] = [(2.0, Text("Aye."), *([60.0] if stopped else []), Usage(1200, 34), Finish())]
    async with house(*scripts) as one:
        one.provider.told = dict(PRICED)
        await one.command("settings details", value="on")
        await one.ask("What?")
        await one.wait(5.0)
        await one.command("stop")
        await one.wait()
        [text] = one.texts()

    words, _, line = text.partition("\n\n")
    assert words == "Aye."
    assert "demo/small · " in line
    assert (say("stopped") in line) is stopped
    assert stopped or line == "demo/small · 2.0 s · $0.0015"


async def test_the_terminal_says_it_too() -> None:
    """Beside the answer, where the bot's own words go."""
    clock = VirtualClock()
    platform = MemoryTerminal(clock)
    async with house(AYE, platform=platform, clock=clock) as one:
        await one.command("settings details", value="on")
        await one.ask("What?")
        await one.wait()

    assert "2.0 s" in platform.ends[-1][1]
