"""LaTeX as readable text: commands become characters; what is not understood stays as it is."""

import re

from bots.text.code import Change
from bots.text.opaque import hide, show

_SMALL = "alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega"
_CAPITAL = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_FUNCTIONS = (
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf det dim ker gcd deg "
    "arg mod Pr"
)
_SYMBOLS = {
    **dict(zip(_SMALL.split(), "αβγδζηθικλμνξπρστυχψω", strict=True)),
    **dict(zip(_CAPITAL.split(), "ΓΔΘΛΞΠΣΥΦΨΩ", strict=True)),
    **{name: name for name in _FUNCTIONS.split()},
    "epsilon": "ε", "varepsilon": "ε", "vartheta": "ϑ", "phi": "φ", "varphi": "φ", "varrho": "ϱ", "varsigma": "ς",
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆", "circ": "∘", "bullet": "•",
    "oplus": "⊕", "otimes": "⊗", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "ll": "≪",
    "gg": "≫", "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃", "cong": "≅", "propto": "∝", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐", "implies": "⟹",
    "iff": "⟺", "Leftrightarrow": "⇔", "mapsto": "↦", "longrightarrow": "⟶", "uparrow": "↑", "downarrow": "↓",
    "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "cup": "∪",
    "cap": "∩", "setminus": "∖", "emptyset": "∅", "varnothing": "∅", "forall": "∀", "exists": "∃", "nexists": "∄",
    "neg": "¬", "lnot": "¬", "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "infty": "∞", "partial": "∂",
    "nabla": "∇", "sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "oint": "∮", "sqrt": "√", "angle": "∠",
    "degree": "°", "perp": "⊥", "parallel": "∥", "mid": "∣", "hbar": "ℏ", "ell": "ℓ", "Re": "ℜ", "Im": "ℑ",
    "aleph": "ℵ", "prime": "′", "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "langle": "⟨",
    "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "therefore": "∴", "because": "∵",
    "dagger": "†", "checkmark": "✓", "square": "□", "blacksquare": "■", "quad": "  ", "qquad": "    ", "lVert": "‖",
    "rVert": "‖", "lvert": "|", "rvert": "|", "vert": "|", "Vert": "‖", "left": "", "right": "", "big": "", "Big": "",
    "bigg": "", "Bigg": "", "bigl": "", "bigr": "", "displaystyle": "", "textstyle": "", "limits": "", "nolimits": "",
}  # fmt: skip
_PLAIN = "text textbf textit textrm texttt mathrm mathbf mathit mathsf mathtt mathcal operatorname boldsymbol bm mbox"
_DOUBLE = dict(zip("NZQRCPEHF", "ℕℤℚℝℂℙ𝔼ℍ𝔽", strict=True))
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "vec": "\u20d7", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308"}
_RAISED = dict(zip("0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW′",
                   "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ′", strict=True))  # fmt: skip
_LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))

_GROUP = r"\{((?:[^{}\\]|\\.|\{[^{}]*\})*)\}"
_FRACTION = re.compile(rf"\\[dtc]?frac\s*{_GROUP}\s*{_GROUP}")
_ROOT = re.compile(rf"\\sqrt\s*(?:\[([^\]]*)\])?\s*{_GROUP}")
_WRAPPED = re.compile(rf"\\({'|'.join(_PLAIN.split())})\s*{_GROUP}")
_BLACKBOARD = re.compile(r"\\mathbb\s*(?:\{(\w)\}|(\w))")
_ACCENT = re.compile(rf"\\({'|'.join(_ACCENTS)})\s*(?:\{{(\w)\}}|(\w)(?!\w))")
_BOXED = re.compile(rf"\\boxed\s*{_GROUP}")
_SCRIPT = re.compile(rf"([\^_])\s*(?:{_GROUP}|(\\[a-zA-Z]+|[^\s{{}}\\]))")
ENVIRONMENT = (
    r"(?:aligned|alignat|align|equation|eqnarray|gathered|gather|multline|displaymath|"
    r"cases|split|[pbvBV]?matrix|array)\*?"
)
"""The pattern of the names of what stands between \\begin{...} and \\end{...}."""
_FRAME = re.compile(rf"\\(?:begin|end)\{{{ENVIRONMENT}\}}(?:\{{[lcr|]+\}})?")
_COMMAND = re.compile(r"\\([a-zA-Z]+)(?![a-zA-Z])( ?)")
_SPACING = re.compile(r"\\[,;:! >]|~")

