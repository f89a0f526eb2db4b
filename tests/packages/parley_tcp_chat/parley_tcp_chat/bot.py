"""The chat itself: who is in which room, what stands there, and how often it may change."""

import asyncio
import logging
from collections import defaultdict, deque
from functools import partial

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import Gone, Refused, SlowDown
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.platform import Finding
from bots.engine.seam.rates import Budget, Tempo, Window
from bots.engine.seam.shown import Frame, Response
from bots.text import opaque
from bots.text.fit import fit
from bots.text.piece import Piece
from bots.text.remark import with_remark
from parley_tcp_chat.lines import PLATFORM, Deletion, alone, origin_of, read, shown
from provider.values import replace

log = logging.getLogger("parley.tcp_chat")

TEXT = 2000
"""Characters in a message."""
CALLS, SECONDS = 20, 2.0
"""So often may a room change in that time."""
TYPING = 5.0


class TcpChat:
    """An `Adapter`: `bots.engine.seam.platform` says what each method promises."""

    name: str = PLATFORM

    def __init__(self, host: str, port: int, clock: Clock) -> None:
        self._host, self._port, self._clock = host, port, clock
        self._newest = int(clock.wall() * 1000)
        self._rooms: defaultdict[Place, set[asyncio.StreamWriter]] = defaultdict(set)
        self._standing: LRU[Message, bool] = LRU(100_000)
        self._calls: defaultdict[Place, deque[float]] = defaultdict(lambda: deque(maxlen=CALLS))
        self._quiet = asyncio.Event()

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        return (Budget(f"{PLATFORM}:{where.place.chat}", (Window(CALLS, SECONDS),)),)

    def tempo(self, where: Target | Surface) -> Tempo:
        return Tempo((0.1,), 0.2)

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        fitted = partial(fit, source, last=last, render=lambda text: Piece(opaque.show(text)))
        return with_remark(fitted, TEXT, Piece(remark))

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        surface = where if isinstance(where, Message) else Message(where.place, self._id())
        if not self._rooms.get(where.place) or not isinstance(where, ToChat | Message) or len(frame.text) > TEXT:
            raise Refused("nobody is there, or the message is too long")
        if isinstance(where, Message) and where not in self._standing:
            raise Gone("somebody deleted it")
        self._count(where.place)
        self._standing.keep(surface, True)
        self._write(where.place, *shown(surface.id, frame))
        return surface

    async def delete(self, surface: Surface) -> None:
        if isinstance(surface, Message) and surface in self._standing:
            self._count(surface.place)
            self._standing.forget(surface)
            self._write(surface.place, f"- {surface.id}")

    async def typing(self, target: Target) -> float:
        self._count(target.place)
        self._write(target.place, "~")
        return TYPING

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        return place == alone(person.id)

    async def private_chat(self, person: Person) -> ToChat:
        return ToChat(alone(person.id))

    async def run(self, inbox: Inbox) -> None:
        async with Supervisor(log) as members:
            try:
                server = await asyncio.start_server(
                    lambda *streams: members.start(self._listen(inbox, *streams), "a member"), self._host, self._port
                )
            except OSError as error:
                log.error("port %d cannot be opened (%s).", self._port, error.strerror)
                return
            try:
                log.info("listening on port %d.", self._port)
                await inbox.on_ready(self.name)
                await self._quiet.wait()
            finally:
                server.close()
                await members.aclose()

    async def quiet(self) -> None:
        self._quiet.set()

    async def aclose(self) -> None:
        self._quiet.set()
        for writer in {writer for room in self._rooms.values() for writer in room}:
            writer.close()

    async def check(self) -> tuple[Finding, ...]:
        try:
            server = await asyncio.start_server(lambda reader, writer: writer.close(), self._host, self._port)
        except OSError as error:
            return (Finding(False, f"TCP chat: port {self._port}: {error.strerror}; set tcp_chat.port to another."),)
        server.close()
        return (Finding(True, f"TCP chat: port {self._port} can be opened."),)

    async def _listen(self, inbox: Inbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        origin: Origin | None = None
        try:
            while line := await reader.readline():
                text = line.decode(errors="replace").strip()
                if origin is not None:
                    await self._take(inbox, origin, text)
                elif (origin := origin_of(text)) is not None:
                    self._rooms[origin.place].add(writer)
                    writer.write(f": {origin.place.chat}\n".encode())
        except (OSError, ValueError):  # it broke, or a line had no end
            pass
        if origin is not None:
            self._rooms[origin.place].discard(writer)
        writer.close()

    async def _take(self, inbox: Inbox, origin: Origin, line: str) -> None:
        id = self._id()
        origin = replace(origin, target=ToChat(origin.place, id))
        at: Target | Surface = origin.target
        answer: Response | Incoming
        match read(line, origin, id):
            case Deletion(message):
                self._standing.forget(Message(origin.place, message))
                self._write(origin.place, f"- {message}")
                return await inbox.on_deleted(origin.place, (message,))
            case Invocation() as command:
                answer = await inbox.on_command(command)
            case Press() as press:
                answer = await inbox.on_press(press)
                at = press.surface if isinstance(answer, Response) and answer.replace else at
            case Incoming() as answer:
                pass
        if isinstance(answer, Incoming):
            await inbox.on_message(answer)
        elif answer.text:
            await inbox.say(at, answer)

    def _write(self, place: Place, *lines: str) -> None:
        for writer in self._rooms.get(place, ()):
            writer.write("".join(f"{line}\n" for line in lines).encode())

    def _count(self, place: Place) -> None:
        calls, now = self._calls[place], self._clock.now()
        if len(calls) == CALLS and now - calls[0] < SECONDS:
            raise SlowDown(SECONDS - (now - calls[0]))
        calls.append(now)

    def _id(self) -> str:
        self._newest += 1
        return str(self._newest)
