"""Every setting: its type, its default, and how the file and the environment become one frozen value."""

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bots.config_keys import with_keys
from bots.config_problems import ConfigError, Key, Problem, dotted, from_pydantic, must, unknown
from bots.config_providers import Configured, credentials, is_address, provider_sections, secret_keys, secrets_of
from bots.config_sources import Layer, children, file_path, from_file, from_variables, from_well_known
from bots.engine.budgets import Allowance
from provider.catalog import LOCAL_SERVERS
from provider.contract import Secret

__all__ = ["Config", "ConfigError", "load"]

SQLITE = "sqlite:///"
_ALIAS = r"[a-z0-9_-]+"


def _http(url: str) -> str:
    if not is_address(url, ("http", "https")):
        raise must("must be an address that starts with http:// or https://.")
    return url.rstrip("/")


def _websocket(url: str) -> str:
    if url and not is_address(url, ("ws", "wss")):
        raise must("must be empty, or an address that starts with ws:// or wss://.")
    return url


def _token(token: str) -> str:
    if not token.strip().isascii() or any(c.isspace() for c in token.strip()):
        raise must("is not a token; paste it as it was given to you, without spaces.")
    return token.strip()


def _owner(owner: str) -> str:
    platform, _, number = owner.partition(":")
    if platform not in ("discord", "telegram") or not (number.isascii() and number.isdigit()):
        raise must('must hold ids such as "discord:123456789" or "telegram:123456789".')
    return owner


def _subject(subject: str) -> str:
    platform, kind, number = (*subject.split(":", 2), "", "")[:3]
    kinds = {"discord": ("server", "person", "role"), "telegram": ("chat", "person")}.get(platform, ())
    if kind not in kinds or not re.fullmatch(r"-?\d+", number, re.ASCII):
        raise must('must hold subjects such as "discord:server:123456789" or "telegram:chat:-100123456789".')
    return subject


def _limit(text: str) -> str:
    try:
        Allowance.parse(text)
    except ValueError:
        raise must('must hold limits such as "20 answers a day", "$2 a day" or "50k tokens a month".') from None
    return text


def _place(text: str) -> str:
    if text and not re.fullmatch(r"(discord|telegram):-?\d+(:\d+)?", text, re.ASCII):
        raise must('must be empty, or a place such as "discord:123456789" or "telegram:-100123456789".')
    return text


def _model(name: str) -> str:
    if name != "auto" and not re.fullmatch(_ALIAS, name):
        return _named(name)
    return name


def _named(name: str) -> str:
    provider, slash, model = name.partition("/")
    if not (provider and slash and model) or any(c.isspace() for c in name):
        raise must('must be "provider/model".')
    return name


def _stand_in(name: str) -> str:
    """A provider alone is fine here, or an alias; "auto" is not: a list names those whom it means."""
    if name == "auto" or not re.fullmatch(_ALIAS, name):
        return _named(name)
    return name


def _aliases(aliases: Mapping[str, str]) -> Mapping[str, str]:
    if any(not re.fullmatch(_ALIAS, alias) or alias == "auto" for alias in aliases):
        raise must("must be names of a-z, 0-9, _ and - (and not auto).")
    return aliases


def _servers(lists: Mapping[str, object]) -> Mapping[str, object]:
    for server in lists:
        platform, _, number = server.partition(":")
        if platform not in ("discord", "telegram") or not re.fullmatch(r"-?\d+", number):
            raise must('must have keys such as "discord:123456789" or "telegram:-100123456789".')
    return lists


def _database(url: str) -> str:
    if url.startswith("postgres"):
        raise must("names PostgreSQL, which comes in a later version; use sqlite:///parley.db for now.")
    if not url.startswith(SQLITE) or url == SQLITE or "?" in url:
        raise must("must be sqlite:/// and the path of a file, such as sqlite:///parley.db.")
    return url


