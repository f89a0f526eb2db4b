"""What could not reach any owner: kept, of each kind the newest, until an owner reads it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bots.engine.language.moments import moment
from bots.engine.language.phrases import say
from bots.engine.owner.kept import Kept, Where
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage.store import Store
from provider.values import Hidden, Value, asdict, replace

MOST = 50
"""Kinds of news that are kept; of more, the oldest goes."""
LONGEST = 500
"""Characters of one piece of news that are kept."""
MOST_AT_ONCE = 10
"""Pieces of news that an owner reads at once; the others come next."""

SCOPE, KEY = "alerts", "missed"
"""Where the store keeps them."""


class MissedNews(Value):
    """What the owners missed. `at`: when it came last (Unix time). `times`: how often it came.

    `subject`: whom an owner is asked about; empty if it is no question. `how`: as in `alerts.News`.
    """

    text: Hidden[str]
    at: float
    times: int = 1
    subject: str = ""
    how: str = ""


MissedByKind = Mapping[str, MissedNews]
"""What was missed, by kind, the oldest first."""


class Missed:
    """Keeps news by kind. `load` it once."""

    def __init__(self, store: Store, clock: Clock, tasks: Supervisor) -> None:
        self._clock = clock
        where = Where(SCOPE, KEY, "what no owner could be told")
        self._kept = Kept(store, clock, tasks, where, _news_in, _dumped)
        self.load = self._kept.load
        """Reads what no owner has read yet."""

    @property
    def next(self) -> MissedByKind:
        """What an owner is to read next: the oldest, by kind."""
        return dict(tuple(self._kept.value.items())[:MOST_AT_ONCE])

    def account(self, missed: MissedByKind) -> str:
        """The words for the owners, a line for each piece of news."""
        lines = [say("alert_missed")]
        for each in missed.values():
            text = each.text if each.times == 1 else say("alert_counted", text=each.text, count=each.times)
            lines.append(f"- {moment(each.at)}: {text}")
        if more := len(self._kept.value.keys() - missed.keys()):
            lines.append(say("alert_missed_more", count=more))
        if any(each.subject for each in missed.values()):
            lines.append(say("alert_missed_asks"))
        return "\n".join(lines)

    def keep(self, kind: str, text: str, subject: str = "", how: str = "") -> bool:
        """Keep a piece of news. Returns whether its kind is new."""
        is_new = kind not in self._kept.value
        text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        self._kept.change(partial(_with, kind, MissedNews(text, self._clock.wall(), 1, subject, how)))
        return is_new

    def read(self, missed: MissedByKind) -> None:
        """Note that an owner has read these; what has come since stays."""
        self._kept.change(partial(_without, missed))

    def drop(self, kind: str) -> None:
        """Forget a kind, because the newest of it has reached an owner."""
        if kind in self._kept.value:
            self._kept.change(partial(_without_kind, kind))


def _with(kind: str, newest: MissedNews, news: MissedByKind) -> MissedByKind:
    known = news.get(kind)
    others = {name: each for name, each in news.items() if name != kind}
    kept = {**others, kind: replace(newest, times=newest.times + (known.times if known is not None else 0))}
    return dict(tuple(kept.items())[-MOST:])


def _without(read: MissedByKind, news: MissedByKind) -> MissedByKind:
    return {kind: each for kind, each in news.items() if each != read.get(kind)}


def _without_kind(gone: str, news: MissedByKind) -> MissedByKind:
    return {kind: each for kind, each in news.items() if kind != gone}


def _dumped(news: MissedByKind) -> object:
    return {kind: asdict(each) for kind, each in news.items()}


def _news_in(kept: Any) -> MissedByKind:
    """What `_dumped` made; anything else is as good as nothing."""
    try:
        return {str(kind): _one_in(each) for kind, each in kept.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _one_in(kept: Any) -> MissedNews:
    how = str(kept.get("how", ""))  # an older version did not tell
    return MissedNews(str(kept["text"]), float(kept["at"]), int(kept["times"]), str(kept["subject"]), how)
