"""What is known of a model is worked out once, and anew as soon as anything of it may have changed."""

from datetime import UTC, datetime

from provider.known.model_settings import ModelSettings
from provider.known.presets import PRESETS
from tests.fakes.anthropic_api import AnthropicApi
from tests.provider.servers import open_at, talking_to


async def test_what_stays_is_worked_out_once() -> None:
    """It is one object for all who ask."""
    async with talking_to("openai", AnthropicApi(), model={"m": ModelSettings(vision=True)}) as provider:
        assert provider.settings("m").vision is True
        assert provider.settings("m") is provider.settings("m")


async def test_what_the_server_lists_counts_at_once() -> None:
    """Though it was asked for before."""
    async with talking_to("anthropic", AnthropicApi(models=("claude-opus-9",))) as provider:
        assert provider.settings("claude-opus-9").context == 0

        await provider.models()

        assert provider.settings("claude-opus-9").context == 200_000


async def test_a_lesson_counts_at_once_and_until_it_is_a_week_old() -> None:
    """What was learned goes before what was remembered."""
    async with talking_to("openai", AnthropicApi()) as provider:
        provider.learned.now = lambda: 1.0
        assert provider.settings("m").tools is None

        provider.learned.note("m", "tools")

        assert provider.settings("m").tools is False
        provider.learned.now = lambda: 604_802.0
        assert provider.settings("m").tools is None


async def test_a_price_counts_from_its_day_on() -> None:
    """A bot that runs over New Year asks a table that knows of two prices."""
    provider = open_at("gemini", PRESETS["gemini"].base_url, api_key="k")
    days = [datetime(year, month, day, tzinfo=UTC).timestamp() for year, month, day in ((2026, 12, 31), (2027, 1, 1))]
    prices = []
    for day in days:
        provider.learned.now = lambda day=day: day  # type: ignore[misc]
        prices.append(provider.settings("gemini-3.6-flash").price)
    await provider.aclose()

    assert None not in prices
    assert prices[0] != prices[1]
