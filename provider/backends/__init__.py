"""One file a backend; a new one is found by itself."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from provider.contract import Backend


def backends() -> Mapping[str, Backend[Any]]:
    """Every backend by its kind."""
    found: dict[str, Backend[Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            backend: Backend[Any] = importlib.import_module(f"{__name__}.{module.name}").BACKEND
            found[backend.kind] = backend
    return found
