"""Who may talk, and who may command. Pure: facts in, a verdict out.

Closed until claimed, because every answer spends somebody's money. In an allowed server or group every member may talk,
an allowed person everywhere. No always counts more than yes, whoever says either. What the administrators of a server
decide holds in that server only: its subjects end with "@" and the server's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from bots.engine.access.roles import Role
from bots.engine.seam.values import Origin, Person
from bots.engine.storage.records import Grant


class Verdict(Enum):
    """What the gate says."""

    WELCOME = "welcome"
    UNCLAIMED = "unclaimed"
    """There is no owner who could let anyone in."""
    UNKNOWN = "unknown"
    """The owner has not decided yet."""
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the config says: who owns the bot, whether everyone may talk, and subjects that may or may not."""

    owners: frozenset[Person] = frozenset()
    everyone: bool = False
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    def grants(self, kept: Mapping[str, Grant], subjects: Iterable[str]) -> Mapping[str, Grant]:
        """What was decided about the subjects, here and in the store together."""
        found: dict[str, Grant] = {}
        for each in subjects:
            if each in self.denied or kept.get(each) == "denied":
                found[each] = "denied"
            elif each in self.allowed:
                found[each] = "allowed"
            else:
                found[each] = kept.get(each, "")
        return found


def server_subject(platform: str, server: str) -> str:
    """A server or group, as grants name it."""
    return f"{platform}:{'chat' if platform == 'telegram' else 'server'}:{server}"


def subject(origin: Origin) -> str:
    """Whom the owner is asked about: the server or group; the person where the bot is no member, and in private."""
    if not origin.server or origin.guest:
        return _person(origin)
    return server_subject(origin.place.platform, origin.server)


def local(subject: str, origin: Origin) -> str:
    """The same subject, in that server only."""
    return f"{subject}@{server_subject(origin.place.platform, origin.server)}"


def _person(origin: Origin) -> str:
    return f"{origin.person.platform}:person:{origin.person.id}"


def _roles(origin: Origin) -> tuple[str, ...]:
    return tuple(f"{origin.place.platform}:role:{role}" for role in origin.roles)


def subjects(origin: Origin) -> tuple[str, ...]:
    """Everything about which a decision matters there."""
    found = (_person(origin), *_roles(origin))
    if not origin.server:
        return found
    around = server_subject(origin.place.platform, origin.server)
    return (around, *found, *(local(each, origin) for each in found))


def may_talk(origin: Origin, *, owners: frozenset[Person], everyone: bool, grants: Mapping[str, Grant]) -> Verdict:
    """Whether that person gets an answer there; `grants` of all `subjects`."""
    if origin.person in owners:
        return Verdict.WELCOME
    person, roles = _person(origin), _roles(origin)
    wide = [person, *roles, *([server_subject(origin.place.platform, origin.server)] if origin.server else ())]
    said = {grants.get(each, "") for each in wide}
    if "denied" in said or _denied_here(origin, person, roles, grants):
        return Verdict.DENIED
    if everyone or "allowed" in said:
        return Verdict.WELCOME
    return Verdict.UNKNOWN if owners else Verdict.UNCLAIMED


def _denied_here(origin: Origin, person: str, roles: tuple[str, ...], grants: Mapping[str, Grant]) -> bool:
    """By the administrators: a word about the person counts more than one about their role."""
    if not origin.server:
        return False
    mine = grants.get(local(person, origin), "")
    return mine == "denied" or (mine != "allowed" and any(grants.get(local(r, origin)) == "denied" for r in roles))


def is_trusted(origin: Origin, grants: Mapping[str, Grant]) -> bool:
    """Whether somebody with the right to do so made one of their roles an administrator's."""
    named = [name for role in _roles(origin) for name in (role, local(role, origin))] if origin.server else []
    return any(grants.get(name) == "allowed" for name in named)


def may_change_settings(origin: Origin, role: Role) -> bool:
    """Whether that person chooses for everyone there: in a private chat they are everyone."""
    return origin.private or role in ("manager", "owner")
