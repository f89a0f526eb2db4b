"""Model servers by name, so that nobody has to write an address: the backend, the address, the key."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from provider.contract import Url
from provider.values import Value


class Preset(Value):
    """A model server.

    `kind`: its backend. `variable`: the usual environment variable of its key; empty if it needs none. `defaults`:
    further options that differ from those of its backend.
    """

    kind: str
    base_url: Url
    variable: str = ""
    defaults: Mapping[str, object] = {}

    def is_at(self, base_url: str) -> bool:
        """Whether an address is on this server, whatever its path."""
        ours = urlsplit(self.base_url)
        try:
            theirs = urlsplit(base_url)
        except ValueError:
            return False
        return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc.lower())


def _chat(base_url: str, variable: str = "", **defaults: object) -> Preset:
    return Preset("openai", Url(base_url), variable, defaults)


PRESETS: Final[Mapping[str, Preset]] = {
    "openai": _chat("https://api.openai.com/v1", "OPENAI_API_KEY"),
    "anthropic": Preset("anthropic", Url("https://api.anthropic.com"), "ANTHROPIC_API_KEY"),
    "gemini": Preset("gemini", Url("https://generativelanguage.googleapis.com/v1beta"), "GEMINI_API_KEY"),
    "openrouter": _chat("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "groq": _chat("https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "deepseek": _chat("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    "mistral": _chat("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "xai": _chat("https://api.x.ai/v1", "XAI_API_KEY"),
    "together": _chat("https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    "fireworks": _chat("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
    "cerebras": _chat("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
    "perplexity": _chat(  # it lists no models
        "https://api.perplexity.ai", "PERPLEXITY_API_KEY", models=("sonar", "sonar-pro", "sonar-reasoning-pro")
    ),
    "ollama": _chat("http://127.0.0.1:11434/v1"),
    "lmstudio": _chat("http://127.0.0.1:1234/v1"),
}


def wants_key(base_url: str) -> bool:
    """Whether the address is that of a service that answers nobody without a key."""
    return any(preset.variable and preset.is_at(base_url) for preset in PRESETS.values())


LOCAL_SERVERS: Final[Mapping[str, Url]] = {
    "ollama": Url("http://127.0.0.1:11434/v1"),
    "lmstudio": Url("http://127.0.0.1:1234/v1"),
}
"""The usual addresses of model servers on this machine. Open them as `openai` providers and name them in `guessed`."""
