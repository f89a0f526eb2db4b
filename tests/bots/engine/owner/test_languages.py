"""What an owner is told is in the owner's language, whoever's question was the cause."""

import pytest

from bots.engine.language.phrases import again, say
from provider.errors import WrongKey
from provider.values import replace
from tests.bots.engine.house import ANN, OWNER, house

pytestmark = pytest.mark.looptime


@pytest.mark.parametrize(("theirs", "askers"), [("es", "en"), ("en", "es"), ("", "es")])
async def test_an_alert_is_in_the_language_of_the_owner(theirs: str, askers: str) -> None:
    """With the cure that is a part of it; English while the owner's language is not known."""
    async with house((WrongKey("401"),)) as one:
        await one.command("whoami", replace(one.private(OWNER), locale=theirs, name="Eva"))
        await one.ask("Why?", replace(one.private(ANN), locale=askers))
        await one.wait(5.0)
        told = one.texts(one.private(OWNER).place)

    (alert,) = [text for text in told if text.startswith("🔑")]
    assert again(say("cure_key"), theirs) in alert
    assert ("se niega a responder" in alert) == (theirs == "es")
