"""What a server's list says about its models, and which of them are for chats. Pure."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from provider.contract import Effort
from provider.dialects.answer import count
from provider.errors import BadAnswer
from provider.known.efforts import LEVELS
from provider.known.model_settings import UNSET, ModelSettings
from provider.known.prices import Price
from provider.values import Value

_PREFERRED: Final = (
    "gpt-5.4-mini",
    "gpt-5-mini",
    "gpt-4.1-mini",
    "gpt-4o-mini",
    "gpt-4o",
    "openrouter/auto",
    "llama-3.3-70b-versatile",
    "deepseek-chat",
    "mistral-small-latest",
)
"""Defaults for servers that list many models, by the names there; cheap models before great ones."""

_DEAREST: Final = 1_000_000
"""US $ for a million tokens; no model costs more."""

_NO_CHAT: Final = re.compile(
    r"(?:^|[^a-z])(?:\w*embed\w*|bge|e5|gte|whisper|tts|\w*transcri\w*|speech|audio|realtime|live|voxtral|dall|image|imagen"
    r"|sora|veo|video|flux|diffusion|sdxl|moderation|guard|safeguard|\w*rerank\w*|ocr|clip|babbage|davinci|lyria|aqa"
    r"|robotics|gpt-3\.5-turbo-instruct|computer-use|deep-research)(?:$|[^a-z])"
)


class Listed(Value):
    """A model in the list of its server. `chats`: whether it is for chats; None if only its name can tell."""

    name: str
    told: ModelSettings = UNSET
    chats: bool | None = None


def for_chats(found: Iterable[Listed], *, first: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of the models for chats, in the server's order. The first of `first` that is among them comes first."""
    able = list(dict.fromkeys(each.name for each in found if each.name and _can_chat(each)))
    best = next((name for name in (*first, *_PREFERRED) if name in able), "")
    return tuple(sorted(able, key=lambda name: name != best))


def _can_chat(each: Listed) -> bool:
    return each.chats if each.chats is not None else not _NO_CHAT.search(each.name.lower())


def items(body: bytes) -> list[Mapping[str, object]]:
    """The entries of a list of models. A bare name becomes an entry with that `id`.

    Raises:
        BadAnswer: the body is no list.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadAnswer("The server's list of models is not JSON; is its address right?") from None
    if isinstance(value, dict):
        value = value.get("data", value.get("models"))
    if not isinstance(value, list):
        raise BadAnswer("The server's list of models is no list.")
    return [{"id": item} if isinstance(item, str) else item for item in value if isinstance(item, str | dict)]


def listed(body: bytes) -> list[Listed]:
    """The models in the answer to GET /models of a Chat Completions server, with all that its dialect adds."""
    return [Listed(_name(item), _told(item), _chats(item)) for item in items(body)]


def _name(item: Mapping[str, object]) -> str:
    name = item.get("id") or item.get("name")
    return name if isinstance(name, str) else ""


def _told(item: Mapping[str, object]) -> ModelSettings:
    """What an entry says about its model. OpenRouter, Groq, Mistral, Together, Fireworks, vLLM and llama.cpp differ."""
    able, meta, limits = item.get("capabilities"), item.get("meta"), item.get("supported_parameters")
    shape = item.get("architecture")
    takes = shape.get("input_modalities") if isinstance(shape, dict) else None
    vision = able.get("vision") if isinstance(able, dict) else item.get("supports_image_input")
    if isinstance(takes, list):
        vision = "image" in takes
    windows = (item.get(name) for name in ("context_length", "context_window", "max_context_length", "max_model_len"))
    trained = meta.get("n_ctx_train") if isinstance(meta, dict) else 0
    return ModelSettings(
        vision=vision if isinstance(vision, bool) else None,
        hearing="audio" in takes if isinstance(takes, list) else None,
        documents="file" in takes if isinstance(takes, list) else None,
        reasoning="reasoning" in limits if isinstance(limits, list) else None,
        context=next(filter(None, map(count, windows)), count(trained)),
        price=_price(item.get("pricing")),
        efforts=_efforts(item.get("reasoning"), limits),
        tools=_calls_tools(able, limits),
    )


def _efforts(reasoning: object, parameters: object) -> tuple[Effort, ...] | None:
    """How much the model can be told to think, as OpenRouter says it; None if the list does not say it.

    If it names no levels, all are taken. "xhigh" stands for "max", which OpenRouter takes for any model's highest.
    https://openrouter.ai/docs/client-sdks/python/components/modelreasoning
    """
    match reasoning:
        case {"mandatory": bool() as mandatory, **rest}:
            named = rest.get("supported_efforts")
            able = ["max" if each == "xhigh" else each for each in named] if isinstance(named, list) else LEVELS
            levels = tuple(level for level in LEVELS if level in able and not (mandatory and level == "none"))
            return levels if len(levels) > 1 else ()
    return () if isinstance(parameters, list) and "reasoning" not in parameters else None


def _calls_tools(able: object, parameters: object) -> bool | None:
    """Whether the model calls tools, as Mistral or OpenRouter say it; None if the list does not say it."""
    if isinstance(able, dict) and isinstance(calls := able.get("function_calling"), bool):
        return calls
    return "tools" in parameters if isinstance(parameters, list) else None


def _price(pricing: object) -> Price | None:
    """What a model costs. OpenRouter gives the price of one token or search as text, Together of a million tokens."""
    match pricing:
        case {"prompt": str() as asked, "completion": str() as said, **others}:
            price_in, price_out = _one(asked), _one(said)
            if price_in is None or price_out is None:
                return None
            cached, search, request = (_one(others.get(name)) for name in ("input_cache_read", "web_search", "request"))
            return Price(
                _times(price_in, 1_000_000),
                _times(price_out, 1_000_000),
                None if cached is None else _times(cached, 1_000_000),
                _times(search or 0.0, 1_000),
                _times(request or 0.0, 1_000),
            )
        case {"input": int() | float() as asked, "output": int() | float() as said} if asked or said:
            if 0 <= asked < _DEAREST and 0 <= said < _DEAREST:
                return Price(float(asked), float(said))
    return None


def _one(price: object) -> float | None:
    """The price of one token, or of another single thing, in US $."""
    try:
        dollars = float(price) if isinstance(price, str) else -1.0
    except ValueError:
        return None
    return dollars if 0 <= dollars < 1 else None  # a router says -1 if it depends


def _times(price: float, many: int) -> float:
    return round(price * many, 6)


def _chats(item: Mapping[str, object]) -> bool | None:
    able, kind = item.get("capabilities"), item.get("type")
    says = able.get("completion_chat") if isinstance(able, dict) else item.get("supports_chat")
    if says is False or (isinstance(kind, str) and kind in ("embedding", "image", "audio", "moderation", "rerank")):
        return False
    return None
