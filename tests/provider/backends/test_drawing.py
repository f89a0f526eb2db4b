"""The images route: what is asked of a server that speaks Chat Completions, and the picture in its answer."""

import json
from base64 import b64encode

import pytest

from provider import Catalog
from provider.backends.openai import OpenAI, Options
from provider.contract import Image, Secret, Url
from provider.dialects.drawing import picture
from provider.errors import BadAnswer, Filtered, MissingAbility, ProviderError
from tests.fakes.memory import ScriptedProvider, VirtualClock
from tests.fakes.raw_site import Site, says, site

PNG = b"\x89PNG\r\n\x1a\n a cat"
CAT = Image("image/png", PNG)
DRAWN = json.dumps({"data": [{"b64_json": b64encode(PNG).decode()}]}).encode()


def answer(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def painter(here: Site) -> Catalog:
    return Catalog({"acme": OpenAI(Options(base_url=Url(here.url.rstrip("/") + "/v1"), api_key=Secret("key")))})


async def test_a_picture_out_of_words() -> None:
    """OpenAI's newer models send the picture itself; others are asked to."""
    async with site(says(answer(DRAWN))) as here:
        catalog = painter(here)
        found = await catalog.draw("acme/gpt-image-1", "A cat", "1024x1024", None)
        await catalog.draw("acme/flux", "A cat", "", None)
        await catalog.aclose()

    assert found == CAT
    (head, body), (_, other) = (request.split(b"\r\n\r\n", 1) for request in here.requests)
    assert head.startswith(b"POST /v1/images/generations ")
    assert b"authorization: Bearer key" in head
    assert json.loads(body) == {"model": "gpt-image-1", "prompt": "A cat", "size": "1024x1024", "n": 1}
    assert json.loads(other) == {"model": "flux", "prompt": "A cat", "response_format": "b64_json", "n": 1}


async def test_a_picture_that_is_changed() -> None:
    """It goes along in a form."""
    async with site(says(answer(DRAWN))) as here:
        catalog = painter(here)
        await catalog.draw("acme/gpt-image-1", "In blue", "", CAT)
        await catalog.aclose()

    (request,) = here.requests
    assert request.startswith(b"POST /v1/images/edits ")
    assert b'name="prompt"\r\n\r\nIn blue\r\n' in request
    assert b'name="image"; filename="picture.png"\r\nContent-Type: image/png\r\n\r\n' + PNG in request


async def test_a_picture_that_the_provider_refuses() -> None:
    """Its error is one of ours."""
    said = json.dumps({"error": {"message": "Rejected by the safety system.", "code": "content_policy_violation"}})
    async with site(says(answer(said.encode(), "400 Bad Request"))) as here:
        catalog = painter(here)
        with pytest.raises(ProviderError) as refused:
            await catalog.draw("acme/gpt-image-1", "A cat", "", None)
        await catalog.aclose()

    assert isinstance(refused.value, Filtered)


@pytest.mark.parametrize("name", ["acme/gpt-image-1", "demo/small"])
async def test_who_draws_no_pictures(name: str) -> None:
    """Nor does a provider that is not set up."""
    with pytest.raises(MissingAbility):
        await Catalog({"demo": ScriptedProvider(VirtualClock(), ())}).draw(name, "A cat", "", None)


@pytest.mark.parametrize(
    "body", [b"no", b"[]", b"{}", b'{"data": [{"b64_json": "AAAA"}]}', b'{"data": [{"url": "https://a.org/b.png"}]}']
)
def test_what_is_no_picture(body: bytes) -> None:
    """Nothing is fetched from an address."""
    with pytest.raises(BadAnswer):
        picture(body)
