"""Frames become messages."""

import asyncio

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone, NotSent, Refused, Unsure
from bots.engine.seam.places import Message, Person, Place, ToChat, ToInteraction
from bots.engine.seam.platform import ShowsTyping
from bots.engine.seam.rates import Window
from bots.engine.seam.shown import Action, Button, File, Frame
from bots.telegram_bot.bot import TelegramBot
from bots.text.piece import Entity
from tests.bots.telegram_bot.stage import Collector, chat, connected, listening
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi
from tests.waiting import until

STOP = ((Button("Stop", Action("stop", "1")),),)
GROUP = -100


class Skipping(RealClock):
    """A clock that can be put forward."""

    skipped = 0.0

    def now(self) -> float:
        return super().now() + self.skipped


async def test_a_frame_is_sent_and_edited() -> None:
    """The first call sends, the further ones edit the same message; every version is what was shown."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        where = await bot.show(chat(7), Frame("Hel", buttons=STOP), last=False)
        again = await bot.show(where, Frame("Hello"), last=True)
        (message,) = api.replies(7)

        assert where == again == Message(Place("telegram", "7"), str(message.id))
        assert [version.text for version in message.versions] == ["Hel", "Hello"]
        assert [len(version.buttons) for version in message.versions] == [1, 0]
        assert api.methods.previews == 0


async def test_a_message_that_was_not_heard_of_is_found() -> None:
    """By the numbers that nobody was told of: in private chats one row for all of them, in a large group its own."""
    async with TelegramApi() as api, connected(api) as bot:
        group = api.world.group(-1_000_000_000_100).id
        for person in (7, 8):
            api.user(person)
        for target in (chat(7), ToChat(Place("telegram", str(group)))):
            await bot.show(target, Frame("before", buttons=STOP), last=False)
            attempt = bot.attempt(target.place)
            api.faults.plan("sendMessage", Fault("lost"))
            with pytest.raises(Unsure):
                await bot.show(target, Frame("lost", buttons=STOP), last=False)
            await bot.show(chat(8), Frame("beside", buttons=STOP), last=False)
            assert attempt is not None
            first, *_ = await bot.suspects(attempt)
            taken = await bot.disarm(first)
            found = [(message.text, message.labels) for message in api.replies(int(target.place.chat))]

            assert taken
            assert found == [("before", ["Stop"]), ("lost", [])]


async def test_what_the_store_knows_is_no_suspect() -> None:
    """Of a crowd that another process has answered, or this one before its start, nothing is tried."""
    async with TelegramApi() as api, connected(api) as bot:
        await bot.show(chat(api.user(7).id), Frame("before"), last=False)
        attempt = bot.attempt(chat(7).place)
        assert attempt is not None
        after = int(attempt.after)
        bot.heard_of([Message(chat(8).place, str(after + number)) for number in range(1, 200)])
        bot.heard_of(
            [Message(Place("telegram", "-1000000000100"), str(after + 200)), Message(chat(8).place, "no number")]
        )
        first, *_ = await bot.suspects(attempt)

    assert first == Message(chat(7).place, str(after + 200))


async def test_what_people_wrote_is_not_disarmed() -> None:
    """It has a number that may be the one: the server refuses, and the buttons of what is known stay."""
    async with TelegramApi() as api, connected(api) as bot:
        person = api.user(7)
        stands = await bot.show(chat(7), Frame("x", buttons=STOP), last=False)
        written = person.writes("y")
        assert isinstance(stands, Message)

        with pytest.raises(Refused):
            await bot.disarm(Message(stands.place, str(written)))
        assert not await bot.disarm(stands)
        assert api.replies(7)[0].labels == ["Stop"]


async def test_what_stands_before_its_number_is_told_is_not_disarmed() -> None:
    """The server has put up the first words of another answer, and its word is on the way: they keep their Stop."""
    async with TelegramApi(round_trip=0.4) as api, connected(api) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("before"), last=False)
        attempt = bot.attempt(chat(7).place)
        assert attempt is not None
        showing = asyncio.create_task(bot.show(chat(7), Frame("other", buttons=STOP), last=False))
        await until(lambda: len(api.replies(7)) == 2)
        [other, *_] = await bot.suspects(attempt)
        with pytest.raises(NotSent):
            await bot.disarm(other)
        await showing
        taken = await bot.disarm(other)

        assert not taken
        assert api.replies(7)[1].labels == ["Stop"]


async def test_without_any_number_nothing_would_be_found() -> None:
    """Right after the start the bot was told of no message."""
    async with TelegramApi() as api, connected(api) as bot:
        assert bot.attempt(Place("telegram", "7")) is None


async def test_an_answer_with_an_address_that_is_none_arrives() -> None:
    """With the address as plain words; as a link it would cost the whole message."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        piece = bot.render("Open [the page](https://your-domain.com:PORT/) or [this](https://a.com).", last=True)
        await bot.show(chat(7), Frame(piece.text, piece.entities), last=True)
        (message,) = api.replies(7)

        assert message.versions[-1].text == "Open the page (https://your-domain.com:PORT/) or this."
        assert [entity["url"] for entity in message.versions[-1].entities] == ["https://a.com"]


async def test_entities_are_sent_as_they_are() -> None:
    """Formatting goes by offsets, with a link's address and a code block's language."""
    entities = (
        Entity("bold", 0, 2),
        Entity("text_link", 3, 4, url="https://a.example"),
        Entity("pre", 8, 1, language="py"),
    )
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("👋 link x", entities), last=True)

        assert api.replies(7)[0].entities == [
            {"type": "bold", "offset": 0, "length": 2},
            {"type": "text_link", "offset": 3, "length": 4, "url": "https://a.example"},
            {"type": "pre", "offset": 8, "length": 1, "language": "py"},
        ]


