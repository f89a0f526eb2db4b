"""Who may talk, and who may command. Pure: facts in, a verdict out.

The bot is closed until somebody claims it, because every answer spends somebody's money. In an allowed server or group
every member may talk; an allowed person may talk everywhere. A no overrides a yes, whoever said either. What the
administrators of a server decide holds in that server only: its subjects end with "@" and the server's subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bots.engine.access.roles import Role
from bots.engine.access.subjects import Subjects, person, roles
from bots.engine.seam.values import Origin, Person
from bots.engine.storage.records import Grant


class Verdict(Enum):
    """Whether somebody may talk, and why not."""

    WELCOME = "welcome"
    UNCLAIMED = "unclaimed"
    """There is no owner who could let anyone in."""
    UNKNOWN = "unknown"
    """The owner has not decided yet."""
    DENIED = "denied"


TURNED_AWAY: Mapping[Verdict, str] = {
    Verdict.UNCLAIMED: "nobody_listens",
    Verdict.UNKNOWN: "not_allowed",
    Verdict.DENIED: "denied",
}
"""The phrase for whoever is not welcome."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the config says: whether everyone may talk, and which subjects may or may not.

    `subjects`: how the platforms name them.
    """

    everyone: bool = False
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    subjects: Subjects = field(default_factory=Subjects)

    def grants(self, kept: Mapping[str, Grant], subjects: Iterable[str]) -> Mapping[str, Grant]:
        """What was decided about each of the subjects, by the config and by what the store keeps."""
        found: dict[str, Grant] = {}
        for each in subjects:
            if each in self.denied or kept.get(each) == "denied":
                found[each] = "denied"
            elif each in self.allowed:
                found[each] = "allowed"
            else:
                found[each] = kept.get(each, "")
        return found


def may_talk(
    origin: Origin, subjects: Subjects, *, owners: frozenset[Person], everyone: bool, grants: Mapping[str, Grant]
) -> Verdict:
    """Whether the person gets an answer there. `grants`: the decisions about all subjects of `origin`."""
    if origin.person in owners:
        return Verdict.WELCOME
    wide = [person(origin), *roles(origin)]
    if origin.server:
        wide.append(subjects.server(origin.place.platform, origin.server))
    said = {grants.get(each, "") for each in wide}
    if "denied" in said or _denied_here(origin, subjects, grants):
        return Verdict.DENIED
    if everyone or "allowed" in said:
        return Verdict.WELCOME
    return Verdict.UNKNOWN if owners else Verdict.UNCLAIMED


def _denied_here(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant]) -> bool:
    """Whether the server's administrators denied it. A decision about the person overrides one about their roles."""
    if not origin.server:
        return False
    mine = grants.get(subjects.local(person(origin), origin), "")
    by_role = any(grants.get(subjects.local(role, origin)) == "denied" for role in roles(origin))
    return mine == "denied" or (mine != "allowed" and by_role)


def let_in_by_hand(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant]) -> bool:
    """Whether an owner, or the config, let this person in, or a role of theirs, or the group.

    A server does not count: there, anybody may come along. `grants`: as for `may_talk`.
    """
    named = [person(origin), *roles(origin)]
    if origin.server and not origin.guest and subjects.are_groups(origin.place.platform):
        named.append(subjects.server(origin.place.platform, origin.server))
    return any(grants.get(each) == "allowed" for each in named)


def is_trusted(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant]) -> bool:
    """Whether one of the person's roles was made an administrator's."""
    if not origin.server:
        return False
    named = [name for role in roles(origin) for name in (role, subjects.local(role, origin))]
    return any(grants.get(name) == "allowed" for name in named)


def may_change_settings(origin: Origin, role: Role) -> bool:
    """Whether the person may change settings for everyone there. In a private chat, everybody may."""
    return origin.private or role in ("manager", "owner")
