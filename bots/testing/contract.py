"""The tests that every platform passes, and those of platforms with a server that may refuse."""

import asyncio
from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from bots.engine.seam.errors import Gone, PlatformError, Refused, SlowDown, TooLarge
from bots.engine.seam.frames import answer_frames
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.panels import shown
from bots.engine.seam.places import Person, Place, Surface, Target
from bots.engine.seam.platform import Downloads, ShowsOutcome
from bots.engine.seam.rates import Window
from bots.engine.seam.shown import Action, Button, File, Frame, Option, Panel, Select
from bots.testing.abilities import ABILITIES
from bots.testing.stage import PATIENCE, ChatStage, Heard, PressesButtons, RunsCommands, Stage, until
from provider.values import replace

SOURCES = (
    " ".join(f"Sentence {number} says that the sea is wide." for number in range(300)),
    "".join(f"- item {number}\n" for number in range(1200)),
    "```\n" + "".join(f"print({number})\n" for number in range(1500)) + "```\n",
    "x" * 9000,
    "😀" * 4500,
)
"""Sources longer than a message on most platforms: words, a list, code, and one without a place to cut."""

REMARK = "What the bot itself says."
STOP_BUTTON = Button("Stop", Action("stop", "1"))
STOP = ((STOP_BUTTON,),)
PANEL = Panel(
    "Thoughts",
    ("It is off.",),
    "What the model thinks before it answers.",
    (Select("Thoughts", (Option("off", Action("set", "a=off"), "Hidden", current=True),)),),
    ((Button("Back", Action("set"), "danger"),),),
    "Page 1 of 1",
)


