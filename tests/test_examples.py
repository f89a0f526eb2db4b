"""The examples in docs/models.md and docs/people.md: all that they say is typed into the program, and comes true."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_world import Posted
from tests.program import SPEED, growing, on_discord, on_telegram, running
from tests.transcripts import Entry, Example, examples
from tests.waiting import until

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLES = [each for page in ("models.md", "people.md") for each in examples(DOCS / page)]
MODELS = ("gpt-5-mini", "gpt-5-nano", "claude-opus-5-5")
YES, QUIET = "Yes.", "🔀"
MANAGE_GUILD = 1 << 5

DISCORD = 11 * 10**17
"""Numbers on Discord are this and a bit more in the pages."""
OLGA, ADA, BOB, EVE = 1000000001, 1000000002, 1000000003, 1000000004
HOME = -1001234567890
GROUPS = {"Home": HOME, "Chess": HOME - 1, "Music": HOME - 2}
TOPICS = {"quick": 7, "thorough": 9, "lounge": 11}
"""The numbers on Telegram, as the pages have them."""

Types = Callable[[Entry], Awaitable[str]]
"""Types a line; returns what is read then."""


def services(llm: ChatCompletions) -> dict[str, str]:
    """The variables that put a fake server in place of OpenAI and Anthropic."""
    return {
        f"PARLEY_PROVIDERS__{name}__{key}": value
        for name in ("OPENAI", "ANTHROPIC")
        for key, value in (("KIND", "openai"), ("BASE_URL", llm.base_url), ("API_KEY", "key"))
    }


@dataclass(frozen=True, slots=True)
class Stage:
    """A platform with the cast. `variables`: what connects the program. `numbers`: what the page's are here."""

    variables: dict[str, str]
    numbers: dict[str, str]
    ready: Callable[[], object]
    types: Types


@asynccontextmanager
async def discord(llm: ChatCompletions) -> AsyncIterator[Stage]:
    """A server of Olga's with the channels #quick and #thorough, and two of others: Chess and Music."""
    async with DiscordApi(speed=SPEED) as api:
        olga, ada, bob, eve, dan = map(api.user, ("Olga", "Ada", "Bob", "Eve", "Dan"))
        people = {"Olga": olga, "Ada": ada, "Bob": bob, "Eve": eve}
        home, chess, music = (
            api.guild(olga, ada, bob, eve, name="Home", owner=olga),
            api.guild(olga, ada, bob, eve, name="Chess", owner=dan),
            api.guild(olga, ada, bob, eve, name="Music", owner=dan),
        )
        for server in (home, chess, music):
            server.grant(ada, MANAGE_GUILD, "Boss")
        roles = {"@Members": home.grant(bob, 0, "Members"), "@Moderators": home.grant(ada, 0, "Moderators")}
        roles["@Patrons"] = music.grant(bob, 0, "Patrons")
        named = roles | {"@Bob": bob.id, "@Eve": eve.id}
        channels = {f"#{name}": home.add_channel(name) for name in ("quick", "thorough", "lounge")}
        places = {"private": "", "Home": home.channel, "Chess": chess.channel, "Music": music.channel} | channels
        quick, thorough, lounge = channels.values()
        ids = (home.id, quick, thorough, chess.id, music.id, roles["@Patrons"], bob.id, eve.id, lounge)
        numbers = {str(DISCORD + number): id for number, id in enumerate(ids, 1)}

        def answers(channel: str) -> int:
            return sum(YES in message.words for message in api.world.standing(channel))

        async def types(line: Entry) -> str:
            channel = places[line.where] or api.direct(people[line.who])
            if not line.text.startswith("/"):
                text, before = line.text.removeprefix("@Parley "), answers(channel)
                people[line.who].writes(text, channel=channel, mention=text != line.text)
                await until(lambda: answers(channel) > before)
                return YES
            name, options = given(line.text, named | channels)
            run = people[line.who].slash(name, picked=options, channel=channel)
            said = ""

            def is_over() -> bool:
                """A refusal takes the place of the first message, as a further one that the asker alone sees."""
                nonlocal said
                standing = [api.world.messages.get(id) for id in (*run.follow_ups, run.original)]
                shown = [each for each in standing if each and not each.deleted_at and each.words]
                said = shown[0].words if shown else ""
                return bool(said) and not growing(shown[0].labels)

            await until(is_over)
            return said

        yield Stage(on_discord(api, olga.id), numbers, lambda: api.gateway.connected and api.commands, types)


