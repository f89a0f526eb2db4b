"""The store, on real files: what it keeps, what it erases, and who wins a race."""

import asyncio
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from bots.engine.seam.places import InteractionMessage, Message, Person, Place, ToChat, ToInteraction
from bots.engine.storage import answers, exchanges, grants, messages, owners, replies, servers, settings, usage
from bots.engine.storage.records import Attached, Had, OpenReply
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, EVER, HERE, NOON, THERE, TOPIC, opened, said, texts

# Settings, owners, grants


async def test_settings_come_by_scope(store: Store) -> None:
    """One question covers several scopes; a value can be replaced and cleared; other scopes stay out."""
    await store.run(settings.change, "telegram:42", "model", "a", by=str(ANN), at=NOON)
    await store.run(settings.change, "telegram:42", "model", "b", by=str(ANN), at=NOON + 1)
    await store.run(settings.change, "telegram:42:7", "model", "c", by=str(ANN), at=NOON)
    await store.run(settings.change, "telegram:43", "model", "d", by=str(ANN), at=NOON)

    found = await store.run(settings.values, ["telegram:42:7", "telegram:42", "default"])

    assert found == {("telegram:42", "model"): "b", ("telegram:42:7", "model"): "c"}
    assert await store.run(settings.change, "telegram:42", "model", None)
    assert not await store.run(settings.change, "telegram:42", "model", None)
    assert await store.run(settings.values, ["telegram:42"]) == {}


async def test_one_of_all_who_claim_becomes_the_owner(url: str) -> None:
    """Forty claims raced through two connections make one owner."""
    async with opened(url) as one, opened(url) as two:
        claims = (
            store.run(owners.claim_first, Person("discord", str(number)), NOON)
            for number in range(20)
            for store in (one, two)
        )
        won = await asyncio.gather(*claims)

        assert won.count(True) == 1
        assert len(await two.run(owners.claimed)) == 1


async def test_the_owner_is_asked_once(url: str) -> None:
    """Forty questions raced through two connections are one question; a decision is never turned into one."""
    async with opened(url) as one, opened(url) as two:
        before = await one.run(grants.grant, "telegram:chat:-100")
        first = await asyncio.gather(
            *(s.run(grants.ask, "telegram:chat:-100", NOON) for _ in range(20) for s in (one, two))
        )
        asked = await two.run(grants.grant, "telegram:chat:-100")
        await one.run(grants.decide, "telegram:chat:-100", "denied", by=str(ANN), at=NOON)

        assert (before, asked) == ("", "asked")
        assert first.count(True) == 1
        assert not await two.run(grants.ask, "telegram:chat:-100", NOON)
        assert await two.run(grants.grant, "telegram:chat:-100") == "denied"


async def test_what_was_decided_about_a_server_goes_with_it(store: Store) -> None:
    """By whatever word its platform has for one. A no stays, and so does what is said of people and other servers."""
    gone = ["lines:room:9", "lines:person:5@lines:room:9", "lines:role:9@lines:room:9"]
    others = ["lines:person:9", "lines:role:9", "lines:room:19", "lines:person:9@lines:room:8", "telegram:chat:9"]
    for subject in gone + others:
        await store.run(grants.decide, subject, "allowed", by=str(ANN), at=NOON)
    await store.run(grants.decide, "lines:hall:9", "denied", by=str(ANN), at=NOON)

    await store.run(servers.purge, "lines", "9")

    assert {each: await store.run(grants.grant, each) for each in gone} == dict.fromkeys(gone, "")
    assert {each: await store.run(grants.grant, each) for each in others} == dict.fromkeys(others, "allowed")
    assert await store.run(grants.grant, "lines:hall:9") == "denied"


async def test_the_messages_of_a_server_go_some_at_a_time(store: Store) -> None:
    """With its channels; nobody waits for all of them at once, and what was said elsewhere stays."""
    channel, elsewhere = Place("discord", "91"), Place("discord", "92")
    await store.run(servers.lies_in, channel, "9")
    last = None
    for number in range(5):
        last = await said(store, "inside", place=channel, id=f"m{number}", parent=last)
    reply = await store.run(replies.open_reply, ToChat(channel, "1"), at=NOON, row=last)
    other = await said(store, "outside", place=elsewhere, id="1")
    more = [await store.run(servers.purge_some, "discord", "9", 2) for _ in range(4)]

    assert more == [True, True, True, False]
    assert await store.run(messages.find, channel, "m4") is None
    assert [(each.key, each.row) for each in await store.run(replies.left_open)] == [(reply, None)]
    assert await texts(store, other) == ["outside"]


