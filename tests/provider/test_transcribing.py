"""Speech becomes text, by who has the route."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from provider import (
    Audio,
    BadAnswer,
    BadRequest,
    Catalog,
    ConnectionFailed,
    CutOff,
    ModelNotFound,
    NoHearing,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    RateLimited,
    Routes,
    Secret,
    Transcriber,
    Transcribes,
    Transcript,
    Trust,
    Usage,
    WrongKey,
)
from provider.contract import Provider
from provider.known.transcribers import transcriber
from provider.routing import transcription
from provider.routing.model_client import Clocks
from provider.routing.retries import Patience
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.faults import Fault
from tests.fakes.transcriptions import Shape, Transcriptions
from tests.provider.scripted import HELLO, Player
from tests.provider.servers import open_at
from tests.waiting import until

VOICE = Audio("audio/ogg", b"OggS" + bytes(range(256)), 3.3)


class Speaker(Player):
    """A provider without a server that hears what it is told, or fails."""

    transcription_model = "ears"

    def __init__(self, *heard: str | ProviderError, trust: Trust = "account") -> None:
        super().__init__(HELLO, trust=trust)
        self.heard = list(heard)
        self.asked: list[str] = []

    async def transcribe(self, audio: Audio, model: str) -> Transcript:
        self.asked.append(model)
        said = self.heard.pop(0) if len(self.heard) > 1 else self.heard[0]
        if isinstance(said, ProviderError):
            raise said
        return Transcript(said)


@asynccontextmanager
async def asking(server: ChatCompletions, **options: object) -> AsyncIterator[tuple[Catalog, Transcribes]]:
    async with server:
        provider = open_at("openai", server.base_url, **options)
        assert isinstance(provider, Transcribes)
        catalog = Catalog({"it": provider}, patience=Patience(times=0))
        try:
            yield catalog, provider
        finally:
            await catalog.aclose()


def hearing(shape: Shape = "json", raw: bytes = b"") -> ChatCompletions:
    return ChatCompletions(speech=Transcriptions(("whisper-1",), shape=shape, raw=raw))


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ("json", Transcript("Hello there.", 0.0, Usage(14, 5), "it/whisper-1")),
        ("verbose_json", Transcript("Hello there.", 3.319999933242798, None, "it/whisper-1")),
        ("text", Transcript("Hello there.", model="it/whisper-1")),
        ("srt", Transcript("Hello there.", model="it/whisper-1")),
        ("empty", Transcript("", model="it/whisper-1")),
        ("mistral", Transcript("Hello there.", 4.0, Usage(7, 5), "it/whisper-1")),
    ],
)
async def test_speech_becomes_text(shape: Shape, found: Transcript) -> None:
    """Through a server that was found by its list alone, in whatever shape it answers."""
    async with asking(hearing(shape=shape), api_key=Secret("k")) as (catalog, _):
        assert await catalog.transcriber() == "it/whisper-1"
        assert await catalog.transcribe(VOICE) == found


async def test_what_is_sent_is_what_openai_s_own_library_sends() -> None:
    """The same fields, file name and type; the recording arrives byte for byte."""
    import openai  # here, as it takes half a second

    server = hearing()
    async with asking(server, api_key=Secret("k")) as (catalog, _):
        await catalog.transcribe(VOICE)
        async with openai.AsyncOpenAI(api_key="k", base_url=server.base_url) as client:
            said = await client.audio.transcriptions.create(
                model="whisper-1", file=("audio.ogg", VOICE.data, "audio/ogg")
            )

    ours, theirs = server.speech.uploads
    assert ours == theirs == {"model": "whisper-1", "name": "audio.ogg", "type": "audio/ogg", "data": VOICE.data}
    assert said.text == "Hello there."


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", 500), Overloaded),
        (Fault("status", 429, seconds=7.0), RateLimited),
        (Fault("html", 502), Overloaded),
        (Fault("html", 403), BadAnswer),
        (Fault("reset"), ConnectionFailed),
        (Fault("truncate"), CutOff),
    ],
    ids=str,
)
async def test_each_failure_has_its_class(fault: Fault, error: type[ProviderError]) -> None:
    """As for an answer: through the same door."""
    server = hearing()
    server.faults.plan("transcriptions", fault, times=2)
    async with asking(server, api_key=Secret("k")) as (catalog, _):
        with pytest.raises(error):
            await catalog.transcribe(VOICE)


async def test_a_wrong_key_is_not_quoted() -> None:
    """As for an answer."""
    server = hearing()
    server.key = "another"
    async with asking(server, api_key=Secret("sk-mine-and-nobody-s"), models=("whisper-1",)) as (catalog, _):
        with pytest.raises(WrongKey) as raised:
            await catalog.transcribe(VOICE)

    assert "sk-mine" not in str(raised.value)


async def test_an_error_inside_of_an_answer() -> None:
    """Some gateways say that all is well."""
    server = hearing(raw=b'{"error": {"message": "The upstream server is overloaded"}}')
    async with asking(server, api_key=Secret("k")) as (catalog, _):
        with pytest.raises(Overloaded):
            await catalog.transcribe(VOICE)


async def test_a_server_without_the_route() -> None:
    """Nobody can: its list names no such model. If the config insists, the server's 404 is told."""
    async with asking(ChatCompletions(), api_key=Secret("k")) as (catalog, provider):
        assert await catalog.transcriber() == ""
        with pytest.raises(NoHearing):
            await catalog.transcribe(VOICE)
        with pytest.raises(NotWorking):
            await provider.transcribe(VOICE, "whisper-1")


