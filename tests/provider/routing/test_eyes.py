"""Questions with pictures, sounds and documents: who answers where a model cannot take them."""

from contextlib import aclosing
from typing import Any

import pytest

from provider import (
    Answering,
    Audio,
    Catalog,
    ConnectionFailed,
    Document,
    Event,
    Message,
    NoDocuments,
    NoHearing,
    NoVision,
    ProviderError,
    Request,
    Senses,
)
from provider.contract import Image
from provider.known.model_settings import MOST_PICTURES, ModelSettings
from provider.routing.fallback import Alias, Routes, Tried
from provider.routing.retries import Patience
from tests.provider.scripted import HELLO, Player

SEEN = Message("user", "What is it?", (Image("image/png", b"1"),))
PICTURE = Request((SEEN,))
LATER = Request((SEEN, Message("assistant", "A cat."), Message("user", "And its colour?")))
EYES = Routes(eyes="e/m", fallback=("b",))
BLIND, SEEING = ModelSettings(vision=False), ModelSettings(vision=True)


def player(known: ModelSettings, *script: Any) -> Player:
    made = Player(script or HELLO)
    made.known = known
    return made


def catalog(players: dict[str, Player], routes: Routes = EYES, **more: Any) -> Catalog:
    return Catalog(players, routes=routes, patience=Patience(times=0), **more)


async def ask(
    catalog: Catalog, asked: Request, name: str = "a/m", tried: Tried | None = None
) -> list[Event | Answering]:
    async with aclosing(catalog.stream(name, asked, chat=True, tried=tried)) as events:
        return [event async for event in events]


@pytest.mark.parametrize("asked", [PICTURE, LATER], ids=["now", "before"])
async def test_eyes_answer_for_a_model_that_does_not_see(asked: Request) -> None:
    """It is said as of every stand-in; the blind model is not asked, and no failure of it is remembered."""
    a, b, e = player(BLIND), player(BLIND), player(SEEING)
    all_of_them = catalog({"a": a, "b": b, "e": e})
    events = await ask(all_of_them, asked)

    assert events[0] == Answering("e", "m", instead_of="a/m")
    assert [len(each.requests) for each in (a, b, e)] == [0, 0, 1]
    assert e.requests[0].pictures == 1
    assert all_of_them.facts("a/m").stand_in == ""


async def test_eyes_answer_nothing_else() -> None:
    """A question without pictures is for the chosen model, and so is one with pictures if it sees."""
    blind, seeing, e = player(BLIND), player(SEEING), player(SEEING)
    both = catalog({"a": blind, "c": seeing, "e": e})
    asked = Request((Message("user", "Hello"),))

    assert (await ask(both, asked))[0] == Answering("a", "m")
    assert (await ask(both, PICTURE, "c/m"))[0] == Answering("c", "m")
    assert e.requests == []


async def test_a_model_that_turns_out_not_to_see() -> None:
    """Its refusal leads to the eyes too."""
    a, e = player(ModelSettings(), NoVision()), player(SEEING)
    tried = Tried()
    events = await ask(catalog({"a": a, "e": e}), PICTURE, tried=tried)

    assert events[0] == Answering("e", "m", instead_of="a/m")
    assert isinstance(tried.errors["a/m"], NoVision)


async def test_without_eyes_a_chosen_model_says_that_it_does_not_see() -> None:
    """The models that stand in for failures are not asked: nobody chose them for that."""
    a, b = player(BLIND), player(SEEING)
    with pytest.raises(NoVision):
        await ask(catalog({"a": a, "b": b}, Routes(fallback=("b",))), PICTURE)

    assert b.requests == []


async def test_eyes_that_cannot_be_reached() -> None:
    """Further stand-ins are asked; if none of them sees, the words are about the eyes."""
    a, b, e = player(BLIND), player(BLIND), player(SEEING, ConnectionFailed())
    with pytest.raises(ConnectionFailed):
        await ask(catalog({"a": a, "b": b, "e": e}), PICTURE)
    b.known = SEEING

    assert (await ask(catalog({"a": a, "b": b, "e": e}), PICTURE))[0] == Answering("b", "m", instead_of="a/m")


async def test_eyes_that_are_not_set_up() -> None:
    """The question ends in words about that."""
    with pytest.raises(ProviderError, match="'e'"):
        await ask(catalog({"a": player(BLIND)}, Routes(eyes="e/m")), PICTURE)


async def test_auto_passes_over_models_that_cannot_take_it() -> None:
    """It is said who answers instead; the model that was passed over is asked the next question as before."""
    a, b = player(BLIND), player(SEEING)
    both = catalog({"a": a, "b": b}, Routes())

    assert (await ask(both, PICTURE, "auto"))[0] == Answering("b", "m", instead_of="a/m")
    assert (await ask(both, Request((Message("user", "Hello"),)), "auto"))[0] == Answering("a", "m")


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (Message("user", "", audio=(Audio("audio/ogg", b"1"),)), NoHearing),
        (Message("user", "", documents=(Document(b"%PDF"),)), NoDocuments),
    ],
    ids=["sound", "PDF"],
)
async def test_sounds_and_documents_go_only_to_who_takes_them(message: Message, error: type[ProviderError]) -> None:
    """A model of which nothing is known takes neither; if it stands in for one that does, it is passed over."""
    able = ModelSettings(hearing=True, documents=True)
    a, b, c = player(able, ConnectionFailed()), player(ModelSettings()), player(able)
    three = catalog({"a": a, "b": b, "c": c}, Routes(fallback=("b", "c")))
    with pytest.raises(error):
        await ask(three, Request((message,)), "b/m")

    assert (await ask(three, Request((message,))))[0] == Answering("c", "m", instead_of="a/m")
    assert b.requests == []


async def test_what_a_model_takes_is_known_before_it_is_asked() -> None:
    """With the eyes, for "auto", and for a name that means nothing."""
    a, e = player(BLIND), player(ModelSettings(vision=True, hearing=True, pictures=5))
    both = catalog({"a": a, "e": e}, Routes(eyes="e/m", aliases={"see": Alias("e/m")}))

    assert await both.senses("a/m", chat=True) == Senses(5, hears=False, documents=False)
    assert await both.senses("see", chat=True) == Senses(5, hears=True, documents=False)
    assert await both.senses("", chat=True) == await both.senses("a/m", chat=True)
    assert await both.asked_first("see", chat=True) == await both.asked_first("e/m", chat=True) == "e/m"
    assert await both.asked_first("auto", chat=True) == await both.answering(chat=True)
    assert not (await catalog({"a": a}, Routes()).senses("a/m", chat=True)).sees
    assert await catalog({"a": a}, Routes()).senses("x/m", chat=True) == Senses(0, hears=False, documents=False)
    assert (await catalog({"b": Player()}, Routes()).senses("b/m", chat=True)).pictures == MOST_PICTURES


async def test_eyes_read_what_was_sent_to_a_blind_model() -> None:
    """And to one of which nobody knows whether it sees: it may refuse. Nothing else goes to them."""
    a, b, c, e = player(BLIND), player(SEEING), Player(), player(SEEING)
    four = catalog({"a": a, "b": b, "c": c, "e": e})

    assert [four.eyes(name) for name in ("a/m", "b/m", "c/m", "e/m")] == ["e/m", "", "e/m", ""]
    assert catalog({"a": a}, Routes()).eyes("a/m") == ""
    assert four.stand_ins("a/m") == ("b",)
