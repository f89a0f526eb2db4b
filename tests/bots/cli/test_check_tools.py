"""What `parley check` says of tools."""

from pathlib import Path

import pytest

from bots.cli.check_tools import tools_checked
from bots.config.loading import load
from bots.engine.runtime.clock import RealClock
from tests.bots.tools.mcp.test_session import PROGRAM

pytestmark = pytest.mark.real_time


async def test_each_server_says_what_it_offers(tmp_path: Path) -> None:
    """With what may run at once; what cannot be started, and names that nobody knows, fail with a cure."""
    (tmp_path / "config.toml").write_text(
        f"""
        [tools.make_file]
        off = true
        [tools.small]
        command = {list(PROGRAM)}
        tools = ["add", "told", "multiply"]
        read_only = ["add"]
        [tools.gone]
        command = "/nonexistent"
        [tools.nobody]
        url = "http://127.0.0.1:1/mcp"
        """
    )

    found = await tools_checked(load(None, {}, tmp_path), RealClock())

    assert [(each.ok, each.text) for each in found] == [
        (True, "tools: read_url of its own; off in each place until /settings tools switches them on."),
        (True, "tools.small: add (only reads), told (asks first)."),
        (False, "tools.small.tools: names 'multiply', and the server has no such tool; correct it."),
        (False, "tools.gone: there is no such program. Check its command and variables."),
        (False, "tools.nobody: its server cannot be reached. Check its url and headers."),
    ]
