"""What is said of what is kept, and of who reads it, in English."""

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_PRIVACY: Mapping[str, str] = MappingProxyType(
    {
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
    }
)
