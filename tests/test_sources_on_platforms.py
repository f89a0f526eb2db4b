"""What an answer rests on, from the streams of every provider to what stands on both platforms and in a terminal.

Also behind ⓘ, and again when somebody turns back to it from a further version.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bots.cli.ask import ask
from bots.cli.question import Question
from bots.config.loading import load
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import RealClock
from tests.cited import RIGHT, stream
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.process import ROOT
from tests.program import SPEED, on_discord, on_telegram, running
from tests.provider.servers import BY_KIND
from tests.test_on_discord import said
from tests.waiting import PATIENCE, until

ADA, BOB, GROUP = 1001, 1002, -100500
"""Two people and a group on Telegram."""


@asynccontextmanager
async def citing(name: str) -> AsyncIterator[tuple[ChatCompletions, dict[str, str]]]:
    """A server that answers with that stream, and the variables that make it the model."""
    kind = RIGHT[name].dialect
    async with BY_KIND[kind].server(raw=stream(name)) as server:
        yield (
            server,
            {
                "PARLEY_DEFAULT_MODEL": f"local/{server.models[0]}",
                "PARLEY_PROVIDERS__LOCAL__KIND": kind,
                "PARLEY_PROVIDERS__LOCAL__BASE_URL": server.base_url,
            },
        )


def addresses(name: str) -> list[str]:
    """The sources that the words name, each once; all if they name none."""
    right = RIGHT[name]
    listed = dict.fromkeys(url for _, url, words, number in right.sources if words or f"[{number}]" in right.text)
    return list(listed) or list(dict.fromkeys(url for _, url, *_ in right.sources))


def named(name: str) -> set[str]:
    """Every address that the stream holds."""
    return {url for _, url, *_ in RIGHT[name].sources}


def alert(api: TelegramApi, pressed: str) -> str:
    """What the person who pressed reads at once; empty as long as that is nothing."""
    return str((api.world.queries[pressed] or {}).get("text", ""))


def edits_of(api: DiscordApi) -> int:
    """How often a message was edited by a call of its own."""
    return sum(count for name, count in api.calls.items() if name.startswith("PATCH"))


@pytest.mark.parametrize("name", RIGHT)
async def test_on_telegram(name: str, tmp_path: Path) -> None:
    """One message with one quote that expands, a link for each source, no preview; every frame was accepted."""
    async with citing(name) as (_, variables), TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(variables | on_telegram(api, ADA), tmp_path):
            ada.writes("Weather?")
            await until(lambda: api.replies(ADA) and say("info_button") in api.replies(ADA)[-1].labels)
            [reply] = api.replies(ADA)
            pressed = ada.presses(say("info_button"), reply)
            await until(lambda: alert(api, pressed) or len(api.replies(ADA)) > 1)
        known = api.replies(ADA)[1].text if len(api.replies(ADA)) > 1 else alert(api, pressed)

    assert known.startswith("Model: ")
    assert all(url in known for url in named(name))
    quotes = [entity for entity in reply.entities if entity["type"] == "expandable_blockquote"]
    links = [entity for entity in reply.entities if entity["type"] == "text_link"]
    inside = [link["url"] for link in links if link["offset"] >= quotes[0]["offset"]]
    assert len(quotes) == 1
    assert inside == addresses(name)
    assert api.invalid_frames == []


@pytest.mark.parametrize("name", RIGHT)
async def test_on_discord(name: str, tmp_path: Path) -> None:
    """One message with one small line that names the sites; nothing is previewed."""
    async with citing(name) as (_, variables), DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(variables | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Weather?", channel=server.channel, mention=True)
            await until(lambda: any(say("info_button") in each.labels for each in said(api, server.channel)))
            [reply] = said(api, server.channel)
            pressed = ada.presses(reply.id, say("info_button"))
            await until(lambda: pressed.original not in ("", reply.id))
        known = api.world.messages[pressed.original]

    assert known.seen_by == ada.id
    assert not known.previewed
    assert all(url in known.words for url in named(name))
    *_, line = reply.content.splitlines()
    assert line.startswith(f"-# {say('sources')}: ")
    assert all(url in line for url in addresses(name)[:3])
    assert not reply.previewed


async def test_among_others_on_telegram(tmp_path: Path) -> None:
    """What fits stands in the alert, and the rest comes in private; who has never opened that chat reads how to."""
    async with citing("gemini") as (_, variables), TelegramApi(speed=SPEED) as api:
        ada, bob = api.user(ADA), api.user(BOB)
        api.group(GROUP, admins=(ADA,))
        api.world.private(BOB).closed = True
        async with running(variables | on_telegram(api, ADA), tmp_path):
            ada.writes(f"@{api.world.username} weather?", chat=GROUP)
            await until(lambda: api.replies(GROUP) and say("info_button") in api.replies(GROUP)[0].labels)
            [reply] = api.replies(GROUP)
            pressed = [each.presses(say("info_button"), reply) for each in (ada, bob)]
            await until(lambda: all(api.world.queries[each] is not None for each in pressed))
            await until(lambda: api.replies(ADA))
        adas, bobs = (api.world.queries[each] or {} for each in pressed)

    assert adas["alert"]
    assert adas["text"].endswith(say("info_rest_alone"))
    assert bobs["text"].endswith(say("info_open_chat"))
    assert all(url in api.replies(ADA)[0].text for url in named("gemini"))
    assert api.replies(GROUP) == [reply]


async def test_turned_back_to_on_telegram(tmp_path: Path) -> None:
    """The quote with its links stands there again, as it did."""
    async with citing("gemini") as (_, variables), TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(variables | on_telegram(api, ADA), tmp_path):
            ada.writes("Weather?")
            await until(lambda: api.replies(ADA) and say("info_button") in api.replies(ADA)[-1].labels)
            [reply] = api.replies(ADA)
            first = reply.text, reply.entities
            ada.writes("/retry")
            await until(lambda: "2/2" in reply.labels)
            ada.presses("◀", reply)
            await until(lambda: "1/2" in reply.labels)

    assert (reply.text, reply.entities) == first
    assert api.replies(ADA) == [reply]
    assert api.invalid_frames == []


async def test_turned_back_to_on_discord(tmp_path: Path) -> None:
    """By the response to the press, which is no edit of the channel's; nothing is previewed."""
    async with citing("gemini") as (_, variables), DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(variables | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Weather?", channel=server.channel, mention=True)
            await until(lambda: any(say("info_button") in each.labels for each in said(api, server.channel)))
            [reply] = said(api, server.channel)
            first = reply.content
            ada.slash("retry", channel=server.channel)
            await until(lambda: "2/2" in reply.labels)
            edits = edits_of(api)
            ada.presses(reply.id, "◀")
            await until(lambda: "1/2" in reply.labels)

    assert reply.content == first
    assert not reply.previewed
    assert edits_of(api) == edits
    assert said(api, server.channel) == [reply]


@pytest.mark.parametrize("name", RIGHT)
async def test_in_a_shell(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`parley ask` puts a line for each below; as JSON they are a list."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with citing(name) as (_, variables):
        config, clock, stop = load(None, variables, tmp_path), RealClock(SPEED), asyncio.Event()
        await ask(config, clock, stop, Question(words="Weather?"))
        words, _, below = capsys.readouterr().out.rpartition("\n\n")
        await ask(config, clock, stop, Question(words="Weather?", as_json=True))
        told = json.loads(capsys.readouterr().out)

    urls = [line.split()[-1] for line in below.splitlines()]
    assert words == told["text"] == RIGHT[name].text
    assert urls == [each["url"] for each in told["sources"]]
    assert set(urls) >= set(addresses(name))


async def test_in_a_terminal(tmp_path: Path) -> None:
    """What goes in through a pipe comes out with numbered lines below."""
    async with citing("gemini") as (_, variables):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bots",
            "chat",
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **variables},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate(b"Weather?\n")

    words, _, below = out.decode().partition("\n\n")
    assert words == "À Paris il pleut. [1] 😀 Il fait 9 °C. [1][2]"
    assert [line[:4] for line in below.splitlines()] == ["[1] ", "[2] "]
    assert below.count("https://") == 2
