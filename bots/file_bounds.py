"""How much of what people send is read, from the settings."""

from bots.config.sections import Config
from bots.documents.values import MIB, Limits
from bots.engine.attachments.bounds import Bounds


def bounds(config: Config) -> Bounds:
    """How much of what people send is read."""
    files = config.files
    return Bounds(files.count, Limits(files.bytes, files.pages, files.seconds, files.memory * MIB))
