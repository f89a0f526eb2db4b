"""Who answers: names, the chain, and what it remembers."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from provider import (
    Answering,
    BadRequest,
    Catalog,
    ConnectionFailed,
    CutOff,
    Event,
    Filtered,
    Finish,
    Message,
    ModelNotFound,
    NothingSetUp,
    Overloaded,
    ProviderError,
    Request,
    Text,
    Trust,
    Url,
    WrongKey,
)
from provider.backends.demo import Demo, Options
from provider.backends.openai import OpenAI
from provider.backends.openai import Options as OpenAIOptions
from provider.routing.fallback import Tried
from provider.routing.model_client import Clocks
from provider.routing.retries import Patience
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.faults import Fault

HELLO = Request((Message("user", "Hello"),))


ONCE = Patience(times=0)
"""For what is not about trying again."""


class Scripted:
    """A provider that does what a test says; `down` is raised by everything, `broken` by a stream after its text."""

    def __init__(self, trust: Trust = "account", models: tuple[str, ...] = ("m1", "m2"), default: str = "") -> None:
        self.trust = trust
        self.default_model = default
        self.listed = models
        self.down: ProviderError | None = None
        self.broken: ProviderError | None = None
        self.slow = False
        self.asked: list[str] = []
        self.listings = 0
        self.closed = 0

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.asked.append(request.model)
        if self.down is not None:
            raise self.down
        try:
            yield Text("yes")
            if self.broken is not None:
                raise self.broken
            if self.slow:
                await asyncio.Event().wait()
            yield Finish()
        finally:
            self.closed += 1

    async def models(self) -> tuple[str, ...]:
        self.listings += 1
        if self.down is not None:
            raise self.down
        return self.listed

    async def aclose(self) -> None:
        self.closed += 1


class Clock:
    """Time that stands still unless told."""

    time = 0.0

    def __call__(self) -> float:
        return self.time


async def ask(catalog: Catalog, name: str = "auto", *, chat: bool = True) -> tuple[str, str]:
    """Who answered, and what."""
    async with aclosing(catalog.stream(name, HELLO, chat=chat)) as stream:
        events = [event async for event in stream]
    who = events[0]
    assert isinstance(who, Answering)
    return f"{who.provider}/{who.model}", "".join(event.text for event in events if isinstance(event, Text))


async def test_a_chosen_model_answers() -> None:
    """By its full name, or by its provider's, which stands for its default or first model; nobody stands in."""
    paid, other = Scripted(default="best"), Scripted(models=("vendor/x",))
    catalog = Catalog({"paid": paid, "other": other}, patience=ONCE)

    assert await ask(catalog, "paid/m2") == ("paid/m2", "yes")
    assert await ask(catalog, "paid") == ("paid/best", "yes")
    assert await ask(catalog, "other") == ("other/vendor/x", "yes")
    paid.down = Overloaded()
    with pytest.raises(Overloaded):
        await ask(catalog, "paid/m2")
    with pytest.raises(ModelNotFound, match="paid, other"):
        await ask(catalog, "nobody/m")


async def test_the_order_of_the_chain() -> None:
    """Accounts, then what runs here, then strangers, whatever their order in the config; never the demo."""
    trusts: tuple[Trust, ...] = ("demo", "stranger", "local", "account")
    providers: dict[str, Scripted] = {trust: Scripted(trust) for trust in trusts}
    catalog = Catalog(providers, patience=ONCE)
    order = []
    for _ in trusts[1:]:
        order.append((await ask(catalog, chat=False))[0])
        [down] = [trust for trust in trusts if order[-1] == f"{trust}/m1"]
        providers[down].down = Overloaded()

    assert order == ["account/m1", "local/m1", "stranger/m1"]
    with pytest.raises(Overloaded):
        await ask(catalog, chat=False)
    assert providers["demo"].asked == []
    assert (await ask(catalog, "demo", chat=False))[0] == "demo/m1"  # somebody chose it


@pytest.mark.parametrize("ours", ["account", "local"])
async def test_in_a_chat_nothing_falls_to_a_stranger(ours: Trust) -> None:
    """What was meant for an account or a machine of ours is not sent to somebody's free site, nor to the demo."""
    mine, stranger, demo = Scripted(ours), Scripted("stranger"), Scripted("demo")
    mine.down = ConnectionFailed()
    catalog = Catalog({"mine": mine, "site": stranger, "demo": demo})
    with pytest.raises(ConnectionFailed):
        await ask(catalog)

    assert stranger.asked == demo.asked == []
    assert (await ask(catalog, "site"))[0] == "site/m1"  # somebody chose it


