"""The Telegram adapter. `limits.py` comes first: what Telegram allows. `library.py` alone imports `telegram`."""

import os

# The library reads this whenever it hands out a duration; without it, each one is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")
