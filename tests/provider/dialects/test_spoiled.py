"""Events with odd values in place of what belongs there, in every dialect: no answer ends in a defect of ours."""

import json
from random import Random
from typing import Any

import pytest

from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.messages import MessagesAnswer
from provider.dialects.refusals import read_hidden, read_trouble, refusal
from provider.dialects.responses import Response
from provider.dialects.wpaicg.answer import Answer as SiteAnswer
from provider.errors import ProviderError

Json = dict[str, Any]  # Any: JSON

SEEDS = 250
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**30, "", "x", "null", [], {}, [None], [[]], {"a": 1}, ["x"], {"text": "x"},
    {"error": {}}, "429", 429, "\ud800", float("nan"), {"type": "text", "text": 7}, {"message": {"message": ["x"]}},
    {"detail": [{"msg": 7}]}, {"error": {"error": {"error": []}}},
)  # fmt: skip

CITED = {"type": "url_citation", "url": "https://a.example", "title": "t", "start_index": 0, "end_index": 2}
CHAT: tuple[Json, ...] = (
    {
        "choices": [
            {
                "index": 0,
                "delta": {
                    "content": "The tide turns",
                    "reasoning": "Hm",
                    "reasoning_details": [{"text": "x", "summary": "s"}],
                    "tool_calls": [
                        {"index": 0, "id": "a", "function": {"name": "n", "arguments": "{}"}, "extra_content": {"x": 1}}
                    ],
                    "images": [{"image_url": {"url": "data:image/png;base64,QQ=="}}],
                    "annotations": [{**CITED, "url_citation": CITED}],
                    "executed_tools": [{"search_results": {"results": [CITED]}}],
                },
                "message": {"content": [{"type": "text", "text": "The tide turns"}], "function_call": {"name": "x"}},
                "finish_reason": "stop",
                "finish_details": {"type": "stop"},
            }
        ],
        "usage": {"prompt_tokens": 1, "prompt_tokens_details": {"cached_tokens": 1}, "server_tool_use": {}},
        "citations": ["https://a.example"],
        "search_results": [CITED],
    },
)
EVENTS: dict[type[Answer], tuple[Json, ...]] = {
    Completion: CHAT,
    GeneratedContent: (
        {
            "candidates": [
                {
                    "content": {
                        "parts": [
                            {"text": "The tide turns"},
                            {"inlineData": {"mimeType": "image/png", "data": "QQ=="}},
                            {"functionCall": {"id": "a", "name": "n", "args": {}}, "thoughtSignature": "s"},
                        ]
                    },
                    "finishReason": "STOP",
                    "groundingMetadata": {
                        "webSearchQueries": ["q"],
                        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "t"}}],
                        "groundingSupports": [
                            {"segment": {"startIndex": 0, "endIndex": 3, "text": "The"}, "groundingChunkIndices": [0]}
                        ],
                    },
                }
            ],
            "usageMetadata": {"promptTokenCount": 1},
            "promptFeedback": {"blockReason": "SAFETY"},
        },
    ),
    MessagesAnswer: (
        {"type": "message_start", "message": {"usage": {"input_tokens": 1}}},
        {
            "type": "content_block_start",
            "index": 0,
            "content_block": {"type": "text", "text": "", "citations": [CITED]},
        },
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "The tide turns"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta", "citation": CITED}},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "i", "name": "n"}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "input_json_delta", "partial_json": "{}"}},
        {"type": "content_block_start", "index": 2, "content_block": {"type": "thinking", "thinking": "h"}},
        {"type": "content_block_stop", "index": 1},
        {"type": "message", "content": [{"type": "text", "text": "The tide turns"}], "usage": {}},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"server_tool_use": {}}},
        {"type": "message_stop"},
    ),
    Response: (
        {"type": "response.output_item.added", "output_index": 0, "item": {"type": "function_call", "id": "i"}},
        {"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "i", "delta": "{}"},
        {"type": "response.content_part.added", "output_index": 1, "content_index": 0},
        {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": "The tide turns"},
        {"type": "response.output_text.annotation.added", "annotation": CITED, "output_index": 1, "content_index": 0},
        {"type": "response.output_item.done", "item": {"type": "web_search_call", "id": "w", "action": {}}},
        {"type": "response.output_item.done", "item": {"type": "reasoning", "id": "z", "encrypted_content": "x"}},
        {
            "type": "response.completed",
            "response": {
                "status": "completed",
                "output": [
                    {"type": "message", "content": [{"type": "output_text", "text": "The tide turns"}]},
                    {"type": "reasoning", "id": "z", "encrypted_content": "x", "summary": [{"text": "s"}]},
                ],
                "usage": {"input_tokens": 1, "input_tokens_details": {"cached_tokens": 1}},
                "incomplete_details": {"reason": "max_output_tokens"},
            },
        },
    ),
}
ERROR: Json = {
    "error": {"message": "m", "code": 429, "metadata": {"raw": '{"error": 1}'}, "details": [{"retryDelay": "3s"}]},
    "errors": [{"message": "m"}],
    "detail": "d",
    "code": 1,
    "msg": "m",
    "base_resp": {"status_code": 1, "status_msg": "x"},
    "response": {"error": {"message": "x"}, "status_code": 429},
    "header": {"code": 1, "message": "m"},
    "ResponseMetadata": {"Error": {"Code": "x", "Message": "y"}},
    "fault": {"faultstring": "x"},
    "exception": "x",
    "status": "failed",
    "choices": [{"delta": {"error": {"message": "x"}}}],
}


def spoiled(value: Any, random: Random) -> Any:
    """The value with odd ones in it, and without some of its keys."""
    if random.random() < 0.12:
        return random.choice(ODD)
    if isinstance(value, dict):
        return {key: spoiled(each, random) for key, each in value.items() if random.random() > 0.08}
    return [spoiled(each, random) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", EVENTS)
def test_odd_values_in_an_answer_are_no_defect(kind: type[Answer]) -> None:
    """It goes on or ends in an error of the provider's."""
    for seed in range(SEEDS):
        random, answer = Random(seed), kind()
        try:
            for event in EVENTS[kind]:
                if isinstance(odd := spoiled(event, random), dict):
                    answer.feed(odd)
            answer.rest()
            answer.end()
        except ProviderError:
            continue


def test_odd_values_from_a_site_are_no_defect() -> None:
    """The same over its bytes."""
    for seed in range(SEEDS):
        answer = SiteAnswer("text/event-stream")
        answer.feed(f"data: {json.dumps(spoiled(CHAT[0], Random(seed)))}\n\n".encode(errors="replace"))
        answer.end()

        assert answer.over


def test_odd_values_in_an_error_are_no_defect() -> None:
    """In a refusal, and in an event that may be one."""
    for seed in range(2 * SEEDS):
        error = spoiled(ERROR, Random(seed))
        found = refusal(400, {}, json.dumps(error).encode(errors="replace"), model="m")
        if isinstance(error, dict):
            read_hidden(error)
            read_trouble(error)

        assert isinstance(found, ProviderError)
