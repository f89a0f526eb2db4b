"""Reads the model's answer to one question into the growing reply: what it is asked, and how that ends."""

import logging
from functools import partial
from hashlib import blake2b
from secrets import token_bytes
from typing import Literal, Protocol

from bots.engine.attachments.attachments import Attachments
from bots.engine.attachments.wording import quote
from bots.engine.conversation.history import History, QuestionGone, request_of
from bots.engine.conversation.speakers import are_several, lettered
from bots.engine.conversation.together import keys
from bots.engine.conversation.triggers import has_words
from bots.engine.language.phrases import money, say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.failures import Failures
from bots.engine.reply.finishing import OF_REASON, after_words
from bots.engine.reply.listening import Listening
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.not_known import says_it_cannot_know
from bots.engine.reply.rounds import Acts, Rounds
from bots.engine.runtime.defects import fenced
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person
from bots.engine.spending.wording import over_budget
from bots.engine.storage.records import StoreError
from bots.text.visible import is_visible
from provider.errors import EmptyAnswer, ProviderError
from provider.values import replace

log = logging.getLogger("parley")

_KEY = token_bytes(16)


class SaysOnce(Protocol):
    """The part of what tells people why there is no answer that is asked here."""

    def is_news(self, origin: Origin, reason: Literal["unread", "search"]) -> bool:
        """Whether it was not said just now; notes that it is said."""


class Reader:
    """Reads answers, and says what goes wrong."""

    def __init__(
        self,
        history: History,
        attachments: Attachments,
        rounds: Rounds,
        listening: Listening,
        failures: Failures,
        told: SaysOnce,
    ) -> None:
        self._rounds = rounds
        self._listening = listening
        self._history = history
        self._attachments = attachments
        self._failures = failures
        self._told = told

    async def read(self, live: LiveReply, asking: Asking, result: Result, acts: Acts) -> None:
        """Feed the model's stream into the reply; what goes wrong becomes one sentence below the text.

        `acts`: notes that a tool that acts is called.
        """

        def defect(trace: str) -> None:
            live.finish(self._failures.defect(trace, asking.origin))  # the text that came stays

        await fenced(self._follow(live, asking, result, acts), log, defect)

    def shown(self, asking: Asking, result: Result) -> None:
        """Note that the answer stands."""
        self._listening.shown(asking, result)

    async def _follow(self, live: LiveReply, asking: Asking, result: Result, acts: Acts) -> None:
        """Feed the reply event by event, and finish it."""
        here, origin, charge, exchange = asking.here, asking.origin, asking.charge, asking.exchange
        try:
            branch = partial(self._history.branch, exchange, asking.sender.clock.wall())
            lasts = bool(keys(asking.incoming))  # what is not committed does not wait for the database
            turns = await (self._failures.see_through(branch, origin, asking.incoming.name) if lasts else branch())
            letters = not here.names and are_several(turns)
            turns = lettered(turns) if letters else turns
            turns = await self._history.with_above(
                asking.sender.platform, asking.incoming, exchange, turns, names=here.names
            )
            result.turns = len(turns)
            perceived = await self._attachments.perceived(
                asking.sender,
                turns,
                self._listening.holding(asking.names),
                str(origin.person),
                charge,
                kept=exchange.kept,
            )
            if perceived.nothing and not has_words(asking.incoming):
                result.measure.outcome = "unread"
                if asking.incoming.again or self._told.is_news(origin, "unread"):
                    live.finish(perceived.nothing)
                else:
                    live.withdraw()
                return
            live.remark("not_read", perceived.said)
            result.files = perceived.lasting
            live.quote(quote(perceived.heard))
            toolbox = await self._rounds.toolbox(asking)
            request = replace(
                request_of(
                    exchange,
                    perceived.messages,
                    persona=here.persona,
                    names=here.names,
                    letters=letters,
                    day=self._history.day(origin, here, asking.sender.clock.wall()),
                ),
                asker=opaque(origin.person),
                effort=here.effort,
                search=here.search,
                tools=toolbox.definitions,
                pace=live.pace,
            )
            over = await charge.read(request)
            if over is not None:
                result.measure.outcome = "budget"
                live.finish(over_budget(over, asking.sender.clock.wall()))
                return
            pull = partial(self._listening.pull, live, asking, result)
            loop = self._rounds.loop(toolbox, live, asking, result, acts) if toolbox or toolbox.missing else None
            if not await (pull(request) if loop is None else loop.answer(request, pull)):
                return
            if not is_visible(live.text) and live.has_beside:
                live.feed(say("picture"))
            if not is_visible(live.text):
                raise EmptyAnswer
        except ProviderError as error:
            who = f"{result.provider}/{result.model}" if result.provider else asking.model
            seen = bool(live.surfaces) or asking.terminal
            result.ending = after_words(error)
            result.measure.outcome = result.ending.outcome if result.ending is not None else "failed"
            words = self._failures.of_model(who, error, origin, failed=result.failed(), seen=seen)
            live.finish(words, goes_on=result.ending is not None and result.ending.goes_on)
        except QuestionGone:
            live.withdraw()
        except StoreError as error:
            live.finish(self._failures.store_failed(error, origin))
        else:
            self._failures.completed(f"{result.provider}/{result.model}")
            result.ending = OF_REASON[result.reason]
            result.measure.outcome = result.ending.outcome
            words = say(result.ending.phrase) if result.ending.phrase else ""
            self._offer_search(live, asking, result)
            live.finish(words, goes_on=result.ending.goes_on)

    def _offer_search(self, live: LiveReply, asking: Asking, result: Result) -> None:
        """Say once in a place that the model could search the web, below an answer that says it cannot know."""
        price = self._listening.search_offer(result)
        if price is None or asking.here.search or asking.terminal or not says_it_cannot_know(live.text):
            return
        if self._told.is_news(asking.origin, "search"):
            live.remark("sources", say("search_offer", price=money(price, ".3g")))


def opaque(person: Person) -> str:
    """A code that tells people apart without saying who they are; each start of the program gives others."""
    return blake2b(str(person).encode(), digest_size=8, key=_KEY).hexdigest()
