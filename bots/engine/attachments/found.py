"""What became of something that stood beside the words of a question."""

from typing import Literal

from bots.engine.attachments.kinds import way
from bots.engine.storage.records import Attached
from provider.contract import Audio, Document, Image
from provider.values import Value

State = Literal["seen", "read", "heard", "unread"]


class Found(Value):
    """An attachment, with what was read of it. `image`, `document`, `audio`: what the model gets as it is."""

    attached: Attached
    image: Image | None = None
    document: Document | None = None
    audio: Audio | None = None

    @property
    def size(self) -> int:
        """The bytes of what the model gets as it is."""
        return sum(len(each.data) for each in (self.image, self.document, self.audio) if each is not None)

    @property
    def state(self) -> State:
        """How it gets to the model: as it is, as text, as words that were said, or not at all."""
        if not (self.image is None and self.document is None and self.audio is None):
            return "seen"
        if not self.attached.text:
            return "unread"
        return "heard" if way(self.attached) == "heard" else "read"
