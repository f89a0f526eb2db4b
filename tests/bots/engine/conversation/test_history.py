"""What the model gets to read: the branch from the root to the question, and nothing of any other place."""

from collections.abc import AsyncIterator

import pytest

from bots.engine.conversation.exchange import Exchange
from bots.engine.conversation.history import History, request_of
from bots.engine.conversation.kept import KeptQuestions
from bots.engine.policy import Policy
from bots.engine.runtime.current import Replaceable
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.storage import messages
from bots.engine.storage.store import Store
from provider.contract import Message, Request
from tests.bots.engine.house import open_database
from tests.bots.engine.stores import NOON

ANN, BOB = Person("memory", "5"), Person("memory", "6")
GROUP, ALONE, TOPIC = Place("memory", "100"), Place("memory", "5"), Place("memory", "100", "7")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    found = Store(open_database())
    yield found
    await found.close()


def message(
    place: Place,
    id: str,
    text: str,
    *,
    linear: bool = False,
    reply_to: str = "",
    quoted: str = "",
    person: Person = ANN,
) -> Incoming:
    origin = Origin(place, person, ToChat(place), linear=linear)
    return Incoming(origin, id, text, addressed=True, reply_to=reply_to, quoted=quoted)


class Conversations:
    """Keeps questions, and reads them back."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self.kept = KeptQuestions(store, Replaceable(policy))
        self.history = History(store, Replaceable(policy))


async def take(conversations: Conversations, incoming: Incoming) -> Exchange:
    exchange, _ = await conversations.kept.begin(incoming, NOON)
    assert exchange is not None
    return exchange


async def answer(store: Store, exchange: Exchange, place: Place, id: str, text: str) -> None:
    await store.run(messages.add_surface, exchange.answer, place, id)
    await store.run(messages.set_text, exchange.answer, text)


async def request(conversations: Conversations, exchange: Exchange) -> Request:
    turns = await conversations.history.branch(exchange, NOON)
    return request_of(exchange, tuple(Message(turn.role, turn.text) for turn in turns))


async def read(conversations: Conversations, exchange: Exchange) -> list[str]:
    return [turn.content for turn in (await request(conversations, exchange)).messages]


async def test_a_thread_holds_one_line(store: Store) -> None:
    """Each message stands under the last one, whoever wrote it; roles alternate; the conversation keeps its name."""
    conversations = Conversations(store, Policy())
    first = await take(conversations, message(ALONE, "1", "One", linear=True))
    await answer(store, first, ALONE, "2", "Uno")
    second = await take(conversations, message(ALONE, "3", "Two", linear=True))

    asked = await request(conversations, second)

    assert [(turn.role, turn.content) for turn in asked.messages] == [
        ("user", "One"),
        ("assistant", "Uno"),
        ("user", "Two"),
    ]
    assert first.key == second.key
    assert asked.conversation == (await request(conversations, first)).conversation


async def test_a_new_line_is_another_conversation(store: Store) -> None:
    """For a backend that keeps a state by it too; still one answer at a time in the place."""
    conversations = Conversations(store, Policy())
    first = await take(conversations, message(ALONE, "1", "One", linear=True))
    await store.run(messages.begin, ALONE, 0.0)
    second = await take(conversations, message(ALONE, "2", "Two", linear=True))

    names = [(await request(conversations, exchange)).conversation for exchange in (first, second)]

    assert await read(conversations, second) == ["Two"]
    assert names[0] != names[1]
    assert first.key == second.key


async def test_a_reply_branches(store: Store) -> None:
    """Two replies to one answer know nothing of each other; another's mention knows nothing of either."""
    conversations = Conversations(store, Policy())
    first = await take(conversations, message(GROUP, "1", "One"))
    await answer(store, first, GROUP, "2", "Uno")
    left = await take(conversations, message(GROUP, "3", "Left", reply_to="2"))
    right = await take(conversations, message(GROUP, "4", "Right", reply_to="2"))
    apart = await take(conversations, message(GROUP, "5", "Apart", person=BOB))

    assert await read(conversations, left) == ["One", "Uno", "Left"]
    assert await read(conversations, right) == ["One", "Uno", "Right"]
    assert await read(conversations, apart) == ["Apart"]
    assert left.key == right.key == first.key != apart.key


async def test_a_line_goes_on_from_what_a_reply_answers(store: Store) -> None:
    """In a private chat a reply to an older answer continues there, and the next message continues that."""
    conversations = Conversations(store, Policy())
    first = await take(conversations, message(ALONE, "1", "One", linear=True))
    await answer(store, first, ALONE, "2", "Uno")
    await take(conversations, message(ALONE, "3", "Two", linear=True))
    back = await take(conversations, message(ALONE, "4", "Back", linear=True, reply_to="2"))
    after = await take(conversations, message(ALONE, "5", "After", linear=True))

    assert await read(conversations, back) == ["One", "Uno", "Back"]
    assert await read(conversations, after) == ["One", "Uno", "Back", "After"]


async def test_what_is_pointed_at_is_quoted_once(store: Store) -> None:
    """A message from outside the conversation is quoted; one that is part of it is read as such."""
    conversations = Conversations(store, Policy())
    outside = await take(conversations, message(GROUP, "1", "True?", reply_to="0", quoted="The earth\nis flat"))
    await answer(store, outside, GROUP, "2", "No.")
    inside = await take(conversations, message(GROUP, "3", "Sure?", reply_to="2", quoted="No."))
    wordless = await take(conversations, message(GROUP, "4", "", reply_to="0", quoted="Hm"))

    assert await read(conversations, inside) == ["> The earth\n> is flat\n\nTrue?", "No.", "Sure?"]
    assert await read(conversations, wordless) == ["> Hm"]


async def test_nothing_crosses_from_one_place_to_another(store: Store) -> None:
    """The same message's id means nothing in a topic or in another chat."""
    conversations = Conversations(store, Policy())
    first = await take(conversations, message(GROUP, "1", "Secret"))
    await answer(store, first, GROUP, "2", "Uno")

    for place in (TOPIC, ALONE):
        for linear in (True, False):
            other = await take(conversations, message(place, f"9{linear}", "Tell", linear=linear, reply_to="2"))

            assert "Secret" not in "".join(await read(conversations, other))


async def test_the_model_reads_the_newest_turns(store: Store) -> None:
    """At most so many, the question the last of them."""
    conversations = Conversations(store, Policy(max_turns=3))
    for number in range(5):
        last = await take(conversations, message(ALONE, f"q{number}", f"q{number}", linear=True))
        await store.run(messages.set_text, last.answer, f"a{number}")

    assert await read(conversations, last) == ["q3", "a3", "q4"]
