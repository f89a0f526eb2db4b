"""How much single models can be told to think, as the pages of their services say in 2026. Pure.

Levels that a service calls by other names stand under the nearest of ours: OpenAI's and xAI's "xhigh" is "max", Groq's
"default" is "high". A model with a single level has nothing to choose and counts as one without.

- OpenAI: https://developers.openai.com/api/docs/guides/reasoning and the page of each model there
- xAI: https://docs.x.ai/developers/model-capabilities/text/reasoning
- Groq: https://console.groq.com/docs/reasoning
- DeepSeek: https://api-docs.deepseek.com/guides/thinking_mode
- Mistral: https://docs.mistral.ai/capabilities/reasoning/
- Cerebras: https://inference-docs.cerebras.ai/capabilities/reasoning
- Anthropic: https://platform.claude.com/docs/en/build-with-claude/effort and .../thinking
- Google: https://ai.google.dev/gemini-api/docs/thinking
- open models: https://docs.vllm.ai/en/stable/features/reasoning_outputs/, https://docs.ollama.com/capabilities/thinking
"""

from collections.abc import Iterable, Mapping
from typing import Final

from provider.contract import Effort
from provider.rare_pattern import RarePattern

Levels = tuple[Effort, ...]
_Table = tuple[tuple[RarePattern, Levels], ...]

NONE: Final[Levels] = ()
THREE: Final[Levels] = ("low", "medium", "high")
_SWITCH: Final[Levels] = ("none", "high")


def _table(rows: Iterable[tuple[str, Levels]]) -> _Table:
    return tuple((RarePattern(pattern), levels) for pattern, levels in rows)


_SERVICES: Final[Mapping[str, _Table]] = {
    "api.openai.com": _table(
        (
            (r"gpt-[\d.]+-(chat|pro-chat)|chat|gpt-.*(audio|realtime|image|search|live|transcribe|tts)", NONE),
            (r"(gpt-5-pro|o1-(mini|preview)|.*deep-research)", NONE),
            (r"gpt-5\.[2-9]-pro", ("medium", "high", "max")),
            (r"gpt-(6-astra|6\.1-sol)", ("low", "medium", "high", "max")),
            (r"gpt-5\.1-codex-max", ("low", "medium", "high", "max")),
            (r"gpt-5(\.1)?-codex", THREE),
            (r"gpt-5\.1", ("none", "low", "medium", "high")),
            (r"gpt-(5\.[2-9]|6-(sol|luna)|6\.1-terra)", ("none", "low", "medium", "high", "max")),
            (r"gpt-5(?!\.)", ("minimal", "low", "medium", "high")),
            (r"o\d|gpt-([6-9]|\d\d)|gpt-oss", THREE),
        )
    ),
    "api.x.ai": _table(
        (
            (r"grok-(4\.3|latest|4-0709|4(-1)?-fast|3$)", ("none", "low", "medium", "high")),
            (r"grok-3-mini", ("low", "high")),
            (r"grok-4\.7", ("low", "medium", "high", "max")),
            (r"grok-(4\.[5-9]|[5-9]|build-latest)", THREE),
        )
    ),
    "api.groq.com": _table(
        (
            (r"openai/gpt-oss", THREE),
            (r"qwen/qwen3\.8", ("none", "low", "medium", "high")),
            (r"qwen/qwen-?3", _SWITCH),
        )
    ),
    "api.deepseek.com": _table(((r"deepseek-(v[4-9]|flash|pro)", ("none", "low", "high", "max")),)),
    "api.mistral.ai": _table(((r"mistral-(small-(latest|26)|medium-(latest|3[.-]5|26))", _SWITCH),)),
    "api.cerebras.ai": _table(
        ((r"gpt-oss", THREE), (r"kimi-k3|zai-glm-5\.3", ("low", "high", "max")), (r"zai-glm-4|qwen-3\.8", _SWITCH))
    ),
}
"""The levels by the service's host; a model in no row cannot be told. The first row that fits counts."""

_ANYWHERE: Final = _table(((r"(.*/)?gpt-oss", THREE),))
_LOCAL: Final = _table(
    (
        (r"(.*/)?gpt-oss", THREE),
        (r".*(instruct|coder|embed|rerank|thinking)", NONE),
        (
            r"(.*/)?(qwen-?3|glm-?(4\.[5-9]|5)|deepseek-v(3\.[1-9]|[4-9])|gemma-?[4-9]|granite-?(3\.[2-9]|[4-9]))",
            _SWITCH,
        ),
    )
)
"""Open models; the second half of the name may tell a size: "qwen3:8b"."""

_CLAUDE: Final = _table(
    (
        (r"claude-(fable|mythos|opus-5-5)", ("low", "medium", "high", "max")),
        (
            r"claude-(opus-(4-[6-9]|[5-9])|sonnet-(4-[6-9]|[5-9])|haiku-([5-9]))",
            ("none", "low", "medium", "high", "max"),
        ),
        (r"claude-(3-7|opus-4|sonnet-4|haiku-4|sonnet-3[.-]7)", ("none", "low", "medium", "high", "max")),
    )
)
_GEMINI: Final = _table(
    (
        (r".*(image|tts|audio|live|embed|robotics|omni|banana)", NONE),
        (r"gemini-2\.5-pro", ("low", "medium", "high", "max")),
        (r"gemini-2\.5", ("none", "low", "medium", "high")),
        (r"gemini-(3-pro|pro-latest)", ("low", "high")),
        (r"gemini-(3\.1-pro|3\.[78]-flash|4-(argon|carbon)|flash(-lite)?-latest)", THREE),
        (r"gemini-3[\d.]*-flash", ("minimal", "low", "medium", "high")),
        (r"gemini-([3-9]|\d\d)", THREE),
    )
)


def at_service(host: str, model: str, *, local: bool) -> Levels | None:
    """The levels of a model of a Chat Completions server; None if nobody knows.

    `local`: the server runs in this network, and serves open models.
    """
    table = _SERVICES.get(host)
    if table is not None:
        return _first(table, model) or NONE
    return _first(_LOCAL if local else _ANYWHERE, model)


def of_claude(model: str) -> Levels | None:
    """The levels of a model that speaks Anthropic's dialect; None if nobody knows."""
    return _first(_CLAUDE, model) if not model.startswith("claude-") else _first(_CLAUDE, model) or NONE


def of_gemini(model: str) -> Levels | None:
    """The levels of a model that speaks Gemini's dialect; None if nobody knows."""
    return _first(_GEMINI, model) or (NONE if model.startswith(("gemini-", "gemma-")) else None)


def _first(table: _Table, model: str) -> Levels | None:
    return next((levels for pattern, levels in table if pattern.match(model.lower())), None)
