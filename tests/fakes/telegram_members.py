"""Who is what in a chat, in the Bot API's own words. Pure."""

from tests.fakes.telegram_rules import Json

_RIGHTS = (
    "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_post_messages"
)
_PERMISSIONS = (
    "can_change_info can_invite_users can_pin_messages can_send_messages can_send_polls can_send_other_messages "
    "can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos can_send_videos "
    "can_send_video_notes can_send_voice_notes can_edit_tag can_react_to_messages"
)


def permissions(denied: frozenset[str] = frozenset()) -> Json:
    """What plain members may do."""
    return {name: name not in denied for name in _PERMISSIONS.split()}


RIGHTS = frozenset(_RIGHTS.split())
"""What an administrator may be allowed to do."""


def member(user: Json, status: str, denied: frozenset[str] = frozenset()) -> Json:
    """Somebody with that status; `denied`: what they may not do in spite of it."""
    told = {"user": user, "status": status}
    if status == "administrator":
        return told | {"is_anonymous": False} | {name: name not in denied for name in _RIGHTS.split()}
    if status == "restricted":
        return told | {"is_member": True, "until_date": 0} | permissions(denied)
    return told | ({"until_date": 0} if status == "kicked" else {})
