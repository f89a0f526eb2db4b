"""Everything that the bot itself says, in Spanish: polite, with "tú"."""

from collections.abc import Mapping
from types import MappingProxyType

from bots.engine.language.spanish_help import SPANISH_HELP
from bots.engine.language.spanish_settings import SPANISH_SETTINGS
from bots.engine.language.spanish_terminal import SPANISH_TERMINAL
from bots.engine.language.spanish_tools import SPANISH_TOOLS

SPANISH: Mapping[str, str] = MappingProxyType(
    {
        **SPANISH_TERMINAL,
        **SPANISH_TOOLS,
        **SPANISH_SETTINGS,
        **SPANISH_HELP,
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
        "picture": "[imagen]",
        "file_refused": "No se ha podido enviar {name} aquí.",
        "error_owner": (
            "El proveedor del modelo rechaza mis peticiones. No es culpa tuya, y ya lo sabe quien me administra. "
            "Quizá otro modelo responda: /model."
        ),
        "whole_answer": "📄 La respuesta no cabe aquí; en este archivo está entera.",
        "stopped": "⏹ Detenida.",
        "stopped_for_next": "⏹ Detenida para la siguiente pregunta.",
        "nothing_to_stop": "Aquí no hay ninguna respuesta que parar.",
        "stopping": "Parando.",
        "not_yours_to_stop": "Solo quien preguntó o un administrador puede parar esta respuesta.",
        "answer_over": "Esa respuesta ya terminó.",
        "answer_begun": "Otra pulsación fue más rápida: esa respuesta ya está en camino.",
        "cut_by_expiry": "✂️ Cortada aquí: Discord solo deja crecer 15 minutos la respuesta a un comando.",
        "alert_counted": "{text} ({count} de estos desde la última vez que te avisé.)",
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
        "money": "{amount} $",
        "here": "aquí",
        "allowance": "{amount} {period}",
        "counted_answers": "{count} {count:respuesta|respuestas}",
        "counted_tokens": "{count} {count:token|tokens}",
        "period_minute": "por minuto",
        "period_day": "al día",
        "period_month": "al mes",
        "over_budget_person_there": (
            "Has llegado a tu límite {where}: {limit}. Podrás preguntar de nuevo {left} ({at})."
        ),
        "over_budget_all_there": (
            "Se ha agotado el límite que comparten todos {where}: {limit}. Vuelvo a responder {left} ({at})."
        ),
        "over_budget_unpriced": (
            "Se ha agotado el límite de los modelos sin precio conocido: {limit}. Este vuelve a responder {left} "
            "({at}); quizá otro pueda responder ahora: /model."
        ),
        "whom_you": "tú",
        "whom_where": "{whom}, {where}",
        "interrupted": "⏹ Interrumpida porque me reiniciaron. Vuelve a preguntar, por favor.",
        "ready": "✅ Tu respuesta está lista.",
        "failed": "⚠️ {sentence}",
        "failed_owner": "⚠️ {sentence} {cause} (traza {trace})",
        "failed_inside": "⚠️ Algo ha fallado dentro de mí. Quien me administra lo sabe; inténtalo más tarde, por favor.",
        "failed_inside_owner": "⚠️ Algo ha fallado dentro de mí; mi registro dice qué, con la traza {trace}.",
        "store_waits": (
            "⏳ Ahora no puedo escribir en mi base de datos. Tu pregunta espera; la responderé en cuanto pueda."
        ),
        "unreadable": (
            "No puedo leer ese mensaje: Discord solo me muestra los que me mencionan. Mencióname en él o usa /ask."
        ),
        "only_text": "Ahí no hay ninguna pregunta. Escribe lo que quieres saber.",
        "nothing_read": "No puedo leer eso: {things}. Escribe lo que quieres saber o envíalo de otra forma.",
        "things_read": "leído: {things}",
        "things_unread": "sin leer: {things}",
        "unread_because": "{name} ({why})",
        "read_part": "{name}, {unit} 1 a {read} de {of}",
        "read_first": "{name}, {unit} 1 a {read}",
        "unit_pages": "páginas",
        "unit_paragraphs": "párrafos",
        "unit_rows": "filas",
        "unit_lines": "líneas",
        "unit_characters": "caracteres",
        "why_gone": "ya no está",
        "why_too_large": "demasiado grande",
        "why_refused": "la plataforma no lo entrega",
        "why_unreachable": "no se pudo traer",
        "why_too_many": "demasiados a la vez",
        "why_empty": "vacío",
        "why_empty_pdf": "un PDF sin texto",
        "why_bomb": "descomprimido ocupa demasiado",
        "why_timeout": "tardó demasiado",
        "why_too_much": "tus archivos ya me han ocupado bastante; prueba dentro de unos minutos",
        "why_broken": "dañado",
        "why_encrypted": "protegido con contraseña",
        "why_cipher": "cifrado con AES, que no puedo abrir",
        "why_unknown_kind": "un tipo de archivo que no leo",
        "why_crashed": "no conseguí leerlo",
        "why_no_room": "ya no cabe en el contexto del modelo",
        "why_no_hearing": "aquí no transcribo audio",
        "why_unheard": "no se pudo transcribir ahora",
        "why_silent": "no se oye hablar a nadie",
        "kind_picture": "una imagen",
        "kind_animation": "un GIF",
        "kind_sticker": "un sticker",
        "kind_document": "un archivo",
        "kind_voice": "un mensaje de voz",
        "kind_audio": "un audio",
        "kind_video": "un vídeo",
        "kind_video_note": "un mensaje de vídeo",
        "kind_story": "una historia",
        "kind_paid_media": "contenido de pago",
        "kind_giveaway": "un sorteo",
        "kind_withheld": "el mensaje de arriba (Discord me lo oculta: el Message Content Intent está desactivado)",
        "kind_declined": "un mensaje cuyo autor no quiere que yo lo lea para otros",
        "kind_unknown": "algo que no conozco",
        "nobody_listens": (
            "Este bot todavía no tiene dueño. Si es tuyo, envíale /claim en un chat privado, con el código que mostró "
            "al arrancar."
        ),
        "not_allowed": "Aquí no respondo a todo el mundo. Le he pedido a quien me administra que te deje entrar.",
        "not_open": "Aquí no respondo a todo el mundo; quien me administra puede dejarte entrar.",
        "denied": "Aquí no estoy disponible para ti.",
        "no_room": "Mucha gente me escribe ahora mismo. Pulsa otra vez dentro de un minuto, por favor.",
        "late": "No estaba en línea cuando escribiste esto.",
        "late_button": "▶️ Responder ahora",
        "late_ask_again": "No estaba en línea cuando escribiste esto. Si aún quieres saberlo, vuelve a preguntar.",
        "wants_person": "{person} quiere hablar conmigo. ¿Se lo permites?",
        "wants_server": "{person} quiere usarme en {server}. ¿Se lo permites a todos allí?",
        "invited": "📨 Me han añadido a {server}. Me iré a las {at} ({left}) si no lo permites.",
        "invited_by": "📨 {person} me ha añadido a {server}. Me iré a las {at} ({left}) si no lo permites.",
        "server_members": "{server} ({count} {count:miembro|miembros})",
        "server_called": "«{name}»",
        "place_in": "{place} en {server}",
        "private_chat_of": "el chat privado con {person}",
        "unnamed_server": "el servidor o grupo {id}",
        "unnamed_place": "el lugar {id}",
        "unnamed_role": "el rol {id}",
        "allowed_now": "✅ Permitido: {subject}.",
        "denied_now": "🚫 Denegado: {subject}.",
        "let_in": "Ya puedes hablar conmigo.",
        "owner_only": "Solo el dueño de este bot puede hacer eso.",
        "manager_only": "Solo quienes administran este canal y el dueño de este bot pueden cambiar eso.",
        "only_some": "Aquí solo algunos pueden hablar conmigo. Un administrador puede dejarte entrar: /settings talk.",
        "off_here": "Aquí estoy desactivado. Un administrador puede activarme: /settings trigger.",
        "not_in_channel": "En este canal no respondo. Un administrador puede cambiarlo: /settings channels.",
        "paused_by_owner": "Me puso en pausa quien me administra, y solo esa persona puede quitarla.",
        "see_talk": "Hecho. La lista entera, y lo demás que puedes hacer con ella: /settings talk.",
        "talk_everybody": "Aquí todos pueden hablar conmigo.",
        "talk_except": "Aquí todos pueden hablar conmigo, excepto: {people}.",
        "talk_only": "Aquí solo pueden hablar conmigo los administradores y: {people}.",
        "talk_never": "Siempre excluidos: {people}.",
        "talk_how": "Di qué hacer con ellos: only, except, add o remove.",
        "administrators_none": "Aquí solo pueden cambiar mis ajustes quienes administran este lugar.",
        "administrators_are": "Además de quienes administran este lugar, pueden cambiar mis ajustes: {people}.",
        "administrators_how": "Di qué hacer con ellos: add o remove.",
        "rights_both": (
            "Entraron antes de que hablar y administrar fueran dos permisos distintos; tienen ambos hasta que cambies "
            "uno: {people}."
        ),
        "channels_all": "Aquí respondo en todos los canales.",
        "channels_except": "Aquí respondo en todos los canales, excepto: {channels}.",
        "channels_only": "Solo respondo en estos canales: {channels}.",
        "channels_how": "Di qué hacer con ese canal: only, except, add o remove.",
        "channel_unclear": "Di un canal de este servidor.",
        "nobody": "nadie",
        "none_yet": "ninguno todavía",
        "private_only": "Eso solo funciona en un chat privado conmigo.",
        "claimed": "✅ Este bot ya es tuyo. Escríbeme aquí y te respondo.",
        "first_invitation": "➕ Añádeme en {platform}: {address}",
        "first_off": "Antes de que lleguen otros, quizá quieras ver:",
        "first_thoughts": "- el razonamiento del modelo, que nadie ve: `/settings reasoning` lo muestra",
        "first_search": "- la web, donde el modelo no mira: `/settings search` lo permite, a unos {price} por búsqueda",
        "first_limits": "- lo que puede gastar cada uno: `/settings limit` lo muestra y lo cambia",
        "settings_button": "⚙️ Ajustes",
        "claimed_before": "Este bot ya es tuyo; /help dice qué puedes hacer.",
        "already_claimed": "Este bot ya tiene dueño.",
        "wrong_code": "Ese no es el código. Lo encuentras en lo que el bot mostró al arrancar.",
        "wrong_codes": (
            "Ese tampoco es el código. Durante diez minutos no contestaré a códigos equivocados; el correcto vale "
            "siempre. Lo encuentras en lo que el bot mostró al arrancar."
        ),
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
        "ended_cut": "✂️ Cortada en el límite del modelo.",
        "ended_too_long": "✂️ Cortada: aquí una respuesta no puede ser más larga.",
        "ended_filtered": "🚫 El filtro de contenido del proveedor terminó esta respuesta.",
        "ended_broken": "⚡ Aquí se cortó la conexión.",
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
        "cost_less": "menos de {amount}",
        "stood_in": "🟡 Responde {other} en lugar de {model}.",
        "stood_in_withdrawn": "🟡 {other} responde en lugar de {model}, que su proveedor retiró.",
        "stood_in_not_set_up": "🟡 {other} responde en lugar de {model}, cuyo proveedor ya no está configurado.",
        "gone_here": (
            "🟡 {model}, {source}, ya no está disponible: su proveedor lo retiró. Aquí responde {other} hasta que un "
            "administrador elija otro."
        ),
        "gone_here_not_set_up": (
            "🟡 {model}, {source}, ya no está disponible: su proveedor ya no está configurado. Aquí responde {other} "
            "hasta que un administrador elija otro."
        ),
        "auto_pinned": (
            "`auto` está fijado a {model}, aunque haya otros disponibles. Si falla, responde otro modelo y lo dice."
        ),
        "auto_today": "`auto` es hoy {model}; cambia según lo que haya disponible.",
        "auto_nothing_to_pin": "Ahora no hay ningún modelo disponible al que fijar `auto`.",
        "auto_choose_button": "🔀 Elegir para todas partes",
        "pin_button": "📌 Dejar este",
        "unpin_button": "🔓 Dejar que cambie",
        "switched_model": "🔀 {who} ha elegido {model} {where}.",
        "switched": "🔀 {who} ha elegido {where}, para {setting}: {value}.",
        "switched_persona": "🔀 {who} me ha dado otra personalidad {where}.",
        "switched_back": "🔀 {who} ha deshecho lo elegido {where} para {setting}.",
        "switch_undone_model": "↩️ {who} lo ha deshecho: aquí vuelve a responder {model}.",
        "switch_undone": "↩️ {who} lo ha deshecho: {setting} está como antes.",
        "switch_undo_button": "↩️ Deshacer",
        "pick_button": "🔀 Elegir otro modelo",
        "retry_nothing": "Aquí no te he respondido todavía; no hay nada que repetir.",
        "retry_old": "Esa no es la última respuesta: la conversación ya ha seguido.",
        "older_part": "… (parte de una respuesta anterior)",
        "not_your_button": "Ese botón es para la persona a quien respondí.",
        "model_not_offered": "Aquí puedes elegir entre estos: {models}.",
        "model_not_yours": (
            "Ese modelo no es para todos. Aquí puedes usar estos: {models}. Un administrador puede elegir otro para "
            "este lugar con /model, y quien me administra puede ofrecerte más."
        ),
        "model_not_yours_private": (
            "Ese modelo no es para todos. Puedes usar estos: {models}. Quien me administra puede ofrecerte más."
        ),
        "model_none_offered": "Aquí el modelo lo elige el dueño de este bot.",
        "category_manager_only": (
            "Solo quienes administran toda la categoría y el dueño de este bot pueden elegir para toda ella."
        ),
        "no_category": "Este lugar no está en ninguna categoría; elige here, channel o server.",
        "server_manager_only": (
            "Solo quienes administran todo el servidor y el dueño de este bot pueden elegir para todo él."
        ),
        "setting_model": "Modelo",
        "setting_search": "Búsqueda en la web",
        "setting_tools": "Herramientas",
        "setting_effort": "Esfuerzo al pensar",
        "setting_persona": "Personalidad",
        "setting_trigger": "Responde a",
        "setting_reasoning": "Razonamiento",
        "setting_details": "Detalles bajo las respuestas",
        "setting_streaming": "Ritmo de escritura",
        "setting_notify": "Mención al terminar",
        "setting_where": "Las respuestas van a",
        "setting_memory": "Memoria",
        "setting_busy": "Mientras respondo",
        "setting_names": "Nombres",
        "setting_timezone": "Zona horaria",
        "setting_language": "Mi idioma",
        "setting_line": "{setting}: **{value}**, {source}",
        "setting_beyond": "(Lo {source} vale donde no se haya elegido nada más cercano.)",
        "setting_overrules": "(Prevalece sobre {value}, {source}.)",
        "setting_locked": "La configuración lo bloquea en este lugar; quien me administra puede cambiarlo allí.",
        "setting_values": "Elige uno de estos: {values}.",
        "setting_shared_only": "Eso solo tiene sentido donde escriben varias personas, no en un chat privado.",
        "settings_head": "Ajustes",
        "value_unfit": "Ese no es uno de los valores posibles.",
        "seconds_unfit": "Di un número entero de segundos, como mucho un día (86.400); 0 es nunca.",
        "prefix_unfit": "Un prefijo tiene de 1 a 16 caracteres, sin espacios, y no empieza por una barra.",
        "zone_unfit": "No conozco esa zona horaria. Di una ciudad (Madrid, Bogotá) o la diferencia con UTC (UTC+2).",
        "zone_near": "No conozco esa zona horaria. ¿Querías decir {near}? También vale la diferencia con UTC (UTC+2).",
        "persona_too_long": "Una personalidad tiene de 1 a 2.000 caracteres.",
        "persona_own": "Para escribir la tuya: /settings persona y el texto.",
        "notify_never": "nunca",
        "notify_after": "a los {seconds} s",
        "reset_button": "↩️ Restablecer",
        "back_button": "◀️ Volver",
        "history_button": "🕓 Historial",
        "history_head": "Lo que se cambió aquí, lo más reciente primero",
        "history_none": "Aquí no se ha cambiado nada.",
        "history_owner": "el dueño",
        "history_line": "{at}, {who}: {setting}, {old} → {new} ({source})",
        "undo_button": "↩️ Deshacer {number}",
        "undo_too_late": "Eso se ha vuelto a cambiar después, así que lo dejo como está.",
        "trigger_unavailable": "No disponible aquí: {triggers}. {reason}",
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
        "model_is": "El modelo de aquí es {model}, {source}.",
        "model_stood_in": "La última vez falló, y respondió {other} en su lugar.",
        "model_withdrawn": (
            "Su proveedor lo retiró, así que responde la siguiente elección que vale aquí hasta que alguien elija otro."
        ),
        "model_not_set_up": (
            "Su proveedor ya no está configurado, así que responde la siguiente elección que vale aquí hasta que "
            "alguien elija otro."
        ),
        "model_is_gone": "🔴 ya no está disponible",
        "model_failing": "Ha fallado varias veces, así que lo dejo descansar un rato.",
        "model_auto": "El modelo de aquí es auto, {source}: ahora mismo responde {answering}.",
        "model_auto_nobody": "El modelo de aquí es auto, {source}, y ahora mismo no hay ningún modelo disponible.",
        "model_set": "A partir de ahora, aquí responde {model}.",
        "model_set_for": "A partir de ahora, {model} responde {where}.",
        "model_still": "Aquí sigue respondiendo {model}: {source}.",
        "model_overrules": "Prevalece sobre {model}, {source}.",
        "model_reset": "He deshecho lo elegido aquí.",
        "model_reset_for": "He deshecho lo elegido {where}.",
        "model_pick": "Elige otro:",
        "model_pick_typing": "Elige otro, o escribe /model y unas palabras de un nombre, como en /model sonnet 4:",
        "model_pick_typed": "Modelos cuyo nombre encaja con «{typed}»:",
        "model_pick_menu": "Elige un modelo",
        "model_gone": "Ese modelo ya no está disponible; /model muestra los que hay.",
        "models_none_fit": "Ningún modelo que puedas elegir tiene un nombre como «{typed}».",
        "page_of": "Página {number} de {pages}",
        "again_which": "¿Qué modelo responde de nuevo?",
        "again_same": "El modelo de aquí",
        "again_begun": "🔄 {model} responde de nuevo.",
        "model_pick_reach": "Lo que elijas aquí vale {where}.",
        "source_thread": "elegido para este hilo",
        "source_topic": "elegido para este tema",
        "source_channel": "elegido para este canal",
        "source_chat": "elegido para este chat",
        "source_group": "elegido para este grupo",
        "source_category": "elegido para esta categoría",
        "source_server": "elegido para este servidor",
        "source_private": "elegido para los chats privados",
        "source_shared": "elegido para servidores y grupos",
        "source_everywhere": "elegido para todas partes",
        "in_thread": "en este hilo",
        "in_topic": "en este tema",
        "in_channel": "en este canal",
        "in_chat": "en este chat",
        "in_group": "en este grupo",
        "in_category": "en esta categoría",
        "in_server": "en este servidor",
        "in_private": "en los chats privados",
        "in_shared": "en servidores y grupos",
        "source_guessed": "deducido del idioma",
        "source_unguessed": "porque el idioma no lo dice; se cambia con /settings timezone y una ciudad",
        "config_thread": "la configuración, para este hilo",
        "config_topic": "la configuración, para este tema",
        "config_channel": "la configuración, para este canal",
        "config_chat": "la configuración, para este chat",
        "config_group": "la configuración, para este grupo",
        "config_category": "la configuración, para esta categoría",
        "config_server": "la configuración, para este servidor",
        "config_private": "la configuración, para los chats privados",
        "config_shared": "la configuración, para servidores y grupos",
        "locked_thread": "la configuración, para este hilo (bloqueado)",
        "locked_topic": "la configuración, para este tema (bloqueado)",
        "locked_channel": "la configuración, para este canal (bloqueado)",
        "locked_chat": "la configuración, para este chat (bloqueado)",
        "locked_group": "la configuración, para este grupo (bloqueado)",
        "locked_category": "la configuración, para esta categoría (bloqueado)",
        "locked_server": "la configuración, para este servidor (bloqueado)",
        "source_default": "valor por defecto",
        "models_head": "Modelos:",
        "models_sees": "Modelos que ven imágenes:",
        "models_hears": "Modelos que oyen:",
        "models_documents": "Modelos que leen PDF directamente:",
        "models_thinks": "Modelos que piensan antes de responder:",
        "models_cheap": "Modelos que cuestan como mucho unos 0,002 $ por respuesta, los más baratos primero:",
        "models_none_thinks": "Que yo sepa, ningún modelo de aquí piensa antes de responder.",
        "models_none_cheap": (
            "Que yo sepa, ningún modelo de aquí es tan barato: todos costarían más de unos 0,002 $ por respuesta."
        ),
        "able_sees": "Ve",
        "able_hears": "Oye",
        "able_documents": "Lee PDF",
        "able_thinks": "Piensa",
        "able_cheap": "Barato",
        "models_none_sees": "Que yo sepa, ningún modelo de aquí ve imágenes.",
        "models_none_hears": "Que yo sepa, ningún modelo de aquí oye.",
        "models_none_documents": "Que yo sepa, ningún modelo de aquí lee PDF directamente.",
        "models_unknown": "De {count:otro|otros {count}} no lo sé.",
        "models_none": "Ahora mismo no puedo mostrar ningún modelo.",
        "model_sees": "ve imágenes",
        "model_hears": "oye",
        "model_documents": "lee PDF",
        "model_thinks": "piensa primero",
        "model_window": "{tokens} tokens",
        "model_first_word": "primera palabra tras {seconds} s",
        "model_well": "{share} de {answers} {answers:respuesta completa|respuestas completas}",
        "model_cost": "{dollars} por respuesta",
        "model_cost_about": "unos {dollars} por respuesta",
        "model_price": "{input} de entrada y {output} de salida por millón de tokens",
        "model_free": "gratis",
        "label_sees": "ve",
        "label_hears": "oye",
        "label_thinks": "piensa",
        "label_price": "{input}/{output}",
        "model_open": "🔴 falla; lo dejo descansar",
        "model_probing": "🟡 falló; a punto de probarlo otra vez",
        "model_replaced": "la última vez lo sustituyó {other}",
        "model_no_vision": "no ve imágenes (averiguado)",
        "model_no_system": "no tiene rol de sistema (averiguado)",
        "model_no_stream": "no responde por partes (averiguado)",
        "model_no_effort": "no admite que se le diga cuánto pensar (averiguado)",
        "model_no_fields": "no admite {fields} (averiguado)",
        "model_starts_thinking": "empieza pensando (averiguado)",
        "model_no_search": "no puede buscar en la web (averiguado)",
        "model_no_tools": "no acepta herramientas (averiguado)",
        "model_in_responses": "responde por la API Responses (averiguado)",
        "model_alias": "{alias} ({model})",
        "models_more": "… y {count} más",
        "ask_about": "Preguntar sobre esto",
        "file_written": "El archivo es {path}.",
        "file_not_written": "El archivo {name} no se pudo escribir aquí: {reason}.",
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
        "usage_me": "Lo que usaste en {days:el último día|los últimos {days} días} (UTC), en todas partes",
        "usage_here": "Lo que usaron todos aquí en {days:el último día|los últimos {days} días} (UTC)",
        "usage_server": "Lo que usaron todos en este servidor en {days:el último día|los últimos {days} días} (UTC)",
        "no_threads": "Aquí no puedo abrir hilos, así que las respuestas quedan debajo de sus preguntas.",
        "no_server": "Esto no es un servidor ni un grupo.",
        "usage_no_server": "Esto no es un servidor; elige me o here.",
        "usage_days_unfit": "Di los días con un número entero de 1 a {most}.",
        "usage_none": "Todavía ninguna respuesta.",
        "usage_line": (
            "{name}: {answers} {answers:respuesta|respuestas}, {input_tokens} {input_tokens:token|tokens} de entrada, "
            "{output_tokens} de salida"
        ),
        "usage_cost": "{line}, {cost}",
        "usage_like": "{line}, al precio de {model}",
        "usage_sum": "Total",
        "usage_unpriced": "El coste no incluye los modelos sin precio conocido.",
        "prices_old": (
            "Mi lista de precios es del {date}, de hace {days} {days:día|días}; los precios pueden haber cambiado."
        ),
        "usage_today": "hoy",
        "usage_day": "{day} {month}",
        "months": "ene feb mar abr may jun jul ago sep oct nov dic",
        "usage_others": "otros",
        "usage_chart": "Respuestas en {days:el último día|los últimos {days} días}",
        "privacy_account": (
            "Lo que me escribes aquí, y la conversación anterior, lo lee {company}, cuyo modelo {model} responde. Sus "
            "propias condiciones dicen qué guarda."
        ),
        "privacy_local": (
            "Lo que me escribes aquí, y la conversación anterior, lo lee {model}, que funciona en una máquina de "
            "quien me administra. No va a ninguna otra empresa."
        ),
        "privacy_stranger": (
            "Lo que me escribes aquí, y la conversación anterior, lo lee {company}, un sitio web gratuito de un "
            "tercero ({model}). Nadie sabe qué se hace allí con ello, así que no escribas nada privado."
        ),
        "privacy_a_stranger": "{company} (un sitio web gratuito de un tercero)",
        "privacy_demo": "Aquí responde una demostración incluida: lo que escribes no va a ninguna empresa.",
        "privacy_nobody": "Ahora mismo no hay ningún modelo disponible aquí: lo que escribes no va a ninguna parte.",
        "privacy_stand_ins": "Si ese modelo falla, pueden responder otros y leer lo mismo: {others}.",
        "privacy_own_machine": "una máquina de quien me administra",
        "privacy_eyes": (
            "Si hay una imagen que no puede ver, puede responder {model} en su lugar y leer lo mismo: {company}."
        ),
        "privacy_voice": "Los mensajes de voz los transcribe {model}: {company}.",
        "privacy_voice_others": "Si eso falla, pueden transcribirlos otros: {others}.",
        "privacy_kept": (
            "Guardo tus preguntas y mis respuestas durante {days} {days:día|días}, para que una conversación pueda "
            "seguir; después se borran, y también quién las escribió y cuándo. Lo que elegiste se queda hasta que "
            "elijas otra cosa."
        ),
        "privacy_not_kept": (
            "No guardo ningún texto cuando una respuesta termina. Lo que elegiste se queda hasta que elijas otra cosa."
        ),
        "privacy_counted": (
            "Cuento respuestas, tokens y costes con tu número, sin ningún texto, y lo guardo 100 días. Se queda si "
            "puedes hablar conmigo y si eres mi dueño. Cómo te llamas lo guardo solo si lo nombra una decisión así, o "
            "algo que elegiste para otros: hasta 30 días después de ver el nombre por última vez."
        ),
        "privacy_alone": (
            "Envíame /privacy en un chat privado: allí puedes recibir tus datos en un archivo o pedir que se olviden."
        ),
        "privacy_read": (
            "Si alguien me menciona en una respuesta, leo los mensajes de arriba, también los tuyos, solo para esa "
            "respuesta; no se guardan."
        ),
        "privacy_unread": "Tus mensajes no se leen para otros.",
        "unread_button": "🙈 No leas mis mensajes para otros",
        "read_button": "Vuelve a leer mis mensajes para otros",
        "export_button": "📦 Mis datos en un archivo",
        "forget_button": "🗑 Olvídame",
        "forget_sure": (
            "¿Olvido todo lo que preguntaste y todo lo que te respondí, en todas partes y para siempre? Lo que te"
            " estoy respondiendo ahora se para, y olvido cómo te llamas. Lo que está en los chats se queda allí, y "
            "también lo que otros "
            "citaron de ti; los contadores y los límites se quedan, sin texto."
        ),
        "forget_sure_button": "🗑 Sí, olvídame",
        "forgotten": (
            "Olvidado: {count} {count:mensaje|mensajes}. Ya no se guarda nada de lo que preguntaste ni de lo que se "
            "te respondió."
        ),
        "forgotten_soon": (
            "Olvidado: {count} {count:mensaje|mensajes}. Otro programa, por ejemplo una copia de seguridad, está "
            "leyendo ahora la base de datos: hasta que termine, parte de lo que preguntaste y se te respondió queda "
            "en el registro de la base de datos, y entonces se borra."
        ),
        "exported": (
            "Esto es lo que guardo de ti: {count} {count:pregunta con su respuesta|preguntas con sus respuestas} y "
            "los contadores."
        ),
        "leave_button": "🚪 Salir",
        "in_line": "⏳ {count} antes de ti …",
        "in_seconds": "dentro de {count} s",
        "in_minutes": "dentro de {count} min",
        "in_hours": "dentro de {count} h",
        "in_days": "dentro de {count} {count:día|días}",
        "question_too_long": (
            "Eso son {length} caracteres; leo hasta {most} de una vez. Acórtalo o envía el resto después."
        ),
        "paused_here": "⏸ Ahora estoy en pausa aquí.",
        "over_budget_person": "Has llegado a tu límite: {limit}. Podrás preguntar de nuevo {left} ({at}).",
        "over_budget_all": "Se ha agotado el límite que comparten todos: {limit}. Vuelvo a responder {left} ({at}).",
        "over_budget_share": (
            "Este servidor ha agotado su parte de lo que comparten todos: {limit}. Aquí vuelvo a responder {left} "
            "({at})."
        ),
        "over_budget_new": (
            "Llegaste hoy, y se ha agotado lo que comparten los nuevos: {limit}. Podrás preguntar de nuevo {left} "
            "({at})."
        ),
        "cut_by_budget": "✂️ Cortado aquí. {sentence}",
        "person_unclear": "Di a quién te refieres: con una mención, su número, o respondiendo a uno de sus mensajes.",
        "not_yourself": "No puedes excluirte a ti.",
        "limits_head": "Los límites que valen para ti aquí",
        "limits_none": "Aquí no hay ningún límite.",
        "limit_line": "- {whom}: {limit}; usado: {used}; se renueva {left} ({at})",
        "limit_set": "Nuevo límite ({whom}): {limit}.",
        "limit_gone": "Límite quitado ({whom}).",
        "limit_none": "No había tal límite ({whom}).",
        "limit_unclear": (
            "No entiendo ese límite. Escribe algo como 20 respuestas al día, 2 $ al mes o 50k tokens al día; off lo "
            "quita."
        ),
        "share_set": (
            "A partir de ahora, un servidor puede usar como mucho el {percent} % de lo que comparten todos ({where})."
        ),
        "share_gone": "Esa parte se ha quitado; vuelve a valer la habitual ({where}).",
        "everywhere": "en todas partes",
        "in_scope": "en {scope}",
        "everyone": "todos",
        "whom_all": "todos juntos",
        "whom_each": "cada persona",
        "whom_role": "cada persona con el rol {role}",
        "whom_unpriced": "todos juntos, con modelos sin precio conocido",
        "whom_newcomers": "quienes llegaron hoy, {whom}",
        "whoami_id": "Eres {person}. En la configuración y en /owner eres `{id}`.",
        "whoami_closed": "Aquí no te respondo.",
        "whoami_unclaimed": "Este bot todavía no tiene un dueño que te pueda dejar entrar.",
        "whoami_unknown": "El dueño de este bot aún no lo ha decidido.",
        "whoami_denied": "El dueño de este bot, o un administrador de aquí, dijo que no.",
        "whoami_member": "Puedes preguntarme y parar tus respuestas; no puedes cambiar mis ajustes.",
        "whoami_manager": "Eres administrador aquí: también puedes cambiar mis ajustes aquí, con /settings.",
        "whoami_owner": "Este bot es tuyo: puedes hacerlo todo.",
        "whoami_owner_free": "Para ti no hay límites.",
        "whoami_said": "Tienen permiso aquí: {subject}.",
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
        "place_unclear": "Di un lugar: here, off, discord:CANAL o telegram:CHAT.",
        "error_too_long": "La respuesta del modelo era más larga de lo que puede ser aquí una respuesta.",
        "error_before_words": "El modelo se cortó antes de la primera palabra. Inténtalo de nuevo.",
        "cure_key": "Pon una clave que funcione en la configuración o en su variable y arráncame de nuevo.",
        "cure_account": "Mira la cuenta en el sitio del proveedor: sus permisos, condiciones y plan.",
        "cure_balance": "Recarga la cuenta, sube su límite o espera a que se renueve su cuota.",
        "cure_region": (
            "El servicio no se ofrece donde funciono: ponle un `proxy` en la configuración o usa otro proveedor."
        ),
        "cure_verification": "Haz verificar la cuenta en el sitio del proveedor.",
        "cure_set_up": (
            "El servidor no está preparado para esto, o la configuración lo describe mal; la causa dice qué mirar."
        ),
        "cure_model": "Elige un modelo de los que lista /models, aquí y en `default_model`.",
        "error_missing_requirements": (
            "La conexión con el modelo no está instalada del todo. No es culpa tuya, y ya lo sabe quien me "
            "administra. Quizá otro modelo responda: /model."
        ),
        "error_nothing_set_up": "Todavía no hay ningún modelo configurado. Quien me administra ya lo sabe.",
        "cure_nothing_set_up": "Todavía no tengo ningún modelo.",
        "error_not_set_up": "El proveedor de ese modelo no está configurado aquí; /models lista los modelos que hay.",
        "error_model_not_found": "Ese modelo no está; /models lista los que hay.",
        "error_wrong_key": (
            "El proveedor del modelo rechaza mi clave. No es culpa tuya, y ya lo sabe quien me administra. Quizá otro "
            "modelo responda: /model."
        ),
        "error_blocked": "El sitio del modelo no me deja entrar. Elige otro modelo: /model.",
        "error_not_working": (
            "El modelo no funciona tal como está configurado. No es culpa tuya, y ya lo sabe quien me administra. "
            "Quizá otro modelo responda: /model."
        ),
        "error_quota_exceeded": (
            "Mi cuota para este modelo está agotada. No es culpa tuya, y ya lo sabe quien me administra. Quizá otro "
            "modelo responda: /model."
        ),
        "error_rate_limited": "El modelo recibe demasiadas peticiones. Inténtalo de nuevo dentro de un minuto.",
        "error_overloaded": "El modelo está saturado o caído en este momento. Inténtalo de nuevo dentro de un minuto.",
        "error_filtered": "El modelo no va a responder a eso. Pregúntalo de otra forma.",
        "error_prompt_too_long": (
            "Esta conversación se ha hecho demasiado larga para el modelo. Empieza una nueva: /new."
        ),
        "error_no_vision": "Este modelo no ve imágenes; /models sees muestra los que sí.",
        "error_no_hearing": "Este modelo no oye grabaciones. Escríbelo o elige otro modelo: /model.",
        "error_no_documents": "Este modelo no lee PDF. Envía el texto o elige otro modelo: /model.",
        "error_missing_ability": "Este modelo solo lee texto. Dilo con palabras o elige otro modelo: /model.",
        "error_bad_request": (
            "El modelo no aceptó ese mensaje. Pregúntalo de otra forma o empieza una conversación nueva: /new."
        ),
        "error_empty_answer": "El modelo envió una respuesta vacía. Inténtalo de nuevo.",
        "error_bad_answer": "El modelo envió algo que no es una respuesta. Inténtalo de nuevo.",
        "error_timed_out": "El modelo tardó demasiado. Inténtalo de nuevo o elige otro modelo: /model.",
        "error_connection_failed": "No consigo llegar al modelo. Inténtalo de nuevo dentro de un minuto.",
        "error_provider": "El modelo falló. Inténtalo de nuevo.",
    }
)
