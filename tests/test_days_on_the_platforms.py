"""Limits by the day of the place, and one language for all who read there, through the whole program."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.engine.language.english import ENGLISH
from bots.engine.language.phrases import say
from bots.engine.language.spanish import SPANISH
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

ADA, BOB, CAT = 1001, 1002, 1003
GROUP = -500
CLOCKS = {"America/New_York": ("EST", "EDT"), "Europe/Berlin": ("CET", "CEST"), "Asia/Tokyo": ("JST",)}
FEW = {"PARLEY_LIMITS__PERSON": '["1 answers a day"]', "PARLEY_LIMITS__TRUSTED": '["2 answers a day"]'}


def is_over(text: str, zone: str, phrase: str = ENGLISH["over_budget_person"]) -> bool:
    """Whether that is the line for somebody who has had enough, until midnight there, as the platform shows it."""
    if not text.startswith(phrase.partition("{")[0]):
        return False
    if timestamp := re.search(r"<t:(\d+):t>", text):  # Discord shows it by the reader's own clock
        return datetime.fromtimestamp(int(timestamp[1]), ZoneInfo(zone)).hour == 0
    clock = re.search(r"\(00:00 (\w+)\)", text)
    return clock is not None and clock[1] in CLOCKS[zone]


async def test_a_telegram_group_that_was_let_in_has_more_and_its_own_day(tmp_path: Path) -> None:
    """By Allow; its members differ in their languages, and one is chosen for all of them."""
    variables = FEW | {"PARLEY_ACCESS__OPEN": "true"}
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.world.faces[BOB] = {"first_name": "Bob", "language_code": "hu"}
        api.group(GROUP, admins=(ADA,))
        owner, bob, cat = api.user(ADA), api.user(BOB), api.user(CAT)
        async with running(model(llm) | on_telegram(api, ADA) | variables, tmp_path):
            bob.writes("Why?")
            await until(lambda: any(reply.text == "Yes." for reply in api.replies(BOB)))
            bob.writes("Why?")
            await until(lambda: len(api.replies(BOB)) == 2)
            owner.writes("/settings timezone Tokyoo", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 1)
            owner.writes("/settings timezone new york", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 2)
            owner.writes("/settings language español", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 3)
            owner.writes("/settings allow", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 4)
            for _ in range(3):
                so_far = len(api.replies(GROUP))
                cat.writes("/ask Why?", chat=GROUP)
                await until(lambda so_far=so_far: len(api.replies(GROUP)) > so_far)  # type: ignore[misc]
            await until(lambda: is_over(api.replies(GROUP)[-1].text, "America/New_York", SPANISH["over_budget_person"]))

    group = [reply.text for reply in api.replies(GROUP)]
    assert is_over(api.replies(BOB)[-1].text, "Europe/Berlin")
    assert group[0].startswith("I do not know that time zone. Did you mean Asia/Tokyo")
    assert "America/New_York" in group[1]
    assert group[4:6] == ["Yes.", "Yes."]
    assert api.invalid_frames == []


async def test_a_discord_server_has_its_own_day_and_each_reads_alone_in_their_language(tmp_path: Path) -> None:
    """Of its own language until a zone is chosen for a channel; a server that was let in has what everybody has."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob, cat, dan = (api.user(name) for name in ("ada", "bob", "cat", "dan"))
        server = api.guild(ada, bob, cat, dan, owner=ada)
        api.world.guilds[api.world.channels[server.channel].guild].locale = "ja"
        here = server.channel

        def said() -> list[str]:
            return [message.words for message in api.world.standing(here) if message.author.id == api.world.me.id]

        async with running(model(llm) | on_discord(api, ada.id) | FEW, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            bob.writes("Why?", channel=here, mention=True)
            await until(lambda: "Yes." in said())
            bob.writes("Why?", channel=here, mention=True)
            await until(lambda: any(is_over(text, "Asia/Tokyo") for text in said()))
            typed = ada.types("settings timezone", "berl", option="zone", channel=here)
            await until(lambda: typed.choices)
            chosen = ada.slash("settings timezone", zone="Berlin", channel=here)
            await until(lambda: chosen.original and api.world.messages[chosen.original].words)
            spanish = ada.slash("settings language", value="español", channel=here)
            await until(lambda: spanish.original and api.world.messages[spanish.original].words)
            cat.writes("Why?", channel=here, mention=True)
            await until(lambda: said().count("Yes.") == 2)
            cat.writes("Why?", channel=here, mention=True)
            await until(lambda: any(is_over(text, "Europe/Berlin", SPANISH["over_budget_person"]) for text in said()))
            alone = cat.slash("pause", channel=here)
            await until(lambda: alone.original and api.world.messages[alone.original].words)

    assert "Europe/Berlin" in typed.choices
    assert "Europe/Berlin" in api.world.messages[chosen.original].words
    assert api.world.messages[alone.original].words == say("manager_only")
    assert api.limits.broken == 0
