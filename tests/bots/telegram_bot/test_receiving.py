"""Updates in: one after the other, each handled once, whatever the network does."""

import asyncio
import logging
from contextlib import AsyncExitStack

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.lanes import IN_A_LANE
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Message, Place, ToChat
from bots.engine.seam.shown import Action, Button, Frame, Response
from bots.telegram_bot.bot import TelegramBot
from bots.telegram_bot.limits import ALBUM_SECONDS, CUT_FROM, CUT_SECONDS, FORWARD_SECONDS
from bots.telegram_bot.unconfirmed import UNCONFIRMED_FOR
from provider.values import replace
from tests.bots.telegram_bot.stage import SPEED, Collector, chat, connected, listening, log_lines
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi

GROUP = -100
GO = ((Button("Go", Action("model", "x")),),)


async def test_messages_arrive_in_order() -> None:
    """What was written is handed to the engine, once each, in the order in which it was written."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        for number in range(20):
            api.user(7).writes(str(number))
        await inbox.until(lambda: len(inbox.messages) == 20)

    assert [message.text for message in inbox.messages] == [str(number) for number in range(20)]


async def test_start_says_who_listens(caplog: pytest.LogCaptureFixture) -> None:
    """With the bot's name, where it is found and how it comes into a group."""
    caplog.set_level(logging.INFO, logger="parley")
    async with TelegramApi() as api, listening(api, Collector()):
        pass

    assert caplog.messages == [
        "@parley_bot is listening; to write to it, open https://t.me/parley_bot",
        "To add @parley_bot to a group, open https://t.me/parley_bot?startgroup=true",
    ]


async def test_what_was_handled_is_confirmed_at_the_end() -> None:
    """After `quiet` Telegram holds nothing that we have seen, and all that came later."""
    inbox = Collector()
    async with TelegramApi() as api:
        async with listening(api, inbox):
            api.user(7).writes("seen")
            await inbox.until(lambda: inbox.messages)
        api.user(7).writes("later")

        assert [update["message"]["text"] for update in api.pending] == ["later"]


async def test_an_update_is_confirmed_only_once_it_was_taken() -> None:
    """While the engine has not returned, the update stays with Telegram."""

    class Slow(Collector):
        gate = asyncio.Event()

        async def on_message(self, incoming: Incoming) -> None:
            await super().on_message(incoming)
            await self.gate.wait()

    inbox = Slow()
    inbox.gate = asyncio.Event()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("Hello")
        await inbox.until(lambda: inbox.messages)
        held = len(api.pending)
        inbox.gate.set()
        await api.until(lambda: not api.pending)

    assert held == 1


async def test_quiet_does_not_wait_for_the_long_poll() -> None:
    """The poll is cut; calls out still work."""
    async with TelegramApi() as api, AsyncExitStack() as stack:
        bot = await stack.enter_async_context(listening(api, Collector(), speed=1.0))
        async with asyncio.timeout(2.0):
            await bot.quiet()
        api.user(7)
        await bot.show(chat(7), Frame("Still here"), last=True)

        assert len(api.replies(7)) == 1


async def test_a_malformed_update_is_skipped(caplog: pytest.LogCaptureFixture) -> None:
    """It is named by its number without its words, and what comes after it arrives."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        api.feed({"message": {"message_id": 1, "text": "whispered"}})
        api.feed({"message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": 5, "text": 9}})
        api.feed({"message": "whispered"})
        api.user(7).writes("Hello")
        await inbox.until(lambda: inbox.messages)

    assert [message.text for message in inbox.messages] == ["Hello"]
    assert sum("makes no sense" in line for line in caplog.messages) == 3
    assert "update 1 " in caplog.text
    assert "whispered" not in caplog.text
    assert len(inbox.troubles) == 3
    assert all(trace in caplog.text for trace in inbox.troubles)


async def test_a_command_is_answered() -> None:
    """The engine's answer goes where the command came from."""
    inbox = Collector()
    inbox.to_commands = Response("demo/demo")
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/model")
        await inbox.until(lambda: inbox.said)

    assert inbox.said == [(chat(7), Response("demo/demo"))]


