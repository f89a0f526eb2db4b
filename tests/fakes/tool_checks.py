"""What servers refuse of calls and results in a conversation; each returns its sentence, or nothing if all is well."""

import json
import re
from typing import Any


def of_chat(body: dict[str, Any]) -> str:
    """As OpenAI says it: each call has its result right behind it, and no result stands alone."""
    waiting: list[str] = []
    for message in body["messages"]:
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                return "Invalid parameter: messages with role 'tool' must be a response to a preceding 'tool_calls'."
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            return f"An assistant message with 'tool_calls' must be followed by tool messages: {waiting}"
        calls = message.get("tool_calls", [])
        waiting = [call["id"] for call in calls]
        if any(not isinstance(json.loads(call["function"]["arguments"]), dict) for call in calls):
            return "The arguments of a function must be a JSON object."
    return f"These have no result: {waiting}" if waiting else ""


def of_claude(body: dict[str, Any]) -> str:
    """As Anthropic says it: results first, in the very next message, and ids of few signs."""
    waiting: set[str] = set()
    for message in body["messages"]:
        blocks = message["content"] if isinstance(message["content"], list) else []
        results = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if set(results) != waiting:
            return f"`tool_use` ids were found without `tool_result` blocks immediately after: {sorted(waiting)}"
        if any(block["type"] == "tool_result" for block in blocks[len(results) :]):
            return "tool_result blocks must come first."
        waiting = {block["id"] for block in blocks if block["type"] == "tool_use"}
        if any(not re.fullmatch(r"[a-zA-Z0-9_-]+", id_) for id_ in waiting):
            return "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
    if "tools" not in body and "tool_use" in json.dumps(body["messages"]):
        return "Requests which include `tool_use` or `tool_result` blocks must define tools."
    return f"No result: {sorted(waiting)}" if waiting else ""


def of_gemini(body: dict[str, Any]) -> str:
    """As Google says it: as many responses as calls, in the very next turn."""
    waiting = 0
    for content in body["contents"]:
        if sum("functionResponse" in part for part in content["parts"]) != waiting:
            return "Please ensure that the number of function response parts is equal to the number of function calls."
        waiting = sum("functionCall" in part for part in content["parts"])
    return "Please ensure that function calls have responses." if waiting else ""


def of_responses(body: dict[str, Any]) -> str:
    """As OpenAI says it: no call without an output, and no output without a call."""
    calls = [item["call_id"] for item in body["input"] if item.get("type") == "function_call"]
    outputs = [item["call_id"] for item in body["input"] if item.get("type") == "function_call_output"]
    return "" if calls == outputs else f"No tool output found for function call {calls}."
