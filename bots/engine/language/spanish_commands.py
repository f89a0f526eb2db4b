"""Descriptions of commands and options in Spanish, by the English ones. Discord takes 100 characters."""

from collections.abc import Mapping
from types import MappingProxyType

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "Ask the model": "Preguntar al modelo",
        "What you want to know": "Lo que quieres saber",
        "Another model, for this question": "Otro modelo, para esta pregunta",
        "What it is about: a picture, a document, a recording": (
            "De qué se trata: una imagen, un documento, una grabación"
        ),
        "Only you see the answer": "Solo tú ves la respuesta",
        "Show or choose the model that answers here": "Ver o elegir el modelo que responde aquí",
        "provider/model, some words of its name, or reset": "proveedor/modelo, unas palabras de su nombre, o reset",
        "How far it reaches; here, if nothing is said; the last three are the owner's": (
            "Hasta dónde llega; aquí, si no se dice nada; los tres últimos son del dueño"
        ),
        "List the models": "Listar los modelos",
        "Only those that see pictures, hear sounds, take PDFs, think first or cost little": (
            "Solo los que ven imágenes, oyen, aceptan PDF, piensan primero o cuestan poco"
        ),
        "Start a new conversation": "Empezar una conversación nueva",
        "Stop the answer": "Parar la respuesta",
        "Give my last answer to you anew": "Responder otra vez a tu última pregunta",
        "Go on with an answer that was cut off": "Continuar una respuesta que quedó cortada",
        "Another model, for this answer": "Otro modelo, para esta respuesta",
        "Answers, tokens and costs": "Respuestas, tokens y costes",
        "Yours everywhere, everyone's here, or the whole server's": (
            "Tuyo en todas partes, de todos aquí o de todo el servidor"
        ),
        "How many days, 7 if nothing is said": "Cuántos días, 7 si no se dice nada",
        "What is kept and who reads it; forget me": "Qué se guarda y quién lo lee; olvídame",
        "Show and change what holds here": "Ver y cambiar mis ajustes aquí",
        "Who the model is told to be": "Quién se le dice al modelo que es",
        "Up to 2,000 characters, the name of a preset, or reset": (
            "Hasta 2000 caracteres, el nombre de un preajuste, o reset"
        ),
        "Which messages are for me": "Qué mensajes son para mí",
        "Mentions and replies, replies only, all, those with a prefix, or none": (
            "Menciones y respuestas, solo respuestas, todos, los que llevan un prefijo, o ninguno"
        ),
        "What such a message begins with": "Con qué empieza un mensaje así",
        "How much the model thinks before it answers": "Cuánto piensa el modelo antes de responder",
        "Not at all up to as long as it can": "Desde nada hasta todo lo que puede",
        "Whether the model may search the web": "Si el modelo puede buscar en la web",
        "Off, when it sees fit, or for every answer": "No, cuando lo vea necesario, o para cada respuesta",
        "Which tools the model may use, and which without asking": (
            "Qué herramientas puede usar el modelo, y cuáles sin preguntar"
        ),
        "Off, on, names of some, reset; or allow NAME or ask NAME for a single tool": (
            "No, sí, nombres de algunas, reset; o allow NOMBRE o ask NOMBRE para una sola"
        ),
        "What is seen of the model's thoughts": "Qué se ve de lo que piensa el modelo",
        "Nothing, live while it thinks, or kept and folded": "Nada, en vivo mientras piensa, o guardado y plegado",
        "How answers grow, whether they notify, where they go": "Cómo crecen las respuestas, si avisan, adónde van",
        "Live, an edit every 5 s, or whole": "En vivo, una edición cada 5 s, o entera",
        "Seconds after which the asker is told that the answer is there; 0: never": (
            "Segundos tras los que se avisa a quien preguntó de que está la respuesta; 0: nunca"
        ),
        "In the channel or in a new thread": "En el canal o en un hilo nuevo",
        "What a question goes on from": "De dónde sigue una pregunta",
        "What it replies to, the whole channel, or nothing": (
            "De aquello a lo que responde, de todo el canal, o de nada"
        ),
        "What comes while I am answering": "Qué pasa con lo que llega mientras respondo",
        "It waits, replaces what its author asked before, or is ignored": (
            "Espera, sustituye a lo que su autor preguntó antes, o se ignora"
        ),
        "Tell the model who speaks": "Decirle al modelo quién habla",
        "On or off": "Sí o no (on, off)",
        "Model, time and cost below each answer": "Modelo, tiempo y coste bajo cada respuesta",
        "Whose day the limits go by": "La zona horaria cuya medianoche renueva los límites",
        "A city, a distance such as UTC+2, or reset": "Una ciudad, una distancia como UTC+2, o reset",
        "The language that I speak here": "El idioma en que hablo aquí",
        "One for all, or reset: each person's own": "Uno para todos, o reset: el de cada persona",
        "Who changed what when, with Undo": "Quién cambió qué y cuándo, con Deshacer",
        "How much may be asked here; off takes a limit back": "Cuánto se puede preguntar aquí; off quita un límite",
        "20 answers a day, $2 a month, 50k tokens a day, 80% of all, or off": (
            "20 respuestas al día, 2 $ al mes, 50k tokens al día, 80% de todo, u off"
        ),
        "Whom it is about": "De quién se trata",
        "Or those with this role": "O quienes tienen este rol",
        "For each person, and not for all together": "Para cada persona, y no para todos juntos",
        "How far it reaches; everywhere is the owner's": "Hasta dónde llega; en todas partes es cosa del dueño",
        "Let somebody talk; see /settings talk": "Dejar hablar a alguien; mira /settings talk",
        "In this server, or everywhere, which is the owner's": (
            "En este servidor, o en todas partes, que es cosa del dueño"
        ),
        "Shut somebody out; see /settings talk": "No dejar hablar a alguien; mira /settings talk",
        "Who may talk to me here": "Quién puede hablar conmigo aquí",
        "Everybody, only or all but whom you name; add and remove change the list": (
            "Todos, solo o todos menos quien nombres; add y remove cambian la lista"
        ),
        "The server, if nothing is said": "El servidor, si no se dice nada",
        "Who else administers me here": "Quién más me administra aquí",
        "Add whom you name, or remove them": "Añadir a quien nombres, o quitarlo",
        "In which channels I answer at all": "En qué canales respondo",
        "All, only or all but the one you name; add and remove change the list": (
            "Todos, solo o todos menos el que nombres; add y remove cambian la lista"
        ),
        "This one, if nothing is said": "Este, si no se dice nada",
        "What you may do here, and why": "Qué puedes hacer aquí, y por qué",
        "Answer nobody here for now": "No responder a nadie aquí por ahora",
        "Answer here again": "Volver a responder aquí",
        "Where I am, and who asks": "Dónde estoy, y quién pregunta",
        "Who owns me, where I report, and how I am": "De quién soy, adónde van los avisos y cómo estoy",
        "A person's number, or a place such as discord:123": "El número de una persona, o un lugar como discord:123",
        "What to do with it": "Qué hacer con ello",
        "What I can do": "Lo que sé hacer",
        "Become the owner of this bot": "Hacerte dueño de este bot",
        "The code that the bot printed when it started": "El código que el bot mostró al arrancar",
    }
)

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "/ask Why is the sky blue?": "/ask ¿Por qué el cielo es azul?",
        "/settings limit 20 answers a day": "/settings limit 20 respuestas al día",
        "/settings persona teacher": "/settings persona profesor",
        "/settings trigger prefix !": "/settings trigger prefijo !",
        "/settings effort none": "/settings effort ninguno",
        "/settings search auto": "/settings search automática",
        "/settings tools on": "/settings tools sí",
        "/settings reasoning live": "/settings reasoning directo",
        "/settings details on": "/settings details sí",
        "/settings reply calm": "/settings reply pausado",
        "/settings memory channel": "/settings memory canal",
        "/settings busy replace": "/settings busy sustituir",
        "/settings names on": "/settings names sí",
        "/settings talk except 123456789": "/settings talk excepto 123456789",
        "/settings administrators add 123456789": "/settings administrators añadir 123456789",
        "/settings channels only": "/settings channels solo",
        "/owner 123456789 add": "/owner 123456789 añadir",
        "/usage here 30": "/usage aquí 30",
    }
)
"""Examples of commands by the English ones; those of which no word is a language's own are left out."""
