"""What becomes of a row in the whole program, by what a model behind it was asked and what the bot said."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bots.engine.language.english import ENGLISH
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.transcriptions import Transcriptions
from tests.heard.table import SAID, Cell
from tests.waiting import until

ANSWER = "Yes."
SETTINGS = {
    "PARLEY_ACCESS__OPEN": "true",
    "PARLEY_VOICE__PROVIDER": "local",
    "PARLEY_VOICE__MODEL": "whisper-1",
    "PARLEY_CONVERSATION__NAMES": "true",  # the model reads who asks, and each row has a person of its own
    "PARLEY_LIMITS__BOT": "[]",
}
_WHO = re.compile(r"row (\d+):")


UNREAD = ENGLISH["nothing_read"].partition("{")[0]
"""What is said to somebody who sends nothing that can be read."""


def a_model() -> ChatCompletions:
    """A server whose model sees, and which writes speech down."""
    return ChatCompletions(text=ANSWER, speech=Transcriptions(models=("whisper-1",), text=SAID))


def who(number: int) -> str:
    """The name of the person who plays that row."""
    return f"row {number}"


def said_by_the_bot(api: DiscordApi, channel: str) -> list[str]:
    return [each.content for each in api.world.standing(channel) if each.author.id == api.world.me.id]


def by_row(llm: ChatCompletions) -> Mapping[int, list[dict[str, Any]]]:
    """The requests by the row that they answer."""
    found: dict[int, list[dict[str, Any]]] = {}
    for request in llm.requests:
        found.setdefault(int(_WHO.findall(_asked(request))[-1]), []).append(request)
    return found


def ends(reply: str) -> bool:
    """Whether it says all that it will."""
    return ANSWER in reply or UNREAD in reply


async def became(
    llm: ChatCompletions, rows: Sequence[Cell], replies: Callable[[int], list[str]], marks: Mapping[str, str]
) -> dict[str, str]:
    """Wait until the bot has said something to each row that is for us, and say what became of all of them.

    `replies`: what stands below a row. `marks`: the words of a kind that are read, where these are not `SAID`.
    """
    ours = [number for number, row in enumerate(rows) if row.outcome != "not for us"]
    with suppress(TimeoutError):  # then one of them is silent
        await until(lambda: all(any(map(ends, replies(number))) for number in ours))
    await until(lambda: llm.streams == 0)
    requests = by_row(llm)
    return {
        str(row): _outcome(row, requests.get(number, []), replies(number), marks.get(row.kind, SAID))
        for number, row in enumerate(rows)
    }


def _asked(request: dict[str, Any]) -> str:
    return json.dumps(request["messages"][-1]["content"], ensure_ascii=False)


def _outcome(row: Cell, requests: list[dict[str, Any]], said: list[str], mark: str) -> str:
    if len(requests) > 1:
        return "asked twice"
    if requests and (mark in _asked(requests[0]) or "image_url" in _asked(requests[0])):
        return "read"
    if any("not read:" in each or UNREAD in each for each in said):
        return "named"
    return "not for us" if row.where == "talk" and not (requests or said) else "silent"
