"""What the terminal says of its own, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_TERMINAL: Mapping[str, str] = MappingProxyType(
    {
        "chat_no_model": "Para un modelo de verdad define OPENAI_API_KEY, o deja que parley init lo pregunte.",
        "chat_answers": "Aquí responde {model}. Con / ves los comandos, Ctrl-C para una respuesta, Ctrl-D sale.",
        "chat_platforms": "Para {titles} define {variables}.",
        "chat_or": "o",
        "chat_nobody": "{name} no responde. {cure} ({error})",
        "chat_in_memory": "Aquí no se puede escribir {path}, así que no se guarda nada de esta conversación.",
        "chat_log": "Qué falló exactamente está escrito en {path}.",
        "chat_leave": "Con Ctrl-D sales.",
        "chat_go_on": "/continue la sigue.",
        "chat_thoughts": "Lo que está arriba eran los pensamientos del modelo; ahora viene su respuesta.",
        "chat_not_written": "La respuesta no se puede escribir: {reason}.",
    }
)
