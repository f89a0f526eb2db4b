"""What holds for every test."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bots.event_loop import new_event_loop
from bots.log import OURS
from tests import compiled_once
from tests.patient_loop import PatientLoop
from tests.postgresql import Missing, Server, server

compiled_once.share()

collect_ignore = ["packages"]
"""They are run as their authors run them; see test_packages.py."""

# How long an example takes says more of what else the machine does than of the program.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# pytest-asyncio 1.5 makes a loop that nobody closes when the first test is a synchronous one, unless it finds this.
asyncio.set_event_loop(None)


def pytest_configure(config: pytest.Config) -> None:
    """Declare our marks."""
    config.addinivalue_line("markers", "on_both: the story runs on SQLite and on PostgreSQL.")
    config.addinivalue_line("markers", "real_time: the loop's clock is the machine's, as another process takes part.")
    config.addinivalue_line("markers", "both_loops: also in real time on the loop that the program runs on.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for sockets and for other processes."""
    return (os.cpu_count() or 1) + 1


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Time that waits for whoever works, or real time."""
    if item.get_closest_marker("both_loops"):
        return {"patient": PatientLoop, "uvloop": new_event_loop}
    real = item.get_closest_marker("real_time") or item.get_closest_marker("looptime")
    return {"real time": asyncio.new_event_loop} if real else {"patient": PatientLoop}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected lives as long as the session: to look for garbage in it takes as long as collecting it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest stories stand beside this file: they come first, or one process would be left alone with them.

    looptime looks 42 times whether anything happens before time passes; without sockets once is enough.
    """
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)
    for item in items:
        if item.get_closest_marker("looptime"):
            item.add_marker(pytest.mark.looptime(noop_cycles=0))


@pytest.fixture(autouse=True)
def _as_loud_as_before() -> Iterator[None]:
    """The program sets how loud its log is; the next test in this process may want to read more of it."""
    ours = logging.getLogger(OURS)
    level = ours.level
    yield
    ours.setLevel(level)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server; where none can be started, what needs one is skipped, but not where all has to be tried."""
    try:
        with server() as found:
            yield found
    except Missing as why:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"No PostgreSQL: {why}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """What `storage.url` says of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'parley.db'}"
        return
    found: Server = request.getfixturevalue("postgresql")
    with found.database() as url:
        yield url
