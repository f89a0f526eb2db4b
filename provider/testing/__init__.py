"""The tests that a provider must pass, for packages that bring one. They need pytest and pytest-asyncio.

    class TestMine(ServerContract):                          # or ProviderContract, if no server is behind it
        backend = BACKEND                                    # the row of the entry point

        @asynccontextmanager
        async def scene(self, play):
            async with MyServer(play) as server:             # a server of your own that does what `play` says
                provider = BACKEND.open(Options(base_url=server.url, api_key=KEY))
                yield Scene(provider, lambda: server.open_connections)

pytest then finds the tests in `TestMine`. Each opens a scene of its own and closes the provider in it. The promises
that they test are written in `provider.contract` and `provider.errors`.
"""

import pytest

pytest.register_assert_rewrite("provider.testing.contract")

from provider.testing.contract import (  # noqa: E402 - only now do its asserts explain themselves
    ANSWER,
    KEY,
    WAIT,
    Play,
    ProviderContract,
    Scene,
    ServerContract,
)

__all__ = ["ANSWER", "KEY", "WAIT", "Play", "ProviderContract", "Scene", "ServerContract"]
