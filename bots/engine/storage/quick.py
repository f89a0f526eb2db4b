"""Which jobs are quick: so few rows, each found by a key, that they may run on the thread of the event loop.

A job that is not named here runs on a thread of its own, which may take any time, and costs more: a thread has to be
woken, and has to ask for the interpreter after each statement.
"""

from bots.engine.storage import exchanges, holding, inbox, messages, replies, spending

NOTES = frozenset({replies.renew, replies.attempt})
"""Quick ones that a crash of the program must not lose, but a power cut may: the next one says all of it again."""

QUICK = NOTES | {
    exchanges.begin,
    exchanges.begin_anew,
    exchanges.begin_more,
    exchanges.finish,
    exchanges.go_on,
    exchanges.grew,
    exchanges.join,
    exchanges.leave,
    exchanges.replaced,
    exchanges.said,
    exchanges.stood,
    exchanges.turn,
    holding.holding,
    inbox.commit,
    inbox.end,
    inbox.first,
    messages.note_sources,
    replies.begin,
    spending.extend,
    spending.settle,
}
