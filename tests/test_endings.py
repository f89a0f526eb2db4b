"""However an answer ends, this is what people see of it: on Discord, on Telegram and through a pipe.

The table is written out by hand; a reason or an error that somebody adds is missing in it until it has a row.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import get_args

import pytest

from bots.discord_bot.bot import DiscordBot
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.language.english import ENGLISH
from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.places import Person
from bots.engine.seam.platform import Adapter
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage.store import Store
from bots.telegram_bot.bot import TelegramBot
from bots.terminal_bot.bot import TerminalBot
from provider import Catalog, errors
from provider.contract import Finish, FinishReason, Text
from provider.routing.model_client import Clocks
from provider.values import Value, replace
from tests.bots.engine.house import DocumentsAtOnce
from tests.fakes.discord_api import DiscordApi
from tests.fakes.memory import ScriptedProvider, Step
from tests.fakes.telegram_api import TelegramApi
from tests.waiting import until

SPEED = 20.0
NO_LIMITS = Limits((), (), ())
WORDS = "Half a word"
ADA = 1001

BROKEN, FILTERED, CUT, TOO_LONG = "ended_broken", "ended_filtered", "ended_cut", "ended_too_long"

REASONS: dict[str, str] = {"stop": "", "unknown": "", "length": CUT, "filtered": FILTERED}
"""What is said below the words, by the reason that the model gives."""

ERRORS: dict[type[errors.ProviderError], tuple[str, str]] = {
    errors.ProviderError: ("error_provider", "error_provider"),
    errors.MissingRequirementsError: ("error_missing_requirements", "error_missing_requirements"),
    errors.NothingSetUp: ("error_nothing_set_up", "error_nothing_set_up"),
    errors.ModelNotFound: ("stood_in_withdrawn", "error_model_not_found"),
    errors.NotSetUp: ("stood_in_not_set_up", "error_not_set_up"),
    errors.WrongKey: ("error_wrong_key", "error_wrong_key"),
    errors.Blocked: ("error_blocked", "error_blocked"),
    errors.NotWorking: ("error_not_working", "error_not_working"),
    errors.QuotaExceeded: ("error_quota_exceeded", "error_quota_exceeded"),
    errors.RateLimited: ("error_rate_limited", BROKEN),
    errors.Overloaded: ("error_overloaded", BROKEN),
    errors.Filtered: ("error_filtered", FILTERED),
    errors.PromptTooLong: ("error_prompt_too_long", "error_prompt_too_long"),
    errors.BadRequest: ("error_bad_request", "error_bad_request"),
    errors.MissingAbility: ("error_missing_ability", "error_missing_ability"),
    errors.NoVision: ("error_no_vision", "error_no_vision"),
    errors.NoHearing: ("error_no_hearing", "error_no_hearing"),
    errors.NoDocuments: ("error_no_documents", "error_no_documents"),
    errors.BadAnswer: ("error_bad_answer", BROKEN),
    errors.EmptyAnswer: ("error_empty_answer", BROKEN),
    errors.CutOff: ("error_before_words", BROKEN),
    errors.AnswerTooLong: ("error_too_long", TOO_LONG),
    errors.TimedOut: ("error_timed_out", BROKEN),
    errors.Abandoned: ("error_timed_out", BROKEN),
    errors.ConnectionFailed: ("error_connection_failed", BROKEN),
}
"""What is said before the first word, and below words that came."""


class Row(Value):
    """One way to end: what the model does, and what is said of it; nothing of a whole answer."""

    name: str
    script: tuple[Step, ...]
    phrase: str
    begun: bool = True
    model: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing: all that is said is that another model answered."""
        return not self.phrase or self.phrase.startswith("stood_in")

    @property
    def remark(self) -> str:
        """The sentence, without a trace."""
        words = ENGLISH.get(self.phrase, "").format(other="m0/small", model=f"{self.model}/small")
        return f"⚠️ {words}" if self.phrase.startswith("error_") else words

    @property
    def labels(self) -> list[str]:
        """The buttons: it can go on where it was cut or broke off, and be given anew wherever there are words."""
        go_on = [say("go_on_button")] if self.phrase in (CUT, BROKEN, TOO_LONG) else []
        return [*go_on, say("retry_button"), say("info_button")]


def rows() -> Iterator[Row]:
    for reason in get_args(FinishReason):
        yield Row(reason, (Text(WORDS), Finish(reason)), REASONS[reason])
    for kind, (before, after) in ERRORS.items():
        yield Row(f"{kind.__name__} before", (kind("secret"),), before, begun=before.startswith("stood_in"))
        yield Row(f"{kind.__name__} after", (Text(WORDS), kind("secret")), after)


ROWS = {f"m{number}": replace(row, model=f"m{number}") for number, row in enumerate(rows())}


