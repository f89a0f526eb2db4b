"""Every setting with its type and its default. The sections of the platforms are made from their rows."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, get_type_hints

from msgspec import Meta, defstruct

from bots.config.addresses import credentials
from bots.config.aliases import alias_table
from bots.config.checking import Reader, Section, Valid
from bots.config.default_model import DefaultModels, valid_default_model
from bots.config.places import ConfigPlace, place_sections
from bots.config.platform_sections import secrets_in, section_of
from bots.config.providers import Configured, provider_sections, secrets_of
from bots.config.tools import BuiltIn, tool_secrets, tool_sections
from bots.config.validators import (
    list_of,
    valid_database,
    valid_eyes,
    valid_language,
    valid_limit,
    valid_listen,
    valid_ops_token,
    valid_owner,
    valid_people,
    valid_place,
    valid_servers,
    valid_stand_in,
    valid_subject,
    valid_voice,
    valid_zone,
)
from bots.engine.seam.manifest import Manifest, SettingsT
from bots.platforms import Row, platforms
from bots.tools.mcp.values import ServerSettings
from provider.contract import Effort
from provider.routing.fallback import Alias

StandIns = tuple[Annotated[str, Valid(valid_stand_in)], ...]
Subjects = Annotated[tuple[str, ...], Reader(list_of(valid_subject))]
Allowances = Annotated[tuple[str, ...], Reader(list_of(valid_limit))]
Seconds = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1, le=10_000)]


SECRET_FROM = 8
"""Characters from which on a key or a password is hidden in the log."""


class Access(Section):
    """Who may talk. Owners are ids such as "discord:5" or "telegram:5"."""

    owners: Annotated[tuple[str, ...], Reader(list_of(valid_owner))] = ()
    open: bool = False
    allowed: Subjects = ()
    denied: Subjects = ()


class Limits(Section):
    """How much people may use; owners are exempt. `input_characters`: the longest question; 0 for any length.

    `trusted`: in place of `person`, for people and groups that an owner let in by hand; if only `person` is written, it
    holds for them too.
    `server_share`: the per cent of `bot` and of `unpriced` that one server or group takes at most.
    """

    person: Allowances = ("20 answers a day",)
    trusted: Allowances = ("100 answers a day",)
    bot: Allowances = ("$2 a day",)
    unpriced: Allowances = ("500 answers a day",)
    input_characters: Annotated[int, Meta(ge=0, le=1_000_000)] = 16_000
    server_share: Annotated[int, Meta(ge=1, le=100)] = 50


class Files(Section):
    """The files that people send. `bytes` and `count`: of one file, and of one message. `pages`: of a PDF.

    `seconds` and `memory`, in MiB: what the process that reads a file may take, where the system has such limits.
    """

    bytes: Annotated[int, Meta(ge=1, le=2_000_000_000)] = 20_971_520
    count: Annotated[int, Meta(ge=0, le=100)] = 10
    pages: Count = 500
    seconds: Annotated[float, Meta(ge=1, le=600)] = 20.0
    memory: Annotated[int, Meta(ge=96, le=65_536)] = 192


class Owner(Section):
    """The place where the bot writes to the owner; empty: a private chat."""

    log: Annotated[str, Valid(valid_place)] = ""


class MaxMessages(Section):
    """The most messages that one answer may fill, in a private chat and in shared places."""

    private: Count = 6
    shared: Count = 2


class Reply(Section):
    """How an answer is shown. `notify_after` is in seconds. `details`: with model, seconds and cost."""

    streaming: Literal["live", "calm", "off"] = "live"
    notify_after: Seconds = 20.0
    reasoning: Literal["off", "live", "keep"] = "off"
    details: bool = False
    where: Literal["channel", "thread"] = "channel"
    max_messages: MaxMessages = MaxMessages()


class Models(Section):
    """The models that people other than the owner may choose; empty: all. `offered_in`: for one server or group.

    `offered_to`: further ones for those with a role, or for one person.

    `eyes`: the model that answers a question with pictures in place of one that does not see; empty: none.
    `effort`: how much models think where nobody chose it. `search`: whether they may search the web there.
    """

    offered: StandIns = ()
    offered_in: Annotated[Mapping[str, StandIns], Valid(valid_servers)] = {}
    offered_to: Annotated[Mapping[str, StandIns], Valid(valid_people)] = {}
    eyes: Annotated[str, Valid(valid_eyes)] = ""
    effort: Literal["default", Effort] = "default"
    search: Literal["off", "auto", "on"] = "off"


class SpeechToText(Section):
    """Who turns speech into text. `provider`: empty: all that can; "off": nobody. `model`: empty: the usual one."""

    provider: Annotated[str, Valid(valid_voice)] = ""
    model: str = ""


class Conversation(Section):
    """What the model reads. `max_turns`: the newest messages of the conversation. `persona`: who it is told to be.

    `busy`: what becomes of a question that comes while another one there is answered. `timezone`: whose day it is, as
    "Europe/Madrid"; `language`: what the bot speaks; both empty: by the place's people. `day`: the model is told the
    day and the language there.
    """

    max_turns: Count = 40
    persona: Annotated[str, Meta(max_length=2000)] = ""
    memory: Literal["reply", "channel", "off"] = "reply"
    busy: Literal["queue", "replace", "ignore"] = "queue"
    names: bool = False
    day: bool = True
    timezone: Annotated[str, Valid(valid_zone)] = ""
    language: Annotated[str, Valid(valid_language)] = ""


class Storage(Section):
    """Where the database is (an absolute path after `load`), and for how many days text is kept."""

    url: Annotated[str, Valid(valid_database)] = "sqlite:///parley.db"
    keep_days: Annotated[int, Meta(ge=0, le=36_500)] = 30


class Shutdown(Section):
    """Stopping. `grace`: the seconds that it may take, for answers that end and for marking those that do not."""

    grace: Seconds = 8.0


class Ops(Section):
    """What an operator's tools read. `listen`: the address, such as "127.0.0.1:9464"; empty: none.

    `token`: what they have to show; needed at an address that others than this machine can reach.
    """

    listen: Annotated[str, Valid(valid_listen)] = ""
    token: Annotated[str, Valid(valid_ops_token)] = ""
    token_file: str = ""


class Log(Section):
    """The log on standard error. `level`: the least severe lines that are written. `format`: how; in `run` only."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Config(Section):
    """All settings. `providers` holds only sections that somebody wrote: a kind of backend and its options, by name."""

    default_model: Annotated[str | DefaultModels, Reader(valid_default_model)] = "auto"
    fallback: StandIns = ()
    aliases: Annotated[Mapping[str, Alias], Reader(alias_table)] = {}
    fallback_for: Mapping[str, StandIns] = {}
    access: Access = Access()
    limits: Limits = Limits()
    files: Files = Files()
    owner: Owner = Owner()
    providers: Annotated[Mapping[str, Configured], Reader(provider_sections)] = {}
    reply: Reply = Reply()
    models: Models = Models()
    places: Annotated[Mapping[str, ConfigPlace], Reader(place_sections)] = {}
    voice: SpeechToText = SpeechToText()
    conversation: Conversation = Conversation()
    storage: Storage = Storage()
    shutdown: Shutdown = Shutdown()
    ops: Ops = Ops()
    log: Log = Log()
    tools: Annotated[Mapping[str, BuiltIn | ServerSettings], Reader(tool_sections)] = {}

    _warnings: tuple[str, ...] = ()
    _refused: frozenset[str] = frozenset()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the owner should know although it does not stop the start; one line each."""
        return self._warnings

    @property
    def default_models(self) -> DefaultModels:
        """The model that answers where nobody chose one."""
        model = self.default_model
        return model if isinstance(model, DefaultModels) else DefaultModels(model, model)

    def settings_of(self, platform: Manifest[SettingsT]) -> SettingsT:
        """The settings of a platform."""
        section = getattr(self, platform.name)
        return platform.settings(**{each: getattr(section, each) for each in get_type_hints(platform.settings)})

    def platforms_on(self) -> tuple[Row, ...]:
        """The platforms that are on. One that refuses its own settings is off."""
        off = (*self._refused, *(row.name for row in self.platforms_off()))
        return tuple(row for row in platforms().values() if row.name not in off)

    def platforms_off(self) -> tuple[Row, ...]:
        """The platforms that nobody has turned on."""
        return tuple(row for row in platforms().values() if not getattr(getattr(self, row.name), row.switch))

    def secrets(self) -> frozenset[str]:
        """Every string that must not be seen in a log.

        A short one, or one that is the name of a section, is none: a local server takes any word for a key, and hiding
        it would hide that word everywhere.
        """
        found = {secret for row in platforms().values() for secret in secrets_in(row, getattr(self, row.name))}
        found.add(self.ops.token)
        for _, options in self.providers.values():
            found.update(secrets_of(options))
        found.update(credentials(self.storage.url))
        found.update(tool_secrets(self.tools))
        return frozenset(each for each in found - set(self.providers) if len(each) >= SECRET_FROM)


@cache
def config_type() -> type[Config]:
    """The type of all settings, with a section for each platform."""
    sections = [(row.name, section := section_of(row), section()) for row in platforms().values()]
    config = defstruct("Config", sections, bases=(Config,), frozen=True)
    assert issubclass(config, Config)
    return config
