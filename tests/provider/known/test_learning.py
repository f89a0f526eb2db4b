"""What a model or an account does not take is found out by a refusal, and the question is put at once as it does."""

import pytest

from provider import (
    BadRequest,
    Catalog,
    Finish,
    Image,
    Message,
    NotWorking,
    NoVision,
    ProviderError,
    Request,
    Secret,
    Text,
)
from provider.known.learning import WEEK, Learned
from provider.known.lessons import Lesson, taught
from provider.known.model_settings import ModelSettings
from provider.routing.model_client import Clocks
from tests.provider.servers import ANSWER, DIALECTS, Dialect, events_of, open_at, talking_to, text_of

every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=str)

NO_SYSTEM = (
    "Developer instruction is not enabled for models/gemma-3-27b-it",
    "System role not supported",
    "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
    "Conversation roles must alternate user/assistant/user/assistant/...",
    "Only user and assistant roles are supported!",
)
NO_STREAM = (
    "Your organization must be verified to stream this model.",
    "Streaming is not supported for this account.",
    "Unsupported value: 'stream' does not support true with this model.",
    "This model does not support streaming.",
)

TAUGHT: dict[Lesson, tuple[str, ...]] = {
    "system": (
        *NO_SYSTEM,
        "Role 'system' is not allowed",
        "role: system not permitted",
        "messages with role system are not supported",
        "'system' is not one of ['user', 'assistant'] - 'messages.0.role'",
        "Invalid value: 'system'. Supported values are: 'user' and 'assistant'.",
        "messages[0].role: Input should be 'user' or 'assistant'",
        "messages.0.role: unknown variant `system`, expected `user` or `assistant`",
        "Only user, assistant and tool roles are supported, got system.",
        "Unexpected message role.",
        "role must be user or assistant",
        "The first message must have role user",
        "Conversation must start with a user message",
        "The system field is not supported",
    ),
    "stream": (
        *NO_STREAM,
        "This model only supports non-streaming requests",
        "Streaming is disabled for your account",
        "Please set stream=false for this model",
        "`stream` must be set to false",
        "Model m cannot be streamed",
        "This account may not stream.",
        "streamGenerateContent is not supported for this model",
    ),
}
TEACHES_NOTHING = (
    "The file system does not support this.",
    "Internal system error, service not supported",
    "The upstream is not available",
    "stream_options is not supported",
    "The operating system is not supported",
)

NO_PICTURES = (
    "This model does not support image inputs.",
    "Image input modality is not enabled for models/gemma-3-1b-it",
    "Failed to deserialize: messages[0]: unknown variant `image_url`, expected `text`",
    "messages[0].content must be a string",
)
SEEN = Message("user", "What is it?", (Image("image/png", b"1"),))


@every_dialect
@pytest.mark.parametrize("said", NO_SYSTEM)
async def test_without_a_system_role_the_persona_goes_into_the_first_turn(dialect: Dialect, said: str) -> None:
    """Of this question, and of the next without asking again."""
    server = dialect.server(text=ANSWER, systemless=said)
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        first, second = await events_of(provider), await events_of(provider)

        assert text_of(first) == text_of(second) == ANSWER
        assert len(server.requests) == 3
        assert "Be brief.\\n\\nWhat is the secret" in str(server.requests[1]).replace("\n", "\\n")
        assert provider.settings(server.models[0]).system is False


@pytest.mark.parametrize(("lesson", "said"), [(lesson, said) for lesson, all_ in TAUGHT.items() for said in all_])
def test_a_refusal_teaches_by_its_words(lesson: Lesson, said: str) -> None:
    """In the words of many servers, and behind gateways that answer with a status of their own."""
    assert lesson in taught(400, said.encode())
    assert lesson in taught(500, said.encode())
    assert lesson not in taught(429, said.encode())


@pytest.mark.parametrize("said", TEACHES_NOTHING)
def test_other_words_teach_neither(said: str) -> None:
    """Of systems and streams that are none of the model's."""
    assert not {"system", "stream"} & set(taught(400, said.encode()))


@every_dialect
@pytest.mark.parametrize("said", NO_STREAM)
async def test_an_account_that_may_not_stream_is_asked_for_the_whole(dialect: Dialect, said: str) -> None:
    """Its answer is one text."""
    server = dialect.server(text=ANSWER, streamless=said)
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        first, second = await events_of(provider), await events_of(provider)

        for events in (first, second):
            assert [event for event in events if isinstance(event, Text)] == [Text(ANSWER)]
            assert events[-1] == Finish("stop")
        assert [bool(body.get("stream")) for body in server.requests] == [True, False, False]
        assert "stream_options" not in server.requests[1]
        assert provider.settings(server.models[0]).stream is False


@every_dialect
@pytest.mark.parametrize("said", NO_PICTURES)
async def test_a_model_that_cannot_see_says_so(dialect: Dialect, said: str) -> None:
    """Of the question itself the asker hears; an older picture is replaced by a word, now and next time at once.

    Plain words about it are believed at once; of others it is seen without the picture.
    """
    plain = said != NO_PICTURES[-1]
    server = dialect.server(text=ANSWER, blind=said)
    (name,) = server.models
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        with pytest.raises(NoVision):
            await events_of(provider, Request((SEEN,)))
        assert provider.found_out(name) == (("vision",) if plain else ())
        asked = Request((SEEN, Message("assistant", "I see."), Message("user", "And now?")))
        first, second = await events_of(provider, asked), await events_of(provider, asked)

        assert text_of(first) == text_of(second) == ANSWER
        assert len(server.requests) == (3 if plain else 4)
        assert "[a picture]" in str(server.requests[-1])
        assert provider.found_out(name) == ("vision",)


