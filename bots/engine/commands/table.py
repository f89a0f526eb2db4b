"""Every command once, as a value: permissions, completion, help, docs/commands.md and registration come from here."""

from bots.engine.commands import table_people, table_settings
from bots.engine.commands.command import Command, Option

ME, HERE, SERVER = "me", "here", "server"
WHOSE = (ME, HERE, SERVER)
ABLE = ("sees", "hears", "documents", "thinks", "cheap")

START = "start"
"""An option of `/help` that nobody can write: the chat was opened by Start, on Telegram, and whoever did is greeted."""

COMMANDS: tuple[Command, ...] = (
    Command(
        "ask",
        "Ask the model",
        (
            Option("text", "What you want to know", required=True),
            Option("model", "Another model, for this question", complete=True, own_field=True),
            Option("file", "What it is about: a picture, a document, a recording", kind="file", own_field=True),
            Option("private", "Only you see the answer", kind="flag", own_field=True),
        ),
        example="/ask Why is the sky blue?",
        starts_answer=True,
        travels=True,
        for_one=False,
        repeats="question",
    ),
    Command(
        "model",
        "Show or choose the model that answers here",
        (Option("name", "provider/model, some words of its name, or reset", complete=True), table_settings.SCOPE),
        example="/model openai/gpt-4o-mini",
        keeps_names=True,
    ),
    Command(
        "models",
        "List the models",
        (
            Option(
                "able",
                "Only those that see pictures, hear sounds, take PDFs, think first or cost little",
                kind="choice",
                choices=ABLE,
            ),
        ),
        example="/models",
        menu=False,
        when_old="in private",
    ),
    Command("new", "Start a new conversation", example="/new", travels=True, of_answers=True),
    Command(
        "stop",
        "Stop the answer",
        example="/stop",
        when_old="never",
        travels=True,
        for_one=False,
        repeats="harmless",
        waits=False,
        of_answers=True,
    ),
    Command(
        "retry",
        "Give my last answer to you anew",
        (Option("model", "Another model, for this answer", complete=True),),
        example="/retry",
        menu=False,
        when_old="never",
        repeats="question",
        of_answers=True,
    ),
    Command(
        "continue",
        "Go on with an answer that was cut off",
        example="/continue",
        menu=False,
        when_old="never",
        repeats="question",
        of_answers=True,
    ),
    Command(
        "usage",
        "Answers, tokens and costs",
        (
            Option("whose", "Yours everywhere, everyone's here, or the whole server's", kind="choice", choices=WHOSE),
            Option("days", "How many days, 7 if nothing is said", kind="whole"),
        ),
        example="/usage here 30",
        menu=False,
        when_old="in private",
    ),
    Command(
        "privacy",
        "What is kept and who reads it; forget me",
        role="anyone",
        example="/privacy",
        menu=False,
        travels=True,
    ),
    *table_settings.GROUP,
    *table_people.FOR_ADMINISTRATORS,
    table_people.WHOAMI,
    *table_people.FOR_OWNERS,
    Command(
        "help",
        "What I can do",
        role="anyone",
        example="/help",
        when_old="in private",
        travels=True,
        repeats="harmless",
    ),
    Command(
        "claim",
        "Become the owner of this bot",
        (Option("code", "The code that the bot printed when it started", required=True),),
        role="anyone",
        contexts=frozenset({"private"}),
        example="/claim ACDE-FHJK-MNPQ",
        menu=False,
        for_one=False,
        repeats="harmless",
        keeps_names=True,
        waits=False,
    ),
)

BY_NAME = {command.name: command for command in COMMANDS}
