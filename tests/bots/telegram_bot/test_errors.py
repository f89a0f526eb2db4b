"""What a call that fails means to the engine."""

import asyncio
import logging
from contextlib import AsyncExitStack

import pytest

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.places import Message, Place, Surface, ToChat
from bots.engine.seam.shown import File, Frame
from bots.telegram_bot.bot import TelegramBot
from bots.telegram_bot.errors import translate
from bots.telegram_bot.transport import SEND, UPLOAD
from tests.bots.telegram_bot.stage import chat, connected
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi

WORDS = Frame("Nobody's business")


def said(description: str) -> dict[str, object]:
    """The Bot API's own answer that a call failed."""
    return {"ok": False, "description": description}


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault("status", 500), Unsure),
        (Fault("status", 502), Unsure),
        (Fault("html", 502), Unsure),
        (Fault("deep", 200), Unsure),
        (Fault("deep", 400), Unsure),
        (Fault("html", 403), Unsure),
        (Fault("html", 200), Unsure),
        (Fault("reset"), Unsure),
        (Fault("truncate"), Unsure),
        (Fault("lost"), Unsure),
        (Fault("status", 400), Refused),
        (Fault("status", 403), Refused),
    ],
)
async def test_what_a_failed_send_means(fault: Fault, meaning: type[PlatformError]) -> None:
    """One attempt, one error; none of them repeats the token or the text."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        api.faults.plan("sendMessage", fault)
        with pytest.raises(meaning) as caught:
            await bot.show(chat(7), WORDS, last=True)

        assert api.counts["sendMessage"] <= 1
        assert len(api.faults.committed) == 1
        assert api.token not in repr(caught.value)
        assert "business" not in repr(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


async def test_a_429_says_how_long() -> None:
    """The seconds come through exactly, nothing was applied, and whose limit it was remains open."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        api.faults.plan("sendMessage", Fault("status", 429, seconds=17))
        with pytest.raises(SlowDown) as caught:
            await bot.show(chat(7), WORDS, last=True)

        assert caught.value.retry_after == 17.0
        assert (caught.value.budgets, caught.value.vague) == ((), True)
        assert api.replies(7) == []


async def cut_after(bot: TelegramBot, where: ToChat | Surface, frame: Frame) -> float:
    """Seconds after which a call that is never answered is cut."""
    began = asyncio.get_running_loop().time()
    with pytest.raises(Late):
        await bot.show(where, frame, last=True)
    return (asyncio.get_running_loop().time() - began) * 500.0


async def test_an_answer_that_does_not_come_is_cut() -> None:
    """An edit after 15 s, because it does no harm twice; a send is waited for, and a file may take its time."""
    file = Frame("Here", file=File("answer.md", b"# Hi"))
    async with TelegramApi() as api, connected(api, speed=500.0) as bot:
        api.user(7)
        where = await bot.show(chat(7), Frame("x"), last=True)
        api.faults.plan("", Fault("stall", seconds=1.3), 3)

        assert await cut_after(bot, where, WORDS) == pytest.approx(15.0, abs=5.0)
        assert await cut_after(bot, chat(7), WORDS) == pytest.approx(SEND, abs=5.0)
        assert await cut_after(bot, chat(7), file) == pytest.approx(UPLOAD, abs=5.0)
        await asyncio.sleep(0.2)  # the fake frees what it read of the file when its stall is over


@pytest.mark.parametrize("frame", [WORDS, Frame("Here", file=File("chart.png", b"\x89PNG"))])
async def test_a_slow_server_puts_up_one_copy(frame: Frame) -> None:
    """It sleeps for 40 s: its answer is waited for on the open call."""
    async with TelegramApi() as api, connected(api, speed=100.0) as bot:
        api.user(7)
        api.faults.plan("send", Fault("slow", seconds=0.4))
        clock = RealClock(100.0)
        surface = await Sender(bot, Scheduler(clock), clock).deliver(chat(7), frame)
        (message,) = api.replies(7)

        assert surface == Message(Place("telegram", "7"), str(message.id))


