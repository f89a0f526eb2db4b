"""The commands under `/settings`: what the administrators of a place choose."""

from bots.engine.commands.command import Command, Option
from bots.engine.settings.personas import PRESETS
from bots.engine.settings.scopes import REACHES
from bots.engine.settings.table import BY_KEY

RESET = "reset"

SCOPE = Option(
    "scope",
    "How far it reaches; here, if nothing is said; the last three are the owner's",
    kind="choice",
    choices=REACHES,
)


def _one(key: str, description: str, value: str, *, for_one: bool = True) -> Command:
    choices = (*BY_KEY[key].values, RESET)
    return Command(
        f"settings {key}",
        description,
        (Option("value", value, kind="choice", choices=choices), SCOPE),
        role="manager",
        example=f"/settings {key} {choices[1]}",
        menu=False,
        for_one=for_one,
    )


GROUP: tuple[Command, ...] = (
    Command(
        "settings",
        "Show and change what holds here",
        role="manager",
        example="/settings",
    ),
    Command(
        "settings persona",
        "Who the model is told to be",
        (Option("text", "Up to 2,000 characters, the name of a preset, or reset", suggested=(*PRESETS, RESET)), SCOPE),
        role="manager",
        example="/settings persona teacher",
        menu=False,
    ),
    Command(
        "settings trigger",
        "Which messages are for me",
        (
            Option(
                "when",
                "Mentions and replies, replies only, all, those with a prefix, or none",
                kind="choice",
                choices=("mention", "reply", "all", "prefix", "off", RESET),
            ),
            Option("prefix", "What such a message begins with"),
            SCOPE,
        ),
        role="manager",
        example="/settings trigger prefix !",
        menu=False,
        for_one=False,
    ),
    _one("effort", "How much the model thinks before it answers", "Not at all up to as long as it can"),
    _one("search", "Whether the model may search the web", "Off, when it sees fit, or for every answer"),
    Command(
        "settings tools",
        "Which tools the model may use, and which without asking",
        (
            Option(
                "value",
                "Off, on, names of some, reset; or allow NAME or ask NAME for a single tool",
                suggested=("off", "on", RESET),
            ),
            SCOPE,
        ),
        role="manager",
        example="/settings tools on",
        menu=False,
    ),
    _one("reasoning", "What is seen of the model's thoughts", "Nothing, live while it thinks, or kept and folded"),
    _one("details", "Model, time and cost below each answer", "On or off"),
    Command(
        "settings reply",
        "How answers grow, whether they notify, where they go",
        (
            Option(
                "streaming", "Live, an edit every 5 s, or whole", kind="choice", choices=("live", "calm", "off", RESET)
            ),
            Option("notify", "Seconds after which the asker is told that the answer is there; 0: never", kind="whole"),
            Option("where", "In the channel or in a new thread", kind="choice", choices=("channel", "thread")),
            SCOPE,
        ),
        role="manager",
        example="/settings reply calm",
        menu=False,
    ),
    _one("memory", "What a question goes on from", "What it replies to, the whole channel, or nothing"),
    _one("busy", "What comes while I am answering", "It waits, replaces what its author asked before, or is ignored"),
    _one("names", "Tell the model who speaks", "On or off", for_one=False),
    Command(
        "settings timezone",
        "Whose day the limits go by",
        (Option("zone", "A city, a distance such as UTC+2, or reset", complete=True, fixed=True), SCOPE),
        role="manager",
        example="/settings timezone Madrid",
        menu=False,
    ),
    Command(
        "settings language",
        "The language that I speak here",
        (
            Option(
                "value",
                "One for all, or reset: each person's own",
                kind="choice",
                choices=("english", "español", RESET),
            ),
            SCOPE,
        ),
        role="manager",
        example="/settings language español",
        menu=False,
    ),
    Command(
        "settings history",
        "Who changed what when, with Undo",
        role="manager",
        example="/settings history",
        menu=False,
    ),
)
