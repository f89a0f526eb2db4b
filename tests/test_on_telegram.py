"""The program on Telegram, from a person's message to the last frame."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi
from tests.program import PROSE, SPEED, growing, model, on_telegram, running, same_words
from tests.waiting import until

ADA, BOB = 1001, 1002


async def test_an_answer_grows_in_place(tmp_path: Path) -> None:
    """One message appears, grows through several frames and ends as the whole answer, without a Stop button."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and same_words([api.replies(ADA)[-1].text], PROSE))
            await until(lambda: not growing(api.replies(ADA)[-1].labels))

    [reply] = api.replies(ADA)
    lengths = [len(version.text) for version in reply.versions]
    assert len(lengths) > 4
    assert lengths == sorted(lengths)
    assert api.too_many == 0
    assert api.invalid_frames == []


async def test_a_long_answer_goes_on_in_the_next_message(tmp_path: Path) -> None:
    """What is longer than a message fills several, and nothing is lost or doubled."""
    text = "\n\n".join(PROSE for _ in range(3))
    async with ChatCompletions(text=text, rate=300 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me more of the sea")
            await until(lambda: same_words([reply.text for reply in api.replies(ADA)], text))

    assert len(api.replies(ADA)) > 2
    assert [reply.silent for reply in api.replies(ADA)][1:] == [True] * (len(api.replies(ADA)) - 1)


async def test_a_server_that_dies_leaves_the_partial_text_and_a_sentence(tmp_path: Path) -> None:
    """The words that came stay; one plain sentence follows, without the provider's internals."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[0].text) > 600)
            llm.kill()
            await until(lambda: "⚡" in api.replies(ADA)[0].text)

    reply = api.replies(ADA)[0]  # the owner is told the cause in a message of its own
    words, _, notice = reply.text.rpartition("\n\n")
    assert PROSE.startswith(words)
    assert len(words) > 500
    assert notice == say("ended_broken")
    assert not growing(reply.labels)


async def test_faults_delay_the_end_and_do_not_lose_it(tmp_path: Path) -> None:
    """A 429, resets, 5xx, HTML and lost answers on the way: the answer still stands in the end, once."""
    faults = (
        Fault("status", 429, 3),
        Fault("status", 502),
        Fault("html", 503),
        Fault("reset"),
        Fault("lost"),
        Fault("truncate"),
    )
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        api.faults.share(0.3, faults, "editMessageText")
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and same_words([api.replies(ADA)[-1].text], PROSE))
            await until(lambda: not growing(api.replies(ADA)[-1].labels))

    assert len(api.replies(ADA)) == 1
    assert api.faults.committed


async def test_the_stop_button_ends_the_answer(tmp_path: Path) -> None:
    """The text stays, marked as stopped; the button goes; the model's connection drops."""
    async with ChatCompletions(text=PROSE, rate=30 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[-1].text) > 200)
            [reply] = api.replies(ADA)
            ada.presses(reply.labels[0], reply)
            await until(lambda: "Stopped" in reply.text and not growing(reply.labels))
            await until(lambda: llm.streams == 0)

    assert len(reply.text) < len(PROSE)


