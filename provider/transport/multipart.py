"""A form with a file in it, as RFC 7578 says. Pure."""

import secrets
from collections.abc import Mapping

from provider.values import Hidden, Value


class File(Value):
    """A file of a form. `part`, `name` and `media_type` are ours, never words of a person."""

    part: str
    name: str
    media_type: str
    data: Hidden[bytes]


def encoded(fields: Mapping[str, str], file: File) -> tuple[str, bytes]:
    """The content type, and the body."""
    boundary = secrets.token_hex(16)
    while boundary.encode() in file.data:
        boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.part}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.media_type}\r\n\r\n"
    )
    body = b"".join((*parts, head.encode(), file.data, f"\r\n--{boundary}--\r\n".encode()))
    return f"multipart/form-data; boundary={boundary}", body
