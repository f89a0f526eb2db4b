"""Every panel of the program on Discord, with much of everything in it, held against what Discord documents.

The numbers stand here as https://discord.com/developers/docs has them, and not as our own constants do.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bots.engine.commands.table import COMMANDS
from bots.engine.language.languages import LANGUAGES, phrase
from bots.engine.seam.places import Place
from bots.engine.seam.shown import Action
from tests.crowded import MODELS, NAME, PERSONA, SERVERS, fill
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_people import User
from tests.fakes.discord_world import LOADING
from tests.program import model, on_discord, running
from tests.waiting import until

Json = dict[str, Any]

LOCALES = {"en": "en-US", "es": "es-ES"}

SHOWS = {
    command.name: {"name": "model"} if command.name == "model" else {}
    for command in COMMANDS
    if command.name not in ("ask", "new", "stop", "retry", "continue", "claim", "pause", "resume")
    and not any(option.required for option in command.options)
}
"""The commands that show something and change nothing, with their options."""

LEADS = re.compile(r"(set\|[^=]*|write\|.*|page\|.*|limit\|.*|usage\|.*|servers\|\d*|help\|.*|forget\|no|pick\|.*)")
"""The buttons and options that show something else and change nothing."""


def flat(components: list[Json]) -> Iterator[Json]:
    for each in components:
        yield each
        yield from flat(each.get("components") or [])


def faults(content: str, components: list[Json], *, lifted: bool) -> list[str]:
    """What Discord's documentation does not allow in a message."""
    inner = list(flat(components))
    texts = [each["content"] for each in inner if each["type"] == 10]
    rows = [each["components"] for each in inner if each["type"] == 1]
    controls = [each for row in rows for each in row]
    buttons = [each for each in controls if each["type"] == 2]
    menus = [each for each in controls if each["type"] == 3]
    options = [option for menu in menus for option in menu["options"]]
    held = {
        "content has at most 2,000 characters": len(content) <= 2000,
        "no content beside components": not (lifted and content),
        "a panel says something": not lifted or any(text.strip() for text in texts),
        "no text is empty": all(text.strip() for text in texts),
        "4,000 characters over all": sum(map(len, texts)) <= 4000,
        "40 components": len(inner) <= 40,
        "five rows without the flag": lifted or len(rows) <= 5,
        "one to five in a row": all(1 <= len(row) <= 5 for row in rows),
        "a menu is alone in its row": all(len(row) == 1 for row in rows if any(each["type"] == 3 for each in row)),
        "labels of buttons": all(len(each["label"].strip()) >= 1 and len(each["label"]) <= 80 for each in buttons),
        "payloads": all(1 <= len(each["custom_id"]) <= 100 for each in controls),
        "payloads differ": len({each["custom_id"] for each in controls}) == len(controls),
        "25 options": all(1 <= len(menu["options"]) <= 25 for menu in menus),
        "placeholders": all(1 <= len(menu["placeholder"]) <= 150 for menu in menus),
        "labels of options": all(len(each["label"].strip()) >= 1 and len(each["label"]) <= 100 for each in options),
        "values of options": all(1 <= len(each["value"]) <= 100 for each in options),
        "explanations of options": all(1 <= len(each.get("description", ".")) <= 100 for each in options),
        "nothing is called by a raw key": not any("\ufdd0" in text for text in (*texts, *_labels(buttons, options))),
    }
    return [rule for rule, holds in held.items() if not holds]


def _labels(buttons: list[Json], options: list[Json]) -> Iterator[str]:
    for each in (*buttons, *options):
        yield each["label"]
        yield each.get("description", "")


def faults_of_form(form: Json) -> list[str]:
    """What the documentation does not allow in a form."""
    [row] = form["components"]
    field = row["component"]
    held = {
        "title": 1 <= len(form["title"]) <= 45,
        "payload": 1 <= len(form["custom_id"]) <= 100,
        "label": 1 <= len(row["label"]) <= 45,
        "length": 1 <= field["max_length"] <= 4000,
        "value": len(field.get("value", "")) <= field["max_length"],
    }
    return [rule for rule, holds in held.items() if not holds]


