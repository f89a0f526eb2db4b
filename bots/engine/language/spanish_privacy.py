"""What is said of what is kept, and of who reads it, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_PRIVACY: Mapping[str, str] = MappingProxyType(
    {
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
    }
)
