"""A conversation in the order that strict servers want: the system first, then a person and the model in turn.

Questions that were never answered follow each other, and so do answers whose questions were deleted. Templates of local
models, Mistral's API and others refuse that, for ever after one failure.
"""

from collections.abc import Sequence
from itertools import chain, groupby

from provider.contract import Message
from provider.errors import BadRequest

OPENING = "..."
"""What stands for the words of a person where a conversation would begin with the model's."""


def system_text(messages: Sequence[Message]) -> str:
    """All that is said to the model by the system, in one text."""
    return "\n\n".join(message.content for message in messages if message.role == "system" and message.content.strip())


def in_turn(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The system's words in one message, then a person and the model in turn; a person begins and has the last word.

    Neighbours of one role become one message: their pictures, and their texts with an empty line between them. What
    holds nothing is left out.

    Raises:
        BadRequest: the last message is not a person's, or holds nothing.
    """
    talk = [message for message in messages if message.role != "system"]
    if not talk or talk[-1].role != "user" or not _holds_something(talk[-1]):
        raise BadRequest("There is no message to answer.")
    turns = [_joined(list(group)) for _, group in groupby(filter(_holds_something, talk), lambda each: each.role)]
    if turns[0].role == "assistant":
        turns.insert(0, Message("user", OPENING))
    system = system_text(messages)
    return (Message("system", system), *turns) if system else tuple(turns)


def _holds_something(message: Message) -> bool:
    return bool(message.content.strip() or message.images)


def _joined(messages: list[Message]) -> Message:
    """Messages of one role as one."""
    if len(messages) == 1:
        return messages[0]
    text = "\n\n".join(message.content for message in messages if message.content.strip())
    return Message(messages[0].role, text, tuple(chain.from_iterable(message.images for message in messages)))