@pytest.mark.asyncio
class PlatformContract:
    """The tests of every platform. A subclass says how to open one."""

    @abstractmethod
    def stage(self, inbox: Inbox) -> AbstractAsyncContextManager[Stage]:
        """A platform that runs, with this inbox, and a chat of it."""
        raise NotImplementedError

    async def test_it_says_how_often_it_may_be_called(self) -> None:
        """Budgets and tempo are pure; progress leaves a call for the last frame; budgets have names of their own."""
        async with self.stage(Heard()) as stage:
            adapter, target = stage.adapter, stage.target
            budgets, tempo = adapter.budgets(target), adapter.tempo(target)

            assert budgets == adapter.budgets(target)
            assert tempo == adapter.tempo(target)
            assert tempo.then > 0.0
            assert all(budget.name.startswith(f"{adapter.name}:") for budget in budgets)
            for limit in (limit for budget in budgets for limit in budget.limits):
                assert limit.reserve < (limit.calls if isinstance(limit, Window) else limit.capacity)

    @pytest.mark.parametrize("source", SOURCES, ids=["words", "list", "code", "one word", "emoji"])
    async def test_a_source_of_any_length_goes_out_whole(self, source: str) -> None:
        """It goes out in messages that the platform takes; nothing is lost, and it ends."""
        async with self.stage(Heard()) as stage:
            rest, shown, count = source, "", 0
            while rest:
                piece = stage.adapter.render(rest, last=True)
                assert piece == stage.adapter.render(rest, last=True), "it is pure"
                assert piece.text, "a message with nothing in it is none"
                await show(stage, stage.target, Frame(piece.text, piece.entities))
                shown, rest, count = shown + piece.text, piece.rest, count + 1
                assert count < len(source), "the rest gets shorter"

            letters = [character for character in source if character.isalnum() or character == "😀"]
            seen = iter(shown)
            assert all(letter in seen for letter in letters)

    @pytest.mark.parametrize("source", SOURCES, ids=["words", "list", "code", "one word", "emoji"])
    async def test_a_remark_stands_below_the_end(self, source: str) -> None:
        """It stands in the message that holds the end of the source, and in no other."""
        async with self.stage(Heard()) as stage:
            if isinstance(stage.adapter, ShowsOutcome):
                return  # it keeps the bot's words apart
            rest, shown = source, [False]
            while rest:
                piece = stage.adapter.render(rest, last=True, remark=REMARK)
                await show(stage, stage.target, Frame(piece.text, piece.entities))
                rest, shown = piece.rest, [*shown, REMARK in piece.text]

            assert shown[-1]
            assert not any(shown[:-1])

    async def test_a_message_grows(self) -> None:
        """It is sent once and edited; an edit that changes nothing is a success."""
        async with self.stage(Heard()) as stage:
            surface = await show(stage, stage.target, Frame("One", buttons=STOP), last=False)
            again = await show(stage, surface, Frame("One two", buttons=STOP), last=False)
            end = await show(stage, surface, Frame("One two three"))
            await show(stage, surface, Frame("One two three"))

            assert surface == again == end
            assert surface.place == stage.target.place
            await until(lambda: stage.text_of(surface) == "One two three")

    async def test_whatever_a_frame_holds_goes_out(self) -> None:
        """A platform that has no buttons, files, pings or silence shows the text."""
        async with self.stage(Heard()) as stage:
            file = File("answer.md", b"# All of it")
            frame = Frame("All of it", buttons=STOP, file=file, silent=True, ping=stage.person.id)
            surface = await show(stage, stage.target, frame)

            await until(lambda: "All of it" in stage.text_of(surface))

    async def test_a_panel_goes_out(self) -> None:
        """Where there are no panels, its words and its buttons are shown, which the frame holds as well."""
        async with self.stage(Heard()) as stage:
            if isinstance(stage.adapter, ShowsOutcome):
                return  # what answers a command does not go through `show`
            render = partial(stage.adapter.render, last=True)
            (frame,) = answer_frames(shown(PANEL), render)
            surface = await show(stage, stage.target, frame)
            await until(lambda: "It is off." in stage.text_of(surface))
            (changed,) = answer_frames(shown(replace(PANEL, lines=("It is on.",))), render)
            await show(stage, surface, changed)

            await until(lambda: "It is on." in stage.text_of(surface))

    async def test_who_cannot_be_known_administers_nothing(self) -> None:
        """A person who was never in a place that does not exist administers nothing, and nothing is raised."""
        async with self.stage(Heard()) as stage:
            nowhere, nobody = Place(stage.adapter.name, "987654321"), Person(stage.adapter.name, "987654322")

            assert not await stage.adapter.manages(stage.target.place, "", nobody)
            assert not await stage.adapter.manages(nowhere, "987654321", nobody)

    async def test_a_person_can_be_written_to(self) -> None:
        """The private chat is a place of this platform."""
        async with self.stage(Heard()) as stage:
            private = await stage.adapter.private_chat(stage.person)

            assert private.place.platform == stage.adapter.name

    async def test_what_people_write_comes_in(self) -> None:
        """It comes after `on_ready` and in its order; each message has an id and a target for the answer."""
        inbox = Heard()
        async with self.stage(inbox) as stage:
            for number, text in enumerate(("Hello", "Hello again"), 1):
                await stage.writes(text)
                await until(lambda number=number: len(inbox.messages) == number)  # type: ignore[misc]
                target = inbox.messages[-1].origin.target
                await show(stage, target, Frame(f"Answer {number}"))
                if isinstance(stage.adapter, ShowsOutcome):
                    stage.adapter.settled(target, complete=True, notice="")

            assert set(inbox.ready) == {stage.adapter.name}
            assert [message.text for message in inbox.messages] == ["Hello", "Hello again"]
            assert len({message.id for message in inbox.messages}) == 2
            assert all(message.addressed for message in inbox.messages)
            assert {message.origin.place for message in inbox.messages} == {stage.target.place}
            assert {message.origin.person for message in inbox.messages} == {stage.person}
            assert inbox.troubles == []

    async def test_a_command_comes_in(self) -> None:
        """Where people run commands: once, by its own name, from the person who ran it and where they ran it."""
        inbox = Heard()
        async with self.stage(inbox) as stage:
            if not isinstance(stage, RunsCommands):
                return
            await stage.runs("models")
            await until(lambda: inbox.commands)
            (command,) = inbox.commands

            assert (command.name, dict(command.options)) == ("models", {})
            assert (command.origin.place, command.origin.person) == (stage.target.place, stage.person)
            assert inbox.messages == []
            assert inbox.troubles == []

    async def test_a_pressed_button_comes_in(self) -> None:
        """Where people press buttons: once, with the action that was shown, and the message under which it stood."""
        inbox = Heard()
        async with self.stage(inbox) as stage:
            if not isinstance(stage, PressesButtons):
                return
            surface = await show(stage, stage.target, Frame("One", buttons=STOP))
            await until(lambda: stage.text_of(surface) == "One")
            await stage.presses(surface, STOP_BUTTON)
            await until(lambda: inbox.presses)
            (press,) = inbox.presses

            assert press.action == STOP_BUTTON.action
            assert (press.origin.place, press.origin.person) == (stage.target.place, stage.person)
            assert (press.surface.place, press.surface.id) == (surface.place, surface.id)
            assert inbox.troubles == []

    async def test_what_people_send_can_be_had(self) -> None:
        """Where the platform can download: by a reference, twice, up to a limit; what was never there is gone."""
        inbox, content = Heard(), b"a line\n" * 200
        async with self.stage(inbox) as stage:
            adapter = stage.adapter
            if not isinstance(adapter, Downloads):
                return
            await stage.sends(File("notes.txt", content))
            await until(lambda: inbox.messages)
            (sent,) = inbox.messages[0].attachments

            assert (sent.kind, sent.name, sent.size) == ("document", "notes.txt", len(content))
            assert await adapter.download(sent.reference, len(content)) == content
            assert await adapter.download(sent.reference, len(content) + 1) == content
            with pytest.raises(TooLarge):
                await adapter.download(sent.reference, len(content) - 1)
            for nothing in ("", "never/was/there", "https://example.org/notes.txt"):
                with pytest.raises(Gone):
                    await adapter.download(nothing, len(content))

    async def test_after_quiet_calls_out_still_work(self) -> None:
        """`run` ends, and a growing answer can still be finished."""
        async with self.stage(Heard()) as stage:
            await stage.adapter.quiet()
            async with asyncio.timeout(PATIENCE):
                await stage.running
            surface = await show(stage, stage.target, Frame("Still here"))

            await until(lambda: stage.text_of(surface) == "Still here")

    async def test_it_can_be_checked_and_closed(self) -> None:
        """A check raises nothing and has findings; closing twice is fine."""
        async with self.stage(Heard()) as stage:
            findings = await stage.adapter.check()
            await stage.adapter.quiet()
            await stage.adapter.aclose()
            await stage.adapter.aclose()

            assert all(finding.text for finding in findings)

    @pytest.mark.parametrize("ability", ABILITIES, ids=lambda ability: ability.__name__)
    async def test_what_it_can_do_beside_keeps_its_promise(self, ability: type) -> None:
        """Each optional ability that the platform has keeps its promise."""
        async with self.stage(Heard()) as stage:
            if isinstance(stage.adapter, ability):
                await ABILITIES[ability](stage, stage.adapter)


