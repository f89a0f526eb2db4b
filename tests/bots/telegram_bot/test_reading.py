"""What updates mean."""

from typing import Any

import pytest

from bots.engine.commands.command import Option
from bots.engine.commands.table import COMMANDS
from bots.engine.seam.incoming import Incoming, Invocation
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.shown import Action
from bots.telegram_bot.reading import Edited, Me, Migrated, News, Pressed, read
from tests.fakes.telegram_rules import Json
from tests.fakes.telegram_world import BOT_ID, Posted, Version, World

ME = Me(BOT_ID, "parley_bot")
GROUP = -100
GRANT = (Option("who", "Whom", kind="person"), Option("role", "Which role", kind="role", own_field=True))
TABLE = {command.name: command.options for command in COMMANDS} | {"settings": (), "settings grant": GRANT}


class Town:
    """A world whose updates are read at once."""

    def __init__(self) -> None:
        self.fed: list[Json] = []
        self.world = World(lambda: 0.0, self._feed, ME.username)
        self.world.group(GROUP, topics=(5,))
        self.ann = self.world.user(7)

    def _feed(self, update: Json) -> int:
        self.fed.append(update)
        return len(self.fed)

    def bot_says(self, text: str, *, chat: int = GROUP) -> Posted:
        return self.world.chats[chat].add(BOT_ID, Version(0, text, [], [[{"text": "Go", "callback_data": "stop|9"}]]))

    @property
    def news(self) -> News | None:
        return read(self.fed[-1], ME, table=TABLE)

    def heard(self, text: str, **how: Any) -> Incoming:
        self.ann.writes(text, **how)
        news = self.news
        assert isinstance(news, Incoming)
        return news

    def commanded(self, text: str, **how: Any) -> Invocation:
        self.ann.writes(text, **how)
        news = self.news
        assert isinstance(news, Invocation)
        return news


@pytest.fixture
def town() -> Town:
    return Town()


def test_all_in_a_private_chat_is_for_us(town: Town) -> None:
    """A private chat is addressed, linear, and answered without quoting."""
    heard = town.heard("Hello")

    assert heard.addressed
    assert heard.text == "Hello"
    assert heard.origin.person == Person("telegram", "7")
    assert heard.origin.target == ToChat(Place("telegram", "7"))
    assert heard.origin.private
    assert heard.origin.linear
    assert heard.origin.server == ""


def test_talk_in_a_group_is_not_for_us(town: Town) -> None:
    """What does not name us is handed on as not addressed, with the group as its server."""
    heard = town.heard("Hello all", chat=GROUP)

    assert not heard.addressed
    assert heard.origin.server == str(GROUP)
    assert not heard.origin.linear
    assert heard.origin.target == ToChat(Place("telegram", str(GROUP)), reply_to=heard.id)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("@parley_bot what is it?", "what is it?"),
        ("@Parley_Bot, what is it?", "what is it?"),
        ("what is it, @parley_bot", "what is it,"),
        ("👋🏽 𝒜 @parley_bot", "👋🏽 𝒜"),
        ("what does @parley_bot cost?", "what does @parley_bot cost?"),
        ("@parley_bot @parley_bot", ""),
        ("@parley_bot", ""),
    ],
)
def test_a_mention_is_for_us_and_cut_off(town: Town, written: str, left: str) -> None:
    """Our name goes from both ends; inside of a sentence it stays."""
    heard = town.heard(written, chat=GROUP)

    assert heard.addressed
    assert heard.text == left


def test_a_mention_in_a_caption_counts(town: Town) -> None:
    """The text under a picture is text."""
    heard = town.heard("@parley_bot look", chat=GROUP, caption=True)

    assert heard.addressed
    assert heard.text == "look"


def test_a_mention_by_id_counts(town: Town) -> None:
    """A mention without a user name points at our account."""
    mark = {"type": "text_mention", "offset": 0, "length": 6, "user": {"id": BOT_ID, "is_bot": True, "first_name": "P"}}
    heard = town.heard("Parley look", chat=GROUP, entities=[mark])

    assert heard.addressed
    assert heard.text == "look"


def test_somebody_elses_mention_is_not_ours(town: Town) -> None:
    """Another name, even one that begins like ours, is not ours."""
    heard = town.heard("@parley_bot2 look", chat=GROUP)

    assert not heard.addressed
    assert heard.text == "@parley_bot2 look"


