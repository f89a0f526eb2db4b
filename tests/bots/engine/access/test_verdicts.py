"""Who may talk, and who may command: facts in, a verdict out."""

import pytest

from bots.engine.access.roles import Role
from bots.engine.access.subjects import Subjects
from bots.engine.access.verdicts import Verdict, is_trusted, may_change_settings, may_talk
from bots.engine.commands.table import BY_NAME, COMMANDS
from bots.engine.handlers.permissions import refusal
from bots.engine.language.english import ENGLISH
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.storage.records import Grant

OWNER, ANN = Person("telegram", "1"), Person("telegram", "5")
OWNERS = frozenset({OWNER})
ALONE = Place("telegram", "5")
GROUP = Place("telegram", "-100", "7")
CHANNEL = Place("discord", "42")

NAMES = Subjects({"telegram": "chat", "lines": "room"})


def private(person: Person = ANN) -> Origin:
    return Origin(ALONE, person, ToChat(ALONE), private=True, linear=True)


def shared(person: Person = ANN) -> Origin:
    return Origin(GROUP, person, ToChat(GROUP), server="-100")


@pytest.mark.parametrize("origin", [private(), shared()])
@pytest.mark.parametrize(
    ("claimed", "everyone", "grant", "verdict"),
    [
        (False, False, "", Verdict.UNCLAIMED),
        (False, False, "allowed", Verdict.WELCOME),
        (False, True, "", Verdict.WELCOME),
        (True, False, "", Verdict.UNKNOWN),
        (True, False, "asked", Verdict.UNKNOWN),
        (True, False, "allowed", Verdict.WELCOME),
        (True, False, "denied", Verdict.DENIED),
        (True, True, "", Verdict.WELCOME),
        (True, True, "asked", Verdict.WELCOME),
        (True, True, "denied", Verdict.DENIED),
    ],
)
def test_who_may_talk(origin: Origin, claimed: bool, everyone: bool, grant: Grant, verdict: Verdict) -> None:
    """Closed until claimed; what an owner denied stays denied, in the open too; an owner always may."""
    owners = OWNERS if claimed else frozenset[Person]()

    assert (
        may_talk(origin, NAMES, owners=owners, everyone=everyone, grants={NAMES.asked_about(origin): grant}) is verdict
    )


@pytest.mark.parametrize("grant", ["", "asked", "allowed", "denied"])
def test_an_owner_may_talk_anywhere(grant: Grant) -> None:
    """Also where they once said no."""
    for origin in (private(OWNER), shared(OWNER)):
        grants = {NAMES.asked_about(origin): grant}
        assert may_talk(origin, NAMES, owners=OWNERS, everyone=False, grants=grants) is Verdict.WELCOME


def test_an_owner_of_one_platform_is_nobody_on_another() -> None:
    """The same number on Discord is somebody else."""
    origin = Origin(CHANNEL, Person("discord", "1"), ToChat(CHANNEL), server="9")

    assert may_talk(origin, NAMES, owners=OWNERS, everyone=False, grants={}) is Verdict.UNKNOWN


def test_whom_a_grant_is_about() -> None:
    """The whole server or group, in a private chat the person; each platform has its own word for a server."""
    on_lines = Origin(Place("lines", "7"), Person("lines", "5"), ToChat(Place("lines", "7")), server="7")
    on_discord = Origin(CHANNEL, Person("discord", "5"), ToChat(CHANNEL), server="9")

    assert NAMES.asked_about(private()) == "telegram:person:5"
    assert NAMES.asked_about(shared()) == "telegram:chat:-100"
    assert NAMES.asked_about(on_discord) == "discord:server:9"
    assert NAMES.asked_about(on_lines) == "lines:room:7"
    assert (
        may_talk(on_lines, NAMES, owners=OWNERS, everyone=False, grants={"lines:room:7": "allowed"}) is Verdict.WELCOME
    )
    assert (
        may_talk(on_lines, NAMES, owners=OWNERS, everyone=False, grants={"lines:server:7": "allowed"})
        is Verdict.UNKNOWN
    )


def test_what_administrators_decide_holds_in_their_server() -> None:
    """Under the platform's own word for it; about a person it counts more than about their role."""
    here, elsewhere = (
        Origin(CHANNEL, Person("discord", "5"), ToChat(CHANNEL), server=server, roles=("7",)) for server in ("9", "8")
    )
    shut: dict[str, Grant] = {"discord:server:9": "allowed", "discord:server:8": "allowed"}
    shut["discord:role:7@discord:server:9"] = "denied"
    let_in: dict[str, Grant] = {**shut, "discord:person:5@discord:server:9": "allowed"}
    verdicts = [
        may_talk(origin, NAMES, owners=OWNERS, everyone=False, grants=grants)
        for origin, grants in ((here, shut), (elsewhere, shut), (here, let_in))
    ]

    assert verdicts == [Verdict.SHUT_OUT, Verdict.WELCOME, Verdict.WELCOME]
    assert is_trusted(here, NAMES, {"discord:role:7@discord:server:9": "both"})
    assert not is_trusted(elsewhere, NAMES, {"discord:role:7@discord:server:9": "both"})
    assert not is_trusted(here, NAMES, {"discord:role:7": "allowed"})


@pytest.mark.parametrize("role", ["anyone", "member", "manager", "owner"])
def test_who_may_run_which_command(role: Role) -> None:
    """In a private chat all but the owner's: there everyone is their own administrator; `/claim` there only."""
    shut = {command.name for command in COMMANDS if refusal(command, private(), role) in ("owner_only", "manager_only")}

    assert shut == {
        command.name
        for command in COMMANDS
        if "private" in command.contexts
        and (command.role == "owner" != role or (command.role == "member" and role == "anyone"))
    }
    assert refusal(BY_NAME["claim"], shared(), role) == "private_only"
    assert "private_only" in ENGLISH


def test_who_chooses_for_everyone_there() -> None:
    """Those who manage the place, and owners; alone with the bot everyone is everyone."""
    assert [may_change_settings(shared(), role) for role in ("anyone", "member", "manager", "owner")] == [
        False,
        False,
        True,
        True,
    ]
    assert may_change_settings(private(), "member")
