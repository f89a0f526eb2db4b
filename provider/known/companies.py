"""The companies behind the services that we know by name: they read what is sent to their addresses."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

COMPANIES: Final[Mapping[str, str]] = {
    "api.openai.com": "OpenAI",
    "api.anthropic.com": "Anthropic",
    "generativelanguage.googleapis.com": "Google",
    "openrouter.ai": "OpenRouter",
    "api.groq.com": "Groq",
    "api.deepseek.com": "DeepSeek",
    "api.mistral.ai": "Mistral AI",
    "api.x.ai": "xAI",
    "api.together.xyz": "Together AI",
    "api.fireworks.ai": "Fireworks AI",
    "api.cerebras.ai": "Cerebras",
    "api.perplexity.ai": "Perplexity",
}
"""The companies by the host of their addresses."""


@runtime_checkable
class HasHost(Protocol):
    """An optional ability of a `Provider`: it says to which host it sends everything."""

    @property
    def host(self) -> str:
        """The host of its address, without port and credentials."""


@lru_cache(maxsize=256)  # it is asked again for each model of a list
def host_of(url: str) -> str:
    """The host of an address; empty if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def company(host: str) -> str:
    """The company behind a host, followed by the host; the host alone if the company is not known."""
    return f"{COMPANIES[host]} ({host})" if host in COMPANIES else host
