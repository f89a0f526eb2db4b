"""What the pages of `/help` say in English, beside the descriptions of the commands."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_HELP: Mapping[str, str] = MappingProxyType(
    {
        "help_head": "What I can do",
        "help_hello": "Hello, {person}!",
        "help_first_alone": "Write, and a language model answers. Ctrl-C stops an answer.",
        "help_first_private": "Write to me, and a language model answers.",
        "help_first_shared": "Mention me or reply to me, and a language model answers.",
        "help_first_guest": "/ask puts a question to a language model, here too.",
        "help_talking": "💬 Talking",
        "help_talking_alone": "Each message goes on from the ones before it, until /new.",
        "help_talking_private": (
            "Each message goes on from the ones before it. You can send pictures, documents and voice messages too. "
            "The buttons below an answer give it again, perhaps by another model, or let it go on; ⓘ says what is "
            "known of it."
        ),
        "help_talking_shared": (
            "Reply to an answer, and I go on from there; a new mention begins anew. You can send pictures, documents "
            "and voice messages too. The buttons below an answer give it again, perhaps by another model, or let it "
            "go on; ⓘ says what is known of it."
        ),
        "help_models": "🧠 Models",
        "help_privacy": "🔒 Privacy",
        "help_settings": "⚙️ Settings",
        "help_administrators": "🛠 For administrators",
        "help_owner": "👑 For the owner",
        "help_command": "{command}: {about}",
        "help_straight": "Straight to one setting: {commands}.",
        "model_manager_only": "Administrators choose the model that answers here. {instead}",
        "model_instead_fields": (
            "For a single question you can name another: /ask has a field `model`, and /retry gives my last answer to "
            "you anew by another one."
        ),
        "model_instead_line": (
            "You can have my last answer to you anew by another one: write /retry and its name. In a private chat "
            "with me you choose for yourself."
        ),
    }
)
