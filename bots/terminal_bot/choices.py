"""What can be pressed, as numbered lines: a line with a number presses what it stands before. Pure."""

from collections.abc import Iterator

from bots.engine.seam.panels import CURRENT
from bots.engine.seam.shown import Action, Button, Panel, Response


def words(answer: Response, first: int = 1) -> str:
    """The answer as Markdown, with a number before all that can be pressed, from `first` on."""
    numbers = iter(range(first, first + 1000))
    if answer.panel is None:
        return "\n\n".join(filter(None, (answer.text, _numbered(answer.buttons, numbers))))
    panel = answer.panel
    parts = (
        f"**{panel.title}**" if panel.title else "",
        "\n".join(line if line.startswith("- ") else f"- {line}" for line in panel.lines if line),
        panel.about,
        *_menus(panel, numbers),
        _numbered(panel.buttons, numbers),
        panel.page,
    )
    return "\n\n".join(filter(None, parts))


def actions(answer: Response) -> tuple[Action, ...]:
    """What the numbers stand for, the first for 1."""
    menus = (option.action for select in (answer.panel.selects if answer.panel else ()) for option in select.options)
    rows = answer.panel.buttons if answer.panel else answer.buttons
    return (*menus, *(button.action for row in rows for button in row))


def _menus(panel: Panel, numbers: Iterator[int]) -> Iterator[str]:
    for select in panel.selects:
        yield f"{select.placeholder}:"
        lines = []
        for option in select.options:
            about = f": {option.about}" if option.about else ""
            lines.append(f"{next(numbers)}. {CURRENT if option.current else ''}{option.label}{about}")
        yield "\n".join(lines)


def _numbered(rows: tuple[tuple[Button, ...], ...], numbers: Iterator[int]) -> str:
    return "\n".join(f"{next(numbers)}. {button.label}" for row in rows for button in row)