async def test_a_command_may_become_a_message() -> None:
    """`/ask` comes back as what was asked."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        origin = ToChat(Place("telegram", "7"))
        api.user(7).writes("hi")
        await inbox.until(lambda: inbox.messages)
        inbox.to_commands = inbox.messages[0]
        api.user(7).writes("/ask hi")
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert inbox.messages[1].origin.target == origin
    assert inbox.said == []


async def test_what_the_bot_says_holds_nobody_up() -> None:
    """An answer that waits for its turn does not keep the next update from the engine."""
    inbox = Collector()
    inbox.to_commands = Response("demo/demo")
    inbox.may_say.clear()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/model")
        api.user(7).writes("Hello")
        await inbox.until(lambda: inbox.messages)
        before = list(inbox.said)
        inbox.may_say.set()

    assert before == []
    assert len(inbox.said) == 1


class Jammed(Collector):
    """An inbox that is held up by all that is said in some chats."""

    def __init__(self, *chats: str) -> None:
        super().__init__()
        self.jam = asyncio.Event()
        self._chats = chats

    async def on_message(self, incoming: Incoming) -> None:
        if incoming.origin.place.chat in self._chats:
            await self.jam.wait()
        await super().on_message(incoming)


async def test_a_place_that_is_held_up_holds_up_no_other() -> None:
    """What is said there keeps its order; a Stop and a pressed button overtake it, in that place too."""
    inbox = Jammed("7")
    async with TelegramApi() as api, listening(api, inbox) as bot:
        for person in (7, 8):
            api.user(person)
        await bot.show(chat(7), Frame("x", buttons=GO), last=True)
        api.user(7).writes("one")
        api.user(7).writes("two")
        api.user(7).writes("/stop")
        api.user(7).presses("Go", api.replies(7)[0])
        for number in range(20):
            api.user(8).writes(str(number))
        await inbox.until(lambda: len(inbox.messages) == 20 and inbox.commands and inbox.presses)
        meanwhile = [message.text for message in inbox.messages]
        inbox.jam.set()
        await inbox.until(lambda: len(inbox.messages) == 22)

    assert meanwhile == [str(number) for number in range(20)]
    assert [message.text for message in inbox.messages[20:]] == ["one", "two"]


async def test_each_topic_has_a_lane_of_its_own() -> None:
    """It is a place of its own."""

    class Topical(Jammed):
        async def on_message(self, incoming: Incoming) -> None:
            if incoming.origin.place.thread == "5":
                await self.jam.wait()
            await super().on_message(incoming)

    inbox = Topical()
    async with TelegramApi() as api, listening(api, inbox):
        api.group(GROUP, topics=(5, 6))
        api.user(7).writes("held up", chat=GROUP, topic=5)
        api.user(7).writes("not held up", chat=GROUP, topic=6)
        await inbox.until(lambda: inbox.messages)
        inbox.jam.set()
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert [message.text for message in inbox.messages] == ["not held up", "held up"]


async def test_a_group_moves_between_its_last_words_and_the_first_in_the_new_one() -> None:
    """Even if the last words in the old one are held up."""
    order = list[str]()

    class Noting(Jammed):
        async def on_message(self, incoming: Incoming) -> None:
            await super().on_message(incoming)
            order.append(incoming.text)

        async def on_moved(self, old: Place, new: Place) -> None:
            await super().on_moved(old, new)
            order.append("moved")

    inbox = Noting(str(GROUP))
    async with TelegramApi() as api, listening(api, inbox):
        api.group(GROUP)
        api.user(7).writes("last words", chat=GROUP)
        api.world.migrate(GROUP, -200)
        api.user(7).writes("first words", chat=-200)
        api.user(7).writes("elsewhere")
        await inbox.until(lambda: inbox.messages)
        inbox.jam.set()
        await inbox.until(lambda: len(inbox.messages) == 3)

    assert order == ["elsewhere", "last words", "moved", "first words"]


async def test_what_is_being_committed_is_not_confirmed() -> None:
    """However long that takes: after a kill it is handed out again. Others are served meanwhile, each once."""
    inbox = Jammed("7")
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("held up")
        for number in range(3):
            api.user(8).writes(f"not held up {number}")
        await inbox.until(lambda: len(inbox.messages) == 3)
        await asyncio.sleep(2 * UNCONFIRMED_FOR / SPEED)
        unconfirmed = [update["message"]["text"] for update in api.pending]
        inbox.jam.set()
        await api.until(lambda: not api.pending)

    assert unconfirmed[0] == "held up"
    assert sorted(message.text for message in inbox.messages) == ["held up", *(f"not held up {n}" for n in range(3))]
    assert len({message.delivery for message in inbox.messages}) == 4


async def test_a_command_that_is_held_up_for_long_is_confirmed() -> None:
    """Or the others would wait behind it."""
    inbox = Collector()
    inbox.may_command.clear()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/model")
        await inbox.until(lambda: inbox.commands)
        held = len(api.pending)
        await api.until(lambda: not api.pending)
        inbox.may_command.set()

    assert held == 1
    assert len(inbox.commands) == 1


class Committing(Collector):
    """An inbox that commits each message before its turn. `may_commit`: the database is there."""

    def __init__(self) -> None:
        super().__init__()
        self.may_commit = asyncio.Event()
        self.may_commit.set()
        self.offered = 0
        self.received: list[tuple[str, bool]] = []
        self.came_before: set[str] = set()

    async def on_received(self, incoming: Incoming, *, behind: bool) -> Incoming | None:
        self.offered += 1
        self._bell.ring()
        await self.may_commit.wait()
        if incoming.delivery in self.came_before:
            return None
        self.came_before.add(incoming.delivery)
        self.received.append((incoming.text, behind))
        return replace(incoming, committed=len(self.received))


async def test_a_message_behind_a_slow_command_is_committed_before_its_turn() -> None:
    """It is confirmed once it is kept, and not before; it is handed on behind the command, in order."""
    inbox = Committing()
    inbox.may_command.clear()
    inbox.may_commit.clear()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/models")
        api.user(7).writes("one")
        api.user(7).writes("two")
        await inbox.until(lambda: inbox.commands)
        await asyncio.sleep(2 * UNCONFIRMED_FOR / SPEED)
        unconfirmed = [update["message"]["text"] for update in api.pending]
        inbox.may_commit.set()
        await api.until(lambda: not api.pending)
        meanwhile = list(inbox.messages)
        inbox.may_command.set()
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert unconfirmed == ["one", "two"]
    assert meanwhile == []
    assert inbox.received == [("one", True), ("two", True)]
    assert [(each.text, each.committed) for each in inbox.messages] == [("one", 1), ("two", 2)]


async def test_messages_are_committed_in_their_order() -> None:
    """However the database hesitates; behind nothing they are said to be behind nothing."""
    inbox = Committing()
    async with TelegramApi() as api, listening(api, inbox):
        inbox.may_commit.clear()
        for number in range(5):
            api.user(7).writes(str(number))
        api.user(8).writes("else")
        await inbox.until(lambda: inbox.offered == 2)
        inbox.may_commit.set()
        await inbox.until(lambda: len(inbox.messages) == 6)

    assert [text for text, _ in inbox.received if text != "else"] == ["0", "1", "2", "3", "4"]
    assert ("0", False) in inbox.received
    assert ("else", False) in inbox.received


async def test_an_end_in_the_middle_of_a_commit_is_no_defect(caplog: pytest.LogCaptureFixture) -> None:
    """The database is away, and the program has waited long enough: the message comes again after the next start."""
    inbox = Committing()
    inbox.may_commit.clear()
    async with TelegramApi() as api, connected(api) as bot:
        running = asyncio.create_task(bot.run(inbox))
        api.user(7).writes("one")
        api.user(7).writes("two")
        await inbox.until(lambda: inbox.offered == 1)  # the other one stands behind it
        running.cancel()
        await asyncio.wait((running,))
        left = [update["message"]["text"] for update in api.pending]

    assert left == ["one", "two"]
    assert "defect" not in caplog.text
    assert inbox.troubles == []


async def test_a_message_that_comes_again_is_handed_on_once() -> None:
    """A server that gives out again what was confirmed already: what came before is known by its row."""
    inbox = Committing()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("once")
        await inbox.until(lambda: inbox.messages)
        await api.until(lambda: not api.pending)
        inbox.came_before.add("update 2")
        api.user(7).writes("again")
        api.user(7).writes("next")
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert [message.text for message in inbox.messages] == ["once", "next"]


async def test_a_place_that_is_held_up_keeps_a_hundred(caplog: pytest.LogCaptureFixture) -> None:
    """What is said beyond that is dropped, and one line says so; nobody else misses anything."""
    inbox = Collector()
    inbox.may_command.clear()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/model")
        for number in range(IN_A_LANE + 20):
            api.user(7).writes(str(number))
            api.user(8).writes(str(number))
        await inbox.until(lambda: len(inbox.messages) == IN_A_LANE + 20)
        inbox.may_command.set()
        await inbox.until(lambda: len(inbox.messages) == 2 * IN_A_LANE + 20)

    assert sum("too much waits" in line for line in caplog.messages) == 1


async def test_a_slow_command_holds_up_its_own_chat_only() -> None:
    """What follows it in its chat waits for it; another chat does not, and neither does a Stop."""
    inbox = Collector()
    inbox.may_command.clear()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/models")
        api.user(7).writes("after it")
        api.user(7).writes("/stop")
        api.user(8).writes("elsewhere")
        await inbox.until(lambda: inbox.messages and len(inbox.commands) == 2)
        meanwhile = [message.text for message in inbox.messages]
        inbox.may_command.set()
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert meanwhile == ["elsewhere"]
    assert [command.name for command in inbox.commands] == ["models", "stop"]
    assert inbox.messages[1].text == "after it"


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (Response(""), {"text": "", "alert": False}),
        (Response("Stopped."), {"text": "Stopped.", "alert": False}),
        (Response(r"`a/b` or **c\_d**"), {"text": "a/b or c_d", "alert": False}),
        (Response("w" * 21), {"text": "w" * 21, "alert": True}),
        (Response("w" * 300), {"text": "w" * 199 + "…", "alert": True}),
    ],
)
async def test_a_press_is_acknowledged(answer: Response, seen: dict[str, object]) -> None:
    """Always, with the words that only the one who pressed is to see."""
    inbox = Collector()
    inbox.to_presses = answer
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("x", buttons=GO), last=True)
        query = api.user(7).presses("Go", api.replies(7)[0])
        await api.until(lambda: api.world.queries[query])

        assert api.world.queries[query] == seen
    assert inbox.presses[0].action == Action("model", "x")
    assert inbox.said == []


async def test_a_press_may_replace_its_message() -> None:
    """The pressed message becomes the answer; a public answer without that is a message of its own."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.group(GROUP)
        where = await bot.show(ToChat(Place("telegram", str(GROUP))), Frame("x", buttons=GO), last=True)
        (message,) = api.replies(GROUP)
        inbox.to_presses = Response("Allowed.", replace=True)
        api.user(7).presses("Go", message)
        await inbox.until(lambda: len(inbox.said) == 1)
        inbox.to_presses = Response("For all.", private=False)
        api.user(7).presses("Go", message)
        await inbox.until(lambda: len(inbox.said) == 2)
        await api.until(lambda: all(api.world.queries.values()))

    assert where == Message(Place("telegram", str(GROUP)), str(message.id))
    assert [to for to, _ in inbox.said] == [where, ToChat(Place("telegram", str(GROUP)))]


