"""Refusals are what their words say, whatever their status; what only the owner can mend is marked so."""

import json

import pytest

from provider.dialects.refusals import refusal
from provider.errors import (
    About,
    BadRequest,
    Blocked,
    EmptyAnswer,
    Filtered,
    ModelNotFound,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    WrongKey,
)
from provider.routing.circuit_breaker import FAILURES, CircuitBreaker

OWNERS: tuple[tuple[str, type[ProviderError], About, tuple[int, ...]], ...] = (
    ("insufficient balance (1008)", QuotaExceeded, "balance", (400, 402, 403, 404, 429, 500)),
    ("Your credit balance is too low to access the API.", QuotaExceeded, "balance", (400, 402, 403, 429, 500)),
    (
        "This request requires more credits, or fewer max_tokens. You can only afford 9.",
        QuotaExceeded,
        "balance",
        (402,),
    ),
    ("Your team doesn't have any credits yet.", QuotaExceeded, "balance", (403,)),
    ("insufficient_user_quota", QuotaExceeded, "balance", (403, 500)),
    ("You have reached your monthly usage limit.", QuotaExceeded, "balance", (400, 429)),
    ("Your account is not active, please check your billing details.", QuotaExceeded, "balance", (429,)),
    ("Access denied, please make sure your account is in good standing. Arrearage", QuotaExceeded, "balance", (400,)),
    ("Your organization must be verified to use this model.", WrongKey, "verification", (400, 403, 404)),
    ("Please complete the identity verification first.", WrongKey, "verification", (400, 401, 403, 500)),
    ("Country, region, or territory not supported", Blocked, "region", (400, 403, 500)),
    ("User location is not supported for the API use.", Blocked, "region", (400, 403)),
    ("This model is not available in your region.", Blocked, "region", (400, 403, 404, 500)),
    ("This organization has been disabled.", WrongKey, "account", (400, 401, 403, 500)),
    ("Your account has been deactivated", WrongKey, "account", (400, 401, 403)),
    ("Project `p` does not have access to model `m`.", WrongKey, "account", (400, 403, 404)),
    ("You do not have permission to use this model.", WrongKey, "account", (400, 403)),
    ("The API has not been used in project 1 before or it is disabled.", WrongKey, "account", (403,)),
    ("No endpoints found matching your data policy.", WrongKey, "account", (404,)),
    ("No endpoints available matching your guardrail restrictions and data policy.", WrongKey, "account", (404,)),
    ("This model is not available on your plan.", WrongKey, "account", (400, 403, 404)),
    ("The model is restricted by your organization's policy.", WrongKey, "account", (400, 403)),
    ("Model terms: model_terms_required", WrongKey, "account", (400,)),
    ("Only a verified organization may use this.", WrongKey, "verification", (400, 403)),
    ("Developer instruction is not enabled for models/gemma", NotWorking, "set-up", (400, 500)),
    ("System role not supported", NotWorking, "set-up", (400, 422, 500)),
    ("Conversation roles must alternate user/assistant/user/assistant/...", NotWorking, "set-up", (400, 500)),
    ("Only user and assistant roles are supported!", NotWorking, "set-up", (400, 500)),
    ("you must provide a chat template if the tokenizer does not define one", NotWorking, "set-up", (400, 500)),
    ("Streaming is not supported for this account.", NotWorking, "set-up", (400, 403, 500)),
    ("Unsupported parameter: 'max_tokens' is not supported with this model.", NotWorking, "set-up", (400,)),
    ("No models loaded. Please load a model.", NotWorking, "set-up", (400, 404)),
    (
        "You have reached your specified API usage limits. You will regain access later.",
        QuotaExceeded,
        "balance",
        (400,),
    ),
    ("max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens", NotWorking, "set-up", (400,)),
    ("The free tier of the model has been exhausted.", QuotaExceeded, "balance", (403, 429)),
    ("user quota is not enough", QuotaExceeded, "balance", (403, 500)),
    ("You have run out of tokens for this month.", QuotaExceeded, "balance", (400, 403)),
    ("Open api daily request limit reached", QuotaExceeded, "balance", (400, 403)),
    ("Billing must be enabled for this project.", QuotaExceeded, "balance", (403,)),
    ("Sorry, we do not serve your region.", Blocked, "region", (403, 500)),
    ("This model cannot be accessed from your country.", Blocked, "region", (403,)),
    ("KYC required", WrongKey, "verification", (403,)),
    ("Your account has been suspended for violating our usage policies.", WrongKey, "account", (400, 403)),
    ("User has been banned", WrongKey, "account", (403, 500)),
    ("Your API access has been terminated.", WrongKey, "account", (400, 403)),
    ("This model is only available to enterprise customers.", WrongKey, "account", (403,)),
    ("Your plan does not include access to this model.", WrongKey, "account", (403,)),
    ("You have insufficient permissions for this operation. Missing scopes: x", WrongKey, "account", (400, 401)),
    ("Role 'system' is not allowed", NotWorking, "set-up", (400, 422, 500)),
    ("system messages are not allowed for this model", NotWorking, "set-up", (400,)),
    ("The first message must have role user.", NotWorking, "set-up", (400,)),
    ("Please ensure that multiturn requests alternate between user and model.", NotWorking, "set-up", (400,)),
    ("This model only supports non-streaming requests.", NotWorking, "set-up", (400,)),
    ("Range of max_tokens should be [1, 2000]", NotWorking, "set-up", (400,)),
    ("max_tokens is too large: 16384. This model supports at most 4096.", NotWorking, "set-up", (400,)),
)