async def test_a_ping_notifies_its_person() -> None:
    """The first word becomes a mention of the asker; who speaks as a chat has no account to mention."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("✅ Ready", ping="7"), last=True)
        await bot.show(chat(7), Frame("✅ Ready", ping="-5"), last=True)
        first, second = api.replies(7)
        (mention,) = first.entities

        assert (mention["type"], mention["offset"], mention["length"]) == ("text_mention", 0, 1)
        assert mention["user"]["id"] == 7
        assert second.entities == []


async def test_a_button_carries_its_action() -> None:
    """The payload is the encoded action."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("x", buttons=STOP), last=False)

        assert api.replies(7)[0].buttons == [[{"text": "Stop", "callback_data": "stop|1"}]]


async def test_an_answer_stands_in_its_topic_under_its_question() -> None:
    """Topic and reply go along; further parts are silent."""
    async with TelegramApi() as api, connected(api) as bot:
        api.group(GROUP, topics=(5,))
        asked = api.user(7).writes("@parley_bot hi", chat=GROUP, topic=5)
        target = ToChat(Place("telegram", str(GROUP), "5"), reply_to=str(asked))
        await bot.show(target, Frame("Hello", silent=True), last=True)
        (message,) = api.replies(GROUP)

        assert (message.thread, message.reply_to, message.silent) == (5, asked, True)


async def test_a_deleted_question_is_still_answered() -> None:
    """The answer then stands by itself."""
    async with TelegramApi() as api, connected(api) as bot:
        api.group(GROUP)
        await bot.show(ToChat(Place("telegram", str(GROUP)), reply_to="99"), Frame("Hello"), last=True)

        assert [message.reply_to for message in api.replies(GROUP)] == [0]


async def test_an_edit_that_changes_nothing_is_a_success() -> None:
    """Telegram's refusal of a no-op is not an error."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        where = await bot.show(chat(7), Frame("Hello"), last=False)

        assert await bot.show(where, Frame("Hello"), last=True) == where
        assert api.methods.no_op_edits == 1


async def test_a_file_comes_with_its_text() -> None:
    """A document has the frame's text as its caption, which can be edited later."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        where = await bot.show(chat(7), Frame("All of it", file=File("answer.md", b"# Hi")), last=False)
        await bot.show(where, Frame("All"), last=True)
        (message,) = api.replies(7)

        assert message.document == ("answer.md", b"# Hi")
        assert message.text == "All"


def png(width: int, height: int, size: int = 0) -> bytes:
    """The beginning of a picture with that many pixels, filled up to so many bytes."""
    return (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4)).ljust(size, b"\0")


