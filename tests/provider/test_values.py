"""Values: equal by what they hold, never changed, and silent about what is hidden."""

from collections.abc import Iterator

import pytest

import provider.dialects.server  # noqa: F401 - its kinds of values, and those of all that it stands on
from provider.values import Hidden, Value, hidden, replace

SECRET = {"secrets", "headers", "proxy", "body", "data", "said", "heard"}
"""Names of fields that hold keys, addresses with a password in them, or what people wrote."""


class Letter(Value):
    to: str
    words: Hidden[str]
    seal: Hidden[tuple[str, ...]] = ()


class Parcel(Letter, kw_only=True):
    weight: float
    key: Hidden[str] = "none"


def test_what_is_hidden_is_not_printed() -> None:
    """Neither by `repr` nor in a text, and not by the kinds that a kind is the base of."""
    assert repr(Letter("ann", "secret", ("wax",))) == "Letter(to='ann')"
    assert f"{Parcel('ann', 'secret', weight=2.0, key='1234')}" == "Parcel(to='ann', weight=2.0)"
    assert repr([Letter("ann", "secret")]) == "[Letter(to='ann')]"


def kinds(base: type[Value] = Value) -> Iterator[type[Value]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_no_value_of_a_request_prints_a_secret() -> None:
    """Whatever kind it is of: any value may get into a log."""
    shown = {
        f"{kind.__qualname__}.{name}"
        for kind in kinds()
        if kind.__module__.startswith("provider.")
        for name in SECRET & set(kind.__struct_fields__) - hidden(kind)
    }

    assert shown == set()


def test_a_hidden_field_counts_as_any_other() -> None:
    """It is compared, and a changed copy has it."""
    one = Letter("ann", "secret")

    assert one == Letter("ann", "secret")
    assert hash(one) == hash(Letter("ann", "secret"))
    assert one != Letter("ann", "another")
    assert replace(one, to="bob") == Letter("bob", "secret")
    assert replace(one, words="other").words == "other"


def test_a_value_does_not_change() -> None:
    """Nor can it get what its class does not name."""
    one = Letter("ann", "secret")

    for name in ("to", "words", "stamp"):
        with pytest.raises(AttributeError):
            setattr(one, name, "x")
    with pytest.raises(TypeError):
        Letter("ann")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        replace(one, stamp="x")  # type: ignore[call-arg]


def test_kinds_of_values_are_not_equal() -> None:
    """Whatever they hold."""

    class Card(Value):
        to: str
        words: Hidden[str]
        seal: Hidden[tuple[str, ...]] = ()

    same: list[Value] = [Card("ann", "secret"), Letter("ann", "secret")]
    assert same[0] != same[1]
    assert {Card("ann", "a"): 1}[Card("ann", "a")] == 1