async def test_a_conversation_goes_on_and_new_ends_it(tmp_path: Path) -> None:
    """In a private chat the model reads what was said before; after /new it does not."""
    async with ChatCompletions(text="Indeed.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("First")
            await until(lambda: len(api.replies(ADA)) == 1 and api.replies(ADA)[-1].text == "Indeed.")
            ada.writes("Second")
            await until(lambda: len(api.replies(ADA)) == 2 and api.replies(ADA)[-1].text == "Indeed.")
            ada.writes("/new")
            await until(lambda: len(api.replies(ADA)) == 3)
            ada.writes("Third")
            await until(lambda: len(api.replies(ADA)) == 4 and api.replies(ADA)[-1].text == "Indeed.")

    said = [[message["content"] for message in request["messages"]] for request in llm.requests]
    assert said == [["First"], ["First", "Indeed.", "Second"], ["Third"]]


async def test_a_failed_question_leaves_the_conversation_open(tmp_path: Path) -> None:
    """A server that wants person and model in turn answers the next two: the failed one is joined to what follows."""
    async with ChatCompletions(text="Indeed.", strict=True) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        variables = model(llm) | on_telegram(api, ADA) | {"PARLEY_CONVERSATION__PERSONA": "Be brief."}
        async with running(variables, tmp_path):
            llm.faults.plan("POST", Fault("status", 500), times=3)
            ada.writes("First")
            await until(lambda: any("⚠️" in reply.text for reply in api.replies(ADA)))
            for question in ("Second", "Third"):
                before = [reply.text for reply in api.replies(ADA)].count("Indeed.")
                ada.writes(question)
                await until(lambda: [reply.text for reply in api.replies(ADA)].count("Indeed.") > before)  # noqa: B023

    said = [[message["content"] for message in request["messages"]] for request in llm.requests]
    assert said == [["Be brief.", "First\n\nSecond"], ["Be brief.", "First\n\nSecond", "Indeed.", "Third"]]


async def test_forget_me_drops_what_waits(tmp_path: Path) -> None:
    """The question behind another is not asked; the answer that grows is stopped."""
    async with ChatCompletions(text=PROSE, rate=30 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("First")
            await until(lambda: api.replies(ADA))
            ada.writes("Second")
            ada.writes("/privacy")
            await until(lambda: len(api.replies(ADA)) == 2)
            answer, panel = api.replies(ADA)
            ada.presses(next(label for label in panel.labels if "Forget" in label), panel)
            await until(lambda: "Yes" in panel.labels[0])
            ada.presses(panel.labels[0], panel)
            await until(lambda: panel.text.startswith("Forgotten"))
            ada.writes("Third")
            await until(lambda: len(llm.requests) == 2)

    assert "Stopped" in answer.text
    said = [[message["content"] for message in request["messages"]] for request in llm.requests]
    assert said == [["First"], ["Third"]]
    assert not any(reply.text.startswith("⏹") for reply in api.replies(ADA))


async def test_a_stranger_waits_for_the_owner(tmp_path: Path) -> None:
    """A stranger gets one line; the owner gets buttons, once; after Allow the stranger is answered."""
    async with ChatCompletions(text="Hello Bob.") as llm, TelegramApi(speed=SPEED) as api:
        api.user(ADA)
        bob = api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            bob.writes("Hello?")
            bob.writes("Anybody?")
            await until(lambda: api.replies(ADA) and api.replies(BOB))
            [asked] = api.replies(ADA)
            api.user(ADA).presses(next(label for label in asked.labels if "Allow" in label), asked)
            await until(lambda: "Allowed" in asked.text)
            bob.writes("Hello again?")
            await until(lambda: any(reply.text == "Hello Bob." for reply in api.replies(BOB)))

    assert len(llm.requests) == 1
    assert len(api.replies(ADA)) == 1
    assert str(ADA) not in api.replies(BOB)[0].text


async def test_the_choice_of_a_model_survives_a_restart(tmp_path: Path) -> None:
    """An administrator chooses in a group, a member may not; the next start still knows."""
    group = -100500
    async with (
        ChatCompletions(models=("test-model", "other-model"), text="Yes.") as llm,
        TelegramApi(speed=SPEED) as api,
    ):
        api.group(group, admins=(ADA,))
        ada, bob = api.user(ADA), api.user(BOB)
        variables = model(llm) | on_telegram(api, ADA)
        async with running(variables, tmp_path):
            ada.writes("/model@parley_bot local/other-model", chat=group)
            await until(lambda: any("local/other-model answers here" in r.text for r in api.replies(group)))
            bob.writes("/model@parley_bot reset", chat=group)
            await until(lambda: any("Administrators choose the model" in r.text for r in api.replies(group)))
        async with running(variables, tmp_path):
            bob.writes("@parley_bot Are you there?", chat=group)
            await until(lambda: any(r.text == "Yes." for r in api.replies(group)))

    assert llm.requests[-1]["model"] == "other-model"


async def test_what_was_running_at_the_end_is_marked_interrupted(tmp_path: Path) -> None:
    """Told to stop, it gives running answers their time, then settles them; the exit status is 0."""
    async with ChatCompletions(text=PROSE, rate=2 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path) as program:
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[-1].text) > 30)
            status = await program.stop()

    [reply] = api.replies(ADA)
    assert status == 0
    assert "Interrupted" in reply.text
    assert not growing(reply.labels)


async def test_what_the_server_refuses_for_its_formatting_is_said_in_plain_words(tmp_path: Path) -> None:
    """An address that nobody foresaw costs the formatting and not the answer; the owner hears why."""
    async with ChatCompletions(text="Open **the page** now.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        api.refuses_entities = "Bad Request: entity URL 'x' is invalid: something new"
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Where?")
            await until(lambda: len(api.replies(ADA)) == 2 and not growing(api.replies(ADA)[0].labels))

    answer, alert = sorted(api.replies(ADA), key=lambda reply: "refused" in reply.text)
    assert answer.text == "Open the page now."
    assert "something new" in alert.text


async def test_an_answer_that_begins_invisibly_is_whole(tmp_path: Path) -> None:
    """A mark for the direction of writing comes first, alone: the server would refuse a message of nothing else."""
    text = "\u200f" + " ".join(f"word{number}" for number in range(20))
    async with ChatCompletions(text=text, token=1, rate=40 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Hi")
            await until(lambda: api.replies(ADA) and "word19" in api.replies(ADA)[-1].text)

    assert len(api.replies(ADA)) == 1
    assert api.invalid_frames == []


async def test_a_look_up_that_gets_no_answer_holds_up_its_own_group(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Eight groups that nobody knows, and the server does not say who administers them: a member waits for none."""
    async with ChatCompletions(text="Indeed.") as llm, TelegramApi(speed=SPEED) as api:
        api.faults.always("getChatMember", Fault("stall"))
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            await until(lambda: api.is_polled)
            for group in range(8):
                api.group(-200 - group)
                bob = api.user(BOB + group)
                bob.writes("@parley_bot hello?", chat=-200 - group)
                bob.writes("@parley_bot hello??", chat=-200 - group)
            began = api.now()
            ada.writes("Is the sea wide?")
            await until(lambda: api.replies(ADA) and api.replies(ADA)[0].text == "Indeed.")
            waited = api.now() - began
            await until(lambda: all(api.replies(-200 - group) for group in range(8)))
            everything = api.now() - began

    assert waited < 1.0
    assert everything < 13.0  # strangers are told two a second
    assert sum("who administers" in line for line in caplog.messages) == 8  # of each group once


async def test_where_the_bot_may_not_write_the_owner_hears_of_it(tmp_path: Path) -> None:
    """A group that lets nobody but administrators write: the owner reads which group and why, in Telegram's words."""
    group = -300
    async with ChatCompletions(text="Hello.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        api.group(group, admins=(ADA,)).denied.add("can_send_messages")
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("@parley_bot Hi", chat=group)
            await until(lambda: any("not enough rights" in reply.text for reply in api.replies(ADA)))

    assert api.replies(group) == []