async def test_a_model_that_is_not_there_and_a_recording_that_is_none() -> None:
    """Each is told as what it is."""
    async with asking(hearing(), api_key=Secret("k")) as (catalog, provider):
        with pytest.raises(ModelNotFound):
            await provider.transcribe(VOICE, "whisper-9")
        with pytest.raises(BadRequest, match="too short"):
            await catalog.transcribe(Audio("audio/ogg", b""))


async def test_a_recording_that_is_too_large_is_not_sent() -> None:
    """The server would read it all and then refuse it."""
    server = hearing()
    async with asking(server, api_key=Secret("k")) as (catalog, provider):
        with pytest.raises(PromptTooLong):
            await catalog.transcribe(Audio("audio/ogg", bytes(transcription.MOST_BYTES + 1)))
        with pytest.raises(PromptTooLong):
            await provider.transcribe(Audio("audio/ogg", bytes(26_300_000)), "whisper-1")

    assert server.speech.uploads == []


async def test_who_leaves_drops_the_connection() -> None:
    """At once, so that nobody pays for words which nobody reads."""
    server = hearing()
    server.faults.plan("transcriptions", Fault("stall"))
    async with asking(server, api_key=Secret("k")) as (catalog, _):
        await catalog.transcriber()
        task = asyncio.create_task(catalog.transcribe(VOICE))
        await until(lambda: bool(server.faults.committed))
        task.cancel()
        await asyncio.wait({task})
        await until(lambda: server.connections == 0)

        assert task.cancelled()


@pytest.mark.looptime
async def test_a_provider_that_never_answers_is_given_up() -> None:
    """After five minutes, whatever a package's own deadlines are."""

    class Silent(Speaker):
        async def transcribe(self, audio: Audio, model: str) -> Transcript:
            await asyncio.sleep(1e6)
            raise AssertionError

    with pytest.raises(ProviderError, match="300 s"):
        await catalog_of(a=Silent("never")).transcribe(VOICE)


def catalog_of(voice: Transcriber = Transcriber(), now: list[float] | None = None, **providers: Provider) -> Catalog:  # noqa: B008
    clock = now or [0.0]
    clocks = Clocks(lambda: clock[0], lambda: clock[0])
    return Catalog(providers, routes=Routes(voice=voice), patience=Patience(times=1, base=0.0), clocks=clocks)


