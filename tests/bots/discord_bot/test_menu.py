"""The table of commands as Discord gets it: what it refuses is never sent, what only some may do is hidden."""

from copy import deepcopy

import pytest

from bots.discord_bot.menu import application_commands, command_named, installable, mentions, same, without_refused
from bots.engine.commands.command import Command, Option
from bots.engine.commands.table import COMMANDS
from bots.text.mention import alive
from tests.fakes.discord_registration import Registration

SPANISH = {"Everything that holds here": "Todo lo que vale aquí"}


def spanish(text: str, locale: str) -> str:
    return SPANISH.get(text, text) if locale.startswith("es-") else text


def asks_about(locale: str) -> str:
    return "Preguntar sobre esto" if locale.startswith("es-") else "Ask about this"


TABLE = (
    Command(
        "ask",
        "Ask",
        (
            Option("model", "Which model", complete=True),
            Option("text", "The question", required=True),
            Option("private", "For you alone", kind="flag", own_field=True),
        ),
        starts_answer=True,
        travels=True,
    ),
    Command("settings", "Everything that holds here", role="manager"),
    Command(
        "settings trigger",
        "What I answer to",
        (
            Option("to", "When", kind="choice", choices=("mention", "all")),
            Option("days", "How long", kind="whole"),
            Option("who", "Whom", kind="person"),
            Option("role", "Which role", kind="role", own_field=True),
        ),
        role="manager",
    ),
    Command("pause", "Stop answering", role="owner"),
    Command("claim", "Become the owner", role="anyone", contexts=frozenset({"private"})),
)
WANTED = application_commands(TABLE, spanish, asks_about)
BY_NAME = {command["name"]: command for command in WANTED}


def test_discord_takes_the_whole_table() -> None:
    """Names, lengths, numbers, the order of options: the fake refuses what Discord refuses."""
    registration = Registration()

    registration.put(application_commands(COMMANDS, spanish, asks_about))
    registration.put(WANTED)

    assert [command["name"] for command in registration.commands] == [
        "ask",
        "settings",
        "pause",
        "claim",
        "Ask about this",
    ]


def test_what_discord_lists_counts_as_the_same() -> None:
    """Whatever it leaves out or adds; a single different word does not."""
    registration = Registration()
    registration.put(WANTED)
    listed = registration.listed(with_localizations=True)
    other = deepcopy(listed)
    other[1]["options"][1]["options"][0]["choices"][0]["value"] = "never"

    assert same(WANTED, listed)
    assert not same(WANTED, registration.listed(with_localizations=False))
    assert not same(WANTED, other)
    assert not same(WANTED, listed[1:])
    assert not same(WANTED, None)


def test_commands_of_a_group_are_subcommands() -> None:
    """Discord runs no group's own name, so that is `show`; the engine hears both as its own names."""
    settings = BY_NAME["settings"]

    assert [(option["type"], option["name"]) for option in settings["options"]] == [(1, "show"), (1, "trigger")]
    assert [option["type"] for option in settings["options"][1]["options"]] == [3, 4, 6, 8]
    assert command_named("settings", "show") == "settings"
    assert command_named("settings", "trigger") == "settings trigger"


@pytest.mark.parametrize("permissions", [0, 1 << 4, 1 << 5, 1 << 3])
def test_every_administrator_sees_the_settings(permissions: int) -> None:
    """By a role that only Parley knows, by Manage Channels, by Manage Server, by Administrator."""
    registration = Registration()
    registration.put(WANTED)

    assert registration.shown_to(permissions) >= {"ask", "claim", "Ask about this", "settings"}


def test_what_only_the_owner_may_do_is_hidden_from_most() -> None:
    """In servers Discord shows it to those who may manage channels; the owner has it in the private chat anyway."""
    registration = Registration()
    registration.put(WANTED)

    assert "pause" not in registration.shown_to(0)
    assert "pause" in registration.shown_to(1 << 4)


def test_only_what_the_application_can_have() -> None:
    """One that people cannot install for themselves has no command for them, nor one for chats of others."""
    for_servers = installable(WANTED, {0})
    where = {command["name"]: (command["integration_types"], command["contexts"]) for command in for_servers}

    assert where["ask"] == where["Ask about this"] == ([0], [0, 1])
    assert len(where) == len(WANTED)
    assert [command["name"] for command in installable(WANTED, {1})] == ["ask", "Ask about this"]
    assert installable(WANTED, {0, 1}) == list(WANTED)


def test_less_of_what_is_refused() -> None:
    """First it is for servers only, then it is left out; if Discord names none, whatever is for people is meant."""
    names = [command["name"] for command in WANTED]
    ask, pause = str(names.index("ask")), str(names.index("pause"))
    less = without_refused(WANTED, {ask, pause})
    for_servers = without_refused(WANTED, set())

    assert [command["name"] for command in less] == [name for name in names if name != "pause"]
    assert less[0]["integration_types"] == [0]
    assert [command["name"] for command in without_refused(less, {"0"})] == ["settings", "claim", "Ask about this"]
    assert for_servers == installable(WANTED, {0})
    assert without_refused(for_servers, set()) == []


def test_asking_goes_anywhere() -> None:
    """A person can bring /ask along into any server and any chat; the rest is where the bot is."""
    where = {name: (command["integration_types"], command["contexts"]) for name, command in BY_NAME.items()}

    assert where["ask"] == where["Ask about this"] == ([0, 1], [0, 1, 2])
    assert where["settings"] == ([0], [0, 1])
    assert where["claim"] == ([0], [1])


def test_descriptions_are_translated_and_names_are_not() -> None:
    """Only where there is a translation; of the message's entry, which has no description, the name is."""
    assert BY_NAME["settings"]["description_localizations"] == {
        "es-ES": "Todo lo que vale aquí",
        "es-419": "Todo lo que vale aquí",
    }
    assert "name_localizations" not in BY_NAME["settings"]
    assert BY_NAME["ask"]["description_localizations"] == {}
    assert BY_NAME["Ask about this"]["name_localizations"]["es-ES"] == "Preguntar sobre esto"


def test_required_options_come_first() -> None:
    """Discord wants it so, whatever their order in the table; an option of another platform is left out."""
    assert [option["name"] for option in BY_NAME["ask"]["options"]] == ["text", "model", "private"]
    assert "away" not in BY_NAME


def test_a_command_is_named_so_that_it_can_be_pressed() -> None:
    """By the id that the registration answers with; a group by its own subcommand, and no entry of another menu."""
    registration = Registration()
    registration.put(WANTED)
    ids = {command["name"]: command["id"] for command in registration.commands}
    named = {name: alive(text) for name, text in mentions(registration.listed(with_localizations=False)).items()}

    assert named == {
        "ask": f"</ask:{ids['ask']}>",
        "settings": f"</settings show:{ids['settings']}>",
        "settings trigger": f"</settings trigger:{ids['settings']}>",
        "pause": f"</pause:{ids['pause']}>",
        "claim": f"</claim:{ids['claim']}>",
    }
    assert mentions({"message": "no list"}) == {}
