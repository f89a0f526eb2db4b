"""A panel as Discord's components: a container with texts, menus and buttons. Pure.

A message with the flag `IS_COMPONENTS_V2` has no content, and keeps the flag for life. So what takes the place of such
a message becomes a container too, whatever it is.
"""

from typing import Any

from bots.discord_bot.limits import (
    COMPONENTS,
    IN_A_ROW,
    LABEL,
    MENU_OPTIONS,
    OPTION,
    PANEL_TEXT,
    PLACEHOLDER,
    ROWS,
)
from bots.engine.seam.shown import Button, ButtonStyle, File, Frame, Option, Panel, Select
from bots.text.to_discord import to_discord

Json = dict[str, Any]

IS_COMPONENTS_V2 = 1 << 15

_ROW, _BUTTON, _MENU, _TEXT, _PICTURES, _FILE, _LINE, _CONTAINER = 1, 2, 3, 10, 12, 13, 14, 17

_STYLES: dict[ButtonStyle, int] = {"primary": 1, "plain": 2, "danger": 4}

_PICTURE = (".png", ".jpg")

_AROUND = 3
"""Components beside texts and controls: the container, the line above the controls, and which page it is."""


def container(frame: Frame) -> list[Json]:
    """The components of a message that consists of them: the frame's panel, or its text as it is and its buttons."""
    panel = frame.panel
    if panel is None:
        return [_filled([frame.text], (), frame.buttons, frame.file)]
    head = "\n".join(filter(None, (f"### {panel.title}" if panel.title else "", *panel.lines)))
    texts = [_markdown(head), _markdown(panel.about)]
    return [_filled(texts, panel.selects, panel.buttons, frame.file, _small(panel))]


def action_rows(buttons: tuple[tuple[Button, ...], ...], most: int = ROWS) -> list[Json]:
    """Buttons as action rows of at most five. If there are more than `most` rows, their buttons move together."""
    return [{"type": _ROW, "components": [_button(button) for button in row]} for row in _fitting(buttons, most)]


def _filled(
    texts: list[str],
    selects: tuple[Select, ...],
    buttons: tuple[tuple[Button, ...], ...],
    file: File | None,
    foot: str = "",
) -> Json:
    inner = [{"type": _TEXT, "content": text} for text in _within(texts)]
    if file is not None:
        inner.append(_attached(file))
    menus = [_menu(select, number) for number, select in enumerate(selects)]
    controls = [*menus, *_rows(buttons, COMPONENTS - _AROUND - len(inner) - 2 * len(menus))]
    if controls and inner:
        inner.append({"type": _LINE})
    inner += controls
    if foot:
        inner.append({"type": _TEXT, "content": foot})
    return {"type": _CONTAINER, "components": inner}


def _rows(buttons: tuple[tuple[Button, ...], ...], room: int) -> list[Json]:
    """The buttons as action rows of at most `room` components; as few rows as a plain message has if need be."""
    rows = action_rows(buttons, COMPONENTS)
    return rows if sum(1 + len(row["components"]) for row in rows) <= room else action_rows(buttons)


def _small(panel: Panel) -> str:
    return f"-# {panel.page}" if panel.page else ""


def _markdown(source: str) -> str:
    return to_discord(source, last=True, limit=PANEL_TEXT).text if source else ""


def _within(texts: list[str]) -> list[str]:
    """The texts that are not empty, cut where all together would be too long; room for a line of pages is left."""
    room, kept = PANEL_TEXT - OPTION, []
    for text in texts:
        if text.strip() and room > 1:
            kept.append(text if len(text) <= room else f"{text[: room - 1]}…")
            room -= len(kept[-1])
    return kept


def _menu(select: Select, number: int) -> Json:
    """A menu. Each of its options has the action; the menu's own payload only tells it from others."""
    return {
        "type": _ROW,
        "components": [
            {
                "type": _MENU,
                "custom_id": f"menu|{number}",
                "placeholder": _cut(select.placeholder, PLACEHOLDER),
                "options": [_option(option) for option in select.options[:MENU_OPTIONS]],
            }
        ],
    }


def _option(option: Option) -> Json:
    found: Json = {"label": _cut(option.label, OPTION), "value": option.action.encode()}
    if option.about:
        found["description"] = _cut(option.about, OPTION)
    if option.current:
        found["default"] = True
    return found


def _button(button: Button) -> Json:
    return {
        "type": _BUTTON,
        "style": _STYLES[button.style],
        "label": _cut(button.label, LABEL),
        "custom_id": button.action.encode(),
    }


def _fitting(buttons: tuple[tuple[Button, ...], ...], most: int) -> list[list[Button]]:
    """The buttons in rows that fit. The last row stays by itself: it leads to other pages."""
    found = [list(row[at : at + IN_A_ROW]) for row in buttons for at in range(0, len(row), IN_A_ROW)]
    if len(found) <= most:
        return found
    *above, last = found
    flat = [button for row in above for button in row][: (most - 1) * IN_A_ROW]
    wide = -(-len(flat) // (most - 1))
    return [*(flat[at : at + wide] for at in range(0, len(flat), wide)), last]


def _attached(file: File) -> Json:
    """A file, which a message of components shows only if a component names it."""
    address = {"url": f"attachment://{file.name}"}
    if file.name.endswith(_PICTURE):
        return {"type": _PICTURES, "items": [{"media": address}]}
    return {"type": _FILE, "file": address}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
