"""What may be begun in a chat, and what of it is over."""

from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import ToChat
from bots.engine.storage import attended, inbox
from tests.bots.engine.stores import ANN, HERE, NOON, opened


async def test_of_what_was_begun_it_is_told_what_is_over(url: str) -> None:
    """What has come since may be begun; what still waits for its end is neither."""
    async with opened(url) as store:
        first, second, third = [
            await store.run(inbox.commit, Incoming(Origin(HERE, ANN, ToChat(HERE)), id, "?", addressed=True), NOON)
            for id in ("1", "2", "3")
        ]
        assert first
        assert second
        await store.run(inbox.end, (first,))
        ready = await store.run(attended.ready, HERE.platform, HERE.chat, NOON, {first, second})

    assert ready.over == {first}
    assert [[one.key for one in question] for question in ready.questions] == [[third]]
