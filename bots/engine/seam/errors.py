"""How a call to a platform can fail."""


class PlatformError(Exception):
    """A call to a platform did not do what it should. `str()` holds no token and no user's words."""


class SlowDown(PlatformError):
    """429: nothing was applied; the named budgets are closed for `retry_after` seconds.

    `budgets` holds names out of `Platform.budgets`; empty means the first of the call's own. `vague`: the server does
    not say whether the place or the bot was too fast.
    """

    def __init__(self, retry_after: float, budgets: tuple[str, ...] = (), *, vague: bool = False) -> None:
        super().__init__(f"rate limited for {retry_after:.3f} s")
        self.retry_after = retry_after
        self.budgets = budgets
        self.vague = vague


class Gone(PlatformError):
    """The message is no longer there: somebody deleted it."""


class Refused(PlatformError):
    """For good: blocked by the user, no access, filtered, malformed. Trying again cannot help."""


class NotSent(PlatformError):
    """The call certainly had no effect (no connection); trying again is safe."""


class Unsure(PlatformError):
    """The call may or may not have had its effect: its answer was lost, broken, late or a 5xx."""


class Late(Unsure):
    """Unsure because it was cut by its deadline: it may even have its effect later, over a newer one."""