async def test_a_guessed_server_counts_once_it_has_been_up() -> None:
    """Before that a stranger may answer; afterwards nothing falls to him any more."""
    clock = Clock()
    ollama, stranger = Scripted("local"), Scripted("stranger")
    ollama.down = ConnectionFailed()
    catalog = Catalog({"ollama": ollama, "site": stranger}, guessed={"ollama"}, clocks=Clocks(clock))

    assert (await ask(catalog))[0] == "site/m1"
    ollama.down = None
    clock.time += 601
    assert (await ask(catalog))[0] == "ollama/m1"
    ollama.down = ConnectionFailed()
    with pytest.raises(ConnectionFailed):
        await ask(catalog)


async def test_a_failed_link_is_left_alone_for_ten_minutes() -> None:
    """Others answer meanwhile; then it gets its chance again."""
    clock = Clock()
    first, second = Scripted(), Scripted()
    first.down = WrongKey()
    catalog = Catalog({"first": first, "second": second}, clocks=Clocks(clock))
    before = [(await ask(catalog))[0] for _ in range(3)]
    asked = len(first.asked) + first.listings
    first.down = None
    clock.time += 599
    still = (await ask(catalog))[0]
    clock.time += 2
    after = (await ask(catalog))[0]

    assert before == ["second/m1"] * 3
    assert asked == 1
    assert (still, after) == ("second/m1", "first/m1")


async def test_a_stand_in_is_said_as_long_as_it_stands_in() -> None:
    """Also while the one that was wanted is passed over, or would not even say which models it has."""
    clock = Clock()
    first, second = Scripted(), Scripted()
    first.down = WrongKey("refused")
    catalog = Catalog({"first": first, "second": second}, clocks=Clocks(clock))

    async def told() -> tuple[str, dict[str, str]]:
        tried = Tried()
        async with aclosing(catalog.stream("auto", HELLO, chat=True, tried=tried)) as events:
            who = await anext(events)
        assert isinstance(who, Answering)
        return who.instead_of, {name: str(error) for name, error in tried.errors.items()}

    assert [await told() for _ in range(2)] == [("first", {"first": "refused"}), ("first", {})]
    first.down = None
    clock.time += 601
    assert await told() == ("", {})
    first.down = Overloaded("broken")
    assert [await told() for _ in range(2)] == [("first/m1", {"first/m1": "broken"}), ("first/m1", {})]
    assert catalog.facts("first/m1").stand_in == "second/m1"


async def test_who_failed_is_known_where_nobody_answers() -> None:
    """Each by its full name, also the one whose error is about the question."""
    first, second = Scripted(default="m1"), Scripted(default="m1")
    first.down, second.down = WrongKey("refused"), Filtered("no")
    catalog, tried = Catalog({"first": first, "second": second}), Tried()
    with pytest.raises(Filtered):
        async with aclosing(catalog.stream("auto", HELLO, chat=True, tried=tried)) as events:
            await anext(events)

    assert tried.errors == {"first/m1": first.down, "second/m1": second.down}


async def test_the_only_link_is_asked_again() -> None:
    """One failure of the only provider does not make ten minutes of silence."""
    only = Scripted(default="m1")
    only.down = Overloaded()
    catalog = Catalog({"only": only}, patience=ONCE)
    with pytest.raises(Overloaded):
        await ask(catalog)
    only.down = None

    assert await ask(catalog) == ("only/m1", "yes")


@pytest.mark.parametrize("error", [Filtered(), BadRequest()])
async def test_an_error_about_the_request_is_told_at_once(error: ProviderError) -> None:
    """The next provider would only hide it."""
    first, second = Scripted(default="m1"), Scripted(default="m1")
    first.down = error
    with pytest.raises(type(error)):
        await ask(Catalog({"first": first, "second": second}))

    assert second.asked == []


async def test_after_the_first_word_nobody_stands_in() -> None:
    """Half an answer of one model is not finished by another."""
    first, second = Scripted(default="m1"), Scripted(default="m1")
    first.broken = CutOff()
    with pytest.raises(CutOff):
        await ask(Catalog({"first": first, "second": second}))

    assert second.asked == []


async def test_the_most_telling_error_is_raised() -> None:
    """A wrong key says more than that nobody listens on some port."""
    paid, mine, ollama = Scripted(default="m1"), Scripted("local"), Scripted("local")
    mine.down = ollama.down = ConnectionFailed()
    paid.down = WrongKey()
    with pytest.raises(WrongKey):
        await ask(Catalog({"ollama": ollama, "mine": mine, "paid": paid}, guessed={"ollama"}))


@pytest.mark.parametrize("guessed", [{}, {"ollama": Scripted("local")}, {"demo": Scripted("demo")}])
async def test_no_model_is_set_up(guessed: dict[str, Scripted]) -> None:
    """It is said, with the cure, and not that some port is closed."""
    for provider in guessed.values():
        provider.down = ConnectionFailed()
    catalog = Catalog(guessed, guessed={"ollama"})
    with pytest.raises(NothingSetUp, match="No model is set up"):
        await ask(catalog)

    assert await catalog.answering(chat=True) == ""


