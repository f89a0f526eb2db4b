"""A table that lets the oldest go."""

from bots.engine.runtime.lru import LRU


def test_the_oldest_goes_first() -> None:
    """What is kept again counts as new."""
    table: LRU[str, int] = LRU(2)
    table.keep("a", 1)
    table.keep("b", 2)
    table.keep("a", 3)
    table.keep("c", 4)

    assert len(table) == 2
    assert (table.get("a", 0), table.get("b", 0), table.get("c", 0)) == (3, 0, 4)


def test_what_is_forgotten_makes_room() -> None:
    """Forgetting what is not there is no error."""
    table: LRU[str, int] = LRU(1)
    table.keep("a", 1)
    table.forget("a")
    table.forget("b")

    assert "a" not in table
    assert len(table) == 0
