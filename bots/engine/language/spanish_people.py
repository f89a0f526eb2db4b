"""What is said of people: who may talk, who administers, who somebody is, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "nobody_listens": (
            "Este bot todavía no tiene dueño. Si es tuyo, envíale /claim en un chat privado, con el código que mostró "
            "al arrancar."
        ),
        "not_allowed": "Aquí no respondo a todo el mundo. Le he pedido a quien me administra que te deje entrar.",
        "not_open": "Aquí no respondo a todo el mundo; quien me administra puede dejarte entrar.",
        "denied": "Aquí no estoy disponible para ti.",
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
        "manager_only": "Solo quienes administran este canal y el dueño de este bot pueden cambiar eso.",
        "only_some": "Aquí solo algunos pueden hablar conmigo. Un administrador puede dejarte entrar: /settings talk.",
        "off_here": "Aquí estoy desactivado. Un administrador puede activarme: /settings trigger.",
        "not_in_channel": "En este canal no respondo. Un administrador puede cambiarlo: /settings channels.",
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
        "claimed": "✅ Este bot ya es tuyo. Escríbeme aquí y te respondo.",
        "claimed_before": "Este bot ya es tuyo; /help dice qué puedes hacer.",
        "already_claimed": "Este bot ya tiene dueño.",
        "wrong_code": "Ese no es el código. Lo encuentras en lo que el bot mostró al arrancar.",
        "wrong_codes": (
            "Ese tampoco es el código. Durante diez minutos no contestaré a códigos equivocados; el correcto vale "
            "siempre. Lo encuentras en lo que el bot mostró al arrancar."
        ),
        "category_manager_only": (
            "Solo quienes administran toda la categoría y el dueño de este bot pueden elegir para toda ella."
        ),
        "server_manager_only": (
            "Solo quienes administran todo el servidor y el dueño de este bot pueden elegir para todo él."
        ),
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
    }
)
