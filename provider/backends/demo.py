"""A short text about the question, word by word, in place of a language model. No network."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Final, Literal

from provider.contract import Backend, Event, Finish, Request, Text, Trust, Usage
from provider.errors import ModelNotFound
from provider.known.model_settings import ModelSettings

_MODEL: Final = "demo"

_ANSWER: Final = """\
You asked: “{asked}”. I am Parley's **demo model**: no network, no language model, no opinion. What you see is how an \
answer grows in place while it is written.

A real model takes one of these:

- **A service**: put its key into `OPENAI_API_KEY`, `ANTHROPIC_API_KEY`, `GEMINI_API_KEY`, `OPENROUTER_API_KEY` and \
the like, and start again.
- **A local server**, such as Ollama or LM Studio: start it, and it is found.
- **Any other server** that speaks Chat Completions: name it in `config.toml`:

```toml
[providers.mine]
kind = "openai"
base_url = "https://models.example/v1"
api_key = "..."
```

Then `/model` shows who answers. *This was a demo.*
"""

_PROSE: Final = (
    "This is the demo model, and it has nothing to say beyond its own length. ",
    "A sentence follows a sentence so that a message can be seen to grow. ",
    "Some of them are short. ",
    "Others take their time, wander past a comma or two, and come to an end only when nobody expects it any more. ",
    "None of them was written by a language model.\n\n",
)

_CODE: Final = (
    "Demo code, as long as you want it:\n\n```python\n",
    "def step(number: int) -> int:\n",
    '    """One step of a walk that leads nowhere."""\n',
    "    if number % 2 == 0:\n        return number // 2\n",
    "    return 3 * number + 1\n\n\n",
)

_FENCE: Final = "```\n"


@dataclass(frozen=True, slots=True)
class Options:
    """`rate`: tokens a second; 0: as fast as they are read. `length`: characters, about; 0: a short answer."""

    rate: float = 60.0
    length: int = 0
    text: Literal["markdown", "prose", "code"] = "markdown"


class Demo:
    """A `Provider` that is always there."""

    def __init__(self, options: Options) -> None:
        self._options = options

    @property
    def trust(self) -> Trust:
        return "demo"

    @property
    def default_model(self) -> str:
        return _MODEL

    def settings(self, model: str) -> ModelSettings:
        """See `KnowsModels`. It takes text only."""
        return ModelSettings(vision=False, hearing=False, documents=False)

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        if request.model not in ("", _MODEL):
            raise ModelNotFound(f"There is one demo model, {_MODEL!r}.")
        loop = asyncio.get_running_loop()
        started, count = loop.time(), 0
        for token in tokens(answer(request, self._options)):
            yield Text(token)
            count += 1
            # Timed by the clock, so that a slow reader does not slow the model down.
            ahead = started + count / self._options.rate - loop.time() if self._options.rate > 0 else 0.0
            await asyncio.sleep(max(0.0, ahead))
        yield Usage(sum(len(list(tokens(message.content))) for message in request.messages), count)
        yield Finish()

    async def models(self) -> tuple[str, ...]:
        return (_MODEL,)

    async def aclose(self) -> None:
        pass


def answer(request: Request, options: Options) -> str:
    """The demo's whole answer to a request."""
    asked = next((message.content for message in reversed(request.messages) if message.role == "user"), "")
    if options.text == "prose" and not options.length:
        return "".join(_PROSE).strip()
    if options.text == "code" and not options.length:
        return "".join(_CODE).rstrip() + "\n" + _FENCE
    match options.text:
        case "markdown":
            parts = [_ANSWER.format(asked=_first_words(asked))]
            return "".join(parts) if not options.length else _grown(parts[0] + "\n", _PROSE, options.length)
        case "prose":
            return _grown("", _PROSE, options.length)
        case "code":
            return _grown(_CODE[0], _CODE[1:], options.length - len(_FENCE)).rstrip() + "\n" + _FENCE


def tokens(text: str) -> Iterator[str]:
    """Pieces of the size that models stream: a word or a part of a long one, with the white space before it."""
    return (match.group() for match in re.finditer(r"\s*\S{1,8}|\s+$", text))


def _first_words(asked: str) -> str:
    """The beginning of a question on one line, without characters that would be markup."""
    words = re.sub(r"[`*_~|<>\[\]]", "", asked).split()
    short = " ".join(words[:8])[:60].rstrip()
    return short + ("…" if len(" ".join(words)) > len(short) else "") if short else "…"


def _grown(start: str, parts: tuple[str, ...], length: int) -> str:
    text = start
    for part in cycle(parts):
        if len(text) >= length:
            return text
        text += part
    return text


BACKEND: Final = Backend("demo", Options, Demo)
