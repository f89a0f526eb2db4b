"""Every setting: its type and its default."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, PrivateAttr
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bots.config.providers import Configured, credentials, provider_sections, secrets_of
from bots.config.validators import (
    valid_aliases,
    valid_database,
    valid_full_name,
    valid_http_url,
    valid_limit,
    valid_model,
    valid_owner,
    valid_place,
    valid_servers,
    valid_stand_in,
    valid_subject,
    valid_token,
    valid_websocket_url,
)
from provider.contract import Secret

Token = Annotated[Secret, AfterValidator(valid_token), Field(repr=False)]
HttpUrl = Annotated[str, AfterValidator(valid_http_url), Field(repr=False)]  # may hold credentials
StandIns = Annotated[tuple[Annotated[str, AfterValidator(valid_stand_in)], ...], Field(strict=False)]
Subjects = Annotated[tuple[Annotated[str, AfterValidator(valid_subject)], ...], Field(strict=False)]
Allowances = Annotated[tuple[Annotated[str, AfterValidator(valid_limit)], ...], Field(strict=False)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class _Section(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Access(_Section):
    """Who may talk. Owners are "discord:ID" or "telegram:ID"."""

    owners: Annotated[tuple[Annotated[str, AfterValidator(valid_owner)], ...], Field(strict=False)] = ()
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

    log: Annotated[str, AfterValidator(valid_place)] = ""


class Discord(_Section):
    """Discord is off while the token is empty. `gateway_url` empty: Discord's own."""

    token: Token = Secret("")
    api_url: HttpUrl = "https://discord.com/api/v10"
    gateway_url: Annotated[str, AfterValidator(valid_websocket_url), Field(repr=False)] = ""


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
    offered_in: Annotated[Mapping[str, StandIns], AfterValidator(valid_servers)] = {}


class Conversation(_Section):
    """What the model gets to read: so many turns of the conversation, the newest, and what it is told to be."""

    max_turns: Count = 40
    persona: Annotated[str, Field(max_length=2000)] = ""
    memory: Literal["reply", "channel", "off"] = "reply"
    names: bool = False


class Storage(_Section):
    """Where the database is, absolute after `load`; for how many days text is kept."""

    url: Annotated[str, AfterValidator(valid_database), Field(repr=False)] = "sqlite:///parley.db"
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

    default_model: Annotated[str, AfterValidator(valid_model)] = "auto"
    fallback: StandIns = ()
    aliases: Annotated[
        Mapping[str, Annotated[str, AfterValidator(valid_full_name)]], AfterValidator(valid_aliases)
    ] = {}
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
