"""What an answer rests on: its marks like [1] as links, and the list below its end, for each platform. Pure.

The words of an answer stay as the model wrote them, so that a copy of them can be read: a mark becomes a link only when
it is rendered, outside of code, and only if there is a source of its number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from bots.text.code import Change
from bots.text.links import clickable, host, names_another_host
from bots.text.maths import FORMULA, has_maths
from bots.text.names import literal
from bots.text.opaque import hide, hide_markup
from bots.text.parse import Places, parse
from bots.text.piece import Entity, Piece
from bots.text.units import units
from provider.values import Value

TELEGRAM_MOST = 8
DISCORD_MOST = 3
"""Sources below an answer, one of each address."""
TITLE_LONGEST = 80
"""Characters of a title that are shown."""
SITE_LONGEST = 60
"""Characters of a site that are shown: its end, which says whose it is."""
DISCORD_ADDRESSES = 600
"""Characters of the addresses behind the marks of one message of at most 2,000: a mark beyond them is text."""
DISCORD_LINE = 600
"""Characters of the line below: what does not fit into it has no link."""
MARKS_AT_ONCE = 4
"""Marks behind the same words."""

_MARK = re.compile(r"(?<!\\)(?:\[(?P<number>[1-9]\d{0,2})\](?!\()|【(?P<file>[1-9]\d{0,2})(?:†[^【】\n]{0,60})?】)")
_MENTION = re.compile(r"@(?=\w)")
_REDIRECTS = frozenset({"vertexaisearch.cloud.google.com"})
"""Hosts that lead on to another site, which the title names."""
_SITE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}")
_CLOSED = ("Code", "CodeBlock", "Link", "Image")


class Numbered(Value):
    """A source of an answer. `number`: that of its marks in the text; 0 if no mark leads to it."""

    number: int
    url: str
    title: str = ""

    @property
    def site(self) -> str:
        """What the site is called: its host, or the one that a redirecting host leads to."""
        own = host(self.url)
        site = self.title.lower() if own in _REDIRECTS and _SITE.fullmatch(self.title) else own
        return site if len(site) <= SITE_LONGEST else f"…{site[1 - SITE_LONGEST :]}"

    @property
    def name(self) -> str:
        """Its title, unless that is missing or pretends to be another site; then the site."""
        if not self.title or (host(self.url) not in _REDIRECTS and names_another_host(self.title, self.url)):
            return self.site
        return self.title if len(self.title) <= TITLE_LONGEST else f"{self.title[: TITLE_LONGEST - 1].rstrip()}…"


class Cited(Value):
    """The sources that a frame shows. `numbered`: all of them. `below`: those listed below it, under `heading`."""

    numbered: tuple[Numbered, ...] = ()
    below: tuple[Numbered, ...] = ()
    heading: str = ""

    @property
    def links(self) -> Mapping[int, str]:
        """The address behind each mark."""
        return {each.number: each.url for each in self.numbered if each.number and clickable(each.url)}


NOTHING_CITED = Cited()


def listed(numbered: Sequence[Numbered], text: str) -> tuple[Numbered, ...]:
    """The sources to list below a text, one of each address: those that it names if there are any, else all."""
    marks = {int(found["number"] or found["file"]) for found in _MARK.finditer(text)}
    named = [each for each in numbered if each.number in marks or each.url in text]
    return distinct(named or numbered)


def distinct(numbered: Sequence[Numbered]) -> tuple[Numbered, ...]:
    """The sources, of several with one address the first."""
    one = {_same(each.url): each for each in reversed(numbered)}
    return tuple(each for each in numbered if one[_same(each.url)] is each)


def changes(source: str, links: Mapping[int, str], room: int) -> Iterator[Change]:
    """Each mark that has a source, as a link. Marks in links and in tables stay as they are.

    `room`: the characters of addresses; a mark whose address does not fit stays as it is, and with little room each
    address stands behind its first mark alone.
    """
    closed = _closed(source, ("Link", "Image", "Table")) if "](" in source or "|" in source else []
    left, linked = room, set[int]()
    for found in _MARK.finditer(source):
        number = int(found["number"] or found["file"])
        url = links.get(number, "")
        if not url or any(start <= found.start() < end for start, end in closed):
            continue
        if len(url) > left or (room < UNBOUNDED and number in linked):
            continue
        left -= len(url)
        linked.add(number)
        yield ((found.start(), found.end(), f"[{hide(found[0])}](<{hide(url)}>)"),)


UNBOUNDED = 1 << 30
"""Room for any number of addresses."""


# Where we place a mark.


@cache
def _words() -> re.Pattern[str]:
    """Finds words of languages that put spaces between them. It is compiled with the first sources: that takes long."""
    return re.compile(r"[^\W\d_\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]{1,30}|\d{1,30}")


def behind(text: str, at: int) -> int | None:
    """Where a mark can stand for words that end at that place: behind them, never inside of a word, of code or a link.

    None if that would be in a block of code, in a formula that is displayed, or before the first word.
    """
    at = len(text[: min(max(at, 0), len(text))].rstrip())
    if not at:
        return None
    for found in _words().finditer(text, max(0, at - 30), at + 30):
        if found.start() < at < found.end():
            at = found.end()
    for start, end in _closed(hide_markup(text), _CLOSED):
        if start < at < end:
            if "\n" in text[start:end]:
                return None
            at = end
    if has_maths(text):
        for formula in FORMULA.finditer(text):
            if formula.start() < at < formula.end():
                at = formula.end()
    word = re.compile(r"\S*://\S*").search(text, text.rfind(" ", 0, at) + 1, at)
    if word is not None and (rest := re.compile(r"\S+").match(text, at)):
        at = rest.end()
    return at


def mark(numbers: Sequence[int], before: str, after: str) -> str:
    """The marks of these sources, as they stand between two stretches of text."""
    marks = "".join(f"[{number}]" for number in numbers[:MARKS_AT_ONCE])
    gap = "" if before.endswith("]") else " "
    return f"{gap}{marks}{' ' if after[:1] and (after[0] in '([:' or after[0].isalnum()) else ''}"


def _closed(source: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches of these kinds, in characters."""
    at = Places(source)
    return [(at(each.start), at(each.end)) for each in parse(source) if each.kind.removeprefix("+") in kinds]


