"""Base64 in the text of an answer is left out; all other text is as it was."""

from hypothesis import given
from hypothesis import strategies as st

from provider.dialects.pictures import SHOWN, Payloads

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
