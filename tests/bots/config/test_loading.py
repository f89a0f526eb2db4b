"""Settings come from variables and a file; an error is one line with the cure and without the value."""

import dataclasses
from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.discord_bot.manifest import MANIFEST as DISCORD
from bots.telegram_bot.manifest import MANIFEST as TELEGRAM
from provider.routing.fallback import Alias

SECRET = "hunter2"


def write(folder: Path, text: str | bytes) -> None:
    path = folder / "config.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(0o600)


def error(folder: Path, text: str | bytes = "", **environ: str) -> str:
    """What loading it says; always one line, never the value."""
    if text:
        write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load(None, environ, folder)
    assert "\n" not in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    """No file, no variable."""
    config = load(None, {}, tmp_path)

    assert config.default_model == "auto"
    assert config.providers == {}
    assert config.storage.url == f"sqlite:///{tmp_path}/parley.db"


def test_variables_win_over_well_known_ones_and_those_over_the_file(tmp_path: Path) -> None:
    """For each key by itself."""
    write(tmp_path, '[telegram]\ntoken = "file"\n[discord]\ntoken = "file"\ngateway_url = "ws://file"\n')
    environ = {"DISCORD_TOKEN": "known", "TELEGRAM_TOKEN": "known", "PARLEY_TELEGRAM__TOKEN": "variable"}

    config = load(None, environ, tmp_path)

    assert config.settings_of(TELEGRAM).token == "variable"
    assert config.settings_of(DISCORD).token == "known"
    assert config.settings_of(DISCORD).gateway_url == "ws://file"


def test_a_variable_takes_the_type_of_its_setting(tmp_path: Path) -> None:
    """Switches, numbers, and lists with commas or as JSON."""
    config = load(
        None,
        {
            "PARLEY_ACCESS__OPEN": "true",
            "PARLEY_ACCESS__OWNERS": "discord:1, telegram:2",
            "PARLEY_SHUTDOWN__GRACE": "2.5",
            "PARLEY_REPLY__MAX_MESSAGES__SHARED": "3",
            "PARLEY_PROVIDERS__OPENAI__MODELS": '["a", "b"]',
        },
        tmp_path,
    )

    assert config.access.open
    assert config.access.owners == ("discord:1", "telegram:2")
    assert config.shutdown.grace == 2.5
    assert config.reply.max_messages.shared == 3
    assert options(config.providers["openai"])["models"] == ("a", "b")


def options(configured: tuple[str, object]) -> dict[str, object]:
    found = configured[1]
    assert dataclasses.is_dataclass(found)
    assert not isinstance(found, type)
    return dataclasses.asdict(found)


def test_the_key_of_openai_makes_its_section(tmp_path: Path) -> None:
    """An empty variable is none."""
    config = load(None, {"OPENAI_API_KEY": "sk-1"}, tmp_path)

    assert config.providers["openai"][0] == "openai"
    assert options(config.providers["openai"])["api_key"] == "sk-1"
    assert load(None, {"OPENAI_API_KEY": "", "DISCORD_TOKEN": ""}, tmp_path).providers == {}


def test_a_provider_has_any_name(tmp_path: Path) -> None:
    """Its kind says what it speaks; variables reach it."""
    write(tmp_path, '[providers.my-own]\nkind = "openai"\nbase_url = "http://127.0.0.1:1/v1"\n')

    config = load(None, {"PARLEY_PROVIDERS__MY-OWN__API_KEY": "k"}, tmp_path)

    assert config.providers["my-own"][0] == "openai"
    assert options(config.providers["my-own"])["api_key"] == "k"


