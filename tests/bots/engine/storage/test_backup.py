"""A backup is whole or not there, and a restore leaves at every moment a whole database under the name."""

import asyncio
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import InteractionMessage, Message, ToChat, ToInteraction
from bots.engine.storage import exchanges, grants, inbox, old_messages, replies, settings
from bots.engine.storage.backup import back_up, back_up_to
from bots.engine.storage.copies import LEFT_AFTER
from bots.engine.storage.exchanges import Question
from bots.engine.storage.file_lock import FileLock
from bots.engine.storage.messages import add_message
from bots.engine.storage.records import StoreError
from bots.engine.storage.restore import restore, restore_from
from tests.bots.engine.stores import ANN, HERE, NOON, opened, said, texts

NAME = "parley.db"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of some conversation, of which each test has a copy."""
    path = tmp_path_factory.mktemp("filled") / NAME
    fill(path)
    return path


@pytest.fixture
def here(tmp_path: Path, filled: Path) -> Path:
    """A folder with a database of some conversation, which nobody uses."""
    folder = tmp_path / "here"
    folder.mkdir()
    shutil.copy(filled, folder / NAME)  # with its mode
    return folder


def fill(path: Path, messages: int = 300) -> None:
    """A new database with that many messages of 100 characters."""

    def say(sql: Connection) -> None:
        parent = None
        for number in range(messages):
            parent = add_message(
                sql, HERE, id=str(number), parent=parent, role="user", text=f"{number:100}", author=str(ANN), at=NOON
            )

    async def work() -> None:
        async with opened(url(path)) as store:
            await store.run(settings.change, "telegram:42", "model", "demo/demo", by=str(ANN), at=NOON)
            await store.run(grants.decide, "discord:server:99", "allowed", by=str(ANN), at=NOON)
            await store.run(say)

    asyncio.run(work())


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def count(path: Path, table: str = "messages") -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_backup_is_one_private_file_with_everything(here: Path) -> None:
    """No other file is left beside it or beside the database."""
    done = back_up(url(here / NAME), here / "copy.db", overwrite=False)

    assert modes(here) == {NAME: 0o600, "copy.db": 0o600}
    assert done.size == (here / "copy.db").stat().st_size
    assert count(here / "copy.db") == 300
    assert count(here / "copy.db", "grants") == 1


WRITER = """
import asyncio, sys
sys.path.insert(0, sys.argv[2])
from tests.bots.engine.stores import said, opened

async def main():
    async with opened(sys.argv[1]) as store:
        for number in range(3_000):
            await said(store, f"{number:100}", id=f"w{number}")
            if number == 20:
                print("begun", flush=True)

