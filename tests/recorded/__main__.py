"""Record one stream of each kind from our fakes and from llmock."""

import asyncio

from aiohttp import ClientSession
from llmock.testing import LLMockServer

from tests.fakes.chat_completions import ChatCompletions
from tests.provider.servers import ANSWER, DIALECTS
from tests.recorded import FOLDER

THOUGHTS = "First I think — 思考 — and only then do I speak."

LLMOCK = {
    "openai": ("openai", "mistral"),
    "anthropic": ("anthropic",),
    "gemini": ("gemini",),
}

ASK = [{"role": "user", "content": "Why is the sky blue?"}]
BODIES: dict[str, dict[str, object]] = {
    "openai": {"messages": ASK, "stream": True, "stream_options": {"include_usage": True}},
    "anthropic": {"messages": ASK, "stream": True, "max_tokens": 100},
    "gemini": {"contents": [{"role": "user", "parts": [{"text": "Why is the sky blue?"}]}]},
}


def address(kind: str, base_url: str, model: str) -> str:
    """Where that dialect is asked."""
    paths = {
        "openai": "/chat/completions",
        "anthropic": "/v1/messages",
        "gemini": f"/v1beta/models/{model}:streamGenerateContent?alt=sse",
    }
    return base_url + paths[kind]


async def record(session: ClientSession, kind: str, name: str, base_url: str, model: str) -> None:
    """Ask once, and keep the bytes."""
    async with session.post(address(kind, base_url, model), json={"model": model, **BODIES[kind]}) as response:
        data = await response.read()
        assert response.status == 200, data
    (FOLDER / kind).mkdir(exist_ok=True)
    (FOLDER / kind / f"{name}.sse").write_bytes(data)


async def main() -> None:
    """All of them."""
    with LLMockServer() as llmock:
        async with ClientSession() as session:
            for dialect in DIALECTS:
                servers: dict[str, ChatCompletions] = {
                    "plain": dialect.server(text=ANSWER),
                    "thinking": dialect.server(text=ANSWER, reasoning=THOUGHTS, token=3),
                    "crlf": dialect.server(text=ANSWER, newline="\r\n", token=7),
                }
                if dialect.kind == "openai":
                    servers["tags"] = dialect.server(text=ANSWER, reasoning=THOUGHTS, reasoning_field="", token=2)
                for name, server in servers.items():
                    async with server:
                        await record(session, dialect.kind, f"fake-{name}", server.base_url, server.models[0])
                for provider in LLMOCK[dialect.kind]:
                    base_url = llmock.base_url(provider)
                    await record(session, dialect.kind, f"llmock-{provider}", base_url, "some-model")


if __name__ == "__main__":
    asyncio.run(main())
