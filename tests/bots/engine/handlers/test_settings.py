"""/settings and what stands under it: who may change what, where it comes from, Undo. The whole engine, in memory."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import cure, say
from bots.engine.seam.incoming import Origin, Press, Typed
from bots.engine.seam.places import Place
from bots.engine.seam.shown import Action, Response
from bots.engine.settings.offered_models import Offers
from bots.engine.storage import settings
from bots.text.moments import in_words
from provider.errors import Blocked, ProviderError, QuotaExceeded, WrongKey
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, PRESSED, House, house
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

THREAD = Place("memory", "100", "7")


def gifted() -> GiftedPlatform:
    found = GiftedPlatform(VirtualClock())
    found.managers.add(ANN)
    return found


async def press(one: House, name: str, argument: str = "", origin: Origin | None = None, caller: str = "") -> Response:
    origin = origin or one.shared()
    answer = await one.engine.on_press(Press(origin, Action(name, argument), PRESSED, caller=caller))
    assert isinstance(answer, Response)
    return answer


def actions(answer: Response) -> list[str]:
    return [button.action.encode() for row in answer.buttons for button in row]


async def overview(one: House, origin: Origin | None = None) -> str:
    return await one.command("settings", origin or one.shared())


COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("settings", {}),
    ("settings persona", {"text": "concise"}),
    ("settings trigger", {"when": "all"}),
    ("settings effort", {"value": "default"}),
    ("settings reasoning", {"value": "live"}),
    ("settings reply", {"streaming": "calm"}),
    ("settings memory", {"value": "off"}),
    ("settings names", {"value": "on"}),
    ("settings timezone", {"zone": "Madrid"}),
    ("settings language", {"value": "en"}),
    ("settings history", {}),
)


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_only_administrators_change_what_holds_for_all(command: str, options: dict[str, str]) -> None:
    """A member is refused by the program too, and by every button; an administrator and the owner are not."""
    async with house() as one:
        one.platform.managers.add(BOB)
        refused = await one.command(command, one.shared(ANN), **options)
        pressed = [await press(one, "set", argument) for argument in ("", "trigger", "trigger=all", "history")]
        kept = await one.store.run(settings.values, [str(GROUP), "memory-server:1"])
        by_manager = await one.command(command, one.shared(BOB), **options)
        by_owner = await one.command(command, one.shared(OWNER), **options)

    assert refused == say("manager_only")
    assert [(answer.text, answer.replace) for answer in pressed] == [(say("manager_only"), False)] * 4
    assert not kept
    assert say("manager_only") not in (by_manager, by_owner)


@pytest.mark.parametrize(("command", "options"), [each for each in COMMANDS if each[0] != "settings trigger"])
async def test_in_a_private_chat_everyone_chooses_for_themselves(command: str, options: dict[str, str]) -> None:
    """Nobody else is there."""
    async with house() as one:
        said = await one.command(command, **options)
        other = await one.store.run(settings.values, [f"memory:dm{BOB.id}"])

    assert said not in (say("manager_only"), say("private_only"))
    assert not other


async def test_everything_that_holds_and_where_it_comes_from() -> None:
    """Thread, channel, server, default, each setting by itself."""
    async with house(platform=gifted()) as one:
        assert isinstance(one.platform, GiftedPlatform)
        one.platform.server_managers.add(ANN)
        here = one.shared(place=THREAD)
        await one.command("settings persona", here, text="Be kind.")
        await one.command("settings trigger", here, when="prefix", prefix="!", scope="channel")
        await one.command("settings reply", here, streaming="calm", notify="0", scope="server")
        text = await overview(one, here)
        beside = await overview(one, one.shared(place=Place("memory", "200")))

    assert text.splitlines() == [
        f"**{say('settings_head')}**",
        "",
        "Model: **demo/small**, the default",
        "Persona: **Be kind.**, chosen for this thread",
        "Answers to: **prefix !**, chosen for this channel",
        "Reasoning: **off**, the default",
        "Details below answers: **off**, the default",
        "Writing pace: **calm**, chosen for this server",
        "Mention when done: **never**, chosen for this server",
        "Answers go to: **channel**, the default",
        "Memory: **reply**, the default",
        "While I am answering: **queue**, the default",
        "Names: **off**, the default",
        "Time zone: **UTC**, because the language does not tell; change it with /settings timezone and a city",
        "My language: **each person's own**, the default",
        "",
        say("talk_everybody"),
        say("administrators_none"),
        say("channels_all"),
        "",
        say("limits_none"),
    ]
    assert "Persona: **–**, the default" in beside
    assert "Writing pace: **calm**, chosen for this server" in beside


@pytest.mark.parametrize("error", [WrongKey("secret"), QuotaExceeded("secret"), Blocked("secret", about="region")])
async def test_what_the_bot_lacks_stands_there_with_its_cure(error: ProviderError) -> None:
    """Permissions by the platform; whose key is refused, or account empty, for the owner only."""
    async with house(platform=gifted()) as one:
        assert isinstance(one.platform, GiftedPlatform)
        one.platform.lacking = ("I may not write here. Let me.",)
        one.catalog_refuses(error)
        await one.command("models")  # which asks for the list
        manager, owner = await overview(one), await overview(one, one.shared(OWNER))

    assert f"{say('lacks_head')}\n- I may not write here. Let me.\n- {say('lacks_provider_here')}" in manager
    assert say("lacks_provider", provider="demo", cure=cure(error)) in owner
    assert "secret" not in manager + owner
    assert cure(error) not in manager


async def test_the_buttons_lead_through_all_of_it() -> None:
    """A setting's values, one of them chosen, and back; the same after a restart, because nothing is remembered."""
    async with house(platform=gifted()) as one:
        answer = await press(one, "set")
        panel = await press(one, "set", "reasoning")
        chosen = await press(one, "set", "reasoning=keep")
        again = await press(one, "set", "reasoning")
        reset = await press(one, "set", "reasoning=reset")
        stale = await press(one, "set", "colour=red")
        broken = await press(one, "set", "memory=elephant")
        models = await press(one, "set", "model")

    assert {"set|model", "set|persona", "set|trigger", "set|where", "set|history"} <= set(actions(answer))
    assert actions(panel) == [
        "set|reasoning=off",
        "set|reasoning=live",
        "set|reasoning=keep",
        "set|reasoning=reset",
        "set|",
    ]
    assert "Reasoning: **keep**, chosen for this channel" in chosen.text
    assert [[button.label for button in row] for row in again.buttons[:2]] == [["off", "live"], ["✓ keep"]]
    assert "Reasoning: **off**, the default" in reset.text
    assert say("settings_head") in stale.text
    assert (broken.text, broken.replace) == (say("value_unfit"), False)
    assert "model|demo/large" in actions(models)
    assert all(each.replace for each in (answer, panel, chosen, again, reset, models))


