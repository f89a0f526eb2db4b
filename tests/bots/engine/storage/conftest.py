"""A store of each kind of database."""

from collections.abc import AsyncIterator

import pytest

from bots.engine.storage.store import Store
from tests.bots.engine.stores import opened


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async with opened(url) as found:
        yield found
