"""Which price a model of a server has: from the config, its list, the table, the nearest name."""

from collections.abc import Mapping

import pytest

from provider.backends import backends
from provider.contract import Secret, Url
from provider.known.model_settings import KnowsModels, ModelSettings, settings_of
from provider.known.presets import PRESETS
from provider.known.prices import Price

OPENAI = PRESETS["openai"].base_url
HERE = Url("http://127.0.0.1:9/v1")


def opened(
    base_url: str, *, key: str = "k", model: Mapping[str, ModelSettings] | None = None, kind: str = "openai"
) -> KnowsModels:
    backend = backends()[kind]
    provider = backend.open(backend.options(base_url=Url(base_url), api_key=Secret(key), model=model or {}))
    assert isinstance(provider, KnowsModels)
    return provider


def price(provider: KnowsModels, model: str) -> Price | None:
    return settings_of(provider, model).price


def test_the_config_goes_before_the_table() -> None:
    """All of it: the table's price of cached tokens does not belong to the config's of the others."""
    provider = opened(
        OPENAI, model={"gpt-4o": ModelSettings(price=Price(7.0, 8.0)), "gpt-9": ModelSettings(vision=True)}
    )

    assert price(provider, "gpt-4o") == Price(7.0, 8.0)
    assert price(provider, "gpt-4o-mini") == Price(0.15, 0.6, cached=0.075, search=10.0)
    assert settings_of(provider, "gpt-9").vision
    assert (price(provider, "gpt-9") or Price()).like


@pytest.mark.parametrize(
    ("base_url", "key", "model", "like"),
    [
        (OPENAI, "k", "gpt-6.2-sol", "gpt-6.1-sol"),
        (OPENAI, "k", "house-model", "o1-pro"),
        ("https://models.example/v1", "k", "gpt-6.2-sol", "openai/gpt-6.1-sol"),
        ("https://models.example/v1", "k", "house-model", None),
        (HERE, "", "gpt-6.2-sol", None),
    ],
    ids=["nearest", "dearest of the service", "nearest anywhere", "no name near", "a machine of ours"],
)
def test_whose_price_stands_in(base_url: str, key: str, model: str, like: str | None) -> None:
    """Where an account pays."""
    found = price(opened(base_url, key=key), model)

    assert (found and found.like) == like
