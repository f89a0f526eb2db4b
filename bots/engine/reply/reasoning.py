"""What is seen of a model's thoughts. Holds no more of them than is shown."""

import re

FOLDED = 2000
"""Characters from their beginning that may stay, folded."""
TAIL = 600
"""Characters of their end that are seen while they grow."""


class ReasoningView:
    """The thoughts before the first word; what a model thinks after it is not seen."""

    def __init__(self) -> None:
        self._head = ""
        self._tail = ""
        self._over = False
        self.begun = False

    def feed(self, text: str) -> None:
        """A piece of them."""
        self.begun = True
        if self._over:
            return
        self._head = (self._head + text)[:FOLDED]
        self._tail = (self._tail + text)[-2 * TAIL :]

    def end(self) -> None:
        """The model speaks."""
        self._over = True

    def take_back(self, text: str) -> None:
        """What was taken for the model's first words was thoughts too."""
        self._over = False
        self.feed(text)

    @property
    def folded(self) -> str:
        """What stays above the answer; empty while the model has not spoken, and where it did not think."""
        return self._head if self._over else ""

    def growing(self, head: str) -> str:
        """The newest of them as a quote under a line of the bot's own, in Markdown; empty where there are none."""
        tail = self._tail.rstrip()
        if not tail.strip():
            return ""
        if len(tail) > TAIL:
            cut = re.search(r"\s", tail[-TAIL:])
            tail = f"… {tail[-TAIL:][cut.end() if cut else 0 :]}"
        lines = (f"> {line}" for line in tail.splitlines() if line.strip())
        return "\n".join((head, *lines))
