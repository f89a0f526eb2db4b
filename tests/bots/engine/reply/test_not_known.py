"""Whether an answer says that its model cannot know what happens now."""

import pytest

from bots.engine.reply.not_known import READ, says_it_cannot_know


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but as of my last update in October 2023 I do not know.",
        "My knowledge cutoff is June 2024, so I can't tell.",
        "I don’t have access to real-time information.",
        "I do not have real-time data on the weather.",
        "I can't browse the internet, but in general…",
        "I'm unable to access current news.",
        "Unfortunately my training data only goes up to 2023.",
        "Lo siento, no tengo acceso a internet.",
        "No tengo información en tiempo real sobre eso.",
        "Mi última actualización fue en 2023.",
        "No puedo buscar en la web.",
    ],
)
def test_it_says_so(text: str) -> None:
    """As models say it, in two languages."""
    assert says_it_cannot_know(text)


@pytest.mark.parametrize(
    "text",
    [
        "Paris has rain.",
        "I can't say which is better.",
        "Give the user access to the internet by a proxy.",
        "The browser can access the web.",
        "Your last update of the package broke it.",
        "No tengo preferencias.",
        "x" * READ + " my knowledge cutoff",
    ],
)
def test_it_does_not(text: str) -> None:
    """What is said about other things, or far below."""
    assert not says_it_cannot_know(text)