def leads(api: DiscordApi, message: str) -> list[str]:
    """The payloads under a message that show something else."""
    controls = api.world.messages[message].controls
    found = [each["custom_id"] for each in controls if each["type"] == 2]
    found += [option["value"] for each in controls if each["type"] == 3 for option in each["options"]]
    return [each for each in found if LEADS.fullmatch(each)]


def shape(payload: str) -> str:
    """The same for the pages of one list."""
    return re.sub(r"\d+$", "", payload)


async def shown(api: DiscordApi, one: Interaction) -> Interaction:
    """Once it is answered whole."""

    def is_whole() -> bool:
        message = api.world.messages.get(one.original)
        return bool(one.answered) and (one.answered in (8, 9) or (message is not None and not message.flags & LOADING))

    await until(is_whole, 20)
    return one


async def walk(api: DiscordApi, boss: User, channel: str, names: tuple[str, ...]) -> dict[str, Interaction]:
    """Run these commands there, and follow all that leads on; of each list two pages and the last."""
    found: dict[str, Interaction] = {}
    seen: dict[str, int] = {}
    for name in names:
        first = await shown(api, boss.slash(name if name != "settings" else "settings show", channel=channel))
        found[f"/{name}"] = first
        waiting = leads(api, first.original)
        while waiting:
            payload = waiting.pop()
            if payload in found or seen.get(shape(payload), 0) > 2:
                continue
            seen[shape(payload)] = seen.get(shape(payload), 0) + 1
            found[payload] = await shown(api, boss.triggers(first.original, payload))
            waiting += leads(api, first.original)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_panel_keeps_to_what_discord_documents(code: str, tmp_path: Path) -> None:
    """In a thread, and in private; each is brought up by its command and by whatever leads to it."""
    async with ChatCompletions(text="Yes.", models=MODELS) as llm, DiscordApi() as api:
        boss = api.user("boss")
        api.interactions.locales[boss.id] = LOCALES[code]
        server = api.guild(boss, owner=boss, name=NAME[:100])
        channel = server.add_channel("a-channel", server.add_category("A category"))
        thread = server.add_thread(channel=channel)
        here = Place("discord", channel, thread)
        await fill(tmp_path, "discord", boss.id, f"discord-server:{server.id}", here)
        async with running(model(llm) | on_discord(api, boss.id), tmp_path, speed=1.0):
            await until(lambda: api.gateway.connected and api.commands)
            shared = tuple(name for name in SHOWS if name not in ("servers", "claim"))
            found = await walk(api, boss, thread, shared)
            found |= {
                f"dm {way}": one
                for way, one in (await walk(api, boss, "", ("servers", "settings", "privacy", "help"))).items()
            }

    wrong = {}
    for way, one in found.items():
        if one.form:
            wrong[way] = faults_of_form(one.form)
    for message in api.world.messages.values():
        if message.author is api.world.me:
            for version in message.versions:
                lifted = bool(version.flags & 1 << 15)
                wrong[version.content or str(version.components)[:500]] = faults(
                    version.content, list(version.components), lifted=lifted
                )
    assert {way: rules for way, rules in wrong.items() if rules} == {}
    assert api.limits.broken == 0
    texts = [
        each.get("content", "")
        for message in api.world.messages.values()
        for version in message.versions
        for each in flat(list(version.components))
    ]
    opened = [one.form["components"][0]["component"].get("value", "") for one in found.values() if one.form]
    assert any(PERSONA in each for each in opened)
    assert f"dm {Action('servers', '1').encode()}" in found
    pages = str(-(-(SERVERS + 1) // 5))
    assert any(phrase(code, "page_of").format(number="2", pages=pages) in text for text in texts)
    assert sum(way.startswith("set|") for way in found) > 20
    assert sum(way.startswith("page|") for way in found) > 5
