"""Who may talk, and who may command. Pure: facts in, a verdict out.

The bot is closed until somebody claims it, because every answer spends somebody's money. In an allowed server or group
every member may talk; an allowed person may talk everywhere. A no overrides a yes, whoever said either. What the
administrators of a server decide holds in that server only, see `lists`; so do older decisions of theirs, whose
subjects end with "@" and the server's subject. Talking and administering are two rights: who administers is no more let
in by that than others, and never left out by a list of the server.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

from bots.engine.access.lists import NOTHING, Lists, holders
from bots.engine.access.roles import Role
from bots.engine.access.subjects import Subjects, person, roles
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person
from bots.engine.storage.records import Grant
from provider.values import Value


class Verdict(Enum):
    """Whether somebody may talk, and why not."""

    WELCOME = "welcome"
    UNCLAIMED = "unclaimed"
    """There is no owner who could let anyone in."""
    UNKNOWN = "unknown"
    """The owner has not decided yet."""
    DENIED = "denied"
    """The owner said no."""
    SHUT_OUT = "shut out"
    """The administrators there said no."""
    LEFT_OUT = "left out"
    """The administrators there let only some talk."""


TURNED_AWAY: Mapping[Verdict, str] = {
    Verdict.UNCLAIMED: "nobody_listens",
    Verdict.UNKNOWN: "not_allowed",
    Verdict.DENIED: "denied",
    Verdict.SHUT_OUT: "denied",
    Verdict.LEFT_OUT: "only_some",
}
"""The phrase for whoever is not welcome."""

BY_ADMINISTRATORS = frozenset({Verdict.SHUT_OUT, Verdict.LEFT_OUT})
"""What a list of the server says; it holds for nobody who administers there."""

YES: tuple[Grant, ...] = ("allowed", "both")
"""Decisions that let somebody talk."""


class Doors(Value):
    """What the config says: whether everyone may talk, and which subjects may or may not.

    `subjects`: how the platforms name them.
    """

    everyone: bool = False
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    subjects: Subjects = Subjects()

    def grants(self, kept: Mapping[str, Grant], subjects: Iterable[str]) -> Mapping[str, Grant]:
        """What was decided about each of the subjects, by the config and by what the store keeps."""
        found: dict[str, Grant] = {}
        for each in subjects:
            if each in self.denied or kept.get(each) == "denied":
                found[each] = "denied"
            elif each in self.allowed:
                found[each] = "both" if ":role:" in each else "allowed"
            else:
                found[each] = kept.get(each, "")
        return found


def may_talk(
    origin: Origin,
    subjects: Subjects,
    *,
    owners: frozenset[Person],
    everyone: bool,
    grants: Mapping[str, Grant],
    lists: Lists = NOTHING,
) -> Verdict:
    """Whether the person gets an answer there. `grants`: the decisions about all subjects of `origin`."""
    if origin.person in owners:
        return Verdict.WELCOME
    wide = [person(origin), *roles(origin)]
    if origin.server:
        wide.append(subjects.server(origin.place.platform, origin.server))
    said = {grants.get(each, "") for each in wide}
    if "denied" in said:
        return Verdict.DENIED
    if everyone or not said.isdisjoint(YES):
        return _by_lists(origin, subjects, grants, lists)
    return Verdict.UNKNOWN if owners else Verdict.UNCLAIMED


def _by_lists(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant], lists: Lists) -> Verdict:
    if _is_shut_out(origin, subjects, grants, lists):
        return Verdict.SHUT_OUT
    mine = holders(origin)
    older = {grants.get(name, "") for name in _here(origin, subjects)}
    if lists.only and lists.let_in.isdisjoint(mine) and older.isdisjoint(YES):
        return Verdict.LEFT_OUT
    return Verdict.WELCOME


def _is_shut_out(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant], lists: Lists) -> bool:
    """Whether the server's administrators said no. An entry about the person overrides one about their roles."""
    if not origin.server:
        return False
    (me, *my_roles), (my_older, *older) = holders(origin), [grants.get(name, "") for name in _here(origin, subjects)]
    if me in lists.shut_out or my_older == "denied":
        return True
    by_role = not lists.shut_out.isdisjoint(my_roles) or "denied" in older
    return by_role and me not in lists.welcomed and my_older != "allowed"


def let_in_by_hand(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant]) -> bool:
    """Whether an owner, or the config, let this person in, or a role of theirs, or the group.

    A server does not count: there, anybody may come along. `grants`: as for `may_talk`.
    """
    named = [person(origin), *roles(origin)]
    if origin.server and not origin.guest and subjects.are_groups(origin.place.platform):
        named.append(subjects.server(origin.place.platform, origin.server))
    return any(grants.get(each) in YES for each in named)


def _here(origin: Origin, subjects: Subjects) -> tuple[str, ...]:
    """The subjects of older decisions that hold in this server only: the person's, and then each of their roles'."""
    if not origin.server:
        return ()
    return tuple(subjects.local(name, origin) for name in (person(origin), *roles(origin)))


def is_trusted(origin: Origin, subjects: Subjects, grants: Mapping[str, Grant], lists: Lists = NOTHING) -> bool:
    """Whether the person, or one of their roles, was made an administrator of the server."""
    if not origin.server:
        return False
    named = [name for role in roles(origin) for name in (role, subjects.local(role, origin))]
    return any(grants.get(name) == "both" for name in named) or not lists.administrators.isdisjoint(holders(origin))


def may_change_settings(origin: Origin, role: Role) -> bool:
    """Whether the person may change settings for everyone there. In a private chat, everybody may."""
    return origin.private or role in ("manager", "owner")
