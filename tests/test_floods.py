"""A flood by strangers, through the whole program: a member's answer begins within a second all the same."""

from pathlib import Path

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

OWNER, MEMBER, STRANGERS = 1001, 1002, range(5001, 5301)


async def test_a_member_on_telegram_does_not_wait_for_strangers(tmp_path: Path) -> None:
    """Three hundred send commands and words in one batch."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        people = [api.user(number) for number in STRANGERS]
        member = api.user(MEMBER)
        variables = model(llm) | on_telegram(api, OWNER)
        variables["PARLEY_ACCESS__ALLOWED"] = f'["telegram:person:{MEMBER}"]'
        async with running(variables, tmp_path):
            await until(lambda: api.is_polled)
            for number, person in enumerate(people):
                person.writes(("/help", "/whoami", "Hello", "/privacy", "/claim 12", "/nothing")[number % 6])
            asked = api.now()
            member.writes("Are you there?")
            await until(lambda: api.replies(MEMBER) and api.replies(MEMBER)[0].text == "Yes.")
            told = sum(len(api.replies(person.id)) for person in people)

    assert api.replies(MEMBER)[0].versions[0].at - asked < 1.0
    assert told <= 10


async def test_a_member_on_discord_does_not_wait_for_strangers(tmp_path: Path) -> None:
    """Three hundred write to the bot alone."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        member, owner = api.user("member"), api.user("owner")
        people = [api.user(f"stranger {number}") for number in STRANGERS]
        channel = api.direct(member)
        variables = model(llm) | on_discord(api, owner.id)
        variables["PARLEY_ACCESS__ALLOWED"] = f'["discord:person:{member.id}"]'
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            for person in people:
                person.writes("Hello")
            asked = api.now()
            member.writes("Are you there?")

            def answers() -> list[str]:
                return [message.content for message in api.world.standing(channel) if message.author == api.world.me]

            await until(lambda: answers() == ["Yes."])
            [answer] = [message for message in api.world.standing(channel) if message.author == api.world.me]
            told = sum(message.author == api.world.me for message in api.world.messages.values())

    assert answer.versions[0].at - asked < 1.0
    assert told <= 10 + 21  # the owner is asked about twenty
