"""`parley ask`: one question from a shell, without a chat."""

import asyncio
import os
import sys
from contextlib import aclosing

from bots.cli.stdio import complain, end_line, write
from bots.config.sections import Config
from bots.engine.language.phrases import advise, say
from bots.engine.reply.finishing import OF_REASON, WHOLE, after_words
from bots.engine.runtime.clock import Clock
from bots.wiring import open_catalog
from provider import Catalog
from provider.contract import Answering, Finish, Message, Picture, Request, Retract, Text
from provider.errors import ProviderError

INTERRUPTED = 130


async def ask(config: Config, clock: Clock, stop: asyncio.Event, model: str, question: str) -> int:
    """Ask one question; the answer goes to standard output as it comes.

    Returns the exit status: 0 for a whole answer, 1 if it failed, 2 if there is no question, 130 if it was interrupted.
    """
    if not question.strip():
        complain('there is no question; write one behind the command: parley ask "Why is the sky blue?"')
        return 2
    catalog = open_catalog(config, demo=True, clock=clock)
    try:
        # After Ctrl-C, or once the reader of the pipe is gone, nothing more is waited for.
        answer = asyncio.create_task(_answer(catalog, model, question), name="answer")
        told = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait((answer, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        answer.cancel()
        await asyncio.gather(told, answer, return_exceptions=True)
        return INTERRUPTED if answer.cancelled() else answer.result()
    finally:
        await catalog.aclose()


async def _answer(catalog: Catalog, model: str, question: str) -> int:
    said, ending = "\n", WHOLE
    try:
        name = await catalog.find(model) if model else ""
        async with aclosing(catalog.stream(name, Request((Message("user", question),)), chat=False)) as events:
            async for event in events:
                match event:
                    case Text(text):
                        said = text
                        write(text)
                    case Retract():
                        end_line(said)
                        said = "\n"
                        complain("what stands above were the model's thoughts; its answer follows.")
                    case Picture():
                        said = say("picture")
                        write(said)
                    case Finish(reason):
                        ending = OF_REASON[reason]
                    case Answering(provider, other, wanted) if wanted:
                        complain(f"{provider}/{other} answers instead of {wanted}.")
    except ProviderError as error:
        end_line(said)
        broke = after_words(error)
        complain(f"{say(broke.phrase) if broke else advise(error)} ({error})")
        return 1
    except asyncio.CancelledError:
        end_line(said)
        raise
    except BrokenPipeError:
        # Nobody reads any more. Without this, Python complains once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    end_line(said)
    if ending.is_whole:
        return 0
    complain(say(ending.phrase))
    return 1
