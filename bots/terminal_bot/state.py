"""Where the program keeps, for its user, what outlives it but is not precious: what was typed, and the last answer."""

import os
from pathlib import Path


def state_folder() -> Path:
    """The folder, which may not exist yet; by the XDG Base Directory Specification."""
    named = os.environ.get("XDG_STATE_HOME", "")
    return (Path(named) if named else Path.home() / ".local" / "state") / "parley"
