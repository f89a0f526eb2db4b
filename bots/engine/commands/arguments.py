"""The text behind a command, read as its options. Pure.

For platforms that hand over one line (Telegram, a terminal). Any option can be named at the beginning of the line:
`model:openai/gpt-4o`. A value with a shape of its own (a fixed value, a number, yes or no, a person's id) is found
without its name, at the beginning of the line or at its end. The first option that takes words gets the rest. If that
option takes free words, the last word may belong to them, so the end is read only if it leaves a single word.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from bots.engine.commands.command import Option
from bots.engine.commands.spanish_words import meant

YES = frozenset({"yes", "on", "true", "sí", "si"})
NO = frozenset({"no", "off", "false"})

_ID = re.compile(r"-?\d{1,20}", re.ASCII)
_LONG = 5
"""Digits from which on a number is a person's id and no amount."""

_FIRST = re.compile(r"\s*(\S+)\s*")
_LAST = re.compile(r"\s*(\S+)\s*\Z")


def command_of(name: str, line: str, known: Collection[str]) -> tuple[str, str]:
    """The command and its line. The first word may be a subcommand's name ("/settings persona Be brief")."""
    word, rest = _cut_first(line)
    subcommand = f"{name} {word.lower()}"
    return (subcommand, rest) if word and subcommand in known else (name, line)


def on_a_line(options: Iterable[Option]) -> tuple[Option, ...]:
    """The options that can be written on a line."""
    return tuple(option for option in options if not option.own_field)


def parse(options: Sequence[Option], line: str, *, person: str = "") -> Mapping[str, str]:
    """The options that the line gives a value to; others are absent.

    `person`: the id of somebody whom the platform itself points out (a reply, a mention of their account).
    """
    found: dict[str, str] = {}
    open_ones = list(on_a_line(options))
    line = _named(open_ones, line, found)
    if person and _is_a_number(open_ones, line):
        _point_out(open_ones, person, found)
    words = [option for option in open_ones if option.kind == "text"]
    free = bool(words) and not words[0].complete
    spanish = not free or words[0].fixed  # free words may begin with any word
    line = _from_the_beginning(open_ones, line, found, free=free, spanish=spanish)
    line = _from_the_end(open_ones, line, found, free=free)
    if words and line.strip():
        found[words[0].name] = line.strip()
    if person:
        _point_out(open_ones, person, found)
    return found


def _is_a_number(open_ones: Sequence[Option], line: str) -> bool:
    """Whether the only number in the line is more likely an amount than somebody's id."""
    numbers = [word for word in line.split() if _ID.fullmatch(word)]
    return len(numbers) < 2 and any(option.kind == "whole" for option in open_ones)


def _point_out(open_ones: list[Option], person: str, found: dict[str, str]) -> None:
    option = next((each for each in open_ones if each.kind == "person" and each.name not in found), None)
    if option is not None:
        found[option.name] = person
        open_ones.remove(option)


def _named(open_ones: list[Option], line: str, found: dict[str, str]) -> str:
    """Take each `name:value` off the beginning of the line."""
    while True:
        word, rest = _cut_first(line)
        name, colon, value = word.partition(":")
        option = next((each for each in open_ones if each.name == name.lower()), None)
        if option is None or not colon or not value:
            return line
        if option.kind != "text":
            taken = _value(option, value)
            if taken is None:
                return line
            value = taken
        found[option.name] = value
        open_ones.remove(option)
        line = rest


def _from_the_beginning(open_ones: list[Option], line: str, found: dict[str, str], *, free: bool, spanish: bool) -> str:
    while True:
        word, rest = _cut_first(line)
        if not word or (not rest and _is_awaited(open_ones)):
            return line
        # "20 answers a day" does not begin with a person's id.
        fitting = [option for option in open_ones if not (free and option.kind == "person")]
        if not _take(fitting, word, found, spanish=spanish):
            return line
        open_ones[:] = [option for option in open_ones if option.name not in found]
        line = rest


def _from_the_end(open_ones: list[Option], line: str, found: dict[str, str], *, free: bool) -> str:
    """Read the end backwards: of several numbers, the last goes to the last option that takes one."""
    still, values, rest = list(open_ones), dict(found), line
    while (last := _LAST.search(rest)) is not None:
        before = rest[: last.start()]
        if not before.strip() and (free or _is_awaited(still)):
            break
        fitting = [option for option in still[::-1] if not (free and option.kind == "person" and len(last[1]) < _LONG)]
        if not _take(fitting, last[1], values, spanish=True):
            break
        still = [option for option in still if option.name not in values]
        rest = before
    only_people = all(option.kind == "person" for option in open_ones if option.name in values)
    fixed = any(option.fixed for option in still)
    if free and not (only_people or fixed) and len(rest.split()) > 1:
        return line
    open_ones[:] = still
    found.update(values)
    return rest


def _is_awaited(open_ones: Sequence[Option]) -> bool:
    """Whether an option still needs the last word as its words."""
    return next((option.required for option in open_ones if option.kind == "text"), False)


def _take(fitting: Sequence[Option], word: str, found: dict[str, str], *, spanish: bool) -> bool:
    """Give the word to the first option that it fits. `spanish`: its fixed values may be Spanish."""
    alone = not any(option.kind == "text" for option in fitting)
    for option in fitting:
        value = None if option.kind == "text" else _value(option, word, spanish=spanish)
        named = word.lower() == option.name or (spanish and meant(word.lower(), (option.name,)))
        if value is None or (option.kind == "flag" and not alone and not named):
            continue  # among words, "no" may mean anything
        found[option.name] = value
        return True
    return False


def _value(option: Option, word: str, *, spanish: bool = True) -> str | None:
    """The value that the word means to the option; None if it does not fit."""
    low = word.lower()
    if option.kind == "choice":
        return low if low in option.choices else meant(low, option.choices) if spanish else None
    if option.kind == "whole":
        return word if word.isascii() and word.isdigit() else None
    if option.kind == "flag":
        if spanish and meant(low, (option.name,)):
            return "yes"
        return ("no" if low in NO else "yes") if low in (option.name, *YES, *NO) else None
    return word if _ID.fullmatch(word) else None


def _cut_first(line: str) -> tuple[str, str]:
    """The first word, and the rest of the line."""
    first = _FIRST.match(line)
    return (first[1], line[first.end() :]) if first else ("", "")
