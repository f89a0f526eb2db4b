"""Numbers as a language writes them, and which form of a word goes with one. Pure.

The rules are those of Unicode (CLDR): English and Spanish have a form for one and a form for all other numbers.
"""

from provider.values import Value


class Marks(Value):
    """What stands between thousands, and before decimals."""

    thousands: str
    decimal: str


class Figure(Value):
    """A number that is not written yet, with a format of Python's (",.2f")."""

    value: float
    spec: str = ","


def written(value: float, spec: str, marks: Marks) -> str:
    """The number by a format of Python's (",.2f"), with the language's marks."""
    whole, point, rest = format(value, spec).partition(".")
    return whole.replace(",", marks.thousands) + (marks.decimal if point else "") + rest


def one_if_whole(value: float, shown: str) -> bool:
    """English: one answer, but 1.0 answers."""
    return value == 1 and shown.isdigit()


def one_if_alone(value: float, shown: str) -> bool:
    """Spanish: the number one, however it is written."""
    return value == 1
