"""What became of something that stood beside the words of a question."""

from dataclasses import dataclass
from typing import Literal

from bots.engine.storage.records import Attached
from provider.contract import Document, Image

State = Literal["seen", "read", "unread"]


@dataclass(frozen=True, slots=True)
class Found:
    """An attachment, with what was read of it. `image`, `document`: what the model gets as it is."""

    attached: Attached
    image: Image | None = None
    document: Document | None = None

    @property
    def state(self) -> State:
        """How it gets to the model: as it is, as text, or not at all."""
        if self.image is not None or self.document is not None:
            return "seen"
        return "read" if self.attached.text else "unread"