def test_a_reply_to_us_is_for_us(town: Town) -> None:
    """It names the message it answers and quotes it."""
    said = town.bot_says("Four.")
    heard = town.heard("Why?", chat=GROUP, reply_to=said.id)

    assert heard.addressed
    assert (heard.reply_to, heard.quoted) == (str(said.id), "Four.")


def test_a_reply_to_somebody_else_is_context_only(town: Town) -> None:
    """A mention that answers another person's message brings that text along."""
    said = town.ann.writes("2+2=5", chat=GROUP)
    heard = town.heard("@parley_bot is this right?", chat=GROUP, reply_to=said)

    assert (heard.reply_to, heard.quoted) == (str(said), "2+2=5")
    assert heard.quoted_from is not None
    assert heard.quoted_from.person == heard.origin.person
    assert town.commanded("/ask right?", chat=GROUP, reply_to=said).quoted_from == heard.quoted_from
    assert town.heard("Hm", chat=GROUP, reply_to=town.bot_says("Four.").id).quoted_from is None
    assert not town.heard("No!", chat=GROUP, reply_to=said).addressed


def test_the_selected_part_is_what_is_quoted(town: Town) -> None:
    """Where a person selected a part, that is the quotation."""
    said = town.bot_says("One. Two. Three.")
    heard = town.heard("Why?", chat=GROUP, reply_to=said.id, quote={"text": "Two.", "position": 5})

    assert (heard.quoted, heard.selected) == ("Two.", "")


def test_what_was_selected_by_hand_is_told_apart(town: Town) -> None:
    """The server adds quotes by itself too; one of another chat stands before the question anyway."""
    said = town.bot_says("One. Two.")
    quote = {"text": "Two.", "position": 5, "is_manual": True}
    heard = town.heard("Why?", chat=GROUP, reply_to=said.id, quote=quote)
    command = town.commanded("/ask Why?", chat=GROUP, reply_to=said.id, quote=quote)
    elsewhere = town.heard("Why?", chat=GROUP, quote=quote, external_reply={"origin": {}})

    assert (heard.quoted, heard.selected, command.selected) == ("Two.", "Two.", "Two.")
    assert (elsewhere.quoted, elsewhere.selected) == ("Two.", "")


def test_a_topic_is_a_place_of_its_own(town: Town) -> None:
    """The place holds the topic; the group is the server; the conversation there is linear."""
    heard = town.heard("@parley_bot hello", chat=GROUP, topic=5)

    assert heard.origin.place == Place("telegram", str(GROUP), "5")
    assert heard.origin.server == str(GROUP)
    assert heard.origin.linear


def test_a_topic_message_does_not_answer_the_topics_beginning(town: Town) -> None:
    """Telegram says of everything in a topic that it replies to the topic's creation, ours included."""
    first = {
        "message_id": 5,
        "date": 1,
        "chat": town.world.chats[GROUP].as_json(),
        "from": town.world.bot,
        "forum_topic_created": {"name": "Topic", "icon_color": 1},
    }
    heard = town.heard("Hello all", chat=GROUP, topic=5, reply_to_message=first)

    assert not heard.addressed
    assert heard.reply_to == ""


def test_a_reply_thread_outside_a_forum_is_no_place(town: Town) -> None:
    """`message_thread_id` without `is_topic_message` is a thread of replies."""
    heard = town.heard("@parley_bot hello", chat=GROUP, message_thread_id=3)

    assert heard.origin.place == Place("telegram", str(GROUP))


def test_bots_are_ignored(town: Town) -> None:
    """A bot's message, a message through a bot and a channel's automatic copy are nobody's."""
    bot = {"id": 9, "is_bot": True, "first_name": "B"}
    channel = {"id": -5, "type": "channel", "title": "C"}
    for extra in ({"from": bot}, {"via_bot": bot}, {"is_automatic_forward": True, "sender_chat": channel}):
        town.ann.writes("@parley_bot hello", chat=GROUP, **extra)

        assert town.news is None


def test_who_speaks_as_a_chat_is_that_chat(town: Town) -> None:
    """An anonymous administrator is the group, not the account that Telegram puts in his place."""
    stand_in = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    group = town.world.chats[GROUP].as_json()
    heard = town.heard("@parley_bot hello", chat=GROUP, sender_chat=group, **{"from": stand_in})

    assert heard.origin.person == Person("telegram", str(GROUP))