async def test_a_file_whose_upload_may_be_under_way_is_not_sent_again() -> None:
    """It was cut after ten minutes; whether alone or below a message that stands."""
    file = File("chart.png", b"\x89PNG")
    async with TelegramApi(limits=False) as api, connected(api, speed=1000.0) as bot:
        api.user(7)
        clock = RealClock(1000.0)
        sender = Sender(bot, Scheduler(clock), clock)
        where = await sender.deliver(chat(7), Frame("Part"))
        assert where is not None
        api.faults.plan("sendPhoto", Fault("slow", seconds=0.7), 5)

        assert await sender.deliver(chat(7), Frame("Here", file=file)) is None
        assert await sender.deliver(where, Frame("Part one", file=file)) == where
        assert await sender.deliver(where, Frame("Part two", file=file)) == where
        await api.until(lambda: api.counts["sendPhoto"] == 2)
        assert [message.text for message in api.replies(7)] == ["Part two", "Here", ""]


async def test_no_server_means_not_sent() -> None:
    """Where nobody listens the call certainly had no effect."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(TelegramApi())
        bot = await stack.enter_async_context(connected(api))
        await api.stop()

        with pytest.raises(NotSent):
            await bot.show(chat(7), WORDS, last=True)


async def test_no_call_after_the_end() -> None:
    """A closed adapter sends nothing; closing it again is no error."""
    async with TelegramApi() as api, connected(api) as bot:
        await bot.aclose()
        await bot.aclose()

        with pytest.raises(NotSent):
            await bot.show(chat(7), WORDS, last=True)


async def test_who_blocked_the_bot_is_refused() -> None:
    """So are chats that do not exist and topics that were deleted."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        api.world.chats[7].closed = True
        api.group(-100, topics=(5,))
        for target in (chat(7), chat(8), ToChat(Place("telegram", "-100", "6"))):
            with pytest.raises(Refused):
                await bot.show(target, WORDS, last=True)


@pytest.mark.parametrize("frame", [Frame(""), Frame(" \n "), Frame("x" * 4097)])
async def test_a_frame_that_does_not_fit_is_refused(frame: Frame) -> None:
    """Empty or too long: trying again cannot help."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        with pytest.raises(Refused):
            await bot.show(chat(7), frame, last=True)

        assert len(api.invalid_frames) == 1


async def test_an_unknown_message_is_gone() -> None:
    """An edit finds nothing to edit."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        with pytest.raises(Gone):
            await bot.show(Message(Place("telegram", "7"), "99"), WORDS, last=True)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_refused_may_work_again(status: int) -> None:
    """One refusal is no dead token: nothing was applied, and the same words go out as soon as it is known again."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        api.faults.plan("sendMessage", Fault("status", status))
        with pytest.raises(NotSent) as caught:
            await bot.show(chat(7), WORDS, last=True)
        await bot.show(chat(7), WORDS, last=True)

        assert api.token not in repr(caught.value)


async def test_a_method_that_an_old_server_lacks_is_refused() -> None:
    """That is a 404 too, and no word about the token."""
    assert isinstance(translate(404, said("Not Found: method not found")), Refused)


def test_what_telegram_quotes_is_left_out() -> None:
    """A description may repeat what was sent."""
    error = translate(400, said('Bad Request: inline keyboard button URL "https://secret.example" is invalid'))

    assert isinstance(error, Refused)
    assert "secret" not in str(error)


def test_message_id_invalid_is_gone() -> None:
    """Telegram's other way to say that there is no such message."""
    assert isinstance(translate(400, said("Bad Request: MESSAGE_ID_INVALID")), Gone)


async def test_nothing_secret_in_any_log(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the token nor people's words, even where everything is logged."""
    caplog.set_level(logging.DEBUG)
    async with TelegramApi() as api:
        bot = TelegramBot(api.token, api_url=api.url, clock=RealClock(20))
        api.user(7)
        api.faults.plan("sendMessage", Fault("truncate"))
        with pytest.raises(Unsure):
            await bot.show(chat(7), WORDS, last=True)
        await bot.show(chat(7), WORDS, last=True)
        await bot.aclose()
        await asyncio.sleep(0)

    assert api.token not in caplog.text
    assert "business" not in caplog.text
