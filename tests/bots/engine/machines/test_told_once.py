"""What several processes notice is told to the owners once; what each notes for later takes no other's place."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from bots.engine.language.phrases import say
from bots.engine.owner import missed
from bots.engine.seam.places import Person
from bots.engine.storage.settings import values
from provider.values import replace
from tests.bots.engine.house import OWNER, POLICY
from tests.bots.engine.machines.processes import AT_MOST, Process, process, two, until
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

SETTLED = 0.3
"""Seconds in which a second word would have come."""


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


def told(*processes: Process, owner: Person = OWNER) -> list[str]:
    """What the owner was told in private, by whichever process."""
    return [text for each in processes for text in each.platform.texts(each.private(owner).place)]


def closes(*processes: Process) -> None:
    """The owner lets the bot write to them no more."""
    place = processes[0].private(OWNER).place
    for each in processes:
        each.platform.refuses = lambda where, frame: "403, code 50007" if where.place == place else ""


async def kept(one: Process) -> dict[str, object]:
    """What no owner has read, by kind."""
    found = await one.store.run(values, [missed.SCOPE])
    read: dict[str, object] = json.loads(found.get((missed.SCOPE, missed.KEY), "{}"))
    return read


async def test_what_two_notice_is_told_once_and_so_is_its_end(url: str) -> None:
    """Whichever process was first; an end is known also to the one that told nothing."""
    async with two(url) as (one, other):
        for each in (one, other):
            each.engine.alert("fire", "It burns.", trouble="fire")
        await until(lambda: bool(told(one, other)))
        await asyncio.sleep(SETTLED)
        begun = told(one, other)
        stood = [each.engine.alert_end("fire", "It burns no more.") for each in (one, other)]
        await until(lambda: len(told(one, other)) > 1)
        await asyncio.sleep(SETTLED)

        assert begun == ["It burns."]
        assert any(stood)
        assert sorted(told(one, other)) == ["It burns no more.", "It burns."]


async def test_a_trouble_that_one_has_told_ends_where_it_ends(url: str) -> None:
    """The other process sees first that it works again."""
    async with two(url) as (one, other):
        one.engine.alert("fire", "It burns.", trouble="fire")
        await until(lambda: bool(told(one, other)))
        await until(lambda: other.engine.alert_end("fire", "It burns no more."), AT_MOST)
        await until(lambda: len(told(one, other)) > 1)
        await asyncio.sleep(SETTLED)

        assert sorted(told(one, other)) == ["It burns no more.", "It burns."]


async def test_what_reached_nobody_is_kept_by_each_and_told_by_one(url: str) -> None:
    """Two pieces of news of two processes at once; those of the one do not take the place of those of the other."""
    async with two(url, rules=replace(POLICY, everyone=False)) as (one, other):
        closes(one, other)
        for number in range(2):
            one.engine.alert(f"one {number}", f"One {number}.")
            other.engine.alert(f"other {number}", f"Other {number}.")
        async with asyncio.timeout(AT_MOST):
            while len(await kept(one)) < 4:  # noqa: ASYNC110 - the database wakes nobody
                await asyncio.sleep(0.02)
    async with process(url) as again, process(url) as more:
        await until(lambda: bool(again.engine.services.others.alive and more.engine.services.others.alive))
        for each in (again, more):
            await each.engine.on_ready("memory")
        await until(lambda: bool(told(again, more)))
        await asyncio.sleep(SETTLED)
        said = told(again, more)
        left = await kept(again)

    assert len(said) == 1
    assert all(f"{who} {number}." in said[0] for who in ("One", "Other") for number in range(2))
    assert say("alert_missed") in said[0]
    assert left == {}