async def test_a_button_is_for_the_one_who_called_it() -> None:
    """Another administrator gets a word, and nothing happens."""
    async with house(platform=gifted()) as one:
        one.platform.managers.add(BOB)
        others = [
            await press(one, name, "memory=off", one.shared(BOB), caller=ANN.id) for name in ("set", "model", "undo")
        ]
        mine = await press(one, "set", "memory=off", caller=ANN.id)

    assert [(each.text, each.replace) for each in others] == [(say("not_your_button"), False)] * 3
    assert "Memory: **off**" in mine.text


async def test_the_whole_server_is_its_administrators() -> None:
    """Who manages one channel chooses for that; for the server they need its rights. The owner has them all."""
    async with house(platform=gifted()) as one:
        assert isinstance(one.platform, GiftedPlatform)
        here = await one.command("settings memory", one.shared(), value="off")
        there = await one.command("settings memory", one.shared(), value="off", scope="server")
        model = await one.command("model", one.shared(), name="demo/large", scope="server")
        by_owner = await one.command("settings memory", one.shared(OWNER), value="channel", scope="server")
        undo = await press(one, "undo", "2")

    assert "Memory: **off**, chosen for this channel" in here
    assert there == model == undo.text == say("server_manager_only")
    assert f"**channel**, {say('source_server')}" in by_owner
    assert say("setting_beyond", source=say("source_server")) in by_owner


