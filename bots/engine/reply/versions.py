"""The answers to one question: between which one can turn, how each is shown again, and all of them as a file. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bots.engine.attachments.wording import quote_above
from bots.engine.delivery.sending import frames
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import ALONE, NO_LIMIT, AnswerButtons, Phase, Turning
from bots.engine.reply.remarks import ORDER, Kind, small_line
from bots.engine.seam.platform import Platform
from bots.engine.seam.shown import File, Frame
from bots.engine.storage.answers import MOST
from bots.engine.storage.records import StoredAnswer
from bots.text.sources import NOTHING_CITED, Cited, Numbered, listed
from provider.values import replace

Versions = Sequence[StoredAnswer]
"""The answers to a question of which words are kept, the oldest first."""


def turning(platform: Platform, versions: Versions, answer: int) -> Turning:
    """Which of them the answer in that row is; a new one is the last, and then the oldest of too many goes.

    Nobody can turn if one of the others needs more than one message.
    """
    rows = [each.answer for each in versions]
    if answer not in rows:
        rows = [*rows[1 - MOST :], answer]
    others = [each for each in versions if each.answer in rows and each.answer != answer]
    if not others or not all(is_one_message(platform, each) for each in others):
        return ALONE
    at = rows.index(answer)
    return Turning(at + 1, len(rows), rows[at - 1] if at else 0, rows[at + 1] if at + 1 < len(rows) else 0)


def is_turned(platform: Platform, versions: Versions) -> bool:
    """Whether one can turn between them: each is one message."""
    return all(is_one_message(platform, each) for each in versions)


def buttons_of(platform: Platform, stored: StoredAnswer, versions: Versions, *, most: int = NO_LIMIT) -> AnswerButtons:
    """The buttons of an answer that has ended. `most`: the messages that it may have."""
    return AnswerButtons(0, stored.answer, most=most, turning=turning(platform, versions, stored.answer))


def is_one_message(platform: Platform, stored: StoredAnswer) -> bool:
    """Whether all of it fits into one."""
    return len(_shown(platform, stored)) == 1


def whole_frame(platform: Platform, stored: StoredAnswer, buttons: AnswerButtons) -> Frame:
    """All of an answer that is one message, as it stood at its end."""
    [frame] = _shown(platform, stored)
    return replace(frame, buttons=buttons.under(Phase.OVER, length=length_of(stored)))


def first_frame(platform: Platform, stored: StoredAnswer, versions: Versions, *, alone: bool) -> Frame | None:
    """What the first message of an answer shows, if its words were kept. `alone`: it is the only one."""
    if not stored.said:
        return None
    if not alone:
        return frames(platform, quoting(stored, stored.said), cited=cited(stored.sources, stored.said))[0]
    buttons = buttons_of(platform, stored, versions).under(Phase.OVER, length=length_of(stored))
    return replace(_shown(platform, stored)[0], buttons=buttons)


def open_frame(platform: Platform, stored: StoredAnswer, versions: Versions, *, most: int = NO_LIMIT) -> Frame:
    """What the last message of an answer that may go on shows."""
    number = len(stored.messages)
    buttons = buttons_of(platform, stored, versions, most=most)
    shown = frames(platform, stored.open_part or "", _remark(stored), cited(stored.sources, stored.said))
    return replace(shown[0], buttons=buttons.under(Phase.OVER, length=len(stored.said), number=number))


def length_of(stored: StoredAnswer) -> int:
    """Its characters if it may go on, else 0."""
    return len(stored.said) if stored.open_part is not None else 0


def as_file(versions: Versions, but: int) -> File:
    """All versions but the one in that row."""
    parts = []
    for number, each in enumerate(versions, 1):
        if each.answer != but:
            when = datetime.fromtimestamp(each.at, UTC).isoformat(" ", timespec="minutes")
            head = " · ".join(filter(None, (f"{number}/{len(versions)}", each.facts.model, f"{when} UTC")))
            parts += [f"# {head}", each.said]
    return File("versions.md", "\n\n".join(parts).encode())


def quoting(stored: StoredAnswer, text: str) -> str:
    """The text of the first message of an answer, with what was understood of its question above it."""
    return "\n\n".join(filter(None, (quote_above(stored.attached), text)))


def cited(sources: tuple[Numbered, ...], text: str) -> Cited:
    """The sources of an answer with that text, as they stand in it and below it."""
    return Cited(sources, listed(sources, text), say("sources")) if sources else NOTHING_CITED


def _shown(platform: Platform, stored: StoredAnswer) -> list[Frame]:
    text = quoting(stored, stored.said)
    return frames(platform, text, _remark(stored), cited(stored.sources, stored.said))


def _remark(stored: StoredAnswer) -> str:
    """The small line that stood below it."""
    kept = dict(stored.facts.remarks)
    remarks: dict[Kind, str] = {kind: kept.get(kind, "") for kind in ORDER}
    return small_line(remarks)
