"""Who changed what when, and taking it back."""

from bots.engine.seam.places import Place
from bots.engine.storage import chat_moves, settings
from bots.engine.storage.settings import MOST_KEPT
from bots.engine.storage.store import Store
from tests.bots.engine.stores import NOON

HERE, THERE = "telegram:42", "telegram:43"


async def choose(store: Store, value: str, scope: str = HERE, key: str = "memory", by: str = "telegram:5") -> None:
    await store.run(settings.change, scope, key, value, by=by, at=NOON)


async def value(store: Store, key: str = "memory") -> str | None:
    return (await store.run(settings.values, [HERE])).get((HERE, key))


async def test_every_change_is_noted(store: Store) -> None:
    """With what was before, the newest first; to choose the same again, or to reset nothing, is no change."""
    await choose(store, "off")
    await choose(store, "off")
    await choose(store, "channel", by="telegram:6")
    await choose(store, "off", THERE)
    await store.run(settings.change, HERE, "memory", None, by="telegram:5", at=NOON + 1)
    assert not await store.run(settings.change, HERE, "memory", None, by="telegram:5", at=NOON + 1)

    found = [(each.old, each.new, each.by) for each in await store.run(settings.history, [HERE], 10)]

    assert found == [
        ("channel", None, "telegram:5"),
        ("off", "channel", "telegram:6"),
        (None, "off", "telegram:5"),
    ]


async def test_undo_puts_back_what_was_before(store: Store) -> None:
    """A value, or that there was none; to take the undoing back is possible too."""
    await choose(store, "off")
    await choose(store, "channel")
    newest, first = await store.run(settings.history, [HERE], 10)

    assert await store.run(settings.undo, newest.row, by="telegram:6", at=NOON)
    assert await value(store) == "off"
    undoing = (await store.run(settings.history, [HERE], 1))[0]
    assert (undoing.old, undoing.new, undoing.by) == ("channel", "off", "telegram:6")
    assert await store.run(settings.undo, undoing.row, by="telegram:5", at=NOON)
    assert await value(store) == "channel"
    assert not await store.run(settings.undo, first.row, by="telegram:5", at=NOON)


async def test_undo_to_nothing(store: Store) -> None:
    """The first choice taken back leaves none."""
    await choose(store, "off")

    assert await store.run(
        settings.undo, (await store.run(settings.history, [HERE], 1))[0].row, by="telegram:5", at=NOON
    )
    assert await value(store) is None


async def test_undo_refuses_when_the_value_has_changed_since(store: Store) -> None:
    """Even where it has come back to the same; another setting's change does not matter."""
    await choose(store, "off")
    old = (await store.run(settings.history, [HERE], 1))[0]
    await choose(store, "channel")
    await choose(store, "off")
    await choose(store, "on", key="names")

    assert not await store.run(settings.undo, old.row, by="telegram:5", at=NOON)
    assert not await store.run(settings.undo, 10_000, by="telegram:5", at=NOON)
    assert await value(store) == "off"
    names = (await store.run(settings.history, [HERE], 1))[0]
    assert await store.run(settings.undo, names.row, by="telegram:5", at=NOON)


async def test_the_history_moves_with_its_chat(store: Store) -> None:
    """And a change is taken back there."""
    await choose(store, "off")
    await choose(store, "off", f"{HERE}:7")
    await store.run(chat_moves.move, Place("telegram", "42"), Place("telegram", "-1001"))

    found = await store.run(settings.history, ["telegram:-1001", "telegram:-1001:7"], 10)

    assert [each.scope for each in found] == ["telegram:-1001:7", "telegram:-1001"]
    assert await store.run(settings.undo, found[1].row, by="telegram:5", at=NOON)
    assert list(await store.run(settings.values, ["telegram:-1001", "telegram:-1001:7"])) == [
        ("telegram:-1001:7", "memory")
    ]


async def test_the_history_is_bounded(store: Store) -> None:
    """The oldest changes of a scope go; what the program keeps for itself is none."""
    for number in range(MOST_KEPT + 5):
        await choose(store, str(number), key="notify")
    await choose(store, "x", "program", by="")

    assert len(await store.run(settings.history, [HERE], 10_000)) == MOST_KEPT
    assert await store.run(settings.history, ["program"], 10) == ()
