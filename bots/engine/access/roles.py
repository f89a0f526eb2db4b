"""Roles of people in a place, and the kinds of chats in which a command can be used."""

from typing import Literal

Role = Literal["anyone", "member", "manager", "owner"]
"""Who may run a command. anyone: even a stranger (`/claim`); manager: administers the place, or is an owner."""

Context = Literal["private", "shared"]


RANKS: tuple[Role, ...] = ("anyone", "member", "manager", "owner")
