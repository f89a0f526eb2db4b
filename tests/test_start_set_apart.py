"""What the start has made is no work for the garbage collector while the program runs."""

import gc
from pathlib import Path

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import model, on_telegram, running
from tests.waiting import until


async def test_a_full_search_leaves_out_what_the_start_has_made(tmp_path: Path) -> None:
    """While the program runs, most objects are set apart; after its end none is."""
    async with ChatCompletions() as server, TelegramApi() as telegram:
        async with running(model(server) | on_telegram(telegram), tmp_path):
            await until(lambda: telegram.is_polled)
            searched, apart = len(gc.get_objects()), gc.get_freeze_count()
        after = gc.get_freeze_count()

    assert apart > 10 * searched
    assert after == 0
