"""The models of OpenAI that answer in its Responses API alone, by the tables of endpoints on the page of each. Pure.

https://developers.openai.com/api/docs/models: o1-pro, o3-pro, the "pro" models of GPT-5 and later, those for code and
those for research. What is not named here is learned from the first refusal.
"""

import re
from typing import Final

_ONLY: Final = re.compile(r"(o\d+-pro|gpt-\d[\d.]*(-\w+)?-pro(?!-chat)|(gpt-.*)?codex|.*deep-research|computer-use)")


def is_in_responses_only(host: str, model: str) -> bool:
    """Whether Chat Completions is known not to serve a model of that server."""
    return host == "api.openai.com" and _ONLY.match(model) is not None


def thinks(model: str) -> bool:
    """Whether a model of OpenAI thinks, so that it can be asked for a summary of that."""
    return re.match(r"(o\d|gpt-[5-9]|codex)(?!.*(chat|search))", model) is not None
