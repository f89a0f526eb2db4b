"""Writes a file of the model's making: a text, a table as CSV, Markdown, code. It is sent below the answer."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from bots.engine.language.phrases import say
from bots.engine.seam.shown import File
from bots.engine.tools.tool import Arguments, Context, Failed, Product
from provider.contract import ToolDefinition

NAME: Final = "make_file"
MOST_BYTES: Final = 1_000_000
"""Bytes of one file."""
LONGEST_NAME: Final = 60
"""Characters of its name, with its ending."""

_ENDINGS: Final = frozenset((
    "txt", "csv", "tsv", "md", "json", "jsonl", "yaml", "yml", "toml", "ini", "xml", "log", "srt", "vtt", "ics", "tex",
    "bib", "diff", "patch", "py", "ts", "css", "sql", "c", "h", "cpp", "cs", "go", "rs", "java", "kt", "rb", "php",
))  # fmt: skip
"""What no system runs by itself when it is opened, and no browser; any other name gets ".txt" behind it."""
_RESERVED: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{each}{number}" for each in ("com", "lpt") for number in range(10)))
)
"""Names that Windows keeps for its devices."""
_BOM: Final = "\ufeff"

_DEFINITION: Final = ToolDefinition(
    NAME,
    "Send people a file with a text that you write: plain text, CSV, Markdown, code. Use it when they ask for a file, "
    "or for a table or text that they will want to keep. It appears below your answer; do not repeat its content.",
    {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "The name of the file with its ending, such as report.csv"},
            "content": {"type": "string", "description": "All of the file"},
        },
        "required": ["name", "content"],
    },
)


class MakeFile:
    """The tool. What it makes goes to those who read the answer, and nowhere else."""

    reads_only = True
    definition = _DEFINITION

    @property
    def about(self) -> str:
        """One line for people."""
        return say("make_file_about")

    def doing(self, arguments: Arguments) -> str:
        """The name of the file."""
        return say("make_file_doing", name=safe_name(str(arguments.get("name", ""))))

    def used(self, times: int) -> str:
        """How many files."""
        return say("make_file_used", count=times)

    async def run(self, arguments: Arguments, context: Context) -> Product | Failed:
        """Make the file."""
        name, content = arguments.get("name"), arguments.get("content")
        if not isinstance(name, str) or not isinstance(content, str):
            return Failed("The arguments name and content must be texts.")
        if not content.strip():
            return Failed("The file would be empty; write its content.")
        name = safe_name(name)
        if name.endswith(".csv") and not content.isascii():
            content = _BOM + content.removeprefix(_BOM)  # else Excel takes it for another encoding
        data = content.encode(errors="replace")
        if len(data) > MOST_BYTES:
            return Failed(f"The file may have {MOST_BYTES} bytes at most; make it shorter, or several files.")
        return Product(f"The file {name} is sent below your answer.", files=(File(name, data),))


def safe_name(name: str) -> str:
    """A name of a file that is no path, that no system reads otherwise, and that opens nothing by itself."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(c if c.isalnum() or c in " ._-" else " " for c in name)
    path = PurePosixPath(" ".join(name.split()).strip(". "))
    stem, ending = path.stem.strip(". "), path.suffix.removeprefix(".").lower()
    if ending not in _ENDINGS:
        stem, ending = path.name.replace(".", "-"), "txt"
    stem = stem[: LONGEST_NAME - len(ending) - 1].strip(". ") or "file"
    if stem.partition(".")[0].strip().lower() in _RESERVED:
        stem = f"file {stem}"
    return f"{stem}.{ending}"
