"""The command menus: by the kind of chat, for administrators more, in every language."""

from bots.engine.commands.command import Command
from bots.telegram_bot.menu import menus
from tests.bots.telegram_bot.stage import Collector, listening
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
        f"{scope.type}:{language}": {command.command: command.description for command in commands}
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
