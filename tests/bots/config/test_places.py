"""The settings of single places in the config, and `default_model` for private and for shared places."""

from pathlib import Path

import pytest

from bots.config.default_model import DefaultModels
from bots.config.loading import load
from bots.config.places import ConfigPlace
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.settings.scopes import scopes
from bots.engine.settings.table import BY_KEY, SETTINGS, Here, resolve
from bots.engine.storage.records import Kept
from bots.wiring import policy

SECRET = "SwordfishSwordfish"
LOCAL = '[providers.local]\nkind = "openai"\nbase_url = "http://127.0.0.1:1/v1"\n'


OTHERS = {"model": "local/m", "timezone": "Europe/Madrid"}
"""A value of each setting that has no list of them."""


def loaded(tmp_path: Path, text: str, **environ: str) -> Config:
    (tmp_path / "config.toml").write_text(text)
    return load(None, environ, tmp_path)


def error(tmp_path: Path, text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text, **environ)
    said = str(caught.value)
    assert "\n" not in said
    assert SECRET not in said
    return said


def origin(
    chat: str,
    thread: str = "",
    *,
    server: str = "9",
    category: str = "",
    platform: str = "discord",
    private: bool = False,
) -> Origin:
    place = Place(platform, chat, thread)
    return Origin(place, Person(platform, "5"), ToChat(place), server, private, category=category)


def here(config: Config, where: Origin, *kept: tuple[str, str, str]) -> Here:
    """What holds there, after these choices in chats: scope, key, value."""
    rules = policy(config)
    chosen = [Kept(scope, key, value, "discord:1") for scope, key, value in kept]
    return resolve(chosen, scopes(where), rules.defaults, lambda _: True, rules.places)


def test_every_setting_can_be_written_for_a_place(tmp_path: Path) -> None:
    """Under the name that `/settings` has for it; what is new there is here at once."""
    written = {setting.key: next(reversed(setting.values), OTHERS.get(setting.key, "")) for setting in SETTINGS}
    text = "".join(f'{key} = "{value}"\n' for key, value in written.items())

    config = loaded(tmp_path, f'{LOCAL}[places."discord:42"]\n{text}')

    assert config.places["discord:42"].values.keys() == BY_KEY.keys()
    assert {key: here(config, origin("42"))[key] for key in written} == {
        key: BY_KEY[key].read(value) for key, value in written.items()
    }


def test_numbers_and_yes_or_no_are_written_as_toml_has_them(tmp_path: Path) -> None:
    """A persona may be empty: none, although the server has one."""
    config = loaded(tmp_path, '[places."discord:42"]\nnotify = 5\nnames = true\npersona = ""\ntrigger = "prefix  !"\n')

    assert config.places == {
        "discord:42": ConfigPlace({"notify": "5", "names": "on", "persona": "", "trigger": "prefix !"})
    }


@pytest.mark.parametrize(
    ("name", "where", "source"),
    [
        ("discord:42", origin("42"), "config_channel"),
        ("discord:42", origin("42", "7"), "config_channel"),
        ("discord:7", origin("42", "7"), "config_thread"),
        ("discord:42:7", origin("42", "7"), "config_thread"),
        ("discord:3", origin("42", "7", category="3"), "config_category"),
        ("discord:9", origin("42", category="3"), "config_server"),
        ("telegram:-100", origin("-100", server="-100", platform="telegram"), "config_group"),
        ("telegram:-100", origin("-100", "7", server="-100", platform="telegram"), "config_group"),
        ("telegram:-100:7", origin("-100", "7", server="-100", platform="telegram"), "config_topic"),
        ("telegram:5", origin("5", server="", platform="telegram", private=True), "config_chat"),
        ("telegram:7", origin("-100", "7", server="-100", platform="telegram"), "source_default"),
        ("discord:43", origin("42", "7", category="3"), "source_default"),
        ("telegram:42", origin("42"), "source_default"),
    ],
)
def test_a_place_is_what_its_number_names(tmp_path: Path, name: str, where: Origin, source: str) -> None:
    """A channel, a thread of it, a category, a server; a group, its topic by both numbers, a private chat."""
    config = loaded(tmp_path, f'[places."{name}"]\nmemory = "off"\n')

    assert here(config, where).choices["memory"].source == source


SERVER, CATEGORY, CHANNEL = '[places."discord:9"]\n', '[places."discord:3"]\n', '[places."discord:42"]\n'
OFF, LOCK = 'memory = "off"\n', "locked = true\n"
BY_SERVER, BY_CHANNEL = ("discord-server:9", "memory", "reply"), ("discord:42", "memory", "reply")
BY_THREAD, BY_ALL = ("discord:42:7", "memory", "reply"), ("all", "memory", "reply")


