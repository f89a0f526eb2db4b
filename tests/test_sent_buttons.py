"""A press of any button that was ever sent is answered: it works, or a sentence says what to do instead.

Never silence, and never a trace: the message may be years old, and its answer long gone.
"""

from functools import partial
from pathlib import Path

import pytest

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_world import LOADING
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_world import BOT_ID, Human, Posted, Version
from tests.program import model, on_discord, on_telegram, running
from tests.sent_buttons import BROKEN, KNOWN, NAMES, SENT
from tests.waiting import until

ADA, BOB, GROUP = 1001, 1002, -500
SPEED = 100.0

Seen = list[tuple[int, int, bool]]


def test_every_button_of_today_stands_in_the_table() -> None:
    """Whoever adds one adds it to SENT, where it stays."""
    assert NAMES >= KNOWN


def is_answered(api: DiscordApi, one: Interaction, before: Seen) -> bool:
    """Whether people see what came of it: a message, a list, a window, or a change of what stood there."""
    shown = api.world.messages.get(one.original)
    if not one.answered or (shown is not None and shown.flags & LOADING):
        return False
    return one.answered not in (5, 6) or bool(one.follow_ups) or seen_in(api, one.channel) != before


def seen_in(api: DiscordApi, channel: str) -> Seen:
    return [(int(each.id), len(each.versions), False) for each in api.world.standing(channel)]


def standing(api: TelegramApi, chat: int) -> Seen:
    """All that people see of the bot there, and how often it has changed."""
    messages = api.world.chats[chat].messages.values()
    return [(each.id, len(each.versions), each.deleted) for each in messages]


async def press(api: TelegramApi, human: Human, data: str, under: Posted) -> str:
    """What is wrong with how the press was answered; empty if nothing is."""
    chat = under.chat.id
    before = {other: standing(api, other) for other in list(api.world.chats)}
    query = human.triggers(data, under)
    await until(lambda: api.world.queries[query] is not None)
    acknowledged = api.world.queries[query] or {}
    if not acknowledged["text"]:
        try:
            await until(lambda: standing(api, chat) != before[chat], 5.0)
        except TimeoutError:
            return "nothing is seen"
    told = " ".join([acknowledged["text"], *(each.text for each in api.replies(chat)[len(before[chat]) :])])
    return f"a trace: {told}" if "trace" in told.lower() else ""


@pytest.mark.parametrize("who", ["the owner", "a member", "a stranger"])
async def test_on_telegram(who: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Under a message that the store does not know."""
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED, limits=False) as api:
        ada, bob = api.user(ADA), api.user(BOB)
        api.group(GROUP, admins=(ADA,))
        variables = model(llm) | on_telegram(api, ADA)
        if who != "a stranger":
            variables["PARLEY_ACCESS__ALLOWED"] = f'["telegram:person:{BOB}", "telegram:chat:{GROUP}"]'
        async with running(variables, tmp_path, SPEED):
            await until(lambda: api.is_polled)
            ada.writes("Hello")
            await until(lambda: any(each.text == "Aye." for each in api.replies(ADA)))
            presser = ada if who == "the owner" else bob
            if who != "the owner":
                bob.writes("Hello")
                await until(lambda: api.replies(BOB))
            found = {}
            for data in (*SENT, *BROKEN):
                if data:  # Telegram takes no button without data
                    under = api.world.private(presser.id).add(BOT_ID, Version(0.0, "A message of long ago", [], []))
                    found[data] = await press(api, presser, data, under)

    assert {data: wrong for data, wrong in found.items() if wrong} == {}
    assert "Traceback" not in caplog.text
    assert "trace " not in caplog.text


@pytest.mark.parametrize("who", ["the owner", "a member", "a stranger"])
async def test_on_discord(who: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In a server, under an answer that is there."""
    async with ChatCompletions(text="Aye.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        variables = model(llm) | on_discord(api, ada.id)
        if who == "a member":
            variables["PARLEY_ACCESS__ALLOWED"] = f'["discord:person:{bob.id}"]'
        async with running(variables, tmp_path, SPEED):
            await until(lambda: api.gateway.connected)
            ada.writes("Hello", channel=server.channel, mention=True)
            await until(lambda: any(each.content == "Aye." for each in api.world.standing(server.channel)))
            presser = ada if who == "the owner" else bob
            found = {}
            for payload in filter(None, (*SENT, *BROKEN)):
                mine = [each for each in api.world.standing(server.channel) if each.author.id == api.world.me.id]
                before = seen_in(api, server.channel)
                one = presser.triggers(mine[0].id, payload)
                try:
                    await until(partial(is_answered, api, one, before), 10)
                except TimeoutError:
                    found[payload] = f"nothing is seen ({one.answered})"
                message = api.world.messages.get(one.original)
                if message is not None and "trace" in message.content.lower():
                    found[payload] = message.content

    assert found == {}
    assert "Traceback" not in caplog.text
    assert "trace " not in caplog.text
