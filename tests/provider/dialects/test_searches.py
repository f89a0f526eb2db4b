"""What servers count besides tokens: what they had in a cache, and how often they searched the web."""

from collections.abc import Mapping, Sequence

import pytest

from provider.contract import Usage
from provider.dialects.answer import Answer
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.messages import MessagesAnswer

SEARCHED = {"content": {"parts": [{"text": "Hi"}]}, "groundingMetadata": {"webSearchQueries": ["tide", "moon"]}}

SAID = {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Hi"}}


@pytest.mark.parametrize(
    ("answer", "chunks", "usage"),
    [
        (
            GeneratedContent(),
            [
                {"candidates": [{**SEARCHED, "finishReason": "STOP"}]},
                {"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 2, "cachedContentTokenCount": 4}},
            ],
            Usage(9, 2, cached_tokens=4, searches=2),
        ),
        (
            GeneratedContent(),
            [
                {"candidates": [{**SEARCHED, "groundingMetadata": {"webSearchQueries": "t"}, "finishReason": "STOP"}]},
                {"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 2}},
            ],
            Usage(9, 2),
        ),
        (
            MessagesAnswer(),
            [
                {"type": "message_start", "message": {"usage": {"input_tokens": 3, "cache_read_input_tokens": 5}}},
                SAID,
                {
                    "type": "message_delta",
                    "delta": {"stop_reason": "end_turn"},
                    "usage": {"output_tokens": 2, "server_tool_use": {"web_search_requests": 1}},
                },
                {"type": "message_stop"},
            ],
            Usage(8, 2, cached_tokens=5, searches=1),
        ),
        (
            MessagesAnswer(),
            [
                {"type": "message_start", "message": {"usage": {"input_tokens": 3, "server_tool_use": None}}},
                SAID,
                {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
                {"type": "message_stop"},
            ],
            Usage(3, 2),
        ),
    ],
    ids=["gemini", "gemini: no list", "anthropic", "anthropic: none"],
)
def test_caches_and_searches_are_counted(answer: Answer, chunks: Sequence[Mapping[str, object]], usage: Usage) -> None:
    """In the words of each server; what makes no sense counts nothing."""
    for chunk in chunks:
        answer.feed(chunk)

    assert answer.end()[0] == usage
