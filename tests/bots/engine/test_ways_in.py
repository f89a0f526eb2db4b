"""Every way in, by who comes and where: closed unless somebody opened it, and nothing behind it runs before."""

from dataclasses import dataclass

import pytest

from bots.engine.commands.table import BY_NAME, COMMANDS
from bots.engine.handlers.registry import PRESSES
from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.runtime.cooldown import COOLDOWN
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press, Typed
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.references import subject_ref
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import grants
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY, House, house, unnamed

pytestmark = pytest.mark.looptime

CLOSED = replace(POLICY, everyone=False)
TRUSTED = Person("memory", "8")
BANNED = Person("memory", "9")
"""Of a group where they may not talk though the others may."""

WHO = {"owner": OWNER, "administrator": BOB, "role": TRUSTED, "member": ANN, "banned": BANNED}
WHERE = ("private", "allowed group", "unknown group", "denied group")


def origin(one: House, who: str, where: str) -> Origin:
    person = WHO[who]
    if where == "private":
        return one.private(person)
    roles = ("70",) if who == "role" else ()
    server = {"allowed group": "1", "unknown group": "2", "denied group": "3"}[where]
    return replace(one.shared(person, Place("memory", f"{where}")), server=server, roles=roles)


def may(who: str, where: str) -> bool:
    """Whether they get in at all: written out here once more, so that the program cannot agree with itself alone."""
    if who == "owner":
        return True
    return where == "allowed group" and who != "banned"


def rank(who: str, where: str) -> int:
    """0: nobody, 1: a member, 2: an administrator, 3: an owner."""
    if who == "owner":
        return 3
    if not may(who, where):
        return 0
    return 2 if who in ("administrator", "role") else 1


WHOEVER = {"forget", "export", "unread", "help"}
"""Buttons about what is kept of the one who presses, whoever may talk, and the help that names them."""

NEEDS = {"anyone": 0, "member": 1, "manager": 2, "owner": 3}
SHUT = {say(key) for key in ("not_allowed", "denied", "nobody_listens", "owner_only", "manager_only", "private_only")}


@dataclass(frozen=True)
class Case:
    who: str
    where: str


CASES = [pytest.param(Case(who, where), id=f"{who}, {where}") for who in WHO for where in WHERE]


async def set_up(one: House) -> None:
    one.platform.managers.add(BOB)
    await one.store.run(grants.decide, "memory:server:1", "allowed", by="", at=0.0)
    await one.store.run(grants.decide, "memory:server:3", "denied", by="", at=0.0)
    await one.store.run(grants.decide, "memory:person:9@memory:server:1", "denied", by="", at=0.0)
    await one.store.run(grants.decide, "memory:role:70@memory:server:1", "both", by="", at=0.0)
    await one.engine.services.gate.load()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", ["message", "another message", "ask", "again"])
async def test_messages(case: Case, way: str) -> None:
    """The model is asked for those who may talk, and for nobody else."""
    async with house(rules=CLOSED) as one:
        await set_up(one)
        here = origin(one, case.who, case.where)
        if way == "ask":
            found = await one.engine.on_command(Invocation(here, "ask", {"text": "x"}, id="i"))
            if isinstance(found, Incoming):
                await one.engine.on_message(found)
        else:
            await one.ask("x", here)
            if way != "message":
                await one.wait(5.0)
                one.provider.requests.clear()
                await one.engine.on_message(Incoming(here, "another", "changed", addressed=True))
        await one.wait(5.0)

    assert bool(one.provider.requests) is may(case.who, case.where)


@pytest.mark.parametrize("case", CASES)
async def test_commands(case: Case) -> None:
    """Each runs for its rank and above, where it belongs."""
    async with house(rules=CLOSED) as one:
        await set_up(one)
        here = origin(one, case.who, case.where)
        context = "private" if here.private else "shared"
        shut = set()
        for command in COMMANDS:
            options = {option.name: "1" for option in command.options if option.required}
            await one.wait(COOLDOWN)
            answer = await one.engine.on_command(Invocation(here, command.name, options, id=command.name))
            if isinstance(answer, Response) and answer.text in SHUT:
                shut.add(command.name)

    allowed = rank(case.who, case.where)
    for command in COMMANDS:
        if context not in command.contexts or NEEDS[command.role] > allowed:
            assert command.name in shut, command.name
    own = {"settings allow", "settings deny", "pause", "resume"} if context == "private" else set()
    for name in shut - own:
        command = BY_NAME[name]
        assert context not in command.contexts or NEEDS[command.role] > allowed, name


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("text", ["", "what a form sends in"])
async def test_buttons_and_forms(case: Case, text: str) -> None:
    """Strangers and the banned reach nothing behind any button, made up or real."""
    async with house(rules=CLOSED) as one:
        await set_up(one)
        here = origin(one, case.who, case.where)
        answers = {}
        for name in ("allow", "deny", "made up", *PRESSES):
            argument = "memory:server:99" if name in ("allow", "deny", "leave") else "1"
            press = Press(here, Action(name, argument), Message(GROUP, "m1"), text)
            answer = await one.engine.on_press(press)
            assert isinstance(answer, Response)
            answers[name] = answer
        grant = await one.store.run(grants.grant, "memory:server:99")

    assert grant == ("denied" if case.who == "owner" else "")
    if not may(case.who, case.where):
        open_ones = {name for name, each in answers.items() if each.text != say("denied")}
        assert open_ones == {"allow", "deny", *WHOEVER}
        assert answers["allow"].text == say("owner_only")
    assert not any(each.form for each in answers.values())