Token = Annotated[Secret, AfterValidator(_token), Field(repr=False)]
HttpUrl = Annotated[str, AfterValidator(_http), Field(repr=False)]  # may hold credentials
StandIns = Annotated[tuple[Annotated[str, AfterValidator(_stand_in)], ...], Field(strict=False)]
Subjects = Annotated[tuple[Annotated[str, AfterValidator(_subject)], ...], Field(strict=False)]
Allowances = Annotated[tuple[Annotated[str, AfterValidator(_limit)], ...], Field(strict=False)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class _Section(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Access(_Section):
    """Who may talk. Owners are "discord:ID" or "telegram:ID"."""

    owners: Annotated[tuple[Annotated[str, AfterValidator(_owner)], ...], Field(strict=False)] = ()
    open: bool = False
    allowed: Subjects = ()
    denied: Subjects = ()


class Limits(_Section):
    """How much may be had; owners are exempt. `input_characters`: 0 is any."""

    person: Allowances = ("20 answers a day",)
    bot: Allowances = ("$2 a day",)
    unpriced: Allowances = ("500 answers a day",)
    input_characters: Annotated[int, Field(ge=0, le=1_000_000)] = 8_000


class Owner(_Section):
    """Where the owner reads what the bot has to tell; empty: in private."""

    log: Annotated[str, AfterValidator(_place)] = ""


class Discord(_Section):
    """Discord is off while the token is empty. `gateway_url` empty: Discord's own."""

    token: Token = Secret("")
    api_url: HttpUrl = "https://discord.com/api/v10"
    gateway_url: Annotated[str, AfterValidator(_websocket), Field(repr=False)] = ""


class Telegram(_Section):
    """Telegram is off while the token is empty."""

    token: Token = Secret("")
    api_url: HttpUrl = "https://api.telegram.org"


class MaxMessages(_Section):
    """How many messages one answer may fill."""

    private: Count = 6
    shared: Count = 2


class Reply(_Section):
    """How an answer is shown. `notify_after` is in seconds."""

    streaming: Literal["live", "calm", "off"] = "live"
    notify_after: Seconds = 20.0
    reasoning: Literal["off", "live", "keep"] = "off"
    where: Literal["channel", "thread"] = "channel"
    max_messages: MaxMessages = MaxMessages()


class Models(_Section):
    """What others than the owner may choose. Empty offers everything; other lists for single servers and groups."""

    offered: StandIns = ()
    offered_in: Annotated[Mapping[str, StandIns], AfterValidator(_servers)] = {}


class Conversation(_Section):
    """What the model gets to read: so many turns of the conversation, the newest, and what it is told to be."""

    max_turns: Count = 40
    persona: Annotated[str, Field(max_length=2000)] = ""
    memory: Literal["reply", "channel", "off"] = "reply"
    names: bool = False


class Storage(_Section):
    """Where the database is, absolute after `load`; for how many days text is kept."""

    url: Annotated[str, AfterValidator(_database), Field(repr=False)] = "sqlite:///parley.db"
    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 30


class Shutdown(_Section):
    """How many seconds running answers get when the program is told to end."""

    grace: Seconds = 8.0


class Log(_Section):
    """How much is said on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Config(BaseSettings):
    """All settings. `providers` holds only what somebody wrote: a kind of backend and its Options, by name."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    default_model: Annotated[str, AfterValidator(_model)] = "auto"
    fallback: StandIns = ()
    aliases: Annotated[Mapping[str, Annotated[str, AfterValidator(_named)]], AfterValidator(_aliases)] = {}
    fallback_for: Mapping[str, StandIns] = {}
    access: Access = Access()
    limits: Limits = Limits()
    owner: Owner = Owner()
    discord: Discord = Discord()
    telegram: Telegram = Telegram()
    providers: Annotated[Mapping[str, Configured], PlainValidator(provider_sections), Field(repr=False)] = {}
    reply: Reply = Reply()
    models: Models = Models()
    conversation: Conversation = Conversation()
    storage: Storage = Storage()
    shutdown: Shutdown = Shutdown()
    log: Log = Log()

    _warnings: tuple[str, ...] = PrivateAttr(())

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the owner should know though it does not stop the start; a line each."""
        return self._warnings

    def secrets(self) -> frozenset[str]:
        """Every string that must not be seen in a log."""
        found: set[str] = {self.discord.token, self.telegram.token}
        for url in (self.discord.api_url, self.discord.gateway_url, self.telegram.api_url):
            found.update(credentials(url))
        for _, options in self.providers.values():
            found.update(secrets_of(options))
        return frozenset(found - {""})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Our own layers, the strongest first: the library's would miss unknown variables and quote values."""
        assert isinstance(init_settings, InitSettingsSource)
        layers = init_settings.init_kwargs.pop("layers", ())
        return tuple(InitSettingsSource(settings_cls, layer.values) for layer in layers)


def load(argv_config: str | None, environ: Mapping[str, str], cwd: Path) -> Config:
    """The settings; `argv_config` is what stood behind --config.

    Raises:
        ConfigError: they cannot be used; one line says where, which key and what to do.
    """
    file = file_path(argv_config, environ, cwd)
    written = from_file(*file) if file else Layer()
    variables, known = from_variables(environ, Config), from_well_known(environ)
    layers: tuple[Layer, ...] = (variables, known, written)
    try:
        folder = file[0].parent if file else cwd
        layers = with_keys(variables, known, written, environ, cwd=cwd, folder=folder)
        taken: dict[str, Any] = {"layers": layers}  # by settings_customise_sources
        config = Config(**taken)
        _check_names(config)
    except ValidationError as error:
        problem = _explained(from_pydantic(error), error)
    except Problem as raised:
        problem = raised
    else:
        config = config.model_copy(update={"storage": _placed(config.storage, file[0].parent if file else cwd)})
        config._warnings = _warnings(*file, written) if file else ()
        return config
    source = _source(problem.key, layers, file[1] if file else "the environment")
    raise ConfigError(f"{source}: {dotted(problem.key)} {problem.sentence}")


def _check_names(config: Config) -> None:
    """Short names stand for something.

    Raises:
        Problem: one does not, or for two things.
    """
    for alias in config.aliases:
        if alias in config.providers:
            raise Problem(("aliases", alias), "is the name of a provider already; choose another.")
    if "/" not in config.default_model and config.default_model not in ("auto", *config.aliases):
        raise Problem(("default_model",), 'must be "auto", "provider/model" or one of the aliases.')
    provider, slash, _ = config.default_model.partition("/")
    if slash and provider not in (*config.providers, *LOCAL_SERVERS, "demo"):
        raise Problem(
            ("default_model",),
            "names a provider that is not set up; write its section, [providers.NAME], or set its key.",
        )


def _explained(problem: Problem, error: ValidationError) -> Problem:
    if error.errors()[0]["type"] != "extra_forbidden":
        return problem
    section: type[BaseModel] = Config
    for part in problem.key[:-1]:
        inner = children(section)[part]
        assert isinstance(inner, type)
        section = inner
    return unknown(problem.key, children(section))


def _source(key: Key, layers: tuple[Layer, ...], file: str) -> str:
    """Who wrote that key: a variable, else the file. A problem with a section may lie in a variable inside it."""
    for layer in layers:
        for written, name in layer.names.items():
            if written == key:
                return name
    if key[-1] != "kind":
        return file
    return next((name for layer in layers for k, name in layer.names.items() if k[:-1] == key[:-1]), file)


def _placed(storage: Storage, base: Path) -> Storage:
    path = storage.url.removeprefix(SQLITE)
    if path == ":memory:":
        return storage
    return storage.model_copy(update={"url": f"{SQLITE}{(base / path).absolute()}"})


def _warnings(path: Path, name: str, written: Layer) -> tuple[str, ...]:
    if not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) or not _holds_secret(written.values):
        return ()
    return (f"{name}: holds a token or key, and other users of this machine may read it; run: chmod 600 {name}",)


def _holds_secret(values: Mapping[str, object]) -> bool:
    tables = [(table, frozenset({"token"})) for name in ("discord", "telegram") if (table := values.get(name))]
    providers = values.get("providers", {})
    assert isinstance(providers, dict)  # it was loaded
    tables += [(table, secret_keys(table.get("kind", name))) for name, table in providers.items()]
    return any(isinstance(table, dict) and table.get(key) for table, keys in tables for key in keys)
