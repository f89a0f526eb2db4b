"""How many calls Discord allows."""

from bots.discord_bot.errors import BOT_BUDGET
from bots.engine.seam.rates import OF_THE_BOT, Budget, Window

BOT = Budget(BOT_BUDGET, (Window(40, 1.0, reserve=4), Window(9, 0.2)), OF_THE_BOT)
"""40 of the 50 a second that Discord allows; the second window keeps them from going out in one burst."""

ROUTE = (Window(5, 5.0, reserve=1),)
