"""Providers as classes: both ways of reading an answer, the models, the prompt."""

import warnings
import weakref
from collections.abc import AsyncGenerator
from typing import ClassVar

import pytest

from provider.base import (
    AsyncGeneratorProvider,
    AsyncResult,
    Messages,
    ModelNames,
    ProviderModelMixin,
    format_prompt,
    read_messages,
)
from provider.contract import Message
from provider.errors import BadRequest, ModelNotFound


class Counting(AsyncGeneratorProvider, ProviderModelMixin):
    """Says one, two, three, and notes how often it was opened and closed."""

    default_model = "small"
    models: ClassVar[ModelNames] = ModelNames(["big", "small"], default="small")
    model_aliases: ClassVar[dict[str, str]] = {"tiny": "small"}
    opened = 0
    closed = 0

    @classmethod
    def create_async_generator(
        cls, model: str, messages: Messages, proxy: str | None = None, **kwargs: object
    ) -> AsyncResult:
        return AsyncResult(cls._pieces())

    @classmethod
    async def _pieces(cls) -> AsyncGenerator[str, None]:
        Counting.opened += 1
        try:
            for word in ("one", "two", "three"):
                yield word
        finally:
            Counting.closed += 1


async def test_pieces_come_one_by_one() -> None:
    """`async for` takes each piece as it comes."""
    pieces = [piece async for piece in Counting.create_async_generator("", [])]

    assert pieces == ["one", "two", "three"]


async def test_awaiting_collects_all_pieces() -> None:
    """`for piece in await ...` is the other way in which users write it."""
    pieces = []
    for piece in await Counting.create_async_generator("", []):
        pieces.append(piece)

    assert pieces == ["one", "two", "three"]


async def test_awaiting_gives_what_is_left() -> None:
    """Somebody may take the first piece by hand and then the rest."""
    result = Counting.create_async_generator("", [])
    first = await anext(result)

    assert (first, await result) == ("one", ["two", "three"])


async def test_a_closed_result_has_ended() -> None:
    """Closing half-way runs the generator's own clean-up at once, and closing again does nothing."""
    result = Counting.create_async_generator("", [])
    await anext(result)
    before = Counting.closed
    await result.aclose()
    await result.aclose()

    assert Counting.closed == before + 1
    assert [piece async for piece in result] == []


async def test_a_result_that_nobody_reads_does_nothing() -> None:
    """It opens nothing, and Python has nothing to complain about."""
    before = Counting.opened
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        result = Counting.create_async_generator("", [])
        gone = weakref.ref(result)
        del result

    assert gone() is None
    assert Counting.opened == before
    assert [str(complaint.message) for complaint in complaints] == []


@pytest.mark.parametrize(("asked", "found"), [("", "small"), ("big", "big"), ("tiny", "small")])
def test_a_model_is_found_by_its_name_its_alias_or_by_none(asked: str, found: str) -> None:
    """Nothing means the default."""
    assert Counting.get_model(asked) == found


def test_an_unknown_model_is_told_what_there_is() -> None:
    """The error lists the models, so that the next try can succeed."""
    with pytest.raises(ModelNotFound, match=r"'gpt-9'.*big, small"):
        Counting.get_model("gpt-9")


async def test_the_list_of_models_answers_the_contract_too() -> None:
    """As an attribute it is the list as written; called, it puts the default first."""
    assert Counting.models == ["big", "small"]
    assert await Counting().models() == ("small", "big")


def test_one_message_is_its_own_text() -> None:
    """A single question needs no roles."""
    assert format_prompt([Message("user", "Why?")]) == "Why?"


def test_several_messages_become_lines_that_end_in_the_assistants_turn() -> None:
    """The model continues the text where its own turn begins."""
    prompt = format_prompt([Message("user", "Hi"), Message("assistant", "Hello"), Message("user", "Why?\nTell me")])

    assert prompt == "User: Hi\nAssistant: Hello\nUser: Why?\nTell me\nAssistant:"


@pytest.mark.parametrize(
    "messages",
    [[], [{"role": "user"}], [{"content": "secret words"}], [{"role": "tool", "content": "secret words"}]],
)
def test_a_conversation_that_is_none_is_refused_without_its_words(messages: Messages) -> None:
    """The caller made a mistake; the error says which message, not what it said."""
    with pytest.raises(BadRequest) as caught:
        read_messages(messages)

    assert "secret" not in str(caught.value)


def test_plain_messages_become_the_contracts() -> None:
    """Roles keep their names; `developer` is the newer word for a system message."""
    read = read_messages([{"role": "developer", "content": "Be brief"}, {"role": "user", "content": "Hi"}])

    assert read == (Message("system", "Be brief"), Message("user", "Hi"))
