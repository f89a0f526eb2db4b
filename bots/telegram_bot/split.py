"""Which messages are parts of something that its author sent at once: albums, forwards, long texts. Pure."""

from collections.abc import Sequence

from bots.engine.seam.incoming import Incoming
from bots.telegram_bot.contents import JSON
from bots.telegram_bot.limits import ALBUM_SECONDS, CUT_FROM, CUT_SECONDS, FORWARD_SECONDS
from bots.telegram_bot.reading import News
from bots.text.units import units
from provider.values import replace


def with_rest(news: News | None, update: JSON) -> News | None:
    """The news of an update; a message that shows itself that more may come knows for how long."""
    message = update.get("message") or update.get("channel_post")
    if not isinstance(news, Incoming) or message is None:
        return news
    if units(message.get("text") or "") >= CUT_FROM:
        return replace(news, more=CUT_SECONDS, cut=True)
    if message.get("media_group_id"):
        return replace(news, more=ALBUM_SECONDS)
    return replace(news, more=FORWARD_SECONDS) if message.get("forward_origin") is not None else news


def with_followed(batch: Sequence[News | None]) -> tuple[News | None, ...]:
    """What came in one answer; each message knows whether its author's next one there came with it."""
    later: set[tuple[object, object]] = set()
    found: list[News | None] = []
    for news in reversed(batch):
        if isinstance(news, Incoming):
            whose = news.origin.place, news.origin.person
            found.append(replace(news, followed=whose in later))
            later.add(whose)
        else:
            found.append(news)
    return tuple(reversed(found))
