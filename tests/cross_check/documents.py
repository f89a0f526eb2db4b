"""Documents as models write them: every block with every stretch of text, and every pair of blocks. Pure."""

from collections.abc import Callable, Iterator
from itertools import product

INLINES: tuple[Callable[[str], str], ...] = (
    lambda word: f"plain {word}, and more",
    lambda word: f"**bold {word}** and **more**",
    lambda word: f"*it {word}* and _so {word}_",
    lambda word: f"***both {word}***, ~~gone {word}~~",
    lambda word: f"a `code_{word}` b `c * d`",
    lambda word: f"**bold `in_{word}` it**",
    lambda word: f"`` a ` {word} `` and `|| {word}`",
    lambda word: f"[label {word}](https://example.com/{word}_x_)",
    lambda word: f"[`code {word}`](https://example.com/{word})",
    lambda word: f"**[bold {word}](https://example.com/{word})**",
    lambda word: f"<https://example.com/{word}_a_b> there",
    lambda word: f"see https://example.com/{word}/_v2_/__init__.py, then",
    lambda word: f"**https://example.com/{word}_y** (https://example.com/{word}_z)",
    lambda word: f"*see https://example.com/{word}?q=_a_&b=c now*",
    lambda word: f"__init__.py and __{word}__.py and snake_{word}_case",
    lambda word: f"2*3*4 and a * {word} * b and 5 * 6",
    lambda word: f"\\*not {word}\\* and \\_not\\_ and \\`no\\`",
    lambda word: f"a || {word} || b and x||{word}||y",
    lambda word: f"so ||secret {word}|| it is",
    lambda word: f"@everyone <@1{len(word)}> :{word}: #chan",
    lambda word: f"List<{word}> and <tag> and a<b",
    lambda word: f"**Note:**{word} and **a**{word}",
    lambda word: f"**bold *and it {word}* end** _and **so**_",
    lambda word: f"$5 and $6 for {word} ~40 to ~50",
    lambda word: f"note [1] and [x] {word} (see) 100% #tag!",
    lambda word: f"a ` b {word} and * c _ d ~ e | f",
    lambda word: f'"quoted {word}" it\'s — done… 漢字 {word} 🎉',
)
BLOCKS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f"{text}\nsecond line\nthird {text}",
    lambda text: f"# {text}",
    lambda text: f"### {text}",
    lambda text: f"##### {text} #####",
    lambda text: f"{text}\n---",
    lambda text: f"- {text}\n- two\n- three",
    lambda text: f"* {text}\n+ two",
    lambda text: f"1. {text}\n2. two\n3. three",
    lambda text: f"- a\n  - {text}\n    - c\n- d",
    lambda text: f"1. a\n   - {text}\n2. b",
    lambda text: f"- [ ] {text}\n- [x] done",
    lambda text: f"- {text}\n\n  second paragraph\n- b",
    lambda text: f"> {text}\n> more",
    lambda text: f"> {text}\n>\n> > deeper\n> back",
    lambda text: f"```python\nx = '{_plain(text)}'\n\n    y\n```",
    lambda text: f"~~~\n{_plain(text)}\n~~~",
    lambda text: f"````md\n```\n{_plain(text)}\n```\n````",
    lambda text: f"- {text}\n  ```sh\n  ls {_plain(text)}\n  ```\n- next",
    lambda text: f"1. {text}\n\n   ```sh\n   ls\n\n   cd\n   ```\n\n2. next",
    lambda text: f"> {text}\n> ```\n> quoted code\n> ```\n> end",
    lambda text: f"Code:\n\n    indented {_plain(text)}\n    code",
    lambda text: f"{text}\n\n---\n\nafter",
    lambda text: f"| k | v |\n|---|---|\n| a | {_cell(text)} |\n| c | d |",
    lambda text: f"**{_plain(text)}**\n- a\n- b",
    lambda text: f"{text}:\n1. one\n2. two\n\nand {text}",
    lambda text: f"-# small {text}",
)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum() or character in " =,.")


def _cell(text: str) -> str:
    return _plain(text)[:20]


def documents() -> Iterator[str]:
    """At least 2,000, each different."""
    for number, (block, inline) in enumerate(product(BLOCKS, INLINES)):
        yield block(inline(f"w{number}"))
    for number, (first, second) in enumerate(product(BLOCKS, BLOCKS)):
        inline, other = INLINES[number % len(INLINES)], INLINES[(number * 7 + 3) % len(INLINES)]
        yield f"{first(inline(f'v{number}'))}\n\n{second(other(f'u{number}'))}"
    for number, inline in enumerate(INLINES):
        for step in range(1, len(INLINES)):
            other = INLINES[(number + step) % len(INLINES)]
            yield f"{inline(f's{number}')} {other(f't{step}')}"
