"""What Discord tells of messages that change, and what of it is an edit."""

from tests.bots.discord_bot.stand_in import Stage
from tests.waiting import until


async def test_an_edit_is_told_once(stage: Stage) -> None:
    """With its new words, in its place; the previews that come before and after it are none."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    id = ada.writes("one", channel=server.channel, mention=True)

    ada.sees_a_preview(id)
    ada.edits(id, "two", mention=True)
    ada.sees_a_preview(id)
    ada.sees_a_preview(id)
    ada.edits(id, "three", mention=True)
    await until(lambda: len(stage.inbox.edited) == 2)
    ada.writes("last", channel=server.channel, mention=True)
    await until(lambda: len(stage.inbox.messages) == 2)

    assert [(each.id, each.text, each.addressed) for each in stage.inbox.edited] == [
        (id, "two", True),
        (id, "three", True),
    ]
    assert stage.inbox.edited[0].origin == stage.inbox.messages[0].origin
    assert all(each.age < 60 for each in stage.inbox.edited)


async def test_what_is_no_edit_of_a_person(stage: Stage) -> None:
    """Another bot's, one without its author, and one of which nobody knows which roles its author has."""
    ada, bot = stage.api.user("ada"), stage.api.user("bot")
    server = stage.api.guild(ada)
    id = ada.writes("one", channel=server.channel, mention=True)

    ada.edits(id, "two", mention=True, extra={"author": {**bot.account.json(), "bot": True}})
    ada.edits(id, "three", mention=True, extra={"member": None})
    stage.api.gateway.tell(
        server.id, "MESSAGE_UPDATE", {"id": id, "channel_id": server.channel, "edited_timestamp": "x"}
    )
    ada.writes("last", channel=server.channel, mention=True)
    await until(lambda: len(stage.inbox.messages) == 2)

    assert stage.inbox.edited == []
    assert stage.inbox.troubles == []
