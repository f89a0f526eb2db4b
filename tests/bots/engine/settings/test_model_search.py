"""A few words of a name find the model, and the one that is meant stands first."""

import time

import pytest

from bots.engine.settings.model_search import ModelIndex, is_near

NAMES = (
    "fast",
    "openai/gpt-4o",
    "openai/gpt-4o-mini",
    "openai/gpt-5.4",
    "openai/o3",
    "anthropic/claude-sonnet-4.6",
    "anthropic/claude-sonnet-4",
    "anthropic/claude-opus-4.6",
    "anthropic/claude-haiku-3.5",
    "router/openai/gpt-oss-120b",
    "router/meta/llama-4-scout",
    "router/qwen/qwen3-coder:free",
)
INDEX = ModelIndex(NAMES, {"fast": "groq/llama-3.1-8b"})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # Words in any order, whole or begun.
        ("son 4", ["anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.6"]),
        ("4 son", ["anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.6"]),
        ("claude 4.6", ["anthropic/claude-sonnet-4.6", "anthropic/claude-opus-4.6"]),
        ("4-6 CLAUDE", ["anthropic/claude-sonnet-4.6", "anthropic/claude-opus-4.6"]),
        ("haiku", ["anthropic/claude-haiku-3.5"]),
        # What was typed in full stands before what was only begun, and shorter names before longer ones.
        ("o", ["openai/o3", "openai/gpt-4o", "openai/gpt-4o-mini", "openai/gpt-5.4"]),
        ("gpt4o", ["openai/gpt-4o", "openai/gpt-4o-mini"]),
        ("mini", ["openai/gpt-4o-mini"]),
        # The beginning of a word goes before its middle.
        (
            "s",
            [
                "anthropic/claude-sonnet-4",
                "anthropic/claude-sonnet-4.6",
                "router/meta/llama-4-scout",
                "anthropic/claude-opus-4.6",
                "router/openai/gpt-oss-120b",
                "fast",
            ],
        ),
        # A whole name is itself, however it is written.
        ("openai/gpt-4o", ["openai/gpt-4o", "openai/gpt-4o-mini"]),
        (" Anthropic/Claude-Sonnet-4.6 ", ["anthropic/claude-sonnet-4.6"]),
        # An alias is found by its name and by what it stands for.
        ("fast", ["fast"]),
        ("llama", ["router/meta/llama-4-scout", "fast"]),
        # Written as one word, or misspelled.
        ("gptoss", ["router/openai/gpt-oss-120b"]),
        ("sonet 4", ["anthropic/claude-sonnet-4", "anthropic/claude-sonnet-4.6"]),
        ("antropic opus", ["anthropic/claude-opus-4.6"]),
        ("calude haiku", ["anthropic/claude-haiku-3.5"]),
        ("hiku", ["anthropic/claude-haiku-3.5"]),
        ("claudde haik", ["anthropic/claude-haiku-3.5"]),
        # Nothing.
        ("zzzz", []),
        ("gpt 9", []),
        ("§$%", []),
        ("💩", []),
    ],
)
def test_what_is_typed_finds(typed: str, found: list[str]) -> None:
    """The best first; of a long result, its beginning."""
    assert list(INDEX.search(typed))[: len(found) or 1] == found


def test_nothing_typed_is_the_whole_list() -> None:
    """The familiar ones first, each once; names that are no more are left out."""
    assert tuple(INDEX.search("")) == NAMES
    assert tuple(INDEX.search("  ")) == NAMES
    familiar = ("openai/o3", "gone/model", "fast", "openai/o3")
    assert tuple(INDEX.search("", familiar)) == ("openai/o3", *(name for name in NAMES if name != "openai/o3"))


@pytest.mark.parametrize(
    ("typed", "familiar", "first"),
    [
        ("gpt", ("openai/gpt-5.4", "openai/gpt-4o-mini"), ["openai/gpt-5.4", "openai/gpt-4o-mini", "openai/gpt-4o"]),
        ("llama", ("fast",), ["fast", "router/meta/llama-4-scout"]),
        # The name that was typed goes before all that is familiar.
        ("openai/gpt-4o", ("openai/gpt-4o-mini",), ["openai/gpt-4o", "openai/gpt-4o-mini"]),
        # A word in the middle of a familiar name goes behind a word that begins another.
        ("c", ("router/meta/llama-4-scout",), ["anthropic/claude-sonnet-4"]),
        # What is familiar and does not fit is not shown.
        ("haiku", ("openai/o3",), ["anthropic/claude-haiku-3.5"]),
    ],
)
def test_familiar_names_stand_first(typed: str, familiar: tuple[str, ...], first: list[str]) -> None:
    """In their own order, among those that fit as well."""
    found = list(INDEX.search(typed, familiar))

    assert found[: len(first)] == first
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("typed", "word", "near"),
    [
        ("sonet", "sonnet", True),
        ("sonnett", "sonnet", True),
        ("sommet", "sonnet", False),
        ("sonmet", "sonnet", True),
        ("osnnet", "sonnet", True),
        ("calu", "claude", True),
        ("cladu", "claude", True),
        ("opus", "claude", False),
        ("claudesonnet", "claude", False),
    ],
)
def test_one_letter_may_be_wrong(typed: str, word: str, near: bool) -> None:
    """Wrong, missing, too much, or changed with the next, in the word or its beginning."""
    assert is_near(typed, word) is near


def test_an_index_of_nothing_finds_nothing() -> None:
    """A server that lists no models."""
    index = ModelIndex(())

    assert [*index.search(""), *index.search("gpt"), *index.search("gptt")] == []


def test_a_message_in_place_of_a_name_is_searched_soon() -> None:
    """People paste anything into an option."""
    began = time.process_time()

    assert list(INDEX.search("word " * 100_000)) == []
    assert time.process_time() - began < 1.0
