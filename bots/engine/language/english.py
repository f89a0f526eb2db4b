"""Everything that the bot itself says, in English. The tables of all other languages have the same keys."""

from collections.abc import Mapping
from types import MappingProxyType

from bots.engine.language.english_help import ENGLISH_HELP
from bots.engine.language.english_settings import ENGLISH_SETTINGS
from bots.engine.language.english_terminal import ENGLISH_TERMINAL

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        **ENGLISH_TERMINAL,
        **ENGLISH_SETTINGS,
        **ENGLISH_HELP,
        "stop_button": "⏹ Stop",
        "stop_button_hidden": "⏹ Stop (the rest comes as a file)",
        "allow_button": "✅ Allow",
        "deny_button": "🚫 Deny",
        "waiting": "⏳ Waiting for {model} …",
        "thinking": "💭 {model} is thinking …",
        "no_words": "The model sent nothing that can be shown.",
        "refused_rest": "⚠️ The rest of this answer could not be shown here; whoever runs me hears of it.",
        "refused_whole": "⚠️ My answer could not be shown here; whoever runs me hears of it.",
        "picture": "[picture]",
        "error_owner": (
            "The model refuses to answer me. That is not your fault, and whoever runs me hears of it; another model "
            "may answer: /model."
        ),
        "whole_answer": "📄 The answer is longer than fits here: this is all of it.",
        "stopped": "⏹ Stopped.",
        "nothing_to_stop": "There is no answer to stop here.",
        "stopping": "Stopping.",
        "not_yours_to_stop": "Only the one who asked or an administrator can stop this answer.",
        "answer_over": "That answer is over.",
        "answer_begun": "Another press was quicker: that answer is on its way already.",
        "cut_by_expiry": "✂️ Cut here: the answer to a command can grow for 15 minutes only.",
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
        "interrupted": "⏹ Interrupted: the bot was restarted. Please ask again.",
        "ready": "✅ Your answer is ready.",
        "failed": "⚠️ {sentence}",
        "failed_owner": "⚠️ {sentence} {cause} (trace {trace})",
        "failed_inside": "⚠️ Something went wrong inside me. Whoever runs me has been told; please try again later.",
        "failed_inside_owner": "⚠️ Something went wrong inside me; my log says what, under trace {trace}.",
        "unreadable": (
            "I cannot read that message: Discord shows me only messages that mention me. Mention me in it, or use /ask."
        ),
        "only_text": "There are no words in that. Write what you want to know.",
        "nothing_read": "I cannot read that: {things}. Write what you want to know, or send it in another form.",
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
        "why_refused": "not handed out",
        "why_unreachable": "could not be fetched",
        "why_too_many": "too many at once",
        "why_empty": "empty",
        "why_empty_pdf": "a PDF without text",
        "why_bomb": "unpacks to too much",
        "why_timeout": "took too long",
        "why_too_much": "your files took long enough for now; again in some minutes",
        "why_broken": "broken",
        "why_encrypted": "locked with a password",
        "why_cipher": "protected by AES, which I cannot open",
        "why_unknown_kind": "of a kind that I do not read",
        "why_crashed": "reading it failed",
        "why_no_room": "no room left in the model's window",
        "why_no_hearing": "speech is not written down here",
        "why_unheard": "could not be understood just now",
        "why_silent": "nothing is said in it",
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
        "kind_unknown": "something that I do not know",
        "nobody_listens": (
            "This bot has no owner yet. If it is yours, send /claim and the code that it printed when it started, "
            "in a private chat with it."
        ),
        "not_allowed": "I am not open to everyone here. Whoever runs me has been asked.",
        "not_open": "I am not open to everyone here; whoever runs me can let you in.",
        "denied": "I am not available here.",
        "no_room": "Many people are writing to me right now; please press again in a minute.",
        "late": "I was away when you wrote this.",
        "late_button": "▶️ Answer it now",
        "late_ask_again": "I was away when you wrote this. Please ask again if you still want to know.",
        "wants_person": "{person} wants to talk to me. Allow it?",
        "wants_server": "{person} wants to use me in {server}. Allow everyone there?",
        "invited": "📨 I was added to {server}. I leave it at {at} ({left}) unless you allow it.",
        "invited_by": "📨 {person} added me to {server}. I leave it at {at} ({left}) unless you allow it.",
        "server_members": "{server} ({count} members)",
        "server_member": "{server} ({count} member)",
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
        "manager_only": "Only those who manage this channel, and the owner of this bot, can change that.",
        "only_some": "Here only some may talk to me; an administrator of this place can let you in: /settings talk.",
        "off_here": "I am switched off here; an administrator can change that: /settings trigger.",
        "not_in_channel": "I do not answer in this channel; an administrator can change that: /settings channels.",
        "paused_by_owner": "Whoever runs me paused me there, and only they can end it.",
        "see_talk": "Done. The whole list, and more that can be said of it: /settings talk.",
        "talk_everybody": "Everybody here may talk to me.",
        "talk_except": "Everybody here may talk to me but: {people}.",
        "talk_only": "Only these and the administrators may talk to me here: {people}.",
        "talk_never": "Shut out, whatever else is said: {people}.",
        "talk_how": "Say what to do with them: only, except, add or remove.",
        "administrators_none": "Only those who manage this place administer me here.",
        "administrators_are": "Beside those who manage this place, these administer me here: {people}.",
        "administrators_how": "Say what to do with them: add or remove.",
        "rights_both": (
            "Allowed before talking and administering were two rights, these have both until you change one: {people}."
        ),
        "channels_all": "I answer in all channels here.",
        "channels_except": "I answer in all channels here but: {channels}.",
        "channels_only": "I answer only in these channels: {channels}.",
        "channels_how": "Say what to do with that channel: only, except, add or remove.",
        "channel_unclear": "I need a channel of this server there.",
        "nobody": "nobody",
        "none_yet": "none yet",
        "private_only": "That works in a private chat with me only.",
        "claimed": "✅ You own this bot now. Write to me here, and I answer.",
        "first_invitation": "➕ Add me on {platform}: {address}",
        "first_off": "Before others come, you may want to look at:",
        "first_thoughts": "- the model's thoughts, which nobody sees: `/settings reasoning` shows them",
        "first_limits": "- what everybody may have: `/settings limit` shows it and changes it",
        "settings_button": "⚙️ Settings",
        "claimed_before": "You own this bot already; /help says what you can do.",
        "already_claimed": "This bot has an owner already.",
        "wrong_code": "That is not the code. It stands in what the bot printed when it started.",
        "wrong_codes": (
            "That is not the code either. I say so no more for ten minutes; the right one is taken at any time. It "
            "stands in what the bot printed when it started."
        ),
        "unknown_command": "I do not know /{name}. /help lists what I know.",
        "missing_option": "/{name} needs more: {example}",
        "unknown_button": "That button no longer works.",
        "retry_button": "🔄 Again",
        "edited_button": "✏️ Answer the edit",
        "reply_button": "💬 Reply",
        "go_on_button": "⏩ Go on",
        "go_on_nothing": "There is no answer of mine here that was cut off and could go on.",
        "go_on_early": "That answer is only just coming to its end; press again in a moment.",
        "go_on_late": "That answer has gone on already.",
        "go_on_by_button": "Press Go on under the answer: from here I cannot reach it.",
        "continue_label": "What comes next?",
        "ended_cut": "✂️ Cut off at the model's limit.",
        "ended_too_long": "✂️ Cut off: longer than an answer may be here.",
        "ended_filtered": "🚫 The provider's filter ended this answer.",
        "ended_broken": "⚡ The connection broke here.",
        "stood_in": "🟡 {other} answers instead of {model}.",
        "stood_in_withdrawn": "🟡 {other} answers instead of {model}, which its provider withdrew.",
        "stood_in_not_set_up": "🟡 {other} answers instead of {model}, whose provider is not set up any more.",
        "gone_here": (
            "🟡 {model}, {source}, is there no more: its provider withdrew it. {other} answers here until an "
            "administrator chooses another."
        ),
        "gone_here_not_set_up": (
            "🟡 {model}, {source}, is there no more: its provider is not set up any more. {other} answers here until "
            "an administrator chooses another."
        ),
        "auto_pinned": (
            "`auto` is {model}, and stays it whatever else I can reach; if it fails, another answers and says so."
        ),
        "auto_today": "`auto` is {model} today, and changes with what I can reach.",
        "auto_nothing_to_pin": "There is no model now that `auto` could be kept to.",
        "auto_choose_button": "🔀 Choose for everywhere",
        "pin_button": "📌 Keep to it",
        "unpin_button": "🔓 Let it change",
        "switched_model": "🔀 {who} chose {model} {where}.",
        "switched": "🔀 {who} chose {where}, for {setting}: {value}.",
        "switched_persona": "🔀 {who} gave me another persona {where}.",
        "switched_back": "🔀 {who} took back what was chosen {where} for {setting}.",
        "switch_undone_model": "↩️ {who} took that back: {model} answers here again.",
        "switch_undone": "↩️ {who} took that back: {setting} is as it was before.",
        "switch_undo_button": "↩️ Undo",
        "pick_button": "🔀 Choose another model",
        "retry_nothing": "There is no answer of mine to you here that I could give anew.",
        "retry_old": "That is not the latest answer: something follows it already.",
        "older_part": "… (a part of the answer that was here before)",
        "not_your_button": "That button is for the one whom I answered.",
        "model_not_offered": "You can choose among these here: {models}.",
        "model_not_yours": (
            "That model is not for everybody. You can use these here: {models}. An administrator can choose another "
            "for this place with /model, and whoever runs me can offer you more."
        ),
        "model_not_yours_private": (
            "That model is not for everybody. You can use these: {models}. Whoever runs me can offer you more."
        ),
        "model_none_offered": "Here the owner of this bot chooses the model.",
        "server_manager_only": (
            "Only those who manage the whole server, and the owner of this bot, can choose for all of it."
        ),
        "category_manager_only": (
            "Only those who manage the whole category, and the owner of this bot, can choose for all of it."
        ),
        "no_category": "This place is in no category of channels; choose here, channel or server.",
        "setting_model": "Model",
        "setting_effort": "Effort",
        "setting_persona": "Persona",
        "setting_trigger": "Answers to",
        "setting_reasoning": "Thoughts",
        "setting_streaming": "Growing",
        "setting_notify": "Ping",
        "setting_where": "Answers go to",
        "setting_memory": "Memory",
        "setting_names": "Names",
        "setting_timezone": "Time zone",
        "setting_language": "My language",
        "setting_line": "{setting}: **{value}**, {source}",
        "setting_beyond": "(What is {source} now holds where nothing nearer was chosen.)",
        "setting_overrules": "(It overrules {value}, {source}.)",
        "setting_locked": "The config has locked that for this place; whoever runs me can change it there.",
        "setting_values": "It can be: {values}.",
        "setting_shared_only": "That means nothing in a private chat.",
        "settings_head": "Settings",
        "value_unfit": "That is none of the values that it can have.",
        "seconds_unfit": "That must be a whole number of seconds, at most a day; 0: never.",
        "prefix_unfit": "A prefix has 1 to 16 characters, no blank among them, and does not begin with a slash.",
        "zone_unfit": "I know no such time zone. Name a city (Madrid, New York) or the distance from UTC (UTC+2).",
        "zone_near": "I know no such time zone. Did you mean {near}? The distance from UTC (UTC+2) works as well.",
        "persona_too_long": "A persona has 1 to 2,000 characters.",
        "persona_own": "A text of your own: /settings persona and the text.",
        "notify_never": "never",
        "notify_after": "after {seconds} s",
        "reset_button": "↩️ Reset",
        "back_button": "◀️ Back",
        "history_button": "🕓 History",
        "history_head": "What was changed here, the newest first",
        "history_none": "Nothing has been changed here.",
        "history_owner": "the owner",
        "history_line": "{at}, {who}: {setting}, {old} → {new} ({source})",
        "undo_button": "↩️ Undo {number}",
        "undo_too_late": "That has been changed since, and I leave it as it is.",
        "trigger_unavailable": "Not available here: {triggers}. {reason}",
        "lacks_head": "What I lack here:",
        "lacks_provider": "{provider} refuses to answer me. {cure}",
        "lacks_provider_here": (
            "The model's provider refuses to answer me. Whoever runs me has to mend that; another model may answer: "
            "/model."
        ),
        "new_started": "A new conversation begins here.",
        "new_shared": "Here each question stands alone already: nothing is remembered between them.",
        "model_is": "The model here is {model}, {source}.",
        "model_stood_in": "It failed last time, and {other} answered in its place.",
        "model_withdrawn": "Its provider withdrew it: what holds next answers until another is chosen.",
        "model_not_set_up": "Its provider is not set up any more: what holds next answers until another is chosen.",
        "model_is_gone": "🔴 there no more",
        "model_failing": "It has failed several times and is left alone for the moment.",
        "model_auto": "The model here is auto, {source}: {answering} answers now.",
        "model_auto_nobody": "The model here is auto, {source}, and no model can be reached now.",
        "model_set": "From now on {model} answers here.",
        "model_set_for": "From now on {model} answers {where}.",
        "model_still": "Here {model} still answers: {source}.",
        "model_overrules": "It overrules {model}, {source}.",
        "model_reset": "The choice made here is undone.",
        "model_reset_for": "What was chosen {where} is undone.",
        "model_pick": "Choose another:",
        "model_pick_typing": "Choose another, or write /model and some words of a name, as in /model sonnet 4:",
        "model_pick_typed": "Models whose names fit “{typed}”:",
        "model_pick_menu": "Choose a model",
        "model_gone": "That model is there no more; /model shows those that are.",
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
        "source_unguessed": "because the language does not tell: /settings timezone and a city",
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
        "models_documents": "Models that take PDFs as they are:",
        "models_thinks": "Models that think before they answer:",
        "models_cheap": "Models that cost at most about $0.002 an answer, the cheapest first:",
        "models_none_thinks": "No model here is known to think before it answers.",
        "models_none_cheap": (
            "As far as I know, no model here is that cheap: each would cost more than about $0.002 an answer."
        ),
        "able_sees": "Sees",
        "able_hears": "Hears",
        "able_documents": "Takes PDFs",
        "able_thinks": "Thinks",
        "able_cheap": "Cheap",
        "models_none_sees": "No model here is known to see pictures.",
        "models_none_hears": "No model here is known to hear sounds.",
        "models_none_documents": "No model here is known to take PDFs as they are.",
        "models_unknown": "I can't tell for {count} {count:other|others}.",
        "models_none": "No model can be listed now.",
        "model_sees": "sees pictures",
        "model_hears": "hears",
        "model_documents": "takes PDFs",
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
        "model_alias": "{alias} ({model})",
        "models_more": "… and {count} more",
        "ask_about": "Ask about this",
        "file_written": "The file is {path}.",
        "file_not_written": "The file {name} could not be written here: {reason}.",
        "form_too_late": "That took me too long. Please press the button again.",
        "lacks_permissions": (
            "I lack permissions in this channel: {permissions}. Give them to my role in the channel's settings, "
            "under Permissions."
        ),
        "lacks_writing": (
            "I may not write in this chat. Make me an administrator who may post messages, or lift my restriction."
        ),
        "lacks_files": "I may not send files and pictures in this chat; its administrators can allow me to.",
        "lacks_hearing": (
            "Privacy mode keeps from me what is said here without addressing me. Make me an administrator of this "
            "group; or switch it off for all groups (@BotFather, /setprivacy, Disable) and add me to this one anew."
        ),
        "lacks_intent": (
            "Discord hides from me what people write without mentioning me. The owner of the bot can switch on "
            "the Message Content intent, under Bot at https://discord.com/developers/applications."
        ),
        "queue_full": "There are too many messages waiting in this conversation. Please wait for an answer first.",
        "leave_button": "🚪 Leave",
        "in_line": "⏳ {count} before you …",
        "in_seconds": "in {count} s",
        "in_minutes": "in {count} min",
        "in_hours": "in {count} h",
        "in_days": "in {count} {count:day|days}",
        "question_too_long": (
            "That is {length} characters; I read up to {most} at a time. Shorten it, or send it in parts."
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
        "person_unclear": "I need a number there, a mention, or an answer to one of their messages.",
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
        "whoami_unknown": "The owner of this bot has not decided about it yet.",
        "whoami_denied": "The owner of this bot, or an administrator here, said no.",
        "whoami_member": "You may ask me, choose nothing for others, and stop your own answers.",
        "whoami_manager": "You are an administrator here: you may also change what holds here, under /settings.",
        "whoami_owner": "You own this bot: you may do everything.",
        "whoami_owner_free": "No limit holds for you.",
        "whoami_said": "Because of: {subject}.",
        "paused_now": "⏸ Paused: {scope}. Only owners are answered there.",
        "resumed": "▶️ I answer again: {scope}.",
        "not_paused": "It was not paused: {scope}.",
        "paused_still": "It is still paused here, because something around it is; see /pause.",
        "servers_head": "Servers, groups and people:",
        "servers_none": "I am in no server or group, and nobody asks.",
        "servers_line": "{number}. {subject}: {state}",
        "state_allowed": "✅ allowed",
        "state_denied": "🚫 denied",
        "state_undecided": "❔ undecided",
        "left": "🚪 Left: {subject}.",
        "not_left": "I could not leave {subject}.",
        "owner_list": "Owners: {owners}. I report to: {log}.",
        "owner_added": "{person} is an owner now.",
        "owner_already": "{person} is an owner already.",
        "owner_removed": "{person} is no owner any more.",
        "owner_in_config": "{person} stands in the config file; take it out there.",
        "owner_is_none": "{person} is no owner.",
        "owner_is_last": "{person} is the only owner; add another one first.",
        "log_private": "the owners in private",
        "log_is": "I report to: {log}.",
        "place_unclear": "I need a place there: here, off, discord:CHANNEL or telegram:CHAT.",
        "alert_count": "({count} of these since the last time.)",
        "alert_budget": "📊 {percent}% of {limit} used ({subject}). Starts over {left} ({at}).",
        "alert_share": (
            "📊 {subject} has used {percent}% of {limit}, its share of what everyone has together. To give it more, "
            "write /settings limit 80% there. Starts over {left} ({at})."
        ),
        "alert_budget_anew": "📊 The limit has started over: {limit} ({subject}).",
        "alert_mend": "{sign} {model} refuses to answer. {cure} {cause} (trace {trace})",
        "alert_withdrawn": (
            "🟡 {model} is there no more: its provider withdrew it. Wherever it was chosen, what holds next answers, "
            "and says so. I tell you this once. {cause} (trace {trace})"
        ),
        "alert_not_set_up": (
            "🟡 {model} is chosen, and its provider is not set up. Wherever it was chosen, what holds next answers, "
            "and says so. I tell you this once. {cause} (trace {trace})"
        ),
        "alert_refusals": (
            "⚠️ {model} has refused several questions in a row: the fault may lie in how it is asked. Look at `extra`, "
            "`system` and `stream` of this model in the config. {cause} (trace {trace})"
        ),
        "alert_again": "🟢 {model} answers again.",
        "alert_provider": "🔴 {model} does not work. {cause} (trace {trace})",
        "alert_error": "⚠️ {model} failed. {cause} (trace {trace})",
        "alert_refused": "⚠️ An answer in {place} was refused there: {cause}",
        "alert_shown_again": "🟢 Answers in {place} are shown again.",
        "alert_unsaid": "⚠️ What I had to say in {place} could not be shown there: {cause}",
        "alert_stand_in": "🟡 {other} answers instead of {model}.{cause}",
        "alert_defect": "⚠️ A fault in Parley; its log says what, under trace {trace}.",
        "alert_update": "⚠️ {platform}: an update could not be handled; the log says what, under trace {trace}.",
        "alert_platform": (
            "⚠️ {platform}: nothing is received there any more until I am started again; the log says why."
        ),
        "alert_platform_off": "⚠️ {platform} does not let me in; the log says why. I try again now and then.",
        "alert_platform_back": "🟢 {platform}: I receive what is written there again.",
        "alert_token": (
            "⚠️ {platform} refuses my token, time after time. I go on trying; if the token was revoked, give me a new "
            "one and start me again."
        ),
        "alert_held_back": (
            "🟡 {platform} lets me connect only so many times a day, and today I had to so often that hardly any are "
            "left. So I connect more rarely until tomorrow, the next time {left}; the log says more."
        ),
        "alert_database": "🔴 {cause} While that lasts, questions may fail.",
        "alert_database_again": "🟢 The database can be used again.",
        "alert_missed": "📬 What I could not tell you before:",
        "alert_missed_more": "… and {count} more",
        "alert_missed_asks": "/servers is where you decide about those who ask.",
        "alert_config": "⚙️ The config file has changed and holds from now on.",
        "alert_moved": (
            "⚙️ {old} has a new number, {new}: write that into [places] of the config. Until then what stands "
            "there for the old number holds nowhere."
        ),
        "alert_config_restart": "⚙️ The config file holds from now on; only a restart takes over: {keys}.",
        "alert_config_bad": "⚙️ The config file has changed and cannot be used; the old one still holds. {problem}",
        "usage_me": "What you used in the last {days:day|{days} days} (UTC), everywhere",
        "usage_here": "What everyone used here in the last {days:day|{days} days} (UTC)",
        "usage_server": "What everyone used in this server in the last {days:day|{days} days} (UTC)",
        "no_threads": "Here there are no threads that I could open: answers stay where their questions are.",
        "no_server": "There is no server or group here.",
        "usage_no_server": "There is no server here: it can be me or here.",
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
            "What you write to me here, and the conversation before it, is read by {company}: its model {model} "
            "answers. What it keeps of that, its own terms say."
        ),
        "privacy_local": (
            "What you write to me here, and the conversation before it, is read by {model}, which runs on a "
            "machine of whoever runs me: it goes to no other company."
        ),
        "privacy_stranger": (
            "What you write to me here, and the conversation before it, is read by {company}, a third party's "
            "free web site ({model}). Nobody knows what is done with it there: write nothing that is nobody "
            "else's business."
        ),
        "privacy_a_stranger": "{company} (a third party's free web site)",
        "privacy_demo": "A built-in demo answers here: what you write goes to no company.",
        "privacy_nobody": "No model can be reached here now: what you write goes nowhere.",
        "privacy_stand_ins": "Where that model fails, others may answer, and read the same: {others}.",
        "privacy_own_machine": "a machine of whoever runs me",
        "privacy_eyes": (
            "Where there is a picture that it cannot see, {model} may answer instead, and reads the same: {company}."
        ),
        "privacy_voice": "What you say aloud is written down by {model}: {company}.",
        "privacy_voice_others": "Where that fails, others may write it down: {others}.",
        "privacy_kept": (
            "I keep your questions and my answers for {days} {days:day|days} so that a conversation can go on; then "
            "they are erased, together with who wrote them and when. What you chose stays until you choose something "
            "else."
        ),
        "privacy_not_kept": (
            "I keep no text beyond the answer that I am giving. What you chose stays until you choose anew."
        ),
        "privacy_counted": (
            "I count answers, tokens and costs, under your number and without any text, and keep that for 100 days. "
            "Whether you may talk to me, and whom I belong to, stays. What you are called I keep only if such a "
            "decision, or something that you chose for others, names you: until 30 days after I last saw the name."
        ),
        "privacy_alone": (
            "Write /privacy to me in a private chat: there you can have your data as a file, and have it forgotten."
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
        "error_before_words": "The model broke off before its first word; try again.",
        "cure_key": "Put a key that works into the config or its variable, and start me again.",
        "cure_account": "Look at the account on the provider's site: its rights, its terms, its plan.",
        "cure_balance": "Top the account up, raise its limit, or wait until its allowance is renewed.",
        "cure_region": (
            "The service is not offered where I run: give it a `proxy` in the config, or use another provider."
        ),
        "cure_verification": "Have the account verified on the provider's site.",
        "cure_set_up": (
            "The server, or what the config says of it, is not set up for this; the cause says what to look at."
        ),
        "cure_model": "Choose a model that /models lists, here and in `default_model`.",
        "error_missing_requirements": (
            "The model's connection is not installed completely. That is not your fault, and whoever runs me hears of "
            "it; another model may answer: /model."
        ),
        "error_nothing_set_up": "No model is set up yet. Whoever runs me has been told.",
        "cure_nothing_set_up": "I have no model yet.",
        "alert_nothing_set_up": "🟡 Somebody has asked me something, and I have no model yet. {cause}",
        "error_not_set_up": "That model's provider is not set up here; /models lists the models that are there.",
        "error_model_not_found": "That model is not there; /models lists those that are.",
        "error_wrong_key": (
            "The model's provider refuses my key. That is not your fault, and whoever runs me hears of it; another "
            "model may answer: /model."
        ),
        "error_blocked": "The model's site does not let me in; choose another with /model.",
        "error_not_working": (
            "The model cannot be used as it is set up. That is not your fault, and whoever runs me hears of it; "
            "another model may answer: /model."
        ),
        "error_quota_exceeded": (
            "My allowance for this model is used up. That is not your fault, and whoever runs me hears of it; another "
            "model may answer: /model."
        ),
        "error_rate_limited": "The model has too much to do; try again in a minute.",
        "error_overloaded": "The model is out of order for the moment; try again in a minute.",
        "error_filtered": "The model will not answer that.",
        "error_prompt_too_long": "This conversation has become too long for the model; /new starts a new one.",
        "error_no_vision": "I cannot see pictures with this model; /models sees lists those that can.",
        "error_no_hearing": "I cannot hear recordings with this model; write it, or choose another with /model.",
        "error_no_documents": "This model takes no PDF; send its text, or choose another with /model.",
        "error_missing_ability": "This model reads text only; choose another with /model, or say it in words.",
        "error_bad_request": "The model did not accept that message.",
        "error_empty_answer": "The model sent an empty answer; try again.",
        "error_bad_answer": "The model sent something that is no answer; try again.",
        "error_timed_out": "The model took too long; try again or choose another with /model.",
        "error_connection_failed": "The model cannot be reached; try again in a minute.",
        "error_provider": "The model failed; try again.",
    }
)
