"""What is said of people: who may talk, who administers, who somebody is, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "nobody_listens": (
            "This bot has no owner yet. If it is yours, send it /claim in a private chat, with the code that it "
            "printed when it started."
        ),
        "not_allowed": "I do not answer everyone here. I have asked whoever runs me to let you in.",
        "not_open": "I do not answer everyone here; whoever runs me can let you in.",
        "denied": "I am not available to you here.",
        "wants_person": "{person} wants to talk to me. Allow it?",
        "wants_server": "{person} wants to use me in {server}. Allow everyone there?",
        "invited": "📨 I was added to {server}. I leave it at {at} ({left}) unless you allow it.",
        "invited_by": "📨 {person} added me to {server}. I leave it at {at} ({left}) unless you allow it.",
        "server_members": "{server} ({count} {count:member|members})",
        "server_called": "“{name}”",
        "place_in": "{place} in {server}",
        "private_chat_of": "the private chat with {person}",
        "unnamed_server": "the server or group {id}",
        "unnamed_place": "the place {id}",
        "unnamed_role": "the role {id}",
        "allowed_now": "✅ Allowed: {subject}.",
        "denied_now": "🚫 Denied: {subject}.",
        "let_in": "You can talk to me now.",
        "manager_only": "Only people who manage this channel, and the owner of this bot, can change that.",
        "only_some": "Only some people may talk to me here. An administrator can let you in: /settings talk.",
        "off_here": "I am switched off here. An administrator can switch me on: /settings trigger.",
        "not_in_channel": "I do not answer in this channel. An administrator can change that: /settings channels.",
        "see_talk": "Done. The whole list, and what else you can do with it: /settings talk.",
        "talk_everybody": "Everybody here may talk to me.",
        "talk_except": "Everybody here may talk to me, except: {people}.",
        "talk_only": "Only administrators may talk to me here, and: {people}.",
        "talk_never": "Always shut out: {people}.",
        "talk_how": "Say what to do with them: only, except, add or remove.",
        "administrators_none": "Only people who manage this place can change my settings here.",
        "administrators_are": "Besides people who manage this place, my settings can be changed by: {people}.",
        "administrators_how": "Say what to do with them: add or remove.",
        "rights_both": (
            "These were let in before talking and administering became two rights; they have both until you change "
            "one: {people}."
        ),
        "channels_all": "I answer in every channel here.",
        "channels_except": "I answer in every channel here, except: {channels}.",
        "channels_only": "I answer only in these channels: {channels}.",
        "channels_how": "Say what to do with that channel: only, except, add or remove.",
        "channel_unclear": "Name a channel of this server.",
        "nobody": "nobody",
        "none_yet": "none yet",
        "claimed": "✅ This bot is yours now. Write to me here and I answer.",
        "claimed_before": "This bot is yours already; /help says what you can do.",
        "already_claimed": "This bot has an owner already.",
        "wrong_code": "That is not the code. You find it in what the bot printed when it started.",
        "wrong_codes": (
            "That is not the code either. I will not answer wrong codes for ten minutes; the right one works at any "
            "time. You find it in what the bot printed when it started."
        ),
        "server_manager_only": (
            "Only people who manage the whole server, and the owner of this bot, can choose for all of it."
        ),
        "category_manager_only": (
            "Only people who manage the whole category, and the owner of this bot, can choose for all of it."
        ),
        "whoami_id": "You are {person}. In the config and in /owner you are `{id}`.",
        "whoami_closed": "I do not answer you here.",
        "whoami_unclaimed": "This bot has no owner yet who could let you in.",
        "whoami_unknown": "The owner of this bot has not decided yet.",
        "whoami_denied": "The owner of this bot, or an administrator here, said no.",
        "whoami_member": "You can ask me questions and stop your own answers; you cannot change my settings.",
        "whoami_manager": "You are an administrator here: you can also change my settings here, with /settings.",
        "whoami_owner": "This bot is yours: you can do everything.",
        "whoami_owner_free": "No limits apply to you.",
        "whoami_said": "Let in here: {subject}.",
    }
)