def given(line: str, known: dict[str, str]) -> tuple[str, dict[str, str | bool]]:
    """The command and its options, as Discord sends them: "/model name:fast" is {"name": "fast"}."""
    name, *pieces = re.split(r" (\w+):", line.removeprefix("/"))
    values = (known.get(value, value) for value in pieces[1::2])
    return name, {key: value if value != "True" else True for key, value in zip(pieces[::2], values, strict=True)}


@asynccontextmanager
async def telegram(llm: ChatCompletions) -> AsyncIterator[Stage]:
    """A group with topics that Olga and Ada administer, Home, and two of others: Chess and Music."""
    async with TelegramApi(speed=SPEED) as api:
        api.group(HOME, admins=(OLGA, ADA), topics=tuple(TOPICS.values()))
        for title, group in GROUPS.items():
            api.group(group, admins=(ADA,)).title = title
        people = {"Olga": api.user(OLGA), "Ada": api.user(ADA), "Bob": api.user(BOB), "Eve": api.user(EVE)}

        def shown(chat: int) -> list[Posted]:
            """The bot's messages there, without the quiet lines about choices, which come when they like."""
            return [each for each in api.replies(chat) if not each.text.startswith(QUIET)]

        async def types(line: Entry) -> str:
            person, topic = people[line.who], TOPICS.get(line.where, 0)
            chat = person.id if line.where == "private" else GROUPS.get(line.where, HOME)
            before = len(shown(chat))
            person.writes(line.text, chat=chat, topic=topic)
            await until(lambda: len(shown(chat)) > before and not growing(shown(chat)[-1].labels))
            return shown(chat)[before].text

        yield Stage(on_telegram(api, OLGA), {}, lambda: True, types)


STAGES = {"discord": discord, "telegram": telegram}
TYPED = [(example, platform) for example in EXAMPLES for platform in example.typed]


def named(both: tuple[Example, str]) -> str:
    return f"{both[0].name} on {both[1]}"


@asynccontextmanager
async def stage(platform: str, config: str, llm: ChatCompletions, folder: Path) -> AsyncIterator[Types]:
    """The program with that config and the cast; where the page names no default model, it is the cheap one."""
    if "default_model" not in config:
        config = f'default_model = "openai/gpt-5-mini"\n{config}'
    async with STAGES[platform](llm) as found:
        for number, id in found.numbers.items():
            config = config.replace(number, id)
        (folder / "config.toml").write_text(config)
        async with running(services(llm) | found.variables, folder):
            await until(found.ready)
            yield found.types


async def check(line: Entry, types: Types, llm: ChatCompletions) -> None:
    """Type a line; what comes of it is what the page says."""
    count = len(llm.requests)
    said = await types(line)

    asked = [request["model"] for request in llm.requests[count:]]
    assert asked == ([line.model.partition("/")[2]] if line.model else []), (line.text, said)
    assert line.model or line.is_said(said), (line.text, said)


@pytest.mark.parametrize("both", TYPED, ids=named)
async def test_what_is_typed_comes_true(both: tuple[Example, str], tmp_path: Path) -> None:
    """Line by line, with the config that the page says is needed."""
    example, platform = both
    async with (
        ChatCompletions(text=YES, models=MODELS) as llm,
        stage(platform, example.config, llm, tmp_path) as types,
    ):
        for line in example.typed[platform]:
            await check(line, types, llm)


@pytest.mark.parametrize("both", [both for both in TYPED if both[0].same], ids=named)
async def test_the_config_does_the_same(both: tuple[Example, str], tmp_path: Path) -> None:
    """Without a single command: the same models answer the same questions."""
    example, platform = both
    async with (
        ChatCompletions(text=YES, models=MODELS) as llm,
        stage(platform, f"{example.config}\n{example.same}", llm, tmp_path) as types,
    ):
        for line in example.typed[platform]:
            if line.model:
                await check(line, types, llm)


def test_each_page_has_its_three_examples() -> None:
    """On both platforms; what is not found is not tried."""
    assert [example.name for example in EXAMPLES] == 2 * [
        "A server with a cheap channel and a thorough one",
        "A family group",
        "Three communities on one bot",
    ]
    assert all(set(example.typed) == {"discord", "telegram"} for example in EXAMPLES)
