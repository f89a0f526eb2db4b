"""Each refusal becomes the error that says what to do."""

import pytest

from provider.dialects.wpaicg.refusal import BOT_CHECK, NonceRefused, of_object, of_status, of_words
from provider.errors import (
    BadRequest,
    Blocked,
    ConnectionFailed,
    Filtered,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
)
from tests.fakes.chatgptes_site import CHALLENGE, EXPIRED


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (403, {"cf-mitigated": "challenge"}, "", Blocked),
        (403, {}, CHALLENGE, Blocked),
        (503, {}, CHALLENGE, Blocked),
        (403, {}, EXPIRED, NonceRefused),
        (403, {}, "El enlace que has seguido ha caducado.", NonceRefused),
        (403, {}, "-1", NonceRefused),
        (403, {}, f"<!DOCTYPE html><html><body>{EXPIRED}</body></html>", NonceRefused),
        (403, {}, "<html><body>Your address is banned by a firewall</body></html>", Blocked),
        (401, {}, "", Blocked),
        (400, {}, "0", NotWorking),
        (200, {}, "0", NotWorking),
        (404, {}, "<html>", NotWorking),
        (302, {}, "", NotWorking),
        (407, {}, "", ConnectionFailed),
        (413, {}, "", PromptTooLong),
        (429, {}, "", RateLimited),
        (500, {}, "<html>", Overloaded),
        (502, {}, "", Overloaded),
        (500, {}, '{"msg":"You have reached your token limit.","tokenLimitReached":true}', QuotaExceeded),
        (422, {}, "", BadRequest),
        (418, {}, "", BadRequest),
    ],
)
def test_a_status_becomes_an_error(status: int, headers: dict[str, str], body: str, kind: type[ProviderError]) -> None:
    """Cloudflare and firewalls block; the site's own short 403 is about the nonce, in whatever language."""
    assert type(of_status(status, headers, body.encode())) is kind


def test_a_server_says_when_to_come_back() -> None:
    """In a header."""
    assert of_status(429, {"retry-after": "7"}, b"").retry_after == 7.0
    assert of_status(503, {"retry-after": "2"}, b"").retry_after == 2.0
    assert of_status(429, {"retry-after": "soon"}, b"").retry_after == 0.0


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"msg": "You have reached your token limit.", "tokenLimitReached": True}, QuotaExceeded),
        ({"msg": "You have been banned.", "ipBanned": True}, Blocked),
        ({"msg": "Your message contains prohibited words.", "messageFlagged": True}, Filtered),
        ({"msg": "Flagged", "modflag": True}, Filtered),
        ({"msg": "No index", "pineconeError": True}, Overloaded),
        ({"ipBanned": True}, Blocked),
        ({"status": "error", "msg": ""}, Overloaded),
        ({"status": "error"}, Overloaded),
        ({"msg": "Sorry"}, BadRequest),
        ({"error": {"message": "Rate limit reached"}}, RateLimited),
    ],
)
def test_an_object_tells_of_an_error(fields: dict[str, object], kind: type[ProviderError]) -> None:
    """By its flags, its status, or by holding nothing but a message."""
    assert type(of_object(fields)) is kind


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "success", "msg": "Something went wrong", "data": "fine"},
        {"id": "1", "choices": []},
        {"msg": "Flagged", "messageFlagged": False, "status": "success"},
    ],
)
def test_an_answer_is_no_error(fields: dict[str, object]) -> None:
    """`msg` beside a success is noise."""
    assert of_object(fields) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Rate limit reached for gpt-4o-mini on requests per min. Add a payment method to your billing.", RateLimited),
        ("You exceeded your current quota, please check your plan and billing details.", QuotaExceeded),
        ("Incorrect API key provided: sk-x. You can find your API key at platform.", Overloaded),
        ("This model's maximum context length is 4097 tokens.", PromptTooLong),
        ("The response was filtered due to our content management policy.", Filtered),
        ("The server is currently overloaded. Please try again later.", Overloaded),
        ("Something went wrong", Overloaded),
        ("It appears that nothing was inputted.", BadRequest),
        ("Sorry, your nonce did not verify.", NonceRefused),
        (BOT_CHECK, Blocked),
        ("Please solve the captcha.", Blocked),
    ],
)
def test_words_become_an_error(words: str, kind: type[ProviderError]) -> None:
    """The site's own key is none of ours: where it is refused, the site is in trouble."""
    assert type(of_words(words)) is kind


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Rate limit reached. Please try again in 20s.", 20.0),
        ("Rate limit reached. Please try again in 1m30s.", 90.0),
        ("Rate limit reached. Please try again in 6ms.", 0.006),
        ("Too many requests, try again in 2 minutes", 120.0),
        ("Rate limit reached.", 0.0),
    ],
)
def test_words_say_when_to_come_back(words: str, seconds: float) -> None:
    """The model's server names a span."""
    assert of_words(words).retry_after == pytest.approx(seconds)


@pytest.mark.parametrize(
    "secret",
    [
        "sk-abc123DEF456",
        "sk-proj-abc_123-x",
        "AIzaSyA-1234567",
        "org-abcdefgh",
        "Bearer abc.def",
        "//user:pass@",
        "sk-ab******cd",
        "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6",
    ],
)
def test_an_error_holds_no_secret(secret: str) -> None:
    """The model's server likes to quote the site's key, and a proxy its address."""
    text = str(of_words(f"Incorrect API key provided: {secret} is wrong."))

    assert secret not in text
    assert "Incorrect API key provided" in text


def test_the_servers_words_are_made_readable() -> None:
    """They come escaped for a page, with tags and line ends, at any length."""
    text = str(of_words("You can&#039;t use <b>&quot;that&quot;</b>\n&amp; this. " + "No. " * 1000))

    assert 'You can\'t use "that" & this. No.' in text
    assert len(text) < 400
