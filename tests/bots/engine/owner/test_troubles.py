"""What only the owner can mend goes to the owner, with its cure; a member reads that it is none of their fault."""

from pathlib import Path

import pytest

from bots.engine.language.english import ENGLISH
from bots.engine.language.phrases import CURES, say
from bots.engine.language.spanish import SPANISH
from bots.engine.owner.troubles import KEY, SCOPE
from bots.engine.seam.places import Person
from bots.engine.settings.offered_models import Offers
from bots.engine.storage import settings
from provider.contract import Text
from provider.errors import (
    About,
    BadRequest,
    Blocked,
    Filtered,
    MissingRequirementsError,
    ModelNotFound,
    NotWorking,
    NoVision,
    Overloaded,
    ProviderError,
    QuotaExceeded,
    WrongKey,
)
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, HELLO, OWNER, POLICY, House, house
from tests.fakes.memory import MemoryTerminal, VirtualClock

pytestmark = pytest.mark.looptime

HOUR = 3600.0
TROUBLES: tuple[ProviderError, ...] = (
    WrongKey("refused"),
    WrongKey("archived", about="account"),
    WrongKey("unverified", about="verification"),
    QuotaExceeded("empty"),
    Blocked("elsewhere", about="region"),
    NotWorking("template"),
    MissingRequirementsError("no curl_cffi"),
)
every_trouble = pytest.mark.parametrize("error", TROUBLES, ids=str)


def told(one: House) -> list[str]:
    return one.texts(one.private(OWNER).place)


async def asked(one: House, *people: Person, every: float = 5.0) -> None:
    for person in people:
        await one.ask("x", one.private(person))
        await one.wait(every)


@every_trouble
async def test_the_owner_reads_of_it_once_an_hour_with_the_cure(error: ProviderError) -> None:
    """Whoever meets it; what came since is counted. The provider is asked each time, and once."""
    async with house((error,)) as one:
        await asked(one, *(ANN, BOB) * 5)
        (first,) = told(one)
        await one.wait(HOUR)
        later = told(one)[1:]
        tries = len(one.provider.requests)

    assert ENGLISH[CURES[error.about]] in first
    assert str(error) in first
    assert later == [later[0]]
    assert later[0].endswith(say("alert_counted", text="", count=9))
    assert tries == 10


@every_trouble
async def test_the_owner_hears_at_once_that_it_is_right_again(error: ProviderError) -> None:
    """Once, and nothing more of what was; where it comes again, that is news in an hour."""
    async with house((error,), (error,), HELLO, HELLO, (error,)) as one:
        await asked(one, ANN, BOB, ANN, BOB)
        first, again = told(one)
        await asked(one, ANN)
        early = told(one)[2:]
        await one.wait(HOUR)
        late = told(one)[2:]

    assert ENGLISH[CURES[error.about]] in first
    assert again == say("alert_again", model="demo/small")
    assert early == []
    assert [str(error) in text for text in late] == [True]
    assert say("alert_counted", text="", count=1) not in late[0]


@every_trouble
async def test_it_may_be_long_until_it_is_right_again(error: ProviderError) -> None:
    """Days later the owner hears of it all the same."""
    async with house((error,), HELLO) as one:
        await asked(one, ANN)
        await one.pass_by(50 * HOUR)
        await asked(one, ANN)
        _, again = told(one)

    assert again == say("alert_again", model="demo/small")


async def test_it_may_take_a_restart_to_be_right_again(tmp_path: Path) -> None:
    """A key stands in the config: the next run tells of its first answer that it is mended, and once."""
    path = str(tmp_path / "parley.db")
    async with house((WrongKey(),), path=path) as one:
        await asked(one, ANN)
    async with house(path=path) as one:
        await asked(one, ANN, BOB)
        second = told(one)
    async with house(path=path) as one:
        await asked(one, ANN)
        third = told(one)

    assert (second, third) == ([say("alert_again", model="demo/small")], [])


