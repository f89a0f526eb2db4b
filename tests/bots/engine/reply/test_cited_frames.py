"""The sources of an answer in its frames, on both platforms' own rendering: valid at each moment, never alone."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord_bot.bot import DiscordBot
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.platform import Meter
from bots.engine.seam.shown import Frame
from bots.telegram_bot.bot import TelegramBot
from bots.text.piece import Piece
from bots.text.sources import Cited
from bots.text.units import units
from provider.contract import Event, Finish, Source, Text
from tests.bots.engine.house import house
from tests.fakes.memory import MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime

NOWHERE = "http://127.0.0.1:1"
LIMITS = {"telegram": 4096, "discord": 2000}
URL = "https://site{}.example/a/page"


class Unmeasured(Meter):
    def measured(self, budget: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        """Nobody calls anything."""


BOTS: Mapping[str, TelegramBot | DiscordBot] = {
    "telegram": TelegramBot("1:x", api_url=NOWHERE, clock=RealClock()),
    "discord": DiscordBot("x", api_url=NOWHERE, gateway_url=NOWHERE, clock=RealClock(), meter=Unmeasured()),
}


class Rendered(MemoryPlatform):
    """It shows what a real platform would."""

    def __init__(self, clock: RealClock, kind: str) -> None:
        super().__init__(clock)
        self.kind = kind

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        return BOTS[self.kind].render(source, last=last, remark=remark)

    def cited(self, source: str, cited: Cited, *, last: bool, remark: str = "", reasoning: str = "") -> Piece:
        return BOTS[self.kind].cited(source, cited, last=last, remark=remark, reasoning=reasoning)


async def shown(kind: str, script: Sequence[Step]) -> tuple[list[Frame], list[Frame]]:
    """All frames that went out for an answer, and those that stand in the end."""
    clock = VirtualClock()
    platform = Rendered(clock, kind)
    async with house(script, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(400.0)
        return [call.frame for call in platform.calls], list(platform.seen(one.private().place))


def links(frame: Frame, url: str) -> int:
    """How often that address is behind words of the frame."""
    return sum(entity.url == url for entity in frame.entities) + frame.text.count(f"]({url})")


WORDS = "The quick brown fox [1] jumps over the lazy dog [2][3] and then it sleeps `a[1]` for long.\n\n"
EVENTS: st.SearchStrategy[Event | float] = st.one_of(
    st.integers(1, 30).map(lambda count: Text(WORDS * count)),
    st.integers(1, len(WORDS)).map(lambda end: Text(WORDS[:end])),
    st.integers(1, 4).map(lambda number: Source(f"Page {number}", URL.format(number), None, number)),
    st.tuples(st.integers(0, 900), st.integers(0, 900)).map(
        lambda span: Source("Spanned", URL.format(9), (min(span), max(span)))
    ),
    st.sampled_from((0.0, 1.0, 6.0)),
)


@settings(max_examples=25)
@given(st.sampled_from(sorted(BOTS)), st.lists(EVENTS, min_size=1, max_size=8), st.sampled_from(("stop", "length")))
async def test_every_frame_is_valid_and_sources_are_never_alone(
    kind: str, events: list[Event | float], reason: str
) -> None:
    """Whenever a source comes: entities lie in the text, no message is too long, the list has words above it."""
    script: list[Step] = [Text("Well. "), *events, Finish("length" if reason == "length" else "stop")]
    sent, standing = await shown(kind, script)

    for frame in sent:
        assert units(frame.text) <= LIMITS[kind]
        assert all(each.offset >= 0 and each.offset + each.length <= units(frame.text) for each in frame.entities)
    heading = f"{say('sources')}"
    listing = [frame for frame in standing if heading in frame.text]
    assert len(listing) <= 1
    assert listing in ([], standing[-1:])
    assert not any(frame.text.removeprefix("-# ").startswith(heading) for frame in standing)


LONG = "A sentence about the sea, which is wide [1]. "


@pytest.mark.parametrize("kind", sorted(BOTS))
async def test_marks_in_a_full_message_become_links_when_their_source_comes(kind: str) -> None:
    """At the end, with the same words in it; where an address leaves no room for all of them, the mark stays text."""
    count = 2 * LIMITS[kind] // len(LONG)
    url = URL.format(1)
    _, late = await shown(kind, (Text(LONG * count), 30.0, Text("The end."), Source("Page", url, None, 1), Finish()))
    _, never = await shown(kind, (Text(LONG * count), 30.0, Text("The end."), Finish()))

    first, before = late[0], never[0]
    assert first.text.replace(f"[[1]]({url})", "[1]") == before.text
    assert links(before, url) == 0
    assert links(first, url) > 0 or len(before.text) + len(url) > LIMITS[kind] - 2 * len(LONG)
    assert kind == "discord" or links(first, url) == before.text.count("[1]")


async def test_a_full_message_without_marks_is_not_called_again() -> None:
    """An edit for nothing would cost a call."""
    plain = LONG.replace(" [1]", "")
    cited = (Text(plain * 200), 30.0, Text("The end [1]."), Source("Page", URL.format(1), None, 1), Finish())
    sent, standing = await shown("telegram", cited)
    without, _ = await shown("telegram", (*cited[:3], Finish()))

    assert len(standing) > 1
    assert len(sent) == len(without)
