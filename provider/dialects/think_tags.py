"""`<think>...</think>` at the start of an answer told apart from the answer. Pure; the text may be cut anywhere."""

from provider.contract import Reasoning, Text

_OPEN = "<think>"
_CLOSE = "</think>"

_ROOM = 256
"""Characters of white space before which a tag still counts; what begins further down is text."""


class ThinkTags:
    """Feed it the content as it comes, take what is certain. Holds back no more than a tag and white space."""

    def __init__(self) -> None:
        self._state = "start"
        self._held = ""

    def feed(self, content: str) -> list[Text | Reasoning]:
        """What `content` makes certain, in order."""
        if self._state == "text":
            return [Text(content)] if content else []
        self._held += content
        if self._state == "start":
            head = self._held.lstrip()
            if len(head) < len(_OPEN) and _OPEN.startswith(head) and len(self._held) <= _ROOM:
                return []
            if not head.startswith(_OPEN):
                return self._answer(self._held)
            self._state, self._held = "thoughts", head.removeprefix(_OPEN)
        if self._state == "thoughts":
            thoughts, close, rest = self._held.partition(_CLOSE)
            if close:
                self._state, self._held = "gap", rest
                return [*self._think(thoughts), *self.feed("")]
            keep = next((n for n in range(len(_CLOSE) - 1, 0, -1) if thoughts.endswith(_CLOSE[:n])), 0)
            self._held = thoughts[len(thoughts) - keep :]
            return self._think(thoughts[: len(thoughts) - keep])
        rest = self._held.lstrip()  # the blank lines between the thoughts and the answer belong to neither
        self._held = ""
        return self._answer(rest) if rest else []

    def end(self) -> list[Text | Reasoning]:
        """What was held back, now that nothing more comes."""
        held, self._held = self._held, ""
        return self._think(held) if self._state == "thoughts" else self._answer(held)

    def _answer(self, text: str) -> list[Text | Reasoning]:
        self._state, self._held = "text", ""
        return [Text(text)] if text else []

    def _think(self, text: str) -> list[Text | Reasoning]:
        return [Reasoning(text)] if text else []
