"""What a setting must look like. Each function takes what was written, and returns the value to use."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from bots.config.addresses import is_address
from bots.config.problems import Wrong
from bots.engine.language.languages import LANGUAGES
from bots.engine.settings.zones import NoZone, read_zone
from bots.engine.spending.allowance import Allowance
from bots.listening.address import Address
from bots.platforms import listed, platforms

SQLITE = "sqlite:///"
SERVER = ("postgresql", "postgres")
SHORTEST_OPS_TOKEN = 16
"""Characters of the token that an operator's tools have to show."""
QUOTED = "has quotes around it, which are sent as a part of it; leave them out (docker's --env-file keeps them)."
FULL_NAME = 'must be "provider/model".'
_PLACE = r"-?\d+(:\d+)?"
"""A place behind its platform: the number of a chat, and that of a topic in it."""
_NUMBER = r"-?\d+"
_ALIAS = r"[a-z0-9_-]+"


def valid_http_url(url: str) -> str:
    """An http(s) address, without a slash at its end."""
    if not is_address(url, ("http", "https")):
        raise Wrong("must be an address that starts with http:// or https://.")
    return url.rstrip("/")


def valid_websocket_url(url: str) -> str:
    """A ws(s) address, or an empty text."""
    if url and not is_address(url, ("ws", "wss")):
        raise Wrong("must be empty, or an address that starts with ws:// or wss://.")
    return url


def valid_public_url(url: str) -> str:
    """An https address without credentials, or an empty text."""
    parts = urlsplit(url) if is_address(url, ("https",)) else None
    if url and (parts is None or "@" in parts.netloc or parts.query or parts.fragment):
        raise Wrong('must be empty, or an address that starts with https://, such as "https://bot.example.org/".')
    return url


def is_quoted(secret: str) -> bool:
    """Whether a secret came with the quotes around it, which belong to the shell or to the file."""
    text = secret.strip()
    return len(text) > 1 and text[0] == text[-1] and text[0] in "'\"`"


def valid_token(token: str) -> str:
    """A token, without the white space around it."""
    if is_quoted(token):
        raise Wrong(QUOTED)
    if not token.strip().isascii() or any(c.isspace() for c in token.strip()):
        raise Wrong("is not a token; paste it as it was given to you, without spaces.")
    return token.strip()


def valid_ops_token(token: str) -> str:
    """A token that cannot be guessed, or an empty text."""
    token = valid_token(token)
    if token and len(token) < SHORTEST_OPS_TOKEN:
        raise Wrong(f"must have at least {SHORTEST_OPS_TOKEN} characters; make one with: openssl rand -hex 16")
    return token


def valid_listen(text: str) -> str:
    """A host and a port, or an empty text."""
    try:
        return str(Address.parse(text)) if text else ""
    except ValueError:
        raise Wrong('must be empty, or a host and a port, such as "127.0.0.1:9464" or "[::1]:9464".') from None


def valid_address(text: str) -> str:
    """A host and a port."""
    try:
        return str(Address.parse(text))
    except ValueError:
        raise Wrong('must be a host and a port, such as "127.0.0.1:9465" or "[::1]:9465".') from None


def list_of(valid: Callable[[str], str]) -> Callable[[object], tuple[str, ...]]:
    """Reads a list whose items all look like that; one sentence says how, whether list or item is wrong."""

    def read(value: object) -> tuple[str, ...]:
        if isinstance(value, list | tuple):
            return tuple(valid(each if isinstance(each, str) else "") for each in value)
        try:
            valid("")
        except Wrong as wrong:
            raise Wrong(f"must be a list in [brackets], which {wrong}") from None
        raise Wrong('must be a list: ["...", "..."].')

    return read


def valid_owner(owner: str) -> str:
    """The id of a person, such as "discord:5"."""
    platform, _, number = owner.partition(":")
    if platform not in platforms() or not (number.isascii() and number.isdigit()):
        examples = [f'"{name}:123456789"' for name in platforms()]
        raise Wrong(f"must hold ids such as {listed(examples, 'or')}.")
    return owner


def valid_subject(subject: str) -> str:
    """A subject that the platform knows, such as "discord:server:99"."""
    if not _is_subject(subject, 0):
        examples = [f'"{row.name}:{row.subjects[0]}:{row.example}"' for row in platforms().values()]
        raise Wrong(f"must hold subjects such as {listed(examples, 'or')}.")
    return subject


def valid_people(lists: Mapping[str, object]) -> Mapping[str, object]:
    """Lists by people and roles, such as "discord:role:7"."""
    for subject in lists:
        if not _is_subject(subject, 1):
            named = [f'"{row.name}:{row.subjects[-1]}:123456789"' for row in platforms().values()]
            raise Wrong(f"must have keys such as {listed(named, 'or')}.")
    return lists