def test_a_channel_post_is_its_channels(town: Town) -> None:
    """In a channel nobody writes but the channel."""
    channel = {"id": -5, "type": "channel", "title": "C"}
    mark = {"type": "mention", "offset": 0, "length": 11}
    post = {"message_id": 1, "date": 1, "chat": channel, "sender_chat": channel, "text": "@parley_bot hi"}
    town.fed.append({"channel_post": {**post, "entities": [mark]}})
    news = town.news

    assert isinstance(news, Incoming)
    assert (news.origin.person.id, news.text) == ("-5", "hi")


def test_what_has_no_words_is_ignored(town: Town) -> None:
    """Service messages say nothing."""
    town.ann.writes("", chat=GROUP, new_chat_title="New")

    assert town.news is None


def test_a_picture_alone_arrives_without_words(town: Town) -> None:
    """Whoever sends one to the bot is told that it reads text only, rather than nothing."""
    town.ann.writes("", photo=[{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}])
    news = town.news

    assert isinstance(news, Incoming)
    assert (news.text, news.addressed) == ("", True)


def edited(town: Town, id: int, text: str) -> News | None:
    """What comes of an edit."""
    town.fed.clear()
    town.ann.edits(id, text)
    return town.news


def test_an_edit_says_what_the_message_says_now(town: Town) -> None:
    """Of a question, with a command or without; its age is that of the edit."""
    plain = edited(town, town.ann.writes("Hello"), "Good evening")
    asked = edited(town, town.ann.writes("/ask Hello"), "/ask Good evening")

    assert isinstance(plain, Edited)
    assert isinstance(plain.said, Incoming)
    assert (plain.said.text, plain.said.addressed) == ("Good evening", True)
    assert isinstance(asked, Edited)
    assert isinstance(asked.said, Invocation)
    assert asked.said.options == {"text": "Good evening"}


def test_what_is_no_edit_of_a_question(town: Town) -> None:
    """A command; a question that becomes one; words that are taken away; a place that is shared live, and moves."""
    question = town.ann.writes("Hello")
    place = town.ann.sends({"location": {"latitude": 1.0, "longitude": 2.0, "live_period": 900}})

    assert edited(town, town.ann.writes("/new"), "/new please") is None
    assert edited(town, question, "/new") is None
    assert edited(town, question, "") is None
    town.fed.clear()
    town.ann.moves(place, 3.0)
    assert town.news is None


def test_a_command_takes_all_behind_it(town: Town) -> None:
    """The first option is the rest of the message."""
    command = town.commanded("/model openai/gpt-4o mini")

    assert (command.name, command.options) == ("model", {"name": "openai/gpt-4o mini"})


def test_a_command_without_its_option(town: Town) -> None:
    """What was not given is absent."""
    assert town.commanded("/model").options == {}


def test_a_command_may_answer_a_message(town: Town) -> None:
    """`/ask` under a message brings that message along."""
    said = town.ann.writes("2+2=5", chat=GROUP)
    command = town.commanded("/ask is this right?", chat=GROUP, reply_to=said)

    assert (command.reply_to, command.quoted) == (str(said), "2+2=5")


def test_start_is_help(town: Town) -> None:
    """The button that opens a chat with a bot sends /start, with or without a payload."""
    assert town.commanded("/start payload").name == "help"


def test_start_from_the_link_of_the_claim(town: Town) -> None:
    """What the link holds is the code of the claim."""
    found = town.commanded("/start ACDE-FHJK-MNPQ")

    assert (found.name, found.options) == ("claim", {"code": "ACDE-FHJK-MNPQ"})


def test_a_command_in_a_group_may_name_us(town: Town) -> None:
    """`/new@parley_bot` is ours in any case of letters, `/new@other_bot` is not."""
    assert town.commanded("/new@Parley_Bot", chat=GROUP).name == "new"

    town.ann.writes("/new@other_bot", chat=GROUP)

    assert town.news is None


def test_an_unknown_command(town: Town) -> None:
    """In a private chat the engine says that there is none; in a group it is some other bot's."""
    assert town.commanded("/bogus x").name == "bogus"

    town.ann.writes("/bogus x", chat=GROUP)

    assert town.news is None


def test_a_path_is_no_command(town: Town) -> None:
    """A slash does not make a command."""
    assert town.heard("/etc/passwd, what is that?").text == "/etc/passwd, what is that?"


