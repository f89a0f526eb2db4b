"""What columns hold, so that it means the same in both databases. A column has no type of SQLAlchemy's but Float."""

from sqlalchemy import BigInteger, ColumnElement, and_
from sqlalchemy import Integer as Whole
from sqlalchemy import Text as Words

Integer = Whole().with_variant(BigInteger(), "postgresql")
"""A whole number of up to 64 bits; SQLite has no other."""

Text = Words().with_variant(Words(collation="C"), "postgresql")
"""Words that are compared by the codes of their characters, as SQLite does, and by no language's rules."""


def starting(column: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """Whether the words in a column start with these, of which there is at least one character.

    As a range, which an index finds: for a LIKE both databases may read the whole table.
    """
    return and_(column >= words, column < words[:-1] + chr(ord(words[-1]) + 1))
