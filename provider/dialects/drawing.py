"""The images route of Chat Completions servers: what is sent, and the picture in the answer. Pure.

https://developers.openai.com/api/reference/resources/images
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from provider.contract import Image
from provider.dialects.pictures import addressed, decoded
from provider.dialects.refusals import Said, read_error
from provider.errors import BadAnswer
from provider.transport.multipart import File

NEW: Final = "/images/generations"
CHANGED: Final = "/images/edits"

_ALWAYS_DATA: Final = re.compile(r"(chat)?gpt-image")
"""OpenAI's newer models send the picture itself, and refuse to be asked for that; others would send an address."""
_ENDINGS: Final = {"image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


def fields(words: str, model: str, size: str) -> Mapping[str, str]:
    """What is asked, besides the picture that is to be changed. `size`: "1024x1024", or empty for the usual one."""
    asked = {"model": model, "prompt": words}
    if size:
        asked["size"] = size
    if not _ALWAYS_DATA.match(model):
        asked["response_format"] = "b64_json"
    return asked


def file_of(image: Image) -> File:
    """The picture that is to be changed, in a form."""
    return File("image", f"picture.{_ENDINGS.get(image.media_type, 'png')}", image.media_type, image.data)


def picture(body: bytes) -> Image | Said:
    """The picture, or the error that came in its place.

    Raises:
        BadAnswer: it is neither.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadAnswer("The server sent no picture.") from None
    if isinstance(value, dict) and (said := read_error(value)) is not None:
        return said
    match value:
        case {"data": [{"b64_json": str() as data}, *_]}:
            found = decoded(data)
        case {"data": [{"url": str() as url}, *_]}:
            found = addressed(url)
        case _:
            raise BadAnswer("The server sent no picture.")
    if found.image is None:
        raise BadAnswer("The server sent a picture that is too large, is none, or lies elsewhere.")
    return found.image
