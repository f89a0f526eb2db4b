"""How a call to a platform can fail."""


class PlatformError(Exception):
    """A call to a platform failed. `str()` holds no token and nothing that people wrote."""


class SlowDown(PlatformError):
    """429: nothing was applied, and the named budgets are closed for `retry_after` seconds.

    `budgets`: names from `Platform.budgets`; if empty, the first one of the call. `vague`: the server does not say
    whether the place or the bot was too fast.
    """

    def __init__(self, retry_after: float, budgets: tuple[str, ...] = (), *, vague: bool = False) -> None:
        super().__init__(f"rate limited for {retry_after:.3f} s")
        self.retry_after = retry_after
        self.budgets = budgets
        self.vague = vague


class Gone(PlatformError):
    """The message or the file no longer exists: somebody deleted it."""


class Refused(PlatformError):
    """Refused for good: blocked by the user, no access, filtered, malformed. Trying again cannot help."""


class TooLarge(Refused):
    """A file has more bytes than were asked for, or than the platform hands out."""


class NotSent(PlatformError):
    """The call certainly had no effect (no connection); trying again is safe."""


class Unsure(PlatformError):
    """The call may or may not have had its effect: its answer was lost, broken, late or a 5xx."""


class Late(Unsure):
    """The call was cut by its deadline: it may even have its effect later, over a newer one."""
