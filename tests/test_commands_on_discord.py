"""The program on Discord, from a slash command, a button or a form to what people see."""

from pathlib import Path

from bots.engine.language.english import ENGLISH
from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.program import PROSE, SPEED, growing, model, on_discord, running, unlinked
from tests.waiting import until

MANAGE_CHANNELS, MANAGE_GUILD = 1 << 4, 1 << 5


def shown(api: DiscordApi, interaction: Interaction) -> str:
    """What stands where the interaction was answered."""
    message = api.world.messages.get(interaction.original)
    return message.words if message else ""


def labels(api: DiscordApi, interaction: Interaction) -> list[str]:
    """The buttons under it."""
    message = api.world.messages.get(interaction.original)
    return message.labels if message else []


def menu(api: DiscordApi, interaction: Interaction) -> list[str]:
    """The options of the menus under it."""
    message = api.world.messages.get(interaction.original)
    menus = [each for each in message.controls if each["type"] == 3] if message else []
    return [option["label"] for each in menus for option in each["options"]]


async def test_continue_goes_on_where_the_answer_ended(tmp_path: Path) -> None:
    """The form's text is a question under the answer that bore the button, after a restart as well."""
    async with ChatCompletions(text="Because.", rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.slash("ask", text="Why is the sea wide?", channel=server.channel)
            await until(lambda: say("reply_button") in labels(api, asked))
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            pressed = ada.presses(asked.original, say("reply_button"))
            await until(lambda: pressed.form)
            sent = ada.fills_in(pressed, "And the sky?")
            await until(lambda: sent.original != asked.original and shown(api, sent) == "Because.")

    said = [message["content"] for message in llm.requests[-1]["messages"]]
    assert said[-3:] == ["Why is the sea wide?", "Because.", "And the sky?"]
    assert api.world.messages[sent.original].seen_by == ""
    assert api.limits.broken == 0


async def test_a_private_question_stays_between_the_two(tmp_path: Path) -> None:
    """Its answer grows for the asker alone, and what follows it too."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            asked = ada.slash("ask", text="Tell me", private=True, channel=server.channel)
            await until(lambda: asked.original and len(shown(api, asked)) > 1500)
            here = api.world.standing(server.channel)
            await until(lambda: not any(growing(message.labels) for message in api.world.standing(server.channel)))

    assert here
    assert {message.seen_by for message in api.world.standing(server.channel)} == {ada.id}


async def test_ask_about_this_asks_about_a_message(tmp_path: Path) -> None:
    """The menu of somebody's message makes it the question."""
    async with ChatCompletions(text="It is not.", rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            said = bob.writes("The moon is cheese.", channel=server.channel)
            asked = ada.asks_about(said, say("ask_about"))
            await until(lambda: shown(api, asked) == "It is not.")

    assert "The moon is cheese." in llm.requests[-1]["messages"][-1]["content"]


async def test_ask_travels_with_its_person(tmp_path: Path) -> None:
    """In a server without the bot, and between two people; it takes no route that would need the bot there."""
    async with ChatCompletions(text=PROSE, rate=200 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        abroad = api.guild(ada, member=False)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = [
                ada.slash("ask", text="Tell me", channel=where) for where in (abroad.channel, api.between(ada, bob))
            ]
            await until(lambda: all(len(shown(api, each)) > 1500 for each in asked))
            messages = api.world.messages.values()
            await until(lambda: not any(growing(message.labels) for message in messages))

    assert all(len(each.follow_ups) <= 5 for each in asked)
    assert not any("channels" in call for call in api.calls)


async def test_the_settings_are_the_administrators(tmp_path: Path) -> None:
    """Discord shows them to every administrator, whatever makes one; the program refuses them to the others."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        owner, ada, eve, bob = map(api.user, ("owner", "ada", "eve", "bob"))
        server = api.guild(owner, ada, eve, bob, owner=owner)
        server.grant(ada, MANAGE_CHANNELS)
        server.grant(eve, MANAGE_GUILD)
        async with running(model(llm) | on_discord(api, owner.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            allowed = ada.slash("settings memory", value="channel", channel=server.channel)
            refused = bob.slash("settings memory", value="off", channel=server.channel)
            await until(lambda: shown(api, allowed) and shown(api, refused))
            listed = eve.slash("settings show", channel=server.channel)
            await until(lambda: shown(api, listed))

    assert all("settings" in manager.sees(server) for manager in (owner, ada, eve))
    assert "owner" not in bob.sees(server)
    assert shown(api, refused) == say("manager_only")
    assert shown(api, allowed) != say("manager_only")
    assert all(api.world.messages[each.original].seen_by for each in (allowed, refused, listed))


async def test_how_much_the_model_thinks_is_chosen_by_place(tmp_path: Path) -> None:
    """For the channel, and for one question by an alias, which says it itself."""
    async with ChatCompletions(text="Yes.", efforts=("low", "high")) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        (tmp_path / "config.toml").write_text(
            '[aliases]\nhard = { model = "local/test-model", effort = "high", extra = { seed = 7 } }\n'
            '[providers.local.model.test-model]\nefforts = ["low", "high"]\n'
        )
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            chosen = ada.slash("settings effort", value="low", channel=server.channel)
            await until(lambda: shown(api, chosen))
            asked = ada.slash("ask", text="Why?", channel=server.channel)
            await until(lambda: shown(api, asked) == "Yes.")
            again = ada.slash("ask", text="Why?", model="hard", channel=server.channel)
            await until(lambda: shown(api, again) == "Yes.")

    assert "Thinking effort: **low**" in shown(api, chosen)
    assert [(body["reasoning_effort"], body.get("seed")) for body in llm.requests] == [("low", None), ("high", 7)]


async def test_the_pages_of_models_outlive_a_restart(tmp_path: Path) -> None:
    """More models than a screen holds: a button leads on, after a restart as well, and the list fits Discord's rows."""
    names = tuple(f"model-{number:02}" for number in range(30))
    async with ChatCompletions(models=names, text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        variables = model(llm) | on_discord(api, ada.id)
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.slash("model", channel=server.channel)
            await until(lambda: shown(api, asked))
        first = menu(api, asked)
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            ada.presses(asked.original, "▶")
            await until(lambda: menu(api, asked) != first)
            second, buttons = menu(api, asked), labels(api, asked)
            ada.chooses(asked.original, second[0])
            await until(lambda: "From now on" in shown(api, asked))

    assert first[:9] == [*names[:8], "In this channel"]  # the menu below says how far a choice reaches
    assert second[:9] == [*names[8:16], "In this channel"]
    assert buttons == ["Sees", "Thinks", "Cheap", "◀", "▶", say("back_button")]
    assert say("model_set", model="local/model-08") in shown(api, asked)
    assert "local/model-08" in shown(api, asked)
    assert api.refused == []


async def test_what_is_said_comes_in_the_language_of_the_one_who_asked(tmp_path: Path) -> None:
    """Discord tells it with each command."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        api.interactions.locales[bob.id] = "es-419"
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = [user.slash("stop", channel=server.channel) for user in (ada, bob)]
            await until(lambda: all(shown(api, each) for each in asked))

    english, spanish = (shown(api, each) for each in asked)
    assert english == say("nothing_to_stop")
    assert spanish not in ("", english)


async def test_why_there_is_no_answer_is_for_the_asker_alone(tmp_path: Path) -> None:
    """Whoever has had their share reads so alone; what everybody saw coming is gone, and the next one too."""
    limits = {"PARLEY_ACCESS__OPEN": "true", "PARLEY_LIMITS__PERSON": '["1 answer a day"]'}
    async with ChatCompletions(text="Because.", rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        owner, ada = api.user("owner"), api.user("ada")
        server = api.guild(ada, owner=owner)
        async with running(model(llm) | on_discord(api, owner.id) | limits, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            first = ada.slash("ask", text="Why?", channel=server.channel)
            await until(lambda: shown(api, first) == "Because.")
            refused = [ada.slash("ask", text="And why?", channel=server.channel) for _ in range(2)]
            await until(lambda: all(each.follow_ups for each in refused))
            said = [api.world.messages[each.follow_ups[0]] for each in refused]

    begun = ENGLISH["over_budget_person"].partition("{")[0]
    assert [each.words.startswith(begun) for each in said] == [True, True]
    assert {each.seen_by for each in said} == {ada.id}
    assert all(api.world.messages[each.original].deleted_at for each in refused)
    assert [each.words for each in api.world.standing(server.channel) if not each.seen_by] == ["Because."]


async def test_again_by_another_model(tmp_path: Path) -> None:
    """A menu that the asker alone sees; the answer changes where it stands, and somebody else's press does nothing."""
    async with ChatCompletions(models=("test-model", "other"), text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.slash("ask", text="Is it?", channel=server.channel)
            await until(lambda: say("retry_button") in labels(api, asked))
            others = bob.presses(asked.original, say("retry_button"))
            await until(lambda: shown(api, others))
            again = ada.presses(asked.original, say("retry_button"))
            await until(lambda: menu(api, again))
            offered = menu(api, again)
            ada.chooses(again.original, "other")
            await until(lambda: len(llm.requests) == 2 and say("retry_button") in labels(api, asked))
            await until(lambda: say("again_begun", model="local/other") in shown(api, again))

    assert shown(api, others) == say("not_your_button")
    assert offered == [say("again_same"), "other"]
    assert api.world.messages[again.original].seen_by == ada.id
    assert [request["model"] for request in llm.requests] == ["test-model", "other"]
    assert shown(api, asked) == "Yes."
    assert api.limits.broken == 0


async def test_a_model_is_found_while_its_name_is_typed(tmp_path: Path) -> None:
    """Words in any order; what is shown says more than the name, which is what is chosen."""
    names = tuple(f"claude-{kind}-4.{number}" for kind in ("opus", "sonnet") for number in range(20))
    async with ChatCompletions(models=names, text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            typed = ada.types("model", "4.12 son", channel=server.channel)
            await until(lambda: typed.choices)
            every = ada.types("model", "", channel=server.channel)
            await until(lambda: every.choices)

    assert typed.choices == ["local/claude-sonnet-4.12"]
    assert typed.labels[0].startswith("local/claude-sonnet-4.12")
    assert len(every.choices) == 25


async def test_what_is_known_beforehand_is_refused_before_anybody_sees_that_it_thinks(tmp_path: Path) -> None:
    """Paused, too long, not in this channel: the first response is the sentence, for the asker alone; Again too."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi() as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        other = server.add_channel("other")
        short = {"PARLEY_LIMITS__INPUT_CHARACTERS": "1000"}
        async with running(model(llm) | on_discord(api, ada.id) | short, tmp_path, speed=1.0):
            await until(lambda: api.gateway.connected and api.commands)
            asked = bob.slash("ask", text="Are you there?", channel=server.channel)
            await until(lambda: say("retry_button") in labels(api, asked), 20)
            long = bob.slash("ask", text="Why? " * 250, channel=server.channel)
            await until(lambda: shown(api, long))
            paused = ada.slash("pause", channel=server.channel)
            await until(lambda: shown(api, paused))
            again = bob.presses(asked.original, say("retry_button"))
            once_more = bob.slash("ask", text="And now?", channel=server.channel)
            await until(lambda: shown(api, once_more) and again.answered)
            only = ada.slash("settings channels", where="only", channel=server.channel)
            await until(lambda: shown(api, only))
            elsewhere = bob.slash("ask", text="And here?", channel=other)
            await until(lambda: shown(api, elsewhere))

    refused = (long, once_more, elsewhere)
    assert [each.answered for each in (*refused, again)] == [4] * 4
    assert all(api.world.messages[each.original].seen_by == bob.id for each in refused)
    assert shown(api, once_more) == say("paused_here")
    assert unlinked(shown(api, elsewhere)) == say("not_in_channel")
    assert shown(api, asked) == "Yes."
    assert not any(message.deleted_at for message in api.world.messages.values())
    assert len(llm.requests) == 1
