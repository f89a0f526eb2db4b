"""A panel as words and buttons, for every platform that has nothing better. Pure.

An option of a menu becomes a button with its label, two in a row, and a tick before the one that holds; what the
options mean stands above them.
"""

from bots.engine.seam.shown import Button, File, Panel, Response, Select
from bots.text.names import literal
from provider.values import replace

IN_A_ROW = 2
"""Options beside each other: a phone cuts the labels of more."""

CURRENT = "✓ "
"""Stands before the option that holds."""


def shown(panel: Panel, *, instead: bool = False, private: bool = True, file: File | None = None) -> Response:
    """The answer that is this panel; the others as in `Response`.

    `instead`: it takes the place of the pressed message (`Response.replace`).
    """
    return Response(in_words(panel), private, as_buttons(panel), instead, file, panel=panel)


def with_words(response: Response, words: str) -> Response:
    """The response with more words at its end."""
    if response.panel is None:
        return replace(response, text="\n\n".join(filter(None, (response.text, words))))
    about = "\n\n".join(filter(None, (response.panel.about, words)))
    panel = replace(response.panel, about=about)
    return replace(response, text=in_words(panel), panel=panel)


def in_words(panel: Panel) -> str:
    """All that a panel says, as Markdown, with the explanations of its options."""
    explained = (line for select in panel.selects if select.listed for line in _explained(select))
    parts = (
        f"**{panel.title}**" if panel.title else "",
        "\n".join(panel.lines),
        panel.about,
        "\n".join(explained),
        panel.page,
    )
    return "\n\n".join(filter(None, parts))


def as_buttons(panel: Panel) -> tuple[tuple[Button, ...], ...]:
    """Rows of buttons that do all that can be done in a panel."""
    rows: list[tuple[Button, ...]] = []
    for select in panel.selects:
        pressed = [Button(f"{CURRENT if each.current else ''}{each.label}", each.action) for each in select.options]
        rows += [tuple(pressed[at : at + IN_A_ROW]) for at in range(0, len(pressed), IN_A_ROW)]
    return (*rows, *panel.buttons)


def _explained(select: Select) -> list[str]:
    return [f"- **{literal(option.label)}**: {literal(option.about)}" for option in select.options if option.about]
