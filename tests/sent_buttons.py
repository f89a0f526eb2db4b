"""Payloads as landed commits have put them under messages, which people can press for as long as those stand.

Gathered from the whole history: the actions in `bots/` of every commit, and the tables that name their functions. One
stays here when the code has none of that kind any more: the message may still be there.
"""

from bots.engine.handlers.registry import PRESSES

ROW, KEY = "2", "1"

SENT: tuple[str, ...] = (
    # Under answers, by the row of the answer or the key of the reply in flight.
    f"stop|{KEY}",
    f"retry|{ROW}",
    f"continue|{ROW}",
    f"go_on|{ROW}.40",
    f"again|{ROW}",
    f"anew|{ROW} local/test-model",
    f"anew|{ROW}c local/test-model",
    f"anew|{ROW} #0123456789abcdef",
    f"edited|{ROW}.1",
    f"now|{KEY}",
    f"info|{ROW}",
    f"turn|{ROW}",
    # Whether a tool may run, by the key of a question that one run asked.
    "permit|AAAAAAAAAAAAAAAA",
    "permit_always|AAAAAAAAAAAAAAAA",
    "forbid|AAAAAAAAAAAAAAAA",
    # Models, by name or by the digest of a long one, from lists that knew no reach, no ability and no typed words.
    "model|local/test-model",
    "model|local/gone",
    "model|#0123456789abcdef",
    "model|>channel>local/test-model",
    "model_all|local/test-model",
    "page|models 0",
    "page|models 7",
    "page|list 0",
    "page|pick 1",
    "page|pick_all 0",
    "page|models>sees 0",
    "page|models>>everywhere>son 0",
    "pick|",
    "pick|everywhere",
    "pin|",
    "unpin|",
    # Settings, by key, value and reach; the history; Undo by the row of a change.
    "set|",
    "set|history",
    "set|persona",
    "set|persona=teacher",
    "set|persona=reset",
    "set|trigger=all",
    "set|memory@server",
    "set|memory@server=reply",
    "set|where=thread",
    "set|model",
    "set|a=off",
    "write|persona",
    "write|trigger",
    "write|timezone",
    "write|persona@server",
    "undo|1",
    "undo|99999",
    "unswitch|1.1",
    "limit|",
    "limit|set",
    "usage|here 7",
    "usage|mine 30",
    # The owner's: who may use the bot, and where it is.
    "allow|telegram:person:77",
    "allow|discord:server:99",
    "deny|telegram:person:77",
    "deny|discord:server:99",
    "leave|telegram:-500",
    "leave|telegram:chat:-500",
    "leave|discord:server:99",
    "servers|0",
    "status|1",
    "servers|1 allow telegram:chat:-900",
    "servers|0 deny telegram:chat:-900",
    "servers|0 leave telegram:chat:-900",
    # What is kept, and the help.
    "export|",
    "unread|sure",
    "unread|no",
    "forget|",
    "forget|no",
    "forget|sure",
    "help|",
    "help|models",
    "help|a topic that went",
)

BROKEN: tuple[str, ...] = (
    "",
    "|",
    "nonsense",
    "nonsense|1",
    "stop|",
    "retry|x",
    "go_on|2",
    "info|x",
    "again|",
    "anew|",
    "undo|x",
    "page|",
)
"""What no commit has sent: of a version to come, of another bot with that token, or damaged."""

NAMES = frozenset(payload.partition("|")[0] for payload in SENT)

KNOWN = frozenset(PRESSES)
"""The actions that today's code has."""