OTHERS: tuple[tuple[int, str, type[ProviderError]], ...] = (
    (400, "Invalid value for 'temperature'.", BadRequest),
    (400, "Your input was flagged by moderation.", Filtered),
    (403, "Content violates usage guidelines.", Filtered),
    (403, "Blocked by content policy", Filtered),
    (400, "Output blocked by content filtering policy", Filtered),
    (400, "The request was blocked by a guardrail.", Filtered),
    (400, "The prompt is too large.", PromptTooLong),
    (400, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000", PromptTooLong),
    (422, "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000", PromptTooLong),
    (400, "The engine is currently overloaded, please try again later", Overloaded),
    (403, "Rate limit exceeded", RateLimited),
    (429, "You have exceeded your rate limit. To upgrade your plan visit our site.", RateLimited),
    (400, "The requested model is not supported", ModelNotFound),
    (400, "Using tools with this model is not supported", BadRequest),
    (404, "The model `m` does not exist or you do not have access to it.", ModelNotFound),
    (
        429,
        "Rate limit reached for model m: 6000 tokens per minute. Upgrade to a paid tier: /settings/billing",
        RateLimited,
    ),
    (429, "Your account request reached max RPM: 3, please try again after 1 seconds", RateLimited),
    (429, "Quota exceeded for requests per minute.", RateLimited),
    (500, "The request exceeds the available context size.", PromptTooLong),
    (503, "The model is not available right now.", Overloaded),
    (503, "No access to upstream, try later", Overloaded),
    (500, "Internal error", Overloaded),
)


def refused(status: int, message: str) -> ProviderError:
    return refusal(status, {}, json.dumps({"error": {"message": message}}).encode(), model="m")


@pytest.mark.parametrize(("words", "kind", "about", "statuses"), OWNERS)
def test_what_the_owner_must_mend_is_known(
    words: str, kind: type[ProviderError], about: About, statuses: tuple[int, ...]
) -> None:
    """By its words; the sentence quotes them, so that the owner can act."""
    for status in statuses:
        error = refused(status, words)

        assert (type(error), error.about) == (kind, about), status
        assert error.for_owner
        assert not error.retryable
        assert words[:20] in str(error)


@pytest.mark.parametrize(("status", "words", "kind"), OTHERS)
def test_what_concerns_the_question_or_the_moment_is_not_the_owner_s(
    status: int, words: str, kind: type[ProviderError]
) -> None:
    """However much the server would like to sell."""
    error = refused(status, words)

    assert type(error) is kind
    assert error.for_owner is (kind is ModelNotFound)


@pytest.mark.parametrize("status", [400, 403, 500])
@pytest.mark.parametrize(
    "words",
    ["Invalid API key", "This API key has been revoked.", "Failed to authenticate", "API_KEY_INVALID", "无效的令牌"],
)
def test_a_wrong_key_is_one_whatever_its_status(status: int, words: str) -> None:
    """Gateways answer with the status of their own trouble. The words are not quoted: some hold a part of the key."""
    error = refused(status, words)

    assert (type(error), error.about) == (WrongKey, "key")
    assert words not in str(error)


def test_what_the_owner_must_mend_opens_no_breaker() -> None:
    """It is well at once when it is mended."""
    circuit = CircuitBreaker()
    for _ in range(FAILURES + 1):
        ticket = circuit.admit(0.0)
        assert ticket is not None
        circuit.failed(ticket, 0.0, QuotaExceeded())

    assert circuit.state(0.0) == "closed"


def test_a_probe_that_meets_the_owner_s_business_makes_room() -> None:
    """The next question is the probe."""
    circuit = CircuitBreaker()
    for _ in range(FAILURES):
        ticket = circuit.admit(0.0)
        assert ticket is not None
        circuit.failed(ticket, 0.0, Overloaded())
    probe = circuit.admit(30.0)
    assert probe is not None
    circuit.failed(probe, 30.0, WrongKey())

    assert circuit.admit(30.0) is not None


@pytest.mark.parametrize(
    ("askers", "state"),
    [(["a"] * 9, "closed"), (["a", "b"] * 5, "closed"), ([""] * 9, "closed"), (["a", "b", "a", "c"], "open")],
)
def test_what_is_about_one_answer_counts_by_people(askers: list[str], state: str) -> None:
    """One person's odd questions shut nobody out; three people who meet the same are a sign."""
    circuit = CircuitBreaker()
    for asker in askers:
        ticket = circuit.admit(0.0)
        assert ticket is not None
        circuit.failed(ticket, 0.0, EmptyAnswer(), asker)

    assert circuit.state(0.0) == state


def test_a_probe_without_an_answer_shows_that_the_model_is_there() -> None:
    """One person's question does not keep it shut for all."""
    circuit = CircuitBreaker()
    for _ in range(FAILURES):
        ticket = circuit.admit(0.0)
        assert ticket is not None
        circuit.failed(ticket, 0.0, Overloaded())
    probe = circuit.admit(30.0)
    assert probe is not None
    circuit.failed(probe, 30.0, EmptyAnswer(), "a")

    assert circuit.state(30.0) == "closed"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ('{"error": {"message": "prompt is too long: 9 tokens", "type": "invalid_request_error"}}', PromptTooLong),
        ('{"error": {"message": "Refused.", "code": "content_filter"}}', Filtered),
        ("Conversation roles must alternate", NotWorking),
        ("[" * 9_000, BadRequest),
    ],
)
def test_what_stands_behind_a_gateway_is_read(raw: str, kind: type[ProviderError]) -> None:
    """A gateway that only says that a provider refused holds its words, as JSON in a text or bare."""
    error = {"message": "Provider returned error", "code": 400, "metadata": {"raw": raw}}

    assert type(refusal(400, {}, json.dumps({"error": error}).encode(), model="m")) is kind


@pytest.mark.parametrize(
    ("status", "body"), [(301, b""), (308, b"<html>Moved</html>"), (404, b"<html>"), (405, b"<h1>")]
)
def test_a_wrong_address_is_the_owner_s(status: int, body: bytes) -> None:
    """A server that sends questions elsewhere, and a site that has none of this there."""
    error = refusal(status, {"location": "https://example.com/"}, body, model="m")

    assert (type(error), error.about) == (NotWorking, "set-up")
    assert "address" in str(error)
