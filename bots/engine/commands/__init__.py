"""Every command once, as a value: dispatch, permissions, completion, help, README and registration come from here."""

from collections.abc import Mapping

from bots.engine.command import Command, Context, Option, Pressed, Role
from bots.engine.commands import about, group, models, owner, privacy, ruling, settings, talking, usage

__all__ = ["BY_NAME", "COMMANDS", "PRESSES", "Command", "Context", "Option", "Role"]

COMMANDS: tuple[Command, ...] = (
    Command(
        "ask",
        "Ask the model",
        talking.ask,
        (
            Option("text", "What you want to know", required=True),
            Option("model", "Another model, for this question", complete=True, only_on="discord"),
            Option("private", "Only you see the answer", kind="flag", only_on="discord"),
        ),
        example="/ask Why is the sky blue?",
        starts_answer=True,
    ),
    Command(
        "model",
        "Show or choose the model that answers here",
        models.model,
        (Option("name", "provider/model, or reset", complete=True), group.SCOPE),
        example="/model openai/gpt-4o-mini",
    ),
    Command("models", "List the models", models.models, example="/models", menu=False),
    Command("new", "Start a new conversation", talking.new, example="/new"),
    Command("stop", "Stop the answer", talking.stop, example="/stop"),
    Command(
        "retry",
        "Give my last answer to you anew",
        talking.retry,
        (Option("model", "Another model, for this answer", complete=True),),
        example="/retry",
        menu=False,
    ),
    Command(
        "usage",
        "Answers, tokens and costs",
        usage.usage,
        (
            Option(
                "whose", "Yours everywhere, everyone's here, or the whole server's", kind="choice", choices=usage.WHOSE
            ),
            Option("days", "How many days, 7 if nothing is said", kind="whole"),
        ),
        example="/usage here 30",
        menu=False,
    ),
    Command(
        "privacy",
        "What is kept and who reads it; forget me",
        privacy.privacy,
        role="anyone",
        example="/privacy",
        menu=False,
    ),
    *group.GROUP,
    *ruling.FOR_ADMINISTRATORS,
    ruling.WHOAMI,
    *ruling.FOR_OWNERS,
    Command("help", "What I can do", about.help, role="anyone", example="/help"),
    Command(
        "claim",
        "Become the owner of this bot",
        about.claim,
        (Option("code", "The code that the bot printed when it started", required=True),),
        role="anyone",
        contexts=frozenset({"private"}),
        example="/claim 123456",
        menu=False,
    ),
)

PRESSES: Mapping[str, Pressed] = {
    "stop": talking.stop_pressed,
    "retry": talking.retry_pressed,
    "continue": talking.continue_pressed,
    "model": models.model_pressed,
    "page": models.page_pressed,
    "set": settings.set_pressed,
    "undo": settings.undo_pressed,
    "forget": privacy.forget_pressed,
    "export": privacy.export_pressed,
    "leave": owner.leave_pressed,
}
"""What a button does, by the name of its action; the gate has let the person in."""

FOR_ANYONE = frozenset({"forget", "export"})
"""Presses that need no leave: what is kept of somebody is theirs, whoever may talk."""

BY_NAME = {command.name: command for command in COMMANDS}