asyncio.run(main())
"""


@pytest.fixture
def writer(here: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that writes 3,000 messages, one transaction each; it has begun."""
    root = Path(__file__).parents[4]
    command = [sys.executable, "-c", WRITER, url(here / NAME), str(root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_backup_under_load_holds_one_moment(here: Path, writer: "subprocess.Popen[str]") -> None:
    """However much is written meanwhile: each copy is whole, holds what stood before it began, and holds up nobody."""
    sizes: list[tuple[int, int, int]] = []
    while writer.poll() is None and len(sizes) < 200:
        before = count(here / NAME)
        back_up(url(here / NAME), here / "copy.db", overwrite=True)
        sizes.append((before, count(here / "copy.db"), count(here / NAME)))
    status = writer.wait()

    assert status == 0
    assert len(sizes) > 3
    assert all(before <= copied <= after for before, copied, after in sizes)
    assert count(here / NAME) == 3_300


def test_what_exists_is_replaced_only_if_that_was_said(here: Path) -> None:
    """Also a link that leads nowhere; and a link is replaced, never followed."""
    elsewhere = here / "elsewhere"
    elsewhere.write_text("precious")
    (here / "link.db").symlink_to(elsewhere)
    (here / "nowhere.db").symlink_to(here / "not there")
    for name in ("link.db", "nowhere.db", "elsewhere"):
        with pytest.raises(StoreError, match="exists already"):
            back_up(url(here / NAME), here / name, overwrite=False)
    back_up(url(here / NAME), here / "link.db", overwrite=True)
    back_up(url(here / NAME), here / "nowhere.db", overwrite=True)

    assert elsewhere.read_text() == "precious"
    assert not (here / "link.db").is_symlink()
    assert not (here / "not there").exists()
    assert count(here / "nowhere.db") == 300


@pytest.mark.parametrize("end", ["", "-wal", ".lock"])
@pytest.mark.parametrize("how", ["itself", "symlink", "hard link"])
async def test_the_database_is_never_its_own_backup(here: Path, end: str, how: str) -> None:
    """By whatever name, nor what lies beside it; the same goes for a restore."""
    async with opened(url(here / NAME)) as store:
        await said(store, "so that there is a log")
        (here / f"{NAME}.lock").touch()
        target = ours = here / f"{NAME}{end}"
        if how == "symlink":
            (target := here / "other.db").symlink_to(ours)
        elif how == "hard link":
            os.link(ours, target := here / "other.db")
        with pytest.raises(StoreError, match="the database itself"):
            back_up(url(here / NAME), target, overwrite=True)
        with pytest.raises(StoreError, match="the database itself"):
            restore(url(here / NAME), target, NOON)

    assert count(here / NAME) == 301


def test_what_cannot_be_backed_up_is_said_with_the_cure(here: Path) -> None:
    """And nothing is made by the attempt: no database, no backup, no half of one."""
    (here / "torn.db").write_bytes((here / NAME).read_bytes()[:9000])
    (here / "words.db").write_text("Just words. " * 1000)
    with closing(sqlite3.connect(here / "others.db")) as others:
        others.execute("CREATE TABLE theirs (x)")
    there = sorted(path.name for path in here.iterdir())
    cases = (
        (here / "missing.db", here / "copy.db", "does not exist; there is nothing to back up"),
        (here / "torn.db", here / "copy.db", "torn.db is damaged; restore a backup .parley restore FILE."),
        (here / "words.db", here / "copy.db", "words.db is no SQLite database"),
        (here / "others.db", here / "copy.db", "others.db holds the tables of another program"),
        (here / NAME, here / "no folder" / "copy.db", "its directory does not exist; make the directory"),
        (here / NAME, here, "would be a directory"),
        (here / NAME, Path("/dev/null"), "no ordinary file; name one, or write - for standard output"),
    )
    for database, target, cure in cases:
        with pytest.raises(StoreError, match=cure):
            back_up(url(database), target, overwrite=True)
    with pytest.raises(StoreError, match="in memory"):
        back_up("sqlite://", here / "copy.db", overwrite=True)

    assert sorted(path.name for path in here.iterdir()) == there


def test_a_database_that_another_program_holds_is_waited_for_and_named(here: Path) -> None:
    """Not for ever."""
    with closing(sqlite3.connect(here / NAME)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM grants")
        with pytest.raises(StoreError, match=f"{NAME} is locked by another program"):
            back_up(url(here / NAME), here / "copy.db", overwrite=False, patience=0.1)

    assert modes(here).keys() == {NAME}


LIMITED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from bots.engine.storage.backup import back_up
from bots.engine.storage.restore import restore
from bots.engine.storage.records import StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))
try:
    if sys.argv[4] == "backup":
        back_up(sys.argv[1], Path(sys.argv[2]), overwrite=True)
    else:
        restore(sys.argv[1], Path(sys.argv[2]), 0.0)
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_no_room_for_the_copy_leaves_everything_as_it_was(here: Path, what: str) -> None:
    """The sentence names the file that cannot grow, not the database that is well."""
    back_up(url(here / NAME), here / "copy.db", overwrite=False)
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, url(here / NAME), str(here / "copy.db"), str(Path(__file__).parents[4]), what],
        capture_output=True,
        text=True,
        check=True,
    )
    (here / f"{NAME}.lock").unlink(missing_ok=True)

    assert ran.stdout.startswith(f"The {'backup' if what == 'backup' else 'database'} {here}")
    assert "check the disk" in ran.stdout
    assert ran.stderr == ""
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_what_a_killed_backup_left_is_removed_by_the_next(here: Path) -> None:
    """Only what nobody writes any more, and nothing with another name."""
    old, new, other = here / "copy.db.abc.partial", here / "copy.db.def.partial", here / "copy2.db.abc.partial"
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (time.time() - LEFT_AFTER - 9, time.time() - LEFT_AFTER - 9))
    back_up(url(here / NAME), here / "copy.db", overwrite=False)

    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_a_stream_brings_what_a_file_would(here: Path) -> None:
    """And leaves nothing beside the database."""
    out = io.BytesIO()
    back_up_to(url(here / NAME), out)
    (here / "streamed.db").write_bytes(out.getvalue())

    assert modes(here).keys() == {NAME, "streamed.db"}
    assert count(here / "streamed.db") == 300


