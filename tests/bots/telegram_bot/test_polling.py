"""Updates are asked for again and again: soon after an outage, calmly where asking does not help."""

import asyncio
import logging

import pytest

from bots.engine.seam.errors import NotSent, Unsure
from bots.engine.seam.refusals import TOLD_AT
from bots.telegram_bot.errors import Conflict
from bots.telegram_bot.polling import (
    LONGEST_DELAY,
    LONGEST_REFUSED,
    LONGEST_UNASKED,
    POLL_SECONDS,
    UNDISTURBED,
    Outage,
)
from tests.bots.telegram_bot.stage import Collector, connected, listening, log_lines
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi


class Now:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_the_first_poll_after_an_outage_does_not_wait() -> None:
    """It shows that the server is back; and no pause before it is longer than some seconds."""
    outage = Outage(Now())
    before = outage.seconds()
    delays = [outage.failed(Unsure("HTTP 502")) for _ in range(50)]
    during = outage.seconds()
    back = outage.worked()

    assert (before, during, outage.seconds()) == (POLL_SECONDS, 0, POLL_SECONDS)
    assert delays[:3] == [0.5, 1.0, 2.0]
    assert max(delays) == LONGEST_DELAY
    assert back
    assert not outage.worked()


def test_a_conflict_is_over_once_nothing_disturbs(caplog: pytest.LogCaptureFixture) -> None:
    """One line for its beginning and one for its end, however often the two take turns."""
    caplog.set_level(logging.INFO, logger="parley")
    now = Now()
    outage = Outage(now)
    for _ in range(4):
        outage.failed(Conflict("terminated by other getUpdates request"))
        now.at += UNDISTURBED - 1
        outage.worked()
    during = len(caplog.messages)
    seconds = outage.seconds()
    now.at += UNDISTURBED
    outage.worked()
    outage.worked()

    assert seconds == UNDISTURBED
    assert during == 1
    assert [line for line in caplog.messages if "any more" in line] == caplog.messages[1:]
    assert len(caplog.messages) == 2
    assert outage.seconds() == POLL_SECONDS


def test_pauses_grow_while_the_token_is_refused() -> None:
    """Up to half a minute, with a failure of another kind in between or without."""
    outage = Outage(Now())
    outage.worked()
    delays = [outage.refused()[0] for _ in range(10)]
    outage.failed(NotSent("no connection"))
    delays.append(outage.refused()[0])

    assert delays[:3] == [0.5, 1.0, 2.0]
    assert delays[-2:] == [LONGEST_REFUSED] * 2


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refusal_at_run_time_is_a_hiccup(status: int) -> None:
    """Whoever writes meanwhile is heard after it; the owner is told at the third and hears that it is over."""
    inbox = Collector()
    with log_lines() as log:
        async with TelegramApi() as api, listening(api, inbox, speed=100.0):
            for times in (1, 4):
                api.faults.plan("getUpdates", Fault("status", status), times=times)
                api.user(7).writes("Hello")
                await inbox.until(lambda: inbox.messages)
                inbox.messages.clear()
            await log.until(lambda: log.count("is back"))

    assert inbox.refused == 1
    assert log.count("the token is refused") == 1
    assert inbox.ready == 2


async def test_a_server_that_does_not_wait_is_asked_calmly() -> None:
    """At most once in two seconds; what people write arrives all the same."""
    inbox = Collector()
    async with TelegramApi(speed=100.0) as api, listening(api, inbox, speed=100.0):
        api.waits = False
        api.user(7).writes("wakes the poll that waits")
        await inbox.until(lambda: inbox.messages)
        began, polls = api.now(), api.counts["getUpdates"]
        await asyncio.sleep(1.0)
        rate = (api.counts["getUpdates"] - polls) / (api.now() - began)
        api.user(7).writes("Hello")
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert rate < 1.2 / LONGEST_UNASKED


async def test_an_answer_that_is_no_list_is_an_outage(caplog: pytest.LogCaptureFixture) -> None:
    """It says nothing about updates: it is said once, and asked for ever more rarely."""
    inbox = Collector()
    async with TelegramApi(speed=100.0) as api, listening(api, inbox, speed=100.0):
        api.senseless = 6
        began = api.now()
        api.user(7).writes("one")
        await inbox.until(lambda: inbox.messages)
        api.user(7).writes("two")
        await inbox.until(lambda: len(inbox.messages) == 2)

        assert api.now() - began >= 0.5 + 1.0 + 2.0
    assert sum("cannot be reached" in line for line in caplog.messages) == 1


async def test_what_comes_twice_is_taken_once() -> None:
    """A cache between us and Telegram may repeat its last answer; that is nothing new."""
    inbox = Collector()
    async with TelegramApi(speed=100.0) as api, listening(api, inbox, speed=100.0):
        api.confirms = False
        api.user(7).writes("Hello")
        await inbox.until(lambda: inbox.messages)
        polls = api.counts["getUpdates"]
        await asyncio.sleep(0.2)

        assert api.counts["getUpdates"] - polls < 20
    assert [message.text for message in inbox.messages] == ["Hello"]


async def test_a_wrong_token_is_tried_three_times() -> None:
    """At the start that is enough."""
    async with TelegramApi() as api, connected(api, token="42:mistyped") as bot:
        await bot.run(Collector())

        assert api.counts["getMe"] == TOLD_AT
