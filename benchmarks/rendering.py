"""How long a frame takes to render, and why this parser: `python -m benchmarks.rendering`."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from markdown_it import MarkdownIt

from bots.text.heal import hold_back
from bots.text.opaque import hide_markup
from bots.text.parse import parse
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"


def milliseconds(work: Callable[[], object], times: int = 50, rounds: int = 7) -> float:
    """CPU time of one call, the best of some rounds: other processes do not count."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - start) / times)
    return best * 1000


def main() -> None:
    """Print the table."""
    answer = (CORPUS / "typical_answer.md").read_text(encoding="utf-8")
    nasty = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md")))
    other = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    print(f"{'':34}{'typical':>10}{'nasty':>10}   ms of CPU, 4,000 characters (Discord: 1,900)")
    rows: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("parse: pyromark (ours)", parse),
        ("parse: markdown-it-py", other.parse),
        ("heal the end", lambda text: hold_back(hide_markup(text))),
        ("a frame for Telegram", lambda text: to_telegram(text, last=False)),
        ("a frame for Discord", lambda text: to_discord(text[:1900], last=False)),
        ("cut and render 100 kB, Telegram", lambda text: to_telegram(text * 25, last=False)),
        ("cut and render 100 kB, Discord", lambda text: to_discord(text * 25, last=False)),
    )
    texts = ((answer * 4)[:4000], nasty[:4000])
    for name, work in rows:
        figures = [milliseconds(partial(work, text)) for text in texts]
        print(f"{name:34}" + "".join(f"{figure:10.2f}" for figure in figures))


if __name__ == "__main__":
    main()
