"""Every command once, as a value: dispatch, permissions, completion, help, README and registration come from here."""

from bots.engine.command import Command, Context, Option, Role
from bots.engine.commands import about, models, talking

__all__ = ["BY_NAME", "COMMANDS", "Command", "Context", "Option", "Role"]

COMMANDS: tuple[Command, ...] = (
    Command(
        "ask",
        "Ask the model",
        talking.ask,
        (Option("text", "What you want to know", required=True),),
        example="/ask Why is the sky blue?",
        starts_answer=True,
    ),
    Command(
        "model",
        "Show or choose the model that answers here",
        models.model,
        (Option("name", "provider/model, or reset", complete=True),),
        example="/model openai/gpt-4o-mini",
    ),
    Command("models", "List the models", models.models, example="/models"),
    Command("new", "Start a new conversation", talking.new, example="/new"),
    Command("stop", "Stop the answer", talking.stop, example="/stop"),
    Command("help", "What I can do", about.help, role="anyone", example="/help"),
    Command(
        "claim",
        "Become the owner of this bot",
        about.claim,
        (Option("code", "The code that the bot printed when it started", required=True),),
        role="anyone",
        contexts=frozenset({"private"}),
        example="/claim 123456",
    ),
)

BY_NAME = {command.name: command for command in COMMANDS}
