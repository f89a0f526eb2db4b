"""Commands in the bot's own words, on a platform where their names can be pressed."""

import pytest

from bots.engine.names.commands import linked

LINKS = {"help": "<help>", "settings": "<show>", "settings limit": "<limit>"}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/help says how.", "<help> says how."),
        ("Write /settings limit 80% there", "Write <limit> 80% there"),
        ("/settings and /help.", "<show> and <help>."),
        ("`/settings limit` shows it", "<limit> shows it"),
        ("Write `/settings limit 20 answers a day`", "Write `/settings limit 20 answers a day`"),
        ("**/help**: what I can do (/help)", "**<help>**: what I can do (<help>)"),
        ("/nothing, /help/me, and/help, https://example.org/help, </help:1>", None),
    ],
)
def test_what_can_be_pressed(said: str, shown: str | None) -> None:
    """A command that stands as a word of its own; what comes behind it stays, and so does all else."""
    assert linked(said, lambda name: LINKS.get(name, "")) == (shown or said)
