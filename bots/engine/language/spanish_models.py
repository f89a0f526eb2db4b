"""What is said of models: which there are, which one answers, what each can do, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_MODELS: Mapping[str, str] = MappingProxyType(
    {
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
        "model_not_offered": "Aquí puedes elegir entre estos: {models}.",
        "model_not_yours": (
            "Ese modelo no es para todos. Aquí puedes usar estos: {models}. Un administrador puede elegir otro para "
            "este lugar con /model, y quien me administra puede ofrecerte más."
        ),
        "model_not_yours_private": (
            "Ese modelo no es para todos. Puedes usar estos: {models}. Quien me administra puede ofrecerte más."
        ),
        "model_none_offered": "Aquí el modelo lo elige el dueño de este bot.",
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
        "again_which": "¿Qué modelo responde de nuevo?",
        "again_same": "El modelo de aquí",
        "again_begun": "🔄 {model} responde de nuevo.",
        "model_pick_reach": "Lo que elijas aquí vale {where}.",
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
    }
)
