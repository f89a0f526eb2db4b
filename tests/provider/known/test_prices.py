"""What models cost, and whose price stands in for one that is not known."""

from datetime import UTC, date, datetime

import pytest

from provider.contract import Usage
from provider.known.presets import PRESETS
from provider.known.prices import Price, ServicePrices, Table, nearest, read, table

ELSEWHERE = "https://models.example/v1"
HEAD = "# a-package 1.2, 2026-11-28\nservice,model,since,input,output,cached,search,request\n"


def at(day: date) -> float:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()


def prices(base_url: str) -> ServicePrices:
    return ServicePrices(base_url, lambda: at(table().taken))


def like(service: str, model: str) -> Price:
    found = prices(PRESETS[service].base_url).like(model)
    assert found is not None
    return found


def test_common_models_have_a_price() -> None:
    """At the service that the table names, however they are spelled and dated; nowhere else."""
    openai = prices(PRESETS["openai"].base_url)
    known = openai.price("gpt-4o")

    assert known == Price(2.5, 10.0, cached=1.25, search=10.0)
    assert openai.price("gpt-4o-2024-11-20") == openai.price("GPT-4o") == known
    assert openai.price("gpt-4o-2024-05-13") == Price(5.0, 15.0, search=10.0)
    assert openai.price("gpt-99") is prices(ELSEWHERE).price("gpt-4o") is None


def test_every_price_is_of_a_service_that_we_know() -> None:
    """And writing costs money too, where reading does; only what hears is paid for by what it hears."""
    found = [(service, name) for service, models in table().services.items() for name in models]
    free = {
        name
        for models in table().services.values()
        for name, dated in models.items()
        for _, price in dated
        if price.input and not price.output
    }

    assert {service for service, _ in found} <= PRESETS.keys()
    assert len(found) > 500
    assert {"whisper-1", "whisper-large-v3"} <= free
    assert not {"gpt-4o", "gpt-4o-transcribe"} & free


@pytest.mark.parametrize(
    ("service", "model", "counts_as"),
    [
        ("openai", "gpt-6.2-sol", "gpt-6.1-sol"),
        ("openai", "gpt-6.1-astra", "gpt-6-astra"),  # the word says more of the price than the number
        ("openai", "gpt-7-luna", "gpt-6-luna"),
        ("openai", "gpt-6-nano", "gpt-5.4-nano"),
        ("openai", "sora-9", "o1-pro"),  # nothing begins like it
        ("anthropic", "claude-opus-6", "claude-opus-5-5"),
        ("anthropic", "claude-fable-5-3-20270101", "claude-fable-5-2"),
        ("gemini", "gemini-3.9-flash", "gemini-3.8-flash"),
        ("mistral", "mistral-large-2611", "mistral-large-2512"),
        ("fireworks", "accounts/fireworks/models/glm-5p4", "glm-5p3"),
        ("groq", "qwen/qwen4-32b", "qwen/qwen3-32b"),
    ],
)
def test_the_nearest_name_of_the_service_stands_in(service: str, model: str, counts_as: str) -> None:
    """In the table as it is today."""
    assert like(service, model).like == counts_as


def test_the_nearest_name() -> None:
    """By words, then by numbers, then by how much else there is; of equals, the dearest."""
    one, two, three = Price(1.0, 1.0), Price(2.0, 2.0), Price(3.0, 3.0)

    def found(model: str, **known: Price) -> str:
        price = nearest(model, {name.replace("_", "-"): each for name, each in known.items()})
        return price.like if price else ""

    assert found("ape-9-pro", ape_8=three, ape_1_pro=one) == "ape-1-pro"
    assert found("ape-9", ape_8=one, ape_7=three, ape_10=three) == "ape-8"
    assert found("ape-3", ape_8=one, ape_7=three) == "ape-7"
    assert found("ape", ape_8=one, ape_7=three) == "ape-8"
    assert found("ape-9", ape_8_mini=three, ape_8=one) == "ape-8"
    assert found("ape-9", ape_8_mini=one, ape_8_nano=two) == "ape-8-nano"
    assert found("bee-9", ape_8=one) == ""
    assert found("", ape_8=one) == ""


def test_at_an_unknown_server_a_known_name_counts() -> None:
    """Of two services that have it, the dearer; nothing else stands in."""
    somewhere = prices(ELSEWHERE)
    known = somewhere.like("gpt-4o")

    assert known is not None
    assert (known.like, known.output) == ("openai/gpt-4o", 10.0)
    assert somewhere.like("house-model") is None


def test_an_announced_price_counts_from_its_day_on() -> None:
    """With the day in the clock's UTC."""
    told = read(HEAD + "openai,a-1,,1,2,,,\nopenai,a-1,2027-01-01,3,4,,,\n")

    assert told.prices("openai", date(2026, 12, 31)) == {"a-1": Price(1.0, 2.0)}
    assert told.prices("openai", date(2027, 1, 1)) == {"a-1": Price(3.0, 4.0)}
    assert told.prices("openai", date(2020, 1, 1)) == {"a-1": Price(1.0, 2.0)}  # a clock that is wrong


def test_the_table_is_old_after_ninety_days() -> None:
    """Not on the ninetieth, and not by a clock that is behind."""
    told = Table("a-package 1.2", date(2026, 11, 28), {})

    assert [told.is_old(at(day)) for day in (date(2020, 1, 1), date(2027, 2, 26), date(2027, 2, 27))] == [
        False,
        False,
        True,
    ]


def test_what_was_cached_searched_and_asked_has_its_own_price() -> None:
    """Without one, cached tokens cost what others do; more cached than read is a server's mistake."""
    usage = Usage(1_000_000, 100_000, cached_tokens=400_000, searches=3)

    assert Price(2.0, 10.0).of(usage) == pytest.approx(2.0 + 1.0)
    assert Price(2.0, 10.0, cached=0.5).of(usage) == pytest.approx(1.2 + 0.2 + 1.0)
    assert Price(0.0, 0.0, search=10.0, request=5.0).of(usage, requests=4) == pytest.approx(0.03 + 0.02)
    assert Price(2.0, 0.0, cached=0.5).of(Usage(1_000_000, 0, cached_tokens=9_000_000)) == pytest.approx(0.5)


@pytest.mark.parametrize("model", ["", "/", "模型", "9" * 5_000, "gpt-" + "9" * 5_000, "gpt-" * 2_000, "-2024-11-20"])
def test_whatever_a_model_is_called(model: str) -> None:
    """People and servers may name any."""
    openai = prices(PRESETS["openai"].base_url)

    assert openai.price(model) is None
    assert openai.like(model) is not None
