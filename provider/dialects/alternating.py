"""A conversation in the order that strict servers require: the system first, then a person and the model in turn.

Unanswered questions follow each other, and so do answers whose questions were deleted. The templates of local models,
Mistral's API and others refuse that, and so would refuse the conversation for good.
"""

from collections.abc import Sequence
from itertools import chain, groupby

from provider.contract import Message
from provider.errors import BadRequest

OPENING = "..."
"""Stands for the words of a person if a conversation would begin with those of the model."""


def system_text(messages: Sequence[Message]) -> str:
    """All system messages as one text."""
    return "\n\n".join(message.content for message in messages if message.role == "system" and message.content.strip())


def in_turn(messages: Sequence[Message]) -> tuple[Message, ...]:
    """One system message, then a person and the model in turn; the person has the first and the last word.

    Neighbours of one role become one message with the media of all and their texts, an empty line between two. A
    message without content is left out. Results of tools may have the last word: they follow the model's calls.

    Raises:
        BadRequest: the last message is neither a person's nor holds results, or it has no content.
    """
    talk = [message for message in messages if message.role != "system"]
    if not talk or talk[-1].role not in ("user", "tool") or not _holds_something(talk[-1]):
        raise BadRequest("There is no message to answer.")
    turns = [_joined(list(group)) for _, group in groupby(filter(_holds_something, talk), lambda each: each.role)]
    if turns[0].role == "assistant":
        turns.insert(0, Message("user", OPENING))
    system = system_text(messages)
    return (Message("system", system), *turns) if system else tuple(turns)


def _holds_something(message: Message) -> bool:
    return bool(message.content.strip() or message.media or message.calls or message.results)


def _joined(messages: list[Message]) -> Message:
    """Messages of one role as one."""
    if len(messages) == 1:
        return messages[0]
    text = "\n\n".join(message.content for message in messages if message.content.strip())
    return Message(
        messages[0].role,
        text,
        tuple(chain.from_iterable(message.images for message in messages)),
        tuple(chain.from_iterable(message.audio for message in messages)),
        tuple(chain.from_iterable(message.documents for message in messages)),
        tuple(chain.from_iterable(message.calls for message in messages)),
        tuple(chain.from_iterable(message.results for message in messages)),
    )
