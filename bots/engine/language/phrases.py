"""Everything that the bot itself says, in the current language, and a sentence for each class of error.

The words stand in a table for each language, named in languages.py.
"""

import string
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from bots.engine.language.languages import DEFAULT, LANGUAGES, language, phrase
from bots.engine.language.numbers import Figure, written
from provider import errors

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)

ERRORS: tuple[tuple[type[errors.ProviderError], str], ...] = (
    (errors.MissingRequirementsError, "error_missing_requirements"),
    (errors.NothingSetUp, "error_nothing_set_up"),
    (errors.NotSetUp, "error_not_set_up"),
    (errors.ModelNotFound, "error_model_not_found"),
    (errors.WrongKey, "error_wrong_key"),
    (errors.Blocked, "error_blocked"),
    (errors.NotWorking, "error_not_working"),
    (errors.QuotaExceeded, "error_quota_exceeded"),
    (errors.RateLimited, "error_rate_limited"),
    (errors.Overloaded, "error_overloaded"),
    (errors.Filtered, "error_filtered"),
    (errors.PromptTooLong, "error_prompt_too_long"),
    (errors.NoVision, "error_no_vision"),
    (errors.NoHearing, "error_no_hearing"),
    (errors.NoDocuments, "error_no_documents"),
    (errors.MissingAbility, "error_missing_ability"),
    (errors.BadRequest, "error_bad_request"),
    (errors.EmptyAnswer, "error_empty_answer"),
    (errors.BadAnswer, "error_bad_answer"),
    (errors.AnswerTooLong, "error_too_long"),
    (errors.CutOff, "error_before_words"),
    (errors.Abandoned, "error_timed_out"),
    (errors.TimedOut, "error_timed_out"),
    (errors.ConnectionFailed, "error_connection_failed"),
    (errors.ProviderError, "error_provider"),
)
"""The phrase for each class of error, without internals of the provider. The first class that fits counts."""


CURES: Mapping[errors.About, str] = MappingProxyType(
    {
        "key": "cure_key",
        "account": "cure_account",
        "balance": "cure_balance",
        "region": "cure_region",
        "verification": "cure_verification",
        "set-up": "cure_set_up",
        "model": "cure_model",
    }
)
"""The phrase for the owner: what to do about an error that only the owner can mend."""


KINDS: Mapping[str, str] = MappingProxyType(
    {
        "picture": "kind_picture",
        "animation": "kind_animation",
        "sticker": "kind_sticker",
        "document": "kind_document",
        "voice": "kind_voice",
        "audio": "kind_audio",
        "video": "kind_video",
        "video_note": "kind_video_note",
        "story": "kind_story",
        "paid_media": "kind_paid_media",
        "giveaway": "kind_giveaway",
        "withheld": "kind_withheld",
        "declined": "kind_declined",
        "unknown": "kind_unknown",
    }
)
"""The phrase for each kind of thing in a message: those of `seam.incoming.AttachmentKind` and `UnreadKind`."""


def speak(locale: str) -> None:
    """Use that locale's language from now on, in this task and those that it starts."""
    _language.set(language(locale))


class _Filling(string.Formatter):
    """Fills in values. A number is written as the language does; "{count:answer|answers}" is the form beside it."""

    def __init__(self, code: str) -> None:
        self._language = LANGUAGES[code]

    def format_field(self, value: Any, format_spec: str) -> str:  # Any: as the standard library has it
        if isinstance(value, Figure):
            return written(value.value, value.spec, self._language.marks)
        if not isinstance(value, int | float):
            return str(value)
        shown = written(value, "," if isinstance(value, int) else ",.10g", self._language.marks)
        one, forms, others = format_spec.partition("|")
        if not forms:
            return shown
        return one if self._language.is_one(value, shown) else others


_FILLING: Mapping[str, _Filling] = MappingProxyType({code: _Filling(code) for code in LANGUAGES})


Value = str | float | Figure
"""What can be filled in."""


class Said(str):
    """A phrase as it was said. It knows its key and its values, so that it can be said in another language."""

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, Value]


def say(key: str, **values: Value) -> str:
    """The phrase of `key` with its values filled in, numbers as the language writes them."""
    return _said(_language.get(), key, values)


def again(text: str, locale: str) -> str:
    """The same in that locale's language, with the phrases inside; what is no phrase stays as it is."""
    if not isinstance(text, Said):
        return text
    values = {name: again(value, locale) if isinstance(value, str) else value for name, value in text.values.items()}
    return _said(language(locale), text.key, values)


def in_current(text: str) -> str:
    """The same in the current language."""
    return again(text, _language.get())


def _said(code: str, key: str, values: Mapping[str, Value]) -> Said:
    said = Said(_FILLING[code].vformat(phrase(code, key), (), values))
    said.key, said.values = key, values
    return said


def number(value: float, spec: str = ",") -> str:
    """The number by a format of Python's (",.2f"), as the current language writes it."""
    return written(value, spec, LANGUAGES[_language.get()].marks)


def money(dollars: float, spec: str = ",.2f") -> str:
    """The amount of US $ by a format of Python's, as the current language writes it: "$0.50", "0,50 $"."""
    return say("money", amount=Figure(dollars, spec))


def has_phrase(key: str) -> bool:
    """Whether there is a phrase of that key: another version may have kept one that is gone, or is yet to come."""
    return key in LANGUAGES[DEFAULT].phrases


def say_in(locale: str, key: str) -> str:
    """A phrase without values in that locale's language, whatever the current language is."""
    return phrase(language(locale), key)


def called(kind: str) -> str:
    """What a kind of thing in a message is called, for a thing that has no name of its own."""
    return say(KINDS[kind])


def localised(text: str, locale: str) -> str:
    """The description of a command or option in that locale's language; unchanged if there is none."""
    return LANGUAGES[language(locale)].descriptions.get(text, text)


def described(text: str) -> str:
    """The description in the current language."""
    return localised(text, _language.get())


def cure(error: errors.ProviderError) -> str:
    """What the owner can do about an error that only they can mend."""
    return say("cure_nothing_set_up" if isinstance(error, errors.NothingSetUp) else CURES[error.about or "set-up"])


def advise(error: errors.ProviderError) -> str:
    """The sentence for an owner who asks: the cure if the error is theirs to mend, else what members read."""
    return cure(error) if error.for_owner else explain(error)


def explain(error: errors.ProviderError) -> str:
    """The sentence for members about an error of the provider.

    What ends an answer that has words is said in `bots.engine.reply.finishing`.
    """
    if (
        error.for_owner and error.about != error.default_about
    ):  # the words of these classes are about the question, but this error is about the account
        return say("error_owner")
    return say(next(key for kind, key in ERRORS if isinstance(error, kind)))
