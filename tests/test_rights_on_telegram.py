"""Talking, administering, pausing and Stop on Telegram, through the whole program; a reply says who is meant."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_world import Posted
from tests.program import PROSE, SPEED, growing, model, on_telegram, running
from tests.waiting import until

ADA, BOB, CAT, DAN = 1001, 1002, 1003, 1004
GROUP = -500


async def test_people_are_let_in_and_made_administrators_by_reply(tmp_path: Path) -> None:
    """By a number as well; it holds after a restart; an administrator pauses the group and ends that."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA, BOB))
        owner, bob, cat, dan = map(api.user, (ADA, BOB, CAT, DAN))
        variables = model(llm) | on_telegram(api, ADA)

        async def says(user: object, text: str, reply_to: int = 0) -> str:
            before = len(answers())
            user.writes(text, chat=GROUP, reply_to=reply_to)  # type: ignore[attr-defined]
            await until(lambda: len(answers()) > before and not growing(answers()[-1].labels))
            return answers()[-1].text

        def answers() -> list[Posted]:
            """Without the quiet lines that tell all there of a choice."""
            return [reply for reply in api.replies(GROUP) if not reply.text.startswith("🔀")]

        async with running(variables, tmp_path):
            await says(owner, "/help@parley_bot")
            of_cat = cat.writes("I am here", chat=GROUP)
            only = await says(bob, "/settings talk only", reply_to=of_cat)
            ruling = await says(bob, f"/settings administrators add {CAT}")
        async with running(variables, tmp_path):
            cat.writes("/ask May I?", chat=GROUP)
            await until(lambda: any(reply.text == "Yes." for reply in api.replies(GROUP)))
            left_out = await says(dan, "/ask May I too?")
            by_cat = await says(cat, "/settings names on")
            paused = await says(cat, "/pause")
            while_paused = await says(cat, "/ask Still there?")
            resumed = await says(cat, "/resume")
            taken = await says(bob, "/settings administrators remove", reply_to=of_cat)
            refused = await says(cat, "/settings names off")

    assert str(CAT) in only
    assert str(CAT) in ruling
    assert left_out == say("only_some")
    assert by_cat != say("manager_only")
    assert paused.startswith("⏸")
    assert while_paused == say("paused_here")
    assert resumed.startswith("▶️")
    assert taken == say("administrators_none")
    assert refused == say("manager_only")
    assert len(llm.requests) == 1
    assert api.invalid_frames == []


async def test_who_may_delete_messages_stops_an_answer(tmp_path: Path) -> None:
    """An administrator who may do nothing else; a member may not."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        chat = api.group(GROUP, admins=(ADA, BOB))
        chat.rights[BOB] = frozenset({"can_delete_messages"})
        owner, bob, cat = map(api.user, (ADA, BOB, CAT))

        def answer() -> Posted:
            return api.replies(GROUP)[-1]

        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            owner.writes("/ask Tell me", chat=GROUP)
            await until(lambda: api.replies(GROUP) and growing(answer().labels))
            stop = next(label for label in answer().labels if growing([label]))
            by_cat = cat.presses(stop, answer())
            await until(lambda: api.world.queries[by_cat])
            bob.presses(stop, answer())
            await until(lambda: not growing(answer().labels))

    assert api.world.queries[by_cat] == {"text": say("not_yours_to_stop"), "alert": True}
    assert say("stopped") in answer().text
