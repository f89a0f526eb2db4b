"""The characters that stand for hidden ones: which they are, and how they are shown again.

Two private planes at the end of Unicode, which no text uses. A character of the first is written with a backslash where
a platform would read it as a mark; one of the second, which stands in an address, never is.
"""

_BASE = 0x10FF00
_IN_ADDRESS = 0x10FE00
_MARKS = "*_~|`\\"

MOMENT = 0x10FD00
MOMENT_MARKS = range(MOMENT, MOMENT + 0x20)
"""The marks of `moments`, which stand for nothing."""

WIDE = "：；，。、！？…—·（）「」『』【】《》〈〉〔〕“”‘’«»"
"""Punctuation of other scripts that ends a word."""

HIDDEN = f"[{chr(_IN_ADDRESS)}-{chr(_BASE + 0xFF)}]"
"""The pattern of one character that stands for another."""

ESCAPED = {code: _BASE + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
ESCAPED |= {ord(character): _BASE + 0x80 + index for index, character in enumerate(WIDE)}
ADDRESS = {ord(mark): _IN_ADDRESS + ord(mark) for mark in "*_~[]$&|"}

UNDERSCORE_IN_ADDRESS = chr(_IN_ADDRESS + ord("_"))
SPOILER = chr(_BASE + 1)
"""Stands for each of the two marks of a spoiler. It is one character, and a mark is two."""

SHOWN: dict[int, int | str] = {hidden: code for table in (ESCAPED, ADDRESS) for code, hidden in table.items()}
SHOWN[_BASE + 1] = "||"
SHOWN |= dict.fromkeys(MOMENT_MARKS, "")
SHOWN_ESCAPED: dict[int, int | str] = {**SHOWN, **{_BASE + ord(mark): "\\" + mark for mark in _MARKS}}