async def test_history_and_undo() -> None:
    """Who changed what when; Undo takes it back, unless it has changed since."""
    async with house(platform=gifted()) as one:
        one.platform.managers.add(BOB)
        nothing = await one.command("settings history", one.shared())
        await one.command("settings memory", one.shared(), value="channel")
        await one.command("settings memory", one.shared(BOB), value="off")
        await one.command("settings persona", one.shared(BOB), text="Speak\nof cheese. " * 20)
        answer = await press(one, "set", "history")
        undone = await press(one, "undo", "2")
        late = await press(one, "undo", "1")
        text = await overview(one)
        odd = [await press(one, "undo", row) for row in ("", "x", "99", "9" * 30)]

    assert nothing.endswith(say("history_none"))
    listed = in_words(answer.text)
    assert [line.split(" UTC, ")[1] for line in listed.splitlines()[3:]] == [
        "`6`: Memory, channel → off (chosen for this channel)",
        "`5`: Memory, – → channel (chosen for this channel)",
    ]
    assert "2027-01-15 08:00 UTC, `6`: Persona, – → Speak of cheese. Speak" in listed
    assert actions(answer) == ["undo|3", "undo|2", "undo|1", "set|"]
    assert "Memory, off → channel" in undone.text
    assert (late.text, late.replace) == (say("undo_too_late"), False)
    assert "Memory: **channel**" in text
    assert {each.text for each in odd} == {say("unknown_button")}


async def test_a_change_of_another_place_cannot_be_undone_from_here() -> None:
    """Its number is no secret; the place decides."""
    async with house(platform=gifted()) as one:
        await one.command("settings memory", one.private(BOB), value="off")
        answer = await press(one, "undo", "1")
        kept = await one.store.run(settings.values, [f"memory:dm{BOB.id}"])

    assert answer.text == say("unknown_button")
    assert kept


@pytest.mark.parametrize(
    ("command", "options", "phrase"),
    [
        ("settings persona", {"text": "x" * 2001}, "persona_too_long"),
        ("settings trigger", {"when": "prefix"}, "prefix_unfit"),
        ("settings trigger", {"when": "sometimes"}, "value_unfit"),
        ("settings reply", {"streaming": "calm", "notify": "999999999"}, "seconds_unfit"),
        ("settings names", {"value": "maybe"}, "value_unfit"),
        ("settings language", {"value": "tlh"}, "value_unfit"),
        ("settings timezone", {"zone": "Xyzzy"}, "zone_unfit"),
    ],
)
async def test_what_does_not_fit_changes_nothing(command: str, options: dict[str, str], phrase: str) -> None:
    """And is told why; of several values none is kept where one is wrong."""
    async with house(platform=gifted()) as one:
        said = await one.command(command, one.shared(), **options)
        kept = await one.store.run(settings.values, [str(GROUP)])

    assert said == say(phrase)
    assert not kept


async def test_one_line_is_enough_for_a_prefix() -> None:
    """As Telegram hands it over; a prefix alone is meant as one, unless it looks like a value that there is not."""
    async with house(platform=gifted()) as one:
        whole = await one.command("settings trigger", one.shared(), prefix="prefix ?")
        alone = await one.command("settings trigger", one.shared(), prefix="ai:")
        bare = await one.command("settings trigger", one.shared())
        odd = await one.command("settings trigger", one.shared(), prefix="mentions")

    assert "Answers to: **prefix ?**, chosen for this channel" in whole
    assert "Answers to: **prefix ai:**" in alone
    assert odd.startswith(say("value_unfit"))
    assert odd.endswith(say("setting_values", values="mention, reply, all, prefix, off"))
    assert "- **reply**: Only replies to my messages" in bare


async def test_a_trigger_that_the_platform_rules_out() -> None:
    """Is shown as unavailable with the reason, and cannot be chosen."""
    async with house(platform=gifted()) as one:
        assert isinstance(one.platform, GiftedPlatform)
        one.platform.deaf = "Privacy mode is on: switch it off at @BotFather."
        panel = await press(one, "set", "trigger")
        said = await one.command("settings trigger", one.shared(), when="all")
        fine = await one.command("settings trigger", one.shared(), when="reply")

    assert say("trigger_unavailable", triggers="all, prefix", reason=one.platform.deaf) in panel.text
    assert [action for action in actions(panel) if "all" in action or "prefix" in action] == []
    assert said == one.platform.deaf
    assert "Answers to: **reply**" in fine


async def test_a_platform_without_threads_says_so() -> None:
    """The command and the button; nothing is kept."""
    async with house() as one:
        one.platform.managers.add(ANN)
        said = await one.command("settings reply", one.shared(), where="thread")
        pressed = await press(one, "set", "where=thread")
        text = await overview(one)

    assert said == pressed.text == say("no_threads")
    assert "Answers go to: **channel**, the default" in text


async def test_what_means_nothing_in_a_private_chat_is_not_offered_there() -> None:
    """Nor is it kept."""
    async with house() as one:
        text = await overview(one, one.private())
        said = await one.command("settings reply", where="thread")
        pressed = await press(one, "set", "trigger=off", one.private())

    assert "Answers to" not in text
    assert said == pressed.text == say("setting_shared_only")


