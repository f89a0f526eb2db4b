"""The unit files, compose.yaml and the Dockerfile agree with the program, with its settings and with each other."""

import asyncio
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from bots.__main__ import main
from bots.config.loading import load
from bots.config.sections import config_type
from bots.config.sources import from_variables
from tests.bots.ops.stand import standing

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "packaging/systemd").iterdir())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICE: dict[str, Any] = COMPOSE["services"]["parley"]
TOKEN = "42:" + "a" * 35


def values(unit: Path, key: str) -> list[str]:
    """What a unit says for that key, line by line."""
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), re.MULTILINE)


def unit(name: str) -> Path:
    return ROOT / "packaging/systemd" / name


def seconds(text: str) -> float:
    number, word = re.fullmatch(r"(\d+)(s|min|)", text).groups()  # type: ignore[union-attr]
    return float(number) * (60.0 if word == "min" else 1.0)


def environment(name: str, folder: Path) -> dict[str, str]:
    """The variables of a unit, its specifiers as they would be with everything in `folder`."""
    written = dict(line.split("=", 1) for line in values(unit(name), "Environment"))
    return {key: value.replace("%d", str(folder)).replace("%S", str(folder)) for key, value in written.items()}


def instructions() -> Iterator[list[str]]:
    """The words of each instruction of the Dockerfile."""
    for line in re.sub(r"\\\n", " ", DOCKERFILE).splitlines():
        if line and not line.startswith("#"):
            yield line.split()


@pytest.mark.parametrize("path", [*UNITS], ids=lambda path: path.name)
def test_systemd_finds_no_fault_in_a_unit(path: Path, tmp_path: Path) -> None:
    """Where it is installed."""
    if which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    program = tmp_path / "parley"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for each in UNITS:
        (tmp_path / each.name).write_text(each.read_text().replace("/opt/parley/.venv/bin/parley", str(program)))
    ran = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / path.name], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("name", ["parley.service", "parley-backup.service"])
def test_a_unit_is_shut_off_from_what_it_does_not_need(name: str) -> None:
    """As systemd reckons, 0 is all and 10 nothing."""
    if which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    ran = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit(name)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout.splitlines()[-1]


def test_the_unit_starts_a_program_that_its_variables_suit(tmp_path: Path) -> None:
    """The keys are read out of the folder of its credentials, each under the name that it is loaded by."""
    loaded = [line.partition(":")[0] for line in values(unit("parley.service"), "LoadCredential")]
    for name in loaded:
        (tmp_path / name).write_text(
            {"telegram_token": TOKEN, "openai_key": "sk-abc"}.get(name, "M" * 24 + ".abcdef." + "a" * 27)
        )
    config = load(None, environment("parley.service", tmp_path), tmp_path)

    assert sorted(loaded) == sorted(
        Path(value).name for key, value in environment("parley.service", tmp_path).items() if key.endswith("_FILE")
    )
    assert len(config.platforms_on()) == 2
    assert config.storage.url == f"sqlite:///{tmp_path}/parley/parley.db"
    assert environment("parley-backup.service", tmp_path)["PARLEY_STORAGE__URL"] == config.storage.url
    assert seconds(values(unit("parley.service"), "TimeoutStopSec")[0]) > 2 * config.shutdown.grace
    assert values(unit("parley.service"), "Type") == ["notify"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_commands_that_there_are(path: Path) -> None:
    """With the options that they have."""
    for line in re.findall(r"parley/\.venv/bin/parley ([^'\n]*)", path.read_text()):
        command = [word.replace("/etc/parley/config.toml", "config.toml") for word in shlex.split(line.split('"$')[0])]
        with pytest.raises(SystemExit) as ended:
            main([*command[:1], "--help"])
        assert ended.value.code == 0
    for file in re.findall(r"docs/[\w/.]+\.md", path.read_text()):
        assert (ROOT / file).is_file()


def test_compose_says_what_the_program_understands(tmp_path: Path) -> None:
    """Its variables are settings, its secrets are files under those names, and its database is kept."""
    variables: dict[str, str] = SERVICE["environment"]
    read = from_variables(variables, config_type()).values
    secrets = {value.removeprefix("/run/secrets/") for key, value in variables.items() if key.endswith("_FILE")}
    (target,) = [mount.split(":")[1] for mount in SERVICE["volumes"]]

    assert read["storage"] == {"url": f"sqlite:///{target}/parley.db"}
    assert secrets == set(SERVICE["secrets"]) == set(COMPOSE["secrets"])
    assert ["VOLUME", target] in list(instructions())
    assert [mount.split(":")[0] for mount in SERVICE["volumes"]] == list(COMPOSE["volumes"])
    assert SERVICE["read_only"] is True
    assert seconds(SERVICE["stop_grace_period"]) > 2 * load(None, {}, tmp_path).shutdown.grace
    assert f"{next(words[3] for words in instructions() if 'useradd' in words)}" in (ROOT / "compose.yaml").read_text()


def test_the_image_is_built_of_what_there_is() -> None:
    """Each file that is copied is let through by .dockerignore; all is pinned by hash; and it does not run as root."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = {
        word for words in instructions() if words[0] == "COPY" and "--from=build" not in words for word in words[1:-1]
    }
    order = [words[0] for words in instructions()]

    assert copied == let_in
    assert all((ROOT / each).exists() for each in copied)
    assert "--require-hashes -r requirements.lock -r requirements-postgresql.lock" in DOCKERFILE
    assert DOCKERFILE.count("pip install") == DOCKERFILE.count("--no-cache-dir")
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert ["ENTRYPOINT", '["parley"]'] in list(instructions())
    assert not re.search(r"amd64|x86_64|aarch64", DOCKERFILE.split("\n", 1)[1])


def health_check() -> list[str]:
    """The command that Docker runs."""
    check = re.search(r"HEALTHCHECK.*?CMD (\[.*\])", re.sub(r"\\\n", " ", DOCKERFILE))
    assert check is not None
    command: list[str] = yaml.safe_load(check[1])
    return command


def test_the_health_check_asks_what_the_program_answers(tmp_path: Path) -> None:
    """At the address that the image sets for it, which the program takes as a setting."""
    ((_, listens),) = [pair.split("=") for words in instructions() for pair in words if pair.startswith("PARLEY_OPS__")]

    assert load(None, {"PARLEY_OPS__LISTEN": listens}, tmp_path).ops.listen == listens
    assert "PARLEY_OPS__LISTEN" in health_check()[2]
    assert "/healthz" in health_check()[2]
    assert "/healthz" in (ROOT / "bots/ops/pages.py").read_text()


@pytest.mark.real_time
@pytest.mark.parametrize("token", ["", "a-token-of-the-operator"])
async def test_the_container_is_healthy_while_the_loop_turns(token: str, caplog: pytest.LogCaptureFixture) -> None:
    """Also where the pages want a token, which the check does not have, and where a proxy is set; not afterwards."""
    async with standing(caplog, token=token) as stand:
        alive, port = await healthy(stand.port), stand.port
    over = await healthy(port)

    assert alive
    assert not over


async def healthy(port: int) -> bool:
    """Whether the check that Docker runs finds the program at that port healthy."""
    proxies = {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    check = await asyncio.create_subprocess_exec(
        sys.executable,
        *health_check()[1:],
        env={**os.environ, **proxies, "PARLEY_OPS__LISTEN": f"127.0.0.1:{port}"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await check.wait() == 0
