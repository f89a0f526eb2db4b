"""Where the CPU goes is told by where the stacks stand, and the sum is what the threads used."""

import threading
import time

import pytest

from benchmarks.cost import LOOP, STORE, TOKENS, Sampler
from provider.transport.sse import SseParser


def parse(seconds: float) -> None:
    """Use so much CPU in the provider's parser."""
    began = time.thread_time()
    parser = SseParser()
    while time.thread_time() - began < seconds:
        parser.feed(b"data: {}\n\n" * 1_000)  # few, long calls: else it is found between two of them


def spin(seconds: float) -> None:
    """Use so much CPU nowhere in the program."""
    began = time.thread_time()
    while time.thread_time() - began < seconds:
        pass


def test_each_centre_has_what_its_functions_and_threads_used() -> None:
    """The provider's in the main thread, the store's in its own, and the rest."""
    sampler = Sampler()
    store = threading.Thread(target=spin, args=(0.2,), name="store_0")

    with sampler.running():
        parse(0.4)
        store.start()
        while store.is_alive():  # as an event loop, which is never away for long
            time.sleep(0.005)
        spin(0.1)

    by_centre = {
        each: sum(used for centre, _, used in sampler.spent if centre == each) for each in (TOKENS, STORE, LOOP)
    }
    assert by_centre[TOKENS] == pytest.approx(0.4, abs=0.1)
    assert by_centre[STORE] == pytest.approx(0.2, abs=0.1)
    assert by_centre[LOOP] == pytest.approx(0.1, abs=0.1)
    assert "provider/transport/sse.py: SseParser.plain" in {function for _, function, _ in sampler.spent}