async def test_who_would_answer() -> None:
    """The start line names the first link that is up, without asking it anything but its list."""
    ollama, demo = Scripted("local"), Scripted("demo", default="demo")
    clock = Clock()
    catalog = Catalog({"ollama": ollama, "demo": demo}, guessed={"ollama"}, clocks=Clocks(clock))

    assert await catalog.answering(chat=True) == "ollama/m1"
    ollama.down = ConnectionFailed()
    clock.time += 400
    assert await catalog.answering(chat=False) == ""  # it was there once: the demo does not take its place
    again = Catalog({"ollama": ollama, "demo": demo}, guessed={"ollama"})
    assert await again.answering(chat=False) == "demo/demo"
    assert ollama.asked == demo.asked == []


async def test_closing_closes_the_stream_within() -> None:
    """Stop reaches the provider at once, through every layer."""
    paid = Scripted(default="m1")
    paid.slow = True
    stream = Catalog({"paid": paid}).stream("auto", HELLO, chat=True)
    first, second = await anext(stream), await anext(stream)
    await stream.aclose()

    assert (first, second) == (Answering("paid", "m1"), Text("yes"))
    assert paid.closed == 1


async def test_names_outlive_their_server() -> None:
    """Lists are kept for minutes, and for longer where the server is down; a default is always known."""
    clock = Clock()
    paid, mine = Scripted(), Scripted("local", default="own")
    catalog = Catalog({"paid": paid, "mine": mine}, clocks=Clocks(clock))
    everything = ("paid/m1", "paid/m2", "mine/own", "mine/m1", "mine/m2")

    assert await catalog.names() == everything
    assert await catalog.names() == everything
    assert paid.listings == 1
    paid.down = mine.down = ConnectionFailed()
    clock.time += 3600
    assert await catalog.names() == everything
    assert await Catalog({"paid": paid, "mine": mine}).names() == ("mine/own",)


async def test_finding_a_name() -> None:
    """In full, a provider, a model that one provider alone lists; any model where no list can be had."""
    paid, mine, dark = Scripted(), Scripted("local", models=("Llama3", "m2")), Scripted()
    dark.down = ConnectionFailed()
    catalog = Catalog({"paid": paid, "mine": mine, "dark": dark})

    assert await catalog.find(" AUTO ") == "auto"
    assert await catalog.find("paid/m2") == "paid/m2"
    assert await catalog.find("mine/llama3") == "mine/Llama3"
    assert await catalog.find("mine") == "mine/Llama3"
    assert await catalog.find("m1") == "paid/m1"
    assert await catalog.find("dark/anything/at:all") == "dark/anything/at:all"
    with pytest.raises(ModelNotFound, match="paid/m2, mine/m2"):
        await catalog.find("m2")
    with pytest.raises(ModelNotFound, match="mine/Llama3"):
        await catalog.find("lama3")
    with pytest.raises(ModelNotFound, match="for example"):
        await catalog.find("qqqq")


async def test_a_wrong_name_among_thousands_holds_nobody_up() -> None:
    """The names that are like it are found within a tenth of a second of work; all others wait for that."""
    names = tuple(f"vendor{number % 40}/model-{number}-x{number % 7}b-instruct" for number in range(5000))
    catalog = Catalog({"open": Scripted(models=names)})
    await catalog.names()
    began = time.process_time()
    with pytest.raises(ModelNotFound, match=r"Near it: .*vendor37/model-1237-x5b-instruct"):
        await catalog.find("vendor17/model-1237-x5b-instrukt")
    with pytest.raises(ModelNotFound):
        await catalog.find("vendor3 instruct 7" * 5)

    assert time.process_time() - began < 0.2


async def test_real_providers_together() -> None:
    """A server that nobody set up answers while it is up; before that, in the terminal, the demo does."""
    async with ChatCompletions(text="From the server.") as server:
        local, clock = OpenAI(OpenAIOptions(base_url=Url(server.base_url))), Clock()
        catalog = Catalog({"local": local, "demo": Demo(Options(rate=0))}, guessed={"local"}, clocks=Clocks(clock))
        server.faults.plan("GET", Fault("status", 503))
        before = await ask(catalog, chat=False)
        clock.time += 601
        up = await ask(catalog, chat=False)
        await server.__aexit__()
        with pytest.raises(ConnectionFailed):
            await ask(catalog, chat=False)
        await catalog.aclose()

    assert before[0] == "demo/demo"
    assert up == ("local/test-model", "From the server.")
