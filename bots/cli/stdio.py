"""Writing to standard output and standard error."""

import sys


def end_line(said: str) -> None:
    """End the line that `said` left open."""
    if not said.endswith("\n"):
        write("\n")


def write(text: str) -> None:
    """Write to standard output at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def complain(sentence: str) -> None:
    """Say on standard error what is wrong."""
    print(f"parley: {sentence}", file=sys.stderr)
