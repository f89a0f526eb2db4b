"""What services were seen to answer to a question to a model that they had withdrawn: status and body, word for word.

From public reports of their users; ids of accounts and requests are made up.
"""

from typing import Any

WITHDRAWALS: dict[str, tuple[int, dict[str, Any]]] = {
    "openai": (
        404,
        {
            "error": {
                "message": "The model `gpt-4-vision-preview` has been deprecated, learn more here: "
                "https://platform.openai.com/docs/deprecations",
                "type": "invalid_request_error",
                "param": None,
                "code": "model_not_found",
            }
        },
    ),
    "openai, long after": (
        404,
        {
            "error": {
                "message": "The model `gpt-4-32k` does not exist or you do not have access to it.",
                "type": "invalid_request_error",
                "param": None,
                "code": "model_not_found",
            }
        },
    ),
    "anthropic": (
        404,
        {
            "type": "error",
            "error": {"type": "not_found_error", "message": "model: claude-3-5-haiku-latest"},
            "request_id": "req_1",
        },
    ),
    "gemini": (
        404,
        {
            "error": {
                "code": 404,
                "message": "models/gemini-1.5-flash is not found for API version v1beta, or is not supported for "
                "generateContent. Call ListModels to see the list of available models and their supported methods.",
                "status": "NOT_FOUND",
            }
        },
    ),
    "gemini, for new accounts": (
        404,
        {
            "error": {
                "code": 404,
                "message": "This model models/gemini-2.5-flash is no longer available to new users. Please update "
                "your code to use a newer model for the latest features and improvements.",
                "status": "NOT_FOUND",
            }
        },
    ),
    "groq": (
        400,
        {
            "error": {
                "message": "The model `mixtral-8x7b-32768` has been decommissioned and is no longer supported. Please "
                "refer to https://console.groq.com/docs/deprecations for a recommendation on which model to use "
                "instead.",
                "type": "invalid_request_error",
                "code": "model_decommissioned",
            }
        },
    ),
    "openrouter": (
        404,
        {"error": {"message": "No endpoints found for stepfun/step-3.5-flash:free.", "code": 404}, "user_id": "user_1"},
    ),
    "openrouter, no longer free": (
        404,
        {
            "error": {
                "message": "This model is unavailable for free. The paid version is available now - use this slug "
                "instead: openai/gpt-oss-20b.",
                "code": 404,
            }
        },
    ),
    "openrouter, unknown": (400, {"error": {"message": "some/model is not a valid model ID", "code": 400}}),
    "mistral": (
        400,
        {
            "object": "error",
            "message": "Invalid model: mistral-medium-3.5",
            "type": "invalid_model",
            "param": None,
            "code": "1500",
            "raw_status_code": 400,
        },
    ),
    "xai": (
        404,
        {
            "code": "Some requested entity was not found",
            "error": "The model grok-beta does not exist or your team 00000000-0000-0000-0000-000000000000 does not "
            "have access to it. Please ensure you're using the correct API key. If you believe this is a mistake, "
            "please contact support and quote your team ID and the model name.",
        },
    ),
    "cohere": (
        404,
        {
            "id": "00000000-0000-0000-0000-000000000000",
            "message": "model 'command' was removed on September 15, 2025. See "
            "https://docs.cohere.com/docs/models#command for a list of models you can use instead.",
        },
    ),
    "nvidia": (
        410,
        {
            "type": "about:blank",
            "title": "Gone",
            "status": 410,
            "detail": "The model 'z-ai/glm4.7' has reached its end of life on 2026-05-14T00:00:00Z and is no longer "
            "available.",
        },
    ),
}

NO_WITHDRAWALS: dict[str, tuple[int, dict[str, Any]]] = {
    "another ability is wanted": (
        404,
        {
            "error": {
                "message": "No endpoints found that support tool use. To learn more about provider routing, visit: "
                "https://openrouter.ai/docs/provider-routing",
                "code": 404,
            }
        },
    ),
    "the account's own settings": (
        404,
        {
            "error": {
                "message": "No endpoints available matching your guardrail restrictions and data policy. Configure: "
                "https://openrouter.ai/settings/privacy",
                "code": 404,
            }
        },
    ),
    "the account may not": (
        403,
        {
            "error": {
                "message": "Project `proj_1` does not have access to model `gpt-4o`",
                "type": "invalid_request_error",
                "param": None,
                "code": "model_not_found",
            }
        },
    ),
    "an outage": (
        503,
        {"error": {"message": "The model is no longer responding; it is overloaded.", "type": "server_error"}},
    ),
    "a wrong address": (404, {"detail": "Not Found"}),
}
"""Answers that are about something else."""
