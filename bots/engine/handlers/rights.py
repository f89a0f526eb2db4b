"""Who may talk, who else administers, and in which channels the bot answers: the lists that administrators keep."""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.access.lists import (
    ADMINISTERS,
    ALL,
    CHANNEL,
    CHANNELS,
    EVERYBODY,
    IN,
    ONLY,
    OUT,
    TALK,
    YES,
    Lists,
    channels_of,
    holders,
)
from bots.engine.access.verdicts import YES as TALKS
from bots.engine.handlers.permissions import is_owners_word, may_set
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Place
from bots.engine.seam.references import place_ref, subject_ref
from bots.engine.seam.shown import Response
from bots.engine.settings.scopes import EVERYWHERE, SERVER, Scope, scope_of, unreachable
from bots.engine.storage.records import Grant

ADD, EXCEPT, REMOVE = "add", "except", "remove"

SHOWN = 10
"""Entries of a list that a line names."""

_MODES = (EVERYBODY, ALL, ONLY, EXCEPT)
"""Words that say whether a list names those who are meant, or those who are not."""

_ENTRY = {ONLY: IN, ADD: IN, EXCEPT: OUT}
"""What a word makes of the entry that it is said about; any other word removes it."""


class Services(Protocol):
    """The services that the lists need."""

    @property
    def gate(self) -> Gate: ...


# Who may talk.


