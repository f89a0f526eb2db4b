"""Arrows between the rooms run one way, nothing runs in a circle, and each library has one door."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ENGINE = "bots.engine"
ADAPTER = (
    "bots.engine.access.roles",
    "bots.engine.commands",
    "bots.engine.language",
    "bots.engine.runtime",
    "bots.engine.seam",
    "bots.http_calls",
    "bots.text",
)
"""What an adapter may import, whichever platform it is for."""
ADAPTERS = tuple(f"bots.{path.parent.name}" for path in sorted((ROOT / "bots").glob("*_bot/bot.py")))

GROUND = "provider.values"
"""What values are made of, in every room."""

# What a room may import of ours besides itself and the ground. A room is a folder, or a file that stands alone; the
# longest name that fits a module counts.
ARROWS: dict[str, tuple[str, ...]] = {
    GROUND: (),
    # Language models. The first three are the words that everything else there speaks.
    "provider.errors": (),
    "provider.pace": (),
    "provider.contract": ("provider.pace",),
    "provider.limits": (),
    "provider.rare_pattern": (),
    "provider.known": ("provider.contract", "provider.rare_pattern"),
    "provider.base": ("provider.contract", "provider.errors"),
    "provider.transport": ("provider.errors", "provider.pace"),
    "provider.pieces": (),
    "provider.tool_arguments": (),
    "provider.dialects": (
        "provider.contract",
        "provider.pieces",
        "provider.errors",
        "provider.limits",
        "provider.known",
        "provider.rare_pattern",
        "provider.tool_arguments",
        "provider.transport",
    ),
    "provider.routing": (
        "provider.dialects.fitting",
        "provider.dialects.tool_history",
        "provider.contract",
        "provider.pace",
        "provider.pieces",
        "provider.errors",
        "provider.limits",
        "provider.known",
    ),
    "provider.fence": (),
    "provider.plugins": ("provider.fence",),
    "provider.backends": (
        "provider.fence",
        "provider.plugins",
        "provider.base",
        "provider.contract",
        "provider.errors",
        "provider.limits",
        "provider.dialects",
        "provider.known",
        "provider.transport",
    ),
    "provider.model_facts": ("provider.contract", "provider.known", "provider.routing"),
    "provider.catalog": (
        "provider.model_facts",
        "provider.contract",
        "provider.errors",
        "provider.limits",
        "provider.known",
        "provider.routing",
    ),
    "provider.loading": ("provider.dialects", "provider.errors", "provider.known", "provider.transport"),
    "provider": ("provider",),
    # The engine, from the ground up.
    "bots.text": (),
    "bots.engine.charts": (),
    "bots.engine.language": ("bots.text.moments", "provider.errors"),
    "bots.engine.runtime": (),
    "bots.engine.seam": ("bots.engine.runtime", "bots.text"),
    "bots.engine.storage": (
        "bots.engine.runtime.tenure",  # for which chat a job is run
        "bots.engine.seam",
        "bots.text.sources",  # of an answer
        "bots.text.units",  # what no database keeps
        "provider.contract",
        "provider.fence",
    ),
    "bots.engine.machines": ("bots.engine.runtime", "bots.engine.seam", "bots.engine.storage", "provider.fence"),
    "bots.engine.names": (
        "bots.engine.language",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.storage",
        "bots.text",
    ),
    "bots.engine.delivery": ("bots.engine.runtime", "bots.engine.seam", "bots.text"),
    "bots.engine.settings": (
        "bots.engine.language",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.storage",
        "bots.engine.tools",
        "bots.text.names",
        "provider",
    ),
    "bots.engine.owner": (
        "bots.engine.delivery",
        "bots.engine.language",
        "bots.engine.machines",
        "bots.engine.names",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.storage",
        "provider.errors",
    ),
    "bots.engine.attachments": (
        "bots.documents",
        "bots.engine.delivery",
        "bots.engine.language",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.storage",
        "bots.text",
        "provider",
    ),
    "bots.engine.conversation": (
        "bots.engine.attachments",
        "bots.engine.names",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.settings",
        "bots.engine.storage",
        "bots.text",
        "provider.contract",
    ),
    "bots.engine.access": (
        "bots.engine.language",
        "bots.engine.owner",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.settings",
        "bots.engine.storage",
    ),
    "bots.engine.commands": ("bots.engine.access.roles", "bots.engine.settings"),
    "bots.engine.upkeep": (
        "bots.engine.access",
        "bots.engine.conversation",
        "bots.engine.delivery",
        "bots.engine.language",
        "bots.engine.machines",
        "bots.engine.names",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.storage",
        "provider",
    ),
    "bots.engine.spending": (
        "bots.engine.language",
        "bots.engine.owner",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.storage",
        "provider",
    ),
    "bots.engine.tools": (
        "bots.engine.language",
        "bots.engine.runtime",
        "bots.engine.seam",
        "provider.contract",
        "provider.pieces",
        "provider.tool_arguments",
    ),
    "bots.engine.reply": (
        "bots.engine.attachments",
        "bots.engine.commands.button",
        "bots.engine.conversation",
        "bots.engine.delivery",
        "bots.engine.language",
        "bots.engine.owner",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.settings",
        "bots.engine.spending",
        "bots.engine.storage",
        "bots.engine.tools",
        "bots.text",
        "provider",
    ),
    "bots.engine.handlers": (
        "bots.engine.access",
        "bots.engine.charts",
        "bots.engine.commands",
        "bots.engine.conversation",
        "bots.engine.delivery",
        "bots.engine.language",
        "bots.engine.names",
        "bots.engine.owner",
        "bots.engine.reply",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.settings",
        "bots.engine.spending",
        "bots.engine.storage",
        "bots.engine.tools",
        "bots.engine.upkeep",
        "bots.text.names",
        "provider",
    ),
    "bots.engine": ("bots.engine", "bots.text", "provider"),
    # Text out of strangers' files, in a process of its own.
    "bots.documents": (),
    # The tools that there are; the engine knows only what a tool is.
    "bots.tools": (
        "bots.engine.language",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.tools",
        "bots.text.one_line",
        "bots.documents.values",
        "bots.web",
        "provider.contract",
        "provider.errors",
    ),
    # What people and models name on the web; the one guard for all of that.
    "bots.web": ("bots.documents.values",),
    # The adapters. They load no database.
    **dict.fromkeys(ADAPTERS, ADAPTER),
    "bots.telegram_bot": (*ADAPTER, "bots.listening"),  # which Telegram may call
    # Tests that a platform or a provider of somebody else's package can run; nothing of the program imports them.
    "bots.testing": ("bots.engine.seam", "bots.text.sources"),
    "provider.testing": ("provider.contract", "provider.errors"),
    # The program.
    "bots.log": (),
    "bots.event_loop": (),
    "bots.http_calls": (),
    "bots.platforms": (
        "provider.fence",
        "provider.plugins",
        *(f"{adapter}.manifest" for adapter in ADAPTERS if adapter != "bots.terminal_bot"),  # which is always there
        "bots.engine.seam",
    ),
    "bots.config": (
        "provider",
        "bots.platforms",
        "bots.engine.runtime",
        "bots.engine.seam",
        "bots.engine.settings.table",
        "bots.engine.settings.zones",
        "bots.engine.spending.allowance",
        "bots.engine.language",
        "bots.listening.address",
        "bots.engine.tools.bounds",
        "bots.engine.tools.registry",
        "bots.tools.make_picture",
        "bots.tools.mcp.values",
        "bots.tools.places",
    ),  # the clock; what platforms say of themselves; how settings, zones and limits are written; what is wrong
    # What an operator's tools read. The engine does not know it: it tells whoever asked to be told.
    "bots.listening.address": (),
    "bots.listening": ("bots.engine.runtime",),
    "bots.ops": ("bots.engine", "bots.listening", "provider"),
    "bots.providers": ("bots.config", "bots.engine.runtime", "provider"),
    "bots.file_bounds": ("bots.config", "bots.documents", "bots.engine.attachments.bounds"),
    "bots.wiring": (
        "bots.config",
        "bots.documents",
        "bots.engine",
        "bots.file_bounds",
        "bots.platforms",
        "bots.providers",
        "bots.tools",
        "provider",
    ),
    "bots.cli": (
        "bots.config",
        "bots.documents",
        "bots.engine",
        "bots.file_bounds",
        "bots.ops",
        "bots.platforms",
        "bots.providers",
        "bots.terminal_bot",
        "bots.tools",
        "bots.text.sources",
        "bots.wiring",
        "provider",
    ),
    "bots.__main__": ("bots.cli", "bots.config", "bots.engine", "bots.event_loop", "bots.log", "bots.platforms"),
}

# Who may import a library: modules, or whole packages.
DOORS: dict[str, tuple[str, ...]] = {
    # HTTP, which each of these speaks with somebody else; `provider.transport` has curl for that.
    "aiohttp": ("bots.discord_bot", "bots.http_calls", "bots.ops.pages", "bots.telegram_bot", "bots.web.fetching"),
    "curl_cffi": ("provider.transport.curl",),
    "discord": ("bots.discord_bot.library",),
    "telegram": ("bots.telegram_bot.library",),
    "sqlalchemy": ("bots.engine.storage",),
    "sqlalchemy.dialects": ("bots.engine.storage.upserts",),  # what both databases understand
    "procrastinate": ("bots.engine.storage.handing_out",),
    "psycopg": (
        "bots.engine.storage.bot_schemas",
        "bots.engine.storage.handing_out",
        "bots.engine.storage.sessions",
        "bots.engine.storage.listening",
        "bots.engine.storage.postgresql",
        "bots.engine.storage.postgresql_errors",
        "bots.engine.storage.session_lock",
        "bots.engine.storage.session_shares",
    ),
    "alembic": ("bots.engine.storage.revising", "bots.engine.storage.revisions"),
    "prompt_toolkit": ("bots.terminal_bot.keyboard",),
    "rich": ("bots.terminal_bot.painter",),
    "msgspec": ("bots.config", "provider.values"),
    "pyromark": ("bots.text.parse",),
    "pydantic": ("bots.tools.mcp.process", "bots.tools.mcp.session"),  # the SDK's errors
    "pypdf": ("bots.documents.formats.pdf",),
    "charset_normalizer": ("bots.documents.encodings",),
    "defusedxml": ("bots.documents.formats.package",),
    "mcp": ("bots.tools.mcp.process", "bots.tools.mcp.session"),
    "mcp_types": ("bots.tools.mcp.process", "bots.tools.mcp.session"),
    "anyio": ("bots.tools.mcp.process", "bots.tools.mcp.session"),  # the SDK stands on it
    "httpx2": ("bots.tools.mcp.session",),  # the SDK's HTTP client, which takes the headers
    "pytest": ("bots.testing", "provider.testing"),
    "prometheus_client": ("bots.ops.metrics",),
    "trafilatura": ("bots.documents.formats.page",),
    "uvloop": ("bots.event_loop",),
    "yarl": ("bots.discord_bot", "bots.http_calls", "bots.web"),
}


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("bots", "provider"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not path.stat().st_size:
                continue  # an empty package leans on nothing
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Absolute names of modules; imports inside functions and under `if TYPE_CHECKING` too."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where an arrow goes"
            package = node.module or ""
            for alias in node.names:
                inner = f"{package}.{alias.name}"
                yield inner if inner in MODULES else package


def within(module: str, parts: tuple[str, ...]) -> bool:
    """Whether the module is one of the parts, or lies in one."""
    return any(module == part or module.startswith(f"{part}.") for part in parts)


def room(module: str) -> str:
    parts = [part for part in ARROWS if within(module, (part,))]
    assert parts, f"{module} belongs to no room: say in ARROWS what it may import"
    found = max(parts, key=len)
    # What stands above the rooms is a room of its own, file by file.
    return module if found in (ENGINE, "provider") else found


@cache
def imported() -> Mapping[str, frozenset[str]]:
    """What each module of ours imports of ours."""
    return {
        module: frozenset(name for name in imports(path) if name in MODULES and name != module)
        for module, path in MODULES.items()
    }


def circle(arrows: Mapping[str, frozenset[str]]) -> list[str]:
    """The names along a circle, the first once more at its end; empty where there is none."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(arrows[name]):
            if found := walk(other, [*way, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(arrows) if (found := walk(name, []))), [])


