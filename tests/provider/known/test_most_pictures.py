"""How many pictures a request may hold, by the refusals of real servers."""

import json

import pytest

from provider import BadRequest, Message, Request
from provider.contract import Image
from provider.known.learning import WEEK, Learned
from provider.known.lessons import most_pictures
from provider.known.model_settings import ModelSettings
from tests.provider.servers import DIALECTS, Dialect, events_of, talking_to, text_of

SIX = Request((Message("user", "Compare", tuple(Image("image/png", b"%d" % number) for number in range(6))),))


@pytest.mark.parametrize(
    ("said", "most"),
    [
        ("At most 5 image(s) may be provided in one request.", 5),
        ("At most 1 image(s) may be provided in one prompt.", 1),
        ("Too many images in request. Max is 10.", 10),
        ("Too many images in request: 11 images provided, but the model supports a maximum of 10 images.", 10),
        ("too many images in the message, max allowed is 16", 16),
        ("messages.0.content: too many images and documents: 104 + 1 > 12", 12),
        ("too many images: 21 > 20", 10),
        ("Too many images provided. This model supports up to 5 images", 5),
        ("Too many images.", 10),
        ("image exceeds 5 MB maximum: 6000000 bytes > 5242880 bytes", 0),
        ("image dimensions exceed max allowed size for many-image requests: 2000 pixels", 0),
        ("The image is too large", 0),
        ("The model does not exist", 0),
    ],
)
def test_the_number_is_read(said: str, most: int) -> None:
    """If it is named and makes sense; else half of what was sent."""
    body = json.dumps({"error": {"message": said}}).encode()

    assert most_pictures(400, body, 20) == most
    assert most_pictures(400, body, 1) == 0
    assert most_pictures(429, body, 20) == 0


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
async def test_a_refusal_teaches_how_many_pictures(dialect: Dialect) -> None:
    """The question is asked again with fewer, and the next one at once with as many as were taken."""
    server = dialect.server(text="I see.", pictures=2)
    (name,) = server.models
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        assert text_of(await events_of(provider, SIX)) == "I see."
        assert text_of(await events_of(provider, SIX)) == "I see."

        assert len(server.requests) == 3
        assert "[4 more pictures]" in json.dumps(server.requests[-1])
        assert provider.settings(name).pictures == 2


async def test_who_says_how_many_is_believed() -> None:
    """The config's number is sent, and a refusal of it is told."""
    dialect = DIALECTS[0]
    server = dialect.server(text="I see.", pictures=2)
    told = {server.models[0]: ModelSettings(pictures=3)}
    async with talking_to(dialect.kind, server, models=server.models, model=told) as provider:
        with pytest.raises(BadRequest, match="At most 2"):
            await events_of(provider, SIX)

        assert len(server.requests) == 1


def test_the_number_is_kept_for_a_week() -> None:
    """Over a restart too. What makes no sense is not taken in."""
    now = 0.0
    learned, later = Learned(lambda: now), Learned(lambda: now)
    learned.note_pictures("m", 5)
    later.load(learned.dump())

    assert later.settings("m").pictures == 5
    now = WEEK
    assert later.settings("m").pictures == 0
    assert learned.dump() == "{}"
    for wrong in ("[0, 9]", "[-1, 9]", "[1e9, 9]", "[5, 1e18]", "[5]", "7", '[true, "x"]'):
        later.load(f'{{"m": {{"pictures": {wrong}}}}}')
    assert later.settings("m").pictures == 0
