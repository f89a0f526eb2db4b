"""What every backend promises. A new one is found by itself."""

import asyncio
import dataclasses
import inspect
import pkgutil
import subprocess
import sys
from typing import Any, get_args, get_type_hints

import pytest

import provider.backends
from provider import Backend, ProviderError, Request, Secret, Trust, Url
from provider.backends import backends
from provider.contract import Message

NAMES = sorted(module.name for module in pkgutil.iter_modules(provider.backends.__path__) if module.name[0] != "_")
HELLO = Request((Message("user", "Hello"),))


def options_of(backend: Backend[Any]) -> Any:
    """Its defaults, with every address set to one where nobody listens."""
    hints = get_type_hints(backend.options)
    addresses = [name for name, kind in hints.items() if kind is Url and "proxy" not in name]
    return backend.options(**dict.fromkeys(addresses, "http://127.0.0.1:9/"))


def test_every_module_is_a_backend() -> None:
    """A file in the folder is a kind in the config, under its own name."""
    assert sorted(backends()) == NAMES
    assert {"chatgptes", "demo", "openai"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_its_options_are_plain_values_with_defaults(name: str) -> None:
    """So that a config section can be empty, and be checked by its types alone; a secret shows in no repr."""
    options = backends()[name].options
    fields = dataclasses.fields(options)

    assert options() == options()
    assert options.__dataclass_params__.frozen
    assert "kind" not in {field.name for field in fields}
    assert not [field.name for field in fields if get_type_hints(options)[field.name] is Secret and field.repr]


@pytest.mark.parametrize("name", NAMES)
async def test_opening_sends_nothing(name: str) -> None:
    """A provider is there before its server is, says who reads, and may be closed twice."""
    opened = backends()[name].open(options_of(backends()[name]))

    assert opened.trust in get_args(Trust)
    assert isinstance(opened.default_model, str)
    assert inspect.isasyncgenfunction(opened.stream)
    await opened.aclose()
    await opened.aclose()


@pytest.mark.parametrize("name", NAMES)
async def test_it_raises_provider_errors_and_nothing_else(name: str) -> None:
    """A server that is not there, and a model that does not exist, are errors that the catalog understands."""
    opened = backends()[name].open(options_of(backends()[name]))
    stream = opened.stream(dataclasses.replace(HELLO, model="no-such-model"))
    try:
        async with asyncio.timeout(5):
            with pytest.raises(ProviderError):
                await anext(stream)
    finally:
        await stream.aclose()
        await opened.aclose()


def test_the_package_exports_what_it_names() -> None:
    """The first backend is usable alone: `from provider import ChatGptEs`."""
    exported = {name: getattr(provider, name) for name in provider.__all__}

    assert exported["ChatGptEs"].__module__ == "provider.backends.chatgptes"


def test_importing_is_cheap() -> None:
    """`import provider` loads no HTTP library."""
    program = "import sys, provider; print('curl_cffi' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)

    assert ran.stdout.strip() == "False"
