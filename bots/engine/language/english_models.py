"""What is said of models: which there are, which one answers, what each can do, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_MODELS: Mapping[str, str] = MappingProxyType(
    {
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
        "model_not_offered": "You can choose from these here: {models}.",
        "model_not_yours": (
            "That model is not for everybody. You can use these here: {models}. An administrator can choose another "
            "for this place with /model, and whoever runs me can offer you more."
        ),
        "model_not_yours_private": (
            "That model is not for everybody. You can use these: {models}. Whoever runs me can offer you more."
        ),
        "model_none_offered": "The owner of this bot chooses the model here.",
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
        "again_which": "Which model is to answer anew?",
        "again_same": "The model here",
        "again_begun": "🔄 {model} answers anew.",
        "model_pick_reach": "What you choose here holds {where}.",
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
    }
)
