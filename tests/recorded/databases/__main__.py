"""Record the database that a commit writes: `python -m tests.recorded.databases [COMMIT]`, the present one without."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.recorded.databases import FOLDER, recording


def record(commit: str) -> Path:
    """Fill a database with that commit's program and fakes; returns the recording, which is named by its version."""
    with tempfile.TemporaryDirectory() as folder:
        code, data = Path(folder) / "code", Path(folder) / "data"
        data.mkdir()
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", code, commit], check=True, cwd=FOLDER)
        try:
            subprocess.run(
                [sys.executable, FOLDER / "filling.py", data],
                check=True,
                cwd=code,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(code)},
            )
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", code], check=True, cwd=FOLDER)
        with closing(sqlite3.connect(data / "parley.db")) as database:
            (version,) = database.execute("SELECT version FROM parley").fetchone()
            stamps = database.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchall()
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()[0] if stamps else ""
            statements = "\n".join(database.iterdump())
    kept = recording(version, revision)
    kept.write_text(f"{statements}\n", encoding="utf-8")
    return kept


if __name__ == "__main__":
    print(record((sys.argv[1:] or ["HEAD"])[0]))
