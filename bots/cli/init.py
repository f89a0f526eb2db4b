"""`parley init`: three questions, each answer checked at once; what comes of them is the config file.

The answers are kept as the text of that file, so what is checked is what will be read.
"""

import asyncio
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from getpass import getpass
from pathlib import Path

from bots.cli.check import platforms_checked
from bots.cli.check_providers import providers_checked
from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.config.sources import DEFAULT_FILE, PREFIX, file_path
from bots.engine.language.phrases import advise
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Finding
from bots.platforms import Row, listed, platforms
from bots.providers import open_catalog
from bots.terminal_bot.reading import PLATFORM as TERMINAL
from provider.backends import backends
from provider.errors import ProviderError
from provider.known.presets import PRESETS

Asks = Callable[[str], str]
"""Shows a question and returns the line that is typed; raises EOFError where none comes any more."""

SERVER = "server"
"""The name of the section of a model server that is given by its address."""


@dataclass
class Draft:
    """The config file as far as it is answered: the keys of each section, and `default_model` above them."""

    default_model: str = ""
    sections: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, there: Collection[str] = ()) -> str:
        """The file's text. `there`: sections of a file into which it goes, which the lines then say."""
        blocks = [f"default_model = {_quoted(self.default_model)}"] if self.default_model else []
        for name, keys in self.sections.items():
            head = f"# in [{name}], which is there already:" if name in there else f"[{name}]"
            blocks.append("\n".join((head, *(f"{key} = {_quoted(value)}" for key, value in keys.items()))))
        return "\n\n".join(blocks) + "\n"

    def config(self, environ: Mapping[str, str]) -> Config:
        """The settings that come of it.

        Raises:
            ConfigError: they cannot be used; the sentence names no file.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / DEFAULT_FILE
            path.write_text(self.text(), encoding="utf-8")
            try:
                return load(str(path), environ, Path(folder))
            except ConfigError as error:
                raise ConfigError(str(error).removeprefix(f"{path}: ")) from None


def init(argv_config: str | None, environ: Mapping[str, str], cwd: Path, clock: Clock) -> int:
    """Ask, and write the file with mode 0600; one that exists stays as it is, and the lines to add are printed.

    Returns the exit status: 0, or 1 if the questions were not all answered or the file cannot be written.
    """
    path, name = file_path(argv_config, environ, cwd) or (cwd / DEFAULT_FILE, DEFAULT_FILE)
    hidden = getpass if sys.stdin.isatty() else input
    try:
        draft = _asked(Interview(input, hidden, environ, clock))
    except EOFError:
        print("\nNothing was written.")
        return 1
    return _write(draft, path, name)


@dataclass
class Interview:
    """Who asks, and by what the answers are checked. `ask_hidden`: the same for secrets, which are not shown."""

    ask: Asks
    ask_hidden: Asks
    environ: Mapping[str, str]
    clock: Clock

    def until_it_holds(self, question: Callable[[], str], check: Callable[[], Iterable[Finding]]) -> None:
        """Ask until the check finds nothing wrong, or until the person keeps what is wrong with an empty answer."""
        answered, first = question(), True
        while answered or first:
            try:
                found = list(check())
            except ConfigError as error:
                found = [Finding(False, str(error))]
            for each in found:
                print(f"   {'ok  ' if each.ok else 'FAIL'} {each.text}")
            if all(each.ok for each in found) or not answered:
                return
            print("   Once more, or Enter to keep it as it is.")
            answered, first = question(), False


def _asked(interview: Interview) -> Draft:
    draft, rows = Draft(), platforms()
    print("Three questions at most, and Parley can start. Ctrl-C leaves; nothing is written before the end.\n")
    where = _chosen_platform(interview.ask, rows)
    if where is not None:
        _ask_token(interview, draft, where)
    _ask_model(interview, draft, chat=where is not None)
    return draft


def _chosen_platform(ask: Asks, rows: Mapping[str, Row]) -> Row | None:
    """The platform to talk on; None for the terminal alone."""
    titles = [row.title for row in rows.values()]
    while True:
        said = ask(f"1. Where shall it talk: {listed([*titles, f'this {TERMINAL}'], 'or')}? ").strip().lower()
        found = [row for row in rows.values() if said and row.title.lower().startswith(said)]
        if len(found) == 1:
            return found[0]
        if said and (TERMINAL.startswith(said) or said == f"this {TERMINAL}"):
            return None
        print(f"   Write {listed([*(title.lower() for title in titles), TERMINAL], 'or')}. Others can be added later.")


def _ask_token(interview: Interview, draft: Draft, row: Row) -> None:
    def question() -> str:
        said = interview.ask_hidden(f"2. Its {row.switch}{f', {row.obtained}' if row.obtained else ''} (not shown): ")
        if said.strip() or row.name not in draft.sections:
            draft.sections[row.name] = {row.switch: said.strip()}
        return said.strip()

    def check() -> Iterable[Finding]:
        if not draft.sections[row.name][row.switch]:
            return [Finding(False, f"{row.title} is off without it; {row.turned_on_by} can be set later.")]
        known = (*row.variables, f"{PREFIX}{row.name}__{row.switch}".upper())  # they would win over what was typed
        around = {key: value for key, value in interview.environ.items() if key not in known}
        found = asyncio.run(platforms_checked(draft.config(around), interview.clock))
        others = tuple(f"{each.title}:" for each in platforms().values() if each.name != row.name)
        return [each for each in found if not each.text.startswith(others)]

    interview.until_it_holds(question, check)


def _ask_model(interview: Interview, draft: Draft, *, chat: bool) -> None:
    """Which service answers, and with which key."""
    names = [name for name in {**PRESETS, **backends()} if name != "demo"]
    print(
        f"{3 if chat else 2}. Which model: a service, one of its models as SERVICE/MODEL, or the address of a server. "
        f"Enter takes whatever can be reached.\n   Services: {', '.join(names)}"
    )

    def question() -> str:
        said = interview.ask("   Model: ").strip()
        if said:
            for section in [name for name in draft.sections if name.startswith("providers.")]:
                del draft.sections[section]
            draft.default_model = _answered(said, interview, draft)
        return said

    def check() -> Iterable[Finding]:
        return asyncio.run(_models_checked(draft, interview.environ, chat=chat))

    interview.until_it_holds(question, check)


def _answered(said: str, interview: Interview, draft: Draft) -> str:
    """Put the section of the service that is meant into the draft; returns the model that is meant, or a provider."""
    if "://" in said:
        key = interview.ask_hidden("   Its key (not shown), or Enter if it wants none: ").strip()
        section = {"kind": "openai", "base_url": said}
        draft.sections[f"providers.{SERVER}"] = section | ({"api_key": key} if key else {})
        return SERVER
    name = said.partition("/")[0].lower()
    variable = PRESETS[name].variable if name in PRESETS else ""
    if variable and not interview.environ.get(variable):
        key = interview.ask_hidden(f"   The key of {name} (not shown): ").strip()
        draft.sections[f"providers.{name}"] = {"api_key": key}
    elif variable:
        print(f"   {variable} is set, and is used.")
    elif name not in PRESETS:
        draft.sections[f"providers.{name}"] = {"kind": name}
    return name + said[len(name) :]


async def _models_checked(draft: Draft, environ: Mapping[str, str], *, chat: bool) -> list[Finding]:
    """What comes of the answer; a service alone becomes the model of it that answers, and `draft` says which."""
    wanted, draft.default_model = draft.default_model, ""
    config = draft.config(environ)
    found = [
        each for each in await providers_checked(config) if not wanted or f".{wanted.partition('/')[0]}:" in each.text
    ]
    if not all(each.ok for each in found):
        draft.default_model = wanted if "/" in wanted else ""
        return found
    catalog = open_catalog(config)
    try:
        if wanted:
            draft.default_model = await catalog.find(wanted)
            found.append(Finding(True, f"{draft.default_model} answers."))
        elif not chat and not await catalog.answering(chat=False):
            found.append(Finding(True, "the built-in demo answers, until a model is set up."))
    except ProviderError as error:
        draft.default_model = wanted if "/" in wanted else ""
        found.append(Finding(False, f"{wanted}: {advise(error)} ({error})"))
    finally:
        await catalog.aclose()
    return found


def _write(draft: Draft, path: Path, name: str) -> int:
    text = f"# config.example.toml has every setting with its default and its reason.\n\n{draft.text()}"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(
            f"\n{name} is there already and stays as it is. Add these lines, default_model above the first section:\n"
        )
        print(draft.text(_sections(path)))
        return 0
    except OSError as error:
        print(f"\nparley: {name} cannot be written ({error.strerror}). It would hold:\n\n{text}", file=sys.stderr)
        return 1
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"\n{name} is written; nobody else on this machine can read it. Start Parley with: parley")
    return 0


def _sections(path: Path) -> set[str]:
    """The names of the sections in a config file; none if it cannot be read."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return set()
    providers = tables.get("providers")
    return {*tables, *(f"providers.{name}" for name in (providers if isinstance(providers, dict) else ()))}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