def between_rooms() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {room(module): set() for module in MODULES}
    for module, names in imported().items():
        found[room(module)] |= {room(name) for name in names} - {room(module)}
    return {name: frozenset(others) for name, others in found.items()}


def test_no_arrow_is_listed_that_nobody_uses() -> None:
    """The table says what is so, not what was. An adapter may do what any of them does."""
    used: dict[str, set[str]] = {row: set() for row in ARROWS}
    for module, path in MODULES.items():
        row = max((part for part in ARROWS if within(module, (part,))), key=len)
        used[row] |= {arrow for arrow in ARROWS[row] if any(within(name, (arrow,)) for name in imports(path))}
    for adapter in ADAPTERS:
        used[adapter] |= {arrow for each in ADAPTERS for arrow in used[each]}

    assert {row: unused for row in ARROWS if (unused := {*ARROWS[row]} - used[row])} == {}


@pytest.mark.parametrize("module", MODULES)
def test_arrows_run_one_way(module: str) -> None:
    """A room imports itself and what stands behind it."""
    mine = max((part for part in ARROWS if within(module, (part,))), key=len, default="")
    ours = {name for name in imports(MODULES[module]) if within(name, ("bots", "provider"))}

    assert mine, f"{module} belongs to no room: say in ARROWS what it may import"
    assert {name for name in ours if not within(name, (mine, GROUND, *ARROWS[mine]))} == set()


