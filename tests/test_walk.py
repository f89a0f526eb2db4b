"""The way of a plain question from the adapter to the model: through which rooms it goes, on the fake Telegram.

A room is a file; an adapter is one. A stay in it is what acts there on the question, in whatever form it has by then:
a coroutine or a job of the database that it is handed to. What only looks at it, a pure function, is no stay.
"""

import asyncio
import inspect
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from bots.engine.conversation.exchange import Exchange
from bots.engine.questions import Ask
from bots.engine.reply.asking import Asking
from bots.engine.seam.incoming import Incoming
from bots.engine.storage.exchanges import Question
from provider.contract import Request
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_telegram, running
from tests.waiting import until

ROOT = Path(__file__).parent.parent
ADA = 1001
WORDS = "Tell me of the sea"
FORMS = (Incoming, Ask, Question, Exchange, Asking, Request)
ACTS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

DOOR = "bots/engine/engine.py"
"""What platforms call. They do so twice: a message is kept as soon as it comes, and handed on when its turn comes."""

MODEL = "provider/dialects/server.py"
"""Where the model is asked."""

STAYS = 23
"""The most: each room once."""


def carries(value: object) -> bool:
    """Whether it is the question, in one of its forms."""
    return isinstance(value, FORMS) or (isinstance(value, dict) and WORDS in str(value.get("message", "")))


class Walk:
    """Notes where the question is, until it is at the model."""

    def __init__(self) -> None:
        self.rooms: list[str] = []
        self._seen: list[FrameType] = []  # a coroutine enters its frame anew each time it goes on

    def profile(self, frame: FrameType, event: str, _: Any) -> None:
        code, path = frame.f_code, frame.f_code.co_filename
        if event != "call" or not path.startswith(f"{ROOT}/") or path.startswith(f"{ROOT}/tests/"):
            return
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if not (code.co_flags & ACTS or names[:1] == ("sql",)) or any(each is frame for each in self._seen):
            return
        if any(carries(frame.f_locals.get(name)) for name in names if name != "self"):
            self._seen.append(frame)
            self._enter(path.removeprefix(f"{ROOT}/"))

    def _enter(self, path: str) -> None:
        room = path.rpartition("/")[0] if path.startswith("bots/telegram_bot/") else path
        if room != DOOR and MODEL not in self.rooms and self.rooms[-1:] != [room]:
            self.rooms.append(room)


async def test_a_question_goes_back_through_no_room_that_it_has_left(tmp_path: Path) -> None:
    """It is not long until the model is asked, either."""
    walk = Walk()
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Hello")
            await until(lambda: [each.labels for each in api.replies(ADA) if each.text == "Aye." and each.labels])
            await asyncio.sleep(0.2)  # the first answer comes to its end
            sys.setprofile(walk.profile)
            try:
                ada.writes(WORDS)
                await until(lambda: len(api.replies(ADA)) > 1)
            finally:
                sys.setprofile(None)

    back = [room for at, room in enumerate(walk.rooms) if room in walk.rooms[:at]]
    assert walk.rooms[-1] == MODEL
    assert back == []
    assert len(walk.rooms) <= STAYS, walk.rooms
