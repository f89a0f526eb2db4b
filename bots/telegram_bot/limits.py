"""How many calls Telegram allows, and how often an answer there is edited."""

from bots.engine.seam.rates import Bucket, Tempo, Window

OF_A_CHAT = (Bucket(3, 1 / 1.02),)
OF_A_GROUP = (Bucket(3, 1 / 1.02), Bucket(6, 19 / 60), Window(19, 60.0))

PRIVATE_TEMPO = Tempo((0.6, 0.9), 1.1, gather=0.4)
GROUP_TEMPO = Tempo((1.1,) * 6, 4.0)


def is_group(chat: str) -> bool:
    """Whether that chat is a group: its id is negative."""
    return chat.startswith("-")