async def test_the_nearest_is_asked_first() -> None:
    """The provider of the model that will answer; else accounts before local servers, and no stranger."""
    stranger, local = Speaker("s", trust="stranger"), Speaker("l", trust="local")
    a, b = Speaker("a"), Speaker("b")
    four = catalog_of(s=stranger, l=local, a=a, b=b)

    assert (await four.transcribe(VOICE)).text == "a"
    assert (await four.transcribe(VOICE, "b/some-model")).model == "b/ears"
    assert await four.transcriber("l/x") == "l/ears"
    assert await four.transcriber("s/x") == "a/ears"
    assert stranger.asked == []


async def test_the_next_is_asked_if_one_fails() -> None:
    """One that failed comes last for ten minutes."""
    now = [0.0]
    a, b = Speaker(WrongKey(), "a"), Speaker("b")
    both = catalog_of(now=now, a=a, b=b)

    assert (await both.transcribe(VOICE)).text == "b"
    assert await both.transcriber() == "b/ears"
    now[0] = 601.0
    assert (await both.transcribe(VOICE)).text == "a"


async def test_a_refusal_of_the_recording_itself_is_told() -> None:
    """Nobody else is asked; what all failed with is told by its best error."""
    b = Speaker("b")
    with pytest.raises(BadRequest, match="short"):
        await catalog_of(a=Speaker(BadRequest("Too short.")), b=b).transcribe(VOICE)
    with pytest.raises(WrongKey, match="All failed"):
        await catalog_of(a=Speaker(ConnectionFailed()), b=Speaker(WrongKey())).transcribe(VOICE)

    assert b.asked == []


async def test_a_server_in_trouble_is_asked_again() -> None:
    """As for an answer; each request is counted."""
    a, counted = Speaker(Overloaded(), "a"), Counted()
    one = catalog_of(a=a)

    assert (await one.transcribe(VOICE, attempts=counted)).text == "a"
    assert (counted.models, counted.refusals) == (["a/ears", "a/ears"], 1)


class Counted:
    """What went out."""

    def __init__(self) -> None:
        self.models: list[str] = []
        self.refusals = 0

    def waits(self, model: str) -> None:
        """Nobody asks."""

    def sent(self, model: str) -> None:
        self.models.append(model)

    def refused(self) -> None:
        self.refusals += 1


async def test_the_config_says_who() -> None:
    """One provider alone, with a model of its own; or nobody."""
    a, b, plain = Speaker("a"), Speaker(WrongKey()), Player(HELLO)

    assert await catalog_of(Transcriber("a", "large"), a=a, b=b).transcriber("b/x") == "a/large"
    assert await catalog_of(Transcriber(model="large"), a=a).transcriber() == "a/large"
    with pytest.raises(WrongKey):
        await catalog_of(Transcriber("b"), a=a, b=b).transcribe(VOICE)
    for nobody in (Transcriber("off"), Transcriber("nowhere"), Transcriber("plain")):
        assert await catalog_of(nobody, a=a, plain=plain).transcriber() == ""
        with pytest.raises(NoHearing):
            await catalog_of(nobody, a=a, plain=plain).transcribe(VOICE)


@pytest.mark.parametrize(
    ("host", "listed", "model"),
    [
        ("api.openai.com", (), "gpt-4o-mini-transcribe"),
        ("api.openai.com", ("gpt-4o", "whisper-1", "gpt-4o-transcribe-diarize"), "whisper-1"),
        ("api.groq.com", ("whisper-large-v3", "whisper-large-v3-turbo"), "whisper-large-v3-turbo"),
        ("api.mistral.ai", (), "voxtral-mini-latest"),
        ("127.0.0.1", ("llama3", "Systran/faster-whisper-small"), "Systran/faster-whisper-small"),
        ("127.0.0.1", ("nvidia/parakeet-tdt-0.6b-v3",), "nvidia/parakeet-tdt-0.6b-v3"),
        ("127.0.0.1", ("llama3", "kokoro-tts", "fastest-stt-tts", "contrast"), ""),
        ("127.0.0.1", (), ""),
        ("api.anthropic.com", (), ""),
    ],
)
def test_the_model_is_found_by_itself(host: str, listed: tuple[str, ...], model: str) -> None:
    """By the service, and by the list of the server."""
    assert transcriber(host, listed) == model