async def talk(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings talk`: show who may talk, or change it."""
    origin, options = invocation.origin, invocation.options
    word, reach = options.get("who", ""), options.get("scope", "") or SERVER
    named = named_in(invocation)
    if named is None:
        return Response(say("person_unclear"))
    if refused := await _refused(services, origin, reach):
        return Response(refused)
    if not word and named:
        return Response(say("talk_how"))
    if word in (ADD, REMOVE) and not named:
        return Response(say("person_unclear"))
    scope = scope_of(origin, reach)
    if named and (refused := await _put(services, origin, scope, TALK, named, _ENTRY.get(word))):
        return Response(refused)
    if word in _MODES:
        refused = await _change(services, origin, scope, TALK, ONLY if word == ONLY else EVERYBODY)
    return Response(refused or "\n".join(_talk_lines(origin, *await _kept(services, origin))))


async def allow(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings allow`: let a person, a role or the server in."""
    return await _decide(services, invocation, "allowed")


async def deny(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings deny`: shut a person, a role or the server out."""
    return await _decide(services, invocation, "denied")


async def _decide(services: Services, invocation: Invocation, state: Grant) -> Response:
    """Keep the decision: of an owner for everywhere or about the server; else it is an entry in the list of talkers."""
    origin = invocation.origin
    is_owner = origin.person in services.gate.owners
    wide = origin.private or invocation.options.get("scope") == EVERYWHERE
    if wide and not is_owner:
        return Response(say("owner_only"))
    named = named_in(invocation)
    if named is None or (not named and (origin.private or not is_owner)):
        return Response(say("person_unclear"))
    if named and not wide:
        value = IN if state == "allowed" else OUT
        scope = scope_of(origin, SERVER)
        refused = await _refused(services, origin, SERVER)
        refused = refused or await _put(services, origin, scope, TALK, named, value)
        return Response(refused or "\n".join((say("see_talk"), *_talk_lines(origin, *await _kept(services, origin)))))
    if named == holders(origin)[0] and state == "denied":
        return Response(say("not_yourself"))
    platform = origin.place.platform
    subjects = services.gate.doors.subjects
    whom = f"{platform}:{named}" if named else subjects.server(platform, origin.server)
    await services.gate.set_grant(whom, state, origin.person)
    return Response(say("allowed_now" if state == "allowed" else "denied_now", subject=subject_ref(whom)))


# Who administers.


async def administrators(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings administrators`: show who else administers, or change it."""
    origin, word = invocation.origin, invocation.options.get("change", "")
    named = named_in(invocation)
    if named is None or (word and not named):
        return Response(say("person_unclear"))
    if refused := await _refused(services, origin, SERVER):
        return Response(refused)
    if named and not word:
        return Response(say("administrators_how"))
    if word:
        value = YES if word == ADD else None
        if refused := await _put(services, origin, scope_of(origin, SERVER), ADMINISTERS, named, value):
            return Response(refused)
    return Response("\n".join(_administrator_lines(origin, *await _kept(services, origin))))


# Where the bot answers.


async def channels(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings channels`: show in which channels the bot answers at all, or change it."""
    origin, options = invocation.origin, invocation.options
    word, channel = options.get("where", ""), options.get("channel", "").strip()
    if refused := await _refused(services, origin, SERVER):
        return Response(refused)
    if channel and not channel.isdecimal():
        return Response(say("channel_unclear"))
    if channel and not word:
        return Response(say("channels_how"))
    scope = scope_of(origin, SERVER)
    if word in (ONLY, ADD, EXCEPT, REMOVE):
        key = f"{CHANNEL} {channel or channels_of(origin)[0]}"
        if refused := await _change(services, origin, scope, key, _ENTRY.get(word)):
            return Response(refused)
    if word in _MODES:
        refused = await _change(services, origin, scope, CHANNELS, ONLY if word == ONLY else ALL)
    return Response(refused or "\n".join(_channel_lines(origin, await services.gate.lists.here(origin))))


# What holds, in words.


async def rights_here(services: Services, origin: Origin) -> list[str]:
    """All three lists, for `/settings`; nothing in a private chat."""
    if origin.private or not origin.server:
        return []
    mine, older = await _kept(services, origin)
    talking, ruling = _talk_lines(origin, mine, older), _administrator_lines(origin, mine, older)
    return [*talking, *(each for each in ruling if each not in talking), *_channel_lines(origin, mine)]


async def _kept(services: Services, origin: Origin) -> tuple[Lists, Mapping[str, Grant]]:
    """The lists that hold there, and the decisions from before there were lists."""
    known = services.gate.lists
    return await known.here(origin), await known.older(origin, services.gate.doors.subjects)


def _talk_lines(origin: Origin, mine: Lists, older: Mapping[str, Grant]) -> list[str]:
    """The lines that say who may talk there."""
    platform = origin.place.platform
    out = _named(platform, (*mine.shut_out, *(each for each, state in older.items() if state == "denied")))
    let_in = _named(platform, (*mine.let_in, *(each for each, state in older.items() if state in TALKS)))
    if mine.only:
        lines = [say("talk_only", people=let_in or say("nobody"))]
        lines += [say("talk_never", people=out)] if out else []
    else:
        lines = [say("talk_except", people=out) if out else say("talk_everybody")]
    return lines + _of_both(platform, older)


def _administrator_lines(origin: Origin, mine: Lists, older: Mapping[str, Grant]) -> list[str]:
    """The lines that say who else administers there."""
    platform = origin.place.platform
    people = _named(platform, (*mine.administrators, *(each for each, state in older.items() if state == "both")))
    said = say("administrators_are", people=people) if people else say("administrators_none")
    return [said, *_of_both(platform, older)]


def _channel_lines(origin: Origin, mine: Lists) -> list[str]:
    """The lines that say in which channels the bot answers."""
    if mine.chosen:
        return [say("channels_only", channels=_channels(origin, mine.channels) or say("none_yet"))]
    out = _channels(origin, mine.not_in)
    return [say("channels_except", channels=out) if out else say("channels_all")]


def _of_both(platform: str, older: Mapping[str, Grant]) -> list[str]:
    both = _named(platform, (each for each, state in older.items() if state == "both"))
    return [say("rights_both", people=both)] if both else []


def _named(platform: str, people: Iterable[str]) -> str:
    listed = sorted(set(people))
    shown = ", ".join(subject_ref(f"{platform}:{each}") for each in listed[:SHOWN])
    more = len(listed) - SHOWN
    return f"{shown}, {say('models_more', count=more)}" if more > 0 else shown


def _channels(origin: Origin, ids: Iterable[str]) -> str:
    place = origin.place
    is_group = origin.server == place.chat
    places = [
        Place(place.platform, place.chat, "" if each == place.chat else each)
        if is_group
        else Place(place.platform, each)
        for each in sorted(ids)[:SHOWN]
    ]
    return ", ".join(map(place_ref, places))


# Changing.


def named_in(invocation: Invocation) -> str | None:
    """The entry that the options name, "role:7" or "person:5"; empty if they name nobody, None if it is no number."""
    role, person = (invocation.options.get(key, "").strip() for key in ("role", "person"))
    id = role or person
    if id and not re.fullmatch(r"-?\d{1,25}", id, re.ASCII):
        return None
    return f"{'role' if role else 'person'}:{id}" if id else ""


async def _refused(services: Services, origin: Origin, reach: str) -> str:
    """The sentence for somebody who may not see or change a list there; empty if they may."""
    if origin.private or not origin.server:
        return say("setting_shared_only")
    refused = unreachable(origin, reach) or await may_set(services.gate, origin, scope_of(origin, reach))
    return say(refused) if refused else ""


async def _put(services: Services, origin: Origin, scope: Scope, word: str, holder: str, value: str | None) -> str:
    """Keep the entry of a person or a role in a list (None removes it). Returns why not; empty if it is done."""
    if value == OUT and holder in holders(origin):
        return say("not_yourself")
    return await _change(services, origin, scope, f"{word} {holder}", value)


async def _change(services: Services, origin: Origin, scope: Scope, key: str, value: str | None) -> str:
    """Keep an entry or a mode, unless an owner made the one that is there. Returns why not."""
    gate = services.gate
    by = await gate.lists.said_by(origin, scope, key, gate.doors.subjects)
    if by and is_owners_word(gate, origin, by):
        return say("owner_only")
    await gate.lists.change(origin, scope, key, value, gate.doors.subjects)
    return ""