WAITS = (
    "INSERT INTO inbox (platform, chat, thread, id, delivery, author, at, until, expires, question, crashes) "
    "VALUES ('telegram', '42', '', 'c', 'd', 'telegram:5', 1.0, 2.0, 0.0, '{}', 0)"
)


async def test_what_goes_on_in_the_bot_is_not_begun_again_by_its_backup(here: Path) -> None:
    """An answer that grows while the backup is taken ends in the bot: what it said so far is kept, and it is over.

    One of which nothing is to be kept goes in the first round of the restored bot. A backup of a bot that was killed
    keeps what it left, for the next start.
    """
    answers = []
    async with opened(url(here / NAME)) as store:
        for id, kept in (("a", True), ("b", False)):
            asked = Question(HERE, id, ANN, "Why?", "Why?", ToChat(HERE, id), NOON, kept=kept)
            begun = (await store.run(exchanges.begin, asked, None)).begun
            assert begun is not None
            await store.run(replies.renew, begun.reply, Message(HERE, f"{id}1"), f"Because {id}", NOON)
            answers.append(begun.answer)
        await store.run(lambda sql: sql.exec_driver_sql(WAITS))
        back_up(url(here / NAME), here / "killed.db", overwrite=False)
        lock = FileLock(str(here / NAME))
        assert lock.take(NOON) is None
        back_up(url(here / NAME), here / "running.db", overwrite=False)
        lock.release()
    async with opened(url(here / "running.db")) as store:
        open_then = await store.run(replies.left_open)
        told = [(await texts(store, answer))[-1:] for answer in answers]
        await store.run(old_messages.forget, 2.0, NOON, 9)
        later = [await texts(store, answer) for answer in answers]

    with closing(sqlite3.connect(here / "running.db")) as connection:
        waiting = connection.execute("SELECT id, question, author FROM inbox").fetchall()

    assert count(here / "killed.db", "replies") == 2
    assert waiting == [("c", None, "")]
    assert open_then == ()
    assert told == [["Because a"], ["Because b"]]
    assert later == [["Why?", "Because a"], []]
    assert b"Because b" not in (here / "running.db").read_bytes()


