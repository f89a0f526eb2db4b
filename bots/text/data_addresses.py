"""Addresses that hold their data: what stands for them, because no reader wants base64."""

import re

from bots.text.code import Change, replace_outside_code

_DATA = r"data:(?P<kind{0}>[a-z]+)/[\w.+-]+(?:;[\w.=+-]+)*,"
_DATA_ADDRESS = re.compile(
    rf"!\[[^\]\n]{{0,300}}\]\(\s{{0,9}}{_DATA.format(1)}[^)\s]*(?:\s{{0,9}}\)|\Z)"
    rf"|\[(?P<label>[^\]\n]{{0,300}})\]\(\s{{0,9}}{_DATA.format(2)}[^)\s]*(?:\s{{0,9}}\)|\Z)"
    rf"|{_DATA.format(3)}(?:[\w+/=%-]{{60,}}|(?<=;base64,)[\w+/=%-]*)"
)


def without_data(source: str) -> str:
    """The source with each address that holds its data as its label, `[picture]` or `[file]`; code stays as it is."""
    return replace_outside_code(source, _changes(source)) if "data:" in source else source


def _changes(source: str) -> list[Change]:
    return [((found.start(), found.end(), _stands_for(found)),) for found in _DATA_ADDRESS.finditer(source)]


def _stands_for(found: re.Match[str]) -> str:
    if found["label"]:
        return found["label"]
    kind = found["kind1"] or found["kind2"] or found["kind3"]
    return "[picture]" if kind == "image" else "[file]"
