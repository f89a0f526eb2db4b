"""What acts on a turn that another process gives: it is done there, and its words come back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from sqlalchemy import Connection

from bots.engine.language.phrases import say
from bots.engine.machines.signals import NoAnswer
from bots.engine.seam import panels
from bots.engine.seam.incoming import Again, Incoming, Origin, Press
from bots.engine.seam.places import InteractionMessage, Message, Person, Place, ToChat
from bots.engine.seam.shown import Action, Form, Option, Panel, Response, Select
from bots.engine.storage import answers
from bots.engine.storage.schema import ATTENDED
from bots.engine.storage.upserts import upsert
from bots.engine.storage.values_json import plain, value_of
from bots.engine.tools.approvals import Question, Verdict
from bots.text.moments import in_words
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS
from tests.bots.engine.machines.processes import Process, ask_at, process, two, until
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

MESSAGE = Message(Place("memory", "dm5"), "m1")

STOPPED_WITHIN = 5.0
"""Seconds from the press until the answer has ended, on a machine that is busy with other tests; else it is 0.2 s."""


def attend(sql: Connection, place: Place, process: str) -> None:
    values = {"epoch": 1, "attendant": process}
    sql.execute(upsert(ATTENDED).values(platform=place.platform, chat=place.chat, **values).or_update(values))


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as found:
        yield found


@asynccontextmanager
async def growing(url: str, *origins: Origin) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes, and answers that grow in the second one to questions of these people."""
    async with two(url, ENDLESS) as (here, there):
        for number, origin in enumerate(origins):
            await ask_at(there, "Why?", origin, f"q{number}", here)
        await until(lambda: there.engine.services.queue.growing == len(origins))
        yield here, there


async def press(process: Process, origin: Origin, name: str, key: int | str) -> str:
    said = await process.engine.on_press(Press(origin, Action(name, str(key)), Message(origin.place, "m1")))
    assert isinstance(said, Response)
    return in_words(said.text)


def private(person: Person = ANN) -> Origin:
    place = Place("memory", f"dm{person.id}")
    return Origin(place, person, ToChat(place), private=True, linear=True)


def shared(person: Person = ANN) -> Origin:
    return replace(private(person), place=Place("memory", "100"), private=False, linear=False, server="1")


async def test_stop_arrives_where_the_answer_grows(url: str) -> None:
    """At once, as a button and as a command; whoever pressed reads what is said there."""
    async with growing(url, private(), private(BOB)) as (here, there):
        queue = there.engine.services.queue
        began = monotonic()
        (first,) = queue.here(private().place)
        said = await press(here, private(), "stop", first.key)
        await until(lambda: not queue.here(private().place))
        pressed = monotonic() - began
        began = monotonic()
        told = await here.command("stop", private(BOB))
        await until(lambda: not queue.here(private(BOB).place))
        sent = monotonic() - began

    assert said == told == "Stopping."
    assert pressed < STOPPED_WITHIN
    assert sent < STOPPED_WITHIN


async def test_rights_are_looked_at_where_the_answer_grows(url: str) -> None:
    """A button of somebody else's answer is refused; its asker's "Answer this now" ends it."""
    async with growing(url, shared()) as (here, there):
        (answer,) = there.engine.services.queue.here(shared().place)
        refused = await press(here, shared(BOB), "stop", answer.key)
        grows = there.engine.services.queue.growing
        await press(here, shared(), "now", answer.key)
        await until(lambda: there.engine.services.queue.growing == 0)

    assert refused
    assert grows == 1


async def test_whether_a_tool_may_run_is_said_where_it_waits(url: str) -> None:
    """By its asker, and by nobody who may not say it there."""
    async with growing(url, shared()) as (here, there):
        question = Question(shared().place, ANN, "mail")
        waits = asyncio.create_task(there.engine.services.approvals.ask(question))
        refused = await press(here, shared(BOB), "permit", question.key)
        said = await press(here, shared(), "permit", question.key)
        verdict = await waits

    assert refused == say("not_yours_to_allow")
    assert said == say("tool_allowed", tool="mail")
    assert verdict is Verdict.ALLOWED


@pytest.mark.parametrize(("name", "goes"), [("stop", True), ("turn", True), ("info", False)])
async def test_what_acts_on_an_answer_goes_to_who_attends_its_chat(url: str, name: str, *, goes: bool) -> None:
    """Also to turn to another version of it: who gives it anew knows that. What is only read is read anywhere."""
    async with growing(url, private()) as (here, there):

        async def heard(words: str) -> str:
            return json.dumps({"response": plain(Response("There."))})

        there.engine.services.signals.answer("press", heard)
        said = await press(here, private(), name, 1)

    assert (said == "There.") == goes


