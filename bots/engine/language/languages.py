"""The languages that the bot speaks, a row for each. English is for everybody whose language has no row."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bots.engine.language.english import ENGLISH
from bots.engine.language.numbers import Marks, one_if_alone, one_if_whole
from bots.engine.language.spanish import SPANISH
from bots.engine.language.spanish_commands import DESCRIPTIONS, EXAMPLES
from provider.values import Value


class Language(Value):
    """What is said in one language. `descriptions`: those of commands and options, and examples, by the English ones.

    `marks`: how it writes numbers. `is_one`: whether a word beside that number, written so, is in the singular.
    """

    phrases: Mapping[str, str]
    descriptions: Mapping[str, str]
    marks: Marks
    is_one: Callable[[float, str], bool]


DEFAULT = "en"

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        DEFAULT: Language(ENGLISH, {}, Marks(",", "."), one_if_whole),
        "es": Language(SPANISH, {**DESCRIPTIONS, **EXAMPLES}, Marks(".", ","), one_if_alone),
    }
)
"""The languages by their codes (ISO 639-1)."""

TRANSLATED = tuple(code for code in LANGUAGES if code != DEFAULT)
"""The languages but English."""


def language(locale: str) -> str:
    """The language of a locale ("es-419", "en_GB"): one that has a row, else English."""
    code = locale.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else DEFAULT


def phrase(code: str, key: str) -> str:
    """What a language says for `key`."""
    return LANGUAGES[code].phrases[key]
