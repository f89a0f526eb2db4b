"""The code that makes somebody the owner: how it is made, shown, and read from what people type. No state."""

import re
import secrets

LETTERS = "ACDEFHJKMNPQRTVWXY34679"
"""No two of them look alike: without O and 0, I, L and 1, S and 5, Z and 2, B and 8, G, and U."""
LENGTH = 12
"""Letters of a code: one guess in 2 * 10^16 is right."""

_GROUP = 4
_FILLING = re.compile(r"[\W_]+")
_CLAIM = re.compile(r"[\s`*_\"'>]*/claim(?:@\w+)?(?![\w/])(.*)", re.IGNORECASE | re.DOTALL)


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code in groups: "ACDE-FHJK-MNPQ". It fits a link as it is."""
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def bare(text: str) -> str:
    """The letters and digits of a text, as capitals: blanks, dashes and quotes around or within a code mean nothing."""
    return _FILLING.sub("", text).upper()


def typed(text: str) -> str:
    """The code at the end of what somebody typed: "/claim code:ABC..." and a whole link end with it too."""
    return bare(text)[-LENGTH:]


def is_code(text: str) -> bool:
    """Whether the text is such a code and nothing else."""
    letters = bare(text)
    return len(letters) == LENGTH and set(letters) <= set(LETTERS)


def behind_claim(text: str) -> str | None:
    """What follows "/claim" in a message that begins with it, as words or as code; None if it begins otherwise."""
    found = _CLAIM.match(text)
    return found[1] if found else None
