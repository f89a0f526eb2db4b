"""The commands about who may do what: limits and grants for administrators, the rest for owners."""

from bots.engine.commands.command import Command, Option
from bots.engine.settings.scopes import CHANNEL, EVERYWHERE, HERE, SERVER

WIDE = Option(
    "scope",
    "How far it reaches; everywhere is the owner's",
    kind="choice",
    choices=(HERE, CHANNEL, SERVER, EVERYWHERE),
)
PERSON = Option("person", "Whom it is about", kind="person")
ROLE = Option("role", "Or those with this role", kind="role", own_field=True)
WHERE = Option(
    "scope",
    "In this server, or everywhere, which is the owner's",
    kind="choice",
    choices=(SERVER, EVERYWHERE),
)

FOR_ADMINISTRATORS: tuple[Command, ...] = (
    Command(
        "settings limit",
        "How much may be asked here; off takes a limit back",
        (
            Option("amount", "20 answers a day, $2 a month, 50k tokens a day, 80% of all, or off", fixed=True),
            PERSON,
            ROLE,
            Option("each", "For each person, and not for all together", kind="flag"),
            WIDE,
        ),
        role="manager",
        example="/settings limit 20 answers a day",
        menu=False,
    ),
    Command(
        "settings allow",
        "Let somebody in again, or make a role an administrator's",
        (PERSON, ROLE, WHERE),
        role="manager",
        example="/settings allow 123456789",
        menu=False,
    ),
    Command(
        "settings deny",
        "Shut somebody out",
        (PERSON, ROLE, WHERE),
        role="manager",
        example="/settings deny 123456789",
        menu=False,
    ),
)

WHOAMI = Command(
    "whoami", "What you may do here, and why", role="anyone", example="/whoami", menu=False, when_old="in private"
)

FOR_OWNERS: tuple[Command, ...] = (
    Command("pause", "Answer nobody here for now", (WIDE,), role="owner", example="/pause", menu=False),
    Command("resume", "Answer here again", (WIDE,), role="owner", example="/resume", menu=False),
    Command(
        "servers",
        "Where I am, and who asks",
        role="owner",
        contexts=frozenset({"private"}),
        example="/servers",
        menu=False,
    ),
    Command(
        "owner",
        "Who owns me, and where I report",
        (
            Option("who", "A person's number, or a place such as discord:123"),
            Option("what", "What to do with it", kind="choice", choices=("add", "remove", "log")),
        ),
        role="owner",
        example="/owner 123456789 add",
        menu=False,
    ),
)
