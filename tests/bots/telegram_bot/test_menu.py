"""The command menus: by the kind of chat, for administrators more, in every language."""

import asyncio

import pytest

from bots.engine.commands.command import Command
from bots.telegram_bot.menu import menus
from tests.bots.telegram_bot.stage import Collector, connected, listening
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi

TABLE = (
    Command("ask", "Ask"),
    Command("usage", "What was used", menu=False),
    Command("claim", "Become the owner", role="anyone", contexts=frozenset({"private"})),
    Command("settings", "Everything that holds here", role="manager"),
    Command("settings persona", "Who I am here", role="manager"),
    Command("pause", "Stop answering", role="owner"),
)


def listed(localise: dict[str, str]) -> dict[str, dict[str, str]]:
    """Every menu: names and what is said of each."""
    return {
        f"{scope}:{language}": {command["command"]: command["description"] for command in commands}
        for scope, language, commands in menus(lambda text, _: localise.get(text, text), TABLE)
    }


def test_each_kind_of_chat_has_its_menu() -> None:
    """Everyone sees what everyone may do; administrators the settings too; owners need no menu."""
    found = {menu: set(commands) for menu, commands in listed({}).items()}

    assert found["all_private_chats:"] == {"ask", "claim"}
    assert found["all_group_chats:"] == {"ask"}
    assert found["all_chat_administrators:"] == {"ask", "settings"}


def test_menus_are_translated() -> None:
    """The names stay."""
    found = listed({"Ask": "Preguntar"})

    assert found["all_group_chats:"] == {"ask": "Ask"}
    assert found["all_group_chats:es"] == {"ask": "Preguntar"}


async def test_telegram_takes_them() -> None:
    """All of the program's own: three kinds of chats, in two languages."""
    async with TelegramApi() as api, listening(api, Collector()):
        await api.until(lambda: len(api.methods.menus) == 6)
        names = {menu: [command["command"] for command in commands] for menu, commands in api.methods.menus.items()}

    assert set(names) == {
        f"{scope}{language}"
        for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators")
        for language in ("", ":es")
    }
    assert "ask" in names["all_group_chats"]
    assert set(names["all_group_chats"]) <= set(names["all_chat_administrators"])


@pytest.mark.parametrize("fault", [Fault("status", 429, seconds=3), Fault("status", 502), Fault("reset")])
async def test_a_menu_is_registered_until_it_stands(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits for the next start; one line says that it takes longer, and messages arrive meanwhile."""
    inbox = Collector()
    async with TelegramApi() as api:
        api.faults.plan("setMyCommands", fault, times=3)
        async with listening(api, inbox, speed=200.0):
            api.user(7).writes("Hello")
            await inbox.until(lambda: inbox.messages)
            await api.until(lambda: len(api.methods.menus) == 6)

    assert sum("menu" in line for line in caplog.messages) == 1


async def test_a_menu_that_never_stands_keeps_nobody() -> None:
    """The bot can end, and so it does once its token is refused for good."""
    async with TelegramApi() as api, connected(api, speed=20_000.0) as bot:
        api.faults.always("setMyCommands", Fault("status", 502))
        running = asyncio.create_task(bot.run(Collector()))
        await api.until(lambda: api.is_polled)
        api.faults.always("", Fault("status", 401))
        api.feed({"message": {}})

        async with asyncio.timeout(10.0):
            await running


async def test_a_menu_that_is_refused_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    """Trying again cannot help; the other menus stand."""
    async with TelegramApi() as api:
        api.faults.plan("setMyCommands", Fault("status", 400))
        async with listening(api, Collector()):
            await api.until(lambda: len(api.methods.menus) == 5)

    assert sum("menu" in line for line in caplog.messages) == 1
