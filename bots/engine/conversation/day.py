"""The line that tells the model which day it is where somebody asks, and which language is spoken there. Pure."""

import re
from datetime import date
from typing import Final

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import ToInteraction
from bots.engine.settings.place_settings import spoken_to
from bots.engine.settings.table import Here
from bots.engine.settings.zones import today

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_TAG = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{2,8}){0,3}")


def day_line(origin: Origin, here: Here, at: float) -> str:
    """One line for the end of the system text. `at`: Unix time; the day is that of the place's zone.

    The language is the one chosen for the place, else that of the person's client; it is left out if neither is known.
    """
    alone = isinstance(origin.target, ToInteraction) and origin.target.private
    tag = spoken_to(origin, here.language, alone=alone)
    said = f"Today is {_written(today(here.zone, at))}."
    if not _TAG.fullmatch(tag):  # a client may call its language anything
        return said
    return f'{said} The language here is "{tag}": answer in it, unless you are written to in another.'


def _written(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day.isoformat()}"
