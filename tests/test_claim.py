"""How a newcomer becomes the owner on each platform: by what the start printed, as a link, a command or words."""

import asyncio
import re
from pathlib import Path

import pytest

from bots.discord_bot.permissions import missing
from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

ADA, BOB, EVE = 1001, 1002, 1003
CODE = r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"


def offered(caplog: pytest.LogCaptureFixture, platform: str) -> list[str]:
    """What the log says about becoming the owner there."""
    return [line for line in caplog.messages if f"To own it on {platform}" in line]


def code_in(line: str) -> str:
    """The code that the line names; everywhere the same one."""
    (code,) = set(re.findall(CODE, line))
    return str(code)


def first_line(text: str) -> str:
    return text.partition("\n")[0]


async def test_the_link_makes_an_owner_on_telegram(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever opens it and presses Start; the log names it once the bot's name is known. Other links open the help."""
    caplog.set_level("INFO")
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        ada, bob, eve = api.user(ADA), api.user(BOB), api.user(EVE)
        api.faults.plan("getMe", Fault("status", 502))
        async with running(model(llm) | on_telegram(api), tmp_path):
            await until(lambda: offered(caplog, "telegram"))
            [line] = offered(caplog, "telegram")
            name = next(line for line in caplog.messages if "is listening" in line)
            code = code_in(line)
            bob.writes("/start")
            eve.writes("/start from_a_list")
            await until(lambda: api.replies(BOB) and api.replies(EVE))
            ada.writes(f"/start {code}")
            await until(lambda: api.replies(ADA))
            bob.writes(f"/start {code}")
            await until(lambda: len(api.replies(BOB)) == 2)

    handle = name.partition(" ")[0]
    assert caplog.messages.index(name) < caplog.messages.index(line)
    assert f"https://t.me/{handle[1:]}?start={code}" in line
    assert f"{handle} send: /claim {code}" in line
    assert [first_line(reply.text) for reply in api.replies(ADA)] == [say("claimed")]
    opened = [reply.text.partition("\n")[0] for person in (BOB, EVE) for reply in api.replies(person)]
    assert opened == [say("help_head"), say("already_claimed"), say("help_head")]


@pytest.mark.parametrize("written", ["/claim {}", "/claim code:{} ", "`/claim {}`"])
async def test_words_make_an_owner_on_telegram(written: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """As a command, or as a text that Telegram does not take for one."""
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api), tmp_path):
            await until(lambda: offered(caplog, "telegram"))
            ada.writes(written.format(code_in(offered(caplog, "telegram")[0]).lower()))
            await until(lambda: api.replies(ADA))

    assert [first_line(reply.text) for reply in api.replies(ADA)] == [say("claimed")]


@pytest.mark.parametrize("written", ["/claim {}", "/claim code:{} ", "`/claim code:{}`"])
async def test_words_make_an_owner_on_discord(written: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Pasted before the client has loaded the commands; the log names the bot and the command."""
    async with ChatCompletions() as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        async with running(model(llm) | on_discord(api), tmp_path):
            await until(lambda: offered(caplog, "discord"))
            [line] = offered(caplog, "discord")
            code = code_in(line)
            ada.writes(written.format(code))
            alone = api.direct(ada)
            await until(lambda: len(api.world.standing(alone)) == 2)

    assert line.endswith(f"in a private chat with parley, send: /claim code:{code}")
    assert first_line(api.world.standing(alone)[-1].content) == say("claimed")


async def test_of_fifty_who_claim_on_discord_one_is_the_owner(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By the command, all at once, while somebody guesses."""
    async with ChatCompletions() as llm, DiscordApi(speed=SPEED) as api:
        people = [api.user(f"user{number}") for number in range(51)]
        async with running(model(llm) | on_discord(api), tmp_path):
            await until(lambda: offered(caplog, "discord"))
            code = code_in(offered(caplog, "discord")[0])
            guesses = [people[0].slash("claim", code="ACDE-FHJK-MNPQ") for _ in range(10)]
            claims = [each.slash("claim", code=code) for each in people[1:]]
            await until(lambda: all(each.original for each in (*guesses, *claims)))
            said = [first_line(api.world.messages[each.original].content) for each in claims]
            wrong = [api.world.messages[each.original].content for each in guesses]
            await asyncio.sleep(0)

    assert sorted(said) == sorted([say("claimed"), *[say("already_claimed")] * 49])
    assert set(wrong) <= {say("wrong_code"), say("wrong_codes"), say("already_claimed")}


DISCORD_INVITATION = re.compile(
    r"https://discord\.com/oauth2/authorize\?client_id=\d+&scope=bot\+applications\.commands&permissions=(\d+)"
)


async def test_the_start_and_the_owner_are_told_how_to_add_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log, the answer to the claim and the owner's help name Discord's address; a member's help does not."""
    caplog.set_level("INFO")
    async with ChatCompletions() as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        async with running(model(llm) | on_discord(api), tmp_path):
            await until(lambda: offered(caplog, "discord"))
            claim = ada.slash("claim", code=code_in(offered(caplog, "discord")[0]))
            await until(lambda: claim.original)
            helps = [ada.slash("help"), bob.slash("help", channel=server.channel)]
            await until(lambda: all(each.original for each in helps))
            said = [api.world.messages[each.original].words for each in (claim, *helps)]

    [logged] = [line for line in caplog.messages if line.startswith("To add parley to a server")]
    found = [DISCORD_INVITATION.search(text) for text in (logged, *said)]
    asked_for = {int(each[1]) for each in found if each}
    assert [bool(each) for each in found] == [True, True, True, False]
    assert [missing(each) for each in asked_for] == [()]


@pytest.mark.parametrize(("joins", "named"), [(True, 1), (False, 0)])
async def test_telegram_links_lead_to_the_bot_and_into_groups(
    joins: bool, named: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Into groups only where @BotFather lets the bot be added to them."""
    caplog.set_level("INFO")
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        api.methods.joins_groups = joins
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api), tmp_path):
            await until(lambda: offered(caplog, "telegram"))
            ada.writes(f"/claim {code_in(offered(caplog, 'telegram')[0])}")
            await until(lambda: api.replies(ADA))
            said = api.replies(ADA)[0].text

    assert any(line.endswith("to write to it, open https://t.me/parley_bot") for line in caplog.messages)
    assert said.count("https://t.me/parley_bot?startgroup=true") == named
    assert sum("https://t.me/parley_bot?startgroup=true" in line for line in caplog.messages) == named
