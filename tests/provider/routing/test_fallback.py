"""Stand-ins: who answers where somebody else fails."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from provider import (
    Answering,
    BadRequest,
    Catalog,
    ConnectionFailed,
    CutOff,
    Event,
    Filtered,
    Finish,
    Message,
    ModelNotFound,
    NoVision,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    Reasoning,
    Request,
    Text,
    TimedOut,
    WrongKey,
)
from provider.contract import Gone, Image, Usage
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.limits import Limits
from provider.routing.circuit_breaker import FAILURES, FIRST_REST
from provider.routing.fallback import Alias, Routes
from provider.routing.model_client import Clocks
from provider.routing.retries import Patience
from provider.values import replace
from tests.provider.scripted import HELLO, Player

ASKED = Request((Message("user", "Hello"),))
ROUTES = Routes(fallback=("b", "c/m"))


class Time:
    """Seconds that pass when told."""

    now = 0.0

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.now, lambda: 1_800_000_000.0 + self.now)


def catalog(players: dict[str, Player], routes: Routes = ROUTES, **more: Any) -> Catalog:  # Any: Catalog's arguments
    return Catalog(players, routes=routes, **{"patience": Patience(times=0), **more})


async def ask(catalog: Catalog, name: str = "a/m", asked: Request = ASKED) -> list[Event | Answering]:
    async with aclosing(catalog.stream(name, asked, chat=True)) as events:
        return [event async for event in events]


async def fails(catalog: Catalog, name: str = "a/m", asked: Request = ASKED) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await ask(catalog, name, asked)
    return caught.value


@pytest.mark.parametrize("error", [Overloaded(), ConnectionFailed(), WrongKey(), TimedOut(), ModelNotFound(), CutOff()])
async def test_the_next_one_answers(error: ProviderError) -> None:
    """And it is said in place of whom."""
    a, b, c = Player([error]), Player([Overloaded()]), Player()

    gone: Gone = "withdrawn" if isinstance(error, ModelNotFound) else ""

    assert await ask(catalog({"a": a, "b": b, "c": c})) == [Answering("c", "m", instead_of="a/m", gone=gone), *HELLO]
    assert [len(player.requests) for player in (a, b, c)] == [1, 1, 1]


@pytest.mark.parametrize("error", [Filtered(), PromptTooLong(), BadRequest(), NoVision()])
async def test_an_error_about_the_request_is_told_at_once(error: ProviderError) -> None:
    """A stand-in would only hide it."""
    b = Player()

    assert type(await fails(catalog({"a": Player([error]), "b": b, "c": b}))) is type(error)
    assert b.requests == []


async def test_an_empty_answer_is_a_failure() -> None:
    """Complete, and not a word in it."""
    got = await ask(catalog({"a": Player([Text(" \n"), Finish()]), "b": Player(), "c": Player()}))

    assert got == [Answering("b", "m", "a/m"), *HELLO]


async def test_nothing_is_spliced() -> None:
    """After the first word the answer breaks off, whoever could go on."""
    b = Player()
    error = await fails(catalog({"a": Player([Text("Half an"), Overloaded()]), "b": b, "c": b}))

    assert error.partial_text == "Half an"
    assert b.requests == []


async def test_thoughts_are_no_words() -> None:
    """A model that broke down while it thought has said nothing yet; both are named before what they send."""
    a = Player([Reasoning("hm"), Overloaded()])

    assert await ask(catalog({"a": a, "b": Player(), "c": Player()})) == [
        Answering("a", "m"),
        Reasoning("hm"),
        Answering("b", "m", "a/m"),
        *HELLO,
    ]


async def test_if_all_fail_each_is_quoted() -> None:
    """The error is the one that helps most, and lists what each said."""
    players = {"a": Player([ConnectionFailed("no route")]), "b": Player([WrongKey("401")]), "c": Player([Overloaded()])}
    error = await fails(catalog(players))

    assert isinstance(error, WrongKey)
    assert str(error) == (
        "All failed. a/m: ConnectionFailed: no route; b/m: WrongKey: 401; "
        "c/m: Overloaded: The provider is overloaded or broken."
    )


async def test_nobody_stands_in_unless_named() -> None:
    """A free site is asked where a list names it, and nowhere else."""
    a, site = Player([Overloaded()]), Player(trust="stranger")
    unnamed = await fails(catalog({"a": a, "site": site}, Routes()))

    assert isinstance(unnamed, Overloaded)
    assert site.requests == []
    assert (await ask(catalog({"a": a, "site": site}, Routes(fallback=("site",)))))[-2:] == list(HELLO)


@pytest.mark.parametrize("key", ["fast", "a/m", "a"])
async def test_a_model_may_have_stand_ins_of_its_own(key: str) -> None:
    """By its alias, its name or its provider; an empty list is one too."""
    players = {"a": Player([Overloaded()]), "b": Player(), "c": Player()}
    aliases = {"fast": Alias("a/m"), "other": Alias("c/m")}
    own = catalog(players, Routes(aliases, ("b",), {key: ("other",)}))
    none = catalog(players, Routes(aliases, ("b",), {key: ()}))

    assert (await ask(own, "fast"))[0] == Answering("c", "m", "a/m")
    assert isinstance(await fails(none, "fast"), Overloaded)


async def test_a_list_that_names_itself_or_nobody() -> None:
    """Nobody is asked twice; a name that leads nowhere is passed over and quoted."""
    a = Player([Overloaded()])
    error = await fails(catalog({"a": a}, Routes(fallback=("a/m", "gone/x", "a"))))

    assert len(a.requests) == 1
    assert "gone/x: NotSetUp: There is no provider 'gone'" in str(error)


async def test_after_the_chain_come_the_stand_ins() -> None:
    """The chain itself falls to no stranger; a list that names him does."""
    a, site = Player([Overloaded()]), Player(trust="stranger")
    chain = catalog({"a": a, "site": site}, Routes(fallback=("site",)))

    assert (await ask(chain, "auto"))[0] == Answering("site", "m", "a/m")


async def test_a_failing_model_is_left_alone() -> None:
    """After some failures it is not even asked; when its rest is over, one question finds out."""
    time = Time()
    a, b = Player([Overloaded("503")]), Player()
    both = catalog({"a": a, "b": b}, Routes(fallback=("b",)), clocks=time.clocks())
    for _ in range(FAILURES + 2):
        assert (await ask(both))[0] == Answering("b", "m", "a/m")
    asked, resting = len(a.requests), both.facts("a/m")
    a.scripts = [HELLO]
    time.now += FIRST_REST
    back = await ask(both)

    assert asked == FAILURES
    assert (resting.state, resting.stand_in) == ("open", "b/m")
    assert back[0] == Answering("a", "m")
    assert (both.facts("a/m").state, both.facts("a/m").stand_in, both.troubles()) == ("closed", "", {})


async def test_without_a_stand_in_the_last_failure_is_told() -> None:
    """At once, with what is left of the rest."""
    time = Time()
    a = Player([Overloaded("503")])
    alone = catalog({"a": a}, Routes(), clocks=time.clocks())
    for _ in range(FAILURES):
        await fails(alone)
    time.now += 5.0
    error = await fails(alone)

    assert isinstance(error, Overloaded)
    assert str(error) == f"Not asked: a/m is left alone for {FIRST_REST - 5:.0f} s. The last failure: 503"
    assert error.retry_after == FIRST_REST - 5
    assert len(a.requests) == FAILURES


async def test_other_models_of_the_provider_are_asked() -> None:
    """What is left alone is a model, not all that its provider has."""
    a = Player(*([Overloaded()] for _ in range(FAILURES)), HELLO, models=("m", "n"))
    alone = catalog({"a": a}, Routes())
    for _ in range(FAILURES):
        await fails(alone)

    assert (await ask(alone, "a/n"))[0] == Answering("a", "n")
    assert alone.troubles() == {"a/m": "open"}


async def test_bad_questions_open_nothing() -> None:
    """A model that refuses one message answers others."""
    a = Player(*([Filtered()] for _ in range(FAILURES + 1)), HELLO)
    alone = catalog({"a": a}, Routes())
    for _ in range(FAILURES + 1):
        await fails(alone)

    assert (await ask(alone))[0] == Answering("a", "m")


async def test_one_person_s_empty_answers_shut_nobody_out() -> None:
    """In "auto" neither: the provider is asked by the next person as if nothing had been."""
    a, b = Player([Finish()]), Player()
    both = catalog({"a": a, "b": b})
    for _ in range(FAILURES + 1):
        assert (await ask(both, "auto", replace(ASKED, asker="one")))[0] == Answering("b", "m", "a/m")
    a.scripts = [HELLO]

    assert (await ask(both, "auto", replace(ASKED, asker="two")))[0] == Answering("a", "m")


async def test_what_the_owner_must_mend_is_told_until_it_is_mended() -> None:
    """Whichever it is: the catalog names the provider and what it said."""
    a = Player([QuotaExceeded("empty")], HELLO)
    alone = catalog({"a": a}, Routes())
    await fails(alone)
    before = dict(alone.silent())
    await ask(alone)

    assert (str(before["a"]), before["a"].about) == ("empty", "balance")
    assert alone.silent() == {}


async def test_health_is_measured() -> None:
    """How soon, how well, for how much; questions that were at fault themselves do not count."""
    time = Time()
    a = Player([Text("a"), Usage(1000, 2000), Finish()], [Text("a"), CutOff()], [Filtered()])
    a.known = ModelSettings(price=Price(1.0, 2.0))
    alone = catalog({"a": a}, Routes({"fast": Alias("a/m")}), clocks=time.clocks())
    await ask(alone)
    await fails(alone)
    await fails(alone)
    health = alone.facts("fast").health

    assert health is not None
    assert (health.answers, health.well, health.first_word, health.cost) == (2, 0.5, 0.0, 0.005)


async def test_a_model_gets_what_it_can_take() -> None:
    """No pictures for the blind, no more than fits, no system role where there is none."""
    a = Player()
    a.known = ModelSettings(vision=False, context=100)
    a.supports_system_message = False
    long = Message("user", "x" * 400)
    await ask(catalog({"a": a}), "a/m", Request((Message("system", "Be kind."), long, long, Message("user", "Hello"))))
    picture = Request((Message("user", "What is it?", (Image("image/png", b"1"),)),))

    assert a.requests[0].messages == (Message("user", "Be kind.\n\nHello"),)
    assert isinstance(await fails(catalog({"a": a}), "a/m", picture), NoVision)
    assert len(a.requests) == 1


async def test_limits_are_the_provider_s() -> None:
    """Of all its models together."""
    a, gate = Player(), asyncio.Event()
    a.scripts = [[gate, *HELLO], HELLO]
    two = catalog({"a": a}, limits={"a": Limits(max_streams=1)})
    first, second = asyncio.create_task(ask(two, "a/m")), asyncio.create_task(ask(two, "a/n"))
    for _ in range(20):
        await asyncio.sleep(0)
    waiting = len(a.requests)
    gate.set()
    answers = await asyncio.gather(first, second)

    assert waiting == 1
    assert [len(answer) for answer in answers] == [3, 3]


async def test_an_alias_is_a_name() -> None:
    """It is listed, found, kept as it is, and leads to its model."""
    a = Player()
    named = catalog({"a": a}, Routes({"fast": Alias("a/m")}))

    assert await named.names() == ("fast", "a/m")
    assert await named.find("FAST") == "fast"
    assert (await ask(named, "fast"))[0] == Answering("a", "m")
    assert named.facts("fast").name == "a/m"
