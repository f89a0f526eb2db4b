"""Base64 in the text of an answer is left out, all other text stays; pictures beside it come as they are."""

from base64 import b64encode
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Event, Image, Picture
from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.pictures import MOST_BYTES, SHOWN, Payloads, decoded
from provider.dialects.responses import Response

PICTURE = "Here: ![cat](data:image/png;base64," + "iVBORw0KGgo+/" * 100 + "=) and words, after it."


def cut(text: str, size: int) -> str:
    """What is left of a text that came in pieces."""
    payloads = Payloads()
    return "".join(payloads.feed(text[at : at + size]) for at in range(0, len(text), size))


@given(st.integers(1, 2000))
def test_a_picture_is_left_out_however_it_is_cut(size: int) -> None:
    """The words around it stay."""
    left = cut(PICTURE, size)

    assert left == cut(PICTURE, len(PICTURE))
    assert left.startswith("Here: ![cat](data:image/png;base64,iVBOR")
    assert left.endswith(") and words, after it.")
    assert len(left) < 200


@given(st.text(alphabet="a;b,base64 /=", max_size=300), st.integers(1, 50))
def test_all_other_text_stays(text: str, size: int) -> None:
    """A short example of base64 too."""
    assert cut(text, size) == text or len(text) > SHOWN


def test_two_pictures() -> None:
    """Each by itself."""
    assert cut(PICTURE * 2, 7) == cut(PICTURE, 7) * 2


PNG = b"\x89PNG\r\n\x1a\n a cat"
DATA = b64encode(PNG).decode()
URL = f"data:image/png;base64,{DATA}"
DRAWN = {"type": "image_generation_call", "id": "ig_1", "result": DATA}


def delta(**said: object) -> Mapping[str, object]:
    return {"choices": [{"delta": said}]}


def part(**said: object) -> Mapping[str, object]:
    return {"candidates": [{"content": {"parts": [said]}}]}


@pytest.mark.parametrize(
    ("answer", "chunk"),
    [
        (Completion(), delta(content="", images=[{"type": "image_url", "image_url": {"url": URL}}])),
        (Completion(), delta(images=[{"type": "image_url", "image_url": URL}])),
        (Completion(), delta(content=[{"type": "image_url", "image_url": {"url": URL}}])),
        (GeneratedContent(), part(inlineData={"mimeType": "image/png", "data": DATA})),
        (GeneratedContent(), part(inline_data={"mime_type": "image/png", "data": DATA})),
        (Response(), {"type": "response.output_item.done", "item": DRAWN}),
        (Response(), {"object": "response", "status": "completed", "output": [DRAWN]}),
    ],
)
def test_a_picture_of_the_model(answer: Answer, chunk: Mapping[str, object]) -> None:
    """Each dialect sends it in its own way."""
    assert answer.feed(chunk) == [Picture(Image("image/png", PNG))]


def test_a_picture_that_the_end_repeats() -> None:
    """It comes once."""
    answer = Response()
    events: list[Event] = []
    for chunk in (
        {"type": "response.output_item.done", "item": DRAWN},
        {"type": "response.completed", "response": {"status": "completed", "output": [DRAWN]}},
    ):
        events += answer.feed(chunk)

    assert events == [Picture(Image("image/png", PNG))]


@pytest.mark.parametrize(
    ("answer", "chunk"),
    [
        (Completion(), delta(images=[{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}])),
        (Completion(), delta(images=[{"image_url": 7}])),
        (Response(), {"type": "response.output_item.done", "item": {"type": "image_generation_call"}}),
    ],
)
def test_a_picture_without_its_bytes(answer: Answer, chunk: Mapping[str, object]) -> None:
    """Nothing is fetched from where it lies."""
    assert answer.feed(chunk) == [Picture()]


def test_a_draft_of_a_picture_is_none() -> None:
    """Gemini draws while it thinks."""
    assert GeneratedContent().feed(part(thought=True, inlineData={"mimeType": "image/png", "data": DATA})) == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"GIF89a", "image/gif"),
    ],
)
def test_what_a_picture_is_its_first_bytes_say(data: bytes, kind: str) -> None:
    """Whatever the server calls it."""
    assert decoded(b64encode(data).decode()) == Picture(Image(kind, data))


@pytest.mark.parametrize("data", [None, "", "%%%", "AAAA", b64encode(b"<svg>").decode(), "A" * (2 * MOST_BYTES)])
def test_what_is_no_picture(data: object) -> None:
    """Nor one that nobody could be sent."""
    assert decoded(data) == Picture()
