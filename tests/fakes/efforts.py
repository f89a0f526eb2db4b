"""What the real servers refuse about how much a model is to think, in their own words."""

import re
from typing import Any


def of_chat(body: dict[str, Any], levels: tuple[str, ...]) -> str:
    """OpenAI's words for a level that the model does not take, and for sampling beside thoughts; empty: it is taken."""
    effort = body.get("reasoning_effort")
    if effort is None:
        return ""
    if not levels:
        return "Unsupported parameter: 'reasoning_effort' is not supported with this model."
    if effort not in levels:
        named = ", ".join(f"'{level}'" for level in levels[:-1])
        named = f"{named}, and '{levels[-1]}'" if named else f"'{levels[-1]}'"
        refused = f"Unsupported value: 'reasoning_effort' does not support '{effort}' with this model."
        return f"{refused} Supported values are: {named}."
    return ""


def of_claude(body: dict[str, Any], levels: tuple[str, ...]) -> str:
    """Anthropic's words. A model with `levels` thinks adaptively and refuses budgets; one without takes those alone."""
    told, effort = body.get("thinking") or {}, (body.get("output_config") or {}).get("effort")
    kind = told.get("type")
    if kind == "enabled":
        if levels:
            return (
                '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and'
                ' "output_config.effort" to control thinking behavior.'
            )
        if told["budget_tokens"] < 1024:
            return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
        if told["budget_tokens"] >= body["max_tokens"]:
            return "`max_tokens` must be greater than `thinking.budget_tokens`."
    if kind == "adaptive" and not levels:
        return "adaptive thinking is not supported on this model"
    if effort is not None and not levels:
        return "This model does not support the effort parameter."
    if effort is not None and effort not in levels:
        return f"output_config.effort: this model does not support effort level '{effort}'."
    if kind in ("enabled", "adaptive") and body.get("temperature", 1) != 1:
        return "`temperature` may only be set to 1 when thinking is enabled."
    return ""


def of_gemini(body: dict[str, Any], levels: tuple[str, ...]) -> str:
    """Google's words. A model with `levels` takes those; one without takes budgets, zero only if it is no Pro."""
    config = (body.get("generationConfig") or {}).get("thinkingConfig") or {}
    level, budget = config.get("thinkingLevel"), config.get("thinkingBudget")
    if level is not None and budget is not None:
        return "You can only set only one of thinking budget and thinking level."
    if level is not None and not levels:
        return "Thinking level is not supported for this model."
    if level is not None and level not in levels:
        return f"Thinking level {level.upper()} is not supported for this model."
    if budget == 0 and re.search("pro", body["model"]):
        return "Budget 0 is invalid. This model only works in thinking mode."
    return ""