def test_the_file_is_named_or_found(tmp_path: Path) -> None:
    """--config, then PARLEY_CONFIG, then ./config.toml; a relative database lies beside it."""
    (tmp_path / "sub").mkdir()
    for name in ("sub/a.toml", "b.toml"):
        (tmp_path / name).write_text(f'default_model = "demo/{name[-6]}"\n')
    environ = {"PARLEY_CONFIG": "b.toml"}

    assert load("sub/a.toml", environ, tmp_path).default_model == "demo/a"
    assert load("sub/a.toml", environ, tmp_path).storage.url == f"sqlite:///{tmp_path}/sub/parley.db"
    assert load(None, environ, tmp_path).default_model == "demo/b"
    assert load(None, {}, tmp_path).default_model == "auto"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'[telegram]\ntokn = "{SECRET}"', "telegram.tokn is not a setting; did you mean telegram.token?"),
        (f'[telegram]\nTOKEN = "{SECRET}"', "telegram.TOKEN is not a setting; did you mean telegram.token?"),
        (f'model = "{SECRET}"', "model is not a setting; did you mean default_model?"),
        (f'[openai]\napi_key = "{SECRET}"', "openai is not a setting; did you mean [providers.openai]?"),
        (f'[provider.openai]\napi_key = "{SECRET}"', "provider is not a setting; did you mean [providers]?"),
        (f'[mcp.time]\ncommand = "{SECRET}"', "mcp is not a setting; did you mean [tools]?"),
        (f'[bot]\ntoken = "{SECRET}"', "bot is not a setting; here you can set: access,"),
        (
            f'[providers]\napi_key = "{SECRET}"',
            "providers.api_key stands outside of its provider; write it under [prov",
        ),
        (
            f'[providers.openai]\nmodel = "{SECRET}"',
            "[providers.openai.model.NAME]; write default_model to choose one.",
        ),
        (
            f'[providers.claude]\napi_key = "{SECRET}"',
            'providers.claude.kind is missing, and so is base_url. Did you mean "ant',
        ),
        ('[providers.x]\nkind = "openai-compatible"', 'providers.x.kind is unknown. Did you mean "openai"?'),
        (f'telegram = "{SECRET}"', "telegram must be a section: [telegram]."),
        ("[telegram]\ntoken = 5", 'telegram.token must be text in quotes: "...".'),
        (f'[telegram]\ntoken = "{SECRET} x"', "telegram.token is not a token"),
        (f'[telegram]\napi_url = "{SECRET}"', "telegram.api_url must be an address that starts with http://"),
        (f'[discord]\ngateway_url = "{SECRET}"', "discord.gateway_url must be empty, or an address"),
        (
            '[telegram]\nwebhook = "http://bot.example.org/x"',
            "telegram.webhook must be empty, or an address that starts",
        ),
        (
            f'[telegram]\nwebhook = "https://u:{SECRET}@bot.example.org"',
            "telegram.webhook must be empty, or an address",
        ),
        ('[telegram]\nwebhook_listen = "9465"', "telegram.webhook_listen must be a host and a port"),
        (f'default_model = "{SECRET}"', 'default_model must be "auto", "provider/model" or one of the aliases.'),
        (f'default_model = "a {SECRET}/b"', 'default_model must be "provider/model".'),
        (
            f'default_model = "nosuch/{SECRET}"',
            "default_model names a provider that is not set up; write its section, [providers.NAME], or set its key.",
        ),
        (f'[conversation]\npersona = "{SECRET * 500}"', "conversation.persona must be at most 2,000 characters long."),
        ('[files]\nbytes = "2000"', "files.bytes must be a whole number, without quotes."),
        ('[access]\nopen = "true"', "access.open must be true or false, without quotes."),
        ('[shutdown]\ngrace = "8"', "shutdown.grace must be a number, without quotes."),
        ('[shutdown]\ngrace = "8 s"', "shutdown.grace must be a number."),
        ("[files]\nbytes = 99999999999999999999", "files.bytes must be at most 2000000000."),
        ("[conversation]\nmax_turns = 99999999999999999999", "conversation.max_turns must be at most 10000."),
        ("[shutdown]\ngrace = " + "9" * 400, "shutdown.grace must be a number."),
        ("a = " + "9" * 5000, "holds a number of thousands of digits; write a shorter one."),
        (f"{SECRET} = {'[' * 3000}", "is nested too deeply; config.example.toml shows how it may look."),
        (f'fallback = "{SECRET}"', 'fallback must be a list: ["...", "..."].'),
        ('fallback = ["auto"]', 'fallback must be "provider/model".'),
        (f'[aliases]\nfast = "{SECRET}"', 'aliases.fast must be "provider/model".'),
        ('[aliases]\n"a b" = "x/y"', "aliases must be names of a-z, 0-9, _ and - (and not auto)."),
        (
            '[aliases]\nopenai = "x/y"\n[providers.openai]',
            "aliases.openai is the name of a provider already; choose another.",
        ),
        ("aliases = 3", "aliases must be a section: [aliases]."),
        ("[aliases]\nfast = 3", 'aliases.fast must be "provider/model", or a table: { model = "provider/model", eff'),
        ('[aliases]\nfast = { effort = "low" }', 'aliases.fast.model is missing; write model = "provider/model".'),
        (f'[aliases.fast]\nmodel = "{SECRET}"', 'aliases.fast.model must be "provider/model".'),
        ('[aliases.fast]\nmodel = "x/y"\nefort = "low"', "did you mean aliases.fast.effort?"),
        (
            f'[aliases.fast]\nmodel = "x/y"\neffort = "{SECRET}"',
            "aliases.fast.effort must be one of: none, minimal, low, medium, high, max; or leave it out.",
        ),
        ('[aliases.fast]\nmodel = "x/y"\nextra = 3', "aliases.fast.extra must be a section: [aliases.fast.extra]."),
        (
            '[aliases.fast]\nmodel = "x/y"\nextra = { messages = [] }',
            "aliases.fast.extra.messages is what Parley itself fills in; leave it out.",
        ),
        (
            f'[aliases.fast]\nmodel = "x/y"\nabout = "{SECRET * 20}"',
            "aliases.fast.about must be one line of text in quotes, at most 80 characters long.",
        ),
        ('[aliases.fast]\nmodel = "x/y"\nabout = "a\\nb"', "aliases.fast.about must be one line of text in quotes"),
        (f'[fallback_for]\nfast = "{SECRET}"', 'fallback_for.fast must be a list: ["...", "..."].'),
        (f'[access]\nopen = "{SECRET}"', "access.open must be true or false."),
        (f'[access]\nowners = ["{SECRET}"]', "access.owners must hold ids such as"),
        (f'[access]\nowners = "{SECRET}"', "access.owners must be a list"),
        (f'[reply]\nstreaming = "{SECRET}"', "reply.streaming must be 'live', 'calm' or 'off'."),
        ("[reply]\nmax_messages = { shared = 0 }", "reply.max_messages.shared must be at least 1."),
        ("[reply]\nnotify_after = nan", "reply.notify_after must be a number."),
        (
            f'[storage]\nurl = "postgresql://u:{SECRET}@h"',
            "storage.url must be postgresql://user:password@host/database",
        ),
        (f'[storage]\nurl = "postgresql://u:a/{SECRET}@h/d"', "storage.url must be postgresql://user:password@host/"),
        (f'[storage]\nurl = "{SECRET}"', "storage.url must be sqlite:///"),
        ('[storage]\nurl = "sqlite:///a\\u0000"', "storage.url must be sqlite:///"),
        ("[providers.mine]", "providers.mine.kind is missing, and so is base_url. Write one of: anthropic,"),
        ("[providers.xxx]", "providers.xxx.kind is missing, and so is base_url. Write one of: anthropic,"),
        ("[providers.olama]", 'providers.olama.kind is missing, and so is base_url. Did you mean "ollama"?'),
        (f'[providers.x]\nkind = "{SECRET}"', "providers.x.kind is unknown. Write one of: anthropic,"),
        ('[providers.x]\nkind = ["openai"]', 'providers.x.kind is unknown. Did you mean "openai"?'),
        ('[providers.x]\nkind = "ollma"', 'providers.x.kind is unknown. Did you mean "ollama"?'),
        (f'[providers.xxx]\nbase_url = "{SECRET}"', "providers.xxx.base_url must be an address"),
        (
            '[providers.mine]\nbase_url = "https://h/v1/chat/completions"',
            "providers.mine.base_url names a single endpoint; end it before /chat/completions.",
        ),
        (f"[providers.openai]\napi_key = '\"{SECRET}\"'", "providers.openai.api_key has quotes around it, which are"),
        (f"[discord]\ntoken = \"'{SECRET}'\"", "discord.token has quotes around it, which are sent as a part of it"),
        (
            f'[discord]\ntoken = "123456789:{"A" * 35}"',
            "discord.token is a token of Telegram, by its form; it belongs under [telegram].",
        ),
        (
            f'[telegram]\ntoken = "{"M" * 26}.{"G" * 6}.{"x" * 38}"',
            "telegram.token is a token of Discord, by its form; it belongs under [discord].",
        ),
        (
            '[discord]\ndefault_model = "x/y"',
            "discord.default_model is not a setting there; it belongs above the first [section], as default_model.",
        ),
        ("[discord]\nowners = []", "discord.owners is not a setting there; it belongs under [access]."),
        ("[access]\nowners = [123]", "access.owners must hold ids such as"),
        (
            '[limits]\nperson = "20 per day"',
            'limits.person must be a list in [brackets], which must hold limits such as "20 answers a day"',
        ),
        ('[limits]\nperson = ["20 per day"]', 'limits.person must hold limits such as "20 answers a day"'),
        ('[telegram]\ntoken = "a"\ntoken_file = "b"', "telegram.token_file stands beside token; keep one of them."),
        ('[telegram]\ntoken_file = "b"', "telegram.token_file names a file that is not there"),
        (f'[providers.openai]\napi_kye = "{SECRET}"', "did you mean providers.openai.api_key?"),
        (f'[providers.openai]\nbase_url = "{SECRET}"', "providers.openai.base_url must be an address"),
        (f'[providers.openai]\nproxy = "ftp://{SECRET}"', "or socks5h://"),
        (f'[providers.openai]\nmodels = "{SECRET}"', "providers.openai.models must be a list"),
        ("[providers.AUTO]\n", "providers.AUTO is no name for a provider"),
        (f'[telegram]\ntoken = "{SECRET}', "is not valid TOML"),
        (
            f'[storage]\nurl = "C:\\{SECRET}"',
            'line 2, column 12: a \\ in "text" begins a special character; write it tw',
        ),
        (f'[storage]\nurl = "C:\\Users\\{SECRET}"', "or the text in 'single quotes'."),
        (f'a = "{SECRET}"\n[b]\n[b]\n', "line 3, column 3: a section or key stands there for the second time"),
        (b'a = "\xff"', "is not UTF-8 text"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_cure(tmp_path: Path, text: str | bytes, says: str) -> None:
    """The file first, then the key, then what to do."""
    said = error(tmp_path, text)

    assert said.startswith("config.toml: ")
    assert says in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('providers = "openai"', "providers must be sections: [providers.openai] and the like."),
        ('[providers]\nopenai = "gpt-5"', "providers.openai must be a section: [providers.openai]."),
    ],
)
def test_a_mistake_in_the_file_is_named_though_a_variable_writes_there(tmp_path: Path, text: str, says: str) -> None:
    """A key in its usual variable is a part of that section."""
    (tmp_path / "config.toml").write_text(text)

    with pytest.raises(ConfigError) as caught:
        load(None, {"OPENAI_API_KEY": SECRET}, tmp_path)

    assert str(caught.value) == f"config.toml: {says}"


