"""What holds for every test."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from tests.patient_loop import PatientLoop

# pytest-asyncio 1.5 makes a loop that nobody closes when the first test is a synchronous one, unless it finds this.
asyncio.set_event_loop(None)


def pytest_configure(config: pytest.Config) -> None:
    """Declare our mark."""
    config.addinivalue_line("markers", "real_time: the loop's clock is the machine's, as another process takes part.")


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Time that waits for whoever works, or real time."""
    real = item.get_closest_marker("real_time") or item.get_closest_marker("looptime")
    return {"real time": asyncio.new_event_loop} if real else {"patient": PatientLoop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """looptime looks 42 times whether anything happens before time passes; without sockets once is enough."""
    for item in items:
        if item.get_closest_marker("looptime"):
            item.add_marker(pytest.mark.looptime(noop_cycles=0))
