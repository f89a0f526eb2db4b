"""Why a format gives a file up, and why its time may be up."""

from bots.documents.values import Reason


class Refused(Exception):
    """The file cannot be read."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class OutOfTime(BaseException):
    """The time for reading is over. It is no `Exception`, so that no library takes it for an error of the file."""
