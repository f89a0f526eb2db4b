"""The prices of common models, in US $ for a million input and output tokens. The config overrides each.

Prices change, and the table knows no discounts for caches, batches or nights, and no surcharges for very long prompts.
It was gathered on 2026-11-23 from stored copies, which are as old as each line says:

- Anthropic: platform.claude.com/docs, the overview of models and the page of prices
- OpenAI: developers.openai.com (gpt-5-nano, and the input price of gpt-5.4-mini); the others from the tables of
  github/docs, of the crates adk-model, openai-cost and openai-models, and of pydantic/genai-prices
- Groq: the crate aicost, and quotations of console.groq.com/docs/models
- Gemini, DeepSeek, Mistral, xAI: pydantic/genai-prices

The prices that a server lists itself (OpenRouter, Together) go before this table.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from provider.known.model_settings import ModelSettings

Price = tuple[float, float]
"""US $ for a million input tokens, and for a million output tokens."""

PRICES: Final[Mapping[str, Mapping[str, Price]]] = {
    "api.openai.com": {  # 2025-07 to 2026-11, some of them undated
        "gpt-5.4": (2.5, 15.0),
        "gpt-5.4-mini": (0.75, 4.5),
        "gpt-5.2": (1.75, 14.0),
        "gpt-5": (1.25, 10.0),
        "gpt-5-mini": (0.25, 2.0),
        "gpt-5-nano": (0.05, 0.4),
        "gpt-4.1": (2.0, 8.0),
        "gpt-4o": (2.5, 10.0),
        "gpt-4o-mini": (0.15, 0.6),
        "o3": (2.0, 8.0),
        "o4-mini": (1.1, 4.4),
    },
    "api.anthropic.com": {  # 2026, undated
        "claude-fable-5-2": (8.0, 40.0),
        "claude-fable-5-1": (10.0, 50.0),
        "claude-opus-5-5": (4.0, 20.0),
        "claude-sonnet-5-5": (2.0, 10.0),
        "claude-sonnet-5": (2.0, 10.0),
        "claude-opus-4-6": (5.0, 25.0),
        "claude-opus-4-5": (5.0, 25.0),
        "claude-sonnet-4-6": (3.0, 15.0),
        "claude-sonnet-4-5": (3.0, 15.0),
        "claude-haiku-4-5": (1.0, 5.0),
    },
    "generativelanguage.googleapis.com": {  # 2025-06
        "gemini-2.5-pro": (1.25, 10.0),
        "gemini-2.5-flash": (0.3, 2.5),
    },
    "api.groq.com": {  # undated
        "llama-3.3-70b-versatile": (0.59, 0.79),
        "llama-3.1-8b-instant": (0.05, 0.08),
        "openai/gpt-oss-120b": (0.15, 0.6),
        "openai/gpt-oss-20b": (0.075, 0.3),
    },
    "api.deepseek.com": {  # 2026-05
        "deepseek-v4-flash": (0.14, 0.28),
        "deepseek-v4-pro": (0.435, 0.87),
    },
    "api.mistral.ai": {  # 2026-06 to 2026-08
        "mistral-large-2512": (0.5, 1.5),
        "mistral-medium-latest": (1.5, 7.5),
        "mistral-small-2603": (0.15, 0.6),
        "ministral-8b-latest": (0.15, 0.15),
    },
    "api.x.ai": {  # 2026-01 to 2026-07
        "grok-4.5": (2.0, 6.0),
        "grok-4.3": (1.25, 2.5),
        "grok-4.20": (1.25, 2.5),
        "grok-4-1-fast-reasoning": (0.2, 0.5),
        "grok-4-1-fast-non-reasoning": (0.2, 0.5),
    },
}

_DATE: Final = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$")


def known_price(base_url: str, model: str) -> ModelSettings:
    """The price of a model at that server, or `UNSET`. "gpt-4o-2024-11-20" costs what "gpt-4o" costs."""
    table = PRICES.get(urlsplit(base_url).hostname or "", {})
    price = table.get(model) or table.get(_DATE.sub("", model))
    return ModelSettings(input_price=price[0], output_price=price[1]) if price else ModelSettings()