def test_names_and_stand_ins(tmp_path: Path) -> None:
    """A short name may be the default; a list of stand-ins may come from a variable."""
    (tmp_path / "config.toml").write_text(
        'default_model = "fast"\n[aliases]\nfast = "groq/llama"\n[fallback_for]\nfast = ["openai", "mine/m:8b"]\n'
    )

    config = load(None, {"PARLEY_FALLBACK": "fast, x/y"}, tmp_path)

    assert (config.default_model, config.fallback) == ("fast", ("fast", "x/y"))
    assert (config.aliases, config.fallback_for) == ({"fast": Alias("groq/llama")}, {"fast": ("openai", "mine/m:8b")})


def test_an_alias_may_carry_how_its_model_is_asked(tmp_path: Path) -> None:
    """In the file as a table, in a variable as JSON; a mistake in a variable is named as exactly."""
    table = '{ model = "x/y", effort = "high", extra = { top_p = 0.5 }, about = " For hard questions. " }'
    (tmp_path / "config.toml").write_text(f'[aliases]\nfast = "groq/llama"\nthorough = {table}\n')
    same = '{"fast": "groq/llama", "thorough": {"model": "x/y", "effort": "high", "extra": {"top_p": 0.5}}}'

    from_file = load(None, {}, tmp_path).aliases
    from_variable = load(None, {"PARLEY_ALIASES": same}, tmp_path).aliases
    said = error(tmp_path, "", PARLEY_ALIASES='{"fast": {"model": "x/y", "effort": "much"}}')

    assert from_file == {
        "fast": Alias("groq/llama"),
        "thorough": Alias("x/y", "high", {"top_p": 0.5}, "For hard questions."),
    }
    assert from_variable["thorough"] == Alias("x/y", "high", {"top_p": 0.5})
    assert said.startswith("PARLEY_ALIASES: aliases.fast.effort must be one of: none,")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("PARLEY_TELEGRAM__TOKN", "did you mean telegram.token?"),
        ("PARLEY_TELEGRAM", "telegram is a section; set its keys one by one: PARLEY_TELEGRAM__TOKEN"),
        ("PARLEY_TELEGRAM__TOKEN__X", "telegram.token is one."),
        ("PARLEY_TELEGRAM__API_URL", "telegram.api_url must be an address"),
        ("PARLEY_ACCESS__OPEN", "access.open must be true or false."),
        ("PARLEY_ACCESS__OWNERS", "access.owners must hold ids"),
        ("PARLEY_CONVERSATION__MAX_TURNS", "conversation.max_turns must be a whole number."),
        ("PARLEY_PROVIDERS__OPENAI", "write PARLEY_PROVIDERS__NAME__KEY."),
        ("PARLEY_PROVIDERS__OPENAI__APIKEY", "did you mean providers.openai.api_key?"),
        ("PARLEY_PROVIDERS__MINE__API_KEY", "providers.mine.kind is missing"),
        ("PARLEY_TELEGRAM_TOKEN", "is not a setting; write PARLEY_TELEGRAM__TOKEN, with two underscores."),
        ("PARLEY_OWNERS", "is not a setting; write PARLEY_ACCESS__OWNERS."),
        ("PARLEY_TELEGRAM__OWNERS", "is not a setting; write PARLEY_ACCESS__OWNERS."),
        ("PARLEY_MODEL", "is not a setting; write PARLEY_DEFAULT_MODEL."),
        ("PARLEY_TOKEN", "token is not a setting; here you can set: access,"),
        ("PARLEY_LOG", "log is a section; set its keys one by one: PARLEY_LOG__LEVEL and the like."),
        ("PARLEY_FALLBACK_FOR", 'must be a section: [fallback_for]; in a variable, as JSON: {"...": ...}.'),
        ("PARLEY_ACCESS_OWNERS", "write PARLEY_ACCESS__OWNERS, with two underscores."),
        ("PARLEY_REPLY_MAX_MESSAGES_SHARED", "write PARLEY_REPLY__MAX_MESSAGES__SHARED, with two"),
        ("PARLEY_PROVIDERS_OPENAI_API_KEY", "write PARLEY_PROVIDERS__OPENAI__API_KEY, with two underscores."),
        ("PARLEY_PROVIDERS__OPENAI__BASE_URL", "providers.openai.base_url must be an address"),
        ("PARLEY_", "is not a setting"),
    ],
)
def test_a_mistake_in_a_variable_is_named_with_its_cure(tmp_path: Path, name: str, says: str) -> None:
    """The library would ignore an unknown one silently."""
    said = error(tmp_path, **{name: SECRET})

    assert said.startswith(f"{name}: ")
    assert says in said