async def test_no_token_of_an_interaction_is_in_a_backup(here: Path) -> None:
    """Not in one of a bot that was killed either: what hangs on it is over there, and all else is begun again."""
    async with opened(url(here / NAME)) as store:
        for id, target in (("a", ToInteraction(HERE, "app", "a-secret", NOON + 900.0)), ("b", ToChat(HERE, "b"))):
            incoming = Incoming(
                Origin(HERE, ANN, server="", private=True, linear=True, target=target), id, "Why?", addressed=True
            )
            key = await store.run(inbox.commit, incoming, NOON)
            assert key is not None
            asked = Question(HERE, id, ANN, "Why?", "Why?", target, NOON, kept=True, inbox=(key,))
            begun = (await store.run(exchanges.begin, asked, None)).begun
            assert begun is not None
            if isinstance(target, ToInteraction):
                said_so_far = InteractionMessage(HERE, "app", "a-secret", "m", NOON + 900.0)
                await store.run(replies.renew, begun.reply, said_so_far, "Because", NOON)
                answer = begun.answer
    back_up(url(here / NAME), here / "killed.db", overwrite=False)
    async with opened(url(here / "killed.db")) as store:
        waiting = await store.run(inbox.unanswered)
        left = await store.run(replies.left_open)
        told = await texts(store, answer)

    assert b"a-secret" in (here / NAME).read_bytes()
    assert b"a-secret" not in (here / "killed.db").read_bytes()
    assert [one.incoming.id for one in waiting] == ["b"]
    assert [reply.target for reply in left] == [ToChat(HERE, "b")]
    assert told[-1] == "Because"


def test_a_lost_database_comes_back(here: Path) -> None:
    """Also where SQLite's files of the lost one are still there."""
    back_up(url(here / NAME), here / "copy.db", overwrite=False)
    (here / NAME).unlink()
    (here / f"{NAME}-wal").write_bytes(b"of the lost one")
    done = restore(url(here / NAME), here / "copy.db", NOON)

    assert count(here / NAME) == 300
    assert (here / NAME).stat().st_mode & 0o777 == 0o600
    assert (here / f"{Path(done.before).name}-wal").read_bytes() == b"of the lost one"
    assert count(here / "copy.db") == 300


async def test_what_stood_there_is_kept_whole_with_its_log(here: Path) -> None:
    """What the killed bot had only in its log is in it; so is a damaged one, as it was."""
    back_up(url(here / NAME), here / "copy.db", overwrite=False)
    with closing(sqlite3.connect(here / NAME)) as killed:
        killed.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        killed.execute("DELETE FROM grants")
        killed.commit()
        for end in ("", "-wal"):
            shutil.copy(here / f"{NAME}{end}", here / f"killed{end}")
    for end in ("", "-wal"):
        shutil.copy(here / f"killed{end}", here / f"{NAME}{end}")
    first = restore(url(here / NAME), here / "copy.db", NOON)
    (here / NAME).write_bytes(b"broken" * 3000)
    second = restore(url(here / NAME), here / "copy.db", NOON)

    assert count(Path(first.before), "grants") == 0
    assert first.before != second.before
    assert (here / Path(second.before).name).read_bytes() == b"broken" * 3000
    assert count(here / NAME, "grants") == 1


