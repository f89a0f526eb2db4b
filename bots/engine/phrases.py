"""All that the bot itself says, and a sentence for every class of error."""

from collections.abc import Mapping
from types import MappingProxyType

from provider import errors

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "stop_button": "⏹ Stop",
        "stop_button_hidden": "⏹ Stop (the rest comes as a file)",
        "allow_button": "✅ Allow",
        "deny_button": "🚫 Deny",
        "waiting": "⏳ Waiting for {model} …",
        "thinking": "💭 {model} is thinking …",
        "still_coming": "…",
        "no_words": "The model sent nothing that can be shown.",
        "whole_answer": "📄 The answer is longer than fits here: this is all of it.",
        "stopped": "⏹ Stopped.",
        "nothing_to_stop": "There is no answer to stop here.",
        "stopping": "Stopping.",
        "not_yours_to_stop": "Only the one who asked or an administrator can stop this answer.",
        "answer_over": "That answer is over.",
        "cut_by_discord": "✂️ Cut here: Discord lets an answer to a command grow for 15 minutes only.",
        "interrupted": "⏹ Interrupted: the bot was restarted. Please ask again.",
        "ready": "✅ Your answer is ready.",
        "failed": "⚠️ {sentence} (trace {trace})",
        "failed_inside": "⚠️ Something went wrong inside the bot; its log says what, under trace {trace}.",
        "unreadable": (
            "I cannot read that message: Discord shows me only messages that mention me. Mention me in it, or use /ask."
        ),
        "only_text": "I can read text only. Write what you want to know.",
        "nobody_listens": (
            "This bot has no owner yet. If it is yours, send /claim and the code that it printed when it started, "
            "in a private chat with it."
        ),
        "not_allowed": "I am not open to everyone here. Whoever runs me has been asked.",
        "denied": "I am not available here.",
        "wants_person": "Somebody ({subject}) wants to talk to me. Allow it?",
        "wants_server": "Somebody wants to use me in {subject}. Allow everyone there?",
        "allowed_now": "✅ Allowed: {subject}.",
        "denied_now": "🚫 Denied: {subject}.",
        "let_in": "You can talk to me now.",
        "owner_only": "Only the owner of this bot can do that.",
        "manager_only": "Only those who manage this channel, and the owner of this bot, can change that.",
        "private_only": "That works in a private chat with me only.",
        "claimed": "You are the owner of this bot now. Write to me, or add me to a server or a group: /help says how.",
        "already_claimed": "This bot has an owner already.",
        "wrong_code": "That is not the code. It stands in what the bot printed when it started.",
        "new_code": "That is not the code, and it is void now: the bot has printed a new one.",
        "unknown_command": "I do not know /{name}. /help lists what I know.",
        "missing_option": "/{name} needs more: {example}",
        "unknown_button": "That button no longer works.",
        "new_started": "A new conversation begins here.",
        "new_shared": "Here each mention of me begins a new conversation already; a reply to an answer continues it.",
        "model_is": "The model here is {model}, {source}.",
        "model_stood_in": "It failed last time, and {other} answered in its place.",
        "model_failing": "It has failed several times and is left alone for the moment.",
        "model_auto": "The model here is auto, {source}: {answering} answers now.",
        "model_auto_nobody": "The model here is auto, {source}, and no model can be reached now.",
        "model_set": "From now on {model} answers here.",
        "model_reset": "The choice made here is undone. The model here is {model}, {source}.",
        "model_pick": "Choose another:",
        "source_thread": "chosen for this thread",
        "source_channel": "chosen for this channel",
        "source_chat": "chosen for this chat",
        "source_server": "chosen for this server",
        "source_default": "the default",
        "models_head": "Models:",
        "models_none": "No model can be listed now.",
        "model_sees": "sees pictures",
        "model_thinks": "thinks first",
        "model_window": "{tokens} tokens",
        "model_first_word": "first word after {seconds} s",
        "model_well": "{share} of {answers} well",
        "model_cost": "${dollars} an answer",
        "model_open": "🔴 failing, left alone for now",
        "model_probing": "🟡 failed, about to be tried again",
        "model_replaced": "{other} stood in last time",
        "model_alias": "{alias} ({model})",
        "models_more": "… and {count} more.",
        "help_head": "Write to me, mention me or reply to me; the answer grows in place. What else I know:",
        "queue_full": "There are too many messages waiting in this conversation. Please wait for an answer first.",
    }
)

ERRORS: tuple[tuple[type[errors.ProviderError], str], ...] = (
    (errors.MissingRequirementsError, "The model's connection is not installed completely."),
    (errors.ModelNotFound, "That model is not there; /models lists those that are."),
    (errors.WrongKey, "The bot's access to the model was refused; its owner has to look at the key."),
    (errors.Blocked, "The model's site does not let the bot in."),
    (errors.NotWorking, "The model's site has changed, and the bot cannot talk to it any more."),
    (errors.QuotaExceeded, "The allowance for this model is used up; try again later or choose another with /model."),
    (errors.RateLimited, "The model has too much to do; try again in a minute."),
    (errors.Overloaded, "The model is out of order for the moment; try again in a minute."),
    (errors.Filtered, "The model will not answer that."),
    (errors.PromptTooLong, "This conversation has become too long for the model; /new starts a new one."),
    (errors.NoVision, "This model cannot see pictures; choose another with /model, or say it in words."),
    (errors.BadRequest, "The model did not accept that message."),
    (errors.EmptyAnswer, "The model sent an empty answer; try again."),
    (errors.BadAnswer, "The model sent something that is no answer; try again."),
    (errors.CutOff, "The answer was cut off here; what came is above."),
    (errors.TimedOut, "The model took too long; try again or choose another with /model."),
    (errors.ConnectionFailed, "The model cannot be reached; try again in a minute."),
    (errors.ProviderError, "The model failed; try again."),
)
"""Sentences for members: plain words, nothing of the provider's internals. The first class that fits counts."""


def say(key: str, **values: str) -> str:
    """The phrase behind `key` with its values filled in."""
    return PHRASES[key].format_map(values)


def explain(error: errors.ProviderError, *, begun: bool = False) -> str:
    """What a member is told about an error of the provider; `begun`: after words of its answer."""
    if isinstance(error, errors.CutOff) and not (begun or error.partial_text):
        return "The model broke off before its first word; try again."
    return next(sentence for kind, sentence in ERRORS if isinstance(error, kind))