# The list below the end.


def telegram_sources(cited: Cited) -> Piece:
    """A quote that opens at a touch, with a line for each source."""
    if not cited.below:
        return Piece("")
    text, entities = cited.heading, list[Entity]()
    for each in cited.below[:TELEGRAM_MOST]:
        line = f"{each.number or '•'}{'.' if each.number else ''} "
        name = each.name if each.name == each.site else f"{each.name} · {each.site}"
        name = _MENTION.sub("@\u2060", name)
        if clickable(each.url):
            entities.append(Entity("text_link", units(f"{text}\n{line}"), units(name), each.url))
        text = f"{text}\n{line}{name}"
    return Piece(text, (Entity("expandable_blockquote", 0, units(text)), *entities))


def discord_sources(cited: Cited) -> Piece:
    """A line of small text that names the sites."""
    if not cited.below:
        return Piece("")
    names: list[str] = []
    left = DISCORD_LINE
    for each in cited.below[:DISCORD_MOST]:
        number = f"{each.number} " if each.number else ""
        name = f"{number}{literal(each.site)}"
        if clickable(each.url) and len(each.url) <= left:
            left -= len(each.url)
            name = f"[{name}](<{each.url.replace('(', '%28').replace(')', '%29')}>)"
        names.append(name)
    more = len(cited.below) - len(names)
    return Piece(f"-# {cited.heading}: {' · '.join([*names, *([f'+{more}'] if more else [])])}")


def plain_sources(cited: Cited, *, markdown: bool = False) -> str:
    """A line for each source, with its address in full. `markdown`: for a reader of Markdown."""
    lines = []
    for each in cited.below:
        name = "" if each.name == each.site else f"{literal(each.name) if markdown else each.name} "
        address = f"<{each.url}>" if markdown else each.url
        lines.append(f"{f'[{each.number}] ' if each.number else ''}{name}{address}")
    return "\n".join(lines)


def beneath(first: Piece, second: Piece) -> Piece:
    """Two pieces below an answer, one under the other."""
    if not first.text or not second.text:
        return first if first.text else second
    at = units(first.text) + 1
    moved = (Entity(each.kind, each.offset + at, each.length, each.url, each.language) for each in second.entities)
    return Piece(f"{first.text}\n{second.text}", (*first.entities, *moved))


def _same(url: str) -> str:
    """The part of an address by which two are the same."""
    return url.partition("#")[0].removesuffix("/")