def test_a_bot_that_runs_is_not_robbed_of_its_database(here: Path) -> None:
    """The one that uses it is named; so is another program that has it open."""
    back_up(url(here / NAME), here / "copy.db", overwrite=False)
    lock = FileLock(str(here / NAME))
    lock.take(NOON)
    with pytest.raises(StoreError, match=f"in use by another Parley .process {os.getpid()}, since .*stop that one"):
        restore(url(here / NAME), here / "copy.db", NOON)
    lock.release()
    with closing(sqlite3.connect(here / NAME)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM grants").fetchall()
        with pytest.raises(StoreError, match="locked by another program"):
            restore(url(here / NAME), here / "copy.db", NOON, patience=0.1)

    assert count(here / NAME) == 300
    assert modes(here).keys() == {NAME, "copy.db", f"{NAME}.lock"}


def test_what_is_no_backup_changes_nothing(here: Path, tmp_path: Path) -> None:
    """A cut or damaged file, another program's, a newer version's, a compressed one: each with its cure."""
    copy, bad = tmp_path / "copy.db", tmp_path / "bad.db"
    back_up(url(here / NAME), copy, overwrite=False)
    whole, before = copy.read_bytes(), (here / NAME).read_bytes()
    cases = [(whole[:length], "[.]$") for length in (0, 1, 15, 16, 17, 99, 100, 4096, 5000, len(whole) - 4096)]
    cases += [(whole[: len(whole) - 1], "is damaged"), (b"", "is empty"), (b"words" * 1000, "no SQLite database")]
    cases += [(b"\x1f\x8b\x08" + whole, r"compressed; unpack it on the way: gunzip -c FILE \| parley restore -")]
    scattered = bytearray(whole)
    for place in random.Random(19).sample(range(4096, len(whole)), 3000):
        scattered[place] ^= 0xFF
    cases += [(bytes(scattered), "is damaged")]
    for statement, cure in (
        ("UPDATE parley SET version = 99", "newer Parley .*install the newer Parley again"),
        ("DELETE FROM parley", "does not say which version"),
        ("DROP TABLE parley", "another program"),
    ):
        bad.write_bytes(whole)
        with closing(sqlite3.connect(bad)) as connection:
            connection.execute(statement)
            connection.commit()
        cases.append((bad.read_bytes(), cure))
    for content, cure in cases:
        bad.write_bytes(content)
        with pytest.raises(StoreError, match=cure):
            restore(url(here / NAME), bad, NOON)
        with pytest.raises(StoreError, match=cure):
            restore_from(url(here / NAME), io.BytesIO(content), NOON)
    with pytest.raises(StoreError, match="does not exist"):
        restore(url(here / NAME), tmp_path / "missing.db", NOON)
    with pytest.raises(StoreError, match="is a directory"):
        restore(url(here / NAME), tmp_path, NOON)
    with pytest.raises(StoreError, match="its directory does not exist; make the directory"):
        restore(url(tmp_path / "no folder" / NAME), copy, NOON)

    assert (here / NAME).read_bytes() == before
    assert modes(here).keys() == {NAME, f"{NAME}.lock"}


RESTORE = """
import os, sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from bots.engine.storage.restore import restore
while sys.stdin.readline():
    if (child := os.fork()) == 0:
        restore(sys.argv[1], Path(sys.argv[2]), 1_800_000_000.0)
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()
    os.waitpid(child, 0)
    print("over", flush=True)
"""
"""A process that restores in a process of its own for a line that it reads, says its number, and its end for another.

To load the program takes longer than a restore, and what is killed has it loaded.
"""


def test_a_restore_that_is_killed_leaves_one_of_the_two_whole(here: Path, tmp_path: Path) -> None:
    """Whenever that is; the next restore works, and what stood there is never lost."""
    copy, root = tmp_path / "copy.db", Path(__file__).parents[4]
    fill(copy, messages=2000)
    chance, seen = random.Random(19), set[int]()
    command = [sys.executable, "-c", RESTORE, url(here / NAME), str(copy), str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in range(12):
            process.stdin.write("\n")
            process.stdin.flush()
            restoring = int(process.stdout.readline())
            time.sleep(chance.uniform(0.0, 0.06))
            os.kill(restoring, signal.SIGKILL)
            process.stdin.write("\n")
            process.stdin.flush()
            process.stdout.readline()
            seen.add(count(here / NAME))
    restore(url(here / NAME), copy, NOON)

    assert seen <= {300, 2000}
    assert count(here / NAME) == 2000
    assert 300 in {count(path) for path in here.glob(f"{NAME}.before-*")}


async def test_the_next_start_brings_an_older_backup_up_to_date(here: Path) -> None:
    """As it does any older database."""
    old = here / "old.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((Path(__file__).parent / "version_1.sql").read_text())
    done = restore(url(here / NAME), old, NOON)
    async with opened(url(here / NAME)) as store:
        there = await texts(store, 2)

    assert done.version == 1
    assert there == ["Hi", "Hello."]