@pytest.mark.parametrize("case", CASES)
async def test_autocompletion(case: Case) -> None:
    """Not even the names of models are shown to those who may not talk."""
    async with house(rules=CLOSED) as one:
        await set_up(one)
        here = origin(one, case.who, case.where)
        names = await one.engine.on_typed(Typed(here, "ask", "model", ""))
        choices = await one.engine.on_typed(Typed(here, "model", "name", ""))
        odd = [
            await one.engine.on_typed(Typed(here, command, option, ""))
            for command, option in (("model", "nothing"), ("nothing", "name"), ("pause", "scope"))
        ]

    assert bool(names) is may(case.who, case.where)
    assert bool(choices) is (rank(case.who, case.where) > 1)  # a member has nothing to choose for the others
    assert odd == [(), (), ()]


async def test_a_bot_without_an_owner_answers_nobody() -> None:
    """Not even where it is asked to by a grant of nobody's."""
    async with house(rules=Policy(default_model="demo/small")) as one:
        await one.ask("x")
        await one.ask("x", one.shared())
        said = await one.command("model", one.private(BOB))
        await one.wait(5.0)

    assert one.provider.requests == []
    assert said == say("nobody_listens")


async def test_the_config_opens_and_closes() -> None:
    """Subjects of servers, people and roles; no counts more than yes."""
    rules = replace(
        CLOSED,
        allowed=frozenset({"memory:server:1", "memory:person:6", "memory:role:70"}),
        denied=frozenset({"memory:person:9"}),
    )
    async with house(rules=rules) as one:
        elsewhere = replace(one.shared(TRUSTED), server="7", roles=("70",))
        for each in (one.shared(ANN), one.private(BOB), elsewhere, one.shared(BANNED), one.private(ANN)):
            await one.ask("x", each)
        await one.wait(10.0)

    assert len(one.provider.requests) == 3
    assert one.texts(one.private(ANN).place) == [say("not_allowed")]


async def test_where_the_bot_is_no_member_the_person_is_asked_about() -> None:
    """An application that somebody brought along: their server is not let in with them."""
    async with house(rules=CLOSED) as one:
        guest = replace(one.shared(ANN), guest=True)
        await one.ask("x", guest)
        await one.wait(2.0)
        (question,) = one.texts(one.private(OWNER).place)
        await one.engine.services.gate.decide(OWNER, "memory:person:5", allow=True)
        await one.ask("x", guest)
        await one.ask("x", replace(one.shared(BOB), guest=True))
        await one.wait(5.0)

    assert unnamed(subject_ref("memory:person:5")) in question
    assert len(one.provider.requests) == 1


async def test_two_people_press_one_button() -> None:
    """Each for themselves: the one who asked stops the answer, another is told whose it is."""
    async with house(ENDLESS) as one:
        await one.ask("x", one.shared())
        await one.wait(3.0)
        button = one.platform.seen(GROUP)[0].buttons[0][0].action
        surface = next(iter(one.platform.standing.values())).surface
        other = await one.engine.on_press(Press(one.shared(BOB), button, surface))
        growing = one.provider.open
        first = await one.engine.on_press(Press(one.shared(ANN), button, surface))
        second = await one.engine.on_press(Press(one.shared(ANN), button, surface))
        await one.wait(5.0)

    assert other == Response(say("not_yours_to_stop"))
    assert growing == 1
    assert first == Response(say("stopping"))
    assert second in (Response(say("stopping")), Response(say("answer_over")))
    assert one.provider.open == 0


async def test_administrators_allow_and_deny_in_their_server_only() -> None:
    """A person and a role; nowhere else, and never above the owner's word. A role that may talk administers nothing."""
    async with house() as one:
        one.platform.managers.add(BOB)
        boss = one.shared(BOB)
        by_member = await one.command("settings deny", one.shared(ANN), person="9")
        done = await one.command("settings deny", boss, person="9")
        wide = await one.command("settings deny", boss, person="9", scope="everywhere")
        self_made = await one.command("settings deny", boss, person="6")
        odd = await one.command("settings deny", boss, person="@bob")
        await one.command("settings allow", boss, role="70")
        for each in (one.shared(BANNED), replace(one.shared(BANNED), server="2"), one.private(BANNED)):
            await one.ask("x", each)
        await one.wait(5.0)
        asked = len(one.provider.requests)
        trusted = replace(one.shared(ANN), roles=("70",))
        here, elsewhere = (
            await one.engine.services.gate.roles.here(trusted),
            await one.engine.services.gate.roles.here(replace(trusted, server="2")),
        )
        again = await one.command("settings allow", boss, person="9")
        await one.ask("x", one.shared(BANNED))
        await one.wait(5.0)

    assert by_member == say("manager_only")
    assert done == f"{say('see_talk')}\n{say('talk_except', people=unnamed(subject_ref('memory:person:9')))}"
    assert (wide, self_made, odd) == (say("owner_only"), say("not_yourself"), say("person_unclear"))
    assert asked == 2
    assert (here, elsewhere) == ("member", "member")
    assert again == f"{say('see_talk')}\n{say('talk_everybody')}"
    assert len(one.provider.requests) == 3


@pytest.mark.parametrize(
    ("who", "where", "phrase"),
    [
        ("owner", "private", "whoami_owner"),
        ("administrator", "allowed group", "whoami_manager"),
        ("role", "allowed group", "whoami_manager"),
        ("member", "allowed group", "whoami_member"),
        ("banned", "allowed group", "whoami_denied"),
        ("member", "unknown group", "whoami_unknown"),
        ("member", "denied group", "whoami_denied"),
        ("member", "private", "whoami_unknown"),
    ],
)
async def test_whoami(who: str, where: str, phrase: str) -> None:
    """Everyone may ask what they may do, and is told why."""
    async with house(rules=CLOSED) as one:
        await set_up(one)
        words = await one.command("whoami", origin(one, who, where))

    assert say(phrase) in words
    assert str(WHO[who]) in words
