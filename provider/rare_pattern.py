"""A pattern that few answers need: it is compiled when it is first looked for, and then kept.

What refusals say takes long patterns. Compiled with the program they were a fortieth of its start, and most programs
end without a refusal. A mistake in one is found when it is first used, so each has a test that uses it.
"""

import re
from functools import cached_property


class RarePattern:
    """Looks for the pattern as `re` does."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere in the text."""
        return self._compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the start of the text."""
        return self._compiled.match(text)
