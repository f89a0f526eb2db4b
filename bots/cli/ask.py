"""`parley ask`: one question from a shell, without a chat."""

import asyncio
import json
import os
import sys
from contextlib import aclosing
from dataclasses import dataclass, field

from bots.cli.last_answer import LastAnswer
from bots.cli.question import CannotBeRead, Question, message, with_persona
from bots.cli.stdio import complain, end_line, write
from bots.config.sections import Config
from bots.engine.language.phrases import advise, say
from bots.engine.reply.citing import Citing
from bots.engine.reply.finishing import OF_REASON, WHOLE, Ending, after_words
from bots.engine.runtime.clock import Clock
from bots.engine.settings.personas import persona
from bots.file_bounds import bounds
from bots.providers import open_catalog
from bots.terminal_bot.state import state_folder
from bots.text.sources import Cited, listed, plain_sources
from provider import Catalog
from provider.contract import Answering, Finish, FinishReason, Message, Picture, Request, Retract, Source, Text, Usage
from provider.errors import ModelNotFound, NothingSetUp, ProviderError

INTERRUPTED = 130


@dataclass
class Answer:
    """What has come of an answer. `text`: as it stands; `error`: why there is no more."""

    text: str = ""
    model: str = ""
    instead_of: str = ""
    usage: Usage | None = None
    finish: FinishReason | None = None
    ending: Ending = WHOLE
    error: str = ""
    citing: Citing = field(default_factory=Citing)

    @property
    def sources(self) -> Cited:
        """What the answer rests on."""
        numbered = self.citing.numbered
        return Cited(numbered, listed(numbered, self.text))

    @property
    def is_whole(self) -> bool:
        """Whether the answer is complete."""
        return not self.error and self.ending.is_whole


async def ask(config: Config, clock: Clock, stop: asyncio.Event, question: Question) -> int:
    """Ask one question; the answer goes to standard output as it comes, or at its end as JSON.

    Returns the exit status: 0 for a whole answer, 1 if it failed or is not whole, 2 if there is nothing to ask or what
    is to be read cannot be, 130 if it was interrupted.
    """
    if question.is_empty:
        complain('there is no question; write one behind the command: parley ask "Why is the sky blue?"')
        return 2
    last = LastAnswer(state_folder() / "last.json", config.storage.keep_days)
    before = last.read(clock.wall()) if question.goes_on else ()
    if question.goes_on and not before:
        complain("there is no last answer to go on from; ask without -c.")
        return 2
    try:
        asked = await message(question, bounds(config).limits)
    except CannotBeRead as error:
        complain(str(error))
        return 2
    messages = (*with_persona(persona(question.persona), before), asked)
    catalog = open_catalog(config, demo=True, clock=clock)
    answer = Answer()
    try:
        # After Ctrl-C, or once the reader of the pipe is gone, nothing more is waited for.
        answering = asyncio.create_task(_answer(catalog, question, messages, answer), name="answer")
        told = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait((answering, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        answering.cancel()
        await asyncio.gather(told, answering, return_exceptions=True)
        if answering.cancelled():
            return INTERRUPTED
        status = answering.result()
        if question.as_json and not _put(json.dumps(_described(answer, catalog), ensure_ascii=False) + "\n"):
            status = 1
    finally:
        await catalog.aclose()
    if answer.text and (trouble := last.write((*messages, Message("assistant", answer.text)), clock.wall())):
        complain(f"the answer cannot be kept for -c: {trouble}.")
    return status


async def _answer(catalog: Catalog, question: Question, messages: tuple[Message, ...], answer: Answer) -> int:
    shown = _nothing if question.as_json else write
    try:
        name = await catalog.find(question.model) if question.model else ""
        async with aclosing(catalog.stream(name, Request(messages), chat=False)) as events:
            async for event in events:
                match event:
                    case Text(text):
                        answer.text += text
                        shown(text)
                    case Retract():
                        if not question.as_json:
                            end_line(answer.text)
                            complain("what stands above were the model's thoughts; its answer follows.")
                        answer.text = ""
                    case Picture():
                        answer.text += say("picture")
                        shown(say("picture"))
                    case Source():
                        answer.citing.take(event, answer.text, 0)
                    case Usage():
                        answer.usage = event
                    case Finish(reason):
                        answer.finish, answer.ending = reason, OF_REASON[reason]
                    case Answering(provider, other, wanted):
                        answer.citing.begin_anew()
                        answer.model, answer.instead_of = f"{provider}/{other}", wanted
                        if wanted:
                            complain(f"{provider}/{other} answers instead of {wanted}.")
    except ProviderError as error:
        answer.error = _told(error)
    except asyncio.CancelledError:
        shown("" if not answer.text or answer.text.endswith("\n") else "\n")
        raise
    except BrokenPipeError:
        _nobody_reads()
        return 1
    if answer.text and not answer.text.endswith("\n") and not question.as_json and not _put("\n"):
        return 1
    if answer.sources.below and not question.as_json and not _put(f"\n{plain_sources(answer.sources)}\n"):
        return 1
    if not answer.is_whole:
        complain(answer.error or say(answer.ending.phrase))
    return int(not answer.is_whole)


def _put(text: str) -> bool:
    """Write the last of an answer; returns whether somebody still reads it."""
    try:
        write(text)
    except BrokenPipeError:
        _nobody_reads()
        return False
    return True


def _nobody_reads() -> None:
    # Without this, Python complains once more when it flushes at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: ProviderError) -> str:
    """Why there is no more of an answer, for whoever owns this machine."""
    if isinstance(error, ModelNotFound | NothingSetUp):
        return str(error)  # names those that there are; our own sentence would name a command of a chat
    broke = after_words(error)
    return f"{say(broke.phrase) if broke else advise(error)} ({error})"


def _described(answer: Answer, catalog: Catalog) -> dict[str, object]:
    """The answer as a JSON object. `cost`: in US $; null where no price or no count of tokens is known."""
    price = catalog.settings(answer.model).price if answer.model else None
    usage = answer.usage
    tokens = usage and {"input": usage.input_tokens, "output": usage.output_tokens, "cached": usage.cached_tokens}
    described: dict[str, object] = {
        "text": answer.text,
        "model": answer.model,
        "tokens": tokens,
        "cost": price.of(usage) if price and usage else None,
        "finish": "error" if answer.error else answer.finish or "unknown",
    }
    if answer.sources.below:
        named = [{"number": each.number, "title": each.title, "url": each.url} for each in answer.sources.below]
        described["sources"] = named
    described |= {"instead_of": answer.instead_of} if answer.instead_of else {}
    return described | ({"error": answer.error} if answer.error else {})


def _nothing(_: str) -> None:
    """Show nothing: JSON is written at the end."""
