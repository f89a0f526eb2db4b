"""Telegram: the only importer of `telegram`."""

import os

# Read by the library whenever it hands out a duration; without it each one is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")
