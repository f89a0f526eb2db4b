"""Each process writes down how far its own shards are, and takes nothing from what others have written."""

import pytest

from bots.discord_bot.progress import Mark, merged, understood, written

BOT = "5"


def mark(shard: int, id: str, number: int) -> Mark:
    return Mark(shard, id, "wss://gateway", number, float(number))


def kept(*marks: Mark) -> str:
    return written(BOT, marks)


def test_others_keep_theirs() -> None:
    """What is written for our shards takes the place of what was written for them, and of nothing else."""
    before = kept(mark(0, "a", 10), mark(1, "b", 20))
    after = merged(BOT, before, [mark(1, "c", 3)], [], lambda shard: shard == 1)

    assert set(understood(BOT, after)) == {mark(0, "a", 10), mark(1, "c", 3)}


def test_what_was_left_only_grows() -> None:
    """What was held when a shard was handed on ends here; a session that the next one has read is not written again."""
    before = kept(mark(0, "a", 10), mark(0, "d", 2))
    left = [mark(0, "a", 12), mark(0, "read by now", 99), mark(0, "d", 1)]
    after = merged(BOT, before, [], left, lambda _: False)

    assert understood(BOT, after) == (mark(0, "a", 12), mark(0, "d", 2))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"bot":"6","sessions":[[0,"a","",1,1.0]]}'])
def test_what_is_no_bookmark_of_ours_is_replaced(text: str) -> None:
    """That of another bot, or nothing that makes sense."""
    after = merged(BOT, text, [mark(0, "a", 1)], [], lambda shard: shard == 0)

    assert understood(BOT, after) == (mark(0, "a", 1),)
