"""A moment in words: read as words everywhere, as Discord's own moment there, and never made by a model's text."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bots.engine.language.moments import moment, opening
from bots.text.moments import in_words, marked
from bots.text.opaque import show
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram

AT = datetime(2026, 1, 31, 0, 0, tzinfo=UTC).timestamp()


def test_discord_shows_it_to_each_reader_in_their_zone() -> None:
    """The time of day if it is near, else the day too; how long until then; also within other marks."""
    at, left = opening(AT, AT - 18_000)
    far, long = opening(AT, AT - 864_000)

    assert to_discord(f"It goes on at **{at}** ({left}).", last=True).text == (
        "It goes on at **<t:1769817600:t>** (<t:1769817600:R>)."
    )
    assert to_discord(f"{far}, {long}", last=True).text == "<t:1769817600:f>, <t:1769817600:R>"


def test_elsewhere_it_is_words_in_the_zone_of_the_place() -> None:
    """On Telegram, in code, in a log; nothing of the marks is left."""
    at, left = opening(AT, AT - 18_000, ZoneInfo("Europe/Madrid"))

    assert in_words(f"{at} ({left})") == "01:00 CET (in 5 h)"
    assert show(at) == to_telegram(at, last=True).text == "01:00 CET"
    assert to_discord(f"`{at}`", last=True).text == "`01:00 CET`"
    assert in_words(moment(AT)) == "2026-01-31 00:00 UTC"
    assert to_telegram(moment(AT), last=True).text == "2026-01-31 00:00 UTC"


def test_a_moment_that_was_cut_is_words_at_worst() -> None:
    """Whatever is left of the marks is not seen, and what a model writes like one stays text."""
    whole = marked("now", AT, "R")
    for end in range(len(whole)):
        assert set(to_discord(f"x {whole[:end]}", last=True).text) <= set("x now<t:1769817600R>")
    assert to_discord("<t:1769817600:R>", last=True).text == "<\u2060t:1769817600:R>"