def test_no_module_leads_back_to_itself() -> None:
    """However late or hidden one of the imports is."""
    assert circle(imported()) == []


def test_no_room_leads_back_to_itself() -> None:
    """Not by way of several files either: a room can be understood with what stands behind it alone."""
    assert circle(between_rooms()) == []


def test_a_circle_would_be_found() -> None:
    """The test above can fail."""
    bent = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"b"})}

    assert circle(bent) == ["b", "c", "b"]


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    """Nobody else imports it, so that its quirks stay in one place; and somebody does, or it is no dependency."""
    importers = {module for module, path in MODULES.items() if any(within(name, (library,)) for name in imports(path))}

    assert importers
    assert {module for module in importers if not within(module, DOORS[library])} == set()


def test_every_library_has_a_door() -> None:
    """One that comes in anew is a row of the table."""
    names = {name.partition(".")[0] for path in MODULES.values() for name in imports(path)}

    assert names - sys.stdlib_module_names - {"bots", "provider"} <= DOORS.keys()


UNUSED = ("discord", "telegram", "prompt_toolkit", "rich", "pygments", "pydantic", "sqlalchemy.dialects.postgresql")
ALONE = (*UNUSED, "aiohttp", "curl_cffi", "sqlalchemy", "bots.engine.engine")
"""What a question outside of a chat needs none of, until a model is asked."""
SEEN = f"print(sorted({set(UNUSED)} & set(sys.modules)))"
SEEN_ALONE = f"print(sorted({set(ALONE)} & set(sys.modules)))"
RUN = f"""
import sys, bots.cli.run as run
from bots.wiring import adapters
async def serve(config, clock, *rest):
    adapters(config, clock, None)
    {SEEN}
    return 0
run.serve = serve
"""
ASK = f"""
import sys, bots.cli.ask as asking
async def ask(*rest):
    {SEEN_ALONE}
    return 0
asking.ask = ask
"""
MODELS = f"""
import sys, bots.cli.models as listing
async def models(*rest):
    {SEEN_ALONE}
    return 0
listing.models = models
"""