FORMULA = re.compile(
    r"(?=[\\$])(?:"  # a quick look first: most places hold neither
    r"(?<!\\)\\\((?P<round>(?:[^\\\n]|\\(?!\))[^\n]){1,300}?)\\\)"
    r"|(?<!\\)\\\[(?P<square>(?:(?!\n[ \t]*\n).){1,800}?)\\\]"
    r"|(?<![\\$])\$\$(?P<double>(?:(?!\n[ \t]*\n).){1,800}?)\$\$"
    rf"|(?<!\\)(?P<bare>\\begin\{{(?P<name>{ENVIRONMENT})\}}(?:(?!\n[ \t]*\n).){{1,2000}}?\\end\{{(?P=name)\}})"
    r"|(?<![\\$\w])\$(?P<single>(?![\s$])(?=[a-zA-Z]\$|[^$\n]*[\\^_=<>+])[^$\n]*?(?<![\s\\]))\$(?![\w$]))",
    re.DOTALL,
)
"""A formula between its delimiters. It matches inside code too; the caller leaves code out."""


def has_maths(source: str) -> bool:
    """Whether there may be a formula at all; a quick test."""
    return "$" in source or "\\(" in source or "\\[" in source or "\\begin{" in source


def changes(source: str) -> list[Change]:
    """Each formula, its start and end in `source`, and its text, which the parser does not see as Markdown."""
    found: list[Change] = []
    for formula in FORMULA.finditer(source):
        inside = (formula[name] for name in ("round", "square", "double", "bare", "single"))
        text = to_text(show(next(filter(None, inside))))
        found.append(((formula.start(), formula.end(), hide(text or formula[0])),))
    return found


def to_text(formula: str) -> str:
    """A formula without its delimiters, in Unicode."""
    text = _FRAME.sub("", formula.strip())
    text = re.sub(r"\^(?:\\circ(?![a-zA-Z])|\{\\circ\})", "°", text)
    text = re.sub(r"\\\\(?:\[[^\]]*\])?[ \t]*\n?", "\n", text)
    text = re.sub(r"[ \t]*(?<!\\)&[ \t]*", " ", text)
    for _ in range(4):  # the innermost first; deeper nesting stays LaTeX
        before = text
        text = _WRAPPED.sub(r"\2", text)
        text = _BLACKBOARD.sub(lambda found: _DOUBLE.get(found[1] or found[2], found[1] or found[2]), text)
        text = _ACCENT.sub(lambda found: (found[2] or found[3]) + _ACCENTS[found[1]], text)
        text = _BOXED.sub(r"[\1]", text)
        text = _ROOT.sub(lambda found: f"{_script(_RAISED, found[1] or '', '')}√{_grouped(found[2])}", text)
        text = _FRACTION.sub(lambda found: f"{_grouped(found[1])}/{_grouped(found[2])}", text)
        if text == before:
            break
    text = _COMMAND.sub(_symbol, text)
    text = _SCRIPT.sub(_scripted, text)
    text = _SPACING.sub(" ", text)
    text = re.sub(r"\\([{}%$#&_|])", r"\1", text)
    return "\n".join(filter(None, (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())))


def raised(text: str) -> str:
    """The text as an exponent, as far as Unicode has one."""
    return _index(_RAISED, text, "^")


def lowered(text: str) -> str:
    """The text as an index, as far as Unicode has one."""
    return _index(_LOWERED, text, "_")


def _index(table: dict[str, str], text: str, mark: str) -> str:
    """Words that Unicode cannot move are marked; what is in brackets anyway, as the number of a note, is not."""
    moved = _script(table, text, mark)
    return moved if not moved.startswith(mark) or text.strip()[:1].isalnum() else text


def _symbol(found: re.Match[str]) -> str:
    symbol = _SYMBOLS.get(found[1])
    if symbol is None:
        return found[0]
    return symbol + (found[2] if symbol else "")


def _grouped(part: str) -> str:
    part = part.strip()
    return part if re.fullmatch(r"\w?|\d+|\\[a-zA-Z]+|\([^()]*\)|√\w", part) else f"({part})"


def _scripted(found: re.Match[str]) -> str:
    part = found[2] if found[2] is not None else found[3]
    return _script(_RAISED if found[1] == "^" else _LOWERED, part, found[1])


def _script(table: dict[str, str], part: str, mark: str) -> str:
    part = part.strip()
    tight = part.replace(" ", "")
    if all(character in table for character in tight):
        return "".join(table[character] for character in tight)
    return mark + _grouped(part)