# Conversations


@sampling(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(-1, 30), st.sampled_from(["", "word"]), st.integers(1, 8)),
        max_size=30,
    )
)
def test_a_branch_is_what_a_plain_walk_finds(steps: list[tuple[int, int, str, int]]) -> None:
    """For any trees in three places, branch and root agree with a walk over a dict, and no place reads another's."""
    asyncio.run(grow_and_compare(steps))


async def grow_and_compare(steps: list[tuple[int, int, str, int]]) -> None:
    places = (HERE, TOPIC, THERE)
    known: dict[int, tuple[int, int | None, str]] = {}
    async with opened("sqlite://") as store:
        for number, (where, back, word, limit) in enumerate(steps):
            mine = [row for row, (home, _, _) in known.items() if home == where]
            parent = mine[back % len(mine)] if mine and back >= 0 else None
            text = f"{word}{number}" if word else ""
            row = await said(store, text, place=places[where], parent=parent)
            known[row] = (where, parent, text)
            path, step = [row], parent
            while step is not None:
                path.append(step)
                step = known[step][1]
            expected = [known[one][2] for one in path if known[one][2]][:limit][::-1]

            assert await texts(store, row, limit) == expected
            assert await store.run(messages.root, row) == path[-1]


async def test_nothing_crosses_from_one_place_to_another(store: Store) -> None:
    """A parent or a row of another place, a topic of the same chat too, is refused, and nothing of it is kept."""
    row = await said(store, "hello", id="1")

    with pytest.raises(ValueError, match="crosses"):
        await said(store, "over there", place=TOPIC, id="2", parent=row)
    with pytest.raises(ValueError, match="crosses"):
        await store.run(messages.add_surface, row, TOPIC, "3")

    assert await store.run(messages.find, TOPIC, "1") is None
    assert await store.run(messages.find, TOPIC, "2") is None
    assert await store.run(messages.find, TOPIC, "3") is None
    assert await store.run(messages.last, TOPIC) is None


async def test_every_part_of_an_answer_leads_to_its_row(store: Store) -> None:
    """An answer in three messages is one row, and its text can come later."""
    question = await said(store, "why?", id="1")
    answer = await store.run(
        messages.add_message,
        HERE,
        id="2",
        parent=question,
        role="assistant",
        text="",
        author="",
        at=NOON,
    )
    await store.run(messages.add_surface, answer, HERE, "3")
    await store.run(messages.add_surface, answer, HERE, "4")
    unfinished = await texts(store, answer)
    await store.run(messages.set_text, answer, "because")

    assert [await store.run(messages.find, HERE, id) for id in ("2", "3", "4", "5")] == [answer, answer, answer, None]
    assert unfinished == ["why?"]
    assert [(turn.role, turn.text) for turn in await store.run(messages.branch, answer, 9)] == [
        ("user", "why?"),
        ("assistant", "because"),
    ]


async def test_a_message_that_comes_twice_is_one_row(store: Store) -> None:
    """An update delivered again changes nothing; an edited one is a new row that the id means from then on."""
    first = await said(store, "hello", id="1")
    again = await said(store, "hello", id="1")
    edited = await said(store, "hello!", id="1")
    cat = await said(store, "", id="2", attached=(Attached("picture", "cat", text="What was read of it"),))
    same = await said(store, "", id="2", attached=(Attached("picture", "cat"),))
    dog = await said(store, "", id="2", attached=(Attached("picture", "dog"),))

    assert first == again != edited
    assert await store.run(messages.find, HERE, "1") == edited
    assert cat == same != dog