def test_a_bad_token_in_a_well_known_variable_names_that(tmp_path: Path) -> None:
    """Not the file, though it is there."""
    said = error(tmp_path, '[discord]\ntoken = "fine"', DISCORD_TOKEN=f"two {SECRET}")

    assert said.startswith("DISCORD_TOKEN: discord.token is not a token")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Missing, a directory."""
    assert error(tmp_path, PARLEY_CONFIG="nope.toml").startswith("nope.toml: there is no such file")
    assert error(tmp_path, PARLEY_CONFIG=str(tmp_path)).startswith(f"{tmp_path}: is a directory")


def test_a_file_with_a_key_that_others_may_read_is_warned_about(tmp_path: Path) -> None:
    """One line with the cure; no warning without a key, or where only the owner may read."""
    write(tmp_path, f'[providers.mine]\nkind = "openai"\napi_key = "{SECRET}"\n')
    private = load(None, {}, tmp_path).warnings
    (tmp_path / "config.toml").chmod(0o640)
    shared = load(None, {}, tmp_path).warnings
    (tmp_path / "config.toml").write_text('[telegram]\ntoken = ""\n')
    empty = load(None, {"TELEGRAM_TOKEN": SECRET}, tmp_path).warnings

    assert private == empty == ()
    assert len(shared) == 1
    assert shared[0].endswith("run: chmod 600 config.toml")


def test_it_knows_its_secrets_and_shows_none(tmp_path: Path) -> None:
    """Tokens, keys, and the passwords in addresses."""
    write(
        tmp_path,
        '[discord]\ntoken = "hidden-1"\n[telegram]\ntoken = "hidden-2"\napi_url = "http://u:hidden-3@h"\n'
        '[providers.a]\nkind = "openai"\napi_key = "hidden-4"\nproxy = "socks5://u:hidden%2d5@h:1"\n',
    )

    config = load(None, {}, tmp_path)

    assert config.secrets() == {"hidden-1", "hidden-2", "hidden-3", "hidden-4", "hidden%2d5", "hidden-5"}
    assert "hidden" not in repr(config)
    assert "hidden" not in str(config)


def test_a_short_or_ordinary_word_is_no_secret(tmp_path: Path) -> None:
    """Local servers take any word for a key, and hiding it would hide that word in every line."""
    write(
        tmp_path,
        "".join(
            f'[providers.{name}]\nbase_url = "http://127.0.0.1:{port}/v1"\napi_key = "{key}"\n'
            for name, port, key in (("acme-models", 1, "acme-models"), ("b", 2, "EMPTY"), ("c", 3, "sk-real-key"))
        ),
    )

    assert load(None, {}, tmp_path).secrets() == {"sk-real-key"}


def test_tokens_have_other_usual_names_and_files(tmp_path: Path) -> None:
    """The first name that is set wins; a file holds it beside the config."""
    (tmp_path / "token").write_text("from-file\n", encoding="utf-8")
    write(tmp_path, '[discord]\ntoken_file = "token"\n')
    by_name = load(None, {"TELEGRAM_BOT_TOKEN": "other", "DISCORD_BOT_TOKEN": "known"}, tmp_path)
    both = load(None, {"TELEGRAM_BOT_TOKEN": "other", "TELEGRAM_TOKEN": "first"}, tmp_path)

    assert by_name.settings_of(TELEGRAM).token == "other"
    assert by_name.settings_of(DISCORD).token == "known"
    assert both.settings_of(TELEGRAM).token == "first"
    assert both.settings_of(DISCORD).token == "from-file"
    assert "from-file" in both.secrets()


@pytest.mark.parametrize(
    ("section", "kind", "key"),
    [
        ('[providers.mine]\nbase_url = "http://127.0.0.1:9/v1"', "openai", ""),
        ('[providers.mine]\nbase_url = "https://api.anthropic.com"', "anthropic", "sk-ant"),
        ('[providers.mine]\nbase_url = "https://openrouter.ai/api/v1"', "openai", ""),
    ],
)
def test_an_address_says_what_its_server_speaks(section: str, kind: str, key: str, tmp_path: Path) -> None:
    """Chat Completions, where it is not a known service's; such a one gets that service's key."""
    write(tmp_path, section)
    found = load(None, {"ANTHROPIC_API_KEY": "sk-ant"}, tmp_path).providers["mine"]

    assert found[0] == kind
    assert options(found)["api_key"] == key


def test_a_key_that_is_sent_nowhere_is_named(tmp_path: Path) -> None:
    """With what to write instead; nothing is said where the section has a key of its own, or its own address."""
    elsewhere = '[providers.openai]\nbase_url = "https://openrouter.ai/api/v1"\n'
    write(tmp_path, elsewhere)
    said = load(None, {"OPENAI_API_KEY": SECRET}, tmp_path).warnings
    write(tmp_path, f'{elsewhere}api_key = "{SECRET}"\n')
    own = load(None, {"OPENAI_API_KEY": SECRET}, tmp_path).warnings
    write(tmp_path, "[providers.openai]\n")
    home = load(None, {"OPENAI_API_KEY": SECRET}, tmp_path).warnings

    assert said == (
        "OPENAI_API_KEY is not sent to openrouter.ai: write api_key into [providers.openai], "
        "or use [providers.openrouter] and OPENROUTER_API_KEY.",
    )
    assert own == home == ()
