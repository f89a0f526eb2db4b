"""What the three pages say, and to whom."""

import pytest

from bots.ops.pages import PAGE_HOLDS_FOR
from tests.bots.ops.reading import read
from tests.bots.ops.stand import TOKEN, standing

pytestmark = pytest.mark.real_time


async def test_the_three_pages(caplog: pytest.LogCaptureFixture) -> None:
    """Alive, ready, and numbers; anything else is told which pages there are."""
    async with standing(caplog) as stand:
        found = {path: await read(stand.port, path) for path in ("/healthz", "/readyz", "/metrics", "/", "/metrics/..")}

    assert {path: page.status for path, page in found.items()} == {
        "/healthz": 200,
        "/readyz": 200,
        "/metrics": 200,
        "/": 404,
        "/metrics/..": 404,
    }
    assert found["/metrics"].text == "parley_written 1\n"
    assert "version=0.0.4" in found["/metrics"].head
    assert "/readyz" in found["/"].text


async def test_it_is_not_ready_while_something_is_missing(caplog: pytest.LogCaptureFixture) -> None:
    """A line says what; it is alive all the same."""
    async with standing(caplog) as stand:
        stand.platforms, stand.writes = {"telegram": True, "discord": False}, False
        page, alive = await read(stand.port, "/readyz"), await read(stand.port, "/healthz")
        stand.platforms, stand.writes = {"telegram": True, "discord": True}, True
        again = await read(stand.port, "/readyz")

    assert (page.status, page.text) == (503, "discord is not connected\nthe store cannot be written\n")
    assert (alive.status, again.status) == (200, 200)


async def test_the_numbers_are_written_down_once_a_second(caplog: pytest.LogCaptureFixture) -> None:
    """However many read them."""
    async with standing(caplog) as stand:
        first = [(await read(stand.port, "/metrics")).text for _ in range(5)]
        stand.now += PAGE_HOLDS_FOR
        then = (await read(stand.port, "/metrics")).text

    assert first == ["parley_written 1\n"] * 5
    assert then == "parley_written 2\n"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/elsewhere"])
async def test_nothing_without_the_token(path: str, caplog: pytest.LogCaptureFixture) -> None:
    """Not even which pages there are; and nothing is written down for it."""
    async with standing(caplog, token=TOKEN) as stand:
        without = await read(stand.port, path)
        wrong = [(await read(stand.port, path, token=each)).status for each in (TOKEN[:-1], TOKEN + "x", "ä")]
        right = await read(stand.port, path, token=TOKEN)
        written = stand.written

    assert (without.status, wrong) == (401, [401, 401, 401])
    assert "WWW-Authenticate: Bearer" in without.head
    assert right.status == (404 if path == "/elsewhere" else 200)
    assert written == (path == "/metrics")


async def test_pages_can_only_be_read(caplog: pytest.LogCaptureFixture) -> None:
    """HEAD is answered without a body."""
    async with standing(caplog) as stand:
        statuses = [(await read(stand.port, "/metrics", method=each)).status for each in ("POST", "DELETE", "OPTIONS")]
        head = await read(stand.port, "/metrics", method="HEAD")

    assert statuses == [405, 405, 405]
    assert (head.status, head.text) == (200, "")
