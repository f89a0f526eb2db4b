"""Who may answer a question, one after the other: the model that holds, the next if it is withdrawn, its stand-ins."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from provider.contract import Provider, Trust
from provider.errors import ProviderError
from provider.routing import model_names
from provider.routing.auto import Auto
from provider.routing.fallback import AUTO, Link, Routes, Tried
from provider.routing.model_lists import Lists


class Candidates:
    """Finds them. Whoever walks along them notes in `Tried` how each has failed, and that decides who comes next."""

    def __init__(self, providers: Mapping[str, Provider], routes: Routes, lists: Lists, auto: Auto) -> None:
        self._providers = providers
        self._routes = routes
        self._lists = lists
        self._auto = auto

    async def walk(self, wanted: str, instead: Sequence[str], chat: bool, tried: Tried) -> AsyncGenerator[Link, None]:
        """The models to ask, in order: the first of these names that is not withdrawn, and then its stand-ins.

        Of `instead`, none leads from an account or a local server to a stranger's site. If all are withdrawn, the
        stand-ins of `wanted` follow.
        """
        names = (wanted, *self._as_private(wanted, instead))
        for name in names:
            full = self._routes.meant(name)
            if full == AUTO:
                tried.by_auto = True
                async with aclosing(self._auto.walk(chat, tried)) as links:
                    async for link in links:
                        yield link
            elif found := await self._tried(name, tried):
                yield found
                full = str(found)
            if not tried.gone(full):
                break
        else:
            name = wanted
        for stand_in in self._routes.stand_ins(name):
            if found := await self._tried(stand_in, tried):
                yield found

    async def link(self, name: str) -> Link:
        """The model of that alias or full name, or the usual one of the provider of that name.

        Raises:
            ProviderError: there is none, or the provider has to be asked and does not tell.
        """
        provider, _, model = self._routes.meant(name).partition("/")
        if provider not in self._providers:
            raise model_names.no_such_provider(provider, self._providers)
        return Link(provider, model or await self._lists.default_model(provider), self._routes.alias(name))

    def trust(self, name: str) -> Trust | None:
        """Who reads what is sent to the model of that name; None if no such provider is set up."""
        provider = self._providers.get(self._routes.meant(name).partition("/")[0])
        return provider.trust if provider else None

    async def _tried(self, name: str, tried: Tried) -> Link | None:
        """The model of that name; None if it cannot be asked, which is noted."""
        full = self._routes.meant(name)
        tried.wanted = tried.wanted or full
        try:
            link = await self.link(name)
        except ProviderError as error:
            tried.names.append(full)
            tried.failed(full, error)
            return None
        tried.wanted = str(link) if tried.wanted == full else tried.wanted
        return link

    def _as_private(self, wanted: str, names: Sequence[str]) -> tuple[str, ...]:
        """The names that lead to no stranger's site; all of them if `wanted` leads there."""
        if self.trust(wanted) == "stranger":
            return tuple(names)
        return tuple(name for name in names if self.trust(name) != "stranger")
