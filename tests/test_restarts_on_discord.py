"""The program as a process that is killed or told to end, and started again: nobody on Discord waits in vain."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_people import User
from tests.process import parley
from tests.program import PROSE, model, on_discord
from tests.waiting import until

pytestmark = pytest.mark.real_time

OPEN = {"PARLEY_ACCESS__OPEN": "true", "PARLEY_LIMITS__BOT": '["1000 answers a day"]'}


def said(api: DiscordApi, user: User) -> list[str]:
    """What the bot said to somebody alone."""
    standing = api.world.standing(api.direct(user))
    return [message.content for message in standing if message.author == api.world.me]


def in_flight(folder: Path) -> int:
    """How many answers the database holds for unfinished: a kill would cut them."""
    with closing(sqlite3.connect(folder / "parley.db")) as raw:
        return int(raw.execute("SELECT count(*) FROM replies").fetchone()[0])


async def test_ninety_nine_messages_while_it_was_down(tmp_path: Path) -> None:
    """Each gets its answer after the start, and one only; those of before the kill get no second one."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi() as api:
        people = [api.user(f"person{number}") for number in range(110)]
        variables = model(llm) | on_discord(api) | OPEN
        async with parley(tmp_path, variables) as running:
            await until(lambda: api.gateway.connected)
            for person in people[:11]:
                person.writes("Is the sea wide?")
            await until(lambda: all(said(api, person) == ["Yes."] for person in people[:11]))
            await until(lambda: in_flight(tmp_path) == 0)
            running.signal(signal.SIGKILL)
            await running.status()
        await until(lambda: not api.gateway.connected)
        for person in people[11:]:
            person.writes("Is the sea wide?")
        async with parley(tmp_path, variables):
            await until(lambda: all(said(api, person) for person in people))
            people[0].writes("And the sky?")
            await until(lambda: len(said(api, people[0])) == 2)

    assert [said(api, person) for person in people[1:]] == [["Yes."]] * 109
    assert len(llm.requests) == 111


async def test_what_is_asked_while_it_ends(tmp_path: Path) -> None:
    """SIGTERM under answers that grow: what comes meanwhile is answered by the next start, or was told that it cannot.

    Who wrote once the bot listened no more is answered.
    """
    whole = PROSE[:900]
    async with ChatCompletions(text=whole, rate=60) as llm, DiscordApi() as api:
        early, late = ([api.user(f"{kind}{number}") for number in range(4)] for kind in ("early", "late"))
        variables = model(llm) | on_discord(api) | OPEN | {"PARLEY_SHUTDOWN__GRACE": "6"}

        def is_answered(person: User) -> bool:
            return said(api, person) == [whole]

        def is_told(person: User) -> bool:
            return any("Interrupted" in one for one in said(api, person))

        async with parley(tmp_path, variables) as running:
            await until(lambda: api.gateway.connected)
            for person in early:
                person.writes("Is the sea wide?")
            await until(lambda: all(said(api, person) for person in early))
            running.signal(signal.SIGTERM)
            for person in late[:2]:
                person.writes("And the sky?")
            await until(lambda: not api.gateway.connected)
            for person in late[2:]:
                person.writes("And the sky?")
            status = await running.status()
        async with parley(tmp_path, variables):
            await until(lambda: all(is_answered(person) or is_told(person) for person in (*early, *late)))

    assert status == 0
    assert all(is_answered(person) for person in late[2:])
    assert all(len(said(api, person)) == 1 for person in (*early, *late))


async def test_a_session_that_discord_has_forgotten(tmp_path: Path) -> None:
    """After a kill, what was written where the bot answered before is found by asking; chatter is left alone."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi() as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob)
        variables = model(llm) | on_discord(api, ada.id) | OPEN

        def answers() -> list[str]:
            here = api.world.standing(server.channel)
            return [message.reply_to for message in here if message.author == api.world.me]

        async with parley(tmp_path, variables) as running:
            await until(lambda: api.gateway.connected)
            first = [ada.writes("Is the sea wide?", channel=server.channel, mention=True)]
            bob.writes("Is it?")
            await until(lambda: answers() and said(api, bob) == ["Yes."])
            await until(lambda: in_flight(tmp_path) == 0)
            running.signal(signal.SIGKILL)
            await running.status()
        api.gateway.forget()
        bob.writes("hm", channel=server.channel)
        missed = [who.writes("And now?", channel=server.channel, mention=True) for who in (ada, bob)]
        bob.writes("Still?")
        async with parley(tmp_path, variables):
            await until(lambda: len(answers()) == 3 and len(said(api, bob)) == 2)

    assert sorted(answers()) == sorted(first + missed)
    assert said(api, bob) == ["Yes.", "Yes."]
    assert len(llm.requests) == 5
