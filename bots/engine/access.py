"""Who may talk, and who may command. Pure: facts in, a verdict out.

Closed until claimed, because every answer spends somebody's money. In an allowed server or group every member may talk.
"""

from enum import Enum

from bots.engine.command import Command, Role
from bots.engine.model import Origin, Person
from bots.engine.store import Grant

ANSWERS_AT_ONCE = 2
"""Answers that may grow at the same time for one person."""


class Verdict(Enum):
    """What the gate says."""

    WELCOME = "welcome"
    UNCLAIMED = "unclaimed"
    """There is no owner who could let anyone in."""
    UNKNOWN = "unknown"
    """The owner has not decided yet."""
    DENIED = "denied"


def subject(origin: Origin) -> str:
    """Whom a grant is about: the server or group, in a private chat the person."""
    platform = origin.place.platform
    if not origin.server:
        return f"{platform}:person:{origin.person.id}"
    return f"{platform}:{'chat' if platform == 'telegram' else 'server'}:{origin.server}"


def may_talk(origin: Origin, *, owners: frozenset[Person], everyone: bool, grant: Grant) -> Verdict:
    """Whether that person gets an answer there."""
    if origin.person in owners:
        return Verdict.WELCOME
    if grant == "denied":
        return Verdict.DENIED
    if everyone or grant == "allowed":
        return Verdict.WELCOME
    return Verdict.UNKNOWN if owners else Verdict.UNCLAIMED


def refusal(command: Command, origin: Origin, role: Role) -> str:
    """The phrase that says why that person may not run the command there; empty when they may.

    `role` is what they are there: a member, one who manages the place, or an owner.
    """
    if ("private" if origin.private else "shared") not in command.contexts:
        return "private_only"
    ranks: tuple[Role, ...] = ("anyone", "member", "manager", "owner")
    if ranks.index(role) >= ranks.index(command.role):
        return ""
    return "owner_only" if command.role == "owner" else "manager_only"


def may_change_settings(origin: Origin, role: Role) -> bool:
    """Whether that person chooses for everyone there: in a private chat they are everyone."""
    return origin.private or role in ("manager", "owner")
