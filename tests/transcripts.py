"""The transcripts in the pages: who types what where, what Parley says to it, and which model answers a question.

### A family group                              an example, up to the next heading

```toml                                         the config that it needs, if any

```telegram                                     or `discord`
Olga in private: /model openai/gpt-5-mini       a command, or a question
Parley: From now on … answers here.             what is read; `…` stands for anything
(openai/gpt-5-mini answers)                     which model is asked
```

```toml                                         the config that does the same, if any
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

PLATFORMS = ("discord", "telegram")

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"(?P<who>\w+) in (?P<where>[#\w ]+): (?P<text>.+)")
_SAID = re.compile(r"Parley: (?P<text>.+)")
_ASKED = re.compile(r"\((?P<model>\S+) answers\)")


@dataclass(slots=True)
class Entry:
    """What somebody types. `said`: what they read then. `model`: which one is asked; empty if none is."""

    who: str
    where: str
    text: str
    said: list[str] = field(default_factory=list)
    model: str = ""

    def is_said(self, words: str) -> bool:
        """Whether these words of the bot are the ones that the page shows."""
        pattern = ".*".join(re.escape(part) for part in _plain(" ".join(self.said)).split("…"))
        return re.fullmatch(pattern, _plain(words)) is not None


@dataclass(frozen=True, slots=True)
class Example:
    """One example: what is typed on each platform, the config that it needs, and the config that says the same."""

    name: str
    typed: dict[str, list[Entry]]
    config: str
    same: str


def _plain(words: str) -> str:
    """The words in one line, as they are seen: without marks, and commands that can be pressed by their names."""
    return " ".join(re.sub(r"[*`\u2060]", "", re.sub(r"</([\w ]+):\d+>", r"/\1", words)).split())


def examples(page: Path) -> list[Example]:
    """The examples of a page.

    Raises:
        ValueError: a line of a transcript means nothing.
    """
    sections = re.split(r"^#{2,3} (?=.)", page.read_text(), flags=re.MULTILINE)
    return [found for section in sections if (found := _example(section)).typed]


def _example(section: str) -> Example:
    typed, config, same = {}, "", ""
    for kind, body in _FENCE.findall(section):
        if kind in PLATFORMS:
            typed[kind] = _lines(body)
        elif kind == "toml" and typed:
            same = body
        elif kind == "toml":
            config = body
    return Example(section.partition("\n")[0], typed, config, same)


def _lines(body: str) -> list[Entry]:
    found: list[Entry] = []
    for line in body.splitlines():
        if said := _SAID.fullmatch(line):
            found[-1].said.append(said["text"])
        elif asked := _ASKED.fullmatch(line):
            found[-1].model = asked["model"]
        elif typed := _TYPED.fullmatch(line):
            found.append(Entry(typed["who"], typed["where"], typed["text"]))
        else:
            raise ValueError(f"In a transcript, this says nothing: {line}")
    return found
