"""The door to the pages for operators: their libraries are loaded only where somebody has turned them on."""

from contextlib import AbstractAsyncContextManager, nullcontext

from bots.engine.engine import Engine
from bots.engine.runtime.clock import Clock
from bots.listening.address import Address
from provider import Catalog


def opened_ops(
    listen: str, token: str, engine: Engine, catalog: Catalog, clock: Clock
) -> AbstractAsyncContextManager[None]:
    """What `operated` does inside the block; nothing if `listen` is empty."""
    if not listen:
        return nullcontext()
    from bots.ops.operating import operated

    return operated(Address.parse(listen), token, engine, catalog, clock)
