"""Streams with sources, one file each, made by hand from the documents of their services: none was recorded.

The first line of each file says from which document. `DIALECTS` says which dialect a stream is in, `RIGHT` what it
holds: the text, and each source as title, address, the words that rest on it ("" if that is not said), number.
"""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Right(NamedTuple):
    """What a stream holds."""

    dialect: str
    text: str
    sources: tuple[tuple[str, str, str, int], ...]
    searches: int = 0


RAIN = "Paris has rain [1]. It is 9 °C [2][1]."
MÉTÉO = ("Météo à Paris", "https://meteo.example/paris")
NEWS = ("", "https://news.example/a?b=1&c=2")

RIGHT = {
    "perplexity": Right(
        "openai", RAIN, ((*MÉTÉO, "", 1), ("Le Monde", "https://news.example/a?b=1&c=2", "", 2)), searches=1
    ),
    "perplexity-citations": Right("openai", RAIN, (("", MÉTÉO[1], "", 1), (*NEWS, "", 2))),
    "openai-search": Right(
        "openai",
        "Paris has rain. ([meteo.example](https://meteo.example/paris?utm_source=openai))",
        (
            (
                "Météo à Paris",
                "https://meteo.example/paris?utm_source=openai",
                "([meteo.example](https://meteo.example/paris?utm_source=openai))",
                0,
            ),
        ),
    ),
    "openrouter-web": Right(
        "openai",
        "Paris has rain [meteo.example](https://meteo.example/paris).",
        ((*MÉTÉO, "[meteo.example](https://meteo.example/paris)", 0),),
    ),
    "xai": Right(
        "openai", "Paris has rain.[[1]](https://meteo.example/paris)", (("", MÉTÉO[1], "", 1), (*NEWS, "", 2))
    ),
    "groq-compound": Right("openai", "Paris has rain.", ((*MÉTÉO, "", 0),)),
    "responses": Right(
        "responses",
        "Paris has rain. ([meteo.example](https://meteo.example/paris?utm_source=openai))",
        (
            (
                "Météo à Paris",
                "https://meteo.example/paris?utm_source=openai",
                "([meteo.example](https://meteo.example/paris?utm_source=openai))",
                0,
            ),
        ),
        searches=1,
    ),
    "responses-xai": Right(
        "responses",
        "I look.\n\nRain.[[1]](https://meteo.example/paris)",
        (("1", MÉTÉO[1], "[[1]](https://meteo.example/paris)", 0),),
        searches=1,
    ),
    "gemini": Right(
        "gemini",
        "À Paris il pleut. 😀 Il fait 9 °C.",
        (
            (
                "meteo.example",
                "https://vertexaisearch.cloud.google.com/grounding-api-redirect/A",
                "À Paris il pleut.",
                0,
            ),
            ("meteo.example", "https://vertexaisearch.cloud.google.com/grounding-api-redirect/A", "Il fait 9 °C.", 0),
            ("news.example", "https://vertexaisearch.cloud.google.com/grounding-api-redirect/B", "Il fait 9 °C.", 0),
            ("found.example", "https://vertexaisearch.cloud.google.com/grounding-api-redirect/C", "", 0),
        ),
        searches=1,
    ),
    "anthropic": Right(
        "anthropic",
        "I looked. Paris has rain 😀 and it is cold.",
        ((*MÉTÉO, "Paris has rain 😀", 0), ("Le Monde", NEWS[1], "Paris has rain 😀", 0)),
        searches=1,
    ),
    "anthropic-uncited": Right("anthropic", "Paris has rain.", ((*MÉTÉO, "", 0),), searches=1),
}


def stream(name: str) -> bytes:
    """The bytes of a stream."""
    return (FOLDER / f"{name}.sse").read_bytes()
