"""What is done about a message, as a value; and what a question costs the database."""

import pytest

from bots.engine.access.verdicts import Verdict
from bots.engine.language.phrases import called, say
from bots.engine.questions import Ask, Decision, Decline, Facts, Ignore, decide
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import ToChat
from bots.engine.settings.scopes import Choice
from bots.engine.settings.table import Here, defaults
from bots.engine.spending.limits import Limits, Terms
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, GROUP, OWNER, POLICY, house
from tests.fakes.memory import Step

THERE = Origin(GROUP, ANN, ToChat(GROUP), server="1")
HERE = Here({key: Choice(value, "source_default") for key, value in defaults().items()})
LIMITS = Limits()
TERMS = Terms(LIMITS.all())
FACTS = Facts(HERE, Verdict.WELCOME, TERMS, LIMITS.input_characters)
MESSAGE = Incoming(THERE, "1", "Why?", addressed=True)
SLOW: tuple[Step, ...] = (2.0, Text("Hello "), 0.5, Text("there."), Finish())


def test_a_question_goes_with_all_that_was_read_for_it() -> None:
    """Its text as it is to be answered, the settings and the limits there."""
    assert decide(MESSAGE, FACTS) == Ask(MESSAGE, HERE, TERMS, free=False)


def test_what_does_not_address_us_is_left_alone() -> None:
    """People talk to each other."""
    assert decide(replace(MESSAGE, addressed=False), FACTS) == Ignore()


@pytest.mark.parametrize(
    ("incoming", "facts", "expected"),
    [
        (
            MESSAGE,
            replace(FACTS, verdict=Verdict.UNCLAIMED),
            Decline("stranger", say("nobody_listens"), Verdict.UNCLAIMED),
        ),
        (MESSAGE, replace(FACTS, verdict=Verdict.UNKNOWN), Decline("stranger", say("not_allowed"), Verdict.UNKNOWN)),
        (MESSAGE, replace(FACTS, verdict=Verdict.DENIED), Decline("stranger", say("denied"), Verdict.DENIED)),
        (
            replace(MESSAGE, addressed=False, asked=True),
            replace(FACTS, verdict=Verdict.DENIED),
            Decline("stranger", "", Verdict.DENIED),
        ),
        (replace(MESSAGE, text="", unreadable=True), FACTS, Decline("unreadable", say("unreadable"))),
        (replace(MESSAGE, text=" "), FACTS, Decline("wordless", say("only_text"))),
        (replace(MESSAGE, text="", quoted="Because.", to_us=True), FACTS, Decline("wordless", say("only_text"))),
        (
            replace(MESSAGE, text="", quoted="Because.", to_us=True, unread=("story",)),
            FACTS,
            Decline("unread", say("nothing_read", things=called("story"))),
        ),
        (MESSAGE, replace(FACTS, full=True), Decline("full", say("queue_full"))),
        (
            MESSAGE,
            replace(FACTS, most=3),
            Decline("long", say("question_too_long", length="4", most="3")),
        ),
        (MESSAGE, replace(FACTS, paused=True), Decline("paused", say("paused_here"))),
    ],
)
def test_what_gets_no_answer_is_told_why(incoming: Incoming, facts: Facts, expected: Decision) -> None:
    """The first reason counts, and nothing is looked up for it."""
    assert decide(incoming, facts) == expected


def test_an_owner_is_answered_where_others_are_not() -> None:
    """A pause does not hold for them, and nothing of theirs is counted."""
    assert decide(MESSAGE, replace(FACTS, paused=True, is_owner=True)) == Ask(MESSAGE, HERE, TERMS, free=True)


@pytest.mark.looptime
@pytest.mark.parametrize("shared", [False, True])
async def test_a_plain_question_takes_few_jobs(shared: bool) -> None:
    """At most five, two of them before the model is asked: with limits, and with a conversation to go on from."""
    async with house(SLOW, rules=replace(POLICY, limits=LIMITS)) as one:
        origin = one.shared() if shared else one.private()
        await one.ask("First", origin)
        await one.wait()
        (answer,) = one.platform.standing
        began = len(one.database.jobs)
        await one.ask("Second", origin, reply_to=answer)
        await one.wait(1.0)
        before = one.database.jobs[began:]
        await one.wait()
        jobs = one.database.jobs[began:]

    assert len(one.provider.requests[-1].messages) == 3
    assert len(before) <= 2, before
    assert len(jobs) <= 5, jobs


@pytest.mark.looptime
async def test_where_an_owner_manages_even_talk_lets_the_server_in() -> None:
    """The first message that the bot listens to is answered there, though it does not address it."""
    async with house(rules=replace(POLICY, everyone=False)) as one:
        one.platform.managers.add(OWNER)
        await one.command("settings trigger", one.shared(OWNER), when="all")
        await one.ask("Just talking", one.shared(), addressed=False)
        await one.wait()

    assert one.answers(GROUP) == ["Hello there."]


@pytest.mark.looptime
async def test_what_others_say_costs_nothing() -> None:
    """No job of the database; one where a stranger speaks and the bot listens to all that is said."""
    async with house(rules=replace(POLICY, everyone=False)) as one:
        await one.wait(1.0)
        began = len(one.database.jobs)
        await one.ask("Just talking", one.shared(), addressed=False)
        await one.wait(1.0)
        unheard = len(one.database.jobs) - began
        await one.command("settings trigger", one.shared(OWNER), when="all")
        await one.wait(5.0)
        began = len(one.database.jobs)
        await one.ask("Just talking", one.shared(), addressed=False)
        await one.wait(1.0)
        overheard = len(one.database.jobs) - began

    assert (unheard, overheard) == (0, 1)
