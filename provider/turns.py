"""A conversation as servers want it that know no system role: the system text apart, and people and model in turn."""

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from provider.contract import Message

Turn = tuple[Literal["user", "assistant"], tuple[Message, ...]]
"""Who speaks, and all that was said in a row; never empty."""

OPENING = "..."
"""What stands for the words of a person where a conversation would begin with the model's."""


def system_text(messages: Sequence[Message]) -> str:
    """All that is said to the model by the system, in one text."""
    return "\n\n".join(message.content for message in messages if message.role == "system" and message.content.strip())


def turns(messages: Sequence[Message]) -> list[Turn]:
    """What people and the model said, in turn, a person first. Messages that hold nothing are left out."""
    said = [each for each in messages if each.role != "system" and (each.content.strip() or each.images)]
    taken: list[Turn] = []
    for is_ours, group in groupby(said, key=lambda message: message.role == "assistant"):
        taken.append(("assistant" if is_ours else "user", tuple(group)))
    if taken and taken[0][0] == "assistant":
        taken.insert(0, ("user", (Message("user", OPENING),)))
    return taken
