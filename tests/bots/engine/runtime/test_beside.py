"""Work beside a block: it ends with the block, and a defect in it is no secret."""

import asyncio

import pytest

from bots.engine.runtime.tasks import beside


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _broken() -> None:
    raise ValueError


async def test_what_runs_beside_a_block_ends_with_it() -> None:
    """No task is left."""
    before = asyncio.all_tasks()
    async with beside(_for_ever()):
        await asyncio.sleep(0)

    assert asyncio.all_tasks() == before


async def test_a_defect_beside_a_block_leaves_it() -> None:
    """Nothing that breaks there is swallowed."""
    with pytest.raises(ValueError, match=r"^$"):
        async with beside(_broken()):
            await asyncio.sleep(0)


async def test_the_block_goes_before_what_runs_beside_it() -> None:
    """What the block itself raises is what is heard of."""

    async def both() -> None:
        async with beside(_broken()):
            await asyncio.sleep(0)
            raise KeyError

    with pytest.raises(KeyError):
        await both()