def test_who_speaks_is_known_by_name_and_language(town: Town) -> None:
    """Both are for people; in a channel the signature counts, and nobody's language is known."""
    town.world.faces[7] = {"first_name": "Ann", "last_name": "Lee", "language_code": "es"}
    heard = town.heard("Hello")
    channel = {"id": -5, "type": "channel", "title": "News"}
    post = {"message_id": 1, "date": 1, "chat": channel, "sender_chat": channel, "text": "hi"}
    town.fed.append({"channel_post": post})
    posted = town.news
    town.fed.append({"channel_post": {**post, "author_signature": "Bob"}})
    signed = town.news

    assert (heard.origin.name, heard.origin.locale) == ("Ann Lee", "es")
    assert isinstance(posted, Incoming)
    assert isinstance(signed, Incoming)
    assert (posted.origin.name, posted.origin.locale) == ("News", "")
    assert signed.origin.name == "Bob"


def test_a_person_is_a_number_a_mention_or_the_author_of_what_is_answered(town: Town) -> None:
    """Telegram tells bots no id behind an @name; who speaks as a chat is that chat."""
    bob = town.world.user(9)
    said = bob.writes("hello", chat=GROUP)
    mark = {"type": "text_mention", "offset": 16, "length": 3, "user": {"id": 8, "is_bot": False, "first_name": "Cat"}}
    command = {"type": "bot_command", "offset": 0, "length": 9}

    assert town.commanded("/settings grant 12345", chat=GROUP).options == {"who": "12345"}
    assert town.commanded("/settings grant", chat=GROUP, reply_to=said).options == {"who": "9"}
    assert town.commanded("/settings grant Cat", chat=GROUP, entities=[command, mark]).options == {"who": "8"}
    assert town.commanded("/settings grant @cat", chat=GROUP).options == {}
    assert town.commanded("/settings grant", chat=GROUP).name == "settings grant"


def test_a_group_of_commands(town: Town) -> None:
    """What is no subcommand is the group's own name with what stands behind it."""
    assert town.commanded("/settings@parley_bot", chat=GROUP).name == "settings"
    assert town.commanded("/settings colour red").name == "settings"


def test_a_reply_to_us_says_so(town: Town) -> None:
    """A mention is for us as well, and answers nothing of ours."""
    said = town.bot_says("Four.")

    assert town.heard("Why?", chat=GROUP, reply_to=said.id).to_us
    assert not town.heard("@parley_bot why?", chat=GROUP).to_us


def test_a_press_knows_whose_answer_it_is_under(town: Town) -> None:
    """The author of the message that ours answers; nobody where it answers none or a chat's own."""
    question = town.ann.writes("/model", chat=GROUP)
    answer = town.bot_says("Which?")
    answer.reply_to = question
    town.world.user(9).presses("Go", answer)
    pressed = town.news
    answer.reply_to = 0
    town.world.user(9).presses("Go", answer)
    unasked = town.news

    assert isinstance(pressed, Pressed)
    assert isinstance(unasked, Pressed)
    assert pressed.press is not None
    assert unasked.press is not None
    assert (pressed.press.origin.person.id, pressed.press.caller) == ("9", "7")
    assert unasked.press.caller == ""


def test_a_press_names_its_message_and_its_action(town: Town) -> None:
    """What was pressed, by whom, and where."""
    said = town.bot_says("Four.")
    query = town.ann.presses("Go", said)
    news = town.news

    assert isinstance(news, Pressed)
    assert news.query == query
    assert news.press is not None
    assert news.press.action == Action("stop", "9")
    assert news.press.surface == Message(Place("telegram", str(GROUP)), str(said.id))
    assert news.press.origin.person.id == "7"


def test_a_press_under_an_old_message(town: Town) -> None:
    """Telegram no longer shows the message; chat and id are enough."""
    said = town.bot_says("Four.", chat=7)
    town.ann.presses("Go", said, inaccessible=True)
    news = town.news

    assert isinstance(news, Pressed)
    assert news.press is not None
    assert news.press.surface == Message(Place("telegram", "7"), str(said.id))
    assert news.press.origin.private


def test_a_press_without_data_is_only_acknowledged(town: Town) -> None:
    """A game's button or one of an inline message does nothing here."""
    sender = {"id": 7, "is_bot": False, "first_name": "A"}
    town.fed.append({"callback_query": {"id": "q", "from": sender, "chat_instance": "1", "game_short_name": "g"}})

    assert town.news == Pressed("q", None)


def test_both_service_messages_of_a_migration_say_the_same(town: Town) -> None:
    """One comes in the old group, one in the new."""
    town.world.migrate(GROUP, -200)
    wanted = Migrated(Place("telegram", str(GROUP)), Place("telegram", "-200"))

    assert [read(fed, ME) for fed in town.fed] == [wanted, wanted]
