"""A clock that counts while the machine sleeps: what others did meanwhile cannot be seen on any other one."""

import sys
import time

if sys.platform == "linux":

    def uptime() -> float:
        """Seconds since some moment, those included in which the machine was suspended."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

else:

    def uptime() -> float:
        """Seconds since some moment; whether those count in which the machine was suspended is the system's choice."""
        return time.monotonic()
