"""A name that models call is of one tool of one server, so that what people allow is allowed for no other."""

import re
from collections.abc import Mapping

import pytest

from bots.tools.mcp.source import LONGEST_NAME, ServerTool
from bots.tools.mcp.values import Answered, Offered, ServerSettings


class Named:
    """A server of that name, which is never called."""

    def __init__(self, name: str) -> None:
        self.settings = ServerSettings(name)

    async def offered(self) -> tuple[Offered, ...]:
        return ()

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answered:
        raise AssertionError


def called(server: str, tool: str) -> str:
    return ServerTool(Named(server), Offered(tool, "", {})).definition.name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b_c"), ("a_b", "c")),
        (("a", "_b"), ("a", "b")),
        (("a", "b c"), ("a", "b_c")),
        (("a", "b.c"), ("a", "b/c")),
        (("a", "x" * 80), ("a", "x" * 81)),
        (("a", "x" * 61), ("a", "x" * 62)),
    ],
)
def test_no_two_tools_have_one_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Whatever servers call them; and every provider takes the name."""
    names = called(*one), called(*other)

    assert names[0] != names[1]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) and len(name) <= LONGEST_NAME for name in names)


def test_a_plain_name_stays_readable() -> None:
    """The server's, two underscores, the tool's."""
    assert called("time", "get_current_time") == "time__get_current_time"
