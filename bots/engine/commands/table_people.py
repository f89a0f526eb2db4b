"""The commands about who may do what: limits and lists for administrators, the rest for owners."""

from bots.engine.commands.command import Command, Option
from bots.engine.settings.scopes import CATEGORY, CHANNEL, EVERYWHERE, HERE, SERVER

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
        for_one=False,
    ),
    Command(
        "settings talk",
        "Who may talk to me here",
        (
            Option(
                "who",
                "Everybody, only or all but whom you name; add and remove change the list",
                kind="choice",
                choices=("everybody", "only", "except", "add", "remove"),
            ),
            PERSON,
            ROLE,
            Option("scope", "The server, if nothing is said", kind="choice", choices=(SERVER, CATEGORY, CHANNEL, HERE)),
        ),
        role="manager",
        example="/settings talk except 123456789",
        menu=False,
        for_one=False,
    ),
    Command(
        "settings administrators",
        "Who else administers me here",
        (Option("change", "Add whom you name, or remove them", kind="choice", choices=("add", "remove")), PERSON, ROLE),
        role="manager",
        example="/settings administrators add 123456789",
        menu=False,
        for_one=False,
    ),
    Command(
        "settings channels",
        "In which channels I answer at all",
        (
            Option(
                "where",
                "All, only or all but the one you name; add and remove change the list",
                kind="choice",
                choices=("all", "only", "except", "add", "remove"),
            ),
            Option("channel", "This one, if nothing is said", kind="channel", own_field=True),
        ),
        role="manager",
        example="/settings channels only",
        menu=False,
        for_one=False,
    ),
    Command(
        "settings allow",
        "Let somebody talk; see /settings talk",
        (PERSON, ROLE, WHERE),
        role="manager",
        example="/settings allow 123456789",
        menu=False,
        for_one=False,
    ),
    Command(
        "settings deny",
        "Shut somebody out; see /settings talk",
        (PERSON, ROLE, WHERE),
        role="manager",
        example="/settings deny 123456789",
        menu=False,
        for_one=False,
    ),
    Command(
        "pause", "Answer nobody here for now", (WIDE,), role="manager", example="/pause", menu=False, for_one=False
    ),
    Command("resume", "Answer here again", (WIDE,), role="manager", example="/resume", menu=False, for_one=False),
)

WHOAMI = Command(
    "whoami",
    "What you may do here, and why",
    role="anyone",
    example="/whoami",
    menu=False,
    when_old="in private",
    travels=True,
    for_one=False,
)

FOR_OWNERS: tuple[Command, ...] = (
    Command(
        "servers",
        "Where I am, and who asks",
        role="owner",
        contexts=frozenset({"private"}),
        example="/servers",
        menu=False,
        for_one=False,
    ),
    Command(
        "owner",
        "Who owns me, where I report, and how I am",
        (
            Option("who", "A person's number, or a place such as discord:123"),
            Option("what", "What to do with it", kind="choice", choices=("add", "remove", "log", "status")),
        ),
        role="owner",
        example="/owner 123456789 add",
        menu=False,
        for_one=False,
        repeats="harmless",
    ),
)
