"""Everything that the bot itself says, in English. The tables of all other languages have the same keys."""

from collections.abc import Mapping
from types import MappingProxyType

from bots.engine.language.english_help import ENGLISH_HELP
from bots.engine.language.english_settings import ENGLISH_SETTINGS
from bots.engine.language.english_terminal import ENGLISH_TERMINAL
from bots.engine.language.english_tools import ENGLISH_TOOLS

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        **ENGLISH_TERMINAL,
        **ENGLISH_TOOLS,
        **ENGLISH_SETTINGS,
        **ENGLISH_HELP,
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
        "picture": "[picture]",
        "file_refused": "{name} could not be sent here.",
        "error_owner": (
            "The model's provider refuses my requests. It is not your fault, and I have told whoever runs me. Another "
            "model may answer: /model."
        ),
        "whole_answer": "📄 The answer is too long to fit here, so this file holds all of it.",
        "stopped": "⏹ Stopped.",
        "stopped_for_next": "⏹ Stopped for the next question.",
        "nothing_to_stop": "There is no answer to stop here.",
        "stopping": "Stopping.",
        "not_yours_to_stop": "Only the person who asked, or an administrator, can stop this answer.",
        "answer_over": "That answer has ended already.",
        "answer_begun": "Another press was quicker: that answer is on its way already.",
        "cut_by_expiry": "✂️ Cut off here: Discord lets the answer to a command grow for 15 minutes only.",
        "alert_counted": "{text} ({count} of these since I last told you.)",
        "money": "${amount}",
        "here": "here",
        "allowance": "{amount} {period}",
        "counted_answers": "{count} {count:answer|answers}",
        "counted_tokens": "{count} {count:token|tokens}",
        "period_minute": "a minute",
        "period_day": "a day",
        "period_month": "a month",
        "over_budget_person_there": "Your limit {where} is used up: {limit}. You can ask again {left} ({at}).",
        "over_budget_all_there": (
            "The limit that everyone shares {where} is used up: {limit}. I answer again {left} ({at})."
        ),
        "over_budget_unpriced": (
            "The limit for models whose price nobody knows is used up: {limit}. This model answers again {left} "
            "({at}); others may answer now: /model."
        ),
        "whom_you": "you",
        "whom_where": "{whom}, {where}",
        "interrupted": "⏹ Interrupted because I was restarted. Please ask again.",
        "ready": "✅ Your answer is ready.",
        "failed": "⚠️ {sentence}",
        "failed_owner": "⚠️ {sentence} {cause} (trace {trace})",
        "failed_inside": "⚠️ Something went wrong inside me. Whoever runs me has been told; please try again later.",
        "failed_inside_owner": "⚠️ Something went wrong inside me; my log says what, under trace {trace}.",
        "store_waits": ("⏳ I cannot write to my database just now. Your question waits, and is answered once I can."),
        "unreadable": (
            "I can't read that message: Discord only shows me messages that mention me. Mention me in it, or use /ask."
        ),
        "only_text": "There is no question in that. Write what you want to know.",
        "nothing_read": "I can't read that: {things}. Write what you want to know, or send it in another form.",
        "things_read": "read {things}",
        "things_unread": "not read: {things}",
        "unread_because": "{name} ({why})",
        "read_part": "{name}, {unit} 1 to {read} of {of}",
        "read_first": "{name}, {unit} 1 to {read}",
        "unit_pages": "pages",
        "unit_paragraphs": "paragraphs",
        "unit_rows": "rows",
        "unit_lines": "lines",
        "unit_characters": "characters",
        "why_gone": "no longer there",
        "why_too_large": "too large",
        "why_refused": "the platform does not hand it out",
        "why_unreachable": "could not be fetched",
        "why_too_many": "too many at once",
        "why_empty": "empty",
        "why_empty_pdf": "a PDF without text",
        "why_bomb": "far too large once unpacked",
        "why_timeout": "took too long",
        "why_too_much": "your files have taken up my time for now; try again in a few minutes",
        "why_broken": "damaged",
        "why_encrypted": "locked with a password",
        "why_cipher": "encrypted with AES, which I cannot open",
        "why_unknown_kind": "a kind of file that I do not read",
        "why_crashed": "I failed to read it",
        "why_no_room": "no room left for it in the model's context",
        "why_no_hearing": "I do not transcribe speech here",
        "why_unheard": "could not be transcribed just now",
        "why_silent": "there is no speech in it",
        "kind_picture": "a picture",
        "kind_animation": "a GIF",
        "kind_sticker": "a sticker",
        "kind_document": "a file",
        "kind_voice": "a voice message",
        "kind_audio": "a recording",
        "kind_video": "a video",
        "kind_video_note": "a video message",
        "kind_story": "a story",
        "kind_paid_media": "paid media",
        "kind_giveaway": "a giveaway",
        "kind_withheld": "the message above (Discord keeps it from me: the Message Content Intent is off)",
        "kind_declined": "a message whose author does not want me to read it for others",
        "kind_unknown": "something I do not know",
        "nobody_listens": (
            "This bot has no owner yet. If it is yours, send it /claim in a private chat, with the code that it "
            "printed when it started."
        ),
        "not_allowed": "I do not answer everyone here. I have asked whoever runs me to let you in.",
        "not_open": "I do not answer everyone here; whoever runs me can let you in.",
        "denied": "I am not available to you here.",
        "no_room": "Many people are writing to me right now. Please press again in a minute.",
        "late": "I was offline when you wrote this.",
        "late_button": "▶️ Answer it now",
        "late_ask_again": "I was offline when you wrote this. If you still want to know, please ask again.",
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
        "owner_only": "Only the owner of this bot can do that.",
        "manager_only": "Only people who manage this channel, and the owner of this bot, can change that.",
        "only_some": "Only some people may talk to me here. An administrator can let you in: /settings talk.",
        "off_here": "I am switched off here. An administrator can switch me on: /settings trigger.",
        "not_in_channel": "I do not answer in this channel. An administrator can change that: /settings channels.",
        "paused_by_owner": "Whoever runs me paused me here, and only they can end that.",
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
        "private_only": "That only works in a private chat with me.",
        "claimed": "✅ This bot is yours now. Write to me here and I answer.",
        "first_invitation": "➕ Add me on {platform}: {address}",
        "first_off": "Before others come, you may want to look at:",
        "first_thoughts": "- the model's thoughts, which nobody sees: `/settings reasoning` shows them",
        "first_search": "- the web, where the model does not look: `/settings search` lets it, about {price} a search",
        "first_limits": "- what everybody may have: `/settings limit` shows it and changes it",
        "settings_button": "⚙️ Settings",
        "claimed_before": "This bot is yours already; /help says what you can do.",
        "already_claimed": "This bot has an owner already.",
        "wrong_code": "That is not the code. You find it in what the bot printed when it started.",
        "wrong_codes": (
            "That is not the code either. I will not answer wrong codes for ten minutes; the right one works at any "
            "time. You find it in what the bot printed when it started."
        ),
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
        "ended_cut": "✂️ Cut off at the model's limit.",
        "ended_too_long": "✂️ Cut off: an answer cannot be longer than this here.",
        "ended_filtered": "🚫 The provider's filter ended this answer.",
        "ended_broken": "⚡ The connection broke here.",
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
        "cost_less": "under {amount}",
        "stood_in": "🟡 {other} answers instead of {model}.",
        "stood_in_withdrawn": "🟡 {other} answers instead of {model}, which its provider withdrew.",
        "stood_in_not_set_up": "🟡 {other} answers instead of {model}, whose provider is not set up any more.",
        "gone_here": (
            "🟡 {model}, {source}, is no longer available: its provider withdrew it. {other} answers here until an "
            "administrator chooses another."
        ),
        "gone_here_not_set_up": (
            "🟡 {model}, {source}, is no longer available: its provider is not set up any more. {other} answers here "
            "until an administrator chooses another."
        ),
        "auto_pinned": (
            "`auto` is fixed to {model}, whatever else becomes available. If it fails, another model answers and says "
            "so."
        ),
        "auto_today": "`auto` is {model} today; it changes with what is available.",
        "auto_nothing_to_pin": "No model is available right now, so `auto` cannot be fixed to one.",
        "auto_choose_button": "🔀 Choose for everywhere",
        "pin_button": "📌 Keep this one",
        "unpin_button": "🔓 Let it change",
        "switched_model": "🔀 {who} chose {model} {where}.",
        "switched": "🔀 {who} chose {where}, for {setting}: {value}.",
        "switched_persona": "🔀 {who} gave me another persona {where}.",
        "switched_back": "🔀 {who} took back what was chosen {where} for {setting}.",
        "switch_undone_model": "↩️ {who} took that back: {model} answers here again.",
        "switch_undone": "↩️ {who} took that back: {setting} is as it was before.",
        "switch_undo_button": "↩️ Undo",
        "pick_button": "🔀 Choose another model",
        "retry_nothing": "I have not answered you here, so there is nothing to answer again.",
        "retry_old": "That is not the latest answer: the conversation has gone on since.",
        "older_part": "… (part of an earlier answer)",
        "not_your_button": "That button is for the person I answered.",
        "model_not_offered": "You can choose from these here: {models}.",
        "model_not_yours": (
            "That model is not for everybody. You can use these here: {models}. An administrator can choose another "
            "for this place with /model, and whoever runs me can offer you more."
        ),
        "model_not_yours_private": (
            "That model is not for everybody. You can use these: {models}. Whoever runs me can offer you more."
        ),
        "model_none_offered": "The owner of this bot chooses the model here.",
        "server_manager_only": (
            "Only people who manage the whole server, and the owner of this bot, can choose for all of it."
        ),
        "category_manager_only": (
            "Only people who manage the whole category, and the owner of this bot, can choose for all of it."
        ),
        "no_category": "This place is not in a category; choose here, channel or server.",
        "setting_model": "Model",
        "setting_search": "Web search",
        "setting_tools": "Tools",
        "setting_effort": "Thinking effort",
        "setting_persona": "Persona",
        "setting_trigger": "Answers to",
        "setting_reasoning": "Reasoning",
        "setting_details": "Details below answers",
        "setting_streaming": "Writing pace",
        "setting_notify": "Mention when done",
        "setting_where": "Answers go to",
        "setting_memory": "Memory",
        "setting_busy": "While I am answering",
        "setting_names": "Names",
        "setting_timezone": "Time zone",
        "setting_language": "My language",
        "setting_line": "{setting}: **{value}**, {source}",
        "setting_beyond": "(What is {source} applies wherever nothing closer was chosen.)",
        "setting_overrules": "(It overrides {value}, {source}.)",
        "setting_locked": "The config locks that for this place; whoever runs me can change it there.",
        "setting_values": "Choose one of these: {values}.",
        "setting_shared_only": "That only makes sense where several people write, not in a private chat.",
        "settings_head": "Settings",
        "value_unfit": "That is not one of the possible values.",
        "seconds_unfit": "Give a whole number of seconds, at most a day (86,400); 0 means never.",
        "prefix_unfit": "A prefix has 1 to 16 characters, no spaces, and does not begin with a slash.",
        "zone_unfit": "I do not know that time zone. Name a city (Madrid, New York) or the offset from UTC (UTC+2).",
        "zone_near": "I do not know that time zone. Did you mean {near}? The offset from UTC (UTC+2) works too.",
        "persona_too_long": "A persona has 1 to 2,000 characters.",
        "persona_own": "To write your own: /settings persona and the text.",
        "notify_never": "never",
        "notify_after": "after {seconds} s",
        "reset_button": "↩️ Reset",
        "back_button": "◀️ Back",
        "history_button": "🕓 History",
        "history_head": "What was changed here, newest first",
        "history_none": "Nothing has been changed here.",
        "history_owner": "the owner",
        "history_line": "{at}, {who}: {setting}, {old} → {new} ({source})",
        "undo_button": "↩️ Undo {number}",
        "undo_too_late": "That has been changed again since, so I leave it as it is.",
        "trigger_unavailable": "Not available here: {triggers}. {reason}",
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
        "model_is": "The model here is {model}, {source}.",
        "model_stood_in": "It failed last time, and {other} answered instead.",
        "model_withdrawn": (
            "Its provider withdrew it, so the next choice that applies here answers until somebody chooses another."
        ),
        "model_not_set_up": (
            "Its provider is not set up any more, so the next choice that applies here answers until somebody chooses "
            "another."
        ),
        "model_is_gone": "🔴 no longer available",
        "model_failing": "It has failed several times, so I am leaving it alone for a while.",
        "model_auto": "The model here is auto, {source}: right now {answering} answers.",
        "model_auto_nobody": "The model here is auto, {source}, and right now no model is available.",
        "model_set": "From now on, {model} answers here.",
        "model_set_for": "From now on, {model} answers {where}.",
        "model_still": "Here, {model} still answers: {source}.",
        "model_overrules": "It overrides {model}, {source}.",
        "model_reset": "The choice made here is undone.",
        "model_reset_for": "What was chosen {where} is undone.",
        "model_pick": "Choose another:",
        "model_pick_typing": "Choose another, or write /model and some words of a name, as in /model sonnet 4:",
        "model_pick_typed": "Models whose names fit “{typed}”:",
        "model_pick_menu": "Choose a model",
        "model_gone": "That model is no longer available; /model shows the ones that are.",
        "models_none_fit": "No model that you can choose has a name like “{typed}”.",
        "page_of": "Page {number} of {pages}",
        "again_which": "Which model is to answer anew?",
        "again_same": "The model here",
        "again_begun": "🔄 {model} answers anew.",
        "model_pick_reach": "What you choose here holds {where}.",
        "source_thread": "chosen for this thread",
        "source_topic": "chosen for this topic",
        "source_channel": "chosen for this channel",
        "source_chat": "chosen for this chat",
        "source_group": "chosen for this group",
        "source_category": "chosen for this category",
        "source_server": "chosen for this server",
        "source_private": "chosen for private chats",
        "source_shared": "chosen for servers and groups",
        "source_everywhere": "chosen for everywhere",
        "in_thread": "in this thread",
        "in_topic": "in this topic",
        "in_channel": "in this channel",
        "in_chat": "in this chat",
        "in_group": "in this group",
        "in_category": "in this category",
        "in_server": "in this server",
        "in_private": "in private chats",
        "in_shared": "in servers and groups",
        "source_guessed": "guessed from the language",
        "source_unguessed": "because the language does not tell; change it with /settings timezone and a city",
        "config_thread": "the config, for this thread",
        "config_topic": "the config, for this topic",
        "config_channel": "the config, for this channel",
        "config_chat": "the config, for this chat",
        "config_group": "the config, for this group",
        "config_category": "the config, for this category",
        "config_server": "the config, for this server",
        "config_private": "the config, for private chats",
        "config_shared": "the config, for servers and groups",
        "locked_thread": "the config, for this thread (locked)",
        "locked_topic": "the config, for this topic (locked)",
        "locked_channel": "the config, for this channel (locked)",
        "locked_chat": "the config, for this chat (locked)",
        "locked_group": "the config, for this group (locked)",
        "locked_category": "the config, for this category (locked)",
        "locked_server": "the config, for this server (locked)",
        "source_default": "the default",
        "models_head": "Models:",
        "models_sees": "Models that see pictures:",
        "models_hears": "Models that hear sounds:",
        "models_documents": "Models that read PDFs directly:",
        "models_thinks": "Models that think before they answer:",
        "models_cheap": "Models that cost at most about $0.002 an answer, the cheapest first:",
        "models_none_thinks": "As far as I know, no model here thinks before it answers.",
        "models_none_cheap": (
            "As far as I know, no model here is that cheap: each would cost more than about $0.002 an answer."
        ),
        "able_sees": "Sees",
        "able_hears": "Hears",
        "able_documents": "Reads PDFs",
        "able_thinks": "Thinks",
        "able_cheap": "Cheap",
        "models_none_sees": "As far as I know, no model here sees pictures.",
        "models_none_hears": "As far as I know, no model here hears sounds.",
        "models_none_documents": "As far as I know, no model here reads PDFs directly.",
        "models_unknown": "I can't tell for {count} {count:other|others}.",
        "models_none": "No model can be listed right now.",
        "model_sees": "sees pictures",
        "model_hears": "hears",
        "model_documents": "reads PDFs",
        "model_thinks": "thinks first",
        "model_window": "{tokens} tokens",
        "model_first_word": "first word after {seconds} s",
        "model_well": "{share} of {answers} {answers:answer|answers} complete",
        "model_cost": "{dollars} an answer",
        "model_cost_about": "about {dollars} an answer",
        "model_price": "{input} in, {output} out per million tokens",
        "model_free": "free",
        "label_sees": "sees",
        "label_hears": "hears",
        "label_thinks": "thinks",
        "label_price": "{input}/{output}",
        "model_open": "🔴 failing, left alone for now",
        "model_probing": "🟡 failed, about to be tried again",
        "model_replaced": "{other} stood in last time",
        "model_no_vision": "sees no pictures (found out)",
        "model_no_system": "has no system role (found out)",
        "model_no_stream": "does not stream (found out)",
        "model_no_effort": "cannot be told how much to think (found out)",
        "model_no_fields": "takes no {fields} (found out)",
        "model_starts_thinking": "begins in its thoughts (found out)",
        "model_no_search": "cannot search the web (found out)",
        "model_no_tools": "takes no tools (found out)",
        "model_in_responses": "answers by the Responses API (found out)",
        "model_alias": "{alias} ({model})",
        "models_more": "… and {count} more",
        "ask_about": "Ask about this",
        "file_written": "The file is {path}.",
        "file_not_written": "The file {name} could not be written here: {reason}.",
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
        "leave_button": "🚪 Leave",
        "in_line": "⏳ {count} before you …",
        "in_seconds": "in {count} s",
        "in_minutes": "in {count} min",
        "in_hours": "in {count} h",
        "in_days": "in {count} {count:day|days}",
        "question_too_long": (
            "That is {length} characters; I read up to {most} at a time. Shorten it, or send the rest after the answer."
        ),
        "paused_here": "⏸ I am paused here for now.",
        "over_budget_person": "Your limit is used up: {limit}. You can ask again {left} ({at}).",
        "over_budget_all": "The limit for everyone together is used up: {limit}. I answer again {left} ({at}).",
        "over_budget_share": (
            "This server has used up its share of what everyone has together: {limit}. I answer here again {left} "
            "({at})."
        ),
        "over_budget_new": (
            "You joined today, and what new members share is used up: {limit}. You can ask again {left} ({at})."
        ),
        "cut_by_budget": "✂️ Cut off here. {sentence}",
        "person_unclear": "Say whom you mean: with a mention, their number, or as a reply to one of their messages.",
        "not_yourself": "You cannot shut yourself out.",
        "limits_head": "The limits that apply to you here",
        "limits_none": "No limits apply here.",
        "limit_line": "- {whom}: {limit}, {used} used; starts over {left} ({at})",
        "limit_set": "New limit for {whom}: {limit}.",
        "limit_gone": "Limit removed for {whom}.",
        "limit_none": "There was no such limit for {whom}.",
        "limit_unclear": (
            "I can't read that as a limit. Write something like 20 answers a day, $2 a month or 50k tokens a day; off "
            "removes it."
        ),
        "share_set": "From now on, one server may use at most {percent}% of what everyone has together ({where}).",
        "share_gone": "That share is removed; the usual one applies again ({where}).",
        "everywhere": "everywhere",
        "in_scope": "in {scope}",
        "everyone": "everyone",
        "whom_all": "everyone together",
        "whom_each": "each person",
        "whom_role": "each person with the role {role}",
        "whom_unpriced": "everyone together, with models whose price nobody knows",
        "whom_newcomers": "new members of today, {whom}",
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
        "place_unclear": "Name a place: here, off, discord:CHANNEL or telegram:CHAT.",
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
        "usage_me": "What you used in the last {days:day|{days} days} (UTC), everywhere",
        "usage_here": "What everyone used here in the last {days:day|{days} days} (UTC)",
        "usage_server": "What everyone used in this server in the last {days:day|{days} days} (UTC)",
        "no_threads": "I cannot open threads here, so answers stay below their questions.",
        "no_server": "This is not a server or a group.",
        "usage_no_server": "This is not a server; choose me or here.",
        "usage_days_unfit": "Give the days as a whole number from 1 to {most}.",
        "usage_none": "No answers yet.",
        "usage_line": (
            "{name}: {answers} {answers:answer|answers}, {input_tokens} {input_tokens:token|tokens} in, "
            "{output_tokens} out"
        ),
        "usage_cost": "{line}, {cost}",
        "usage_like": "{line}, at the price of {model}",
        "usage_sum": "Total",
        "usage_unpriced": "The cost leaves out models whose price nobody knows.",
        "prices_old": "My price list is from {date}, {days} {days:day|days} ago; prices may have changed since.",
        "usage_today": "today",
        "usage_day": "{day} {month}",
        "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "usage_others": "others",
        "usage_chart": "Answers in the last {days:day|{days} days}",
        "privacy_account": (
            "What you write to me here, and the conversation before it, is read by {company}, whose model {model} "
            "answers. Its own terms say what it keeps."
        ),
        "privacy_local": (
            "What you write to me here, and the conversation before it, is read by {model}, which runs on a machine "
            "of whoever runs me. It goes to no other company."
        ),
        "privacy_stranger": (
            "What you write to me here, and the conversation before it, is read by {company}, a third party's free "
            "website ({model}). Nobody knows what is done with it there, so write nothing private."
        ),
        "privacy_a_stranger": "{company} (a third party's free website)",
        "privacy_demo": "A built-in demo answers here: what you write goes to no company.",
        "privacy_nobody": "No model is available here right now: what you write goes nowhere.",
        "privacy_stand_ins": "If that model fails, others may answer and read the same: {others}.",
        "privacy_own_machine": "a machine of whoever runs me",
        "privacy_eyes": (
            "If there is a picture that it cannot see, {model} may answer instead and reads the same: {company}."
        ),
        "privacy_voice": "Voice messages are transcribed by {model}: {company}.",
        "privacy_voice_others": "If that fails, others may transcribe them: {others}.",
        "privacy_kept": (
            "I keep your questions and my answers for {days} {days:day|days} so that a conversation can go on; then "
            "they are erased, together with who wrote them and when. What you chose stays until you choose something "
            "else."
        ),
        "privacy_not_kept": (
            "I keep no text once an answer is finished. What you chose stays until you choose something else."
        ),
        "privacy_counted": (
            "I count answers, tokens and costs under your number, without any text, and keep that for 100 days. "
            "Whether you may talk to me, and whether you own me, stays. What you are called I keep only if such a "
            "decision, or something that you chose for others, names you: until 30 days after I last saw the name."
        ),
        "privacy_alone": (
            "Send me /privacy in a private chat: there you can get your data as a file, or have it forgotten."
        ),
        "privacy_read": (
            "When somebody mentions me in a reply, I read the messages above it, yours too, for that one answer; they "
            "are not kept."
        ),
        "privacy_unread": "Your messages are not read for others.",
        "unread_button": "🙈 Do not read my messages for others",
        "read_button": "Read my messages for others again",
        "export_button": "📦 My data as a file",
        "forget_button": "🗑 Forget me",
        "forget_sure": (
            "Shall I forget all that you asked and all that I answered you, everywhere and for good? What I am "
            "answering you now stops, and I forget what you are called. What stands in the chats stays there, what "
            "others quoted of you too; counters and limits stay, without text."
        ),
        "forget_sure_button": "🗑 Yes, forget me",
        "forgotten": (
            "Forgotten: {count} {count:message|messages}. Nothing you asked or were answered is kept any more."
        ),
        "forgotten_soon": (
            "Forgotten: {count} {count:message|messages}. Another program, such as a backup, is reading the database "
            "right now: part of what you asked and were answered stays in the database's log until it is done, and is "
            "erased then."
        ),
        "exported": (
            "This is what I keep about you: {count} {count:question|questions} with the answers, and the counters."
        ),
        "error_too_long": "The model's answer was longer than an answer may be here.",
        "error_before_words": "The model broke off before its first word. Please try again.",
        "cure_key": "Put a key that works into the config or its variable, and start me again.",
        "cure_account": "Look at the account on the provider's site: its permissions, terms and plan.",
        "cure_balance": "Top up the account, raise its limit, or wait until its quota is renewed.",
        "cure_region": (
            "The service is not offered where I run: set a `proxy` for it in the config, or use another provider."
        ),
        "cure_verification": "Have the account verified on the provider's site.",
        "cure_set_up": (
            "The server is not set up for this, or the config describes it wrongly; the cause below says what to look "
            "at."
        ),
        "cure_model": "Choose a model that /models lists, here and in `default_model`.",
        "error_missing_requirements": (
            "The model's connection is not fully installed. It is not your fault, and I have told whoever runs me. "
            "Another model may answer: /model."
        ),
        "error_nothing_set_up": "No model is set up yet. Whoever runs me has been told.",
        "cure_nothing_set_up": "I have no model yet.",
        "alert_nothing_set_up": "🟡 Somebody has asked me something, and I have no model yet. {cause}",
        "error_not_set_up": "That model's provider is not set up here; /models lists the models that are there.",
        "error_model_not_found": "That model is not there; /models lists those that are.",
        "error_wrong_key": (
            "The model's provider refuses my key. It is not your fault, and I have told whoever runs me. Another "
            "model may answer: /model."
        ),
        "error_blocked": "The model's site does not let me in. Choose another model: /model.",
        "error_not_working": (
            "The model does not work the way it is set up. It is not your fault, and I have told whoever runs me. "
            "Another model may answer: /model."
        ),
        "error_quota_exceeded": (
            "My quota for this model is used up. It is not your fault, and I have told whoever runs me. Another model "
            "may answer: /model."
        ),
        "error_rate_limited": "The model is getting too many requests. Try again in a minute.",
        "error_overloaded": "The model is overloaded or down at the moment. Try again in a minute.",
        "error_filtered": "The model will not answer that. Ask it in another way.",
        "error_prompt_too_long": "This conversation has become too long for the model. Start a new one: /new.",
        "error_no_vision": "This model cannot see pictures; /models sees lists the ones that can.",
        "error_no_hearing": "This model cannot hear recordings. Write it instead, or choose another model: /model.",
        "error_no_documents": "This model cannot read PDFs. Send the text instead, or choose another model: /model.",
        "error_missing_ability": "This model reads text only. Say it in words, or choose another model: /model.",
        "error_bad_request": (
            "The model did not accept that message. Ask it in another way, or start a new conversation: /new."
        ),
        "error_empty_answer": "The model sent an empty answer. Please try again.",
        "error_bad_answer": "The model sent something that is not an answer. Please try again.",
        "error_timed_out": "The model took too long. Try again, or choose another model: /model.",
        "error_connection_failed": "I cannot reach the model. Try again in a minute.",
        "error_provider": "The model failed. Please try again.",
    }
)
