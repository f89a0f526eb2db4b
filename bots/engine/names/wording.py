"""How a person, a server or a place is called towards those who read it: a name, and a mention beside it. Pure."""

from collections.abc import Mapping

from bots.engine.language.phrases import say
from bots.engine.seam.places import Place
from bots.engine.seam.platform import Mentions, Platform
from bots.engine.seam.references import Reference, to_server
from bots.engine.storage.records import Named
from bots.text.names import shown
from provider.values import Value

_UNNAMED: Mapping[str, str] = {"server": "unnamed_server", "place": "unnamed_place", "role": "unnamed_role"}
"""The phrase for what has no name that is known and can be mentioned by nothing; people are numbers."""


class Wording(Value):
    """What `known` says of names, for the readers of `where` on `platform`."""

    known: Mapping[str, Named]
    platform: Platform | None
    where: Place

    def called(self, meant: Reference, brief: bool) -> str:
        """Markdown that names it. `brief`: by its name alone if that is known."""
        group = to_server(meant.platform, meant.id)
        if meant.kind == "place" and str(meant) not in self.known and str(group) in self.known:
            meant = group
        named = self.known.get(str(meant))
        if named is not None and ":person:" in named.belongs:
            whose = Reference.of(named.belongs)
            return say("private_chat_of", person=self.called(whose, brief))
        name = shown(named.name) if named is not None else ""
        mention = "" if brief and name else self._mention(meant, named)
        if meant.kind in ("place", "role") and mention:
            return mention
        if meant.kind == "server" and name:
            name = say("server_called", name=name)
        if meant.kind == "place" and named is not None and name:
            return self._inside(name, named, brief=brief)
        if brief and name:
            return name
        return self._with_mention(name, mention, meant)

    def _with_mention(self, name: str, mention: str, meant: Reference) -> str:
        if name and meant.kind == "person":
            return f"{name} ({mention or self._number(meant)})"
        if name:
            return f"{name} ({mention})" if mention else name
        if mention:
            return mention
        number = self._number(meant)
        return say(_UNNAMED[meant.kind], id=number) if meant.kind in _UNNAMED else number

    def _inside(self, name: str, named: Named, *, brief: bool) -> str:
        """A place and the server in which it lies, which tells it from others of the same name."""
        around = self.known.get(named.belongs)
        if brief or around is None or not (server := shown(around.name)):
            return name
        return say("place_in", place=name, server=say("server_called", name=server))

    def _mention(self, meant: Reference, named: Named | None) -> str:
        if self.platform is None or self.platform.name != meant.platform or not isinstance(self.platform, Mentions):
            return ""
        return self.platform.mention(meant, named.handle if named is not None else "", self.where)

    def _number(self, meant: Reference) -> str:
        """The number, which commands take; with its platform for readers on another one."""
        id = meant.id if self.platform is not None and self.platform.name == meant.platform else str(meant)
        return "`" + id.replace("`", "") + "`"
