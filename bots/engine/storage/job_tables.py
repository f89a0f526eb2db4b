"""The tables and functions of Procrastinate, which hands chats to processes (`handing_out.py`), as its own SQL."""

from importlib.resources import files


def schema() -> bytes:
    """What makes them, as one text of several statements."""
    return files("procrastinate.sql").joinpath("schema.sql").read_bytes()