SCRIPTS = {name: [row.script] for name, row in ROWS.items()}
GOES_ON = {
    "cut": [(Text("```py\nx = 1"), Finish("length")), (Text("```py\nx = 1"), Text("\ny = 2\n```"), Finish())],
}
"""A model that was cut inside of a block of code, and opens it again when it goes on."""


def classes(kind: type[errors.ProviderError]) -> set[type[errors.ProviderError]]:
    """It, and all below it that the provider's errors are made of."""
    below = {each for other in kind.__subclasses__() if other.__module__ == errors.__name__ for each in classes(other)}
    return {kind} | below


def test_no_end_is_forgotten() -> None:
    """Every reason and every class of error has its row."""
    assert set(REASONS) == set(get_args(FinishReason))
    assert set(ERRORS) == classes(errors.ProviderError)


@asynccontextmanager
async def running(
    adapter: Adapter,
    clock: RealClock,
    scripts: Mapping[str, Sequence[Sequence[Step]]] = SCRIPTS,
    limits: Limits = NO_LIMITS,
) -> AsyncIterator[Engine]:
    """The engine on that platform, with a model for each entry; without a name, a model for each row."""
    providers = {name: ScriptedProvider(clock, *each) for name, each in scripts.items()}
    catalog = Catalog(providers, clocks=Clocks(clock.now, clock.wall))
    store, scheduler = Store.open("sqlite://"), Scheduler(clock)
    policy = Policy(owners=frozenset({Person("nowhere", "1")}), everyone=True, limits=limits)
    engine = Engine(store, catalog, scheduler, clock, policy, DocumentsAtOnce())
    engine.attach(adapter)
    try:
        async with engine:
            listening = asyncio.create_task(adapter.run(engine))
            yield engine
            if not isinstance(adapter, TerminalBot):  # whose input ends
                await adapter.quiet()
            await listening
    finally:
        await adapter.aclose()
        await store.close()


def chosen(engine: Engine, model: str) -> None:
    """From now on, that model answers."""
    policy = engine.services.policy.value
    engine.adopt(replace(policy, default_model=f"{model}/small"))


async def test_on_discord() -> None:
    """Small text below the words; a sentence where there are none."""
    shown: dict[str, tuple[str, list[str]]] = {}
    async with DiscordApi(speed=SPEED) as api:
        ada, clock = api.user("ada"), RealClock(SPEED)
        scheduler = Scheduler(clock)
        bot = DiscordBot(api.token, api_url=api.url, gateway_url=api.gateway_url, clock=clock, meter=scheduler)
        async with running(bot, clock) as engine:
            await until(lambda: api.gateway.connected)
            channel = api.direct(ada)
            for number, (model, row) in enumerate(ROWS.items()):
                chosen(engine, model)
                ada.writes(row.name)
                await until(lambda: len(api.world.standing(channel)) == 2 * number + 2)  # noqa: B023
                await engine.services.queue.idle()
                last = api.world.standing(channel)[-1]
                shown[row.name] = last.content, last.labels

    for row in ROWS.values():
        below = f"{WORDS}\n-# {row.remark}" if row.phrase else WORDS
        assert shown[row.name] == (below if row.begun else row.remark, row.labels), row.name


async def test_on_telegram() -> None:
    """Italics below the words; a sentence where there are none."""
    shown: dict[str, tuple[str, list[str], list[str]]] = {}
    async with TelegramApi(speed=SPEED) as api:
        ada, clock = api.user(ADA), RealClock(SPEED)
        async with running(TelegramBot(api.token, api_url=api.url, clock=clock), clock) as engine:
            for number, (model, row) in enumerate(ROWS.items()):
                chosen(engine, model)
                ada.writes(row.name)
                await until(lambda: len(api.replies(ADA)) == number + 1)  # noqa: B023
                await engine.services.queue.idle()
                last = api.replies(ADA)[-1]
                kinds = [entity["type"] for entity in last.entities]
                shown[row.name] = last.text, last.labels, kinds

    for row in ROWS.values():
        below = f"{WORDS}\n\n{row.remark}" if row.phrase else WORDS
        italics = ["italic"] if row.begun and row.phrase else []
        kinds = [kind for kind in shown[row.name][2] if kind == "italic"]
        assert shown[row.name][:2] == (below if row.begun else row.remark, row.labels), row.name
        assert kinds == italics, row.name
    assert api.invalid_frames == []