@pytest.mark.parametrize(
    ("config", "kept", "expected"),
    [
        ("", (), ("reply", "source_default")),
        (SERVER + OFF, (), ("off", "config_server")),
        (SERVER + OFF, (BY_ALL,), ("off", "config_server")),
        (SERVER + OFF, (BY_SERVER,), ("reply", "source_server")),
        (SERVER + OFF, (BY_CHANNEL,), ("reply", "source_channel")),
        (CHANNEL + OFF, (BY_SERVER,), ("off", "config_channel")),
        (CHANNEL + OFF, (BY_CHANNEL,), ("reply", "source_channel")),
        (SERVER + OFF + LOCK, (), ("off", "locked_server")),
        (SERVER + OFF + LOCK, (BY_SERVER,), ("off", "locked_server")),
        (SERVER + OFF + LOCK, (BY_CHANNEL, BY_THREAD), ("off", "locked_server")),
        (CATEGORY + OFF + LOCK, (BY_CHANNEL,), ("off", "locked_category")),
        (CATEGORY + OFF + LOCK, (BY_SERVER,), ("off", "locked_category")),
        (CHANNEL + OFF + LOCK, (BY_THREAD, BY_SERVER, BY_ALL), ("off", "locked_channel")),
        (SERVER + OFF + LOCK + CHANNEL + 'memory = "channel"\n', (BY_CHANNEL,), ("channel", "locked_channel")),
        (SERVER + 'names = "on"\n' + LOCK + CHANNEL + OFF, (BY_CHANNEL,), ("reply", "source_channel")),
        (
            CHANNEL + OFF + LOCK + '[places."discord:42:7"]\nmemory = "channel"\n',
            (BY_THREAD,),
            ("channel", "locked_thread"),
        ),
    ],
)
def test_one_rule_decides(
    tmp_path: Path, config: str, kept: tuple[tuple[str, str, str], ...], expected: tuple[str, str]
) -> None:
    """The nearest wins; at one place the chat before the config; what is locked holds against choices inside it."""
    choice = here(loaded(tmp_path, config), origin("42", "7", category="3"), *kept).choices["memory"]

    assert (choice.value, choice.source) == expected


def test_two_default_models(tmp_path: Path) -> None:
    """One for private chats, one for shared places; a choice for these wins, and one for everywhere is farther away."""
    config = loaded(tmp_path, f'default_model = {{ private = "local/a", shared = "local/b" }}\n{LOCAL}')
    alone = origin("5", server="", private=True)
    rules = policy(config)

    assert here(config, alone).choices["model"].source == "config_private"
    assert (here(config, alone).model, here(config, origin("42")).model) == ("local/a", "local/b")
    assert here(config, alone, ("all-private", "model", "local/c")).model == "local/c"
    assert here(config, alone, ("all", "model", "local/c")).model == "local/a"
    assert here(config, origin("42"), ("discord-server:9", "model", "local/c")).model == "local/c"
    assert rules.default_model == "local/a"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"local/a"', "local/a"),
        ('{ private = "local/a" }', DefaultModels("local/a", "auto")),
        ("{}", DefaultModels()),
    ],
)
def test_a_default_model_may_be_one_or_two(tmp_path: Path, written: str, expected: str | DefaultModels) -> None:
    """What is not written is auto."""
    assert loaded(tmp_path, f"default_model = {written}\n{LOCAL}").default_model == expected


