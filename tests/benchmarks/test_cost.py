"""Where the CPU goes is told by where the stacks stand, and the sum is what the threads used."""

import threading
import time

import pytest

from benchmarks.cost import LOOP, STORE, TOKENS, Sampler
from provider.transport.sse import SseParser


def parse(seconds: float) -> float:
    """Use so much CPU in the provider's parser; returns how much: Python may search for garbage meanwhile."""
    began = time.thread_time()
    parser = SseParser()
    while time.thread_time() - began < seconds:
        parser.feed(b"data: {}\n\n" * 1_000)  # few, long calls: else it is found between two of them
    return time.thread_time() - began


def spin(seconds: float) -> float:
    """The same nowhere in the program."""
    began = time.thread_time()
    while time.thread_time() - began < seconds:
        pass
    return time.thread_time() - began


def test_each_centre_has_what_its_functions_and_threads_used() -> None:
    """The provider's in the main thread, the store's in its own, and the rest."""
    sampler = Sampler()
    used = dict[str, float]()
    store = threading.Thread(target=lambda: used.update({STORE: spin(0.2)}), name="store_0")

    with sampler.running():
        used[TOKENS] = parse(0.4)
        store.start()
        while store.is_alive():  # as an event loop, which is never away for long
            time.sleep(0.005)
        used[LOOP] = spin(0.1)

    found = {each: sum(seconds for centre, _, seconds in sampler.spent if centre == each) for each in used}
    assert found == pytest.approx(used, abs=0.1)
    assert "provider/transport/sse.py: SseParser.plain" in {function for _, function, _ in sampler.spent}
