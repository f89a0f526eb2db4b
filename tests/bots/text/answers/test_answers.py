"""Twelve answers as today's models write them, as both platforms show them."""

from pathlib import Path

import pytest

from tests.bots.text.answers.frames import ANSWERS, as_shown


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_it_is_shown_as_it_was_read_by_eye(answer: Path) -> None:
    """Word for word, with each mark in its place."""
    wanted = {
        platform: answer.with_suffix(f".{platform}.txt").read_text(encoding="utf-8")
        for platform in ("telegram", "discord")
    }

    assert as_shown(answer.read_text(encoding="utf-8")) == wanted


def test_there_are_twelve() -> None:
    """None got lost."""
    assert len(ANSWERS) == 12
