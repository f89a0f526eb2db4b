"""A server of tools for tests, by the SDK's own server: by its standard input, or at a port that it prints."""

import os
import signal
import sys
import time

from mcp.server.mcpserver import Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("small")


@server.tool()
def add(a: int, b: int) -> str:
    """Add two numbers."""
    return str(a + b)


@server.tool()
def fail() -> str:
    """Say that it did not work."""
    raise ToolError("the ferry is late")


@server.tool()
def die() -> str:
    """End in the middle of a call."""
    print("about to end", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(600)
    return ""


@server.tool()
def hang() -> str:
    """Never end."""
    time.sleep(600)
    return ""


@server.tool()
def flood(megabytes: int) -> str:
    """Say much."""
    return "x" * megabytes * 1024 * 1024


@server.tool()
def draw() -> Image:
    """Draw a picture."""
    return Image(data=b"\x89PNG\r\n\x1a\n", format="png")


@server.tool()
def told(name: str) -> str:
    """Say what a variable holds."""
    return os.environ.get(name, "nothing")


if __name__ == "__main__":
    print("hello from the server", file=sys.stderr, flush=True)
    if len(sys.argv) > 1:
        server.run(transport="streamable-http", port=int(sys.argv[1]))
    else:
        server.run()
