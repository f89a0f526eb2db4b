"""What the owner reads: alerts, how everything is, who owns the bot, which servers there are, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_OWNER: Mapping[str, str] = MappingProxyType(
    {
        "leave_button": "🚪 Leave",
        "paused_now": "⏸ Paused: {scope}. Only owners get answers there now.",
        "resumed": "▶️ I answer again: {scope}.",
        "not_paused": "It was not paused: {scope}.",
        "paused_still": "It is still paused here, because the server or everything is; see /pause.",
        "servers_head": "Servers, groups and people:",
        "servers_none": "I am in no server or group, and nobody asks.",
        "servers_line": "{number}. {subject}: {state}",
        "state_allowed": "✅ allowed",
        "state_denied": "🚫 denied",
        "state_undecided": "❔ undecided",
        "left": "🚪 Left: {subject}.",
        "not_left": "I could not leave {subject}.",
        "owner_list": "Owners: {owners}. Reports go to: {log}.",
        "owner_added": "{person} is an owner now.",
        "owner_already": "{person} is an owner already.",
        "owner_removed": "{person} is not an owner any more.",
        "owner_in_config": "{person} is an owner in the config file; remove them there.",
        "owner_is_none": "{person} is not an owner.",
        "owner_is_last": "{person} is the only owner; add another one first.",
        "status_head": "Parley {version}, since {since}",
        "status_connected": "🟢 Connected: {platforms}",
        "status_away": "🔴 Not connected: {platforms}",
        "status_no_writes": "🔴 The database takes no writes.",
        "status_growing": "{count} {count:answer grows|answers grow} now.",
        "status_waiting": (
            "Waiting: {questions} {questions:question|questions}, {calls} {calls:call|calls} to platforms, "
            "{jobs} {jobs:job|jobs} of the database."
        ),
        "status_kept": "{count} {count:question is|questions are} kept until answered.",
        "status_today": "**Today (UTC)**",
        "status_day": "{name}: {answers} {answers:answer|answers}, {failed} failed, {cost}",
        "status_private": "private chats on {platform}",
        "status_alerts": "**Last alerts**",
        "status_alert": "{at}: {text}",
        "status_no_alerts": "None since the start.",
        "log_private": "each owner's private chat",
        "log_is": "Reports go to: {log}.",
        "alert_budget": "📊 {percent}% of {limit} used ({subject}). It starts over at {at}.",
        "alert_share": (
            "📊 {subject} has used {percent}% of {limit}, its share of what everyone has together. To give it more, "
            "write /settings limit 80% there. It starts over at {at}."
        ),
        "alert_budget_anew": "📊 The limit has started over: {limit} ({subject}).",
        "alert_mend": "{sign} {model} refuses to answer. {cure} {cause} (trace {trace})",
        "alert_withdrawn": (
            "🟡 {model} is no longer available: its provider withdrew it. Wherever it was chosen, the next choice that "
            "applies answers, and says so. I tell you this once. {cause} (trace {trace})"
        ),
        "alert_not_set_up": (
            "🟡 {model} is chosen, and its provider is not set up. Wherever it was chosen, the next choice that "
            "applies answers, and says so. I tell you this once. {cause} (trace {trace})"
        ),
        "alert_refusals": (
            "⚠️ {model} has refused several questions in a row, so the fault may be in how I ask it. Look at `extra`, "
            "`system` and `stream` of this model in the config. {cause} (trace {trace})"
        ),
        "alert_again": "🟢 {model} answers again.",
        "alert_provider": "🔴 {model} does not work. {cause} (trace {trace})",
        "alert_error": "⚠️ {model} failed. {cause} (trace {trace})",
        "alert_deadly": (
            "💀 I have died more than once over a question in {place}, and do not ask it any more. "
            "If its answer had begun, it says that it was interrupted; my log may say why."
        ),
        "alert_refused": "⚠️ The platform refused to show an answer in {place}: {cause}",
        "alert_shown_again": "🟢 Answers in {place} are shown again.",
        "alert_unsaid": "⚠️ I had something to say in {place}, and the platform refused to show it: {cause}",
        "alert_stand_in": "🟡 {other} answers instead of {model}.{cause}",
        "alert_defect": "⚠️ Something went wrong inside Parley; its log says what, under trace {trace}.",
        "alert_update": (
            "⚠️ {platform}: I could not handle something that came in; the log says what, under trace {trace}."
        ),
        "alert_platform": "⚠️ {platform}: I receive nothing there until I am started again; the log says why.",
        "alert_platform_off": "⚠️ {platform} does not let me in; the log says why. I keep trying now and then.",
        "alert_platform_back": "🟢 {platform}: I receive messages there again.",
        "alert_token": (
            "⚠️ {platform} keeps refusing my token. I go on trying; if the token was revoked, give me a new one and "
            "start me again."
        ),
        "alert_held_back": (
            "🟡 {platform} lets me connect only so many times a day, and today hardly any are left. So I connect less "
            "often until tomorrow, next {left}; the log says more."
        ),
        "alert_database": "🔴 {cause} Until that is over, questions may fail.",
        "alert_database_again": "🟢 The database works again.",
        "alert_missed": "📬 What I could not tell you before:",
        "alert_missed_more": "… and {count} more",
        "alert_missed_asks": "Decide about the people and servers that ask: /servers.",
        "alert_config": "⚙️ The config file has changed; I use the new one now.",
        "alert_machines_differ": (
            "⚙️ Two of my processes read different configs: {one} and {other} differ in {what}. What people get depends "
            "on which of them answers. Give all machines the same config; what has changed may need a restart."
        ),
        "alert_machines_alike": "⚙️ All my processes read the same config again.",
        "differ_models": "the models",
        "differ_limits": "the limits",
        "differ_owners": "the owners",
        "differ_access": "who may talk",
        "differ_settings": "the settings that nobody chose",
        "alert_moved": (
            "⚙️ {old} has a new number, {new}: write it into [places] of the config. Until then, what [places] says "
            "of the old number has no effect."
        ),
        "alert_config_restart": "⚙️ I use the new config file now, except for what needs a restart: {keys}.",
        "alert_config_bad": "⚙️ The config file has changed, but I cannot use it and keep to the old one. {problem}",
        "alert_nothing_set_up": "🟡 Somebody has asked me something, and I have no model yet. {cause}",
    }
)
