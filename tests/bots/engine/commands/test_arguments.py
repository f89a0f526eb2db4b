"""What stands behind a command, as its options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.engine.commands.arguments import command_of, on_a_line, parse
from bots.engine.commands.command import Option
from bots.engine.commands.spanish_words import WORDS
from bots.engine.commands.table import BY_NAME, COMMANDS

TEXT = Option("text", "What you want to know", required=True)
NAME = Option("name", "provider/model", complete=True)
SCOPE = Option("where", "Where it holds", kind="choice", choices=("here", "channel", "server"))
DAYS = Option("days", "How far back", kind="whole")
PRIVATE = Option("private", "For you alone", kind="flag", own_field=True)
WHO = Option("who", "Whom", kind="person")
MODEL = Option("model", "Which model", complete=True)
PERSONA = Option("text", "Who I am")
PLACE = Option("who", "A person's number, or a place")
WHAT = Option("what", "What to do", kind="choice", choices=("add", "remove"))
WHEN = Option("when", "When", kind="choice", choices=("all", "prefix"))
PREFIX = Option("prefix", "What it begins with")
LIMIT = (Option("amount", "How much", fixed=True), WHO, Option("each", "For each", kind="flag"), SCOPE)


@pytest.mark.parametrize(
    ("options", "line", "found"),
    [
        ((TEXT,), "why is the sky blue?", {"text": "why is the sky blue?"}),
        ((TEXT,), "  two\n\n  lines ", {"text": "two\n\n  lines"}),
        ((TEXT,), "", {}),
        ((NAME, SCOPE), "openai/gpt-4o here", {"name": "openai/gpt-4o", "where": "here"}),
        ((NAME, SCOPE), "Server openai/gpt-4o", {"name": "openai/gpt-4o", "where": "server"}),
        ((NAME, SCOPE), "openai/gpt-4o", {"name": "openai/gpt-4o"}),
        ((NAME, SCOPE), "server", {"where": "server"}),
        ((SCOPE, DAYS), "here 7", {"where": "here", "days": "7"}),
        ((SCOPE, DAYS), "7 here", {"where": "here", "days": "7"}),
        ((SCOPE, DAYS), "seven", {}),
        ((PERSONA, SCOPE), "You keep the books of this server", {"text": "You keep the books of this server"}),
        ((PERSONA, SCOPE), "server You keep the books", {"text": "You keep the books", "where": "server"}),
        ((TEXT, SCOPE), "here", {"text": "here"}),
        ((TEXT, MODEL), "model:openai/gpt-4o why?", {"text": "why?", "model": "openai/gpt-4o"}),
        ((TEXT, MODEL), "why is model:x wrong?", {"text": "why is model:x wrong?"}),
        ((TEXT, MODEL), "text: why?", {"text": "text: why?"}),
        ((NAME, DAYS), "days:soon x", {"name": "days:soon x"}),
        ((WHO, DAYS), "12345 20", {"who": "12345", "days": "20"}),
        ((WHO,), "-1001234", {"who": "-1001234"}),
        ((WHO,), "@ann", {}),
        ((PERSONA, SCOPE), "teacher server", {"text": "teacher", "where": "server"}),
        ((PLACE, WHAT), "123456789 add", {"who": "123456789", "what": "add"}),
        ((WHEN, PREFIX, SCOPE), "prefix !", {"when": "prefix", "prefix": "!"}),
        ((WHEN, PREFIX, SCOPE), "all server", {"when": "all", "where": "server"}),
        (LIMIT, "20 respuestas al día", {"amount": "20 respuestas al día"}),
        (LIMIT, "20 answers a day", {"amount": "20 answers a day"}),
        (LIMIT, "50000", {"amount": "50000"}),
        (LIMIT, "off", {"amount": "off"}),
        (LIMIT, "each server 20 answers a day", {"amount": "20 answers a day", "each": "yes", "where": "server"}),
        (LIMIT, "20 answers a day each server", {"amount": "20 answers a day", "each": "yes", "where": "server"}),
        (LIMIT, "20 answers a day 123456789", {"amount": "20 answers a day", "who": "123456789"}),
        (LIMIT, "$2 server", {"amount": "$2", "where": "server"}),
        ((Option("on", "Whether", kind="flag"),), "OFF", {"on": "no"}),
        ((Option("on", "Whether", kind="flag"),), "sí", {"on": "yes"}),
    ],
)
def test_a_line_gives_values(options: tuple[Option, ...], line: str, found: dict[str, str]) -> None:
    """By their shape or their name; words go to the first option that takes words, as they are."""
    assert parse(options, line) == found


def test_somebody_may_be_pointed_out() -> None:
    """A number that was written counts more than the message that was answered."""
    assert parse((WHO, DAYS), "20", person="5") == {"who": "5", "days": "20"}
    assert parse((DAYS, WHO), "20 7", person="5") == {"days": "20", "who": "7"}
    assert parse((TEXT,), "hello", person="5") == {"text": "hello"}


def test_a_subcommand_is_a_command() -> None:
    """Where there is one of that name; anything else belongs to the command itself."""
    known = {"settings", "settings persona"}

    assert command_of("settings", "Persona Be  brief", known) == ("settings persona", "Be  brief")
    assert command_of("settings", "persona", known) == ("settings persona", "")
    assert command_of("settings", "colour", known) == ("settings", "colour")
    assert command_of("settings", "", known) == ("settings", "")


def test_an_option_that_needs_a_field_is_not_on_a_line() -> None:
    """Not even by its name: the words are the question's."""
    assert on_a_line((TEXT, PRIVATE)) == (TEXT,)
    assert parse((TEXT, PRIVATE), "private: why?") == {"text": "private: why?"}


@given(st.text())
def test_no_line_breaks_it(line: str) -> None:
    """Whatever is written, each value fits its option."""
    found = parse((NAME, SCOPE, DAYS, WHO, PRIVATE), line, person="5")

    assert set(found) <= {"name", "where", "days", "who", "private"}
    assert found.get("where", "here") in SCOPE.choices
    assert found.get("days", "0").isdigit()
    assert found.get("private", "no") in ("yes", "no")


@pytest.mark.parametrize(
    ("command", "line", "found"),
    [
        ("settings reasoning", "conservar", {"value": "keep"}),
        ("settings memory", "canal servidor", {"value": "channel", "scope": "server"}),
        ("settings effort", "máximo", {"value": "max"}),
        ("settings talk", "Excepto 123456789", {"who": "except", "person": "123456789"}),
        (
            "settings limit",
            "20 respuestas al día cada servidor",
            {"amount": "20 respuestas al día", "each": "yes", "scope": "server"},
        ),
        ("settings persona", "Aquí eres un pirata", {"text": "Aquí eres un pirata"}),
        ("settings persona", "Habla como en el servidor", {"text": "Habla como en el servidor"}),
        ("usage", "aquí 30", {"whose": "here", "days": "30"}),
        ("models", "baratos", {"able": "cheap"}),
    ],
)
def test_fixed_values_are_understood_in_spanish(command: str, line: str, found: dict[str, str]) -> None:
    """They mean the English ones, which are kept; free words stay what they are."""
    assert parse(BY_NAME[command].options, line) == found


def test_every_spanish_word_means_something() -> None:
    """A value or the name of an option that some command has."""
    options = [option for command in COMMANDS for option in command.options]
    known = {value for option in options for value in (*option.choices, option.name)}

    assert {value for values in WORDS.values() for value in values} <= known
