"""Why an answer ended, from the words of every dialect. Pure.

One table serves all, because routers pass on the words of the server behind them.
"""

from collections.abc import Mapping
from typing import Final, Literal

from provider.contract import FinishReason

Ending = FinishReason | Literal["broken"]
"""broken: the server says that it gave up in the middle of its answer."""

_NO_REASON: Final = frozenset({"", "null", "none", "nil", "undefined", "finish_reason_unspecified", "unspecified"})

REASONS: Final[Mapping[str, Ending]] = {
    **dict.fromkeys(
        (
            "stop", "stopped", "stop_sequence", "stop_token", "eos", "eos_token", "eos_found", "end", "end_turn",
            "end_of_turn", "end_of_sequence", "endoftext", "complete", "completed", "finish", "finished", "done",
            "normal",
        ),
        "stop",
    ),
    **dict.fromkeys(
        (
            "length", "length_limit", "max_tokens", "max_token", "max_new_tokens", "max_completion_tokens",
            "max_output_tokens", "max_tokens_reached", "max_length", "model_length", "token_limit", "context_length",
            "context_length_exceeded", "context_limit", "context_window_exceeded", "model_context_window_exceeded",
            "error_limit", "incomplete",
        ),
        "length",
    ),
    **dict.fromkeys(
        (
            "content_filter", "content_filtered", "content_filter_error", "filtered", "filter", "safety", "recitation",
            "language", "blocklist", "blocked", "prohibited_content", "spii", "model_armor", "image_safety",
            "image_prohibited_content", "image_recitation", "refusal", "refused", "sensitive", "flagged", "moderation",
            "moderated", "guardrail", "guardrails", "guardrail_intervened", "error_toxic", "policy_violation",
        ),
        "filtered",
    ),
    **dict.fromkeys(
        (
            "error", "failed", "network_error", "server_error", "internal_error", "upstream_error", "timeout", "abort",
            "aborted", "cancel", "cancelled", "canceled", "interrupted", "insufficient_system_resource",
        ),
        "broken",
    ),
}  # fmt: skip
"""The reasons by their words, in lower case with underscores. Any other, such as "OTHER", is "unknown"."""


def why(said: object) -> Ending | None:
    """The reason that a server gave; None if it is none, such as `null` or the text "null"."""
    if not isinstance(said, str):
        return None
    word = said.strip().lower().replace("-", "_").replace(" ", "_")
    return None if word in _NO_REASON else REASONS.get(word, "unknown")
