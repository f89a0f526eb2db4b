"""Renders an answer by whatever the platform can: with its sources, its reasoning folded, or its words alone. Pure."""

from bots.engine.seam.platform import Folds, Platform, ShowsSources
from bots.text.piece import Piece
from bots.text.sources import NOTHING_CITED, Cited


def rendered(
    platform: Platform,
    source: str,
    *,
    last: bool,
    remark: str = "",
    cited: Cited = NOTHING_CITED,
    reasoning: str = "",
) -> Piece:
    """The beginning of the source that one message holds; `reasoning` is folded above it."""
    # Python looks at every method of a class to tell what it can, so that is asked only where it matters.
    folded = reasoning if reasoning and isinstance(platform, Folds) else ""
    if cited.numbered and isinstance(platform, ShowsSources):
        return platform.cited(source, cited, last=last, remark=remark, reasoning=folded)
    if folded and isinstance(platform, Folds):
        return platform.folded(folded, source, last=last, remark=remark)
    return platform.render(source, last=last, remark=remark)
