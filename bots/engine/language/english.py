"""Everything that the bot itself says, in English. The tables of all other languages have the same keys."""

from collections.abc import Mapping
from types import MappingProxyType

from bots.engine.language.english_errors import ENGLISH_ERRORS
from bots.engine.language.english_files import ENGLISH_FILES
from bots.engine.language.english_help import ENGLISH_HELP
from bots.engine.language.english_models import ENGLISH_MODELS
from bots.engine.language.english_owner import ENGLISH_OWNER
from bots.engine.language.english_people import ENGLISH_PEOPLE
from bots.engine.language.english_privacy import ENGLISH_PRIVACY
from bots.engine.language.english_settings import ENGLISH_SETTINGS
from bots.engine.language.english_terminal import ENGLISH_TERMINAL
from bots.engine.language.english_tools import ENGLISH_TOOLS
from bots.engine.language.english_usage import ENGLISH_USAGE

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        **ENGLISH_ERRORS,
        **ENGLISH_FILES,
        **ENGLISH_HELP,
        **ENGLISH_MODELS,
        **ENGLISH_OWNER,
        **ENGLISH_PEOPLE,
        **ENGLISH_PRIVACY,
        **ENGLISH_SETTINGS,
        **ENGLISH_TERMINAL,
        **ENGLISH_TOOLS,
        **ENGLISH_USAGE,
        "stop_button": "⏹ Stop",
        "now_button": "⏩ Answer this now",
        "stop_button_hidden": "⏹ Stop (the rest comes as a file)",
        "allow_button": "✅ Allow",
        "deny_button": "🚫 Deny",
        "waiting": "⏳ Waiting for {model} …",
        "many_ask": "⏳ Many are asking {model} just now. You are in line …",
        "thinking": "💭 {model} is thinking …",
        "no_words": "The model answered with nothing that can be shown. Ask again, or choose another model: /model.",
        "refused_rest": "⚠️ The rest of this answer could not be shown here. I have told whoever runs me.",
        "refused_whole": "⚠️ My answer could not be shown here. I have told whoever runs me.",
        "whole_answer": "📄 The answer is too long to fit here, so this file holds all of it.",
        "stopped": "⏹ Stopped.",
        "stopped_for_next": "⏹ Stopped for the next question.",
        "nothing_to_stop": "There is no answer to stop here.",
        "stopping": "Stopping.",
        "not_yours_to_stop": "Only the person who asked, or an administrator, can stop this answer.",
        "answer_over": "That answer has ended already.",
        "answer_begun": "Another press was quicker: that answer is on its way already.",
        "alert_counted": "{text} ({count} of these since I last told you.)",
        "interrupted": "⏹ Interrupted because I was restarted. Please ask again.",
        "ready": "✅ Your answer is ready.",
        "no_room": "Many people are writing to me right now. Please press again in a minute.",
        "late": "I was offline when you wrote this.",
        "late_button": "▶️ Answer it now",
        "late_ask_again": "I was offline when you wrote this. If you still want to know, please ask again.",
        "owner_only": "Only the owner of this bot can do that.",
        "paused_by_owner": "Whoever runs me paused me here, and only they can end that.",
        "private_only": "That only works in a private chat with me.",
        "first_invitation": "➕ Add me on {platform}: {address}",
        "first_off": "Before others come, you may want to look at:",
        "first_thoughts": "- the model's thoughts, which nobody sees: `/settings reasoning` shows them",
        "first_search": "- the web, where the model does not look: `/settings search` lets it, about {price} a search",
        "first_limits": "- what everybody may have: `/settings limit` shows it and changes it",
        "settings_button": "⚙️ Settings",
        "unknown_command": "I do not know /{name}. /help lists what I can do.",
        "missing_option": "/{name} needs something after it, for example: {example}",
        "unknown_button": "That button no longer works.",
        "retry_button": "🔄 Again",
        "edited_button": "✏️ Answer the edit",
        "reply_button": "💬 Reply",
        "go_on_button": "⏩ Go on",
        "go_on_nothing": "None of my answers here was cut off, so there is nothing to continue.",
        "go_on_early": "That answer is just ending; press again in a moment.",
        "go_on_late": "That answer has been continued already.",
        "go_on_by_button": "Press Go on under the answer: I cannot reach it from here.",
        "continue_label": "What comes next?",
        "sources": "Sources",
        "turn_back_button": "◀",
        "turn_here_button": "{number}/{of}",
        "turn_on_button": "▶",
        "not_yours_to_turn": "Only the person who asked, or an administrator, can turn to another version.",
        "version_gone": "That version is gone.",
        "version_asked": "Another version is on its way; wait until it has ended.",
        "version_too_long": "These versions do not fit into one message each: ⓘ has them as a file.",
        "info_version": "Version {number} of {of}.",
        "info_versions_file": "The other versions are in the file.",
        "info_button": "ⓘ",
        "info_gone": "I keep nothing of that answer any more.",
        "info_model": "Model: **{model}**",
        "info_model_unknown": "Model: not known; the answer is older than ⓘ, or a restart cut it off.",
        "info_instead": "It stood in for {model}. {why}",
        "info_withdrawn": "The provider of that one withdrew it.",
        "info_not_set_up": "The provider of that one is not set up any more.",
        "info_time": "Time: {took}",
        "info_tokens": "Tokens: {input} in, {output} out",
        "info_tokens_in_all": "Tokens: about {tokens}",
        "info_cost": "Cost: {cost}",
        "info_cost_unknown": "Cost: not known",
        "info_turns": "Messages read: {count}",
        "info_read": "Read: {things}",
        "info_unread": "Not read: {things}",
        "info_whole": "It is complete.",
        "info_sources": "Sources:",
        "info_rest_alone": "The rest is in our private chat.",
        "info_open_chat": "For the rest, open a private chat with me, press Start there, then ⓘ again.",
        "took": "{seconds} s",
        "retry_nothing": "I have not answered you here, so there is nothing to answer again.",
        "retry_old": "That is not the latest answer: the conversation has gone on since.",
        "older_part": "… (part of an earlier answer)",
        "not_your_button": "That button is for the person I answered.",
        "no_category": "This place is not in a category; choose here, channel or server.",
        "lacks_head": "What I am missing here:",
        "lacks_provider": "{provider} refuses to answer me. {cure}",
        "lacks_provider_here": (
            "The model's provider refuses to answer me. Whoever runs me has to mend that; another model may answer: "
            "/model."
        ),
        "new_started": "A new conversation starts here.",
        "new_shared": (
            "Every mention of me starts a new conversation here anyway; reply to one of my answers to continue it."
        ),
        "page_of": "Page {number} of {pages}",
        "in_thread": "in this thread",
        "in_topic": "in this topic",
        "in_channel": "in this channel",
        "in_chat": "in this chat",
        "in_group": "in this group",
        "in_category": "in this category",
        "in_server": "in this server",
        "in_private": "in private chats",
        "in_shared": "in servers and groups",
        "ask_about": "Ask about this",
        "form_too_late": "That took me too long. Please press the button again.",
        "lacks_permissions": (
            "I am missing permissions in this channel: {permissions}. Give them to my role in the channel's settings, "
            "under Permissions."
        ),
        "lacks_writing": (
            "I am not allowed to write in this chat. Make me an administrator who may post messages, or lift my "
            "restriction."
        ),
        "lacks_files": "I am not allowed to send files and pictures in this chat; its administrators can change that.",
        "lacks_hearing": (
            "Privacy mode keeps from me what is said here without addressing me. Make me an administrator of this "
            "group; or switch it off for all groups (@BotFather, /setprivacy, Disable) and add me to this one anew."
        ),
        "lacks_intent": (
            "Discord hides from me what people write without mentioning me. The owner of the bot can switch on "
            "the Message Content intent, under Bot at https://discord.com/developers/applications."
        ),
        "queue_full": "Too many questions are waiting in this conversation. Please wait for an answer first.",
        "in_line": "⏳ {count} before you …",
        "in_seconds": "in {count} s",
        "in_minutes": "in {count} min",
        "in_hours": "in {count} h",
        "in_days": "in {count} {count:day|days}",
        "question_too_long": (
            "That is {length} characters; I read up to {most} at a time. Shorten it, or send the rest after the answer."
        ),
        "paused_here": "⏸ I am paused here for now.",
        "in_scope": "in {scope}",
        "place_unclear": "Name a place: here, off, discord:CHANNEL or telegram:CHAT.",
        "no_threads": "I cannot open threads here, so answers stay below their questions.",
        "no_server": "This is not a server or a group.",
    }
)
