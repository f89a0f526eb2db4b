"""Every way in on Telegram, through the whole program: by who comes, and by kind of chat."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bots.engine.commands.table import COMMANDS
from bots.engine.handlers.registry import PRESSES
from bots.engine.seam.shown import Action
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_world import BOT_ID, Chat, Posted, Version
from tests.program import SPEED, growing, model, on_telegram, running
from tests.waiting import until
from tests.ways_in import BUTTONS, STRANGER, TURNED_AWAY, WAYS, WHERE, WHO, answer, opening, pushed, rank, written_by

ID = {who: 1001 + number for number, who in enumerate(WHO)}
OFFICE = -999
"""Where the owner reads what the bot has to tell."""
TOPIC = 5
STRANGERS = count(5001)
YES = "Yes."


def chat_of(who: str, where: str) -> int:
    """A chat of its own for each, so that none hears what another did."""
    return ID[who] if where == "private" else -(ID[who] * 10 + WHERE.index(where))


@dataclass
class Visit:
    """Somebody in one chat, who tries one way in after the other.

    Who may not talk reads one message a minute; so of those each way is tried by another, elsewhere.
    """

    api: TelegramApi
    who: str
    where: str
    said: dict[str, str] = field(default_factory=dict)
    """What each way led to; nothing where the bot was silent."""
    others: list[int] = field(default_factory=list)

    @property
    def person(self) -> int:
        return self.others[-1] if self.others else ID[self.who]

    @property
    def chat(self) -> Chat:
        if self.others:
            return self.api.world.chats[self.person if self.where == "private" else -self.person]
        return self.api.world.chats[chat_of(self.who, self.where)]

    def comes_anew(self) -> None:
        """Who may not talk is another person from now on, elsewhere."""
        if rank(self.who, self.where) == STRANGER:
            self.others.append(next(STRANGERS))
            self.api.user(self.person)
            self.api.group(-self.person, topics=(TOPIC,) if self.where == "thread" else ())

    @property
    def topic(self) -> int:
        return TOPIC if self.where == "thread" else 0

    def writes(self, text: str, reply_to: int = 0) -> int:
        human = self.api.user(self.person)
        return human.writes(text, chat=self.chat.id, topic=self.topic, reply_to=reply_to)

    async def tries(self, way: str, text: str, *, reply_to: int = 0) -> None:
        """Write, and wait for the answer to be whole."""
        self.comes_anew()
        before = len(self.replies)
        self.writes(text, reply_to)
        await until(lambda: len(self.replies) > before and not growing(self.replies[-1].labels))
        self.said[way] = self.replies[-1].text

    @property
    def replies(self) -> list[Posted]:
        """What the bot wrote there, but the lines that tell all of a choice."""
        return [reply for reply in self.chat.replies if not reply.text.startswith("🔀")]

    async def presses(self, name: str, argument: str) -> None:
        """Press a button under an answer to that person which the bot might have given them another day."""
        self.comes_anew()
        mine = self.chat.add(self.person, Version(self.api.now(), "?", [], []), thread=self.topic)
        button = {"text": name, "callback_data": Action(name, argument).encode()}
        shown = Version(self.api.now(), "?", [], [[button]])
        message = self.chat.add(BOT_ID, shown, thread=self.topic, reply_to=mine.id)
        query = self.api.user(self.person).presses(name, message)
        await until(lambda: self._seen(query, message))
        self.said[f"button {name}"] = self._seen(query, message)

    def _seen(self, query: str, message: Posted) -> str:
        toast = str((self.api.world.queries[query] or {}).get("text") or "")
        later = [reply.text for reply in self.replies if reply.id > message.id]
        return toast or (message.text if len(message.versions) > 1 else next(iter(later), ""))

    async def all(self) -> None:
        """Everything that there is to try."""
        for way in WAYS:
            await self.tries(f"/{way.written}", f"/{way.written}")
        await self.tries("/ask", f"/ask May the {self.who} ask in {self.where}?")
        await self.tries("message", f"@parley_bot May the {self.who} write in {self.where}?")
        under = self.replies[-1].id
        again = f"May the {self.who} reply in {self.where}?"
        if rank(self.who, self.where) == STRANGER:
            self.writes(again, under)  # they were told just now: silence, or there is an answer too many in the end
            self.said["reply"] = ""
        else:
            await self.tries("reply", again, reply_to=under)
        await self.tries("/whoami once more", "/whoami")
        chats = {self.chat.id, *self.others, *(-other for other in self.others)}
        said = [reply.text for chat in chats for reply in self.api.replies(chat)]
        answers = sum(not text.startswith("🔀") for text in said)
        assert answers == sum(bool(text) for text in self.said.values()), (self.who, self.where)
        for button in BUTTONS:
            await self.presses(button.name, button.argument)


def expected(who: str, where: str) -> dict[str, str]:
    """What each way leads to, or begins with."""
    closed = rank(who, where) == STRANGER
    ask = TURNED_AWAY if closed else YES
    cells = {f"/{way.written}": answer(way, who, where) for way in WAYS}
    cells |= {"/ask": ask, "message": ask, "reply": "" if closed else YES, "/whoami once more": "You are "}
    return cells | {f"button {button.name}": pushed(button, who, where) for button in BUTTONS}


async def test_every_way_in(tmp_path: Path) -> None:
    """What is not for somebody says so and does nothing; strangers reach no model and change nothing."""
    async with ChatCompletions(text=YES) as llm, TelegramApi(speed=SPEED) as api:
        api.group(OFFICE)
        visits = {(who, where): Visit(api, who, where) for who in WHO for where in WHERE}
        for who, where in visits:
            api.user(ID[who])
            if where != "private":
                boss = (ID[who],) if who == "administrator" else ()
                api.group(chat_of(who, where), admins=boss, topics=(TOPIC,) if where == "thread" else ())
        open_to = [f"telegram:person:{ID['friend']}"]
        open_to += [f"telegram:chat:{chat_of(who, at)}" for who in ("member", "administrator") for at in WHERE[1:]]
        variables = model(llm) | on_telegram(api, ID["owner"])
        variables["PARLEY_ACCESS__ALLOWED"] = "[" + ", ".join(f'"{each}"' for each in open_to) + "]"
        variables["PARLEY_OWNER__LOG"] = f"telegram:{OFFICE}"
        last = visits["owner", "private"]  # of what the others did they hear in /servers
        async with running(variables, tmp_path):
            await asyncio.gather(*(visit.all() for visit in visits.values() if visit is not last))
            await last.all()

    for (who, where), visit in visits.items():
        wanted = expected(who, where)
        assert visit.said.keys() == wanted.keys()
        for way, begins in wanted.items():
            assert visit.said[way].startswith(begins.replace("`", "")), (who, where, way, visit.said[way])
    asked = " ".join(str(request["messages"]) for request in llm.requests)
    for who, where in visits:
        for verb in ("ask", "write", "reply"):
            may = rank(who, where) > STRANGER
            assert (f"May the {who} {verb} in {where}?" in asked) is may, (who, where, verb)
    assert written_by(tmp_path) <= {"", *(f"telegram:{ID[who]}" for who in ("friend", "administrator", "owner"))}
    assert api.invalid_frames == []


def test_no_way_in_is_forgotten() -> None:
    """A command or a button that somebody adds comes into the table too."""
    assert {way.command for way in WAYS} | {"ask"} == {each.name for each in COMMANDS}
    assert {button.name for button in BUTTONS} | {"export"} == {"allow", "deny", "made up", *PRESSES}
    assert all(opening(ran) for ran in (*(way.ran for way in WAYS), *(button.ran for button in BUTTONS)))
