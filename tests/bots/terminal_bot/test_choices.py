"""What can be pressed in a terminal has a number, and a line with that number presses it."""

from pathlib import Path

from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.panels import shown
from bots.engine.seam.places import ToChat
from bots.engine.seam.shown import Action, Button, Frame, Option, Panel, Response, Select
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.choices import actions, words
from bots.terminal_bot.reading import PLACE
from tests.bots.terminal_bot.talking import Talking
from tests.bots.terminal_bot.test_pipe import pipe_of, piped

OFF, LIVE, BACK = Action("set", "a=off"), Action("set", "a=live"), Action("set")
MENU = Select("What is shown", (Option("off", OFF, "Nothing."), Option("live", LIVE, current=True)))
PANEL = Panel("Thoughts", ("Now: live",), "Why.", (MENU,), ((Button("Back", BACK),),), "Page 1 of 2")


def test_numbers_go_through_the_whole_panel() -> None:
    """Options first, with what they mean, then the buttons."""
    answer = shown(PANEL)

    assert words(answer) == (
        "**Thoughts**\n\n- Now: live\n\nWhy.\n\nWhat is shown:\n\n1. off: Nothing.\n2. ✓ live\n\n3. Back\n\nPage 1 of 2"
    )
    assert actions(answer) == (OFF, LIVE, BACK)


def test_buttons_without_a_panel_have_numbers_too() -> None:
    """Below the words, if there are any."""
    answer = Response("Sure?", buttons=((Button("Yes", LIVE), Button("No", BACK)),))

    assert words(answer) == "Sure?\n\n1. Yes\n2. No"
    assert actions(answer) == (LIVE, BACK)
    assert words(Response("Done.")) == "Done."


class Pressing(Talking):
    """Shows the panel, and keeps what is pressed."""

    def __init__(self, bot: TerminalBot) -> None:
        super().__init__(bot)
        self.pressed: list[Action] = []

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        return shown(PANEL)

    async def on_press(self, press: Press) -> Response:
        self.pressed.append(press.action)
        return shown(PANEL) if press.action == LIVE else Response("Back.", replace=len(self.pressed) > 2)


async def test_a_number_presses_what_stands_above(tmp_path: Path) -> None:
    """As long as it stands: words alone leave it there, another answer replaces it. Other numbers are messages."""
    typed = b"/settings\n2\n3\n3\n3\n/settings\n4\n1\n/settings\n0\n/settings\nno\n1\n"
    with piped(tmp_path, stdin=pipe_of(typed)) as (bot, _, _):
        inbox = Pressing(bot)
        await bot.run(inbox)

    assert inbox.pressed == [LIVE, BACK, BACK]
    assert inbox.messages == ["3", "4", "1", "0", "no", "1"]


async def test_numbers_of_a_message_of_the_bots_own(tmp_path: Path) -> None:
    """It may have buttons too; those of the answer that follows are counted on."""
    with piped(tmp_path, stdin=pipe_of(b"/settings\n1\n")) as (bot, out, err):

        class Telling(Pressing):
            async def on_command(self, invocation: Invocation) -> Response | Incoming:
                await bot.show(ToChat(PLACE), Frame("Sure?", buttons=((Button("Yes", BACK),),)), last=True)
                return shown(PANEL)

        inbox = Telling(bot)
        await bot.run(inbox)
        said, answer = err.read_text(), out.read_text()

    assert said == "Sure?\n\n1. Yes\n"
    assert "2. off: Nothing." in answer
    assert inbox.pressed == [BACK]
