"""Which addresses the server takes for a link, and what it says of the others; as TDLib reads them, byte by byte."""

import ipaddress

_ALNUM = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ALLOWED = _ALNUM | frozenset(b".-_!$,~*'();&+=")
_HEX = frozenset(b"0123456789abcdefABCDEF")
_MOST_PORT = 65535


class _Fault(Exception):
    """What is wrong with an address."""


def fault(address: str) -> str:
    """The server's words about an http(s) address that it does not take; empty where it does."""
    try:
        _check(address.encode())
    except _Fault as error:
        return str(error)
    return ""


def _check(address: bytes) -> None:
    protocol = _until(address, b":/?#@[]")
    after = address[len(protocol) :]
    if after.startswith(b"://"):
        if protocol.lower() not in (b"http", b"https"):
            raise _Fault("Unsupported URL protocol")
        address = after[3:]
    authority = _until(address, b"/?#")
    user_and_host = _without_port(authority)
    user, _, host = user_and_host.rpartition(b"@")
    if host.startswith(b"[") and host.endswith(b"]"):
        try:
            ipaddress.IPv6Address(host[1:-1].decode(errors="replace"))
        except ValueError:
            raise _Fault("Wrong IPv6 address specified in the URL") from None
        return
    if not host:
        raise _Fault("URL host is empty")
    if host == b".":
        raise _Fault("Host is invalid")
    _check_part(host, "host", _ALLOWED)
    _check_part(user, "userinfo", _ALLOWED | {ord(":")})
    if b"." not in host:
        raise _Fault("Wrong HTTP URL")


def _until(text: bytes, ends: bytes) -> bytes:
    return text[: next((index for index, code in enumerate(text) if code in ends), len(text))]


def _without_port(authority: bytes) -> bytes:
    """What stands before the port, which is read from the end."""
    colon = max(authority.rfind(b":"), authority.rfind(b"]"), authority.rfind(b"@"))
    if colon <= 0 or authority[colon : colon + 1] != b":":
        return authority
    port = authority[colon + 1 :].lstrip(b"0")
    if not port.isdigit() or len(port) > 5 or int(port) > _MOST_PORT:
        raise _Fault("Wrong port number specified in the URL")
    return authority[:colon]


def _check_part(part: bytes, name: str, allowed: frozenset[int]) -> None:
    index = 0
    while index < len(part):
        code = part[index]
        if code == ord("%"):
            if len(part) < index + 3 or not {part[index + 1], part[index + 2]} <= _HEX:
                raise _Fault(f"Wrong percent-encoded symbol in URL {name}")
            index += 2
        elif code not in allowed and code < 128:
            raise _Fault(f"Disallowed character in URL {name}")
        index += 1
