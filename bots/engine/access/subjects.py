"""Subjects: the names of those whom a decision is about, as grants and the config write them. Pure."""

from collections.abc import Mapping

from bots.engine.seam.incoming import Origin
from provider.values import Value

SERVER = "server"


def person(origin: Origin) -> str:
    """The person who speaks: "discord:person:5"."""
    return f"{origin.person.platform}:person:{origin.person.id}"


def roles(origin: Origin) -> tuple[str, ...]:
    """Each role that the person has there: "discord:role:7"."""
    return tuple(f"{origin.place.platform}:role:{role}" for role in origin.roles)


class Subjects(Value):
    """How each platform's servers are called in subjects: "discord:server:99", "telegram:chat:-100".

    `words`: the word for a server, by platform; a platform that is missing says "server".
    """

    words: Mapping[str, str] = {}

    def are_groups(self, platform: str) -> bool:
        """Whether what the platform has are groups of people, and not servers of many channels."""
        return self.words.get(platform, SERVER) != SERVER

    def server(self, platform: str, server: str) -> str:
        """The server or group with that id."""
        return f"{platform}:{self.words.get(platform, SERVER)}:{server}"

    def asked_about(self, origin: Origin) -> str:
        """The subject that the owner is asked about: the server; the person in private, or where the bot is a guest."""
        if not origin.server or origin.guest:
            return person(origin)
        return self.server(origin.place.platform, origin.server)

    def local(self, subject: str, origin: Origin) -> str:
        """The same subject in the server of `origin` only: "discord:person:5@discord:server:99"."""
        return f"{subject}@{self.server(origin.place.platform, origin.server)}"

    def all(self, origin: Origin) -> tuple[str, ...]:
        """Every subject whose decision matters there."""
        found = (person(origin), *roles(origin))
        if not origin.server:
            return found
        around = self.server(origin.place.platform, origin.server)
        return (around, *found, *(self.local(each, origin) for each in found))
