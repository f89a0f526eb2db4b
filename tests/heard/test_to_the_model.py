"""The whole program on both fakes: what the table calls read reaches the model, and what it calls named is said."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.transcriptions import Transcriptions
from tests.heard import test_on_discord, test_on_telegram
from tests.heard.table import SAID, Cell, cells
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

ANSWER = "Yes."
SETTINGS = {"PARLEY_ACCESS__OPEN": "true", "PARLEY_VOICE__PROVIDER": "local", "PARLEY_VOICE__MODEL": "whisper-1"}


def a_model() -> ChatCompletions:
    """A server whose model sees, and which writes speech down."""
    return ChatCompletions(text=ANSWER, speech=Transcriptions(models=("whisper-1",), text=SAID))


def private(platform: str) -> list[Cell]:
    """The rows of what is written to the bot alone."""
    return [cell for cell in cells(platform) if cell.where in ("alone", "with words", "several")]


async def became(llm: ChatCompletions, play: Callable[[], None], replies: Callable[[], list[str]], words: str) -> str:
    """Play it, and see what became of it. `words`: what is read of it."""
    before = len(llm.requests)
    play()
    await until(lambda: any(ANSWER in each or "cannot read" in each for each in replies()))
    await until(lambda: llm.streams == 0)
    questions = [request["messages"][-1]["content"] for request in llm.requests[before:]]
    if len(questions) > 1:
        return "asked twice"
    if words in json.dumps(questions, ensure_ascii=False) or "image_url" in str(questions):
        return "read"
    return "named" if any("not read:" in each or "cannot read" in each for each in replies()) else "silent"


def said_on_telegram(api: TelegramApi, chat: int) -> list[str]:
    return [reply.text for reply in api.replies(chat)]


def said_on_discord(api: DiscordApi, channel: str) -> list[str]:
    return [each.content for each in api.world.standing(channel) if each.author.id == api.world.me.id]


def expected(rows: list[Cell]) -> Mapping[str, str]:
    return {str(cell): cell.outcome for cell in rows}


async def test_nothing_is_passed_over_on_telegram(tmp_path: Path) -> None:
    """Each private row of the table, from a person of its own."""
    rows, found = private("telegram"), dict[str, str]()
    async with (
        a_model() as llm,
        TelegramApi(speed=SPEED) as api,
        running(model(llm) | on_telegram(api) | SETTINGS, tmp_path),
    ):
        for person, cell in enumerate(rows, 1000):
            play = partial(test_on_telegram.play, api, api.user(person), cell)
            words = test_on_telegram.WRITTEN.get(cell.kind, SAID)
            found[str(cell)] = await became(llm, play, partial(said_on_telegram, api, person), words)

    assert found == expected(rows)


async def test_nothing_is_passed_over_on_discord(tmp_path: Path) -> None:
    """The same there."""
    rows, found = private("discord"), dict[str, str]()
    async with (
        a_model() as llm,
        DiscordApi(speed=SPEED) as api,
        running(model(llm) | on_discord(api) | SETTINGS, tmp_path),
    ):
        await until(lambda: api.gateway.connected)
        for number, cell in enumerate(rows):
            user = api.user(f"ada{number}")
            play = partial(test_on_discord.play, user, api.guild(user), cell)
            found[str(cell)] = await became(llm, play, partial(said_on_discord, api, api.direct(user)), SAID)

    assert found == expected(rows)
