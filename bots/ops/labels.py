"""The values of labels, of which there are never more than so many: a name from outside makes no series without end."""

from collections import defaultdict

MOST = 30
"""Different values of one label; further ones are counted together."""
LONGEST = 60
"""Characters of one value."""
OTHER = "other"


class Labels:
    """The values that each label has had so far."""

    def __init__(self) -> None:
        self._known: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def value(self, label: str, name: str) -> str:
        """The value of that label for that name."""
        known = self._known[label]
        if name not in known:
            if len(known) >= MOST:
                return OTHER
            known[name] = name[:LONGEST]
        return known[name]
