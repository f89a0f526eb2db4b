"""What a provider must pass, for packages that bring one. It needs pytest and pytest-asyncio.

    class TestMine(ServerContract):                          # or ProviderContract, where no server is behind it
        backend = BACKEND                                    # the row of the entry point

        @asynccontextmanager
        async def scene(self, play):
            async with MyServer(play) as server:             # a server of your own that does what `play` says
                provider = BACKEND.open(Options(base_url=server.url, api_key=KEY))
                yield Scene(provider, lambda: server.open_connections)

pytest then finds the tests in `TestMine`; each opens a scene of its own, and the kit closes its provider. What they
hold the provider to is written in `provider.contract` and `provider.errors`.
"""

import pytest

pytest.register_assert_rewrite("provider.testing.contract")

from provider.testing.contract import (  # noqa: E402 - its asserts are to explain themselves
    ANSWER,
    KEY,
    WAIT,
    Play,
    ProviderContract,
    Scene,
    ServerContract,
)

__all__ = ["ANSWER", "KEY", "WAIT", "Play", "ProviderContract", "Scene", "ServerContract"]