def test_variables_hold_tables_as_json(tmp_path: Path) -> None:
    """They win over the file, place by place."""
    text = (
        f'default_model = "auto"\n{LOCAL}[places."discord:1"]\nmemory = "off"\n[places."discord:2"]\nmemory = "off"\n'
    )

    config = loaded(
        tmp_path,
        text,
        PARLEY_PLACES='{"discord:2": {"names": true}}',
        PARLEY_DEFAULT_MODEL='{"private": "local/a", "shared": "local/b"}',
    )

    assert config.default_models == DefaultModels("local/a", "local/b")
    assert config.places == {"discord:1": ConfigPlace({"memory": "off"}), "discord:2": ConfigPlace({"names": "on"})}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[places."discrod:123"]\n', "places.'discrod:123' is no place; did you mean \"discord:123\"?"),
        ('[places."telegram:chat:-100"]\n', "places.'telegram:chat:-100' is no place; did you mean \"telegram:-100\"?"),
        ('[places."telegram:-100/7"]\n', "places.'telegram:-100/7' is no place; did you mean \"telegram:-100:7\"?"),
        ("[places.general]\n", 'places.general is no place; write its platform and its number, such as "discord:1'),
        ('[places."discord:general"]\n', 'is no place; write its platform and its number, such as "discord:1'),
        ('[places."discord:1:2:3"]\n', "is no place; write its platform and its number"),
        ('[places."terminal:1"]\n', "is no place; write its platform and its number"),
        (f'[places]\n"discord:1" = "{SECRET}"\n', "places.'discord:1' must be a section: [places.\"discord:1\"]."),
        (f'places = "{SECRET}"\n', 'places must be sections: [places."discord:123456789"] and the like.'),
        (
            f'[places."discord:1"]\nmodle = "{SECRET}"\n',
            "places.'discord:1'.modle is not a setting; did you mean places.'discord:1'.model?",
        ),
        (f'[places."discord:1"]\nzzz = "{SECRET}"\n', "places.'discord:1'.zzz is not a setting; here you can set: "),
        (
            '[places."discord:1"]\nstreaming = "clam"\n',
            "places.'discord:1'.streaming must be one of: live, calm, off; did you mean \"calm\"?",
        ),
        (
            f'[places."discord:1"]\ntrigger = "{SECRET}"\n',
            "places.'discord:1'.trigger must be one of: mention, reply, all, prefix, off.",
        ),
        ('[places."discord:1"]\ntrigger = "prefix a b"\n', "trigger does not fit. A prefix has 1 to 16 characters"),
        ('[places."discord:1"]\nnotify = -5\n', "places.'discord:1'.notify does not fit. Give a whole number"),
        ('[places."discord:1"]\nnotify = 0.5\n', "places.'discord:1'.notify must be text in quotes"),
        (f'[places."discord:1"]\npersona = "{SECRET * 200}"\n', "persona does not fit. A persona has 1 to 2,000"),
        ('[places."discord:1"]\npersona = 3\n', "places.'discord:1'.persona must be text in quotes"),
        ('[places."discord:1"]\nstreaming = true\n', "places.'discord:1'.streaming must be text in quotes: \"live\"."),
        ('[places."discord:1"]\nmemory = "off"\nlocked = "yes"\n', "places.'discord:1'.locked must be true or false."),
        ('[places."discord:1"]\nlocked = true\n', "places.'discord:1'.locked locks what stands beside it; write some"),
        (
            f'[places."discord:1"]\nmodel = "{SECRET}"\n',
            'places.\'discord:1\'.model must be "auto", "provider/model" or one of the aliases.',
        ),
        (
            f'[places."discord:1"]\nmodel = "nosuch/{SECRET}"\n',
            "places.'discord:1'.model names a provider that is not set up; write its section, [providers.NAME], or",
        ),
        ('[places."discord:1"]\nmodel = ""\n', 'places.\'discord:1\'.model must be "auto", "provider/model" or one'),
        (
            f'default_model = {{ privat = "{SECRET}" }}\n',
            "default_model.privat is not a setting; did you mean default_",
        ),
        (
            f'default_model = {{ private = "nosuch/{SECRET}" }}\n',
            "default_model.private names a provider that is not set up; write its section",
        ),
        (f'default_model = {{ shared = "a {SECRET}/b" }}\n', 'default_model.shared must be "provider/model".'),
        ("default_model = 5\n", 'default_model must be text in quotes, "...", or { private = "...", shared = "..." }.'),
    ],
)
def test_a_mistake_is_one_exact_line(tmp_path: Path, text: str, says: str) -> None:
    """The file, the key and the cure; never the value."""
    said = error(tmp_path, text)

    assert said.startswith("config.toml: ")
    assert says in said


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"PARLEY_PLACES": SECRET}, 'PARLEY_PLACES: places must be sections: [places."discord:123456789"] and the'),
        (
            {"PARLEY_PLACES": '{"discord:1": {"modle": "x"}}'},
            "PARLEY_PLACES: places.'discord:1'.modle is not a setting; did you mean places.'discord:1'.model?",
        ),
        (
            {"PARLEY_PLACES": '{"discord:1": {"model": "nosuch/x"}}'},
            "PARLEY_PLACES: places.'discord:1'.model names a provider that is not set up",
        ),
        (
            {"PARLEY_DEFAULT_MODEL": '{"privat": "local/x"}'},
            "PARLEY_DEFAULT_MODEL: default_model.privat is not a setting; did you mean default_model.private?",
        ),
        ({"PARLEY_DEFAULT_MODEL": f'{{"private": {SECRET}'}, "PARLEY_DEFAULT_MODEL: default_model is no JSON; write"),
        (
            {"PARLEY_DEFAULT_MODEL": '{"shared": "nosuch/x"}'},
            "PARLEY_DEFAULT_MODEL: default_model.shared names a provider that is not set up",
        ),
    ],
)
def test_a_mistake_in_a_variable_names_it(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    """Though the file speaks of places too."""
    said = error(tmp_path, '[places."discord:2"]\nmemory = "off"\n', **variables)

    assert said.startswith(says)
