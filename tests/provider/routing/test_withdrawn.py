"""A model that its provider withdrew: the next name that holds answers, and how it is known."""

from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import pytest

from provider import Answering, Catalog, Event, ModelNotFound, Overloaded, ProviderError, TimedOut
from provider.errors import BadRequest, ConnectionFailed, NotWorking, RateLimited, WrongKey
from provider.routing.fallback import Routes
from provider.routing.retries import Patience
from provider.routing.withdrawn import ASKED_AGAIN_AFTER
from tests.provider.routing.test_fallback import ASKED, Time
from tests.provider.scripted import HELLO, Player

GONE = [ModelNotFound("decommissioned")]


def catalog(players: dict[str, Player], time: Time | None = None, **routes: Any) -> Catalog:
    return Catalog(players, routes=Routes(**routes), patience=Patience(times=0), clocks=(time or Time()).clocks())


async def ask(catalog: Catalog, name: str, *instead: str) -> list[Event | Answering]:
    async with aclosing(catalog.stream(name, ASKED, chat=True, instead=instead)) as events:
        return [event async for event in events]


async def who(catalog: Catalog, name: str, *instead: str) -> Answering:
    found = (await ask(catalog, name, *instead))[0]
    assert isinstance(found, Answering)
    return found


async def test_the_next_name_that_holds_answers() -> None:
    """Past others that are withdrawn too, whose provider is gone, or that name the same model once more."""
    players = {"a": Player(GONE), "b": Player(GONE), "c": Player()}
    found = await who(catalog(players), "a/m", "b/m", "lost/m", "a", "c/m", "b/m")

    assert found == Answering("c", "m", instead_of="a/m", gone="withdrawn")
    assert [len(player.requests) for player in players.values()] == [1, 1, 1]


async def test_a_provider_that_is_set_up_no_more_withdrew_nothing() -> None:
    """What was chosen there is gone all the same."""
    assert await who(catalog({"c": Player()}), "lost/m", "c/m") == Answering("c", "m", "lost/m", "not set up")


@pytest.mark.parametrize("error", [Overloaded(), TimedOut(), ConnectionFailed(), WrongKey(), RateLimited()])
async def test_an_outage_is_no_withdrawal(error: ProviderError) -> None:
    """The names of the next levels are for other places."""
    c = Player()
    with pytest.raises(type(error)):
        await ask(catalog({"a": Player([error]), "c": c}), "a/m", "c/m")

    assert not c.requests


async def test_the_stand_ins_are_those_of_the_name_that_holds() -> None:
    """If all names are withdrawn, those of the first."""
    own: dict[str, Any] = {"fallback_for": {"b": ("c",), "a": ("d",)}}
    there = {"a": Player(GONE), "b": Player([Overloaded()]), "c": Player(), "d": Player()}
    none = {**there, "b": Player(GONE)}

    assert (await who(catalog(there, **own), "a/m", "b/m")).provider == "c"
    assert (await who(catalog(none, **own), "a/m", "b/m")).provider == "d"


@pytest.mark.parametrize("instead", [("site/m", "auto"), ("auto",)])
async def test_nothing_falls_to_a_stranger(instead: Sequence[str]) -> None:
    """Neither by a name nor by "auto"; unless the withdrawn model was a stranger's as well."""
    site = Player(trust="stranger")
    ours = catalog({"a": Player(GONE), "site": site})
    theirs = catalog({"b": Player(GONE, trust="stranger"), "site": site})

    with pytest.raises(ModelNotFound):
        await ask(ours, "a/m", *instead)
    assert not site.requests
    assert (await who(theirs, "b/m", "site/m")).provider == "site"


async def test_it_is_passed_over_for_a_while_and_answers_again() -> None:
    """Where somebody else answers. Who asks for it by its name is no level below it, and asks."""
    time, a = Time(), Player(GONE, GONE, HELLO)
    one = catalog({"a": a, "c": Player()}, time)
    for _ in range(3):
        await who(one, "a/m", "c/m")
    asked = len(a.requests)
    gone = one.facts("a/m").gone
    with pytest.raises(ModelNotFound):
        await ask(one, "a/m")
    time.now += ASKED_AGAIN_AFTER

    assert (asked, gone) == (1, "withdrawn")
    assert one.holding(("a/m", "c/m")) == "c/m"
    assert await who(one, "a/m", "c/m") == Answering("a", "m")
    assert one.facts("a/m").gone == ""
    assert one.holding(("a/m", "c/m")) == "a/m"


@pytest.mark.parametrize("error", [NotWorking(), BadRequest(), Overloaded(), TimedOut()])
async def test_a_list_that_had_it_and_has_it_no_more_is_believed(error: ProviderError) -> None:
    """Only if the model fails as well: as long as it answers, it is there."""
    time, a, c = Time(), Player(HELLO, [error], models=("m", "old")), Player()
    one = catalog({"a": a, "c": c}, time)
    await one.names()
    a.listed = ("m",)
    time.now += 1000.0

    assert await who(one, "a/old", "c/m") == Answering("a", "old")
    assert await who(one, "a/old", "c/m") == Answering("c", "m", "a/old", "withdrawn")


class Silent(Player):
    """Does not say which models it has, if told so."""

    silent = False

    async def models(self) -> tuple[str, ...]:
        if self.silent:
            raise ConnectionFailed
        return await super().models()


async def test_a_list_that_cannot_be_read_says_nothing() -> None:
    """Nor does one that never had the model: some work although no list names them."""
    time, a, c = Time(), Silent([Overloaded()], models=("m", "old")), Player()
    one = catalog({"a": a, "c": c}, time)
    await one.names()
    a.silent = True
    time.now += 1000.0
    for name in ("a/old", "a/unlisted"):
        with pytest.raises(Overloaded):
            await ask(one, name, "c/m")
        a.silent = False

    assert one.facts("a/old").gone == ""
    assert not c.requests


async def test_a_pinned_auto_is_asked_first_and_stood_in_for() -> None:
    """By other models of its provider if it was withdrawn, by others if the provider fails or is gone."""
    a, b = Player(models=("m", "old")), Player()
    one = catalog({"b": b, "a": a})
    one.pin_auto("a/old")

    assert await one.answering(chat=True) == "a/old"
    assert await who(one, "auto") == Answering("a", "old")
    a.scripts = [GONE, HELLO]
    assert await who(one, "auto") == Answering("a", "m", "a/old", "withdrawn")
    assert await one.answering(chat=True) == "a/m"
    a.scripts = [[Overloaded()]]
    assert await who(one, "auto") == Answering("b", "m", "a/old", "withdrawn")
    one.pin_auto("lost/m")
    assert await who(one, "auto") == Answering("b", "m", "lost/m", "not set up")
    one.pin_auto("")
    assert await who(one, "auto") == Answering("b", "m")
