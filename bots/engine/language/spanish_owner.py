"""What the owner reads: alerts, how everything is, who owns the bot, which servers there are, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_OWNER: Mapping[str, str] = MappingProxyType(
    {
        "alert_budget": "📊 Usado el {percent} % de {limit} ({subject}). Se renueva: {at}.",
        "alert_share": (
            "📊 {subject} ha usado el {percent} % de {limit}, su parte de lo que comparten todos. Para darle más, "
            "escribe allí /settings limit 80%. Se renueva: {at}."
        ),
        "alert_budget_anew": "📊 El límite se ha renovado: {limit} ({subject}).",
        "alert_mend": "{sign} {model} se niega a responder. {cure} {cause} (traza {trace})",
        "alert_withdrawn": (
            "🟡 {model} ya no está disponible: su proveedor lo retiró. Donde estaba elegido responde la siguiente "
            "elección que vale, y lo dice. Esto te lo digo una vez. {cause} (traza {trace})"
        ),
        "alert_not_set_up": (
            "🟡 {model} está elegido, y su proveedor no está configurado. Donde estaba elegido responde la siguiente "
            "elección que vale, y lo dice. Esto te lo digo una vez. {cause} (traza {trace})"
        ),
        "alert_refusals": (
            "⚠️ {model} ha rechazado varias preguntas seguidas; quizá el fallo esté en cómo le pregunto. Mira "
            "`extra`, `system` y `stream` de este modelo en la configuración. {cause} (traza {trace})"
        ),
        "alert_again": "🟢 {model} vuelve a responder.",
        "alert_nothing_set_up": "🟡 Alguien me ha preguntado algo, y todavía no tengo ningún modelo. {cause}",
        "alert_provider": "🔴 {model} no funciona. {cause} (traza {trace})",
        "alert_error": "⚠️ {model} falló. {cause} (traza {trace})",
        "alert_deadly": (
            "💀 Me he caído más de una vez con una pregunta en {place}, y no vuelvo a hacerla. "
            "Si su respuesta había empezado, dice que se interrumpió; mi registro quizá diga por qué."
        ),
        "alert_refused": "⚠️ La plataforma no quiso mostrar una respuesta en {place}: {cause}",
        "alert_shown_again": "🟢 Las respuestas en {place} vuelven a mostrarse.",
        "alert_unsaid": "⚠️ Tenía algo que decir en {place}, y la plataforma no quiso mostrarlo: {cause}",
        "alert_stand_in": "🟡 {other} responde en lugar de {model}.{cause}",
        "alert_defect": "⚠️ Algo falló dentro de Parley; su registro dice qué, con la traza {trace}.",
        "alert_update": "⚠️ {platform}: no pude procesar algo que llegó; el registro dice qué, con la traza {trace}.",
        "alert_platform": (
            "⚠️ {platform}: no recibo nada allí hasta que me arranquen de nuevo; el registro dice por qué."
        ),
        "alert_platform_off": (
            "⚠️ {platform} no me deja entrar; el registro dice por qué. Lo sigo intentando de vez en cuando."
        ),
        "alert_platform_back": "🟢 {platform}: vuelvo a recibir mensajes allí.",
        "alert_token": (
            "⚠️ {platform} sigue rechazando mi token. Lo sigo intentando; si el token fue revocado, dame uno nuevo y "
            "arráncame otra vez."
        ),
        "alert_held_back": (
            "🟡 {platform} solo me deja conectarme cierto número de veces al día, y hoy casi no quedan. Así que me "
            "conecto menos hasta mañana, la próxima vez {left}; el registro dice más."
        ),
        "alert_database": "🔴 {cause} Mientras dure, las preguntas pueden fallar.",
        "alert_database_again": "🟢 La base de datos vuelve a funcionar.",
        "alert_missed": "📬 Lo que no pude decirte antes:",
        "alert_missed_more": "… y {count} más",
        "alert_missed_asks": "Decide sobre las personas y servidores que preguntan: /servers.",
        "alert_config": "⚙️ El archivo de configuración ha cambiado; ya uso el nuevo.",
        "alert_config_restart": (
            "⚙️ Ya uso el nuevo archivo de configuración, salvo lo que necesita un reinicio: {keys}."
        ),
        "alert_config_bad": (
            "⚙️ El archivo de configuración ha cambiado, pero no puedo usarlo y sigo con el anterior. {problem}"
        ),
        "alert_machines_differ": (
            "⚙️ Dos de mis procesos leen configuraciones distintas: {one} y {other} difieren en {what}. Lo que cada uno "
            "recibe depende de cuál conteste. Pon la misma configuración en todas las máquinas; lo que haya cambiado "
            "puede necesitar un reinicio."
        ),
        "alert_machines_alike": "⚙️ Todos mis procesos vuelven a leer la misma configuración.",
        "differ_models": "los modelos",
        "differ_limits": "los límites",
        "differ_owners": "los propietarios",
        "differ_access": "quién puede hablar",
        "differ_settings": "los ajustes que nadie ha elegido",
        "alert_moved": (
            "⚙️ {old} tiene un número nuevo, {new}: escríbelo en [places] de la configuración. Hasta entonces, lo que "
            "[places] dice del número anterior no tiene efecto."
        ),
        "leave_button": "🚪 Salir",
        "paused_now": "⏸ En pausa: {scope}. Allí ahora solo respondo a los dueños.",
        "resumed": "▶️ Vuelvo a responder: {scope}.",
        "not_paused": "No estaba en pausa: {scope}.",
        "paused_still": "Aquí sigue en pausa, porque lo está el servidor o todo; mira /pause.",
        "servers_head": "Servidores, grupos y personas:",
        "servers_none": "No estoy en ningún servidor ni grupo, y nadie pregunta.",
        "servers_line": "{number}. {subject}: {state}",
        "state_allowed": "✅ permitido",
        "state_denied": "🚫 denegado",
        "state_undecided": "❔ sin decidir",
        "left": "🚪 Salí: {subject}.",
        "not_left": "No pude salir de {subject}.",
        "owner_list": "Dueños: {owners}. Los avisos van a: {log}.",
        "owner_added": "Ahora {person} también es dueño.",
        "owner_already": "{person} ya es dueño.",
        "owner_removed": "{person} ya no es dueño.",
        "owner_in_config": "{person} es dueño en el archivo de configuración; quítalo allí.",
        "owner_is_none": "{person} no es dueño.",
        "owner_is_last": "{person} es el único dueño; añade primero a otro.",
        "status_head": "Parley {version}, desde {since}",
        "status_connected": "🟢 Conectado: {platforms}",
        "status_away": "🔴 Sin conexión: {platforms}",
        "status_no_writes": "🔴 La base de datos no admite escrituras.",
        "status_growing": "Ahora {count:crece|crecen} {count} {count:respuesta|respuestas}.",
        "status_waiting": (
            "En espera: {questions} {questions:pregunta|preguntas}, {calls} {calls:llamada|llamadas} "
            "a las plataformas, {jobs} {jobs:tarea|tareas} de la base de datos."
        ),
        "status_kept": "{count} {count:pregunta guardada|preguntas guardadas} hasta su respuesta.",
        "status_today": "**Hoy (UTC)**",
        "status_day": "{name}: {answers} {answers:respuesta|respuestas}, {failed} con fallo, {cost}",
        "status_private": "chats privados en {platform}",
        "status_alerts": "**Últimos avisos**",
        "status_alert": "{at}: {text}",
        "status_no_alerts": "Ninguno desde el arranque.",
        "log_private": "el chat privado de cada dueño",
        "log_is": "Los avisos van a: {log}.",
    }
)
