"""What systemd hears: ready, how it is, alive as long as the loop turns and the store answers, and that it stops."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from bots.cli.service_manager import ServiceManager
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.memory import VirtualClock
from tests.fakes.telegram_api import TelegramApi
from tests.process import parley
from tests.program import model, on_telegram
from tests.waiting import until

ADA = 1001


class Listening:
    """The manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self.door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.door.bind(address)
        self.door.setblocking(False)
        self.heard: list[str] = []

    def lines(self) -> list[str]:
        """All that was heard so far."""
        try:
            while True:
                self.heard += self.door.recv(4096).decode().splitlines()
        except BlockingIOError:
            return self.heard


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    found = Listening(str(tmp_path / "notify"))
    yield found
    found.door.close()


class Stands:
    """The health of a program; its store may hang."""

    def __init__(self) -> None:
        self.alive = True
        self.asked = 0

    def connected(self) -> Mapping[str, bool]:
        return {"here": True, "there": False}

    async def store_answers(self) -> bool:
        self.asked += 1
        return self.alive


async def told(
    manager: ServiceManager, health: Stands, seconds: float, then: Callable[[], None] = lambda: None
) -> None:
    """Keep it told for so long in virtual time, and stop."""
    clock, stop = VirtualClock(), asyncio.Event()
    telling = asyncio.create_task(manager.keep_told(health, clock, stop))
    await clock.sleep(seconds / 2)
    then()
    await clock.sleep(seconds / 2)
    stop.set()
    await telling


@pytest.mark.looptime
async def test_the_watchdog_is_fed_three_times_in_its_time(listening: Listening) -> None:
    """After the start it is ready; each time it says how the platforms are; at the end that it stops."""
    manager = ServiceManager(str(listening.door.getsockname()), 120.0)
    await told(manager, Stands(), 390.0)
    said = listening.lines()

    assert said[:2] == ["READY=1", "STATUS=here is connected, there is not connected."]
    assert said.count("WATCHDOG=1") == 9
    assert said.count("STOPPING=1") == 1
    assert said[-2] == "STOPPING=1"


@pytest.mark.looptime
async def test_a_store_that_hangs_is_not_called_alive(listening: Listening) -> None:
    """The watchdog then ends the program, and the next start finds what was under way."""
    health = Stands()

    def hang() -> None:
        health.alive = False

    await told(ServiceManager(str(listening.door.getsockname()), 120.0), health, 390.0, hang)

    assert listening.lines().count("WATCHDOG=1") == 4
    assert health.asked == 9


@pytest.mark.looptime
async def test_without_a_manager_nothing_is_asked_and_nothing_said() -> None:
    """As everywhere but under systemd."""
    health = Stands()
    await told(ServiceManager.of({"PATH": "/bin"}), health, 390.0)

    assert health.asked == 0


def test_what_started_the_program_is_read_and_kept_from_its_children() -> None:
    """The variables are gone afterwards; a watchdog that is meant for another process is not ours."""
    mine = {"NOTIFY_SOCKET": "@abstract", "WATCHDOG_USEC": "120000000", "WATCHDOG_PID": str(os.getpid()), "HOME": "/"}
    other = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}
    odd = {"NOTIFY_SOCKET": "vsock:2:1234", "WATCHDOG_USEC": "much"}

    assert ServiceManager.of(mine) == ServiceManager("@abstract", 120.0)
    assert mine == {"HOME": "/"}
    assert ServiceManager.of(other) == ServiceManager("/run/x", 0.0)
    assert ServiceManager.of(odd) == ServiceManager()


def test_a_manager_that_has_gone_costs_nothing(tmp_path: Path) -> None:
    """Neither an error nor a wait."""
    ServiceManager(str(tmp_path / "nobody")).tell("READY=1")
    ServiceManager("@nobody-listens-to-this").tell("READY=1")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.real_time
async def test_the_program_tells_it(tmp_path: Path) -> None:
    """Over an abstract socket, from its start to its end; what hangs is fed no more, and goes on when it can."""
    listening = Listening(f"\0parley-{os.getpid()}-{tmp_path.name}")
    async with ChatCompletions(text="Aye.") as llm, TelegramApi() as api:
        variables = model(llm) | on_telegram(api, ADA)
        variables |= {"NOTIFY_SOCKET": f"@parley-{os.getpid()}-{tmp_path.name}", "WATCHDOG_USEC": "600000"}
        async with parley(tmp_path, variables) as running:
            await until(lambda: "READY=1" in listening.lines())
            await until(lambda: "STATUS=telegram is connected." in listening.lines())
            await until(lambda: "WATCHDOG=1" in listening.lines())
            running.signal(signal.SIGSTOP)
            await asyncio.sleep(0.3)
            before = listening.lines().count("WATCHDOG=1")
            await asyncio.sleep(0.8)
            hung = listening.lines().count("WATCHDOG=1") - before
            running.signal(signal.SIGCONT)
            await until(lambda: listening.lines().count("WATCHDOG=1") > before)
            running.signal(signal.SIGTERM)
            status = await running.status()
    heard = listening.lines()
    listening.door.close()

    assert hung == 0
    assert status == 0
    assert "STOPPING=1" in heard
