"""Whether a text shows anything at all. Telegram refuses a message that does not; Discord shows an empty line."""

import re

_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\xa0\xad"  # white space and control characters
    r"\u030a\u0333\u033f\u034f"  # marks that Telegram takes out, and one that only joins
    r"\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # letters and signs without a shape
    r"\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff\ufff9-\ufffc"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)


def is_visible(text: str) -> bool:
    """Whether the text has a character that is seen: no white space, control, format or zero-width character."""
    return _UNSEEN.fullmatch(text) is None
