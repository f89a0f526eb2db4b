"""What is said of tools: while one runs, when people are asked whether it may, and in `/settings tools`, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_TOOLS: Mapping[str, str] = MappingProxyType(
    {
        "tools_used": "usé: {used}",
        "tools_missing": "no están ahora: {names}",
        "tools_enough": "✂️ El modelo quería más herramientas de las que puede usar una respuesta.",
        "tool_asks": "🔧 ¿Puedo usar {tool}? La llamaría con:",
        "tool_asks_more": "🔧 ¿Puedo usar {tool}? La llamaría con esto; todo está en el archivo:",
        "permit_button": "Permitir una vez",
        "permit_always_button": "Siempre aquí",
        "forbid_button": "Denegar",
        "tool_allowed": "{tool} puede ejecutarse.",
        "tool_denied": "{tool} no se ejecuta.",
        "approval_over": "Eso ya pasó: se respondió, pasaron dos minutos, o me reiniciaron entretanto.",
        "not_yours_to_allow": "Decide la persona a quien respondo, o un administrador.",
        "always_not_yours": "Solo un administrador puede dejar que se ejecute aquí sin preguntar.",
        "tool_always": "`{tool}` se ejecuta aquí sin preguntar desde ahora. `/settings tools ask {tool}` lo quita.",
        "tool_asks_again": "{tool} pregunta antes de ejecutarse.",
        "tools_ask": "Preguntan antes: {names}",
        "tools_always": "Sin preguntar: {names}",
        "tools_none": "El dueño no ha preparado herramientas para este lugar.",
        "tools_unknown": "Aquí no hay {name}. Hay: {names}.",
        "tools_unfit": "Escribe sí, no, o los nombres de herramientas, como `read_url make_file`.",
        "tools_of_server": "Herramientas del servidor {name}",
        "read_url_about": "Lee páginas web, PDF y textos por su dirección",
        "read_url_doing": "leyendo: {address}",
        "read_url_used": "{count} {count:página|páginas}",
        "make_file_about": "Envía textos y tablas como archivos",
        "make_file_doing": "escribiendo: {name}",
        "make_file_used": "{count} {count:archivo|archivos}",
        "make_picture_about": "Dibuja imágenes",
        "make_picture_doing": "dibujando: {words}",
        "make_picture_used": "{count} {count:imagen|imágenes}",
    }
)
