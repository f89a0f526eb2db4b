"""Who reads what is sent to a model."""

from provider import Catalog, Url
from provider.backends import chatgptes, demo, openai
from provider.known.companies import COMPANIES, company, host_of
from provider.known.presets import PRESETS
from provider.routing.fallback import Alias, Routes


def test_every_service_has_a_company() -> None:
    """Those that are known by name and take a key are no machine of ours."""
    hosts = {host_of(preset.base_url) for preset in PRESETS.values() if preset.variable}

    assert hosts == set(COMPANIES)


def test_an_address_shows_its_host_and_nothing_else() -> None:
    """No credentials, no port; what is no address has no host."""
    assert host_of("https://me:secret@models.example:8443/v1?key=secret") == "models.example"
    assert host_of("http://[") == ""
    assert company("api.openai.com") == "OpenAI (api.openai.com)"
    assert company("models.example") == "models.example"


async def test_the_catalog_says_who_reads() -> None:
    """By a model's name or its alias, and who may stand in for it."""
    providers = {
        "mine": openai.BACKEND.open(openai.Options(base_url=Url("https://models.example/v1"))),
        "chatgptes": chatgptes.BACKEND.open(chatgptes.Options()),
        "demo": demo.BACKEND.open(demo.Options()),
    }
    catalog = Catalog(providers, routes=Routes({"fast": Alias("mine/one")}, ("chatgptes",)))

    assert catalog.company("mine/one") == catalog.company("fast") == "models.example"
    assert catalog.company("chatgptes") == "chatgpt.es"
    assert catalog.company("demo/demo") == catalog.company("nobody/one") == ""
    assert catalog.stand_ins("fast") == ("chatgptes",)
    assert catalog.stand_ins("auto") == ("mine", "chatgptes")

    await catalog.aclose()
