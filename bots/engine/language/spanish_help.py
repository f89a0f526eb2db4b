"""What the pages of `/help` say in Spanish, beside the descriptions of the commands."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_HELP: Mapping[str, str] = MappingProxyType(
    {
        "help_head": "Lo que sé hacer",
        "help_hello": "¡Hola, {person}!",
        "help_first_alone": "Escribe, y un modelo de lenguaje responde. Ctrl-C para una respuesta.",
        "help_first_private": "Escríbeme, y un modelo de lenguaje responde.",
        "help_first_shared": "Mencióname o respóndeme, y un modelo de lenguaje responde.",
        "help_first_guest": "/ask hace una pregunta a un modelo de lenguaje, también aquí.",
        "help_talking": "💬 Hablar",
        "help_talking_alone": "Cada mensaje sigue a los anteriores, hasta /new.",
        "help_talking_private": (
            "Cada mensaje sigue a los anteriores. También puedes enviar imágenes, documentos y notas de voz. Los "
            "botones bajo una respuesta la dan de nuevo, quizá con otro modelo, o la dejan seguir; ⓘ dice lo que se "
            "sabe de ella."
        ),
        "help_talking_shared": (
            "Responde a una respuesta y sigo desde ahí; una mención nueva empieza de cero. También puedes enviar "
            "imágenes, documentos y notas de voz. Los botones bajo una respuesta la dan de nuevo, quizá con otro "
            "modelo, o la dejan seguir; ⓘ dice lo que se sabe de ella."
        ),
        "help_models": "🧠 Modelos",
        "help_privacy": "🔒 Privacidad",
        "help_settings": "⚙️ Ajustes",
        "help_administrators": "🛠 Para administradores",
        "help_owner": "👑 Para el dueño",
        "help_command": "{command}: {about}",
        "help_straight": "Directo a un ajuste: {commands}.",
        "model_manager_only": "El modelo que responde aquí lo eligen los administradores. {instead}",
        "model_instead_fields": (
            "Para una sola pregunta puedes nombrar otro: /ask tiene un campo `model`, y /retry te da de nuevo mi "
            "última respuesta con otro."
        ),
        "model_instead_line": (
            "Puedes tener de nuevo mi última respuesta con otro: escribe /retry y su nombre. En un chat privado "
            "conmigo eliges para ti."
        ),
    }
)
