"""Streams as servers really sent them, byte for byte. `python -m tests.recorded` records them anew."""

from pathlib import Path

FOLDER = Path(__file__).parent
KINDS = ("openai", "anthropic", "gemini")


def recorded(kind: str) -> list[Path]:
    """All streams of a dialect; each is complete."""
    return sorted((FOLDER / kind).glob("*.sse"))
