"""`parley ask` and `parley models`."""

import asyncio
import json
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bots.cli.ask import ask
from bots.cli.models import models
from bots.cli.question import Question
from bots.config.loading import load
from bots.config.sections import Config
from bots.engine.runtime.clock import RealClock
from bots.engine.settings.personas import PRESETS
from bots.engine.storage.store import Store
from bots.engine.upkeep.model_health import kept
from bots.providers import open_catalog
from provider import Catalog, Message, Overloaded, Request
from provider.routing.circuit_breaker import FAILURES
from provider.routing.health import Sample
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.faults import Fault
from tests.program import model
from tests.waiting import PATIENCE

SPEED = 100.0


def config(folder: Path, server: ChatCompletions, **more: str) -> Config:
    return load(None, {**model(server), **more}, folder)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


async def asked(config: Config, name: str = "", /, **more: Any) -> int:
    return await ask(config, RealClock(SPEED), asyncio.Event(), Question(**{"words": "Why?", "model": name} | more))


async def test_an_answer_goes_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It alone, with its last line ended; whom it is asked is the default, or as -m says."""
    async with ChatCompletions(text="Because.", models=("test-model", "other")) as server:
        status = await asked(config(tmp_path, server)), await asked(config(tmp_path, server), "other")

    assert capsys.readouterr() == ("Because.\n" * 2, "")
    assert status == (0, 0)
    assert [request["model"] for request in server.requests] == ["test-model", "other"]


async def test_a_partial_answer_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What came stands on standard output, the reason on standard error."""
    async with ChatCompletions(text="Because it is so.", cut_at=800, cut="end") as server:
        status = await asked(config(tmp_path, server))
    out, err = capsys.readouterr()

    assert status == 1
    assert out.startswith("Because")
    assert out.endswith("\n")
    assert err.startswith("parley: ⚡ The connection broke here.")
    assert "Traceback" not in err


async def test_who_stands_in_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error; the answer is whole all the same."""
    async with ChatCompletions(text="Because.", models=("test-model", "other")) as server:
        server.faults.plan("chat/completions", Fault("status", 500), times=3)
        status = await asked(config(tmp_path, server, PARLEY_FALLBACK="local/other"))

    assert status == 0
    assert capsys.readouterr() == ("Because.\n", "parley: local/other answers instead of local/test-model.\n")


async def test_thoughts_that_were_written_are_called_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe gives nothing back: the answer begins on a line of its own, and standard error says why."""
    said = "Let me see, said the model to itself.\n</think>\nBecause."
    async with ChatCompletions(text=said, rate=200.0) as server:
        status = await asked(config(tmp_path, server))
    out, err = capsys.readouterr()

    assert (status, out.splitlines()[-1]) == (0, "Because.")
    assert "</think>" not in out
    assert err == "parley: what stands above were the model's thoughts; its answer follows.\n"


async def test_a_picture_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its bytes are not written."""
    raw = b'data: {"choices": [{"delta": {"images": [{}]}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
    async with ChatCompletions(raw=raw) as server:
        status = await asked(config(tmp_path, server))

    assert (status, capsys.readouterr()) == (0, ("[picture]\n", ""))


async def test_a_wrong_name_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what is near it."""
    async with ChatCompletions() as server:
        status = await asked(config(tmp_path, server), "test-modle")
    out, err = capsys.readouterr()

    assert (status, out) == (1, "")
    assert "local/test-model" in err


async def test_what_is_piped_belongs_to_the_words(tmp_path: Path) -> None:
    """Below them; alone it is the question."""
    async with ChatCompletions(text="Because.") as server:
        await asked(config(tmp_path, server), words="Summarise", piped=b"One.\nTwo.\n")
        await asked(config(tmp_path, server), words="", piped="¿Qué?\n".encode())

    assert [request["messages"] for request in server.requests] == [
        [{"role": "user", "content": "Summarise\n\nOne.\nTwo."}],
        [{"role": "user", "content": "¿Qué?"}],
    ]


async def test_a_persona_is_a_text_or_a_name(tmp_path: Path) -> None:
    """As in a chat."""
    async with ChatCompletions(text="Because.") as server:
        await asked(config(tmp_path, server), persona="You are a pirate.")
        await asked(config(tmp_path, server), persona="coder")

    told = [request["messages"][0] for request in server.requests]
    assert told[0] == {"role": "system", "content": "You are a pirate."}
    assert told[1] == {"role": "system", "content": PRESETS["coder"]}


