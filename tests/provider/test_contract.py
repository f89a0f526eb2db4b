"""What the package `provider` is to its users. What every backend promises is in `test_provider_contract`."""

import pkgutil
import subprocess
import sys

import provider.backends
from provider.backends import backends

NAMES = sorted(module.name for module in pkgutil.iter_modules(provider.backends.__path__) if module.name[0] != "_")


def test_every_module_is_a_backend() -> None:
    """A file in the folder is a kind in the config, under its own name."""
    assert sorted(backends()) == NAMES
    assert {"chatgptes", "demo", "openai"} <= set(NAMES)


def test_the_package_exports_what_it_names() -> None:
    """The first backend is usable alone: `from provider import ChatGptEs`."""
    exported = {name: getattr(provider, name) for name in provider.__all__}

    assert exported["ChatGptEs"].__module__ == "provider.backends.chatgptes"


def test_importing_is_cheap() -> None:
    """`import provider` loads no HTTP library."""
    program = "import sys, provider; print('curl_cffi' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)

    assert ran.stdout.strip() == "False"
