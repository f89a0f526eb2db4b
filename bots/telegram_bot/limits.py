"""How many calls Telegram allows, and how often an answer there is edited."""

from bots.engine.seam.rates import OF_THE_BOT, Bucket, Budget, Tempo, Window

BOT = Budget("telegram:bot", (Window(25, 1.0, reserve=2), Window(6, 0.2)), OF_THE_BOT)
"""Of Telegram's 30 a second; the second window keeps them from going out in one bunch."""

OF_A_CHAT = (Bucket(3, 1 / 1.02),)
OF_A_GROUP = (Bucket(3, 1 / 1.02), Bucket(6, 19 / 60), Window(19, 60.0))

PRIVATE_TEMPO = Tempo((0.6, 0.9), 1.1, gather=0.4)
GROUP_TEMPO = Tempo((1.1,) * 6, 4.0)


def is_group(chat: str) -> bool:
    """Whether that chat is a group: its id is negative."""
    return chat.startswith("-")
