"""What a thousand files that people send leave behind in memory: python -m benchmarks.files [FILES]

The engine with its store on a disk and real processes that read, on a platform and a model in memory that forget at
once. A hundred people send them, with a question beside each, twenty at a time. What counts is the difference between
the lines: the first hundred load what is loaded once.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.program import resident
from bots.documents.documents import Documents
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.policy import Policy
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Attachment, AttachmentKind, Incoming, Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.spending.limits import Limits
from bots.engine.storage.store import Store
from provider import Catalog
from provider.contract import Finish, Text
from tests.bots.documents.making import docx, paragraph, pdf, says, stream, xlsx
from tests.fakes.memory import MemoryPlatform, ScriptedProvider

AT_ONCE = 20
PEOPLE = 100
POLICY = Policy(everyone=True, default_model="demo/small", limits=Limits((), (), (), (), 0))
ROW = '<row><c t="str"><v>some words</v></c><c><v>1234.5</v></c></row>'
FILES: dict[str, Callable[[], bytes]] = {
    "notes.txt": lambda: b"a line of a log of some length\n" * 30_000,
    "report.pdf": lambda: pdf(stream(says(*["a line of some length"] * 40)) for _ in range(20)),
    "letter.docx": lambda: docx(paragraph("a paragraph of some length " * 5) * 300),
    "table.xlsx": lambda: xlsx({"S": ROW * 2_000}),
    "photo.jpg": lambda: b"\xff\xd8\xff\xe0" + bytes(300_000),
    "bomb.docx": lambda: docx("<w:tbl>" * 1_000_000),
}


async def main(count: int) -> None:
    """Send so many files and print a line for each hundred."""
    with tempfile.TemporaryDirectory() as folder:
        clock = RealClock()
        platform = MemoryPlatform(clock, chat_limits=(), bot_limits=())
        platform.files = {name: content() for name, content in FILES.items()}
        provider = ScriptedProvider(clock, (Text("Yes."), Finish()))
        store = Store.open(f"sqlite:///{Path(folder) / 'parley.db'}")
        engine = Engine(store, Catalog({"demo": provider}), Scheduler(clock), clock, POLICY, Documents())
        engine.attach(platform)
        names = tuple(FILES)
        async with engine:
            began = time.monotonic()
            print(f"{'files':>6} {'seconds':>8} {'resident':>12} {'objects':>10}")
            for sent in range(0, count + 1, AT_ONCE):
                if sent % 100 == 0:
                    gc.collect()
                    megabytes = resident() / 2**20
                    print(f"{sent:6} {time.monotonic() - began:8.1f} {megabytes:8.1f} MiB {len(gc.get_objects()):10,}")
                if sent == count:
                    break
                for number in range(sent, sent + AT_ONCE):
                    await engine.on_message(_question(number, names[number % len(names)]))
                while len(platform.standing) < AT_ONCE or engine.services.queue.all():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                for forgotten in (platform.standing, platform.calls, platform.fetched, provider.requests):
                    forgotten.clear()
        await store.close()


def _question(number: int, name: str) -> Incoming:
    person = Person("memory", str(number % PEOPLE))
    place = Place("memory", f"dm{person.id}")
    kind: AttachmentKind = "picture" if name.endswith(".jpg") else "document"
    origin = Origin(place, person, ToChat(place), private=True, linear=True)
    return Incoming(origin, f"q{number}", "What is it?", addressed=True, attachments=(Attachment(kind, name, name),))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