@pytest.mark.parametrize("by_command", [False, True])
async def test_it_goes_on_on_discord(by_command: bool) -> None:
    """After a mention and after `/ask`: the message goes on, its button goes, and the code stands in one block."""
    async with DiscordApi(speed=SPEED) as api:
        ada, clock = api.user("ada"), RealClock(SPEED)
        server = api.guild(ada, owner=ada)
        scheduler = Scheduler(clock)
        bot = DiscordBot(api.token, api_url=api.url, gateway_url=api.gateway_url, clock=clock, meter=scheduler)
        async with running(bot, clock, GOES_ON) as engine:
            await until(lambda: api.gateway.connected and api.commands)
            chosen(engine, "cut")
            if by_command:
                ada.slash("ask", text="Code", channel=server.channel)
            else:
                ada.writes("Code", channel=server.channel, mention=True)
            await until(lambda: any(say("go_on_button") in each.labels for each in api.world.standing(server.channel)))
            cut = api.world.standing(server.channel)[-1]
            text = cut.content
            ada.presses(cut.id, say("go_on_button"))
            await until(lambda: "y = 2" in cut.content and say("retry_button") in cut.labels)
            await engine.services.queue.idle()

    assert text == f"```py\nx = 1\n```\n-# {ENGLISH[CUT]}"
    assert cut.content == "```py\nx = 1\ny = 2\n```"
    assert cut.labels == [say("retry_button"), *([say("reply_button")] if by_command else []), say("info_button")]
    assert len(api.world.standing(server.channel)) == 2 - by_command


async def test_it_goes_on_on_telegram() -> None:
    """The same, in a private chat; the second press says that it has gone on."""
    async with TelegramApi(speed=SPEED) as api:
        ada, clock = api.user(ADA), RealClock(SPEED)
        async with running(TelegramBot(api.token, api_url=api.url, clock=clock), clock, GOES_ON) as engine:
            chosen(engine, "cut")
            ada.writes("Code")
            await until(lambda: api.replies(ADA) and say("go_on_button") in api.replies(ADA)[0].labels)
            (reply,) = api.replies(ADA)
            text = reply.text
            ada.presses(say("go_on_button"), reply)
            await until(lambda: "y = 2" in reply.text and reply.labels == [say("retry_button"), say("info_button")])
            await engine.services.queue.idle()

    assert text == f"x = 1\n\n{ENGLISH[CUT]}"
    assert reply.text == "x = 1\ny = 2"
    assert len(api.replies(ADA)) == 1
    assert api.invalid_frames == []


@pytest.mark.parametrize("model", ROWS)
async def test_through_a_pipe(model: str, tmp_path: Path) -> None:
    """The words on standard output, the sentence on standard error; only what is whole has not failed."""
    row, clock = ROWS[model], RealClock(SPEED)
    ours, theirs = os.pipe()
    os.write(theirs, b"Why?\n")
    os.close(theirs)
    out, err = tmp_path / "out", tmp_path / "err"
    with os.fdopen(ours) as stdin, out.open("w") as stdout, err.open("w") as stderr:
        terminal = TerminalBot(clock=clock, stdin=stdin, stdout=stdout, stderr=stderr)
        async with running(terminal, clock) as engine:
            chosen(engine, model)

    assert out.read_text() == (f"{WORDS}\n" if row.begun else "")
    assert err.read_text() == (f"{row.remark}\n" if row.phrase else "")
    assert terminal.failed is not row.is_whole


async def test_an_answer_goes_on_and_is_given_anew_through_a_pipe(tmp_path: Path) -> None:
    """`/continue` and `/retry` are lines like others: what they lead to is waited for, and the next line follows."""
    clock = RealClock(SPEED)
    rest, anew, last = ((Text(words), Finish()) for words in (" a whole one", "Another.", "The last."))
    scripts = {"cut": [(Text("Half of"), Finish("length")), rest, anew, last]}
    ours, theirs = os.pipe()
    os.write(theirs, b"Why?\n/continue\n/retry\nAnd?\n")
    os.close(theirs)
    out, err = tmp_path / "out", tmp_path / "err"
    with os.fdopen(ours) as stdin, out.open("w") as stdout, err.open("w") as stderr:
        async with running(
            TerminalBot(clock=clock, stdin=stdin, stdout=stdout, stderr=stderr), clock, scripts
        ) as engine:
            chosen(engine, "cut")

    assert out.read_text().split("\n") == ["Half of", " a whole one", "Another.", "The last.", ""]
    assert err.read_text() == f"{ENGLISH[CUT]}\n"


@pytest.mark.parametrize(
    "limits",
    [Limits((), (), (), input_characters=20), Limits((Allowance(0, "answers", "day"),), (), ())],
    ids=["long", "budget"],
)
async def test_a_refusal_ends_each_line_of_a_pipe(limits: Limits, tmp_path: Path) -> None:
    """It is said each time: a terminal waits for the end of what it has asked, however often it was told why not."""
    clock = RealClock(SPEED)
    ours, theirs = os.pipe()
    os.write(theirs, b"One question that is too long.\nOne more question that is too long.\n/whoami\n")
    os.close(theirs)
    out, err = tmp_path / "out", tmp_path / "err"
    with os.fdopen(ours) as stdin, out.open("w") as stdout, err.open("w") as stderr:
        terminal = TerminalBot(clock=clock, stdin=stdin, stdout=stdout, stderr=stderr)
        async with asyncio.timeout(30), running(terminal, clock, limits=limits):
            pass

    assert out.read_text().startswith("You are `1`.")
    assert len(err.read_text().splitlines()) == 2
    assert terminal.failed
