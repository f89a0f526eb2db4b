"""Which characters of a source a message shows, on every platform."""

from benchmarks.alignment import Source, bare, covered
from benchmarks.scenarios import mixed, prose
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram


def test_markup_fences_and_white_space_do_not_count() -> None:
    """Discord's Markdown and Telegram's bare text of the same words are the same."""
    written = "## Head\n\n**bold** text\n\n```python\nx = 1\n```"

    assert bare(written) == bare("Head\n\nbold text\n\nx = 1") == "Headboldtextx=1"


def test_each_character_knows_its_place_and_its_line() -> None:
    """So the moment of its birth can be looked up."""
    source = Source.of("a *b*\nc")

    assert source.bare == "abc"
    assert source.places == (0, 3, 6)
    assert source.lines == (0, 0, 1)


def test_a_message_is_found_where_its_words_stand() -> None:
    """A second part begins somewhere inside."""
    text = prose(3000)
    source = Source.of(text)
    part = text[1500:]

    start = source.find(part)

    assert source.bare[start:] == bare(part)
    assert source.length(part, start) == len(bare(part))


def test_what_differs_is_not_shown() -> None:
    """A notice below the text is none of the source."""
    source = Source.of(prose(500))

    assert source.length(prose(500)[:100] + "\n\n⏹ Stopped.", 0) == len(bare(prose(500)[:100]))
    assert source.find("⏳ Waiting for local/test-model …") == -1


def test_a_gap_ends_what_is_covered() -> None:
    """What stands behind missing words does not follow from what was read before."""
    assert covered([(10, 5), (0, 10)]) == 15
    assert covered([(0, 9), (10, 5)]) == 9
    assert covered([(0, 10), (0, 4)]) == 10
    assert covered([]) == 0


def test_the_sources_of_the_scenarios_are_shown_whole_by_both_platforms() -> None:
    """Otherwise a figure would speak of the source and not of the program."""
    for text in (prose(1900), mixed(8000)):
        source = Source.of(text)
        for render in (to_discord, to_telegram):
            spans = []
            rest = text
            while rest:
                piece = render(rest, last=True)
                start = source.find(piece.text)
                spans.append((start, source.length(piece.text, start)))
                rest = piece.rest

            assert covered(spans) == len(source.bare)
