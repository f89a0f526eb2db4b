"""Compare what three parsers of Discord's Markdown see of what Parley sends with what CommonMark says of the source."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bots.text.to_discord import to_discord
from tests.cross_check.documents import documents
from tests.cross_check.reading import Reading, by_commonmark, differences, reading

PACKAGES = ("discord-markdown-parser@1.3.1", "@odiffey/discord-markdown@3.3.0", "discord-markdown@2.5.1")
PLACE = Path(sys.prefix) / "cross-check"
SHOWN = 20
SAMPLED = 20
"""Of so many documents, one is taken in every frame."""
ROOM = 100_000


class Case(NamedTuple):
    """A text that was sent, and the source that it comes from. `grows`: it is a frame, and more was to come."""

    source: str
    text: str
    grows: bool = False


def main() -> int:
    """Print what differs. The exit status is 1 if something does."""
    _install()
    cases = list(_cases())
    differing: Counter[str] = Counter()
    for case, seen in zip(cases, _seen([case.text for case in cases]), strict=True):
        wanted = by_commonmark(case.source)
        for parser, found in seen.items():
            for what in differences(wanted, found, grows=case.grows):
                differing[f"{parser}: {what}"] += 1
                if differing.total() <= SHOWN:
                    print(f"--- {parser}: {what}\n{case.source!r}\n{case.text!r}\n{wanted}\n{found}\n")
    frames = sum(case.grows for case in cases)
    print(f"{len(cases) - frames} documents, {frames} frames, {len(PACKAGES)} parsers: {differing.total()} differences")
    for what, count in differing.most_common():
        print(f"{count:6} {what}")
    return 1 if differing else 0


def _cases() -> Iterator[Case]:
    """Each document as it is sent, and every frame of each of a sample as it grows."""
    for number, source in enumerate(documents()):
        yield Case(source, to_discord(source, last=True, limit=ROOM).text)
        is_guessed = " ` " in source  # while it grows, a backtick that nothing closes is taken for code
        if number % SAMPLED == 0 and not is_guessed:
            frames = {to_discord(source[:end], last=False, limit=ROOM).text for end in range(1, len(source))}
            yield from (Case(source, text, grows=True) for text in sorted(frames))


def _install() -> None:
    """Install the parsers where the project's other tools are."""
    if not (PLACE / "package.json").exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        (PLACE / "package.json").write_text("{}\n", encoding="utf-8")
    subprocess.run(
        ["npm", "install", "--silent", "--no-save", "--no-audit", "--no-fund", *PACKAGES], cwd=PLACE, check=True
    )


def _seen(texts: Sequence[str]) -> list[dict[str, Reading]]:
    script = Path(__file__).with_name("parsers.mjs")
    done = subprocess.run(
        ["node", str(script), str(PLACE / "package.json")],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [
        {
            parser: reading(seen["words"], seen["code"], [(label, address) for label, address in seen["links"]])
            for parser, seen in each.items()
        }
        for each in found
    ]


if __name__ == "__main__":
    sys.exit(main())
