"""A panel where there are no panels: its words, and buttons that do all that can be done in it."""

from functools import partial

from bots.engine.seam.frames import answer_frames
from bots.engine.seam.panels import as_buttons, in_words, shown, with_words
from bots.engine.seam.shown import Action, Button, Option, Panel, Response, Select
from tests.fakes.memory import plain

OFF, LIVE, KEEP = (Action("set", f"reasoning={value}") for value in ("off", "live", "keep"))
THOUGHTS = Select(
    "What is shown",
    (Option("off", OFF, "Nothing."), Option("live", LIVE, "While it thinks.", current=True), Option("keep", KEEP)),
)
BACK = (Button("Back", Action("set")),)
PANEL = Panel("Thoughts", ("Now: **live**", "Here"), "Not every model thinks.", (THOUGHTS,), (BACK,), "Page 1 of 2")


def test_its_words_say_what_each_option_means() -> None:
    """The title, the lines, the explanation, the options that have one, the page."""
    assert in_words(PANEL) == (
        "**Thoughts**\n\nNow: **live**\nHere\n\nNot every model thinks.\n\n"
        "- **off**: Nothing.\n- **live**: While it thinks.\n\nPage 1 of 2"
    )


def test_what_is_explained_by_the_lines_is_not_explained_twice() -> None:
    """A menu that is not listed, and a panel with nothing beside its title."""
    assert in_words(Panel("Settings", selects=(Select("Which", THOUGHTS.options, listed=False),))) == "**Settings**"
    assert in_words(Panel("")) == ""


def test_its_options_become_buttons() -> None:
    """Two in a row, the one that holds ticked; its own buttons below them."""
    rows = as_buttons(PANEL)

    assert [[button.label for button in row] for row in rows] == [["off", "✓ live"], ["keep"], ["Back"]]
    assert [button.action for row in rows for button in row] == [OFF, LIVE, KEEP, Action("set")]


def test_a_frame_has_it_beside_its_words() -> None:
    """Unless the words need several messages: then the words are shown, with the buttons under the last."""
    (whole,) = answer_frames(shown(PANEL), partial(plain, last=True, limit=4000))
    parts = answer_frames(shown(PANEL), partial(plain, last=True, limit=50))

    assert (whole.panel, whole.buttons, whole.text) == (PANEL, as_buttons(PANEL), in_words(PANEL))
    assert [part.panel for part in parts] == [None] * len(parts)
    assert parts[-1].buttons == as_buttons(PANEL)


def test_words_can_be_added() -> None:
    """To a panel and to any other response, wherever it is shown."""
    both = with_words(shown(PANEL), "What you missed.")

    assert both.panel is not None
    assert both.panel.about == "Not every model thinks.\n\nWhat you missed."
    assert both.text == in_words(both.panel)
    assert with_words(Response("One."), "Two.").text == "One.\n\nTwo."
    assert with_words(Response(""), "Two.").text == "Two."
