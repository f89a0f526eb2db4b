"""The table of settings: what each may be, and which value holds."""

import pytest

from bots.engine.language.english import ENGLISH
from bots.engine.seam.shown import Action
from bots.engine.settings.personas import PRESETS
from bots.engine.settings.scopes import Scope
from bots.engine.settings.table import BY_KEY, SETTINGS, Here, Unfit, defaults, resolve
from bots.engine.storage.records import Kept

THREAD = Scope("discord:42:7", "source_thread")
CHANNEL = Scope("discord:42", "source_channel")
SERVER = Scope("s", "source_server")
AROUND = (THREAD, CHANNEL, SERVER)


def here(*kept: tuple[str, str, str]) -> Here:
    return resolve([Kept(*each, by="") for each in kept], AROUND, defaults(model="demo/small"), lambda _: True)


def test_every_setting_is_whole() -> None:
    """It has a name, its own default is one of its values, and each value fits a button and reads as itself."""
    for setting in SETTINGS:
        assert setting.phrase in ENGLISH
        for value in setting.values:
            assert setting.read(value) == value
            assert Action("set", f"{setting.key}={value}").fits()
    assert set(here().choices) == set(BY_KEY)


def test_each_setting_resolves_by_itself() -> None:
    """The nearest of its own scopes wins, whatever stands there of others."""
    found = here(
        ("discord:42:7", "persona", "teacher"),
        ("discord:42", "persona", "concise"),
        ("discord:42", "trigger", "prefix !"),
        ("s", "trigger", "all"),
        ("s", "notify", "0"),
    )

    assert (found.persona, found.choices["persona"].source) == (PRESETS["teacher"], "source_thread")
    assert (found.trigger, found.prefix, found.choices["trigger"].source) == ("prefix", "!", "source_channel")
    assert (found.notify, found.choices["notify"].source) == (0.0, "source_server")
    assert (found.model, found.choices["model"].source) == ("demo/small", "source_default")
    assert not found.names


def test_what_cannot_be_read_does_not_hold() -> None:
    """A value of another version neither breaks the place nor hides what lies beyond it."""
    found = here(("discord:42:7", "memory", "elephant"), ("discord:42", "memory", "channel"), ("s", "colour", "red"))

    assert found.memory == "channel"
    assert set(found.choices) == set(BY_KEY)


@pytest.mark.parametrize(
    ("key", "written", "kept"),
    [
        ("persona", " Be kind. ", "Be kind."),
        ("persona", "Teacher", "teacher"),
        ("persona", "x" * 2000, "x" * 2000),
        ("trigger", "prefix  ?? ", "prefix ??"),
        ("trigger", "all", "all"),
        ("notify", "020", "20"),
        ("names", "ON", "on"),
    ],
)
def test_what_people_write(key: str, written: str, kept: str) -> None:
    """Becomes the value that is kept."""
    assert BY_KEY[key].read(written) == kept


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("persona", "x" * 2001),
        ("persona", " "),
        ("trigger", "prefix"),
        ("trigger", "prefix /ask"),
        ("trigger", "prefix two words"),
        ("trigger", "prefix " + "x" * 17),
        ("trigger", "always"),
        ("notify", "-1"),
        ("notify", "9999999999999"),
        ("notify", "²"),
        ("where", "elsewhere"),
    ],
)
def test_what_does_not_fit(key: str, written: str) -> None:
    """Is refused with a sentence of its own."""
    with pytest.raises(Unfit) as caught:
        BY_KEY[key].read(written)

    assert caught.value.phrase in ENGLISH