async def test_a_press_that_is_too_old_is_no_error() -> None:
    """Telegram forgets it after a while; the bot goes on."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("x", buttons=GO), last=True)
        query = api.user(7).presses("Go", api.replies(7)[0])
        del api.world.queries[query]
        api.user(7).writes("Hello")
        await inbox.until(lambda: inbox.messages)
        await api.until(lambda: api.counts["answerCallbackQuery"])

    assert len(inbox.presses) == 1


async def test_a_group_that_moved_is_said_once() -> None:
    """Both groups tell of it."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        api.group(GROUP)
        api.world.migrate(GROUP, -200)
        api.user(7).writes("Hello")
        await inbox.until(lambda: inbox.messages)

    assert inbox.moved == [(Place("telegram", str(GROUP)), Place("telegram", "-200"))]


async def test_a_wrong_token_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Trying on cannot help: Telegram is off, and the line holds no token."""
    async with TelegramApi() as api, connected(api, token="42:mistyped") as bot, asyncio.timeout(5):
        await bot.run(Collector())

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "mistyped" not in caplog.text


async def test_a_second_poller_is_mentioned_once(caplog: pytest.LogCaptureFixture) -> None:
    """It goes on trying, and once the other one is gone messages arrive."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox, speed=100.0):
        api.faults.plan("getUpdates", Fault("status", 409), times=4)
        api.user(7).writes("Hello")
        await api.until(lambda: len(api.faults.committed) == 4)
        api.user(7).writes("Again")
        await inbox.until(lambda: len(inbox.messages) == 2)

    assert sum("another program" in line for line in caplog.messages) == 1