async def test_an_edit_is_read_where_the_question_is_answered(url: str) -> None:
    """The answer that grows there ends, and is given anew to the new words."""
    async with growing(url, private()) as (here, there):
        await here.engine.on_edited(Incoming(private(), "q0", "Why not?", addressed=True))
        await until(lambda: len(there.provider.requests) == 2)
        read = str(there.provider.requests[-1].messages[-1])

    assert "Why not?" in read
    assert here.provider.requests == []


async def test_what_people_delete_is_withdrawn_where_it_is_answered(url: str) -> None:
    """The answer ends, and nothing of the question is kept."""
    async with growing(url, private()) as (here, there):
        await here.engine.on_deleted(private().place, ("q0",))
        took = await until(lambda: there.engine.services.queue.growing == 0)

    assert took < STOPPED_WITHIN


async def test_a_new_conversation_begins_everywhere(url: str) -> None:
    """What is sent after it joins no question from before."""
    async with growing(url, private()) as (here, there):
        await here.command("new", private())
        joins = there.engine.services.queue.to_join(Incoming(private(), "q9", "And", addressed=True))

    assert joins is None


async def test_what_waits_for_what_came_before_waits_for_another_process(url: str) -> None:
    """A command is run once all has begun that came in its place before it."""
    async with two(url) as (here, there):
        await ask_at(there, "Why?", private(), "q0", here)
        told = await here.command("model", private())

        begun = there.engine.services.queue.is_busy_with(ANN)

    assert told
    assert begun


async def test_a_process_that_died_is_not_waited_for(url: str) -> None:
    """It is not even asked, once it is known to be gone; what was to be done is done here."""
    async with process(url) as here:
        asked: list[str] = []

        async def ask(process: str, *_: object, **__: object) -> str:
            asked.append(process)
            raise NoAnswer

        here.engine.services.signals.ask = ask  # type: ignore[method-assign]
        await here.store.run(attend, private().place, "gone")
        said = await here.command("stop", private())

    assert said
    assert asked == []


async def test_a_process_that_hangs_is_given_up(url: str) -> None:
    """After two seconds, what was asked is done here."""
    async with growing(url, private()) as (here, there):
        silent = asyncio.Event()

        async def hang(words: str) -> str:
            await silent.wait()
            return ""

        there.engine.services.signals.answer("press", hang)
        (answer,) = there.engine.services.queue.here(private().place)
        began = monotonic()
        said = await press(here, private(), "stop", answer.key)

    assert said == "That answer has ended already."
    assert monotonic() - began > 1.5


async def test_what_a_press_asks_begins_where_the_place_is_attended(url: str) -> None:
    """Retry gives the answer anew there; a form, a menu and a question come back to where it was pressed."""
    async with two(url) as (here, there):
        await there.store.run(attend, private().place, there.engine.services.signals.me)
        await there.ask("Why?", private(), "q0")
        await until(lambda: there.platform.texts(private().place) == ["Hello there."])
        await there.engine.services.queue.idle()
        row = await there.store.run(answers.last_answer, private().place, ANN)
        assert row is not None
        form = await here.engine.on_press(Press(private(), Action("continue", str(row)), MESSAGE))
        sent = await here.engine.on_press(Press(private(), Action("continue", str(row)), MESSAGE, text="And then?"))
        await here.engine.on_press(Press(private(), Action("retry", str(row)), MESSAGE))
        await until(lambda: len(there.provider.requests) == 2)

    assert isinstance(form, Response)
    assert form.form is not None
    assert isinstance(sent, Incoming)
    assert (sent.text, bool(sent.committed)) == ("And then?", True)
    assert here.provider.requests == []


def test_panels_forms_and_questions_cross_whole() -> None:
    """Whatever a handler may say, but a file, is the same on the other side."""
    action = Action("anew", "8.a")
    panel = Panel("", ("Which?",), selects=(Select("Model", (Option("One", action, "about", current=True),)),))
    response = replace(panels.shown(panel), replace=True, form=Form("Reply", "Words", action, one_line=True))
    surface = InteractionMessage(private().place, "app", "token", "m", 5.0)
    incoming = Incoming(private(), "", "Why?", addressed=True, again=Again(8, surface, behind=3), committed=7)

    assert value_of(Response, json.loads(json.dumps(plain(response)))) == response
    assert value_of(Incoming, json.loads(json.dumps(plain(incoming)))) == incoming