@every_dialect
async def test_one_kind_of_picture_that_is_not_taken_teaches_nothing(dialect: Dialect) -> None:
    """As a server says of a sticker: a photo may be taken."""
    server = dialect.server(text=ANSWER, blind="WebP images are not supported by this server.")
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        with pytest.raises(NoVision):
            await events_of(provider, Request((SEEN,)))

        assert (len(server.requests), provider.learned.dump()) == (1, "{}")


@every_dialect
async def test_what_is_wrong_with_one_picture_teaches_nothing(dialect: Dialect) -> None:
    """Another may be well."""
    server = dialect.server(text=ANSWER, blind="Image format image/tiff is not supported.")
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        with pytest.raises(BadRequest) as raised:
            await events_of(provider, Request((SEEN,)))

        assert type(raised.value) is BadRequest
        assert (len(server.requests), provider.learned.dump()) == (1, "{}")


@every_dialect
async def test_who_says_that_it_sees_is_believed(dialect: Dialect) -> None:
    """The config's word: the refusal is told, and no picture is left out."""
    server = dialect.server(text=ANSWER, blind=NO_PICTURES[0])
    sees = {server.models[0]: ModelSettings(vision=True)}
    async with talking_to(dialect.kind, server, models=server.models, model=sees) as provider:
        with pytest.raises(NoVision, match="image"):
            await events_of(provider, Request((SEEN, Message("assistant", "I see."), Message("user", "And now?"))))

        assert (len(server.requests), provider.learned.dump()) == (1, "{}")


@every_dialect
@pytest.mark.parametrize("status", [400, 403, 422, 500, 200])
async def test_both_may_be_missing(dialect: Dialect, status: int) -> None:
    """One refusal teaches one thing, whatever its status: some gateways refuse inside of an answer."""
    server = dialect.server(text=ANSWER, streamless=NO_STREAM[0], systemless=NO_SYSTEM[0], unable=status)
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        assert text_of(await events_of(provider)) == ANSWER
        assert len(server.requests) == 3


@every_dialect
async def test_the_config_s_word_wins(dialect: Dialect) -> None:
    """What it switches off is never sent; what it demands is never left out."""
    server = dialect.server(text=ANSWER, streamless=NO_STREAM[1], systemless=NO_SYSTEM[1])
    (name,) = server.models
    off = {name: ModelSettings(system=False, stream=False)}
    async with talking_to(dialect.kind, server, models=server.models, model=off) as provider:
        assert text_of(await events_of(provider)) == ANSWER
        assert len(server.requests) == 1
    demanded = {name: ModelSettings(system=True)}
    async with talking_to(dialect.kind, server, models=server.models, model=demanded) as provider:
        with pytest.raises(NotWorking):
            await events_of(provider)

        assert len(server.requests) == 2


async def test_a_refusal_for_another_reason_teaches_nothing() -> None:
    """And one that is refused all the same is not learned from."""
    server = DIALECTS[0].server(text=ANSWER, refuses="model", models=())
    async with talking_to("openai", server, models=("m",)) as provider:
        with pytest.raises(ProviderError) as raised:
            await events_of(provider)

        assert isinstance(raised.value, NotWorking | BadRequest)
        assert len(server.requests) == 1
        assert provider.learned.dump() == "{}"


async def test_it_is_tried_again_after_a_week() -> None:
    """Accounts get verified, servers get newer."""
    now = 1_800_000_000.0
    server = DIALECTS[0].server(text=ANSWER, streamless=NO_STREAM[0])
    async with talking_to("openai", server, models=server.models) as provider:
        provider.learned.now = lambda: now
        await events_of(provider)
        server.streamless = ""
        await events_of(provider)
        now += WEEK
        await events_of(provider)

        assert [bool(body.get("stream")) for body in server.requests] == [True, False, False, True]


async def test_what_was_learned_can_be_kept() -> None:
    """By whoever has a disk; the catalog gives it as text and takes it back."""
    clocks = Clocks(wall=lambda: 1_800_000_000.0)
    before, after = (open_at("openai", "http://127.0.0.1:9/v1", api_key=Secret("k")) for _ in range(2))
    old, new = Catalog({"a": before}, clocks=clocks), Catalog({"a": after}, clocks=clocks)
    before.learned.note("m", "stream")
    new.recall(old.learned())
    for junk in ("", "[]", "{", '{"a": 3}', '{"a": "7"}', '{"a": "{\\"m\\": {\\"stream\\": 1e300}}", "b": "{}"}'):
        new.recall(junk)
    await old.aclose()
    await new.aclose()

    assert (old.lessons, after.settings("m").stream) == (1, False)
    assert after.settings("n").stream is None


def test_it_is_bounded() -> None:
    """By the newest models."""
    learned = Learned(lambda: 0.0)
    for number in range(2_000):
        learned.note(str(number), "system")

    assert learned.settings("0").system is None
    assert learned.settings("1999").system is False
    assert len(learned.dump()) < 50_000