async def test_a_new_line_leaves_the_old_one_behind(store: Store) -> None:
    """After `begin` there is no last message, and a late answer to the old line does not become it."""
    old = await said(store, "old")
    other = await said(store, "elsewhere", place=TOPIC)
    assert await store.run(messages.last, HERE) == old
    await store.run(messages.begin, HERE, NOON)
    await said(store, "late answer", parent=old)
    empty = await store.run(messages.last, HERE)
    fresh = await said(store, "fresh")
    reply = await said(store, "reply", parent=fresh)
    await said(store, "later still", parent=old)

    assert empty is None
    assert await store.run(messages.last, HERE) == reply
    assert await store.run(messages.last, TOPIC) == other


# Replies in flight


async def test_a_reply_in_flight_is_found_by_the_next_run(url: str) -> None:
    """Target, tokens, parts and the open part's text come back as they were; a closed reply does not."""
    place = Place("discord", "8", "9")
    target = ToInteraction(place, "app", "token", NOON + 900, private=True)
    parts = (InteractionMessage(place, "app", "token", "1", NOON + 900), Message(place, "2"))
    async with opened(url) as store:
        row = await said(store, "?", place=place)
        key = await store.run(replies.open_reply, target, at=NOON, row=row)
        await store.run(replies.renew, key, parts[0], "first", NOON + 1)
        await store.run(replies.renew, key, parts[0], "first part", NOON + 2)
        await store.run(replies.renew, key, parts[1], "second", NOON + 3)
        await store.run(replies.renew, key, None, "second part", NOON + 4)
        done = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
        await store.run(replies.close, done)
        await store.run(replies.renew, done, Message(HERE, "3"), "too late", NOON + 5)

    async with opened(url) as store:
        left = OpenReply(key, target, parts, "second part", row, renewed=NOON + 4, opened=NOON)
        assert await store.run(replies.left_open) == (left,)
        await store.run(replies.close, key)
        assert await store.run(replies.open_reply, ToChat(HERE), at=NOON) not in (key, done)


# Usage


async def test_usage_adds_up_by_day_person_and_model(store: Store) -> None:
    """Answers of one day, person, place and model are one line; all else is a line of its own."""
    day = date(2027, 1, 15)
    for tokens in (3, 4):
        await store.run(
            usage.count, TOPIC, ANN, provider="demo", model="a", at=NOON, input_tokens=tokens, output_tokens=10
        )
    await store.run(usage.count, TOPIC, ANN, provider="demo", model="b", at=NOON)
    await store.run(usage.count, TOPIC, ANN, provider="demo", model="a", at=NOON - 86_400)

    assert await store.run(usage.by, ANN, day) == (
        Had(day, "demo/a", answers=2, input_tokens=7, output_tokens=20),
        Had(day, "demo/b", answers=1, input_tokens=0, output_tokens=0),
    )
    assert sum(line.answers for line in await store.run(usage.by, ANN, EVER)) == 4


async def test_usage_is_kept_for_longer_than_anybody_can_look_back(store: Store) -> None:
    """100 days, and not for ever: its rows are the only ones that come with every answer."""
    await store.run(usage.count, TOPIC, ANN, provider="demo", model="a", at=NOON)
    await store.run(usage.forget_old, NOON + 100 * usage.DAY, 9)
    kept = await store.run(usage.by, ANN, EVER)
    await store.run(usage.forget_old, NOON + 101 * usage.DAY, 9)

    assert len(kept) == 1
    assert await store.run(usage.by, ANN, EVER) == ()


async def test_what_is_withdrawn_gives_its_messages_back(store: Store) -> None:
    """A crash came after the new answer's message was noted, and before its words were: it is the old one's again."""
    question = await store.run(
        messages.add_message, HERE, id="1", parent=None, role="user", text="One", author="a:1", at=NOON
    )
    old = await store.run(
        messages.add_message,
        HERE,
        id="",
        parent=question,
        role="assistant",
        text="Good",
        author="",
        at=NOON,
    )
    await store.run(messages.add_surface, old, HERE, "2")
    begun = (await store.run(exchanges.begin_anew, old, ToChat(HERE), NOON, None)).begun
    assert begun is not None
    new = begun.answer
    await store.run(messages.add_surface, new, HERE, "2")

    await store.run(answers.withdraw, new)

    assert await store.run(messages.find, HERE, "2") == old
    assert await store.run(replies.left_open) == ()
