"""The program on Telegram, from a command or a button to what people see."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_files import poll
from tests.fakes.telegram_versions import older
from tests.program import SPEED, model, on_telegram, running
from tests.waiting import until

ADA, BOB, CAT = 1001, 1002, 1003
GROUP = -500


async def test_administrators_choose_and_members_are_refused(tmp_path: Path) -> None:
    """A subcommand with its value behind it; what was chosen holds after a restart."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA, BOB))
        owner, bob, cat = api.user(ADA), api.user(BOB), api.user(CAT)
        variables = model(llm) | on_telegram(api, ADA)
        async with running(variables, tmp_path):
            owner.writes("/help@parley_bot", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 1)
            cat.writes("/settings persona You are a pirate", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) >= 2)
            bob.writes("/settings persona You are a poet", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) >= 3)  # its answer, and the line that all see
        async with running(variables, tmp_path):
            cat.writes("/ask Who are you?", chat=GROUP)
            await until(lambda: llm.requests)
            await until(lambda: any(reply.text == "Yes." for reply in api.replies(GROUP)))

    said = " ".join(str(message["content"]) for message in llm.requests[-1]["messages"])
    assert api.replies(GROUP)[1].text == say("manager_only")
    assert "poet" in said
    assert "pirate" not in said


async def test_the_model_thinks_as_long_as_somebody_chose(tmp_path: Path) -> None:
    """By a command, after a restart too; where the server does not take it after all, the answer comes without it."""
    async with ChatCompletions(text="Yes.", efforts=("low", "high")) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        able = {"PARLEY_PROVIDERS__LOCAL__MODEL": '{"test-model": {"efforts": ["low", "high"]}}'}
        variables = model(llm) | able | on_telegram(api, ADA)
        async with running(variables, tmp_path):
            ada.writes("/settings effort max")
            await until(lambda: api.replies(ADA))
        async with running(variables, tmp_path):
            ada.writes("Why is the sea wide?")
            await until(lambda: api.replies(ADA)[-1].text == "Yes.")
            llm.efforts = ()
            ada.writes("And the sky?")
            await until(lambda: len(llm.requests) == 3)
            await until(lambda: [reply.text for reply in api.replies(ADA)].count("Yes.") == 2)

    assert say("effort_nearest", model="local/test-model", wanted="max", told="high") in api.replies(ADA)[0].text
    assert [body.get("reasoning_effort") for body in llm.requests] == ["high", "high", None]


async def test_a_page_turns_for_the_one_who_asked(tmp_path: Path) -> None:
    """The list of models goes on in place; somebody else's press gets a word that only they see."""
    names = tuple(f"model-{number:02}" for number in range(12))
    async with ChatCompletions(models=names, text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA, BOB))
        owner, bob = api.user(ADA), api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            owner.writes("/model", chat=GROUP)
            await until(lambda: api.replies(GROUP))
            [list_] = api.replies(GROUP)
            first = list_.labels
            query = bob.presses("▶", list_)
            await until(lambda: api.world.queries[query])
            unmoved = list_.labels
            owner.presses("▶", list_)
            await until(lambda: list_.labels != first)

    assert api.world.queries[query] == {"text": say("not_your_button"), "alert": True}
    ways = ["Sees", "Thinks", "Cheap"]
    reaches = ["✓ In this group", "In private chats", "In servers and groups", "Everywhere"]
    assert first == unmoved == [*names[:8], *reaches, *ways, "▶", say("back_button")]
    assert list_.labels == [*names[8:], *reaches, *ways, "◀", say("back_button")]
    assert "Page 2 of 2" in list_.text
    assert api.invalid_frames == []


async def test_talk_reaches_the_bot_where_it_was_told_to_listen(tmp_path: Path) -> None:
    """With `trigger all` unaddressed messages are answered; before that they cost nothing."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.methods.reads_all = True
        api.group(GROUP, admins=(ADA,))
        owner, bob = api.user(ADA), api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            owner.writes("/ask Are you there?", chat=GROUP)
            await until(lambda: any(reply.text == "Yes." for reply in api.replies(GROUP)))
            bob.writes("Nice weather", chat=GROUP)
            owner.writes("/settings trigger all", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) >= 2)
            asked = len(llm.requests)
            bob.writes("Nice weather again", chat=GROUP)
            await until(lambda: len(llm.requests) > asked)

    assert asked == 1
    assert "Nice weather again" in str(llm.requests[-1]["messages"][-1]["content"])


async def test_a_person_is_answered_in_their_language(tmp_path: Path) -> None:
    """Telegram tells it with each message."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        api.world.faces[ADA] = {"first_name": "Ada", "language_code": "es"}
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("/stop")
            await until(lambda: api.replies(ADA))

    [reply] = api.replies(ADA)
    assert reply.text not in ("", say("nothing_to_stop"))


async def test_a_server_of_ones_own_may_be_old(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It tells less of a group and of its members: `/settings` shows what holds, and only administrators change it."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.retell = older
        api.group(GROUP, admins=(ADA, BOB))
        api.world.chats[GROUP].bot_status = "restricted"
        owner, bob, cat = api.user(ADA), api.user(BOB), api.user(CAT)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            for person in (owner, bob, cat):
                before = len(api.replies(GROUP))
                person.writes("/settings", chat=GROUP)
                await until(lambda before=before: len(api.replies(GROUP)) > before)  # type: ignore[misc]
            cat.sends(poll("Tea or coffee?", "tea", "coffee"))
            await until(lambda: api.replies(CAT))

    by_owner, by_bob, by_cat = (reply.text for reply in api.replies(GROUP))
    assert "local/test-model" in by_owner
    assert "local/test-model" in by_bob
    assert by_cat == say("manager_only")
    assert "makes no sense" not in caplog.text
    assert "defect" not in caplog.text


async def test_words_narrow_the_list_and_again_offers_another(tmp_path: Path) -> None:
    """`/model son 4` shows buttons; Again asks in a message, and the answer changes where it stands."""
    names = ("test-model", "sonnet-4", "sonnet-3.7", "opus-4")
    async with ChatCompletions(models=names, text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA,))
        owner, bob = api.user(ADA), api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            owner.writes("/model son 4", chat=GROUP)
            await until(lambda: api.replies(GROUP))
            [narrowed] = api.replies(GROUP)
            labels = narrowed.labels
            owner.writes("/ask Is it?", chat=GROUP)
            await until(lambda: any(say("retry_button") in reply.labels for reply in api.replies(GROUP)))
            [answer] = [reply for reply in api.replies(GROUP) if say("retry_button") in reply.labels]
            refused = bob.presses(say("retry_button"), answer)
            await until(lambda: api.world.queries[refused])
            owner.presses(say("retry_button"), answer)
            await until(lambda: len(api.replies(GROUP)) == 3)
            menu = api.replies(GROUP)[-1]
            offered = menu.labels
            owner.presses("opus-4", menu)
            await until(lambda: len(llm.requests) == 2 and not menu.labels)
            await until(lambda: say("retry_button") in answer.labels)

    assert labels[0] == "sonnet-4"
    assert "opus-4" not in labels
    assert api.world.queries[refused] == {"text": say("not_your_button"), "alert": True}
    assert offered == [say("again_same"), "sonnet-4", "sonnet-3.7", "opus-4"]
    assert menu.text == say("again_begun", model="local/opus-4")
    assert [request["model"] for request in llm.requests] == ["test-model", "opus-4"]
    assert len(api.replies(GROUP)) == 3
    assert api.invalid_frames == []
