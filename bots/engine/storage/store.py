"""What must outlive the process: settings, grants, conversations, replies in flight, usage.

Every method is one transaction on the database's own thread, and is on the disk when it returns; a cancelled caller
leaves it done or about to be done, never half-done. Each raises StoreError when the database fails, and then nothing
was kept. Times are Unix seconds and come from the caller. Portable SQL, but for what lies in `database`, and `upsert`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Concatenate, Literal, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bots.engine.seam.values import Person, Place, Surface, Target
from bots.engine.storage import chat_moves, messages, settings
from bots.engine.storage.addresses import dump_surfaces, dump_target, load_surfaces, load_target
from bots.engine.storage.database import Database
from bots.engine.storage.records import Change, Grant, Kept, OpenReply, StoredAnswer, Turn, Used
from bots.engine.storage.schema import GRANTS, OWNERS, REPLIES, SETTINGS, USAGE
from provider.contract import Role

P = ParamSpec("P")
T = TypeVar("T")

DAY = 86_400
EPOCH = date(1970, 1, 1)


class Store:
    """The bot's memory. One for the process; close it last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, patience: float = 5.0) -> "Store":
        """Open `sqlite:///path` (made where it does not exist, readable by its owner only) or `sqlite://`, in memory.

        `patience`: seconds that each job waits for another program which holds the file. Blocks: call it before the
        event loop has work to do.

        Raises:
            StoreError: the URL, the file or its version is not one that we can use.
        """
        return cls(Database.open(url, patience))

    async def close(self) -> None:
        """Finish what was asked for, then close the file. Idempotent."""
        await self._database.close()

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One of the jobs that stand in modules of their own (`spending`, `servers`), as one transaction."""
        return await self._database.run(job, *args, **kwargs)

    async def erase_log(self) -> None:
        """What was deleted is gone from the write-ahead log too."""
        await self._database.erase_log()

    # Settings, by scope: "telegram:42:7", "discord-server:99". The engine knows which scope is nearer.

    async def settings(self, scopes: Sequence[str]) -> Mapping[tuple[str, str], str]:
        """Every setting of these scopes, by scope and key."""

        def job(sql: Connection) -> Mapping[tuple[str, str], str]:
            found = sql.execute(select(SETTINGS).where(SETTINGS.c.scope.in_(scopes)))
            return {(row.scope, row.key): row.value for row in found}

        return await self._database.run(job)

    async def set_setting(self, scope: str, key: str, value: str, *, by: str, at: float) -> None:
        """Keep a value, and who chose it when."""
        await self._database.run(settings.change, scope, key, value, by=by, at=at)

    async def clear_setting(self, scope: str, key: str, *, by: str = "", at: float = 0.0) -> bool:
        """Drop a value; False where there was none."""
        return await self._database.run(settings.change, scope, key, None, by=by, at=at)

    async def kept(self, scopes: Sequence[str]) -> tuple[Kept, ...]:
        """Every setting of these scopes, with who chose it."""
        return await self._database.run(settings.kept, scopes)

    async def scopes_with(self, key: str) -> frozenset[str]:
        """The scopes in which somebody chose a value of that setting."""
        return await self._database.run(settings.scopes_with, key)

    async def history(self, scopes: Sequence[str], limit: int) -> tuple[Change, ...]:
        """What was changed in these scopes, the newest first."""
        return await self._database.run(settings.history, scopes, limit)

    async def find_change(self, row: int) -> Change | None:
        """The change with that number."""
        return await self._database.run(settings.find, row)

    async def undo(self, row: int, *, by: str, at: float) -> bool:
        """Put back what was before that change; False, and nothing happens, where the value has changed since."""
        return await self._database.run(settings.undo, row, by=by, at=at)

    # Owners and grants. A subject: "discord:server:99", "telegram:chat:-100", "telegram:person:5".

    async def owners(self) -> frozenset[Person]:
        """Who claimed the bot."""

        def job(sql: Connection) -> frozenset[Person]:
            return frozenset(Person(row.platform, row.id) for row in sql.execute(select(OWNERS)))

        return await self._database.run(job)

    async def add_owner(self, person: Person, at: float) -> bool:
        """Make that person the owner, unless the store has one already; True for exactly one of all who try."""

        def job(sql: Connection) -> bool:
            if sql.scalar(select(func.count()).select_from(OWNERS)):
                return False
            sql.execute(insert(OWNERS).values(platform=person.platform, id=person.id, at=at))
            return True

        return await self._database.run(job)

    async def grant(self, subject: str) -> Grant:
        """How it stands with that subject."""

        def job(sql: Connection) -> Grant:
            return cast(Grant, sql.scalar(select(GRANTS.c.state).where(GRANTS.c.subject == subject)) or "")

        return await self._database.run(job)

    async def ask(self, subject: str, at: float) -> bool:
        """Note that the owner is asked; True the first time only, and never where a decision stands."""

        def job(sql: Connection) -> bool:
            values = {"subject": subject, "state": "asked", "by": "", "at": at}
            return sql.execute(upsert(GRANTS).values(**values).on_conflict_do_nothing()).rowcount > 0

        return await self._database.run(job)

    async def decide(self, subject: str, state: Literal["allowed", "denied"], *, by: str, at: float) -> None:
        """Keep an owner's decision; the last one stands."""

        def job(sql: Connection) -> None:
            values = {"state": state, "by": by, "at": at}
            sql.execute(upsert(GRANTS).values(subject=subject, **values).on_conflict_do_update(set_=values))

        await self._database.run(job)

    # Conversations.

    async def add_message(
        self,
        place: Place,
        *,
        id: str,
        parent: int | None,
        role: Role,
        text: str,
        author: str,
        at: float,
        surfaces: Sequence[str] = (),
        apart: bool = False,
    ) -> int:
        """Keep a message under the row that it answers; returns its row.

        `id`: the platform's, empty where there is none yet; `surfaces`: further ones that stand for the same row.
        `apart`: one person alone sees it; it is part of no line.
        The same message once more (an update that is delivered again) gives the row that it has; with another text it
        becomes a new row, which its id means from then on.

        Raises:
            ValueError: the parent stands in another place.
        """
        return await self._database.run(
            messages.add_message,
            place,
            id=id,
            parent=parent,
            role=role,
            text=text,
            author=author,
            at=at,
            surfaces=surfaces,
            apart=apart,
        )

    async def add_surface(self, row: int, place: Place, message: str) -> None:
        """One more message of the platform stands for that row.

        Raises:
            ValueError: the row stands in another place.
        """
        await self._database.run(messages.add_surface, row, place, message)

    async def find(self, place: Place, message: str) -> int | None:
        """The row that a message of the platform stands for; None: it was not for us."""
        return await self._database.run(messages.find, place, message)

    async def last(self, place: Place) -> int | None:
        """The newest row since `begin`, in a place that holds one line of conversation."""
        return await self._database.run(messages.last, place)

    async def begin(self, place: Place, at: float) -> None:
        """Start a new line: what was said before, and late answers to it, are no longer `last`."""
        await self._database.run(messages.begin, place, at)

    async def branch(self, row: int, limit: int) -> tuple[Turn, ...]:
        """What was said from the root to that row, root first: the newest `limit` turns that have a text."""
        return await self._database.run(messages.branch, row, limit)

    async def stored_answer(self, answer: int) -> StoredAnswer | None:
        """The answer in that row, with what it answers and where it stands; None where there is none."""
        return await self._database.run(messages.stored_answer, answer)

    async def older(self, answer: int) -> StoredAnswer | None:
        """The answer that the one in that row was to replace; None where it is the first to its question."""
        return await self._database.run(messages.older, answer)

    async def withdraw(self, answer: int) -> None:
        """An answer that was to replace an older one came to nothing: it goes, with its reply in flight."""
        await self._database.run(messages.withdraw, answer)

    async def drop(self, question: int, answer: int) -> None:
        """A question that will not be answered goes, with the place of its answer, from the file and its log."""
        await self._database.run(messages.drop, question, answer)
        await self._database.erase_log()

    async def last_answer(self, place: Place, asker: Person) -> int | None:
        """The row of the newest answer to that person in a place."""
        return await self._database.run(messages.last_answer, place, str(asker))

    async def root(self, row: int) -> int:
        """The first row of its tree, which names the conversation.

        Raises:
            ValueError: there is no such row.
        """
        return await self._database.run(messages.root, row)

    async def set_text(self, row: int, text: str) -> None:
        """Complete an answer."""
        await self._database.run(messages.set_text, row, text)

    async def forget_text(self, before: float) -> int:
        """Erase the text of messages older than `before` from the file and its log; returns how many had one.

        Also erases from the log what replies in flight left there.
        """
        count = await self._database.run(messages.forget_text, before)
        await self._database.erase_log()
        return count

    # Replies in flight.

    async def open_reply(
        self, target: Target, *, at: float, surfaces: tuple[Surface, ...] = (), text: str = "", row: int | None = None
    ) -> int:
        """An answer begins; returns its key, which is never used again."""

        return await self._database.run(_open_reply, target, at=at, surfaces=surfaces, text=text, row=row)

    async def open_anew(self, answer: int, target: Target, *, at: float) -> tuple[int, int]:
        """A further answer to the question of that one begins; returns its row and the key of its reply.

        Raises:
            ValueError: there is no such answer.
        """

        def job(sql: Connection) -> tuple[int, int]:
            row = messages.anew(sql, answer, at)
            return row, _open_reply(sql, target, at=at, surfaces=(), text="", row=row)

        return await self._database.run(job)

    async def renew_reply(self, key: int, surface: Surface | None, text: str, at: float) -> None:
        """Note the part that is open now and its source. A reply that was closed stays closed."""

        def job(sql: Connection) -> None:
            mine = REPLIES.c.key == key
            known = sql.scalar(select(REPLIES.c.surfaces).where(mine))
            if known is None:
                return
            parts = _with(load_surfaces(known), surface)
            sql.execute(update(REPLIES).where(mine).values(surfaces=dump_surfaces(parts), text=text, renewed=at))

        await self._database.run(job)

    async def close_reply(self, key: int) -> None:
        """The last frame is confirmed, or refused for good. Idempotent."""

        def job(sql: Connection) -> None:
            sql.execute(delete(REPLIES).where(REPLIES.c.key == key))

        await self._database.run(job)

    async def open_replies(self) -> tuple[OpenReply, ...]:
        """What an earlier run left half-way, oldest first."""

        def job(sql: Connection) -> tuple[OpenReply, ...]:
            return tuple(
                OpenReply(
                    row.key,
                    load_target(row.target),
                    load_surfaces(row.surfaces),
                    row.text,
                    row.row,
                    row.opened,
                    row.renewed,
                )
                for row in sql.execute(select(REPLIES).order_by(REPLIES.c.key))
            )

        return await self._database.run(job)

    # Usage.

    async def count(
        self,
        place: Place,
        person: Person,
        *,
        provider: str,
        model: str,
        at: float,
        input_tokens: int = 0,
        output_tokens: int = 0,
    ) -> None:
        """One more answer, and what it cost."""

        def job(sql: Connection) -> None:
            key = {"day": int(at // DAY), "person": str(person), "provider": provider, "model": model}
            cost = {"answers": 1, "input_tokens": input_tokens, "output_tokens": output_tokens}
            statement = upsert(USAGE).values(**messages.columns(place), **key, **cost)
            sums = {name: USAGE.c[name] + statement.excluded[name] for name in cost}
            sql.execute(statement.on_conflict_do_update(set_=sums))

        await self._database.run(job)

    async def usage(self, since: float = 0.0) -> tuple[Used, ...]:
        """Every counter from the day (UTC) that holds `since`, in order of the days."""

        def job(sql: Connection) -> tuple[Used, ...]:
            found = sql.execute(select(USAGE).where(USAGE.c.day >= int(since // DAY)).order_by(*USAGE.primary_key))
            return tuple(
                Used(
                    EPOCH + timedelta(days=row.day),
                    Place(row.platform, row.chat, row.thread),
                    Person(*row.person.split(":", 1)),
                    row.provider,
                    row.model,
                    row.answers,
                    row.input_tokens,
                    row.output_tokens,
                )
                for row in found
            )

        return await self._database.run(job)

    # Moving.

    async def move(self, old: Place, new: Place) -> None:
        """A chat changed its id: settings, grants, messages, replies and usage of it and its topics follow.

        What the new chat has already stays. Idempotent.

        Raises:
            ValueError: the platforms differ.
        """
        await self._database.run(chat_moves.move, old, new)


def _open_reply(
    sql: Connection, target: Target, *, at: float, surfaces: tuple[Surface, ...], text: str, row: int | None
) -> int:
    where = {"target": dump_target(target), "surfaces": dump_surfaces(surfaces), "row": row}
    inserted = sql.execute(insert(REPLIES).values(**where, text=text, opened=at, renewed=at))
    return cast(int, inserted.inserted_primary_key[0])  # type: ignore[index]


def _with(parts: tuple[Surface, ...], surface: Surface | None) -> tuple[Surface, ...]:
    if surface is None:
        return parts
    if parts and (parts[-1].place, parts[-1].id) == (surface.place, surface.id):
        return (*parts[:-1], surface)
    return (*parts, surface)
