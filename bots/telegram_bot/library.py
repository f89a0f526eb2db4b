"""Loads python-telegram-bot without a part of its HTTP client that nobody uses here.

httpx loads a command line of its own wherever the libraries for one are installed: Markdown in colours and hundreds of
lexers, 5 MB and a fifth of the time that the library takes. It does without if that part cannot be imported.
"""

import sys
from typing import Final

_COMMAND_LINE: Final = "httpx._main"

_hidden = "httpx" not in sys.modules
if _hidden:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # what Python documents for this
import telegram  # noqa: E402, F401

if _hidden:
    del sys.modules[_COMMAND_LINE]