async def test_the_next_question_goes_on_from_the_last_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With -c, its persona with it; without, it begins anew. Nobody else can read what is kept."""
    async with ChatCompletions(text="Because.") as server:
        first = await asked(config(tmp_path, server), goes_on=True)
        await asked(config(tmp_path, server), persona="coder")
        await asked(config(tmp_path, server), words="And then?", goes_on=True)
        await asked(config(tmp_path, server), words="Anew")
        never = await asked(config(tmp_path, server, PARLEY_STORAGE__KEEP_DAYS="0"), goes_on=True)
    kept = tmp_path / "state" / "parley" / "last.json"

    assert (first, never) == (2, 2)
    assert capsys.readouterr().err.count("there is no last answer to go on from") == 2
    roles = [[message["role"] for message in request["messages"]] for request in server.requests]
    assert roles == [["system", "user"], ["system", "user", "assistant", "user"], ["user"]]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("junk", ["", "[]", '{"at": "x"}', '{"at": 1e12, "messages": [{}]}'])
async def test_what_was_kept_and_is_broken_is_no_answer(
    junk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, and nothing is asked."""
    kept = tmp_path / "state" / "parley" / "last.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(junk, encoding="utf-8")
    async with ChatCompletions(text="Because.") as server:
        status = await asked(config(tmp_path, server), goes_on=True)

    assert (status, server.requests) == (2, [])
    assert "ask without -c" in capsys.readouterr().err


