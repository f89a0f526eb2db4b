"""Every way in on Discord, through the whole program: by who comes, and by kind of chat."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from bots.engine.commands.table import COMMANDS
from bots.engine.handlers.registry import PRESSES
from bots.engine.language.phrases import say
from bots.engine.seam.shown import Action
from bots.engine.storage.grants import INVITED
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_people import Server, User
from tests.fakes.discord_world import Message, Version, snowflake
from tests.program import SPEED, growing, model, on_discord, running, unlinked
from tests.waiting import until
from tests.ways_in import BUTTONS, MEMBER, STRANGER, TURNED_AWAY, WAYS, WHO, Way, answer, pushed, rank, written_by

MANAGES = 1 << 4 | 1 << 5
"""Channels and the server."""
YES = "Yes."
TYPED = (("model", "name"), ("ask", "model"), ("retry", "model"), ("settings timezone", "zone"))
"""What is completed while somebody types."""
VERBS = ("ask", "continue", "point", "write", "reply")


def name_of(way: Way) -> str:
    """As it is called on Discord, where a group cannot be a command itself."""
    return "settings show" if way.command == "settings" else way.command


@dataclass
class Visit:
    """Somebody in one channel, who tries one way in after the other."""

    api: DiscordApi
    user: User
    who: str
    where: str
    channel: str
    other: User
    said: dict[str, str] = field(default_factory=dict)
    """What each way led to; nothing where the bot was silent."""
    typed: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        return rank(self.who, self.where) == STRANGER

    def question(self, verb: str) -> str:
        return f"May the {self.who} {verb} in {self.where}?"

    def puts(self, content: str, action: Action | None = None) -> str:
        """A message that stands there already: the bot's own, if it has a button."""
        world, shown = self.api.world, []
        if action is not None:
            button = {"type": 2, "style": 2, "label": action.name, "custom_id": action.encode()}
            shown = [{"type": 1, "components": [button]}]
        author = world.me if shown else self.user.account
        message = Message(snowflake(), self.channel, author, [Version(self.api.now(), content, tuple(shown))])
        message.asked_by = self.user.account if shown else None
        message.application = world.app if shown else ""
        world.messages[message.id] = message
        return message.id

    def answers(self) -> list[Message]:
        """What the bot wrote to messages, and not to commands, but the lines that tell all of a choice."""
        here = [each for each in self.api.world.standing(self.channel) if not each.content.startswith("🔀")]
        return [each for each in here if each.author == self.api.world.me and each.asked_by is None]

    async def hears(self, way: str, interaction: Interaction) -> None:
        """Wait for the answer to a command, a button or a form to be whole."""
        await until(lambda: self._shown(interaction))
        self.said[way] = self._shown(interaction)

    def _shown(self, interaction: Interaction) -> str:
        for id in (interaction.original, *interaction.follow_ups):
            message = self.api.world.messages.get(id)
            is_old = message is None or (id == interaction.pressed and len(message.versions) == 1)
            if message is not None and not is_old and not message.deleted_at and not growing(message.labels):
                return message.words
        return ""

    async def tries(self, way: str, text: str, reply_to: str = "") -> None:
        """Write, and wait for the answer to be whole."""
        before = len(self.answers())
        self.user.writes(text, channel=self.channel, mention=not reply_to, reply_to=reply_to)
        await until(lambda: len(self.answers()) > before and not growing(self.answers()[-1].labels))
        self.said[way] = self.answers()[-1].words

    async def all(self) -> None:
        """Everything that there is to try."""
        await self.runs_commands()
        await self.asks()
        await self.types()
        await self.presses()
        await self.writes()

    async def runs_commands(self) -> None:
        for way in WAYS:
            options = {key: self.other.id if key == "person" else value for key, value in way.options.items()}
            run = self.user.forges(name_of(way), options, channel=self.channel)
            await self.hears(f"/{way.written}", run)

    async def asks(self) -> None:
        """By the command, by the form of its Continue button, by the menu of a message."""
        asked = self.user.slash("ask", text=self.question("ask"), channel=self.channel)
        await self.hears("/ask", asked)
        if self.is_closed:
            opened = Interaction(
                "", "", self.channel, self.user.account, 0.0, pressed=self.puts("?", Action("continue"))
            )
            field_of = [{"component": {"custom_id": "text"}}]
            opened.form = {"custom_id": Action("continue", "1").encode(), "components": field_of}
        else:
            await until(lambda: say("reply_button") in self.api.world.messages[asked.original].labels)
            opened = self.user.presses(asked.original, say("reply_button"))
            await until(lambda: opened.form)
        await self.hears("form", self.user.fills_in(opened, self.question("continue")))
        pointed = self.user.asks_about(self.puts(self.question("point")), say("ask_about"))
        await self.hears("menu", pointed)

    async def types(self) -> None:
        for command, option in TYPED:
            typing = self.user.types(command, "", option=option, channel=self.channel)
            await until(lambda typing=typing: typing.answered)  # type: ignore[misc]
            self.typed[f"{command} {option}"] = typing.choices

    async def presses(self) -> None:
        """Buttons that the bot might have given to that person another day."""
        for button in BUTTONS:
            message = self.puts("?", Action(button.name, button.argument))
            await self.hears(f"button {button.name}", self.user.presses(message, button.name))

    async def writes(self) -> None:
        await self.tries("message", self.question("write"))
        under = self.answers()[-1].id
        if self.is_closed:  # they were told just now: silence, which the next answer to a command proves
            self.user.writes(self.question("reply"), channel=self.channel, reply_to=under)
            self.said["reply"] = ""
        else:
            await self.tries("reply", self.question("reply"), under)
        await self.hears("/whoami once more", self.user.slash("whoami", channel=self.channel))


