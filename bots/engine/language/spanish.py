"""Everything that the bot itself says, in Spanish: polite, with "tú"."""

from collections.abc import Mapping
from types import MappingProxyType

from bots.engine.language.spanish_errors import SPANISH_ERRORS
from bots.engine.language.spanish_files import SPANISH_FILES
from bots.engine.language.spanish_help import SPANISH_HELP
from bots.engine.language.spanish_models import SPANISH_MODELS
from bots.engine.language.spanish_owner import SPANISH_OWNER
from bots.engine.language.spanish_people import SPANISH_PEOPLE
from bots.engine.language.spanish_privacy import SPANISH_PRIVACY
from bots.engine.language.spanish_settings import SPANISH_SETTINGS
from bots.engine.language.spanish_terminal import SPANISH_TERMINAL
from bots.engine.language.spanish_tools import SPANISH_TOOLS
from bots.engine.language.spanish_usage import SPANISH_USAGE

SPANISH: Mapping[str, str] = MappingProxyType(
    {
        **SPANISH_ERRORS,
        **SPANISH_FILES,
        **SPANISH_HELP,
        **SPANISH_MODELS,
        **SPANISH_OWNER,
        **SPANISH_PEOPLE,
        **SPANISH_PRIVACY,
        **SPANISH_SETTINGS,
        **SPANISH_TERMINAL,
        **SPANISH_TOOLS,
        **SPANISH_USAGE,
        "stop_button": "⏹ Parar",
        "now_button": "⏩ Responder esto ya",
        "stop_button_hidden": "⏹ Parar (el resto llega en un archivo)",
        "allow_button": "✅ Permitir",
        "deny_button": "🚫 Denegar",
        "waiting": "⏳ Esperando a {model} …",
        "many_ask": "⏳ Muchas personas preguntan a {model} en este momento. Tu pregunta está en la cola …",
        "thinking": "💭 {model} está pensando …",
        "no_words": "El modelo no respondió nada que se pueda mostrar. Pregunta de nuevo o elige otro modelo: /model.",
        "refused_rest": "⚠️ El resto de esta respuesta no se pudo mostrar aquí. Ya lo sabe quien me administra.",
        "refused_whole": "⚠️ Mi respuesta no se pudo mostrar aquí. Ya lo sabe quien me administra.",
        "whole_answer": "📄 La respuesta no cabe aquí; en este archivo está entera.",
        "stopped": "⏹ Detenida.",
        "stopped_for_next": "⏹ Detenida para la siguiente pregunta.",
        "nothing_to_stop": "Aquí no hay ninguna respuesta que parar.",
        "stopping": "Parando.",
        "not_yours_to_stop": "Solo quien preguntó o un administrador puede parar esta respuesta.",
        "answer_over": "Esa respuesta ya terminó.",
        "answer_begun": "Otra pulsación fue más rápida: esa respuesta ya está en camino.",
        "alert_counted": "{text} ({count} de estos desde la última vez que te avisé.)",
        "interrupted": "⏹ Interrumpida porque me reiniciaron. Vuelve a preguntar, por favor.",
        "ready": "✅ Tu respuesta está lista.",
        "no_room": "Mucha gente me escribe ahora mismo. Pulsa otra vez dentro de un minuto, por favor.",
        "late": "No estaba en línea cuando escribiste esto.",
        "late_button": "▶️ Responder ahora",
        "late_ask_again": "No estaba en línea cuando escribiste esto. Si aún quieres saberlo, vuelve a preguntar.",
        "owner_only": "Solo el dueño de este bot puede hacer eso.",
        "paused_by_owner": "Me puso en pausa quien me administra, y solo esa persona puede quitarla.",
        "private_only": "Eso solo funciona en un chat privado conmigo.",
        "first_invitation": "➕ Añádeme en {platform}: {address}",
        "first_off": "Antes de que lleguen otros, quizá quieras ver:",
        "first_thoughts": "- el razonamiento del modelo, que nadie ve: `/settings reasoning` lo muestra",
        "first_search": "- la web, donde el modelo no mira: `/settings search` lo permite, a unos {price} por búsqueda",
        "first_limits": "- lo que puede gastar cada uno: `/settings limit` lo muestra y lo cambia",
        "settings_button": "⚙️ Ajustes",
        "unknown_command": "No conozco /{name}. /help dice lo que sé hacer.",
        "missing_option": "A /{name} le falta algo; por ejemplo: {example}",
        "unknown_button": "Ese botón ya no funciona.",
        "retry_button": "🔄 Otra vez",
        "edited_button": "✏️ Responder a lo editado",
        "reply_button": "💬 Responder",
        "go_on_button": "⏩ Continuar",
        "go_on_nothing": "Aquí no se cortó ninguna respuesta mía; no hay nada que continuar.",
        "go_on_early": "Esa respuesta está terminando; pulsa otra vez en un momento.",
        "go_on_late": "Esa respuesta ya se continuó.",
        "go_on_by_button": "Pulsa Continuar debajo de la respuesta: desde aquí no la alcanzo.",
        "continue_label": "¿Qué sigue?",
        "sources": "Fuentes",
        "turn_back_button": "◀",
        "turn_here_button": "{number}/{of}",
        "turn_on_button": "▶",
        "not_yours_to_turn": "Solo quien preguntó, o un administrador, puede pasar a otra versión.",
        "version_gone": "Esa versión ya no existe.",
        "version_asked": "Otra versión está en camino; espera a que termine.",
        "version_too_long": "Estas versiones no caben en un mensaje cada una: ⓘ las tiene en un archivo.",
        "info_version": "Versión {number} de {of}.",
        "info_versions_file": "Las otras versiones están en el archivo.",
        "info_button": "ⓘ",
        "info_gone": "De esa respuesta ya no guardo nada.",
        "info_model": "Modelo: **{model}**",
        "info_model_unknown": "Modelo: no se sabe; la respuesta es anterior a ⓘ, o un reinicio la cortó.",
        "info_instead": "Respondió en lugar de {model}. {why}",
        "info_withdrawn": "Su proveedor retiró aquel.",
        "info_not_set_up": "El proveedor de aquel ya no está configurado.",
        "info_time": "Tiempo: {took}",
        "info_tokens": "Tokens: {input} de entrada, {output} de salida",
        "info_tokens_in_all": "Tokens: unos {tokens}",
        "info_cost": "Coste: {cost}",
        "info_cost_unknown": "Coste: no se sabe",
        "info_turns": "Mensajes leídos: {count}",
        "info_read": "Leído: {things}",
        "info_unread": "Sin leer: {things}",
        "info_whole": "Está completa.",
        "info_sources": "Fuentes:",
        "info_rest_alone": "El resto está en nuestro chat privado.",
        "info_open_chat": "Para el resto, abre un chat privado conmigo, pulsa Iniciar allí y otra vez ⓘ.",
        "took": "{seconds} s",
        "retry_nothing": "Aquí no te he respondido todavía; no hay nada que repetir.",
        "retry_old": "Esa no es la última respuesta: la conversación ya ha seguido.",
        "older_part": "… (parte de una respuesta anterior)",
        "not_your_button": "Ese botón es para la persona a quien respondí.",
        "no_category": "Este lugar no está en ninguna categoría; elige here, channel o server.",
        "lacks_head": "Lo que me falta aquí:",
        "lacks_provider": "{provider} se niega a responderme. {cure}",
        "lacks_provider_here": (
            "El proveedor del modelo se niega a responderme. Quien me administra tiene que arreglarlo; quizá otro "
            "modelo responda: /model."
        ),
        "new_started": "Aquí empieza una conversación nueva.",
        "new_shared": (
            "Aquí cada mención ya empieza una conversación nueva; responde a un mensaje mío para continuarla."
        ),
        "page_of": "Página {number} de {pages}",
        "in_thread": "en este hilo",
        "in_topic": "en este tema",
        "in_channel": "en este canal",
        "in_chat": "en este chat",
        "in_group": "en este grupo",
        "in_category": "en esta categoría",
        "in_server": "en este servidor",
        "in_private": "en los chats privados",
        "in_shared": "en servidores y grupos",
        "ask_about": "Preguntar sobre esto",
        "form_too_late": "Tardé demasiado. Pulsa el botón otra vez, por favor.",
        "lacks_permissions": (
            "Me faltan permisos en este canal: {permissions}. Dáselos a mi rol en los ajustes del canal, en Permisos."
        ),
        "lacks_writing": (
            "No tengo permiso para escribir en este chat. Hazme administrador con permiso para publicar, o quítame la "
            "restricción."
        ),
        "lacks_files": (
            "No tengo permiso para enviar archivos ni imágenes en este chat; sus administradores pueden dármelo."
        ),
        "lacks_hearing": (
            "El modo de privacidad me oculta lo que se dice aquí sin dirigirse a mí. Hazme administrador de este "
            "grupo; o desactívalo para todos los grupos (@BotFather, /setprivacy, Disable) y añádeme de nuevo a este."
        ),
        "lacks_intent": (
            "Discord me oculta lo que se escribe sin mencionarme. El dueño del bot puede activar el Message Content "
            "intent, en Bot, en https://discord.com/developers/applications."
        ),
        "queue_full": (
            "Hay demasiadas preguntas en espera en esta conversación. Espera primero una respuesta, por favor."
        ),
        "no_threads": "Aquí no puedo abrir hilos, así que las respuestas quedan debajo de sus preguntas.",
        "no_server": "Esto no es un servidor ni un grupo.",
        "in_line": "⏳ {count} antes de ti …",
        "in_seconds": "dentro de {count} s",
        "in_minutes": "dentro de {count} min",
        "in_hours": "dentro de {count} h",
        "in_days": "dentro de {count} {count:día|días}",
        "question_too_long": (
            "Eso son {length} caracteres; leo hasta {most} de una vez. Acórtalo o envía el resto después."
        ),
        "paused_here": "⏸ Ahora estoy en pausa aquí.",
        "in_scope": "en {scope}",
        "place_unclear": "Di un lugar: here, off, discord:CANAL o telegram:CHAT.",
    }
)