@pytest.mark.parametrize(
    ("name", "content", "is_photo"),
    [
        ("a.png", png(1024, 1024), True),
        ("a.jpg", b"\xff\xd8\xff", True),
        ("a.png", png(9000, 2000), False),
        ("a.png", png(2100, 100), False),
        ("a.png", png(1024, 1024, 10_600_000), False),
        ("a.gif", b"GIF89a", False),
        ("a.webp", b"RIFF    WEBP", False),
    ],
)
async def test_a_picture_is_shown_in_the_chat_if_telegram_takes_it(name: str, content: bytes, is_photo: bool) -> None:
    """Any other, which it would refuse, comes as a file."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        await bot.show(chat(7), Frame("", file=File(name, content)), last=True)
        (message,) = api.replies(7)

        assert message.document == (name, content)
        assert message.is_photo is is_photo


async def test_a_file_in_an_edit_comes_beneath_once() -> None:
    """A message that stands gets its file as a reply to it; showing the same frame again sends no second one."""
    async with TelegramApi(limits=False) as api, connected(api) as bot:
        api.user(7)
        where = await bot.show(chat(7), Frame("Part"), last=False)
        frame = Frame("Part one", file=File("answer.md", b"# Hi"))
        await bot.show(where, frame, last=True)
        await bot.show(where, frame, last=True)
        text, document = api.replies(7)

        assert text.text == "Part one"
        assert document.document == ("answer.md", b"# Hi")
        assert (document.reply_to, document.silent) == (text.id, True)


async def test_typing_shows_in_the_topic() -> None:
    """It says how long it lasts."""
    async with TelegramApi() as api, connected(api) as bot:
        api.group(GROUP, topics=(5,))
        seconds = await bot.typing(ToChat(Place("telegram", str(GROUP), "5")))

        assert seconds == 5.0
        assert [(where, topic) for _, where, topic in api.methods.actions] == [(GROUP, 5)]
        assert isinstance(bot, ShowsTyping)


async def test_another_platforms_target_is_refused() -> None:
    """A Discord interaction has no place here."""
    async with TelegramApi() as api, connected(api) as bot:
        with pytest.raises(Refused):
            await bot.show(ToInteraction(Place("telegram", "7"), "1", "token", 0.0), Frame("x"), last=True)

        assert api.calls == []


async def test_a_deleted_reply_is_gone() -> None:
    """An edit of what somebody deleted ends the answer."""
    async with TelegramApi() as api, connected(api) as bot:
        api.user(7)
        where = await bot.show(chat(7), Frame("Hello"), last=False)
        api.replies(7)[0].deleted = True

        with pytest.raises(Gone):
            await bot.show(where, Frame("Hello again"), last=True)


async def test_administrators_manage_their_group() -> None:
    """Asked once a minute; nobody else manages it."""
    place, ann, bob = Place("telegram", str(GROUP)), Person("telegram", "7"), Person("telegram", "8")
    async with TelegramApi() as api, connected(api) as bot:
        api.group(GROUP, admins=(7,))

        assert await bot.manages(place, str(GROUP), ann)
        assert await bot.manages(place, str(GROUP), ann)
        assert not await bot.manages(place, str(GROUP), bob)
        assert api.counts["getChatMember"] == 2


async def test_an_administrators_rights_are_asked_for_again() -> None:
    """After a minute the answer is forgotten."""
    place, ann = Place("telegram", str(GROUP)), Person("telegram", "7")
    async with TelegramApi() as api, connected(api, clock=(clock := Skipping())) as bot:
        api.group(GROUP, admins=(7,))
        first = await bot.manages(place, str(GROUP), ann)
        api.world.chats[GROUP].admins.clear()
        clock.skipped = 61.0

        assert first
        assert not await bot.manages(place, str(GROUP), ann)


async def test_one_manages_a_private_chat_and_what_one_speaks_as() -> None:
    """Neither needs a call; a channel that speaks in a group manages nothing."""
    group, private = Place("telegram", str(GROUP)), Place("telegram", "7")
    async with TelegramApi() as api, connected(api) as bot:
        assert await bot.manages(private, "", Person("telegram", "7"))
        assert await bot.manages(group, str(GROUP), Person("telegram", str(GROUP)))
        assert not await bot.manages(group, str(GROUP), Person("telegram", "-5"))
        assert api.calls == []


async def test_who_cannot_be_asked_about_manages_nothing() -> None:
    """An error is no permission."""
    async with TelegramApi() as api, connected(api) as bot:
        assert not await bot.manages(Place("telegram", "-999"), "-999", Person("telegram", "7"))


async def test_a_private_chat_is_known_by_its_person() -> None:
    """Telegram gives it the person's id."""
    async with TelegramApi() as api, connected(api) as bot:
        assert await bot.private_chat(Person("telegram", "7")) == chat(7)


async def test_topics_share_their_groups_budget() -> None:
    """The group's window holds whatever topic is written to; a private chat has none."""
    bot = TelegramBot("1:x", api_url="http://127.0.0.1:1", clock=RealClock())
    one, two = (bot.budgets(ToChat(Place("telegram", str(GROUP), topic))) for topic in ("5", "6"))
    private = bot.budgets(chat(7))

    assert [budget.name for budget in one] == ["telegram:chat:-100", "telegram:bot"]
    assert one == two
    assert Window(19, 60.0) in one[0].limits
    assert not any(isinstance(limit, Window) for limit in private[0].limits)
    assert bot.tempo(chat(7)).gather > 0
    assert bot.tempo(ToChat(Place("telegram", "-1"))).gather == 0


async def test_a_reply_follows_its_group_to_the_new_id() -> None:
    """The call that meets the move has no effect; the next opens the reply in the new group, further ones edit it."""
    inbox = Collector()
    async with TelegramApi() as api, listening(api, inbox) as bot:
        api.group(GROUP)
        old = await bot.show(ToChat(Place("telegram", str(GROUP))), Frame("One"), last=False)
        api.world.migrate(GROUP, -200, tell=False)
        with pytest.raises(NotSent):
            await bot.show(old, Frame("One two"), last=False)
        new = await bot.show(old, Frame("One two"), last=False)
        late = await bot.show(old, Frame("One two three"), last=True)
        (message,) = api.replies(-200)

        assert new == late == Message(Place("telegram", "-200"), str(message.id))
        assert [version.text for version in message.versions] == ["One two", "One two three"]
        assert inbox.moved == [(Place("telegram", str(GROUP)), Place("telegram", "-200"))]
