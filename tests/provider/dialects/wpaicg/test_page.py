"""The nonce and the post are found however a version of the plugin prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.dialects.wpaicg.page import Widget, find_widget
from tests.fakes.chatgptes_site import attributes, page, widget

NONCE = "4f3ac1e9d2"


@given(
    order=st.permutations(sorted(attributes(NONCE).items())),
    equals=st.sampled_from(["=", " =", "= ", " = ", "\n=\t"]),
    quote=st.sampled_from(['"', "'"]),
)
def test_attributes_stand_in_any_order(order: list[tuple[str, str]], equals: str, quote: str) -> None:
    """Order, white space round the equals sign and the kind of quotation marks change nothing."""
    element = widget({name: value.replace('"', quote) for name, value in order}, equals)

    assert find_widget(page(NONCE, element)) == Widget(NONCE, "106", "https://chatgpt.es/")


@pytest.mark.parametrize("printed", ["<106", "<<106>", "<<106", " 106 "])
def test_a_slip_of_the_plugin_hides_no_post(printed: str) -> None:
    """Its template prints one angle bracket too many before the post's id."""
    assert find_widget(page(NONCE, widget(attributes(NONCE, printed)))) == Widget(NONCE, "106", "https://chatgpt.es/")


@pytest.mark.parametrize("printed", ["", "<<id>", "0", "none", "-3"])
def test_a_post_id_is_never_made_up(printed: str) -> None:
    """The title of that post is put before the model, so a guess would change the answer."""
    found = find_widget(page(NONCE, widget(attributes(NONCE, printed))))

    assert found is not None
    assert found.post_id == ""


@pytest.mark.parametrize(
    "body",
    [
        f'<script>var wpaicg = {{"search_nonce":"{NONCE}","ajax":"x"}};</script>',
        f"<script>let search_nonce = '{NONCE}';</script>",
        f'<form><input value="{NONCE}" type="hidden" name="_wpnonce" /></form>',
        f"<form><input type=hidden name=_wpnonce value={NONCE}></form>",
        f'<script type="application/json">{{"chat": {{"_wpnonce": "{NONCE}"}}}}</script>',
        f'<div data-settings="{{&quot;_wpnonce&quot;:&quot;{NONCE}&quot;}}"></div>',
        f'<div class="chat-of-mine" data-nonce="{NONCE}"></div>',
    ],
)
def test_other_versions_put_the_nonce_elsewhere(body: str) -> None:
    """In a script, in a hidden input, in JSON, or on an element of another name."""
    assert find_widget(page(NONCE, body)) == Widget(NONCE)


def test_the_windows_own_nonce_counts_before_any_other() -> None:
    """Comment forms and other plugins print nonces too, which are good for something else."""
    body = (
        '<form><input name="_wpnonce" value="1111111111"></form><a class="other" data-nonce="2222222222"></a>'
        '<script>search_nonce = "3333333333"; _wpnonce = "5555555555"</script>' + widget(attributes(NONCE))
    )
    found = find_widget(page(NONCE, body))

    assert found is not None
    assert found.nonce == NONCE


@pytest.mark.parametrize(
    ("body", "post_id"),
    [
        ('<input name="post_id" value="17">', "17"),
        ('<script>x = {"post_id":"18"}</script>', "18"),
        ("</body><body class='home postid-19 logged-out'>", "19"),
        ("</body><body class='home page-id-20'>", "20"),
    ],
)
def test_the_post_stands_elsewhere_too(body: str, post_id: str) -> None:
    """WordPress itself says on which page we are."""
    element = widget({name: value for name, value in attributes(NONCE).items() if name != "data-post-id"})

    assert find_widget(f"<html>{body}{element}</html>") == Widget(NONCE, post_id, "https://chatgpt.es/")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html><body>Soon</body></html>",
        page(NONCE, widget(attributes(""))),
        page(NONCE, widget(attributes("<?php"))),
        page(NONCE, f"<!-- {widget(attributes(NONCE))} -->"),
        page(NONCE, f"<p>_wpnonce: '{NONCE}' is what you need</p>"),
    ],
)
def test_a_nonce_is_never_made_up(html: str) -> None:
    """A page without a chat window has none, and neither has one that only speaks of it."""
    assert find_widget(html) is None


@given(st.text(alphabet=st.sampled_from("<>!-[]\"'= /abdinput scriptnonce-_wp{}&;\n?")))
def test_no_page_breaks_the_reader(html: str) -> None:
    """Broken markup is read as far as it goes: the window before it is found."""
    assert find_widget(widget(attributes(NONCE)) + html) == Widget(NONCE, "106", "https://chatgpt.es/")


def test_a_declaration_that_nobody_knows_is_no_end() -> None:
    """Python's own parser gives up there; what it had read before is enough."""
    assert find_widget(widget(attributes(NONCE)) + "<![hello[ world") is not None
