"""How a question quotes what it is about. Pure."""


def with_quote(quoted: str, text: str) -> str:
    """The question below a quote of the message that it replies to."""
    if not quoted.strip():
        return text
    quote = "\n".join(f"> {line}" for line in quoted.splitlines())
    return f"{quote}\n\n{text}".strip()
