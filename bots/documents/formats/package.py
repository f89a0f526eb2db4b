"""An office file: a zip archive of XML files that name each other. Nothing of it is ever written to a disk."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Final
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.sax import make_parser  # type: ignore[import-untyped]

from bots.documents.refused import Refused
from bots.documents.values import MIB, Reason

_MOST_UNPACKED: Final = 256 * MIB
"""Bytes of one file in the archive. A sheet of Excel's million rows stays below."""
_CHUNK: Final = 64 * 1024
_LONGEST_TAG: Final = 64
_NO_MEMORY: Final = 1  # an error code of expat

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Words = Callable[[str], None]


class Package:
    """The files in it, by their names; a name is data and never a path on this machine.

    Raises:
        Refused: this is no archive that can be read.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Refused(Reason.BROKEN) from None
        self._files = {file.filename.replace("\\", "/"): file for file in self._archive.infolist()}

    def kind(self) -> str:
        """The folder of the document itself, which says whose it is: "word", "xl", "ppt"."""
        return self.main().partition("/")[0]

    def main(self) -> str:
        """The name of the document itself; empty if the archive names none."""
        for kind, target in self.related("").values():
            if kind == "officeDocument":
                return target
        return ""

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """What a file refers to: kind and name, by the id that it uses. `name` is empty for the package itself."""
        folder, base = posixpath.split(name)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

        self.parse(posixpath.join(folder, "_rels", f"{base}.rels"), start)
        return found

    def parse(self, name: str, start: Start, end: End = lambda tag: None, words: Words = lambda text: None) -> None:
        """Read an XML file, if there is one of that name. Tags and attributes come without the prefix of a namespace.

        Raises:
            Refused: it is not to be read; what was reported before stands.
        """
        if name not in self._files:
            return
        parser = make_parser()
        parser.forbid_dtd = True  # no office program writes one
        parser.setContentHandler(_Reports(start, end, words))
        with self._open(name) as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
            parser.close()

    def count(self, name: str, tag: str) -> int:
        """How many elements of that name a file holds, if there is one. Quicker than `parse`: for what is cut."""
        if name not in self._files:
            return 0
        element = re.compile(rb"<(?:\w{1,20}:)?%b[\s/>]" % tag.encode())
        found, rest = 0, b""
        with self._open(name) as file:
            while chunk := file.read(_CHUNK):
                text = rest + chunk
                whole = max(0, text.rfind(b"<"))  # what begins here may go on in the next chunk
                found += len(element.findall(text[:whole]))
                rest = text[whole:][:_LONGEST_TAG]
        return found + len(element.findall(rest))

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        info = self._files[name]
        if info.flag_bits & 1:
            raise Refused(Reason.ENCRYPTED)
        if info.file_size > _MOST_UNPACKED:  # nothing beyond this size is unpacked, whether it is true or not
            raise Refused(Reason.BOMB)
        try:
            with self._archive.open(info) as file:
                yield file
        except DefusedXmlException:
            raise Refused(Reason.BOMB) from None
        except SAXParseException as error:
            no_memory = getattr(error.getException(), "code", 0) == _NO_MEMORY
            raise Refused(Reason.BOMB if no_memory else Reason.BROKEN) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OSError, ValueError):
            raise Refused(Reason.BROKEN) from None


class _Reports(ContentHandler):
    """Hands on what the parser meets."""

    def __init__(self, start: Start, end: End, words: Words) -> None:
        super().__init__()
        self._start = start
        self._end = end
        self._words = words

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self._start(_bare(name), {_bare(key): value for key, value in attrs.items()})

    def endElement(self, name: str) -> None:
        self._end(_bare(name))

    def characters(self, content: str) -> None:
        self._words(content)


def _bare(name: str) -> str:
    return name.rpartition(":")[2]
