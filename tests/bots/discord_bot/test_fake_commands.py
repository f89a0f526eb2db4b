"""The fake Discord's commands, forms and guests: it refuses what the real one refuses."""

from typing import Any

import pytest

from tests.bots.discord_bot.test_fake_discord import Raw, raw
from tests.fakes.discord_checks import Refusal, check_form
from tests.fakes.discord_registration import Registration
from tests.fakes.discord_world import Json

__all__ = ["raw"]

FIELD = {"type": 4, "custom_id": "text", "style": 2, "max_length": 4000}


def command(**what: Any) -> Json:
    """A command that is fine but for `what`."""
    return {"type": 1, "name": "ask", "description": "Ask"} | what


def option(**what: Any) -> Json:
    return {"type": 3, "name": "text", "description": "Words"} | what


def form(**what: Any) -> Json:
    row = {"type": 18, "label": "Question", "component": FIELD}
    return {"title": "Go on", "custom_id": "continue|1", "components": [row]} | what


@pytest.mark.parametrize(
    "wrong",
    [
        command(name="Ask"),
        command(name="a" * 33),
        command(name="settings persona"),
        command(description=""),
        command(description="w" * 101),
        command(description_localizations={"es-ES": "w" * 101}),
        command(description_localizations={"es": "Preguntar"}),
        command(default_member_permissions=16),
        command(contexts=[3]),
        command(integration_types=[2]),
        command(options=[option(name=f"o{number}") for number in range(26)]),
        command(options=[option(), option()]),
        command(options=[option(), option(name="b", required=True)]),
        command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])]),
        command(options=[option(choices=[{"name": "w" * 101, "value": "w"}])]),
        command(options=[option(choices=[{"name": "w", "value": "w"}], autocomplete=True)]),
        command(options=[option(type=5, autocomplete=True)]),
        command(options=[option(type=1, name=f"s{number}") for number in range(26)]),
        command(options=[option(type=1), option(name="b")]),
        command(options=[option(type=1, options=[option(type=1)])]),
        command(options=[option(type=12)]),
        command(type=3, name="Ask about this", description="Ask"),
        command(type=3, name="w" * 33, description=""),
        command(
            options=[
                option(choices=[{"name": "w" * 100, "value": f"{n:0100}"} for n in range(25)], name=f"o{o}")
                for o in range(2)
            ]
        ),
    ],
)
def test_what_discord_does_not_register(wrong: Json) -> None:
    """One of them, and none is registered."""
    registration = Registration()

    with pytest.raises(Refusal):
        registration.put([command(name="fine"), wrong])

    assert registration.commands == []


def test_two_commands_of_one_name_are_too_many() -> None:
    """An entry in the menu of a message may have the name of a command."""
    registration = Registration()

    registration.put([command(), command(type=3, description="")])
    with pytest.raises(Refusal):
        registration.put([command(), command()])

    assert len(registration.commands) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        form(title="w" * 46),
        form(title=""),
        form(custom_id="w" * 101),
        form(components=[]),
        form(components=[{"type": 1, "components": [FIELD]}]),
        form(components=[{"type": 18, "label": "w" * 46, "component": FIELD}]),
        form(components=[{"type": 18, "label": "Question", "component": FIELD | {"max_length": 4001}}]),
        form(components=[{"type": 18, "label": "Question", "component": FIELD | {"style": 3}}]),
    ],
)
def test_what_discord_does_not_open(wrong: Json) -> None:
    """Titles and labels of 45, texts of 4,000 characters."""
    check_form(form())

    with pytest.raises(Refusal):
        check_form(wrong)


async def test_a_guest_has_five_further_messages_and_no_channel(raw: Raw) -> None:
    """The sixth is refused, and so is every channel's route; the first one fills the message that said "thinking"."""
    ada = raw.api.user("ada")
    server = raw.api.guild(ada, member=False)
    raw.api.limited = False
    interaction = ada.slash("ask", channel=server.channel)
    callback = f"/interactions/{interaction.id}/{interaction.token}/callback"
    webhook = f"/webhooks/{raw.api.world.app}/{interaction.token}"
    await raw("POST", callback, {"type": 5})

    statuses = [(await raw("POST", webhook, {"content": str(number)}))[0] for number in range(7)]
    channel, body, _ = await raw("POST", f"/channels/{server.channel}/messages", {"content": "hello"})

    assert statuses == [200] * 6 + [400]
    assert (channel, body["code"]) == (403, 50001)


async def test_a_form_is_the_first_answer_and_follows_no_form(raw: Raw) -> None:
    """Discord opens it neither after another answer nor after a form."""
    ada = raw.api.user("ada")
    server = raw.api.guild(ada)
    _, sent, _ = await raw("POST", f"/channels/{server.channel}/messages", {"content": "x", "components": [ROW]})
    opened, late = (ada.presses(sent["id"], "Go") for _ in range(2))

    def callback(interaction: Any) -> str:
        return f"/interactions/{interaction.id}/{interaction.token}/callback"

    first, _, _ = await raw("POST", callback(opened), {"type": 9, "data": form()})
    await raw("POST", callback(late), {"type": 6})
    second, _, _ = await raw("POST", callback(late), {"type": 9, "data": form()})
    third, _, _ = await raw("POST", callback(ada.fills_in(opened, "why?")), {"type": 9, "data": form()})

    assert (first, second, third) == (204, 400, 400)


ROW = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Go", "custom_id": "continue|1"}]}
