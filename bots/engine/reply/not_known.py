"""Whether an answer says that its model cannot know what happens now, as models say it. Pure."""

import re
from functools import cache

READ = 1_200
"""Characters of the beginning of an answer that are read: models say it first."""

_SAYS = (
    r"\b(?:knowledge|training)(?: data)? (?:cut-?off|ends?|(?:only )?goes)\b"
    r"|\bas of my (?:last|latest|most recent|knowledge|training)\b|\bmy (?:last|latest) (?:update|training)\b"
    r"|(?:\bcan.?t|\bcannot|\bunable to|\bnot able to|\bdon.?t have the ability to) (?:browse|search|access) "
    r"(?:the )?(?:web|internet|live|real-?time|current)"
    r"|(?:\bdon.?t|\bdo not|\bno) (?:currently )?(?:have )?access to "
    r"(?:the internet|live|real-?time|current|up-to-date)"
    r"|\b(?:don.?t|do not) have (?:real-?time|live|up-to-date) (?:information|data|access|news)"
    r"|\bno (?:tengo|dispongo de|cuento con) (?:acceso a )?"
    r"(?:internet|la web|información (?:en tiempo real|actualizada)|datos (?:en tiempo real|actualizados))"
    r"|\bno puedo (?:navegar|buscar|acceder)[^.]{0,20}(?:internet|la web)"
    r"|\bmi (?:fecha de corte|última actualización|conocimiento (?:llega|se extiende) hasta)"
)


def says_it_cannot_know(text: str) -> bool:
    """Whether the beginning of the answer says so."""
    return _pattern().search(text[:READ]) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_SAYS, re.IGNORECASE)