async def test_files_stand_above_the_words(tmp_path: Path) -> None:
    """A text as data between fences, a picture as it is; a picture may be piped in too."""
    (tmp_path / "notes.txt").write_text("Line one.\n", encoding="utf-8")
    png = b"\x89PNG\r\n\x1a\n" + bytes(40)
    (tmp_path / "a.png").write_bytes(png)
    async with ChatCompletions(text="Because.") as server:
        status = await asked(config(tmp_path, server), files=(str(tmp_path / "notes.txt"), str(tmp_path / "a.png")))
        await asked(config(tmp_path, server), piped=png)
    first, second = (request["messages"][0]["content"] for request in server.requests)

    assert status == 0
    assert [part["type"] for part in first] == ["image_url", "text"]
    assert 'The text of the file "notes.txt" stands' in first[1]["text"]
    assert first[1]["text"].endswith("Line one.\n```\n\nWhy?")
    assert second == [first[0], {"type": "text", "text": "Why?"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file or directory."),
        (bytes(range(256)) * 9, "kind"),
        (b"", "empty"),
        (bytes(30_000_000), "large"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason, and nothing is asked."""
    path = tmp_path / "thing.bin"
    if content is not None:
        path.write_bytes(content)
    async with ChatCompletions(text="Because.") as server:
        status = await asked(config(tmp_path, server), files=(str(path),))
    err = capsys.readouterr().err

    assert (status, server.requests) == (2, [])
    assert err.startswith(f"parley: {path}: ")
    assert said in err


async def test_json_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a whole answer, of one that broke off, and of none; standard error says why as ever."""
    price = "[providers.local.model.test-model]\nprice = [1.0, 2.0]\n"
    (tmp_path / "config.toml").write_text(price, encoding="utf-8")
    async with ChatCompletions(text="Because.") as server:
        whole = await asked(config(tmp_path, server), as_json=True)
    async with ChatCompletions(text="Because it is so.", cut_at=800, cut="end") as server:
        broken = await asked(config(tmp_path, server), as_json=True)
    async with ChatCompletions() as server:
        none = await asked(config(tmp_path, server), "nope", as_json=True)
    out, err = capsys.readouterr()
    first, second, third = map(json.loads, out.splitlines())

    assert (whole, broken, none) == (0, 1, 1)
    assert {key: first[key] for key in ("text", "model", "finish")} == {
        "text": "Because.",
        "model": "local/test-model",
        "finish": "stop",
    }
    tokens = first["tokens"]
    assert first["cost"] == pytest.approx((tokens["input"] + 2 * tokens["output"]) / 1_000_000)
    assert second["text"].startswith("Because")
    assert (second["finish"], third["finish"], third["text"]) == ("error", "error", "")
    assert "broke" in second["error"]
    assert err.count("parley: ") == 2


async def test_no_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is a mistake of whoever typed it."""
    status = await ask(load(None, {}, tmp_path), RealClock(), asyncio.Event(), Question(" \n"))

    assert status == 2
    assert "parley ask" in capsys.readouterr().err


async def test_stopping_ends_it_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line is ended, and the server sees that nobody reads on."""
    async with ChatCompletions(text="word " * 500, rate=100) as server:
        stop = asyncio.Event()
        task = asyncio.create_task(ask(config(tmp_path, server), RealClock(), stop, Question("Why?")))
        await server.until(lambda server: server.streams == 1)
        await asyncio.sleep(0.08)
        stop.set()
        status = await task
        await server.until(lambda server: server.streams == 0)
    out, err = capsys.readouterr()

    assert (status, err) == (130, "")
    assert out.startswith("word")
    assert out.endswith("\n")


def test_ctrl_c_leaves_no_traceback(tmp_path: Path) -> None:
    """In a process of its own, as in a shell."""
    command = [sys.executable, "-m", "bots", "ask", "-m", "demo", "Why?"]
    root = Path(__file__).parents[3]
    environment = {"PYTHONPATH": str(root), "PATH": ""}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        first = running.stdout.read(1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)

    assert running.returncode == 130
    assert (first + out).endswith(b"\n")
    assert err == b""


@asynccontextmanager
async def noted(config: Config, clock: RealClock) -> AsyncIterator[None]:
    """What a bot has noted that had a bad day."""
    store, catalog = Store.open(config.storage.url), open_catalog(config, clock=clock)
    try:
        async with kept(store, catalog, clock):
            catalog.health_log.note("local/test-model", Sample(clock.wall(), 0.44, True, 0.0012))
            for _ in range(FAILURES):
                with pytest.raises(Overloaded):
                    await anext(catalog.stream("local/test-model", Request((Message("user", "Why?"),)), chat=False))
        yield
    finally:
        await catalog.aclose()
        await store.close()


async def test_the_models_and_how_they_have_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the server lists, what the config says, what a running bot has noted."""
    settings: Mapping[str, str] = {}
    (tmp_path / "config.toml").write_text('[aliases]\nfast = { model = "local/other", about = "Says little." }\n')
    async with ChatCompletions(models=("test-model", "other")) as server:
        loaded = config(tmp_path, server, **settings)
        server.faults.plan("POST", Fault("status", 500), times=9)
        async with noted(loaded, RealClock()):
            status = await models(loaded, RealClock())
    out, err = capsys.readouterr()

    assert status == 0
    told = "first word after 0.4 s · 1 of 4 answers complete · $0.0012 an answer · 🔴 failing, left alone for now"
    assert out.splitlines() == [
        "fast              = local/other  Says little.",
        f"local/test-model  {told}",
        "local/other",
    ]
    assert err == ""


async def test_what_was_found_out_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A running bot was refused a streamed answer; what the config says instead goes before that."""
    async with ChatCompletions(streamless="Your organization must be verified to stream this model.") as server:
        loaded = config(tmp_path, server)
        store, catalog = Store.open(loaded.storage.url), open_catalog(loaded)
        async with kept(store, catalog, RealClock()):
            await asked_of(catalog, "local/test-model")
        await catalog.aclose()
        await store.close()
        await models(loaded, RealClock())
        (tmp_path / "config.toml").write_text("[providers.local.model.test-model]\nstream = true\n")
        await models(config(tmp_path, server), RealClock())
    first, second = capsys.readouterr().out.splitlines()

    assert first.endswith(" · does not stream (found out)")
    assert "found out" not in second


async def asked_of(catalog: Catalog, name: str) -> None:
    async with aclosing(catalog.stream(name, Request((Message("user", "Why?"),)), chat=False)) as events:
        async for _ in events:
            pass


async def test_a_server_that_is_down_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guessed ones are not: nobody ever said that they are there."""
    async with ChatCompletions() as server:
        pass
    status = await models(config(tmp_path, server), RealClock())
    out, err = capsys.readouterr()

    assert (status, out) == (1, "")
    assert "local does not say which models it has: I cannot reach the model" in err
    assert "ollama" not in err


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_reader_that_has_gone_leaves_no_traceback(more: list[str], tmp_path: Path) -> None:
    """In a process of its own, as `parley ask | head -0` is; the answer was not read, so it failed."""
    command = [sys.executable, "-m", "bots", "ask", "-m", "demo", *more, "Why?"]
    environment = {"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "", "XDG_STATE_HOME": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()
        status = running.wait(timeout=PATIENCE)

    assert (status, err) == (1, b"")
