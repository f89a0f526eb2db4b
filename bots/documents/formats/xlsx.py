"""Excel's files: the values of all sheets, by rows, with tabs between the cells."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bots.documents.formats.package import Package
from bots.documents.gathering import Full, Gathering
from bots.documents.values import Unit

_WIDEST_GAP: Final = 50
"""Empty cells that are kept between two others."""
_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of built-in formats that show a date or a time."""
_LITERALS: Final = re.compile(r"\"[^\"]*\"|\\.|\[(?![hms]+\])[^\]]*\]")
_TRUTH: Final = {"0": "FALSE", "1": "TRUE"}


def read(package: Package, gathering: Gathering) -> None:
    """Gather the rows of each sheet, the first below the sheet's name."""
    gathering.unit = Unit.ROWS
    book = _Book(package)
    try:
        for title, name in book.sheets:
            sheet = _Sheet(book, gathering, f"[Sheet: {title}]")
            package.parse(name, sheet.start, sheet.end, sheet.words)
    except Full:
        gathering.total = sum(package.count(name, "row") for _, name in book.sheets)
    else:
        gathering.end()


class _Book:
    """What all sheets share: their names, the strings, which formats show dates."""

    def __init__(self, package: Package) -> None:
        self._main = package.main()
        self._related = package.related(self._main)
        self.sheets: list[tuple[str, str]] = []
        self.epoch = datetime(1899, 12, 30)
        package.parse(self._main, self._workbook)
        self.strings = _strings(package, self._named("sharedStrings"))
        self.dates = _date_styles(package, self._named("styles"))

    def _workbook(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "sheet":
            _, name = self._related.get(attributes.get("id", ""), ("", ""))
            self.sheets.append((attributes.get("name", ""), name))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = datetime(1904, 1, 1)

    def _named(self, kind: str) -> str:
        return next((name for each, name in self._related.values() if each == kind), "")


def _strings(package: Package, name: str) -> list[str]:
    """The strings that cells refer to by number."""
    found: list[str] = []
    words: list[str] = []
    open_: list[str] = []  # of <t> and <rPh>, which says how another is pronounced

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("t", "rPh"):
            open_.append(tag)

    def end(tag: str) -> None:
        if tag in ("t", "rPh"):
            open_.pop()
        elif tag == "si":
            found.append("".join(words))
            words.clear()

    def take(text: str) -> None:
        if open_ == ["t"]:
            words.append(text)

    package.parse(name, start, end, take)
    return found


def _date_styles(package: Package, name: str) -> frozenset[int]:
    """The numbers of the styles that show a date."""
    formats: dict[str, bool] = {str(number): True for number in _DATES}
    styles: list[bool] = []
    within: list[bool] = []  # whether the open list is the one that cells refer to

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "numFmt":
            code = _LITERALS.sub("", attributes.get("formatCode", "").lower())
            formats[attributes.get("numFmtId", "")] = any(letter in code for letter in "dmyhs")
        elif tag in ("cellXfs", "cellStyleXfs"):
            within.append(tag == "cellXfs")
        elif tag == "xf" and within and within[-1]:
            styles.append(formats.get(attributes.get("numFmtId", ""), False))

    package.parse(name, start)
    return frozenset(number for number, is_date in enumerate(styles) if is_date)


class _Sheet:
    """What is open while a sheet is read."""

    def __init__(self, book: _Book, gathering: Gathering, heading: str) -> None:
        self._book = book
        self._gathering = gathering
        self._heading = heading
        self._cells: list[str] = []
        self._kind = ""
        self._is_date = False
        self._value: list[str] = []
        self._is_value = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            self._kind = attributes.get("t", "n")
            self._is_date = int(attributes.get("s", "0")) in self._book.dates
            gap = _column(attributes.get("r", "")) - len(self._cells)
            self._cells += [""] * min(max(0, gap), _WIDEST_GAP)
        elif tag in ("v", "t"):
            self._is_value = True

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._is_value = False
        elif tag == "c":
            self._cells.append(self._shown("".join(self._value)))
            self._value.clear()
        elif tag == "row":
            row = "\t".join(self._cells).rstrip("\t")
            self._cells.clear()
            heading, self._heading = self._heading, ""
            self._gathering.add(row, heading)

    def words(self, text: str) -> None:
        if self._is_value:
            self._value.append(text)

    def _shown(self, value: str) -> str:
        match self._kind:
            case "s":
                index = int(value or "-1")
                return _in_one_cell(self._book.strings[index]) if 0 <= index < len(self._book.strings) else ""
            case "b":
                return _TRUTH.get(value, value)
            case "n" if value:
                return _number(value, self._book.epoch if self._is_date else None)
            case _:
                return _in_one_cell(value)


def _in_one_cell(text: str) -> str:
    return " ".join(text.split())


def _number(value: str, epoch: datetime | None) -> str:
    """A number with the 15 digits that are meant, or the date that it stands for."""
    try:
        number = float(value)
        if epoch is None:
            return value if value.isdigit() else f"{number:.15g}"
        when = epoch + timedelta(seconds=round(number * 86_400))
    except (OverflowError, ValueError):
        return value
    if 0 <= number < 1:
        return when.time().isoformat()
    return when.date().isoformat() if number.is_integer() else when.isoformat(" ")


def _column(reference: str) -> int:
    """Where "AB12" stands, from 0; 0 if it says nothing."""
    column = 0
    for letter in reference[:3]:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return max(0, column - 1)
