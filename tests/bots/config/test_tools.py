"""The sections [tools.NAME]: servers, the secrets that go to them, and one clear sentence for each mistake."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.config.tools import BuiltIn, servers_of
from bots.tools.make_picture import Drawing
from bots.tools.mcp.values import ServerSettings
from bots.wiring import built_in_places, drawing_of

SECRET = "SwordfishSwordfish"


def loaded(tmp_path: Path, text: str, **environ: str) -> Config:
    (tmp_path / "config.toml").write_text(text)
    return load(None, environ, tmp_path)


def test_a_server_with_all_that_can_be_said(tmp_path: Path) -> None:
    """Its command as a text or as a list."""
    config = loaded(
        tmp_path,
        """
        [tools.time]
        command = "uvx mcp-server-time '--local-timezone=UTC'"
        variables = { KEY = "value" }
        tools = ["convert_time", "get_current_time"]
        read_only = ["convert_time"]
        places = ["discord:5", "private"]
        seconds = 5
        [tools.wiki]
        url = "https://wiki.example.org/mcp"
        read_only = true
        """,
    )

    time, wiki = servers_of(config.tools)
    assert time == ServerSettings(
        "time",
        ("uvx", "mcp-server-time", "--local-timezone=UTC"),
        variables={"KEY": "value"},
        tools=("convert_time", "get_current_time"),
        read_only=frozenset({"convert_time"}),
        places=("discord:5", "private"),
        seconds=5.0,
    )
    assert wiki == ServerSettings("wiki", url="https://wiki.example.org/mcp", all_read_only=True)
    assert (time.only_reads("convert_time"), time.only_reads("get_current_time")) == (True, False)


def test_secrets_from_files_and_variables(tmp_path: Path) -> None:
    """With words before them, and hidden in the log."""
    (tmp_path / "token").write_text(f"{SECRET}\n")
    text = """
        [tools.wiki]
        url = "https://wiki.example.org/mcp"
        headers = { Authorization = { file = "token", before = "Bearer " } }
        [tools.own]
        command = ["own"]
        variables = { KEY = { variable = "WIKI_KEY" } }
        """
    config = loaded(tmp_path, text, WIKI_KEY="HalibutHalibut")

    wiki, own = servers_of(config.tools)
    assert (wiki.headers, own.variables) == ({"Authorization": f"Bearer {SECRET}"}, {"KEY": "HalibutHalibut"})
    assert {SECRET, "HalibutHalibut"} <= config.secrets()
    assert SECRET not in repr(config)
    assert servers_of(load(None, {}, tmp_path, keys=False).tools)[0].headers == {"Authorization": ""}


def test_the_tools_that_parley_brings_along(tmp_path: Path) -> None:
    """Everywhere, unless the config says where, or not at all."""
    nothing = loaded(tmp_path, "")
    config = loaded(tmp_path, '[tools.read_url]\nplaces = ["shared"]\n[tools.make_file]\noff = true')

    assert built_in_places(nothing) == {"read_url": (), "make_file": ()}
    assert built_in_places(config) == {"read_url": ("shared",)}
    assert config.tools["make_file"] == BuiltIn(off=True)


def test_who_draws(tmp_path: Path) -> None:
    """Nobody, unless the config names a model and what a picture of it costs."""
    config = loaded(tmp_path, '[tools.make_picture]\nmodel = "openai/gpt-image-1"\nprice = 0.04\nplaces = ["private"]')

    assert drawing_of(config) == Drawing("openai/gpt-image-1", 0.04)
    assert built_in_places(config)["make_picture"] == ("private",)
    assert drawing_of(loaded(tmp_path, "")) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tools = 1", "tools must be sections"),
        ("[tools]\ntime = 1", "tools.time must be a section: [tools.time]."),
        ("[tools.Time]\ncommand = 'a'", "tools.Time is no name for tools"),
        ("[tools.on]\ncommand = 'a'", "tools.on is no name for tools"),
        ("[tools.time]", "tools.time needs one of command and url"),
        ("[tools.time]\ncommand = 'a'\nurl = 'https://a.org'", "tools.time needs one of command and url"),
        (
            "[tools.time]\ncommand = 'a'\nargs = []",
            "tools.time.args is not a setting; write it behind the command: comm",
        ),
        (
            "[tools.time]\ncommand = 'a'\nenv = {}",
            "tools.time.env is not a setting; did you mean tools.time.variables?",
        ),
        ("[tools.time]\ncommand = ''", "tools.time.command is empty"),
        ('[tools.time]\ncommand = "a \'b"', "tools.time.command has a quote without its end."),
        ("[tools.time]\ncommand = 1", "tools.time.command must be text or a list"),
        ("[tools.time]\nurl = 'a.org'", "tools.time.url must be an address"),
        ("[tools.time]\ncomand = 'a'", "tools.time.comand is not a setting; did you mean tools.time.command?"),
        ("[tools.time]\ncommand = 'a'\nheaders = { A = 'b' }", "tools.time.headers goes with url"),
        ("[tools.time]\nurl = 'https://a.org'\nvariables = { A = 'b' }", "tools.time.variables goes with command"),
        ("[tools.time]\nurl = 'https://a.org'\nheaders = { 'A B' = 'c' }", "tools.time.headers.'A B' is none"),
        ("[tools.time]\nurl = 'https://a.org'\nheaders = { A = \"b\\nc\" }", "tools.time.headers.A is none"),
        ("[tools.time]\nurl = 'https://a.org'\nheaders = 'A: b'", "tools.time.headers must be a table"),
        ("[tools.time]\nurl = 'https://a.org'\nheaders = { A = { file = 'no' } }", "names a file that is not there"),
        (
            "[tools.time]\nurl = 'https://a.org'\nheaders = { A = { variable = 'NO' } }",
            "the variable 'NO', which",
        ),
        (
            "[tools.time]\nurl = 'https://a.org'\nheaders = { A = { key = 'NO' } }",
            "time.headers.A must be text, {",
        ),
        ("[tools.time]\ncommand = 'a'\ntools = 'b'", "tools.time.tools must be a list"),
        ("[tools.time]\ncommand = 'a'\ntools = ['b']\nread_only = ['c']", "names 'c', which is not among tools."),
        ("[tools.time]\ncommand = 'a'\nplaces = ['here']", "tools.time.places names no place: 'here'"),
        ("[tools.time]\ncommand = 'a'\nseconds = 500", "tools.time.seconds must be a number of seconds, 1 to 60."),
        ("[tools.read_url]\nurl = 'https://a.org'", "tools.read_url.url is not a setting"),
        ("[tools.read_url]\nmodel = 'a/b'", "tools.read_url.model is not a setting"),
        ("[tools.make_picture]\nmodel = 'a/b'", "tools.make_picture.price must be what one picture costs"),
        ("[tools.make_picture]\nprice = 0.1", 'tools.make_picture.model must be "provider/model"'),
        ("[tools.make_picture]\nmodel = 'a/b'\nprice = 0.1\nsize = 'big'", "tools.make_picture.size must be a width"),
        ("[tools.read_url]\noff = 'yes'", "tools.read_url.off must be true or false."),
    ],
)
def test_a_mistake(text: str, says: str, tmp_path: Path) -> None:
    """It names the key and the cure, on one line."""
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text)

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
