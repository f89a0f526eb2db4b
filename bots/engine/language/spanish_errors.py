"""What is said when something failed: to people, and the cure to the owner, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "error_owner": (
            "El proveedor del modelo rechaza mis peticiones. No es culpa tuya, y ya lo sabe quien me administra. "
            "Quizá otro modelo responda: /model."
        ),
        "cut_by_expiry": "✂️ Cortada aquí: Discord solo deja crecer 15 minutos la respuesta a un comando.",
        "failed": "⚠️ {sentence}",
        "failed_owner": "⚠️ {sentence} {cause} (traza {trace})",
        "failed_inside": "⚠️ Algo ha fallado dentro de mí. Quien me administra lo sabe; inténtalo más tarde, por favor.",
        "failed_inside_owner": "⚠️ Algo ha fallado dentro de mí; mi registro dice qué, con la traza {trace}.",
        "store_waits": (
            "⏳ Ahora no puedo escribir en mi base de datos. Tu pregunta espera; la responderé en cuanto pueda."
        ),
        "ended_cut": "✂️ Cortada en el límite del modelo.",
        "ended_too_long": "✂️ Cortada: aquí una respuesta no puede ser más larga.",
        "ended_filtered": "🚫 El filtro de contenido del proveedor terminó esta respuesta.",
        "ended_broken": "⚡ Aquí se cortó la conexión.",
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
