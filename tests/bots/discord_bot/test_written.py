"""Commands that are written as words to the bot alone."""

import pytest

from bots.discord_bot.written import written_command
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Person, Place, ToChat

HERE = Place("discord", "7")


def said(text: str, *, private: bool = True) -> Invocation | None:
    origin = Origin(HERE, Person("discord", "5"), ToChat(HERE), server="" if private else "9", private=private)
    return written_command(Incoming(origin, "1", text, addressed=True, reply_to="3", age=2.0))


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        ("/help", "help", {}),
        ("  /Stop ", "stop", {}),
        ("/model sonnet 4", "model", {"name": "sonnet 4"}),
        ("/settings", "settings", {}),
        ("/settings memory reply", "settings memory", {"value": "reply"}),
        ("/usage here 30", "usage", {"whose": "here", "days": "30"}),
        ("/ask Why is\nthe sky blue?", "ask", {"text": "Why is\nthe sky blue?"}),
    ],
)
def test_a_command_in_words_is_one(text: str, name: str, options: dict[str, str]) -> None:
    """With its options, and with the message that it answers."""
    found = said(text)

    assert found is not None
    assert (found.name, found.options, found.id, found.reply_to, found.age) == (name, options, "1", "3", 2.0)


@pytest.mark.parametrize(
    "text",
    [
        "/new ideas for my garden",
        "/stop that noise, says my neighbour",
        "/usage of the word whom",
        "/settings of my phone",
        "/etc/hosts is what?",
        "/shrug",
        "//help",
        "/help!",
        "What does /help do?",
        "/claim ACDE-FHJK-MNPQ",
        "/",
        "",
    ],
)
def test_what_only_begins_like_one_is_for_the_model(text: str) -> None:
    """Nothing that people write becomes unanswerable; a claim is the engine's."""
    assert said(text) is None


def test_where_others_read_it_there_are_commands_for_that() -> None:
    """Their answers are for one person alone."""
    assert said("/help", private=False) is None