async def test_two_bots_with_one_token_get_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    """The fake does as Telegram: the newer poll ends the older."""
    one, two = Collector(), Collector()
    async with TelegramApi() as api, listening(api, one), listening(api, two):
        await api.until(lambda: any(call.status == 409 for call in api.calls))

    assert sum("another program" in line for line in caplog.messages) >= 1


async def test_a_webhook_is_removed(caplog: pytest.LogCaptureFixture) -> None:
    """As long as it is set no update arrives here; its removal is said."""
    inbox = Collector()
    async with TelegramApi() as api:
        api.webhook.url = "https://elsewhere.example/42:secret"
        async with listening(api, inbox):
            api.user(7).writes("Hello")
            await inbox.until(lambda: inbox.messages)

        assert api.webhook.url == ""
    assert "webhook" in caplog.text
    assert "elsewhere" not in caplog.text


@pytest.mark.parametrize(
    "fault", [Fault("reset"), Fault("truncate"), Fault("html", 502), Fault("deep", 200), Fault("lost")]
)
async def test_a_poll_that_breaks_loses_nothing(fault: Fault) -> None:
    """Whatever happens to the answer, every message arrives exactly once."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        api.faults.plan("getUpdates", fault, times=2)
        for number in range(3):
            api.user(7).writes(str(number))
        await inbox.until(lambda: len(inbox.messages) >= 1)
        api.user(7).writes("3")
        await inbox.until(lambda: len(inbox.messages) >= 4)

        assert len(api.faults.committed) == 2
    assert [message.text for message in inbox.messages] == ["0", "1", "2", "3"]


async def test_a_429_on_the_poll_is_waited_for() -> None:
    """The next poll comes when Telegram said, not before."""
    inbox = Collector()
    async with TelegramApi(speed=100.0) as api, listening(api, inbox, speed=100.0):
        api.faults.plan("getUpdates", Fault("status", 429, seconds=4))
        api.user(7).writes("one")
        await api.until(lambda: api.faults.committed)
        limited = api.now()
        api.user(7).writes("two")
        await inbox.until(lambda: len(inbox.messages) == 2)

        assert api.now() - limited >= 3.9


async def test_an_outage_is_said_once_and_its_end_too() -> None:
    """No network: one line; back again: one line; and messages arrive."""
    inbox = Collector()
    with log_lines() as log:
        async with TelegramApi() as api, listening(api, inbox, speed=100.0):
            port = api.port
            await api.stop()
            await log.until(lambda: log.count("cannot be reached"))
            await api.start(port)
            api.user(7).writes("Hello")
            await inbox.until(lambda: inbox.messages)

    assert log.count("cannot be reached") == log.count("is back") == 1
    assert log.count(api.token) == 0
    assert inbox.ready == 2


async def test_no_network_at_the_start() -> None:
    """It goes on trying, and listens as soon as there is one."""
    api = TelegramApi()
    await api.start()
    port = api.port
    await api.stop()
    with log_lines() as log:
        async with connected(api, speed=100.0) as bot, asyncio.TaskGroup() as tasks:
            tasks.create_task(bot.run(Collector()))
            await log.until(lambda: log.count("cannot be reached"))
            await api.start(port)
            await api.until(lambda: api.is_polled)
            await bot.quiet()
    await api.stop()

    assert log.count("cannot be reached") == 1
    assert log.count("is listening") == 1


async def test_quiet_before_the_network_came() -> None:
    """A bot that never got through ends as well."""
    bot = TelegramBot("42:x", api_url="http://127.0.0.1:1", clock=RealClock())
    async with asyncio.timeout(2), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bot.run(Collector()))
        await asyncio.sleep(0.02)
        await bot.quiet()
    await bot.aclose()

    assert running.done()


async def test_check_names_the_bot() -> None:
    """A good token; privacy mode is explained, a webhook is found."""
    async with TelegramApi() as api, connected(api) as bot:
        plain = await bot.check()
        api.webhook.url, api.methods.reads_all = "https://elsewhere.example", True
        webhook = await bot.check()

    assert plain
    assert all(finding.ok for finding in plain)
    assert "@parley_bot" in plain[0].text
    assert "/setprivacy" in plain[1].text
    assert [finding.ok for finding in webhook] == [True, True, False]


async def test_check_tells_a_wrong_token_from_no_network() -> None:
    """Each has its own cure."""
    async with TelegramApi() as api, connected(api, token="42:x") as bot:
        (token,) = await bot.check()
    bot = TelegramBot("42:x", api_url="http://127.0.0.1:1", clock=RealClock())
    (network,) = await bot.check()
    await bot.aclose()

    assert not token.ok
    assert "BotFather" in token.text
    assert not network.ok
    assert "network" in network.text


async def test_what_may_be_a_part_says_so() -> None:
    """A piece of an album, a forward and a text that a client may have cut; anything else is whole."""
    inbox = Collector()
    first = {"type": "hidden_user", "sender_user_name": "Sea", "date": 1}
    async with TelegramApi() as api, listening(api, inbox):
        ann = api.user(7)
        ann.sends_album(api.files.photo(), api.files.photo(), text="Which?")
        ann.writes("And why?")
        ann.writes("The sea is wide.", forward_origin=first)
        ann.writes("x" * CUT_FROM)
        ann.writes("x" * (CUT_FROM - 1))
        await inbox.until(lambda: len(inbox.messages) == 6)

    assert [each.more for each in inbox.messages] == [
        ALBUM_SECONDS,
        ALBUM_SECONDS,
        0.0,
        FORWARD_SECONDS,
        CUT_SECONDS,
        0.0,
    ]
    assert [each.cut for each in inbox.messages] == [False, False, False, False, True, False]


async def test_what_comes_in_one_batch_knows_of_it() -> None:
    """Only of its author, and only in its place."""
    inbox = Collector()
    async with TelegramApi() as api:
        ann, bob = api.user(7), api.user(8)
        api.group(-100)
        ann.writes("1")
        bob.writes("2")
        ann.writes("3", chat=-100)
        ann.writes("4")
        async with listening(api, inbox):
            await inbox.until(lambda: len(inbox.messages) == 4)

    assert [(each.text, each.followed) for each in sorted(inbox.messages, key=lambda each: each.text)] == [
        ("1", True),
        ("2", False),
        ("3", False),
        ("4", False),
    ]


async def test_an_album_under_a_command_is_one_command() -> None:
    """All its pieces go along."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).sends_album(*(api.files.photo() for _ in range(3)), text="/ask which?")
        await inbox.until(lambda: inbox.commands)

    assert [len(command.attachments) for command in inbox.commands] == [3]
    assert inbox.messages == []


async def test_an_album_outlives_the_end() -> None:
    """What came before `quiet` is handed over before `run` ends."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox, speed=1.0) as bot:
        api.user(7).sends_album(api.files.photo(), api.files.photo())
        await api.until(lambda: not api.pending)
        await bot.quiet()

    assert [len(each.attachments) for each in inbox.messages] == [1, 1]
