"""What is counted, called and known only for a while goes in steps, each of which looks at what is old alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Table, func, select

from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.storage import inbox, messages, names, old_messages, servers, spending, usage
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.records import Named
from bots.engine.storage.schema import INBOX, LINES, NAMES, SPENDING, USAGE
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, HERE, NOON, said

YEAR = 365 * 86_400.0
OLD = 7
"""What is old of each kind."""


async def count(store: Store, table: Table) -> int:
    return await store.run(lambda sql: sql.scalar(select(func.count()).select_from(table)) or 0)


def incoming(place: Place, person: Person, id: str) -> Incoming:
    return Incoming(Origin(place, person, ToChat(place)), id, "Why?", addressed=True)


async def fill(store: Store, at: float, *, first: int = 0) -> None:
    """So many people ask in so many chats, and are counted and called something."""
    for number in range(first, first + OLD):
        person, place = Person("telegram", str(number)), Place("telegram", str(number))
        key = await store.run(inbox.commit, incoming(place, person, str(number)), at)
        assert key is not None
        await store.run(inbox.end, [key])
        wanted: Wanted[str] = Wanted((Counted(f"{place}|{person}"),), Spent(1), at, lambda before: None)
        await store.run(spending.reserve, wanted)
        await store.run(usage.count, place, person, provider="demo", model="a", at=at)
        await store.run(names.keep, [Named(f"telegram:person:{number}", "Ann", "", "", "")], at)


@pytest.mark.parametrize(
    ("forget", "table", "rows"),
    [
        (inbox.forget_old, INBOX, 1),
        (spending.forget_old, SPENDING, 3),
        (usage.forget_old, USAGE, 1),
        (names.forget_old, NAMES, 1),
    ],
)
async def test_what_is_old_goes_some_at_a_time(
    store: Store, forget: Callable[[Connection, float, int], bool], table: Table, rows: int
) -> None:
    """Each step takes as much as it is told to, and what is new stays. `rows`: that one question leaves."""
    await fill(store, NOON)
    await fill(store, NOON + YEAR, first=OLD)
    left = []
    while await store.run(forget, NOON + YEAR, 2 * rows):
        left.append(await count(store, table))

    assert left == [rows * (2 * OLD - done) for done in (2, 4, 6)]
    assert await count(store, table) == rows * OLD


async def test_the_name_of_a_server_where_the_bot_is_stays(store: Store) -> None:
    """Though it was not seen for long, and steps that are full of such names come to their end."""
    there = [str(number) for number in range(3)]
    for server in there:
        await store.run(servers.joined, "discord", server, Place("discord", server), NOON)
    called = [Named(f"discord:server:{server}", "Harbour", "", "", "") for server in (*there, "left")]
    await store.run(names.keep, called, NOON)
    for _ in range(9):
        if not await store.run(names.forget_old, NOON + YEAR, 2):
            break

    kept = await store.run(names.find, [each.subject for each in called])
    assert sorted(kept) == [f"discord:server:{server}" for server in there]
    assert not await store.run(names.forget_old, NOON + YEAR, 2)


async def test_all_of_a_server_goes_some_at_a_time(store: Store) -> None:
    """What came in its channels, what was counted there, its channels themselves; others keep theirs."""
    await fill(store, NOON)
    for number in range(OLD - 1):
        await store.run(servers.lies_in, Place("telegram", str(number)), "server")
    steps = 0
    while await store.run(servers.purge_some, "telegram", "server", 3):
        steps += 1
    while await store.run(servers.purge_chats, "telegram", "server", 2):
        steps += 1
    tables = (INBOX, SPENDING, USAGE)

    assert steps > 8
    assert [await count(store, table) for table in tables] == [1, 3, 1]
    await store.run(servers.purge, "telegram", str(OLD - 1))
    assert [await count(store, table) for table in tables] == [0, 0, 0]


async def test_presses_go_with_their_chat(store: Store) -> None:
    """They have no id of a message, and are found all the same; those elsewhere stay."""
    for number in range(5):
        await store.run(inbox.first, HERE, NOON, delivery=f"here {number}")
    await store.run(inbox.first, Place("telegram", "43"), NOON, delivery="there")
    more = [await store.run(inbox.purge_some, "telegram", [HERE.chat], 2) for _ in range(3)]

    assert more == [True, True, False]
    assert await count(store, INBOX) == 1


@pytest.mark.parametrize("is_told_apart", [True, False])
async def test_a_line_in_a_busy_place_is_looked_at_some_messages_at_a_time(store: Store, is_told_apart: bool) -> None:
    """However many there are behind it: the one that hangs under an older one may be the last of them."""
    root = await said(store, "the first", id="root")
    await store.run(messages.begin, HERE, NOON)
    for number in range(9):
        await said(store, "a later one", id=f"m{number}")
    await said(store, "one more", id="last", parent=root if is_told_apart else None)
    await store.run(messages.delete_rows, [root])
    at: old_messages.LookedAt | None = old_messages.FIRST
    steps = 0
    while at is not None:
        at = await store.run(old_messages.forget_lines, NOON + 1, at, 3)
        steps += 1

    assert steps > 3
    assert await count(store, LINES) == is_told_apart


async def test_lines_that_are_kept_are_passed(store: Store) -> None:
    """Those that are newer, and those that still tell messages apart: they keep no step from coming to an end."""
    for number in range(7):
        place = Place("telegram", f"{number}")
        await said(store, "before", place=place, id="1")
        await store.run(messages.begin, place, NOON if number % 2 else NOON + YEAR)
    await store.run(messages.begin, Place("telegram", "9"), NOON)
    at: old_messages.LookedAt | None = old_messages.FIRST
    for _ in range(20):
        if at is None:
            break
        at = await store.run(old_messages.forget_lines, NOON + 1, at, 2)

    assert at is None
    assert await count(store, LINES) == 8 - 1


async def test_who_is_forgotten_has_asked_nothing(store: Store) -> None:
    """A question that waits loses its words and its author, and those of others stay."""
    bob = Person("telegram", "6")
    for person in (ANN, bob):
        await store.run(inbox.commit, incoming(HERE, person, f"of {person.id}"), NOON)

    await store.run(inbox.forget_person, ANN, None)

    assert [one.incoming.origin.person for one in await store.run(inbox.unanswered)] == [bob]