# Models


MODEL_OPTIONS = (("model", "name"), ("ask", "model"), ("retry", "model"))
OFFER = replace(POLICY, offers=Offers(("demo/large",), {"memory:2": ()}))


async def test_only_offered_models_can_be_chosen() -> None:
    """By the command, a button or completion, by an administrator or in a private chat; owners are free."""
    async with house(rules=OFFER) as one:
        one.platform.managers.add(ANN)
        refused = [
            await one.command("model", one.shared(), name="demo/tiny"),
            await one.command("model", one.private(), name="demo/tiny"),
            await one.command("model", one.private(), name="no such model"),
            (await press(one, "model", "demo/tiny")).text,
        ]
        taken = await one.command("model", one.shared(), name="demo/large")
        elsewhere = await one.command("model", replace(one.shared(), server="2"), name="demo/large")
        listed = await one.command("models", one.private())
        typed = {
            each: [found.value for found in await one.engine.on_typed(Typed(one.private(), *each, ""))]
            for each in MODEL_OPTIONS
        }
        free = await one.command("model", one.private(OWNER), name="demo/tiny")

    both = "`demo/small`, `demo/large`"
    by_administrator, in_private = say("model_not_offered", models=both), say("model_not_yours_private", models=both)
    assert refused == [by_administrator, in_private, in_private, by_administrator]
    assert taken == say("model_set", model="demo/large")
    assert elsewhere == say("model_none_offered")
    assert typed[MODEL_OPTIONS[0]] == ["demo/small", "demo/large", "reset"]
    assert [typed[each] for each in MODEL_OPTIONS[1:]] == [["demo/small", "demo/large"]] * 2
    assert "demo/small" in listed  # the default: what answers where nobody chose
    assert free == say("model_set", model="demo/tiny")


async def test_what_is_no_longer_offered_does_not_answer() -> None:
    """The next choice does, or the default; an owner's choice stays."""
    async with house() as one:
        one.platform.managers.add(ANN)
        await one.command("model", one.shared(), name="demo/tiny")
        await one.command("model", one.shared(OWNER, Place("memory", "300")), name="demo/tiny")
        one.engine.adopt(OFFER)
        await one.ask("Hi", one.shared())
        await one.wait()
        await one.ask("Hi", one.shared(place=Place("memory", "300")))
        await one.wait()

    assert [request.model for request in one.provider.requests] == ["small", "tiny"]


async def test_undo_brings_back_no_model_that_is_not_offered() -> None:
    """The owner had chosen it; an administrator cannot."""
    async with house(rules=OFFER) as one:
        one.platform.managers.add(ANN)
        await one.command("model", one.shared(OWNER), name="demo/tiny")
        await one.command("model", one.shared(), name="demo/large")
        answer = await press(one, "undo", "2")

    assert answer.text == say("model_not_offered", models="`demo/small`, `demo/large`")


async def test_a_choice_for_the_server_under_a_nearer_one() -> None:
    """Is kept, and it is said that the nearer one goes on holding here."""
    async with house() as one:
        one.platform.managers.add(ANN)
        await one.command("model", one.shared(), name="demo/large")
        said = await one.command("model", one.shared(), name="demo/tiny", scope="server")
        beside = await one.command("model", one.shared(place=Place("memory", "200")))

    assert said == (
        "From now on, demo/tiny answers in this server. Here, demo/large still answers: chosen for this channel."
    )
    assert say("model_is", model="demo/tiny", source=say("source_server")) in beside


async def test_every_setting_survives_a_restart(tmp_path: Path) -> None:
    """All of them, with their sources, and Undo of what was changed before."""
    path = str(tmp_path / "parley.db")
    async with house(platform=gifted(), path=path) as one:
        await one.command("model", one.shared(), name="demo/large")
        for command, options in COMMANDS:
            await one.command(command, one.shared(), **options)
        before = await overview(one)
    async with house(platform=gifted(), path=path) as one:
        after = await overview(one)
        undone = await press(one, "undo", "1")
        await one.ask("Lunch?", one.shared(BOB), addressed=False)
        await one.wait()

    assert after == before
    assert before.count("chosen for this channel") == 9
    assert undone.replace
    assert "Hello there." in one.texts(GROUP)  # heard without being addressed, from the first message on
