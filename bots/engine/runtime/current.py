"""A value that is replaced as a whole while the program runs."""

from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Current(Protocol[T_co]):
    """What holds now. Whoever keeps the value itself, and not this, keeps what held then."""

    @property
    def value(self) -> T_co:
        """Read it anew each time."""


class Replaceable(Generic[T]):
    """The one place where the value is replaced: from then on all that read it see the new one."""

    def __init__(self, value: T) -> None:
        self.value = value
