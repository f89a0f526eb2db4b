"""What the terminal says of its own, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_TERMINAL: Mapping[str, str] = MappingProxyType(
    {
        "chat_answers": "{model} answers here. Type / for the commands; Ctrl-C stops an answer, Ctrl-D leaves.",
        "chat_no_model": "For a real model set OPENAI_API_KEY, or let parley init ask for one.",
        "chat_platforms": "For {titles} set {variables}.",
        "chat_or": "or",
        "chat_nobody": "{name} does not answer. {cure} ({error})",
        "chat_in_memory": "{path} cannot be written here, so nothing of this chat is kept.",
        "chat_log": "What exactly went wrong is written to {path}.",
        "chat_leave": "Ctrl-D leaves.",
        "chat_go_on": "/continue goes on.",
        "chat_thoughts": "What stands above were the model's thoughts; its answer follows.",
        "chat_not_written": "The answer cannot be written: {reason}.",
    }
)
