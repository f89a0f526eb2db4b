"""The demo: no network, honest about itself."""

import asyncio

import pytest

from provider import Finish, Message, ModelNotFound, Request, Text, Usage
from provider.backends.demo import Demo, Options, answer, tokens

HELLO = Request(
    (Message("system", "Be brief."), Message("user", "Why is the **sky** blue, and who\nasked for it at all?"))
)


async def said(options: Options) -> str:
    return "".join([event.text async for event in Demo(options).stream(HELLO) if isinstance(event, Text)])


async def test_it_says_what_it_is_and_what_was_asked() -> None:
    """The first words come back, and the ways to a real model are named."""
    text = await said(Options(rate=0))

    assert "Why is the sky blue, and who asked…" in text
    for word in ("demo", "OPENAI_API_KEY", "[providers.", "**", "- ", "```toml\n"):
        assert word in text
    assert text.count("```") == 2


async def test_it_streams_as_a_model_does() -> None:
    """Many small pieces, then what it cost and the end."""
    events = [event async for event in Demo(Options(rate=0)).stream(HELLO)]

    assert len(events) > 50
    assert isinstance(events[-2], Usage)
    assert events[-1] == Finish("stop")
    assert all(event.text for event in events if isinstance(event, Text))


@pytest.mark.parametrize("text", ["markdown", "prose", "code"])
@pytest.mark.parametrize("length", [0, 1000, 8000])
def test_its_length_is_the_one_ordered(text: str, length: int) -> None:
    """A benchmark gets about so many characters, cut at a sentence, with every fence closed."""
    whole = answer(HELLO, Options(length=length, text=text))  # type: ignore[arg-type]

    assert not length or length <= len(whole) < length + 600
    assert whole.count("```") % 2 == 0
    assert "".join(tokens(whole)) == whole


async def test_the_rate_is_kept() -> None:
    """Thirty tokens at a thousand a second take thirty milliseconds, the reader's own time included."""
    stream = Demo(Options(rate=1000)).stream(HELLO)
    started = asyncio.get_running_loop().time()
    for _ in range(30):
        await anext(stream)
        await asyncio.sleep(0.001)
    took = asyncio.get_running_loop().time() - started
    await stream.aclose()

    assert 0.029 <= took < 0.09


async def test_there_is_one_model() -> None:
    """Another name is refused, as everywhere."""
    demo = Demo(Options())

    assert await demo.models() == (demo.default_model,)
    with pytest.raises(ModelNotFound):
        await anext(demo.stream(Request(HELLO.messages, model="gpt-4")))
