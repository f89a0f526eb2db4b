"""What a short name carries besides its model: how much the model thinks, further fields, a line for people."""

from contextlib import aclosing

import pytest

from provider import Catalog, Message, Overloaded, Request
from provider.contract import Effort
from provider.known.efforts import LEVELS, nearest
from provider.known.model_settings import ModelSettings
from provider.routing.fallback import Alias, Routes
from provider.routing.retries import Patience
from provider.values import replace
from tests.provider.scripted import Player

ASKED = Request((Message("user", "Hello"),))
HIGH = Alias("a/m", "high", {"top_p": 0.5}, "For hard questions.")
KNOWN = ModelSettings(efforts=("low", "medium", "high"))


async def ask(catalog: Catalog, name: str, asked: Request = ASKED) -> None:
    async with aclosing(catalog.stream(name, asked, chat=True)) as events:
        async for _ in events:
            pass


def catalog(players: dict[str, Player], routes: Routes) -> Catalog:
    return Catalog(players, routes=routes, patience=Patience(times=0))


async def test_an_alias_says_how_its_model_is_asked() -> None:
    """Its effort goes before the asker's; by its full name the same model is asked as ever."""
    a = Player()
    a.known = KNOWN
    both = catalog({"a": a}, Routes({"hard": HIGH, "plain": Alias("a/m")}))
    asked = replace(ASKED, effort="low")

    for name in ("hard", "plain", "a/m"):
        await ask(both, name, asked)

    assert [(each.effort, each.extra) for each in a.requests] == [("high", {"top_p": 0.5}), ("low", {}), ("low", {})]


@pytest.mark.parametrize(
    ("known", "of_alias", "of_asker"),
    [(None, "high", ""), ((), "", ""), (("none", "low"), "low", "low"), (("low", "medium", "high"), "high", "low")],
)
async def test_what_is_known_of_the_model_decides_what_it_is_told(
    known: tuple[Effort, ...] | None, of_alias: str, of_asker: str
) -> None:
    """If nothing is known, only an alias is tried; if it has no such level, the nearest one is."""
    a = Player()
    a.known = ModelSettings(efforts=known)
    both = catalog({"a": a}, Routes({"hard": HIGH}))

    await ask(both, "hard")
    await ask(both, "a/m", replace(ASKED, effort="low"))

    assert [each.effort for each in a.requests] == [of_alias, of_asker]


async def test_a_stand_in_is_asked_as_its_own_alias_says() -> None:
    """Else as the wanted one. The further fields are in the words of one server: they do not go to another."""
    a, b, c = Player([Overloaded()]), Player([Overloaded()]), Player()
    c.known = KNOWN
    routes = Routes({"hard": HIGH, "easy": Alias("b/m", extra={"top_k": 1})}, fallback=("easy", "c/m"))

    await ask(catalog({"a": a, "b": b, "c": c}, routes), "hard", replace(ASKED, effort="medium"))

    told = [(each.effort, dict(each.extra)) for player in (a, b, c) for each in player.requests]
    assert told == [("high", {"top_p": 0.5}), ("", {"top_k": 1}), ("high", {})]


def test_what_an_alias_carries_is_told_of_it() -> None:
    """And nothing of that of its model by its full name."""
    a = Player()
    a.known = KNOWN
    both = catalog({"a": a}, Routes({"hard": HIGH}))

    named, full = both.facts("hard"), both.facts("a/m")

    assert (named.name, named.about, named.effort) == ("a/m", "For hard questions.", "high")
    assert (full.about, full.effort, full.efforts) == ("", "", ("low", "medium", "high"))


@pytest.mark.parametrize(
    ("levels", "meant"),
    [
        (LEVELS, ["none", "minimal", "low", "medium", "high", "max"]),
        (("low", "medium", "high"), ["low", "low", "low", "medium", "high", "high"]),
        (("none", "high"), ["none", "high", "high", "high", "high", "high"]),
        (("low", "high", "max"), ["low", "low", "low", "low", "high", "max"]),
        (("none",), ["none"] * 6),
        ((), [""] * 6),
    ],
)
def test_a_level_that_a_model_lacks_means_the_nearest(levels: tuple[Effort, ...], meant: list[str]) -> None:
    """The lower of two; whoever wants thoughts does not get none."""
    assert [nearest(wanted, levels) for wanted in LEVELS] == meant
    assert nearest("", levels) == ""
