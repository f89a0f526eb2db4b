"""What servers' lists tell of their models."""

import json
from typing import Any

import pytest

from provider import BadAnswer
from provider.dialects.model_listing import Listed, for_chats, listed
from provider.known.model_settings import ModelSettings, merged
from provider.known.prices import Price


def told(item: dict[str, Any]) -> ModelSettings:
    """Of the one model in a list."""
    (found,) = listed(json.dumps({"data": [{"id": "m", **item}]}).encode())
    return found.told


@pytest.mark.parametrize(
    ("item", "settings"),
    [
        ({}, ModelSettings()),
        (
            {
                "context_length": 131072,
                "architecture": {"input_modalities": ["text", "image", "file"]},
                "pricing": {
                    "prompt": "0.00000059",
                    "completion": "0.00000079",
                    "input_cache_read": "0.00000006",
                    "web_search": "0.01",
                    "request": "0.002",
                },
                "supported_parameters": ["temperature", "reasoning", "tools"],
            },
            ModelSettings(
                True, True, 131072, Price(0.59, 0.79, 0.06, 10.0, 2.0), hearing=False, documents=True, tools=True
            ),
        ),
        (
            {"architecture": {"input_modalities": ["text"]}, "pricing": {"prompt": "-1", "completion": "?"}},
            ModelSettings(vision=False, hearing=False, documents=False),
        ),
        ({"pricing": {"prompt": "0", "completion": "0"}}, ModelSettings(price=Price())),
        ({"context_window": 8192}, ModelSettings(context=8192)),
        (
            {"max_context_length": 32768, "capabilities": {"vision": True, "function_calling": False}},
            ModelSettings(vision=True, context=32768, tools=False),
        ),
        ({"pricing": {"input": 0.88, "output": 0.9}}, ModelSettings(price=Price(0.88, 0.9))),
        ({"pricing": {"input": 0, "output": 0}}, ModelSettings()),
        ({"supports_image_input": False, "context_length": 4096}, ModelSettings(vision=False, context=4096)),
        ({"max_model_len": 4096}, ModelSettings(context=4096)),
        ({"meta": {"n_ctx_train": 2048}}, ModelSettings(context=2048)),
        ({"context_length": "many", "capabilities": [], "meta": 3, "pricing": [], "architecture": ""}, ModelSettings()),
    ],
    ids=[
        "nothing",
        "openrouter",
        "a router",
        "free",
        "groq",
        "mistral",
        "together",
        "not said",
        "fireworks",
        "vllm",
        "llama.cpp",
        "junk",
    ],
)
def test_each_server_tells_in_its_own_words(item: dict[str, Any], settings: ModelSettings) -> None:
    """Prices become those of a million tokens."""
    assert told(item) == settings


def test_what_is_not_for_chats_is_left_out() -> None:
    """Where the server says so, else by its name."""
    items: list[Any] = [
        {"id": "mistral-plain"},
        {"id": "mistral-quiet", "capabilities": {"completion_chat": False}},
        {"id": "painter", "type": "image"},
        {"id": "bert", "supports_chat": False},
        {"id": "text-embedding"},
        {"id": "gpt-4o-mini"},
        "a-bare-name",
        {"name": "by-name"},
        {"id": 7},
        None,
    ]
    found = listed(json.dumps(items).encode())

    assert for_chats(found) == ("gpt-4o-mini", "mistral-plain", "a-bare-name", "by-name")
    assert for_chats(found, first=("nobody", "by-name"))[0] == "by-name"


def test_names_that_cannot_chat() -> None:
    """Judged by words in the name, not by letters in a row."""
    silent = ["nomic-embed-text:latest", "bge-m3", "omni-moderation-latest", "jina-reranker", "gpt-image-1"]
    silent += ["x/live-free", "gemini-robotics-er", "aqa"]
    able = ("llama3:8b", "ttsy", "delivery", "imagine", "learnlm")

    assert for_chats(map(Listed, [*silent, *able])) == able


@pytest.mark.parametrize("body", [b"", b"<html>", b"7", b'{"data": 5}', b"[" * 100_000])
def test_what_is_no_list(body: bytes) -> None:
    """Is an error, not a crash."""
    with pytest.raises(BadAnswer):
        listed(body)


def test_what_is_said_nearer_wins() -> None:
    """The config over the server; False and a price of nothing are something said, extra fields add up."""
    config = ModelSettings(vision=False, price=Price(), extra={"a": {"x": 1}})
    server = ModelSettings(True, True, 100, Price(1.0, 2.0, 0.1), {"a": {"x": 0, "y": 2}, "b": 3})

    assert config.over(server) == ModelSettings(False, True, 100, Price(), {"a": {"x": 1, "y": 2}, "b": 3})
    assert merged({"a": 1}, {"a": {"b": 2}}) == {"a": {"b": 2}}
