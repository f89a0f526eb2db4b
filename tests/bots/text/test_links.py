"""Which addresses become links: those that Telegram's server takes, for it refuses the whole message for one other."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bots.text.fold import telegram_folded
from bots.text.links import clickable
from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram
from tests.fakes.telegram_addresses import fault
from tests.fakes.telegram_rules import trimmed

GOOD = (
    "https://a.com",
    "http://a.com:80/x?y#z",
    "HTTPS://A.COM:065535",
    "https://user:pa%20ss@a.com:8080/",
    "https://a.com/x:y/@z:0",
    "https://a.com?x=:PORT",
    "http://127.0.0.1:3000/",
    "https://sub-domain.example.com/a_(b)",
    "https://пример.рф/",
)
PORTS = (
    ":PORT",
    ":abc",
    ":{PORT}",
    ":$PORT",
    ":%d",
    ":port",
    ":99999",
    ":65536",
    ":0",
    ":",
    ":+80",
    ":-1",
    ":80:80",
    ":٨٠",
)
BAD = (
    *(f"https://a.com{port}/" for port in PORTS),
    *(f"https://a.com{port}" for port in PORTS),
    "https://a.com:80.",
    "https://us[er@a.com/",
    "https://a@b@c.com/",
    "https://us%er@a.com/",
    "https://{user}@a.com/",
    "https://$HOST/",
    "https://{host}.com/",
    "https://a..com/",
    "https://.a.com/",
    "https://a.com\\b.com/",
    "https://a%zz.com/",
    "https://[::1]/",
    "https://localhost:3000/",
    "https:///x",
)
ODD = st.lists(
    st.sampled_from(
        ["http://", "https://", "a.com", "b", ".", ":", "80", "PORT", "@", "/", "?", "#", "[", "]", "%", "%2", "%20",
         "$", "{", "}", "\\", "*", "_", "~", "|", "`", "+", "-", "0", "99999", "é", "٨", "。", "\u202e", "\u0333", "(",
         ")", "!", "'", ";", "&", "=", ",", "^", '"']
    ),
    max_size=9,
).map("".join)  # fmt: skip
ADDRESSES = st.one_of(
    ODD, ODD.map("https://".__add__), ODD.map("https://a.com:".__add__), ODD.map("http://u@a.com".__add__)
)


def taken(piece: Piece) -> list[str]:
    """The addresses of its links; fails where the server would refuse the message."""
    marks = [
        {"type": entity.kind, "offset": entity.offset, "length": entity.length, "url": entity.url}
        for entity in piece.entities
    ]
    trimmed(piece.text, marks, limit=4096)
    return [entity.url for entity in piece.entities if entity.kind == "text_link"]


@pytest.mark.parametrize("address", GOOD)
def test_a_good_address_is_a_link(address: str) -> None:
    """On both platforms."""
    assert taken(to_telegram(f"[here]({address})", last=True)) == [address]
    assert to_discord(f"[here]({address})", last=True).text.startswith("[here](")


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_is_none_stands_behind_its_label(address: str) -> None:
    """As plain words; Discord would show the brackets of such a link."""
    assert not clickable(address)
    telegram = to_telegram(f"Open [the page](<{address}>).", last=True)

    assert taken(telegram) == []
    assert telegram.text == f"Open the page ({address})."
    assert "](" not in to_discord(f"Open [the page](<{address}>).", last=True).text


@given(address=ADDRESSES)
def test_whatever_is_taken_for_a_link_the_server_takes_too(address: str) -> None:
    """The two rules were written apart; ours is the stricter."""
    assert not (clickable(address) and fault(address))


@given(address=ADDRESSES)
@example("https://your-domain.com:PORT/admin")
def test_no_address_costs_the_message(address: str) -> None:
    """In a link, an image, a link around an image, angle brackets, bare, in a quote, a heading and a thought."""
    for source in (
        f"[a]({address})",
        f"[a](<{address}>)",
        f"![a]({address})",
        f"[![a]({address})]({address})",
        f"<{address}>",
        address,
        f"> # **[a]({address})**",
    ):
        for last in (True, False):
            taken(to_telegram(source, last=last))
            taken(telegram_folded(source, source, last=last))


@given(address=ADDRESSES.filter(lambda address: re.search(r"[<>\\\n&*_~`|$]", address) is None))
def test_no_word_of_an_address_is_lost(address: str) -> None:
    """It is behind the link, or it is read."""
    piece = to_telegram(f"[label](<{address}>)", last=True)

    assert "label" in piece.text or not address
    shown = piece.text.replace("@\u2060", "@")  # a name in it calls nobody
    assert address in shown or address in taken(piece)
