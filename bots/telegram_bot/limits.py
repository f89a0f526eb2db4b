"""What Telegram allows, each limit with its unit and its source. Pure.

"Documented": https://core.telegram.org/bots/api and its FAQ; "seen": no promise of Telegram's, but what it does. Files
may have 50 MB (documented); those that Parley sends are far smaller, so nothing here counts them.
"""

from bots.engine.seam.places import Surface, Target
from bots.engine.seam.rates import OF_THE_BOT, Bucket, Budget, Tempo, Window
from bots.telegram_bot.reading import PLATFORM, is_group

# Messages.

TEXT = 4096
"""UTF-16 units in a message (documented). A message has at most 100 entities; `bots.text.to_telegram` keeps to that."""

TYPING = 5.0
"""Seconds for which "is typing" is shown (documented)."""

PHOTO, PHOTO_SIDES, PHOTO_RATIO = 10_000_000, 10_000, 20
"""A picture that is shown in the chat: its bytes, the pixels of width and height together, and how many times longer
one side may be than the other (documented). Others are sent as files."""

# Buttons.

BUTTONS, IN_A_ROW = 100, 8
"""Buttons under a message, and buttons in a row of it (seen)."""

ALERT = 200
"""Characters in the answer to a press (documented)."""

# Commands.

DESCRIPTION = 256
"""Characters (documented)."""

# Updates.

UPDATES = 100
"""Updates in one answer (documented)."""

WEBHOOK_CONNECTIONS = 100
"""Updates that Telegram sends at the same time, each over a connection (documented: 1 to 100); in a chat one by one."""

# What is sent at once and comes in parts.

ALBUM_SECONDS = 0.3
"""How long the next piece of an album is waited for; Telegram sends them within about 0.1 s (seen)."""

FORWARD_SECONDS = 0.3
"""The same for what is forwarded together, and for what is said about it (seen)."""

CUT_FROM = 4000
"""UTF-16 units from which on a text may be the first part of a longer one: clients cut at 4,096, at the end of a word
or of a line before that (seen)."""

CUT_SECONDS = 2.0
"""How long the next part of such a text is waited for (seen)."""

# How often.

CAUTIOUS = (Window(25, 1.0, reserve=2), Window(6, 0.2))
"""What the bot makes of its messages for some time after a 429 that concerns all of them."""
BOT = Budget(f"{PLATFORM}:bot", (Window(30, 1.072, reserve=2), Window(6, 0.2)), OF_THE_BOT, CAUTIOUS)
"""28 of the 30 messages a second that a bot may send (documented), and no second with more than 30, as in
`discord_bot/limits.py`. The second window spreads them over the second."""

OF_A_CHAT = (Bucket(3, 1 / 1.02),)
"""One call a second in a chat; short bursts pass (both documented)."""

OF_A_GROUP = (Bucket(3, 1 / 1.02), Bucket(6, 19 / 60), Window(19, 60.0))
"""19 of the 20 messages a minute in a group (documented); edits count too (seen)."""

SHARED_TEMPO = Tempo((1.1,) * 6, 4.0)
"""Seconds between frames in a group: its budget allows six quick ones, then about one in three seconds."""

PRIVATE_TEMPO = Tempo((0.6, 0.9), 1.1, gather=0.4)
"""The first words are gathered, because a phone's notification shows them."""


def budgets(where: Target | Surface) -> tuple[Budget, ...]:
    """The chat's budget, which all topics of a group share, then the bot's."""
    chat = where.place.chat
    return Budget(f"{PLATFORM}:chat:{chat}", OF_A_GROUP if is_group(chat) else OF_A_CHAT), BOT


def tempo(*, private: bool) -> Tempo:
    """How often an answer is edited."""
    return PRIVATE_TEMPO if private else SHARED_TEMPO
