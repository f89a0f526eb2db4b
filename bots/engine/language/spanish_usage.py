"""What is said of limits and of what was used, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

SPANISH_USAGE: Mapping[str, str] = MappingProxyType(
    {
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
        "cost_less": "menos de {amount}",
        "usage_me": "Lo que usaste en {days:el último día|los últimos {days} días} (UTC), en todas partes",
        "usage_here": "Lo que usaron todos aquí en {days:el último día|los últimos {days} días} (UTC)",
        "usage_server": "Lo que usaron todos en este servidor en {days:el último día|los últimos {days} días} (UTC)",
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
        "everyone": "todos",
        "whom_all": "todos juntos",
        "whom_each": "cada persona",
        "whom_role": "cada persona con el rol {role}",
        "whom_unpriced": "todos juntos, con modelos sin precio conocido",
        "whom_newcomers": "quienes llegaron hoy, {whom}",
    }
)
