"""What somebody is in a place, and where a command can be used."""

from typing import Literal

Role = Literal["anyone", "member", "manager", "owner"]
"""Who may run it. anyone: even a stranger (`/claim`, `/help`); manager: administers the place, or is an owner."""

Context = Literal["private", "shared"]


RANKS: tuple[Role, ...] = ("anyone", "member", "manager", "owner")
