"""The optional abilities of platforms, and what each of them promises."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bots.engine.seam.errors import SlowDown
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import InteractionMessage, Message
from bots.engine.seam.platform import (
    ChangesButtons,
    Deletes,
    FiltersMessages,
    FindsAttempts,
    Folds,
    HandsOver,
    KnowsConnection,
    KnowsServers,
    LearnsPlaces,
    LeavesServers,
    LinksCommands,
    ManagesCategories,
    ManagesServers,
    Mentions,
    Moderates,
    OpensThreads,
    Reacts,
    ReadsChains,
    ReportsMissing,
    SaysLittleAlone,
    ShowsOutcome,
    ShowsSources,
    ShowsTyping,
    TakesClaims,
    TakesInvitations,
)
from bots.engine.seam.references import to_person
from bots.engine.seam.shown import Action, Button, Frame
from bots.testing.stage import InServer, Stage, until
from bots.text.sources import Cited, Numbered
from provider.values import replace

Ability = Callable[[Stage, Any], Awaitable[None]]  # with the adapter, as the protocol that it is


async def _typing(stage: Stage, adapter: ShowsTyping) -> None:
    assert await adapter.typing(stage.target) > 0.0, "it says for how many seconds it stands"


async def _deletes(stage: Stage, adapter: Deletes) -> None:
    surface = await stage.adapter.show(stage.target, Frame("not for long"), last=True)
    await adapter.delete(surface)
    assert stage.text_of(surface) == ""
    await adapter.delete(surface)  # one that is gone already is a success


async def _changes_buttons(stage: Stage, adapter: ChangesButtons) -> None:
    surface = await stage.adapter.show(stage.target, Frame("what was said"), last=True)
    assert isinstance(surface, Message)
    await adapter.change_buttons(surface, ((Button("Answer the edit", Action("edited", "1")),),))
    assert stage.text_of(surface) == "what was said"
    await adapter.change_buttons(surface, ())  # rows may be taken away
    assert stage.text_of(surface) == "what was said"


async def _finds_attempts(stage: Stage, adapter: FindsAttempts) -> None:
    before = await stage.adapter.show(stage.target, Frame("what stands before it"), last=True)
    attempt = adapter.attempt(stage.target.place)
    assert attempt is not None, "it has just sent something there"
    assert attempt.place == stage.target.place
    button = Button("Stop", Action("stop", "1"))
    surface = await stage.adapter.show(stage.target, Frame("what nobody heard of", buttons=((button,),)), last=False)
    found = await adapter.suspects(replace(attempt, button=button.action.encode()))
    assert before not in found, "that is known"
    for message in found:
        if message == surface:
            assert await adapter.disarm(message), "it had a button"
    assert stage.text_of(surface) == "what nobody heard of"


async def _reacts(stage: Stage, adapter: Reacts) -> None:
    surface = await stage.adapter.show(stage.target, Frame("what was said"), last=True)
    assert isinstance(surface, Message)
    assert adapter.reaction_budgets(surface) == adapter.reaction_budgets(surface), "it is pure"
    for on in (True, True, False, False):  # what is so already is a success
        try:
            await adapter.react(surface, "👀", on=on)
        except SlowDown as slow:  # one attempt: nothing behind it waits
            await asyncio.sleep(min(1.0, slow.retry_after))
            await adapter.react(surface, "👀", on=on)
    assert stage.text_of(surface) == "what was said"


async def _folds(stage: Stage, adapter: Folds) -> None:
    piece = adapter.folded("First I think.", "Then I speak.", last=True)
    assert "First I think" in piece.text
    assert "Then I speak" in piece.text
    assert piece == adapter.folded("First I think.", "Then I speak.", last=True), "it is pure"
    long = adapter.folded("Think. " * 2000, "Speak. " * 5000, last=True)
    await stage.adapter.show(stage.target, Frame(long.text, long.entities), last=True)


async def _says_little_alone(stage: Stage, adapter: SaysLittleAlone) -> None:
    assert adapter.room_alone() > 0
    assert adapter.room_alone() == adapter.room_alone(), "it is pure"


async def _shows_sources(stage: Stage, adapter: ShowsSources) -> None:
    cited = Cited((Numbered(1, "https://site.example/page", "A page"), Numbered(2, "https://other.example/")))
    listed = replace(cited, below=cited.numbered, heading="Sources")
    piece = adapter.cited("It rains [1].", cited, last=False)
    assert piece == adapter.cited("It rains [1].", cited, last=False), "it is pure"
    whole = adapter.cited("It rains [1]. " * 5, listed, last=True, remark="Said by me.")
    assert "It rains" in whole.text
    assert "other.example" in whole.text, "what it rests on stands below it"
    surface = await stage.adapter.show(stage.target, Frame(whole.text, whole.entities), last=True)
    assert "example" in stage.text_of(surface)
    full = adapter.cited("It rains [1]. " * 2000, listed, last=True)
    await stage.adapter.show(stage.target, Frame(full.text, full.entities), last=True)


async def _threads(stage: Stage, adapter: OpensThreads) -> None:
    asked = await stage.adapter.show(stage.target, Frame("a thread goes here"), last=True)
    opened = await adapter.open_thread(replace(stage.target, reply_to=getattr(asked, "id", "")), "A title")
    assert opened.place.thread, "the answer goes into a thread"
    assert opened.place.chat == stage.target.place.chat
    assert await adapter.open_thread(opened, "Another") == opened, "who is in a thread stays there"


async def _reads_chains(stage: Stage, adapter: ReadsChains) -> None:
    sent = await stage.adapter.show(stage.target, Frame("what stands above"), last=True)
    [above] = await adapter.above(stage.target.place, sent.id, 5)
    assert (above.id, above.text, above.author) == (sent.id, "what stands above", None), "the bot itself wrote it"
    assert await adapter.above(stage.target.place, "1", 5) == (), "nothing is raised for one that is gone"


async def _reports_missing(stage: Stage, adapter: ReportsMissing) -> None:
    assert all(await adapter.reports_missing(stage.target.place, "")), "a sentence for each thing that is missing"


async def _filters(stage: Stage, adapter: FiltersMessages) -> None:
    assert isinstance(await adapter.unheard(stage.target.place, ""), str)


async def _manages_servers(stage: Stage, adapter: ManagesServers) -> None:
    assert not await adapter.manages_server(stage.target.place, "1", stage.person)


async def _manages_categories(stage: Stage, adapter: ManagesCategories) -> None:
    assert not await adapter.manages_category("1", "1", stage.person)


async def _moderates(stage: Stage, adapter: Moderates) -> None:
    server = stage.server if isinstance(stage, InServer) else "1"
    assert not await adapter.moderates(stage.target.place, server, stage.person), "a plain member"
    assert not await adapter.moderates(stage.target.place, "1", stage.person), "a server that nobody knows"


async def _knows_servers(stage: Stage, adapter: KnowsServers) -> None:
    assert not (await adapter.about_server("1")).name, "nothing is made up"
    assert await adapter.invited_by("1") is None


async def _mentions(stage: Stage, adapter: Mentions) -> None:
    place = stage.target.place
    meant = to_person(stage.person)
    said = adapter.mention(meant, "", place)
    assert "\n" not in said, "it is part of a sentence"
    assert said == adapter.mention(meant, "", place), "it is pure"


async def _links_commands(stage: Stage, adapter: LinksCommands) -> None:
    assert adapter.command("no such command") == "", "it links to nothing that is not there"
    assert "\n" not in adapter.command("help"), "it is part of a sentence"


async def _learns_places(stage: Stage, adapter: LearnsPlaces) -> None:
    origin = Origin(stage.target.place, stage.person, stage.target)
    adapter.learn(origin)
    adapter.learn(origin)
    surface = await stage.adapter.show(stage.target, Frame("as before"), last=True)
    assert stage.text_of(surface) == "as before"


async def _shows_outcome(stage: Stage, adapter: ShowsOutcome) -> None:
    adapter.settled(replace(stage.target, reply_to="of nobody"), complete=True, notice="")


async def _leaves_servers(stage: Stage, adapter: LeavesServers) -> None:
    if isinstance(stage, InServer):
        assert stage.is_member()
        await adapter.leave(stage.server)
        assert not stage.is_member()


async def _hands_over(stage: Stage, adapter: HandsOver) -> None:
    surface = InteractionMessage(stage.target.place, "1", "token", "2", 0.0)
    assert adapter.handed_over(surface, private=True) is None, "what one person sees has no route of the channel's"
    same = adapter.handed_over(surface, private=False)
    assert same in (None, Message(surface.place, surface.id)), "it is the same message"
    assert same == adapter.handed_over(surface, private=False), "it is pure"


async def _takes_invitations(stage: Stage, adapter: TakesInvitations) -> None:
    assert adapter.invitation().startswith("https://")


async def _knows_connection(stage: Stage, adapter: KnowsConnection) -> None:
    await until(adapter.is_connected)  # it runs, so it is connected soon
    await stage.adapter.quiet()
    await until(lambda: not adapter.is_connected())


async def _takes_claims(stage: Stage, adapter: TakesClaims) -> None:
    words = adapter.how_to_claim("ACDE-FHJK-MNPQ")
    assert "ACDE-FHJK-MNPQ" in words
    assert "\n" not in words, "it is part of a line of the log"


ABILITIES: Final[Mapping[type, Ability]] = {
    ShowsTyping: _typing,
    ChangesButtons: _changes_buttons,
    Deletes: _deletes,
    FindsAttempts: _finds_attempts,
    Reacts: _reacts,
    Folds: _folds,
    SaysLittleAlone: _says_little_alone,
    ShowsSources: _shows_sources,
    OpensThreads: _threads,
    ReadsChains: _reads_chains,
    ReportsMissing: _reports_missing,
    FiltersMessages: _filters,
    ManagesServers: _manages_servers,
    ManagesCategories: _manages_categories,
    Moderates: _moderates,
    KnowsServers: _knows_servers,
    Mentions: _mentions,
    KnowsConnection: _knows_connection,
    LeavesServers: _leaves_servers,
    LinksCommands: _links_commands,
    LearnsPlaces: _learns_places,
    HandsOver: _hands_over,
    ShowsOutcome: _shows_outcome,
    TakesClaims: _takes_claims,
    TakesInvitations: _takes_invitations,
}
"""The check of each ability; that of `Downloads` is a test of its own, because a file has to come in."""
