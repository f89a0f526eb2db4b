"""The documents of the cross-check; the check itself needs node."""

from tests.cross_check.documents import documents
from tests.cross_check.reading import Reading, by_commonmark, differences


def test_there_are_two_thousand_documents() -> None:
    """That differ."""
    assert len(set(documents())) > 2000


def test_a_source_is_read_by_commonmark() -> None:
    """Bare addresses are links too."""
    source = "1. *a* `b_c` [d **e**](https://f.com) https://g.com/_h_.\n\n```py\nx\n```"

    assert by_commonmark(source) == Reading(
        "abcdehttpsgcomhx", ("b_c", "x"), (("d e", "https://f.com"), ("https g com h", "https://g.com/_h_"))
    )


def test_what_differs_is_named() -> None:
    """Of a frame, the end may be missing, but nothing in the middle."""
    whole = Reading("abc", ("x", "yz"), (("l", "https://a.com"),))

    assert differences(whole, whole) == []
    assert differences(whole, Reading("ab", ("x",), ())) == ["words", "code", "links"]
    assert differences(whole, Reading("ab", ("x", "y"), (("h", "https://a"),)), grows=True) == []
    assert differences(whole, Reading("b", ("yz",), (("l", "https://b"),)), grows=True) == ["words", "code", "links"]
