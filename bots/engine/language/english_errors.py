"""What is said when something failed: to people, and the cure to the owner, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "error_owner": (
            "The model's provider refuses my requests. It is not your fault, and I have told whoever runs me. Another "
            "model may answer: /model."
        ),
        "cut_by_expiry": "✂️ Cut off here: Discord lets the answer to a command grow for 15 minutes only.",
        "failed": "⚠️ {sentence}",
        "failed_owner": "⚠️ {sentence} {cause} (trace {trace})",
        "failed_inside": "⚠️ Something went wrong inside me. Whoever runs me has been told; please try again later.",
        "failed_inside_owner": "⚠️ Something went wrong inside me; my log says what, under trace {trace}.",
        "store_waits": ("⏳ I cannot write to my database just now. Your question waits, and is answered once I can."),
        "ended_cut": "✂️ Cut off at the model's limit.",
        "ended_too_long": "✂️ Cut off: an answer cannot be longer than this here.",
        "ended_filtered": "🚫 The provider's filter ended this answer.",
        "ended_broken": "⚡ The connection broke here.",
        "error_too_long": "The model's answer was longer than an answer may be here.",
        "error_before_words": "The model broke off before its first word. Please try again.",
        "cure_key": "Put a key that works into the config or its variable, and start me again.",
        "cure_account": "Look at the account on the provider's site: its permissions, terms and plan.",
        "cure_balance": "Top up the account, raise its limit, or wait until its quota is renewed.",
        "cure_region": (
            "The service is not offered where I run: set a `proxy` for it in the config, or use another provider."
        ),
        "cure_verification": "Have the account verified on the provider's site.",
        "cure_set_up": (
            "The server is not set up for this, or the config describes it wrongly; the cause below says what to look "
            "at."
        ),
        "cure_model": "Choose a model that /models lists, here and in `default_model`.",
        "error_missing_requirements": (
            "The model's connection is not fully installed. It is not your fault, and I have told whoever runs me. "
            "Another model may answer: /model."
        ),
        "error_nothing_set_up": "No model is set up yet. Whoever runs me has been told.",
        "cure_nothing_set_up": "I have no model yet.",
        "error_not_set_up": "That model's provider is not set up here; /models lists the models that are there.",
        "error_model_not_found": "That model is not there; /models lists those that are.",
        "error_wrong_key": (
            "The model's provider refuses my key. It is not your fault, and I have told whoever runs me. Another "
            "model may answer: /model."
        ),
        "error_blocked": "The model's site does not let me in. Choose another model: /model.",
        "error_not_working": (
            "The model does not work the way it is set up. It is not your fault, and I have told whoever runs me. "
            "Another model may answer: /model."
        ),
        "error_quota_exceeded": (
            "My quota for this model is used up. It is not your fault, and I have told whoever runs me. Another model "
            "may answer: /model."
        ),
        "error_rate_limited": "The model is getting too many requests. Try again in a minute.",
        "error_overloaded": "The model is overloaded or down at the moment. Try again in a minute.",
        "error_filtered": "The model will not answer that. Ask it in another way.",
        "error_prompt_too_long": "This conversation has become too long for the model. Start a new one: /new.",
        "error_no_vision": "This model cannot see pictures; /models sees lists the ones that can.",
        "error_no_hearing": "This model cannot hear recordings. Write it instead, or choose another model: /model.",
        "error_no_documents": "This model cannot read PDFs. Send the text instead, or choose another model: /model.",
        "error_missing_ability": "This model reads text only. Say it in words, or choose another model: /model.",
        "error_bad_request": (
            "The model did not accept that message. Ask it in another way, or start a new conversation: /new."
        ),
        "error_empty_answer": "The model sent an empty answer. Please try again.",
        "error_bad_answer": "The model sent something that is not an answer. Please try again.",
        "error_timed_out": "The model took too long. Try again, or choose another model: /model.",
        "error_connection_failed": "I cannot reach the model. Try again in a minute.",
        "error_provider": "The model failed. Please try again.",
    }
)