class ChatContract(PlatformContract):
    """The tests of platforms on which messages can be deleted and calls refused."""

    @abstractmethod
    def stage(self, inbox: Inbox) -> AbstractAsyncContextManager[ChatStage]:
        """A platform that runs, with this inbox, and a chat of it."""
        raise NotImplementedError

    async def test_messages_stand_apart(self) -> None:
        """An edit of one leaves the other as it is."""
        async with self.stage(Heard()) as stage:
            one = await show(stage, stage.target, Frame("one"))
            two = await show(stage, stage.target, Frame("two"))
            await show(stage, one, Frame("one more"))
            await until(lambda: stage.text_of(one) == "one more")

            assert one != two
            assert stage.text_of(two) == "two"

    async def test_a_deleted_message_is_gone(self) -> None:
        """An edit of it raises `Gone`, and does not bring it back."""
        async with self.stage(Heard()) as stage:
            surface = await show(stage, stage.target, Frame("one"))
            await stage.deletes(surface)

            with pytest.raises(Gone):
                await show(stage, surface, Frame("one more"))
            assert stage.text_of(surface) == ""

    async def test_each_failure_is_named(self) -> None:
        """Each failure raises its error after a single attempt, without waiting; `SlowDown` says for how long."""
        async with self.stage(Heard()) as stage:
            names = list(stage.failures())

        assert {SlowDown, Refused} <= set(names)
        for name in names:
            await self._fails(name)

    async def _fails(self, name: type[PlatformError]) -> None:
        async with self.stage(Heard()) as stage:
            surface = await show(stage, stage.target, Frame("before"))
            await until(lambda: stage.text_of(surface) == "before")
            await stage.failures()[name]()
            began = asyncio.get_running_loop().time()
            with pytest.raises(name) as caught:
                await stage.adapter.show(surface, Frame("after"), last=True)
            took = asyncio.get_running_loop().time() - began

            if issubclass(name, SlowDown | Refused):
                assert stage.text_of(surface) == "before", "nothing was applied"
            if isinstance(caught.value, SlowDown):
                assert caught.value.retry_after > 0.0
                assert took < caught.value.retry_after, "nothing sleeps inside of a call"


async def show(stage: Stage, where: Target | Surface, frame: Frame, *, last: bool = True) -> Surface:
    """Show the frame; after a `SlowDown`, again once its time is over."""
    async with asyncio.timeout(PATIENCE * 10):
        while True:
            try:
                return await stage.adapter.show(where, frame, last=last)
            except SlowDown as slow:
                await asyncio.sleep(slow.retry_after)
