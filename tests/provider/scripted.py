"""A provider that plays what a test tells it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from provider.contract import Event, Finish, Request, Text, Trust
from provider.errors import ProviderError
from provider.known.model_settings import ModelSettings

Step = Event | ProviderError | float | asyncio.Event
"""What comes, what is raised, seconds of silence, or silence until told."""

HELLO: Sequence[Step] = (Text("Hello"), Finish())


class Player:
    """Plays one script a question; the last one for all that follow. `open`: streams that run now."""

    def __init__(self, *scripts: Sequence[Step], trust: Trust = "account", models: tuple[str, ...] = ("m",)) -> None:
        self.scripts = list(scripts or (HELLO,))
        self.trust = trust
        self.default_model = models[0]
        self.listed = models
        self.known = ModelSettings()
        self.supports_system_message = True
        self.requests: list[Request] = []
        self.open = 0

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        self.open += 1
        try:
            for step in script:
                match step:
                    case float():
                        await asyncio.sleep(step)
                    case asyncio.Event():
                        await step.wait()
                    case ProviderError():
                        raise step
                    case _:
                        yield step
        finally:
            self.open -= 1

    async def models(self) -> tuple[str, ...]:
        return self.listed

    def settings(self, model: str) -> ModelSettings:
        return self.known

    async def aclose(self) -> None:
        """Nothing is open beyond its streams."""