def _is_subject(subject: str, first: int) -> bool:
    """Whether it is of one of the platform's kinds from the `first` on; that of servers has the number 0."""
    platform, kind, number = (*subject.split(":", 2), "", "")[:3]
    kinds = platforms()[platform].subjects[first:] if platform in platforms() else ()
    return kind in kinds and re.fullmatch(_NUMBER, number, re.ASCII) is not None


def valid_limit(text: str) -> str:
    """A limit, such as "20 answers a day"."""
    try:
        Allowance.parse(text)
    except ValueError:
        raise Wrong('must hold limits such as "20 answers a day", "$2 a day" or "50k tokens a month".') from None
    return text


def valid_zone(text: str) -> str:
    """A time zone, by the name under which it is kept; or an empty text."""
    try:
        return read_zone(text) if text else ""
    except NoZone as unknown:
        alike = [f'"{name}"' for name in unknown.near]
        meant = f" Did you mean {listed(alike, 'or')}?" if alike else ""
        raise Wrong(f'must be empty, or a time zone such as "Europe/Madrid" or "UTC+2".{meant}') from None


def valid_language(text: str) -> str:
    """A language that the bot speaks, or an empty text."""
    if text and text not in LANGUAGES:
        raise Wrong("must be empty, or " + listed([f'"{code}"' for code in LANGUAGES], "or") + ".")
    return text


def valid_place(text: str) -> str:
    """A place, such as "discord:42" or "telegram:-100:7", or an empty text."""
    if text and not is_place(text):
        raise Wrong(f"must be empty, or a place such as {_places()}.")
    return text


def is_place(text: str) -> bool:
    """Whether the text names a place of a platform that there is."""
    platform, _, place = text.partition(":")
    return platform in platforms() and re.fullmatch(_PLACE, place, re.ASCII) is not None


def valid_full_name(name: str) -> str:
    """A "provider/model"."""
    if not is_full_name(name):
        raise Wrong(FULL_NAME)
    return name


def is_full_name(name: str) -> bool:
    """Whether the text can be a "provider/model"."""
    provider, slash, model = name.partition("/")
    return bool(provider and slash and model) and not any(c.isspace() for c in name)


def valid_stand_in(name: str) -> str:
    """A model, a provider or an alias. "auto" is refused: the list says which models stand in."""
    if name == "auto" or not re.fullmatch(_ALIAS, name):
        return valid_full_name(name)
    return name


def valid_eyes(name: str) -> str:
    """A model or an alias, or an empty text. A provider alone is refused: not each of its models sees."""
    if name == "auto":
        raise Wrong('must be empty, "provider/model" or an alias.')
    return name if not name or re.fullmatch(_ALIAS, name) else valid_full_name(name)


def valid_voice(provider: str) -> str:
    """The name of a provider, "off", or an empty text."""
    if provider and not re.fullmatch(_ALIAS, provider):
        raise Wrong('must be empty, "off", or the name of a provider, without its model.')
    return provider


def is_alias(name: str) -> bool:
    """Whether the text can be a short name."""
    return re.fullmatch(_ALIAS, name) is not None and name != "auto"


def valid_servers(lists: Mapping[str, object]) -> Mapping[str, object]:
    """Lists by servers, such as "discord:99"."""
    for server in lists:
        platform, _, number = server.partition(":")
        if platform not in platforms() or not re.fullmatch(_NUMBER, number, re.ASCII):
            raise Wrong(f"must have keys such as {_places()}.")
    return lists


def _places() -> str:
    return listed([f'"{row.name}:{row.example}"' for row in platforms().values()], "or")


def valid_database(url: str) -> str:
    """The address of an SQLite file or of a database of PostgreSQL."""
    if is_server(url):
        if _names_database(url):
            return url
        raise Wrong(
            "must be postgresql://user:password@host/database; in the password, a % and two digits stand for each of "
            "/ ? # @ : and %, as in %2F for /."
        )
    if not url.startswith(SQLITE) or url == SQLITE or "?" in url or "\0" in url:
        raise Wrong(
            "must be sqlite:/// and the path of a file, such as sqlite:///parley.db, or "
            "postgresql://user:password@host/database."
        )
    return url


def _names_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        url.startswith(f"{parts.scheme}://") and port_fits and bool(parts.path.strip("/")) and not re.search(r"\s", url)
    )


def is_server(url: str) -> bool:
    """Whether the URL is meant to name a database of PostgreSQL."""
    return url.startswith(tuple(f"{scheme}:" for scheme in SERVER))