def expected(who: str, where: str) -> dict[str, str]:
    """What each way leads to, or begins with."""
    closed = rank(who, where) == STRANGER
    ask = TURNED_AWAY if closed else YES
    cells = {f"/{way.written}": answer(way, who, where) for way in WAYS}
    cells |= {"/ask": ask, "menu": ask, "message": ask, "/whoami once more": "You are "}
    cells |= {"form": say("denied"), "reply": ""} if closed else {"form": YES, "reply": YES}
    return cells | {f"button {button.name}": pushed(button, who, where) for button in BUTTONS}


def town(api: DiscordApi) -> tuple[list[Visit], list[Server]]:
    """A server for each cell of the matrix, and those of them that are let in: the member's and the administrator's."""
    landlord, other = api.user("landlord"), api.user("other")
    visits, let_in = [], []
    for who in WHO:
        user = api.user(who)
        visits.append(Visit(api, user, who, "private", api.direct(user), other))
        for where in ("group", "thread"):
            user = api.user(f"{who} {where}") if who == "stranger" else user  # who reads one message a minute
            server = api.guild(landlord, user, owner=landlord)
            if who in ("member", "administrator"):
                let_in.append(server)
            if who == "administrator":
                server.grant(user, MANAGES)
            channel = server.channel if where == "group" else server.add_thread()
            visits.append(Visit(api, user, who, where, channel, other))
    return visits, let_in


async def test_every_way_in(tmp_path: Path) -> None:
    """What is not for somebody says so and does nothing; strangers reach no model and change nothing."""
    async with ChatCompletions(text=YES) as llm, DiscordApi(speed=SPEED) as api:
        visits, let_in = town(api)
        people = {visit.who: visit.user for visit in visits}
        office = api.guild(people["owner"], owner=people["owner"]).channel
        open_to = [f"discord:person:{people['friend'].id}", *(f"discord:server:{server.id}" for server in let_in)]
        variables = model(llm) | on_discord(api, people["owner"].id)
        variables["PARLEY_ACCESS__ALLOWED"] = "[" + ", ".join(f'"{each}"' for each in open_to) + "]"
        variables["PARLEY_OWNER__LOG"] = f"discord:{office}"
        [last] = [visit for visit in visits if visit.who == "owner" and visit.where == "private"]
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            await asyncio.gather(*(visit.all() for visit in visits if visit is not last))
            await last.all()
            answers = {(visit.who, visit.where): len(visit.answers()) for visit in visits}

    for visit in visits:
        cell, wanted = (visit.who, visit.where), expected(visit.who, visit.where)
        assert visit.said.keys() == wanted.keys()
        for way, begins in wanted.items():
            assert unlinked(visit.said[way]).startswith(begins), (cell, way, visit.said[way])
        assert answers[cell] == (1 if visit.is_closed else 2), cell
        chooses = rank(*cell) > MEMBER or (visit.where == "private" and not visit.is_closed)
        for typing, names in visit.typed.items():
            offers = chooses if typing in ("model name", "settings timezone zone") else not visit.is_closed
            assert bool(names) is offers, (cell, typing, names)
    asked = " ".join(str(request["messages"]) for request in llm.requests)
    for visit in visits:
        for verb in VERBS:
            assert (visit.question(verb) in asked) is not visit.is_closed, (visit.who, visit.where, verb)
    allowed_to = {f"discord:{people[who].id}" for who in ("friend", "administrator", "owner")}
    assert written_by(tmp_path) <= {"", INVITED, "an owner manages it", *allowed_to}  # the office lets itself in
    assert api.refused == []


def test_no_way_in_is_forgotten() -> None:
    """A command, a button or something to complete that somebody adds comes into the table too."""
    completed = {(each.name, option.name) for each in COMMANDS for option in each.options if option.complete}

    assert {way.command for way in WAYS} | {"ask"} == {each.name for each in COMMANDS}
    assert set(TYPED) == completed
    assert {button.name for button in BUTTONS} | {"export"} == {"allow", "deny", "made up", *PRESSES}
