"""A model in a few words."""

import pytest

from bots.engine.handlers.model_summary import describe
from provider import Overloaded, Text
from provider.contract import Finish
from provider.known.model_settings import ModelSettings
from provider.model_facts import ModelFacts
from provider.routing.health import Health
from provider.values import replace
from tests.bots.engine.house import OWNER, house

ABLE = ModelSettings(vision=True, reasoning=True, context=131_072)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ModelFacts("a/m"), ""),
        (ModelFacts("a/m", ModelSettings(vision=False, reasoning=False)), ""),
        (ModelFacts("a/m", ABLE), "sees pictures · thinks first · 131k tokens"),
        (ModelFacts("a/m", ModelSettings(context=1_048_576)), "1.05M tokens"),
        (
            ModelFacts("a/m", health=Health(41, 0.976, 0.44, 0.00033)),
            "first word after 0.4 s · 40 of 41 answers complete · $0.00033 an answer",
        ),
        (ModelFacts("a/m", health=Health(1, 0.0, None, None)), "0 of 1 answer complete"),
        (ModelFacts("a/m", state="open"), "🔴 failing, left alone for now"),
        (
            ModelFacts("a/m", state="probing", stand_in="b/n"),
            "🟡 failed, about to be tried again · b/n stood in last time",
        ),
    ],
)
def test_what_is_known_is_said(facts: ModelFacts, words: str) -> None:
    """And nothing else."""
    assert describe(facts) == words


def test_what_was_found_out_is_the_owner_s() -> None:
    """Only they can correct it, in the config."""
    facts = ModelFacts("a/m", ABLE, found_out=("vision", "system", "stream", "thoughts"))

    assert "(found out)" not in describe(facts)
    assert describe(facts, owner=True).endswith(
        "sees no pictures (found out) · has no system role (found out) · "
        "does not stream (found out) · begins in its thoughts (found out)"
    )


@pytest.mark.looptime
async def test_the_list_tells_the_owner_what_was_found_out() -> None:
    """In the reader's language, and nobody else."""
    async with house() as one:
        one.provider.learned.note("small", "stream")
        owners = await one.command("models", one.private(OWNER))
        anns = await one.command("models", one.private())
        spanish = await one.command("models", replace(one.private(OWNER), locale="es"))

    assert "- `demo/small` ✓ · does not stream (found out)" in owners
    assert "found out" not in anns
    assert "no responde por partes (averiguado)" in spanish


@pytest.mark.looptime
async def test_the_list_shows_how_each_has_done() -> None:
    """Beside the model that was asked."""
    async with house((0.5, Text("Yes."), Finish())) as one:
        before = await one.command("models", one.private(OWNER))
        await one.ask("x")
        await one.wait()
        after = await one.command("models", one.private(OWNER))

    assert "- `demo/small` ✓\n- `demo/large`" in before
    assert "- `demo/small` ✓ · first word after 0.5 s · 1 of 1 answer complete\n- `demo/large`" in after


@pytest.mark.looptime
async def test_a_model_that_fails_says_so() -> None:
    """In the list, and where somebody asks which model answers."""
    async with house((Overloaded(),)) as one:
        for _ in range(3):
            await one.ask("x")
            await one.wait()
        listed, shown = await one.command("models"), await one.command("model")

    assert "🔴 failing" in listed or "🟡 failed" in listed
    assert "It has failed several times" in shown


@pytest.mark.looptime
async def test_the_list_of_those_that_see_hear_or_take_pdfs() -> None:
    """Of those that nobody said anything of, it is said how many they are."""
    async with house() as one:
        owner = one.private(OWNER)
        nobody = await one.command("models", owner, able="hears")
        one.provider.told["small"] = ModelSettings(vision=True, documents=True)
        one.provider.told["large"] = ModelSettings(vision=False)
        sees = await one.command("models", owner, able="sees")
        spanish = await one.command("models", replace(owner, locale="es"), able="documents")

    assert nobody == "As far as I know, no model here hears sounds.\n\nI can't tell for 3 others."
    assert sees.splitlines() == [
        "Models that see pictures:",
        "",
        "- `demo/small` ✓ · sees pictures · reads PDFs",
        "",
        "I can't tell for 1 other.",
    ]
    assert spanish.startswith("Modelos que leen PDF")
    assert spanish.endswith("De otros 2 no lo sé.")
