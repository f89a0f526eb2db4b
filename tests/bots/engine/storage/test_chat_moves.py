"""A chat gets a new id: all that stood under the old one stands under the new."""

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Message, Place, ToChat
from bots.engine.storage import chat_moves, grants, messages, replies, settings, usage
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, EVER, HERE, NOON, THERE, TOPIC, said, texts


async def test_a_moved_group_keeps_everything_with_its_topics(store: Store) -> None:
    """All that stood under the old id stands under the new one, and moving again changes nothing."""
    moved_topic = Place("telegram", THERE.chat, "7")
    for scope in ("telegram:42", "telegram:42:7", "telegram-server:42", "telegram:421"):
        await store.run(settings.change, scope, "model", scope, by="", at=NOON)
    await store.run(grants.decide, "telegram:chat:42", "allowed", by=str(ANN), at=NOON)
    await store.run(grants.decide, "telegram:person:5@telegram:chat:42", "denied", by=str(ANN), at=NOON)
    await store.run(grants.decide, "telegram:person:42", "denied", by=str(ANN), at=NOON)
    root = await said(store, "root", id="1")
    leaf = await said(store, "leaf", id="2", parent=root)
    in_topic = await said(store, "topic", place=TOPIC, id="3")
    await store.run(messages.begin, TOPIC, NOON)
    key = await store.run(replies.open_reply, ToChat(TOPIC, "3"), at=NOON)
    await store.run(replies.renew, key, Message(TOPIC, "4"), "", NOON)
    await store.run(usage.count, TOPIC, ANN, provider="demo", model="a", at=NOON)

    for _ in range(2):
        await store.run(chat_moves.move, HERE, THERE)

    scopes = ["telegram:42", "telegram:42:7", "telegram-server:42", "telegram:421"]
    new = ["telegram:-100123", "telegram:-100123:7", "telegram-server:-100123"]
    kept = {scope: value for (scope, _), value in (await store.run(settings.values, scopes + new)).items()}
    assert kept == dict(zip([*new, "telegram:421"], scopes, strict=True))
    assert await store.run(grants.grant, "telegram:chat:42") == ""
    assert await store.run(grants.grant, "telegram:chat:-100123") == "allowed"
    assert await store.run(grants.grant, "telegram:person:5@telegram:chat:-100123") == "denied"
    assert await store.run(grants.grant, "telegram:person:42") == "denied"
    assert [await store.run(messages.find, HERE, "1"), await store.run(messages.last, HERE)] == [None, None]
    assert [await store.run(messages.find, THERE, "1"), await store.run(messages.last, THERE)] == [root, leaf]
    assert [await store.run(messages.find, moved_topic, "3"), await store.run(messages.last, moved_topic)] == [
        in_topic,
        None,
    ]
    assert await texts(store, await said(store, "next", place=THERE, parent=leaf)) == ["root", "leaf", "next"]
    (reply,) = await store.run(replies.left_open)
    assert (reply.target, reply.surfaces) == (ToChat(moved_topic, "3"), (Message(moved_topic, "4"),))
    there = Origin(moved_topic, ANN, ToChat(moved_topic))
    assert [used.answers for used in await store.run(usage.here, there, EVER)] == [1]


async def test_what_the_new_group_has_stays(store: Store) -> None:
    """Where both ids have something, the new one's setting, decision and messages win and counters add up."""
    for scope, value in (("telegram:42", "old"), ("telegram:-100123", "new")):
        await store.run(settings.change, scope, "model", value, by="", at=NOON)
    await store.run(grants.decide, "telegram:chat:42", "allowed", by="", at=NOON)
    await store.run(grants.decide, "telegram:chat:-100123", "denied", by="", at=NOON)
    await store.run(grants.decide, "telegram:server:42", "allowed", by="", at=NOON)
    await store.run(grants.ask, "telegram:server:-100123", NOON)
    await said(store, "old", id="1")
    await store.run(messages.begin, HERE, NOON)
    new = await said(store, "new", place=THERE, id="1")
    for place in (HERE, THERE):
        await store.run(usage.count, place, ANN, provider="demo", model="a", at=NOON, input_tokens=2)

    await store.run(chat_moves.move, HERE, THERE)

    assert list((await store.run(settings.values, ["telegram:42", "telegram:-100123"])).values()) == ["new"]
    assert await store.run(grants.grant, "telegram:chat:-100123") == "denied"
    assert await store.run(grants.grant, "telegram:server:-100123") == "allowed"
    assert [await store.run(messages.find, THERE, "1"), await store.run(messages.last, THERE)] == [new, new]
    assert [(used.answers, used.input_tokens) for used in await store.run(usage.by, ANN, EVER)] == [(2, 4)]
