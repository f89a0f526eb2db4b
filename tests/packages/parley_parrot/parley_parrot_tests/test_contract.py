"""The parrot passes the contract of providers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from parley_parrot.parrot import BACKEND, Options

from provider.testing import Play, ProviderContract, Scene


class TestParrot(ProviderContract):
    """No server is behind it."""

    backend = BACKEND

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        yield Scene(BACKEND.open(Options()))
