"""What Discord allows, each limit with its unit and its source. Pure.

"Documented": https://discord.com/developers/docs; "seen": no promise of Discord's, but what it does. Files may have
10 MiB (documented); those that Parley sends are far smaller, so nothing here counts them.
"""

import hashlib

from bots.discord_bot.reading import PLATFORM, channel_of
from bots.engine.seam.places import InteractionMessage, Message, Surface, Target, ToChat, ToInteraction
from bots.engine.seam.rates import OF_THE_BOT, Budget, Tempo, Window
from provider.values import replace

# Messages.

TEXT = 2000
"""Characters in a message (documented). We count UTF-16 units, which are never fewer."""

NONCE = 25
"""Characters in a message's nonce (documented)."""

THREAD_TITLE = 100
"""Characters in a thread's name (documented)."""

TYPING = 10.0
"""Seconds for which "is typing" is shown (documented)."""

FORWARD_SECONDS = 0.3
"""How long the comment on a forward is waited for: the client sends both, one after the other (seen)."""

# Buttons, menus, panels and forms.

ROWS, IN_A_ROW = 5, 5
"""Rows of buttons under a message, and buttons in each (documented)."""

LABEL = 80
"""Characters on a button (documented)."""

MENU_OPTIONS, OPTION, PLACEHOLDER = 25, 100, 150
"""Options of a menu, characters in an option's label and in its explanation, and in what stands in a menu before one is
chosen (documented)."""

COMPONENTS, PANEL_TEXT = 40, 4000
"""Components of a message that consists of them, nested ones included, and characters in all of its texts (documented).
"""

FORM_TITLE, FORM_LABEL, FORM_TEXT = 45, 45, 4000
"""Characters in a form's title, its field's name and its field (documented)."""

# Commands.

COMMAND_NAME, DESCRIPTION = 32, 100
"""Characters (documented)."""

OPTIONS = 25
"""Options of a command, or subcommands of a group (documented)."""

CHOICES, CHOICE = 25, 100
"""Values that an option offers, and characters in each (documented)."""

LOCALES = (
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
)  # fmt: skip
"""The languages in which a command may be described (documented)."""

# Interactions.

ACKNOWLEDGED_WITHIN = 3.0
"""Seconds in which an interaction must be acknowledged (documented)."""

TOKEN_LIFETIME = 15 * 60.0
"""Seconds for which an interaction's token can be used (documented)."""

# The gateway.

IDENTIFY_EVERY = 5.0
"""Seconds between two identifications (documented, as `max_concurrency` of a bot that is not huge)."""

GATEWAY_VERSION = 10
"""The version of the gateway's protocol (documented)."""

RESUMABLE = 4000
"""A close code that ends the connection but not the session (seen)."""

STARTS = 1000
"""Sessions that may be started in a day (documented); Discord says how many are left."""

# How often.

CAUTIOUS = (Window(40, 1.0, reserve=4), Window(9, 0.2))
"""What the bot makes of its calls for some time after a 429 that concerns all of them."""
BOT = Budget(f"{PLATFORM}:bot", (Window(50, 1.087, reserve=4), Window(10, 0.2)), OF_THE_BOT, CAUTIOUS)
"""46 of the 50 calls a second that a bot may make (documented). No second has more than 50, even if calls overtake each
other on the way by what the window is longer than a second (0.087 s).

The second window spreads them over the second.
"""

ROUTE = (Window(5, 5.0, reserve=1),)
"""Calls on one route of a channel, or on one interaction's token (seen). The headers of an answer override this."""

REACTIONS = (Window(1, 0.25),)
"""Reactions in one channel, put or taken away (seen)."""

SHARED_TEMPO = Tempo((0.5, 0.8, 1.4, 1.4, 1.4), 1.25)
"""Seconds between frames: four of a channel's five calls in five seconds; one is kept for the final frame.

The quick steps at the beginning are made up for within the first five seconds; otherwise one long pause would follow.
"""

PRIVATE_TEMPO = replace(SHARED_TEMPO, gather=0.4)
"""The same, but the first words are gathered, because a phone's notification shows them."""


def budgets(where: Target | Surface) -> tuple[Budget, ...]:
    """The budgets of the channel's route and of the bot; an interaction has one of its own, beside the bot's."""
    match where:
        case ToChat():
            return Budget(f"{PLATFORM}:send:{channel_of(where.place)}", ROUTE), BOT
        case Message():
            return Budget(f"{PLATFORM}:edit:{channel_of(where.place)}", ROUTE), BOT
        case ToInteraction() | InteractionMessage():
            short = hashlib.blake2b(where.token.encode(), digest_size=8).hexdigest()
            return (Budget(f"{PLATFORM}:token:{short}", ROUTE),)


def reaction_budgets(message: Message) -> tuple[Budget, ...]:
    """The budgets of a reaction: the channel's own for it, and the bot's."""
    return Budget(f"{PLATFORM}:react:{channel_of(message.place)}", REACTIONS), BOT


def tempo(*, private: bool) -> Tempo:
    """How often an answer is edited."""
    return PRIVATE_TEMPO if private else SHARED_TEMPO