@pytest.mark.parametrize(
    ("variable", "program", "words", "loaded"),
    [
        ("DISCORD_TOKEN=a.b.c", RUN, ["run"], ["discord"]),
        ("TELEGRAM_TOKEN=1234567:" + "a" * 40, RUN, ["run"], []),
        ("TELEGRAM_TOKEN=", ASK, ["ask", "hello"], []),
        ("TELEGRAM_TOKEN=", MODELS, ["models"], []),
    ],
)
def test_a_command_loads_neither_a_platform_that_is_off_nor_a_terminal(
    variable: str, program: str, words: list[str], loaded: list[str], tmp_path: Path
) -> None:
    """Nor the library of forms for files, nor what SQLAlchemy has of another database; of `ask`, nor any. Nor pydantic.

    What is not used costs no memory and no time.
    """
    name, _, value = variable.partition("=")
    ran = subprocess.run(
        [sys.executable, "-c", f"{program}\nfrom bots.__main__ import main\nsys.exit(main({words}))"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, name: value, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
    )

    assert ran.stdout.strip() == str(loaded), ran.stderr


DATABASES = frozenset({"sqlalchemy", "sqlite3", "psycopg", "alembic", "procrastinate"})


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_loads_no_database(adapter: str) -> None:
    """A platform is shown and heard without what the engine keeps: all files of an adapter, in a process of their own.

    Of the store only values come along, from which the tables of commands and settings are made.
    """
    files = [module for module in MODULES if within(module, (adapter,))]
    program = f"import sys, {', '.join(files)}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(ran.stdout.split())

    assert set(files) <= loaded
    assert {name.partition(".")[0] for name in loaded} & DATABASES == set()
    assert {name for name in loaded if within(name, ("bots.engine.storage",))} == {
        "bots.engine.storage",
        "bots.engine.storage.records",
    }


def test_the_table_of_platforms_loads_no_library_of_theirs() -> None:
    """Nor a database: what the program knows of a platform is there before it is opened."""
    program = (
        "import sys, bots.platforms; print(bool(bots.platforms.platforms()));"
        "print({'discord', 'telegram', 'sqlalchemy', 'aiohttp'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout.splitlines() == ["True", "set()"]
