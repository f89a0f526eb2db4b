"""The table of commands and the functions behind it belong together."""

from bots.engine.commands.table import BY_NAME, COMMANDS
from bots.engine.handlers.registry import FOR_ANYONE, PRESSES, RUNS


def test_each_command_has_a_function_and_each_function_a_command() -> None:
    """A command that is only in the table would fail when somebody runs it."""
    assert set(RUNS) == set(BY_NAME)
    assert len(BY_NAME) == len(COMMANDS)


def test_presses_for_anyone_are_presses() -> None:
    """A name that no button has would let nobody in."""
    assert set(PRESSES) >= FOR_ANYONE
