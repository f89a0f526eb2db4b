"""A value that is replaced as a whole while the program runs."""

from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Current(Protocol[T_co]):
    """Gives the value that holds now. Whoever keeps the value itself keeps an old one."""

    @property
    def value(self) -> T_co:
        """The value that holds now; read it anew each time."""


class Replaceable(Generic[T]):
    """Holds the value and replaces it: all that read it from then on see the new one."""

    def __init__(self, value: T) -> None:
        self.value = value
