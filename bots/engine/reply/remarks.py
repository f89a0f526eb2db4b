"""What the bot itself says about an answer: remarks, which one small line below it joins in a fixed order. Pure."""

from collections.abc import Mapping
from typing import Literal, get_args

from provider.contract import Gone

Kind = Literal["ending", "not_read", "sources", "tools", "stand_in", "details"]
"""How the answer ended if it is not whole; what of the question was not read; where the words come from; which tools
were used for it; who answered in another model's place; by which model it is, how long it took and what it cost. In
this order."""

ORDER: tuple[Kind, ...] = get_args(Kind)

STOOD_IN: Mapping[Gone, str] = {
    "": "stood_in",
    "withdrawn": "stood_in_withdrawn",
    "not set up": "stood_in_not_set_up",
}
"""The phrase for a stand-in, by what became of the model that was wanted."""

_BETWEEN = " · "


def small_line(remarks: Mapping[Kind, str]) -> str:
    """All remarks in one line; empty if there are none."""
    return _BETWEEN.join(remarks[kind] for kind in ORDER if remarks.get(kind))
