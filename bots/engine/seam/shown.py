"""What is shown: frames, panels with their buttons and menus, forms, and the answer to a command or a press."""

from typing import Literal

from bots.text.piece import Entity
from provider.values import Hidden, Value


class Action(Value):
    """What a button does. It means the same after a restart, and fits 64 bytes (Telegram's callback_data)."""

    name: str
    argument: str = ""

    def encode(self) -> str:
        """The button's payload.

        Raises:
            ValueError: the payload is longer than 64 bytes.
        """
        if not self.fits():
            raise ValueError(f"The action {self.name!r} is longer than 64 bytes.")
        return f"{self.name}|{self.argument}"

    def fits(self) -> bool:
        """Whether the payload fits 64 bytes."""
        return len(f"{self.name}|{self.argument}".encode()) <= 64

    @classmethod
    def decode(cls, data: str) -> "Action":
        """The action of a payload. Any string has one; the engine refuses unknown names."""
        name, _, argument = data.partition("|")
        return cls(name, argument)


ButtonStyle = Literal["plain", "primary", "danger"]
"""How a button looks where the platform has colours: like the others, what most people want, what takes away."""


class Button(Value):
    """A button under a message."""

    label: str
    action: Action
    style: ButtonStyle = "plain"


class Option(Value):
    """One option of a menu; choosing it is a `Press` of its action.

    `about`: one line of plain text that explains it. `current`: it is what holds now.
    """

    label: str
    action: Action
    about: str = ""
    current: bool = False


class Select(Value):
    """A menu from which one option is chosen: at most 25 of them, each with an action of its own.

    `listed`: where there are no menus, the explanations stand above the buttons that the options become.
    """

    placeholder: str
    options: tuple[Option, ...]
    listed: bool = True


class Panel(Value):
    """What the bot itself shows to be read and pressed: settings, lists, questions.

    `title`: plain text. `lines`: Markdown, each a line of its own. `about`: a paragraph of Markdown that explains them.
    `selects`: menus. `buttons`: rows of them, below the menus. `page`: "Page 2 of 8" in words; empty if there is one.
    """

    title: str
    lines: tuple[str, ...] = ()
    about: str = ""
    selects: tuple[Select, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    page: str = ""


class File(Value):
    """A file beside a message."""

    name: str
    content: Hidden[bytes]


class Frame(Value):
    """All that one message shows at one moment, ready for its platform. `buttons`: rows of them.

    `silent`: without a notification. `ping`: the id of the only person who is notified; empty for nobody. `panel`: what
    the text and the buttons say, for a platform with a better way to show it. `private`: sent to an interaction, it is
    shown to the asker alone, even if others see that the bot is at it. `wordless`: no word of an answer is in it, but
    what is waited for, reasoning, or why there are none.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: File | None = None
    silent: bool = False
    ping: str = ""
    panel: Panel | None = None
    private: bool = False
    wordless: bool = False


class Suggestion(Value):
    """A value that fits what somebody types. `label`: what is shown in its place, and says more."""

    value: str
    label: str = ""


class Form(Value):
    """One question with a field; what is sent comes back as a `Press` of `action` with its text.

    `value`: what stands in the field already. `most`: characters that it takes. `one_line`: it takes no line ends.
    """

    title: str
    label: str
    action: Action
    value: str = ""
    most: int = 4000
    one_line: bool = False


class Response(Value):
    """The answer to a command or a button. An empty text says nothing beyond the acknowledgement.

    `private`: only the asker sees it, if the platform can do that. `buttons`: rows of them. `replace`: after a press,
    the pressed message becomes this answer. `file`: a file beside it. `form`: opens instead of all else where the
    platform has forms; elsewhere the text is shown. `to_stranger`: the asker may not talk; it is said if there is room
    for it. `panel`: as in `Frame`; `panels.shown` makes the text and the buttons of it. `silent`: nobody is notified.
    `frame`: what is shown, ready for its platform, where the text is no Markdown of the bot's own. `over`: what was
    pressed is a message of which nobody knew, and the engine takes its buttons away.
    """

    text: str
    private: bool = True
    buttons: tuple[tuple[Button, ...], ...] = ()
    replace: bool = False
    file: File | None = None
    form: Form | None = None
    to_stranger: bool = False
    panel: Panel | None = None
    silent: bool = False
    frame: Frame | None = None
    over: bool = False
