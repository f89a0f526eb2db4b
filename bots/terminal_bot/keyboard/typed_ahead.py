"""What was typed while an answer grew, for the prompts that follow. Pure."""

from collections import deque
from collections.abc import Iterable

from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys


class TypedAhead:
    """Lines that were entered, and one that was only begun.

    Text that a terminal marks as pasted keeps its line ends. So does text that comes in one piece with line ends
    inside: nobody types that fast.
    """

    def __init__(self) -> None:
        self._entered: deque[str | None] = deque()
        self._begun = ""

    def typed(self, presses: Iterable[KeyPress]) -> bool:
        """Take in the keys that have come together; returns whether Ctrl-C is among them."""
        keys, interrupted = list(presses), False
        for press, following in zip(keys, (*keys[1:], None), strict=True):
            match press.key:
                case Keys.ControlC:
                    interrupted = True
                case Keys.BracketedPaste:
                    self._begun += press.data.replace("\r\n", "\n").replace("\r", "\n")
                case Keys.ControlM | Keys.ControlJ if following is not None and _is_text(following):
                    self._begun += "\n"
                case Keys.ControlM | Keys.ControlJ:
                    self._entered.append(self._begun)
                    self._begun = ""
                case Keys.ControlH:
                    self._begun = self._begun[:-1]
                case Keys.ControlU:
                    self._begun = ""
                case Keys.ControlD if not self._begun:
                    self._entered.append(None)
                case key if _is_text(press):
                    self._begun += key
        return interrupted

    def take(self) -> tuple[bool, str | None]:
        """Whether the next line was entered, and its text so far; None for Ctrl-D in place of a line."""
        if self._entered:
            return True, self._entered.popleft()
        begun, self._begun = self._begun, ""
        return False, begun


def _is_text(press: KeyPress) -> bool:
    return (len(press.key) == 1 and press.key.isprintable()) or press.key in (Keys.ControlM, Keys.ControlJ)
