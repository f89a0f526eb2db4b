"""How the bot becomes somebody's: by the code that the start printed, and by nothing else. In virtual time."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.owner.claims import WITHIN, WRONG_CODES
from bots.engine.seam.claim_code import LENGTH, LETTERS, is_code, new_code, shown, typed
from bots.engine.seam.incoming import Invocation, Origin
from bots.engine.seam.places import Person, ToInteraction
from bots.engine.seam.shown import Response
from bots.engine.storage import owners as stored
from bots.engine.storage import settings
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, OWNER, POLICY, House, house

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

UNOWNED = replace(POLICY, owners=frozenset())
WRONG = "ACDE-FHJK-MNPQ"


def code_of(one: House) -> str:
    return one.engine.services.claims.code


def owners_of(one: House) -> set[Person]:
    return set(one.engine.services.owners.all)


async def claim(one: House, person: Person, code: str) -> str:
    """The first line of the answer; below it the bot says where it can be added."""
    return (await one.command("claim", one.private(person), code=code)).partition("\n")[0]


def test_a_code_is_long_and_looks_like_nothing_else() -> None:
    """No two letters are mistaken for each other, and 50 bits are not guessed."""
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(is_code(code) and is_code(shown(code)) for code in codes)
    assert len(LETTERS) ** LENGTH > 2**50
    assert not set("0O1IL5S2Z8BU") & set(LETTERS)


@pytest.mark.parametrize(
    "text",
    [
        "acdefhjkmnpq",
        " ACDE-FHJK-MNPQ \n",
        "acde fhjk mnpq",
        "ACDE\N{EN DASH}FHJK\N{EM DASH}MNPQ",
        "`ACDE-FHJK-MNPQ`",
        "code:ACDE-FHJK-MNPQ",
        "/claim code:ACDE-FHJK-MNPQ",
        "code: ACDE-FHJK-MNPQ.",
        "https://t.me/parley_bot?start=ACDE-FHJK-MNPQ",
    ],
)
def test_a_code_may_be_typed_in_many_ways(text: str) -> None:
    """However it was copied."""
    assert typed(text) == "ACDEFHJKMNPQ"


@pytest.mark.parametrize("text", ["", "help", "ref_1234", "ACDE-FHJK-MNP", "ACDE-FHJK-MNPQR", "ACDE-FHJK-MNP0"])
def test_other_words_are_no_code(text: str) -> None:
    """Of another length, or with letters that no code has."""
    assert not is_code(text)


async def test_a_claim_makes_an_owner(tmp_path: Path) -> None:
    """Once, and over a restart; who claims again reads that they own it already."""
    path = str(tmp_path / "parley.db")
    async with house(rules=UNOWNED, path=path) as one:
        code = code_of(one)
        said = [await claim(one, person, code) for person in (ANN, ANN, BOB)]
        kept = await one.store.run(settings.values, [stored.SCOPE])
    async with house(rules=UNOWNED, path=path) as one:
        owners, next_code = owners_of(one), code_of(one)

    assert said == [say("claimed"), say("claimed_before"), say("already_claimed")]
    assert (owners, next_code) == ({ANN}, "")
    assert not kept


async def test_fifty_at_once_make_one_owner() -> None:
    """All know the code."""
    async with house(rules=UNOWNED) as one:
        code = code_of(one)
        people = [Person("memory", str(number)) for number in range(50)]
        said = await asyncio.gather(*(claim(one, person, code) for person in people))

    assert sorted(said) == sorted([say("claimed"), *[say("already_claimed")] * 49])
    assert owners_of(one) == {people[said.index(say("claimed"))]}


async def test_a_code_outlives_restarts_and_guesses(tmp_path: Path) -> None:
    """A thousand wrong ones of a hundred people change nothing, and the right one is taken at once."""
    path = str(tmp_path / "parley.db")
    async with house(rules=UNOWNED, path=path) as one:
        code = code_of(one)
        for number in range(1000):
            await claim(one, Person("memory", str(100 + number % 100)), WRONG)
    async with house(rules=UNOWNED, path=path) as one:
        again = code_of(one)
        said = await claim(one, ANN, code.lower())

    assert again == code
    assert said == say("claimed")


async def test_a_person_hears_of_five_wrong_codes() -> None:
    """Then once that it is enough; nothing more for ten minutes, unless something has to be answered."""
    async with house(rules=UNOWNED) as one:
        said = [await claim(one, ANN, WRONG) for _ in range(WRONG_CODES + 3)]
        other = await claim(one, BOB, WRONG)
        waiting = one.private(ANN)
        waiting = replace(waiting, target=ToInteraction(waiting.place, "1", "token", 1e12, private=True))
        by_slash = await one.command("claim", waiting, code=WRONG)
        await one.wait(WITHIN + 1)
        later = await claim(one, ANN, WRONG)

    assert said == [*[say("wrong_code")] * WRONG_CODES, say("wrong_codes"), "", ""]
    assert (other, by_slash, later) == (say("wrong_code"), say("wrong_codes"), say("wrong_code"))


async def test_wrong_codes_ask_nothing_of_the_database() -> None:
    """However many are sent, the right one does not wait behind them; delivered twice, it is not lost."""
    async with house(rules=UNOWNED) as one:
        before = one.database.jobs
        for number in range(100):
            await one.engine.on_command(Invocation(one.private(), "claim", {"code": WRONG}, f"q{number}"))
        asked = one.database.jobs[len(before) :]
        right = Invocation(one.private(BOB), "claim", {"code": code_of(one)}, "q")
        said = [await one.engine.on_command(right) for _ in range(2)]

    assert asked == ()
    first, second = said
    assert isinstance(first, Response)
    assert first.text.startswith(say("claimed"))
    assert second == Response(say("claimed_before"))


async def test_the_right_code_is_taken_from_whoever_has_guessed() -> None:
    """Their own guesses delay nobody either: a code that can be guessed there is not."""
    async with house(rules=UNOWNED) as one:
        for _ in range(3 * WRONG_CODES):
            await claim(one, ANN, WRONG)
        said = await claim(one, ANN, code_of(one))

    assert said == say("claimed")


async def test_guesses_are_one_line_in_ten_minutes(caplog: pytest.LogCaptureFixture) -> None:
    """It names the code, which has left the screen by then."""
    async with house(rules=UNOWNED) as one:
        code = code_of(one)
        for _ in range(100):
            await claim(one, ANN, WRONG)
        lines = [line for line in caplog.messages if "wrong codes" in line]
        await one.wait(WITHIN + 1)
        await claim(one, ANN, WRONG)
        later = [line for line in caplog.messages if "wrong codes" in line]

    assert len(lines) == 1
    assert code in lines[0]
    assert later[1:] == [f"Somebody sends wrong codes (101 since the start); the right one is {code}"]


@pytest.mark.parametrize("code", ["", "\ud83d", "１２３４５６", "\x00", "ａｃｄｅｆｈｊｋｍｎｐｑ", "x" * 100_000])
async def test_no_code_is_too_odd(code: str) -> None:
    """Whatever a person can send is a wrong code."""
    async with house(rules=UNOWNED) as one:
        said = await one.engine.services.claims.claim(ANN, code, waits=False)

    assert said == "wrong_code"


async def test_the_log_says_how_once_the_platform_can_be_called(caplog: pytest.LogCaptureFixture) -> None:
    """Not before; once, however often the connection comes back."""
    async with house(rules=UNOWNED) as one:
        early = [line for line in caplog.messages if "/claim" in line]
        for _ in range(3):
            await one.engine.on_ready("memory")
        code = code_of(one)

    assert early == []
    assert [line for line in caplog.messages if "/claim" in line] == [
        f"Nobody owns this bot yet. To own it on memory, in a private chat with it, send: /claim {code}"
    ]


async def test_with_an_owner_there_is_nothing_to_claim(caplog: pytest.LogCaptureFixture) -> None:
    """No code is made, and one that an earlier start made is not taken."""
    async with house() as one:
        made = await one.store.run(settings.values, [stored.SCOPE])
        code = await one.store.run(stored.code, new_code(), is_code, 0.0)
        await one.engine.services.claims.load()
        await one.engine.on_ready("memory")
        said = [await claim(one, person, code) for person in (ANN, OWNER)]

    assert not made
    assert (code_of(one), said) == ("", [say("already_claimed"), say("claimed_before")])
    assert "/claim" not in caplog.text


async def test_owners_of_the_config_come_and_go(caplog: pytest.LogCaptureFixture) -> None:
    """Without one there is a code, which the log names at once; with one it is not taken."""
    async with house() as one:
        await one.engine.on_ready("memory")
        one.engine.adopt(UNOWNED)
        await one.wait(1.0)
        code = code_of(one)
        offered = [line for line in caplog.messages if "/claim" in line]
        one.engine.adopt(POLICY)
        said = await claim(one, ANN, code)
        await one.wait(1.0)
        one.engine.adopt(UNOWNED)
        await one.wait(1.0)
        other = code_of(one)

    assert len(offered) == 1
    assert code in offered[0]
    assert said == say("already_claimed")
    assert other == code
    assert len([line for line in caplog.messages if "/claim" in line]) == 2


@pytest.mark.parametrize("kept", ["", "123456", "acdefhjkmnp0"])
async def test_what_is_no_code_is_not_kept_as_one(kept: str) -> None:
    """Whoever wrote it there."""
    async with house(rules=UNOWNED) as one:
        await one.store.run(settings.change, stored.SCOPE, stored.CODE, kept)
        await one.engine.services.claims.load()
        code = code_of(one)

    assert is_code(code)
    assert code != kept


@pytest.mark.parametrize(
    "words", ["/claim {}", "/claim code:{} ", "`/claim {}`", "/Claim@parley_bot {}\n", "**/claim {}**"]
)
async def test_a_claim_may_be_words(words: str) -> None:
    """Pasted, or typed where the client knows no such command yet; in a private chat."""
    async with house(rules=UNOWNED) as one:
        await one.ask(words.format(code_of(one)))
        await one.wait(5.0)

    assert [text.partition("\n")[0] for text in one.texts()] == [say("claimed")]
    assert owners_of(one) == {ANN}
    assert one.provider.requests == []


@pytest.mark.parametrize(
    ("words", "said"),
    [("/claim", "missing_option"), (f"/claim {WRONG}", "wrong_code"), ("/claims are made", ""), ("a /claim", "")],
)
async def test_other_words_claim_nothing(words: str, said: str) -> None:
    """What is missing or wrong is said; what only looks like it is a message like any other."""
    async with house(rules=UNOWNED) as one:
        await one.ask(words)
        await one.wait(5.0)

    missing = {"name": "claim", "example": "/claim ACDE-FHJK-MNPQ"}
    assert one.texts() == [say(said, **missing) if said else "Hello there."]
    assert owners_of(one) == set()


async def test_words_among_others_claim_nothing() -> None:
    """Where others read the code, it is refused."""
    async with house(rules=UNOWNED) as one:
        code = code_of(one)
        await one.ask(f"/claim {code}", one.shared())
        by_command = await one.command("claim", one.shared(), code=code)
        await one.wait(5.0)

    assert by_command == say("private_only")
    assert owners_of(one) == set()


def in_words(origin: Origin, code: str) -> Invocation:
    return Invocation(origin, "claim", {"code": code})


async def test_a_store_that_fails_makes_no_owner() -> None:
    """Who claimed reads that something failed, and can try again."""
    async with house(rules=UNOWNED) as one:
        code = code_of(one)
        one.database.patience = 0
        failed = await one.engine.on_command(in_words(one.private(), code))
        one.database.patience = 1_000_000
        again = await claim(one, ANN, code)

    assert isinstance(failed, Response)
    assert failed.text == say("failed_inside")
    assert again.startswith(say("claimed"))
