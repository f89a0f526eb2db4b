"""Arrows between the parts run one way, and each library has one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What a part may import of ours besides itself. The longest name that fits a module counts.
ARROWS: dict[str, tuple[str, ...]] = {
    "provider": (),
    "bots.text": (),
    "bots.engine": ("bots.text", "provider"),
    "bots.discord_bot": ("bots.engine", "bots.text"),
    "bots.telegram_bot": ("bots.engine", "bots.text"),
    "bots.terminal_bot": ("bots.engine", "bots.text"),
    "bots.config": ("provider", "bots.engine.budgets"),  # how limits are written
    "bots.reloading": ("bots",),
    "bots.log": (),
    "bots.__main__": ("bots", "provider"),
    "bots.wiring": ("bots", "provider"),
    "bots.running": ("bots", "provider"),
    "bots.checking": ("bots", "provider"),
    "bots.shell": ("bots", "provider"),
    "bots.weather": ("bots.engine", "provider"),
}

# Who may import a library: modules, or whole packages.
DOORS: dict[str, tuple[str, ...]] = {
    "curl_cffi": ("provider.curl",),
    "discord": ("bots.discord_bot",),
    "telegram": ("bots.telegram_bot",),
    "sqlalchemy": tuple(
        f"bots.engine.{name}"
        for name in (
            "store",
            "schema",
            "database",
            "tree",
            "moving",
            "changes",
            "spending",
            "memberships",
            "grants",
            "dossier",
            "counters",
        )
    ),
    "prompt_toolkit": ("bots.terminal_bot.keyboard",),
    "rich": ("bots.terminal_bot.painter",),
    "pyromark": ("bots.text.parse",),
    "pydantic": ("bots.config",),
    "pydantic_settings": ("bots.config",),
}


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("bots", "provider"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not path.stat().st_size:
                continue  # an empty package leans on nothing
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path) -> Iterator[str]:
    """Absolute names; imports inside functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where an arrow goes"
            yield node.module or ""


def within(module: str, parts: tuple[str, ...]) -> bool:
    """Whether the module is one of the parts, lies in one, or is a sibling named after it (bots.config_sources)."""
    return any(module == part or module.startswith((f"{part}.", f"{part}_")) for part in parts)


MODULES = dict(modules())


@pytest.mark.parametrize("module", MODULES)
def test_arrows_run_one_way(module: str) -> None:
    """A part imports itself and what stands behind it; the wiring may import all."""
    parts = [part for part in ARROWS if within(module, (part,))]
    assert parts, f"{module} belongs to no part: say in ARROWS what it may import"
    part = max(parts, key=len)

    ours = {name for name in imports(MODULES[module]) if within(name, ("bots", "provider"))}
    wrong = {name for name in ours if not within(name, (part, *ARROWS[part]))}

    assert not wrong


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    """Nobody else imports it, so that its quirks stay in one place; and somebody does, or it is no dependency."""
    importers = {module for module, path in MODULES.items() if any(within(name, (library,)) for name in imports(path))}

    assert importers
    assert {module for module in importers if not within(module, DOORS[library])} == set()
