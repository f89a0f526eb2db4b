"""How much of what people send is read."""

from bots.documents.values import MIB, Limits
from provider.values import Value

PICTURE_BYTES = 5 * MIB
"""The largest picture that is sent to a model: Anthropic takes no larger one."""
MEDIA_BYTES = 14 * MIB
"""All pictures, sounds and PDFs of one request: in it they are a third longer, and Gemini takes 20 MB."""


class Bounds(Value):
    """What the config says about files. `count`: so many of one message are read. `limits`: of each."""

    count: int = 10
    limits: Limits = Limits()
