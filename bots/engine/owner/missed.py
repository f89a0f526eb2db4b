"""What could not reach any owner: kept, of each kind the newest, until an owner reads it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bots.engine.language.moments import moment
from bots.engine.language.phrases import say
from bots.engine.owner.kept import Kept
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage.store import Store

MOST = 50
"""Kinds of news that are kept; of more, the oldest goes."""
LONGEST = 500
"""Characters of one piece of news that are kept."""
MOST_AT_ONCE = 10
"""Pieces of news that an owner reads at once; the others come next."""

SCOPE, KEY = "alerts", "missed"
"""Where the store keeps them."""


@dataclass(frozen=True, slots=True)
class MissedNews:
    """What the owners missed. `at`: when it came last (Unix time). `times`: how often it came.

    `subject`: whom an owner is asked about; empty if it is no question. `how`: as in `alerts.News`.
    """

    text: str = field(repr=False)
    at: float
    times: int = 1
    subject: str = ""
    how: str = ""


class Missed:
    """Keeps news by kind. `load` it once."""

    def __init__(self, store: Store, clock: Clock, tasks: Supervisor) -> None:
        self._clock = clock
        self._kept = Kept(store, clock, tasks, (SCOPE, KEY), "what no owner could be told")
        self._news: dict[str, MissedNews] = {}

    async def load(self) -> None:
        """Read what no owner has read yet."""
        self._news = _news_in(await self._kept.load())

    @property
    def next(self) -> Mapping[str, MissedNews]:
        """What an owner is to read next: the oldest, by kind."""
        return dict(tuple(self._news.items())[:MOST_AT_ONCE])

    def account(self, missed: Mapping[str, MissedNews]) -> str:
        """The words for the owners, a line for each piece of news."""
        lines = [say("alert_missed")]
        for each in missed.values():
            text = each.text if each.times == 1 else say("alert_counted", text=each.text, count=each.times)
            lines.append(f"- {moment(each.at)}: {text}")
        if more := len(self._news.keys() - missed.keys()):
            lines.append(say("alert_missed_more", count=more))
        if any(each.subject for each in missed.values()):
            lines.append(say("alert_missed_asks"))
        return "\n".join(lines)

    def keep(self, kind: str, text: str, subject: str = "", how: str = "") -> bool:
        """Keep a piece of news. Returns whether its kind is new."""
        known = self._news.pop(kind, None)
        times = known.times + 1 if known is not None else 1
        text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        self._news[kind] = MissedNews(text, self._clock.wall(), times, subject, how)
        if len(self._news) > MOST:
            self._news.pop(next(iter(self._news)))
        self._save()
        return known is None

    def read(self, missed: Mapping[str, MissedNews]) -> None:
        """Note that an owner has read these; what has come since stays."""
        self._news = {kind: each for kind, each in self._news.items() if each is not missed.get(kind)}
        self._save()

    def drop(self, kind: str) -> None:
        """Forget a kind, because the newest of it has reached an owner."""
        if self._news.pop(kind, None) is not None:
            self._save()

    def _save(self) -> None:
        self._kept.save({kind: asdict(news) for kind, news in self._news.items()})


def _news_in(kept: Any) -> dict[str, MissedNews]:
    """What `_save` kept; anything else is as good as nothing."""
    try:
        return {str(kind): _one_in(each) for kind, each in kept.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _one_in(kept: Any) -> MissedNews:
    how = str(kept.get("how", ""))  # an older version did not tell
    return MissedNews(str(kept["text"]), float(kept["at"]), int(kept["times"]), str(kept["subject"]), how)
