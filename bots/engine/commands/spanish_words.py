"""The fixed values of options in Spanish, as people type them. Menus and buttons hand over the English ones."""

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aquí": ("here",),
        "aqui": ("here",),
        "canal": ("channel",),
        "categoría": ("category",),
        "categoria": ("category",),
        "servidor": ("server",),
        "grupo": ("server",),
        "privados": ("private",),
        "compartidos": ("shared",),
        "todos": ("everybody", "all"),
        "todo": ("all",),
        "solo": ("only",),
        "sólo": ("only",),
        "excepto": ("except",),
        "menos": ("except",),
        "añadir": ("add",),
        "quitar": ("remove",),
        "estado": ("status",),
        "restablecer": ("reset",),
        "mención": ("mention",),
        "mencion": ("mention",),
        "respuesta": ("reply",),
        "prefijo": ("prefix",),
        "nada": ("off", "none"),
        "ninguno": ("none", "off"),
        "ninguna": ("off",),
        "no": ("off",),
        "sí": ("on",),
        "si": ("on",),
        "automática": ("auto",),
        "automatica": ("auto",),
        "siempre": ("on",),
        "directo": ("live",),
        "conservar": ("keep",),
        "conservado": ("keep",),
        "ocultar": ("off",),
        "oculto": ("off",),
        "pausado": ("calm",),
        "entera": ("off",),
        "hilo": ("thread",),
        "cola": ("queue",),
        "sustituir": ("replace",),
        "ignorar": ("ignore",),
        "mínimo": ("minimal",),
        "minimo": ("minimal",),
        "bajo": ("low",),
        "medio": ("medium",),
        "alto": ("high",),
        "máximo": ("max",),
        "maximo": ("max",),
        "predeterminado": ("default", "reset"),
        "yo": ("me",),
        "mío": ("me",),
        "mio": ("me",),
        "ven": ("sees",),
        "oyen": ("hears",),
        "documentos": ("documents",),
        "piensan": ("thinks",),
        "baratos": ("cheap",),
        "inglés": ("english",),
        "ingles": ("english",),
        "cada": ("each",),
    }
)
"""Each stands for the first of these that an option takes."""


def meant(word: str, choices: tuple[str, ...]) -> str | None:
    """The value among `choices` that the word means; None for none."""
    return next((each for each in WORDS.get(word, ()) if each in choices), None)
