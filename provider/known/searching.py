"""The searches in the web that services offer beside their models, as the pages of the services say in 2026. Pure.

- OpenAI: https://developers.openai.com/api/docs/guides/tools-web-search and .../pricing; in Chat Completions only its
  models for search do so, and they do it always
- xAI: https://docs.x.ai/docs/guides/tools/search-tools; `search_parameters` is answered with 410 since January 2026
- OpenRouter: https://openrouter.ai/docs/guides/features/server-tools/web-search, five results for $4 a thousand
- Perplexity: https://docs.perplexity.ai/getting-started/pricing; it always searches, for the price of a request
- Groq: https://console.groq.com/docs/web-search, for its compound systems, which search by themselves
- Google: https://ai.google.dev/gemini-api/docs/google-search
- Anthropic: https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool; a model that thinks may not
  be forced to use a tool, so it is told to

Mistral's search belongs to its agents alone: https://docs.mistral.ai/agents/connectors/websearch
"""

from collections.abc import Iterable, Mapping
from typing import Final

from provider.rare_pattern import RarePattern
from provider.values import Value

MOST: Final = 5
"""Searches that one answer may take, where the service takes a bound."""

SEARCH_FIRST: Final = "Search the web before you answer, and rest your answer on what you find."
"""What a model is told that is to search and cannot be made to."""


class Searching(Value):
    """How a model is told to search.

    `able`: whether it can. `price`: US $ for a thousand searches where the table of prices has none. `fields`: those of
    the body that let it. `forced`: those that make it, besides; empty: it is told in words. `responses`: by the
    Responses API alone. `always`: it searches whatever it is told.
    """

    able: bool = True
    price: float = 0.0
    fields: Mapping[str, object] = {}
    forced: Mapping[str, object] = {}
    responses: bool = False
    always: bool = False


NO_SEARCH: Final = Searching(able=False)
"""The way of a model that cannot search, or whose account may not."""

_BUILT_IN: Final = Searching(always=True)
_OPENAI: Final = Searching(
    price=10.0,
    fields={"tools": [{"type": "web_search"}], "max_tool_calls": MOST},
    forced={"tool_choice": "required"},
    responses=True,
)
_XAI: Final = Searching(price=5.0, fields={"tools": [{"type": "web_search"}]}, responses=True)
_OPENROUTER: Final = Searching(
    price=20.0,
    fields={"tools": [{"type": "openrouter:web_search", "parameters": {"max_results": 5, "max_total_results": 15}}]},
)
_GEMINI: Final = Searching(price=35.0, fields={"tools": [{"google_search": {}}]})
_CLAUDE: Final = Searching(
    price=10.0, fields={"tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": MOST}]}
)

_Table = tuple[tuple[RarePattern, Searching], ...]


def _table(rows: Iterable[tuple[str, Searching]]) -> _Table:
    return tuple((RarePattern(pattern), searching) for pattern, searching in rows)


_SERVICES: Final[Mapping[str, _Table]] = {
    "api.openai.com": _table(
        (
            (r".*search-(preview|api)", Searching(price=25.0, fields={"web_search_options": {}}, always=True)),
            (r".*deep-research", Searching(price=10.0, responses=True, always=True)),
            (r".*(audio|realtime|image|transcribe|tts|instruct|codex)|gpt-4\.1-nano|o\d-(mini|preview)$", NO_SEARCH),
            (r"gpt-(4o|4\.1|[5-9])|o[3-9]|o4-mini", _OPENAI),
        )
    ),
    "api.x.ai": _table(((r"grok-([4-9]|latest)", _XAI),)),
    "openrouter.ai": _table(
        ((r"perplexity/|.*(:online|search-preview|deep-research)", _BUILT_IN), (r".*", _OPENROUTER))
    ),
    "api.perplexity.ai": _table(((r".*", _BUILT_IN),)),
    "api.groq.com": _table(((r"(groq/)?compound", Searching(price=8.0, always=True)),)),
    "generativelanguage.googleapis.com": _table(
        ((r"(models/)?gemini-(2|[3-9]|\d\d|flash|pro)(?!.*(image|tts|audio|live|embed))", _GEMINI),)
    ),
    "api.anthropic.com": _table(((r"claude-(?!2|instant|3-(opus|sonnet|haiku))", _CLAUDE),)),
}
"""Ways to search, by the service's host; the first row that fits counts."""


def searching(host: str, model: str) -> Searching | None:
    """How a model of that server is told to search; None if nobody knows of a way."""
    table = _SERVICES.get(host)
    if table is None:
        return None
    return next((found for pattern, found in table if pattern.match(model.lower())), NO_SEARCH)


def with_search(body: Mapping[str, object], found: Searching, *, forced: bool) -> dict[str, object]:
    """The body with the search switched on; tools that the config adds stay, and one that searches is not doubled."""
    fields = {**found.fields, **(found.forced if forced else {})}
    own, ours = body.get("tools"), fields.pop("tools", None)
    tools = [*own] if isinstance(own, list) else []
    tools += [each for each in ours if not any(map(_searches, tools))] if isinstance(ours, list) else []
    return {**body, **fields, **({"tools": tools} if tools else {})}


def _searches(tool: object) -> bool:
    """Whether a tool is one of these."""
    return isinstance(tool, Mapping) and any("search" in str(each).lower() for each in (*tool, tool.get("type")))
