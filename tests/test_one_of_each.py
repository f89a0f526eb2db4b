"""What there is once in the program, so that nobody makes a second one beside it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("bots", "provider")

OWN_TASKS = {
    "bots/cli/ask.py": "the question, and the signal that ends it",
    "bots/discord_bot/interactions.py": "an answer that is waited for, and deferred if it takes long",
    "bots/discord_bot/library.py": "the shards, which end with the connection",
    "bots/engine/runtime/tasks.py": "the supervisor itself",
    "bots/engine/reply/live_reply.py": "whichever of two events comes first",
    "bots/engine/storage/sessions.py": "a connection that is awaited, however its caller ends",
    "bots/telegram_bot/polling.py": "whichever of two things ends first",
    "bots/terminal_bot/bot.py": "the conversation, and what ends it",
    "bots/terminal_bot/keyboard/keyboard.py": "what is printed above the prompt",
    "bots/testing/stage.py": "the adapter that is looked at",
    "bots/tools/mcp/server.py": "the connection, which ends with its server",
    "provider/routing/model_lists.py": "one refresh of a list, which `aclose` cancels",
    "provider/testing/contract.py": "a reader that is cancelled",
}
"""Files that start a task without a supervisor: each awaits it itself, and why there is one."""


def sources(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """The files in which one of these words stands."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if any(word in text for word in words):
                yield path.relative_to(ROOT).as_posix(), ast.parse(text)


def called(tree: ast.Module) -> Iterator[str]:
    """What is called as `asyncio.NAME`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("asyncio"), attr=name)):
                yield name


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_tasks_have_one_supervisor() -> None:
    """All others belong to a block that waits for them."""
    found = {
        path
        for path, tree in sources("create_task", "ensure_future")
        if {"create_task", "ensure_future"} & set(called(tree))
    }

    assert found == OWN_TASKS.keys()


def test_what_sends_is_one_value() -> None:
    """A platform, the scheduler and the clock go as a `Sender`; only what makes one is handed them apart."""
    found = [
        f"{path}: {node.name}"
        for path, tree in sources("scheduler")
        for node in functions(tree)
        if {"platform", "scheduler", "clock"} <= {each.arg for each in (*node.args.args, *node.args.kwonlyargs)}
    ]

    assert found == []


def test_a_new_config_is_adopted_in_one_place() -> None:
    """Everybody else reads the one policy, as it is by then."""
    assert [path for path, tree in sources("def adopt") for node in functions(tree) if node.name == "adopt"] == [
        "bots/engine/engine.py"
    ]


def test_where_the_next_message_goes_is_said_in_one_place() -> None:
    """And so is how an answer becomes frames."""
    makes = {"next_target": set[str](), "answer_frames": set[str]()}
    for path, tree in sources(*(f"def {name}" for name in makes)):
        for node in functions(tree):
            if node.name in makes:
                makes[node.name].add(path)

    assert makes == {"next_target": {"bots/engine/seam/targets.py"}, "answer_frames": {"bots/engine/seam/frames.py"}}
