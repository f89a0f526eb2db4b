"""Pictures, sounds and documents on each wire: as the official libraries write them, byte for byte."""

import json
from base64 import b64decode
from typing import Any

import pytest
from pydantic import TypeAdapter

from provider import (
    Audio,
    BadRequest,
    Document,
    Message,
    MissingAbility,
    ModelSettings,
    NoDocuments,
    NoHearing,
    NoVision,
    Request,
)
from provider.contract import Image
from provider.dialects import chat_completions, generate_content, messages
from provider.dialects.refusals import refusal
from tests.fakes.anthropic_api import AnthropicApi
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.gemini_api import GeminiApi
from tests.provider.servers import events_of, talking_to, text_of

PICTURE, SOUND, PDF = b"\x89PNG" + bytes(range(256)), b"ID3" + bytes(range(256)), b"%PDF-1.7" + bytes(range(256))
SENT = Message(
    "user", "Compare", (Image("image/png", PICTURE),), (Audio("audio/mpeg", SOUND, 3.0),), (Document(PDF, 2),)
)
SILENT = Message("user", "Compare", SENT.images, documents=SENT.documents)
EVERYTHING = ModelSettings(vision=True, hearing=True, documents=True)


def payloads(body: object) -> list[bytes]:
    """Every base64 in the body, decoded, in order."""
    found: list[bytes] = []
    match body:
        case dict():
            for key, value in body.items():
                if isinstance(value, str) and key in ("data", "url", "file_data"):
                    found.append(b64decode(value.rpartition(",")[2], validate=True))
                else:
                    found += payloads(value)
        case list():
            for each in body:
                found += payloads(each)
    return found


def test_openai_s_library_knows_the_parts() -> None:
    """Pictures, sounds and files, before the text."""
    from openai.types.chat import ChatCompletionUserMessageParam  # here, as it takes half a second

    body: Any = chat_completions.question(Request((SENT,)), "m", usage=False)
    (message,) = body["messages"]
    TypeAdapter(ChatCompletionUserMessageParam).validate_python(message)

    assert [part["type"] for part in message["content"]] == ["image_url", "input_audio", "file", "text"]
    assert message["content"][1]["input_audio"]["format"] == "mp3"
    assert payloads(message) == [PICTURE, SOUND, PDF]


def test_anthropic_s_library_knows_the_blocks() -> None:
    """Pictures and documents, before the text."""
    from anthropic.types import MessageParam  # here, as it takes a second

    body: Any = messages.question(Request((SILENT,)), "m", max_tokens=9)
    (message,) = body["messages"]
    TypeAdapter(MessageParam).validate_python(message)

    assert [block["type"] for block in message["content"]] == ["image", "document", "text"]
    assert payloads(message) == [PICTURE, PDF]


def test_gemini_s_parts() -> None:
    """All are data with their media types, before the text."""
    body: Any = generate_content.question(Request((SENT,)), reasoning=False)
    (content,) = body["contents"]

    kinds = [part["inlineData"]["mimeType"] for part in content["parts"][:-1]]
    assert kinds == ["image/png", "audio/mpeg", "application/pdf"]
    assert content["parts"][-1] == {"text": "Compare"}
    assert payloads(content) == [PICTURE, SOUND, PDF]


@pytest.mark.parametrize(
    ("kind", "server", "sent"),
    [
        ("openai", ChatCompletions(models=("able",)), SENT),
        ("anthropic", AnthropicApi(models=("able",)), SILENT),
        ("gemini", GeminiApi(models=("able",)), SENT),
    ],
    ids=["openai", "anthropic", "gemini"],
)
async def test_they_arrive_byte_for_byte(kind: str, server: ChatCompletions, sent: Message) -> None:
    """In the order of the message."""
    async with talking_to(kind, server, models=("able",), model={"able": EVERYTHING}) as provider:
        assert text_of(await events_of(provider, Request((sent,)))) == server.text

        assert payloads(server.requests[0]) == [each.data for each in sent.media]


@pytest.mark.parametrize(
    ("kind", "model", "known"),
    [
        ("openai", "gpt-5-mini", (None, None, None)),
        ("anthropic", "claude-sonnet-5", (True, None, True)),
        ("anthropic", "other", (None, None, None)),
        ("gemini", "models/gemini-3-flash", (True, True, True)),
        ("gemini", "gemma-3-1b-it", (None, None, None)),
    ],
)
async def test_what_is_known_by_the_name(
    kind: str, model: str, known: tuple[bool | None, bool | None, bool | None]
) -> None:
    """Of Claude and Gemini; at an address that is nobody's, a name of OpenAI's says nothing."""
    server = {"openai": ChatCompletions, "anthropic": AnthropicApi, "gemini": GeminiApi}[kind]()
    async with talking_to(kind, server) as provider:
        settings = provider.settings(model)

    assert (settings.vision, settings.hearing, settings.documents) == known


async def test_the_messages_api_has_no_place_for_sounds() -> None:
    """Whatever the config says: the sound is refused and not left out."""
    server = AnthropicApi(models=("able",))
    async with talking_to("anthropic", server, models=("able",), model={"able": EVERYTHING}) as provider:
        with pytest.raises(NoHearing):
            await events_of(provider, Request((SENT,)))

    assert server.requests == []


async def test_a_format_that_the_server_does_not_take() -> None:
    """OpenAI takes two for `input_audio`; its refusal is about this sound, not about the model."""
    server = ChatCompletions(models=("able",))
    voice = Message("user", "", audio=(Audio("audio/ogg", SOUND),))
    async with talking_to("openai", server, models=("able",), model={"able": EVERYTHING}) as provider:
        with pytest.raises(BadRequest, match="'ogg'") as raised:
            await events_of(provider, Request((voice,)))

    assert not isinstance(raised.value, MissingAbility)


@pytest.mark.parametrize("sent", [SENT, Message("user", "", documents=SENT.documents)], ids=["sound", "PDF"])
async def test_who_is_not_known_to_take_it_is_not_sent_it(sent: Message) -> None:
    """Also if a provider is used alone, without the catalog."""
    server = ChatCompletions()
    async with talking_to("openai", server, models=server.models) as provider:
        with pytest.raises((NoHearing, NoDocuments)):
            await events_of(provider, Request((sent,)))

    assert server.requests == []


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("No endpoints found that support input audio", NoHearing),
        ("Audio input is not supported by this model.", NoHearing),
        ("This model does not support audio input.", NoHearing),
        ("Invalid Value: 'file'. This model does not support file content types.", NoDocuments),
        ("'claude-2.1' does not support PDF input.", NoDocuments),
        ("PDF input is not enabled for this model", NoDocuments),
        ("No endpoints found that support image input", NoVision),
        ("Invalid value: 'ogg'. Supported values are: 'wav' and 'mp3'.", BadRequest),
        ("The PDF specified was not valid.", BadRequest),
        ("A maximum of 100 PDF pages may be provided.", BadRequest),
    ],
)
def test_refusals_of_media_have_their_class(said: str, error: type[BadRequest]) -> None:
    """What is wrong with one file says nothing of the model."""
    body = json.dumps({"error": {"message": said, "type": "invalid_request_error"}}).encode()

    assert type(refusal(400, {}, body)) is error
