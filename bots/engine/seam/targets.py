"""Where the next message goes."""

from typing import overload

from bots.engine.seam.places import InteractionMessage, Message, Surface, Target, ToChat, ToInteraction
from provider.values import replace


@overload
def next_target(where: ToInteraction | InteractionMessage) -> ToInteraction: ...


@overload
def next_target(where: ToChat | Message) -> ToChat: ...


@overload
def next_target(where: Target | Surface) -> Target: ...


def next_target(where: Target | Surface) -> Target:
    """The target of the message that follows one that went there."""
    match where:
        case ToInteraction():
            return replace(where, follow_up=True)
        case InteractionMessage():
            return ToInteraction(where.place, where.app, where.token, where.expires, follow_up=True)
        case Message():
            return ToChat(where.place)
        case ToChat():
            return replace(where, reply_to="")
