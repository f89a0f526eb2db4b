"""What is shown of a model's reasoning. Holds no more of it than that."""

import re

FOLDED = 2000
"""Characters of its beginning that may stay, folded."""
TAIL = 600
"""Characters of its end that are shown while it grows."""


class ReasoningView:
    """The reasoning before the first word; what comes after it is not shown."""

    def __init__(self) -> None:
        self._head = ""
        self._tail = ""
        self._over = False
        self.begun = False

    def feed(self, text: str) -> None:
        """Append a piece."""
        self.begun = True
        if self._over:
            return
        self._head = (self._head + text)[:FOLDED]
        self._tail = (self._tail + text)[-2 * TAIL :]

    def end(self) -> None:
        """Note that the first word has come."""
        self._over = True

    def take_back(self, text: str) -> None:
        """Append what was taken for the first words, and wait for them again."""
        self._over = False
        self.feed(text)

    @property
    def folded(self) -> str:
        """What stays above the answer; empty before the first word, and if there is no reasoning."""
        return self._head if self._over else ""

    def growing(self, head: str) -> str:
        """The newest of it as a quote under the line `head`, in Markdown; empty if there is none."""
        tail = self._tail.rstrip()
        if not tail.strip():
            return ""
        if len(tail) > TAIL:
            cut = re.search(r"\s", tail[-TAIL:])
            tail = f"… {tail[-TAIL:][cut.end() if cut else 0 :]}"
        lines = (f"> {line}" for line in tail.splitlines() if line.strip())
        return "\n".join((head, *lines))
