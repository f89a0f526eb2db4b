"""Stories of the engine that run on both kinds of database: those of a module with the mark `on_both`."""

from collections.abc import Iterator

import pytest

from tests.bots.engine.house import KEPT_ON
from tests.postgresql import Server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each of these tests a kind."""
    if metafunc.definition.get_closest_marker("on_both"):
        metafunc.fixturenames.append("kept_on")
        metafunc.parametrize("kept_on", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def kept_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have all that is opened during the test kept there."""
    if request.param == "sqlite":
        yield
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database() as url:
        KEPT_ON.url = url
        yield
        KEPT_ON.url = ""
