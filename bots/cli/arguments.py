"""What the command line says."""

import argparse
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Final

_STREAMS: Final = {"backup": "output", "restore": "input"}


class _Version(argparse.Action):
    """Says which version this is. Only who asks waits until the package's files are read."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"parley {version('parley-bot')}")
        parser.exit()


def parsed(arguments: Sequence[str]) -> SimpleNamespace:
    """The values of the arguments by their names. Ends the program, as argparse does, if they are wrong."""
    parser = argparse.ArgumentParser(
        prog="parley",
        description="Any language model in Discord servers and Telegram chats; one reply that grows in place.",
    )
    about_config = "the settings; ./config.toml where it exists"
    parser.add_argument("--config", metavar="FILE", help=about_config)
    about_version = "show program's version number and exit"
    parser.add_argument("--version", action=_Version, nargs=0, default=argparse.SUPPRESS, help=about_version)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", description="Without one: run where there is a token, else chat."
    )
    for name, about in (
        ("run", "the platforms that have a token"),
        ("chat", "in this terminal"),
        ("check", "try every token and provider"),
        ("init", "three questions, then config.toml is written"),
        ("models", "list the models, what they can do and how they have done"),
        ("backup", "write all that the database holds into one file, also while the bot runs"),
        ("restore", "put a backup in the place of the database, while no bot runs"),
        ("ask", "ask one question; the answer goes to standard output"),
    ):
        command = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        command.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=about_config)
        if name in _STREAMS:
            command.add_argument("file", metavar="FILE", help=f"the backup; - is standard {_STREAMS[name]}")
        if name == "backup":
            command.add_argument("--force", action="store_true", help="replace FILE where it exists")
    command.add_argument("-m", "--model", default="", help="which model, as `parley models` names it, or an alias")
    command.add_argument("-s", "--system", default="", help="who it is told to be, or the name of a persona: coder")
    command.add_argument("-c", "--continue", dest="goes_on", action="store_true", help="go on from the last answer")
    command.add_argument(
        "-f", "--file", action="append", default=[], help="a text, a PDF, a picture; several are allowed"
    )
    command.add_argument("--json", action="store_true", help="one object: text, model, tokens, cost, finish")
    command.add_argument("text", nargs="*", help="the question; what is piped in belongs to it")
    return parser.parse_args(arguments, SimpleNamespace())