@pytest.mark.parametrize("noted", ["", "[]", "{", '{"demo": 5}', '{"demo": {"key": 5}}', '{"demo": {"odd": ["x"]}}'])
async def test_a_broken_note_does_no_harm(tmp_path: Path, noted: str) -> None:
    """Nothing stood, then."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.store.run(settings.change, SCOPE, KEY, noted)
    async with house(path=path) as one:
        await asked(one, ANN)

    assert (told(one), one.texts()) == ([], ["Hello there."])


@pytest.mark.parametrize(("about", "whole"), [("key", True), ("region", True), ("account", False), ("balance", False)])
async def test_another_model_that_answers_may_prove_nothing(about: About, whole: bool) -> None:
    """A key is all models'; a verification, a quota or a template may be one model's own."""
    offered = Offers(by_subject={"memory:person:5": ("demo",)})
    async with house((WrongKey("no", about=about),), HELLO, rules=replace(POLICY, offers=offered)) as one:
        await asked(one, ANN)
        await one.command("model", one.private(), name="demo/large")
        await asked(one, ANN)
        said = told(one)[1:]

    assert said == ([say("alert_again", model="demo/large")] if whole else [])


async def test_kinds_do_not_wait_for_each_other() -> None:
    """An empty account is news beside a refused key; a success ends both."""
    async with house((WrongKey(),), (QuotaExceeded(),), HELLO) as one:
        await asked(one, ANN, BOB, ANN)

    assert [text[0] for text in told(one)] == ["🔑", "💳", "🟢"]


@pytest.mark.parametrize("locale", ["en", "es"])
@every_trouble
async def test_a_member_reads_that_it_is_not_their_fault(error: ProviderError, locale: str) -> None:
    """And what may help; nothing of the provider's words, and in their language."""
    async with house((error,)) as one:
        await one.ask("x", replace(one.private(), locale=locale))
        await one.wait(5.0)
        (seen,) = one.texts()

    assert {"en": "not your fault", "es": "No es culpa tuya"}[locale] in seen
    assert "/model" in seen
    assert str(error) not in seen


@pytest.mark.parametrize("locale", ["en", "es"])
async def test_the_owner_who_asks_reads_the_cure(locale: str) -> None:
    """In private; among others they are a member like all."""
    async with house((WrongKey(),)) as one:
        await one.ask("x", replace(one.private(OWNER), locale=locale))
        await one.ask("x", replace(one.shared(OWNER), locale=locale))
        await one.wait(5.0)

    cure = {"en": ENGLISH, "es": SPANISH}[locale]["cure_key"]
    assert [text for text in told(one) if text.startswith(f"⚠️ {cure}")]
    assert cure not in one.texts(one.shared().place)[0]


async def test_in_a_terminal_the_owner_reads_the_cure() -> None:
    """It is theirs."""
    clock = VirtualClock()
    terminal = MemoryTerminal(clock)
    async with house((QuotaExceeded(),), platform=terminal, clock=clock) as one:
        await one.ask("x", one.private(OWNER))
        await one.wait(5.0)

    assert ENGLISH["cure_balance"] in terminal.ends[0][1]


@every_trouble
async def test_a_stand_in_hides_nothing(error: ProviderError) -> None:
    """The owner reads why another answers, and when the one that was wanted is right again."""
    async with house((error,), (error,), HELLO, other=HELLO) as one:
        await asked(one, ANN, BOB)
        (why,) = told(one)
        await asked(one, ANN)
        again = told(one)[1:]

    stood_in = say("stood_in", other="other/small", model="demo/small")
    assert one.texts() == [f"Hello there.\n\n{stood_in}", "Hello there."]
    assert why.partition(" refuses to answer")[0].endswith("demo/small")
    assert ENGLISH[CURES[error.about]] in why
    assert again == [say("alert_again", model="demo/small")]


async def test_a_stand_in_that_fails_as_well() -> None:
    """The owner reads of each what is the matter with it, and of none twice."""
    async with house((WrongKey(),), other=(Text("Half"), QuotaExceeded())) as one:
        await asked(one, ANN)

    assert sorted(text.partition(" refuses")[0] for text in told(one)) == ["💳 other/small", "🔑 demo/small"]
    assert one.texts()[0].startswith("Half\n\n⚠️ My quota for this model is used up.")


async def test_another_reason_for_a_stand_in_is_said() -> None:
    """A server in trouble is no cure's business."""
    async with house((Overloaded("502"),), other=HELLO) as one:
        await asked(one, ANN)
        (why,) = told(one)

    assert why == "🟡 other/small answers instead of demo/small. Overloaded: 502"


@pytest.mark.parametrize(("refusals", "heard"), [(2, 0), (3, 1), (9, 1)])
async def test_questions_that_are_refused_in_a_row_are_news(refusals: int, heard: int) -> None:
    """One is its asker's business; several are the fault of how the model is asked."""
    async with house((BadRequest("top_k is odd"),)) as one:
        await asked(one, *[ANN] * refusals)
        said = told(one)

    assert [("top_k is odd" in text, "`extra`" in text) for text in said] == [(True, True)] * heard


@pytest.mark.parametrize("error", [Filtered(), NoVision(), ModelNotFound("none")])
async def test_others_are_not_counted(error: ProviderError) -> None:
    """What is about what was asked; an answer in between ends the row."""
    script = [(BadRequest(),), (BadRequest(),), HELLO, (BadRequest(),), (error,), (error,), (error,)]
    async with house(*script) as one:
        await asked(one, *[ANN] * len(script))
        said = [text for text in told(one) if "in a row" in text]

    assert said == []
    assert len(one.texts()) == len(script)
