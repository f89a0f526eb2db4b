"""When a call may go out: no limit is ever exceeded, a 429 is obeyed to the second, and what is quiet is forgotten."""

import pickle
import random
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.discord_bot import limits as discord_limits
from bots.engine.delivery import pacing
from bots.engine.delivery.pacing import Pacer, Priority, Spent
from bots.engine.seam.places import Place, ToChat
from bots.engine.seam.rates import OF_THE_BOT, Bucket, Budget, Tempo, Window
from bots.telegram_bot import limits as telegram_limits
from tests.fakes.telegram_limits import Limits

CHAT = Budget("chat", (Bucket(3, 1.0),))
BOT = Budget("bot", (Window(25, 1.0, reserve=2),), OF_THE_BOT)
UNLIMITED = Budget("free", ())

limits = st.one_of(
    st.builds(Bucket, capacity=st.integers(1, 6).map(float), per_second=st.sampled_from([0.3, 1.0, 5.0])),
    st.builds(Window, calls=st.integers(1, 8), seconds=st.sampled_from([0.5, 1.0, 7.0])),
)
priorities = st.sampled_from(list(Priority))
pauses = st.sampled_from([0.0, 0.0, 0.01, 0.1, 0.4, 1.3, 40.0])
steps = st.lists(st.tuples(st.sampled_from(["take", "take", "take", "block", "return"]), pauses, priorities))


@dataclass
class Server:
    """A reference: it counts what was really called, and knows each limit by its definition alone."""

    limit: Bucket | Window
    calls: list[float] = field(default_factory=list)

    def exceeded(self) -> bool:
        times = sorted(self.calls)
        if isinstance(self.limit, Window):
            most = self.limit.calls
            return any(b - a < self.limit.seconds - 1e-6 for a, b in zip(times, times[most:], strict=False))
        level, at = self.limit.capacity, 0.0
        for time in times:
            level = min(self.limit.capacity, level + (time - at) * self.limit.per_second) - 1
            at = time
            if level < -1e-6:
                return True
        return False


@settings(max_examples=200)
@given(st.lists(limits, min_size=1, max_size=3), steps)
def test_no_limit_is_ever_exceeded(
    given_limits: list[Bucket | Window], script: list[tuple[str, float, Priority]]
) -> None:
    """Whatever is taken, blocked and given back at whatever times, a server that counts for itself never objects."""
    budgets = (Budget("place", tuple(given_limits)), BOT)
    servers = [Server(limit) for limit in (*given_limits, *BOT.limits)]
    pacer = Pacer()
    now = 1000.0
    blocked_until = 0.0
    held: list[Spent] = []

    for kind, pause, priority in script:
        now += pause
        if kind == "block":
            pacer.block(now, "place", pause, suspect="bot")
            blocked_until = max(blocked_until, now + pause)
        elif kind == "return" and held:
            spent = held.pop()
            pacer.give_back(spent)
            for server in servers:
                server.calls.remove(spent.at)
        elif kind == "take":
            now = pacer.ready_at(now, budgets, priority)
            assert pacer.ready_at(now, budgets, priority) <= now + 1e-6
            assert now >= blocked_until
            held.append(pacer.take(now, budgets))
            for server in servers:
                server.calls.append(now)

    assert not any(server.exceeded() for server in servers)


@settings(max_examples=100)
@given(limits, st.integers(0, 40), st.sampled_from([0.0, 0.05, 0.3]))
def test_an_end_goes_where_a_step_went(limit: Bucket | Window, count: int, pause: float) -> None:
    """Right after a progress frame a final one may go, wherever the limit has room for two."""
    budget = Budget("place", (limit,))
    room = limit.calls if isinstance(limit, Window) else limit.capacity
    pacer = Pacer()
    now = 0.0

    for _ in range(count):
        now = pacer.ready_at(now + pause, (budget,), Priority.PROGRESS)
        pacer.take(now, (budget,))

        assert room < 2 or pacer.ready_at(now, (budget,), Priority.FINAL) == now


def test_what_is_given_back_late_is_no_more_than_what_is_missing() -> None:
    """The bucket was full again when the next call took from it: giving the first one back adds nothing."""
    pacer = Pacer()
    first = pacer.take(0.0, (CHAT,))
    pacer.take(10.0, (CHAT,))

    pacer.give_back(first)
    pacer.take(10.0, (CHAT,))
    pacer.take(10.0, (CHAT,))

    assert pacer.ready_at(10.0, (CHAT,), Priority.FINAL) == pytest.approx(11.0)


def test_a_call_waits_for_every_budget() -> None:
    """The place has room, the bot has none: the call waits for the bot."""
    pacer = Pacer()
    for number in range(25):
        pacer.take(0.0, (Budget(f"other{number}", ()), BOT))

    ready = pacer.ready_at(0.0, (CHAT, BOT), Priority.FINAL)

    assert ready == pytest.approx(1.0)
    assert pacer.ready_at(0.0, (CHAT,), Priority.FINAL) == 0.0


def test_a_block_lasts_exactly_as_long_as_the_server_said() -> None:
    """Not a moment sooner, not a moment later, and for that budget alone."""
    pacer = Pacer()

    pacer.block(10.0, "chat", 7.5)

    assert pacer.ready_at(10.0, (CHAT,), Priority.FINAL) == 17.5
    assert pacer.ready_at(17.5, (CHAT,), Priority.FINAL) == 17.5
    assert pacer.ready_at(10.0, (BOT,), Priority.FINAL) == 10.0


def test_an_interval_doubles_and_eases() -> None:
    """Each 429 doubles it; a tenth comes off for each thirty clean seconds, counted from the end of the block."""
    pacer = Pacer()

    pacer.block(0.0, "chat", 5.0)
    doubled = pacer.stretch("chat", 5.0)
    pacer.block(6.0, "chat", 4.0)

    assert doubled == 2.0
    assert pacer.stretch("chat", 10.0) == 4.0
    assert pacer.stretch("chat", 39.9) == 4.0
    assert pacer.stretch("chat", 40.0) == pytest.approx(3.6)
    assert pacer.stretch("chat", 70.0) == pytest.approx(3.24)
    assert pacer.stretch("chat", 2000.0) == 1.0


def test_calls_that_were_refused_together_double_once() -> None:
    """Ten calls in flight that all meet the same 429 are one 429."""
    pacer = Pacer()

    for number in range(10):
        pacer.block(number * 0.01, "bot", 3.0)

    assert pacer.stretch("bot", 1.0) == 2.0
    assert pacer.ready_at(1.0, (BOT,), Priority.FINAL) == pytest.approx(3.09)


def test_a_place_that_is_refused_again_and_again_is_slow_and_not_dead() -> None:
    """Ten refusals, whatever is behind them: after the last pause the next two calls go within ten seconds each."""
    pacer, now = Pacer(), 0.0
    for _ in range(10):
        now = pacer.ready_at(now, (CHAT,), Priority.FINAL)
        pacer.take(now, (CHAT,))
        pacer.block(now, CHAT.name, 2.0)
        now += 2.0

    first = pacer.ready_at(now, (CHAT,), Priority.FINAL)
    pacer.take(first, (CHAT,))
    second = pacer.ready_at(first, (CHAT,), Priority.FINAL)

    assert first - now < 10.0
    assert second - first < 10.0


def test_a_stretched_budget_refills_at_half_its_rate() -> None:
    """After a 429 the place gives a call in two seconds instead of in one."""
    pacer = Pacer()
    pacer.block(0.0, "chat", 0.0)
    for _ in range(3):
        pacer.take(0.0, (CHAT,))

    assert pacer.ready_at(0.0, (CHAT,), Priority.FINAL) == pytest.approx(2.0)


def refuse(pacer: Pacer, chat: str, at: float, *, suspect: str = "bot", calls: int = 1) -> None:
    """A chat has had so many calls within two seconds; the last of them is refused for a second."""
    budgets = (Budget(chat, (Bucket(3, 1.0),)), BOT)
    for number in range(calls):
        pacer.take(at - 2.0 * (calls - 1 - number) / calls, budgets)
    pacer.block(at, chat, 1.0, suspect=suspect)


def test_places_that_cannot_be_the_reason_slow_the_bot() -> None:
    """Three quiet ones refused within three seconds, gently; two, or three over a longer time, or one, do not."""
    quick, slow, two, same = Pacer(), Pacer(), Pacer(), Pacer()

    for number in range(3):
        refuse(quick, f"chat{number}", 10.0 + number)
        refuse(slow, f"chat{number}", 10.0 + number * 2.0)
        refuse(two, f"chat{number % 2}", 10.0 + number)
        refuse(same, "chat", 10.0 + number * 1.2)

    assert quick.stretch("bot", 12.0) == 1.5
    assert [pacer.stretch("bot", 14.0) for pacer in (slow, two, same)] == [1.0] * 3


def test_places_that_may_be_the_reason_never_slow_the_bot() -> None:
    """Ten that had three calls in two seconds each, or whose limits nobody knows, or that the server named itself."""
    busy, unknown, named = Pacer(), Pacer(), Pacer()

    for number in range(10):
        refuse(busy, f"chat{number}", 10.0 + number * 0.1, calls=3)
        unknown.block(10.0 + number * 0.1, f"chat{number}", 1.0, suspect="bot")
        refuse(named, f"chat{number}", 10.0 + number * 0.1, suspect="")

    assert [pacer.stretch("bot", 11.0) for pacer in (busy, unknown, named)] == [1.0] * 3


def test_a_place_that_speaks_steadily_is_not_far_below_its_limits() -> None:
    """A frame every 1.1 seconds in a chat and every four in a group may be too much; one in a while cannot be."""
    chat, group = (Bucket(3, 1.0),), (Bucket(6, 19 / 60), Window(19, 60.0))
    found = []
    for limits, every in ((chat, 1.1), (group, 4.0), (chat, 6.0), (group, 20.0)):
        pacer = Pacer()
        for number in range(3):
            budgets = (Budget(f"chat{number}", limits), BOT)
            for call in range(20):
                pacer.take(call * every, budgets)
            pacer.block(19 * every, f"chat{number}", 1.0, suspect="bot")
        found.append(pacer.stretch("bot", 19 * every))

    assert found == [1.0, 1.0, 1.5, 1.5]


def test_the_bot_is_never_slowed_by_much_and_not_for_long() -> None:
    """However many are refused, and however often the server names the bot: four times, gone after 15 seconds."""
    guessed, told = Pacer(), Pacer()

    for number in range(60):
        refuse(guessed, f"chat{number}", 10.0 + number * 0.1)
        told.take(10.0 + number * 0.1, (BOT,))
        told.block(10.0 + number * 0.1, "bot", 0.05)

    assert guessed.stretch("bot", 16.0) == told.stretch("bot", 16.0) == 4.0
    assert guessed.stretch("bot", 20.0) < 3.0
    assert guessed.stretch("bot", 30.0) == told.stretch("bot", 30.0) == 1.0


def test_after_a_429_the_cautious_limits_hold_for_ten_minutes() -> None:
    """They know what was spent before it; a budget that has none, and a place beside it, go on as they did."""
    bot = Budget("bot", (Window(5, 1.0, reserve=0),), OF_THE_BOT, cautious=(Window(2, 1.0, reserve=0),))
    pacer, now = Pacer(), 1000.0

    def at_once(now: float) -> int:
        taken = 0
        while pacer.ready_at(now, (bot,), Priority.FINAL) <= now and taken < 9:
            pacer.take(now, (bot,))
            taken += 1
        return taken

    before = at_once(now)
    pacer.block(now + 10, "bot", 1.0)
    pacer.block(now + 10, "chat", 1.0)
    pacer.take(now + 100, (bot,))
    begun = at_once(now + 100)
    cautious = at_once(now + 10 + pacing.CAUTIOUS_FOR)
    after = at_once(now + 12 + pacing.CAUTIOUS_FOR)

    assert (before, begun, cautious, after) == (5, 1, 2, 5)


def test_the_first_429_makes_the_bot_cautious_and_the_next_one_slows_it() -> None:
    """An opening that waits for the bot's budget waits for the pause, and not twice as long as before as well."""
    bot = Budget("bot", (Window(5, 1.0),), OF_THE_BOT, cautious=(Window(2, 1.0),))
    pacer = Pacer()
    pacer.ready_at(0.0, (bot,), Priority.FIRST)

    pacer.block(1.0, "bot", 0.5)
    first = pacer.stretch("bot", 1.5)
    pacer.block(100.0, "bot", 0.5)
    second = pacer.stretch("bot", 100.5)

    assert (first, second) == (1.0, 2.0)


@pytest.mark.parametrize("private", [True, False])
def test_what_a_dead_run_has_spent_in_a_chat_is_not_spent_again(private: bool) -> None:
    """It wrote as fast as it may until it died: whoever takes over a second later keeps within the chat's limits."""
    place = Place("telegram", "42" if private else "-42")
    chat, bot = telegram_limits.budgets(ToChat(place))
    dead, heir, now = Pacer(), Pacer(), 1000.0
    calls: list[float] = []
    while now < 1030.0:
        now = dead.ready_at(now, (chat, bot), Priority.PROGRESS)
        calls.append(now)
        dead.take(now, (chat, bot))

    now = calls[-1] + pacing.DEAD_FOR
    heir.spent_before(now, (chat, bot))
    for _ in range(20):
        now = heir.ready_at(now, (chat, bot), Priority.PROGRESS)
        heir.take(now, (chat, bot))
        calls.append(now)
    server = Limits(partial(next, iter(calls)), enforced=True)

    assert {server.retry_after(int(place.chat)) for _ in calls} == {0}


@pytest.mark.parametrize("limit", [50, 30])
@pytest.mark.parametrize("seed", range(10))
def test_a_bot_that_makes_all_its_calls_meets_no_429(seed: int, limit: int) -> None:
    """However long each is on its way: the server counts in whole seconds that begin with a call, wherever they lie.

    Some come on a new connection, which takes far longer than the others.
    """
    chance = random.Random(seed)
    budget = discord_limits.BOT if limit == 50 else telegram_limits.BOT
    pacer, now = Pacer(), 1000.0
    arrivals: list[float] = []
    pending: list[tuple[float, Spent]] = []
    for _ in range(20 * limit):
        ready = pacer.ready_at(now, (budget,), Priority.FIRST)
        while pending and min(pending, key=itemgetter(0))[0] <= ready:
            pending.sort(key=itemgetter(0))
            ended, spent = pending.pop(0)
            now = max(now, ended)
            pacer.done(spent, ended)
            ready = pacer.ready_at(now, (budget,), Priority.FIRST)
        now = max(now, ready)
        spent = pacer.take(now, (budget,))
        way = chance.uniform(0.005, 0.075) if chance.random() < 0.9 else chance.uniform(0.1, 0.4)
        arrivals.append(now + way)
        pending.append((now + way + 0.003, spent))

    assert most_in_a_second(sorted(arrivals)) <= limit
    assert len(arrivals) / (now - 1000.0) > 0.84 * limit, "and it makes nearly all of them"


def most_in_a_second(times: list[float]) -> int:
    """The most calls in any second that begins with one of them."""
    return max(bisect_left(times, time + 1.0) - number for number, time in enumerate(times))


def test_the_servers_own_count_steers_before_a_429() -> None:
    """With one call left progress waits until just before the reset and an end may go; with none left nothing goes."""
    pacer = Pacer()

    pacer.measured(0.0, "chat", bucket="abc", limit=5, remaining=1, reset_after=4.0)
    progress = pacer.ready_at(0.0, (CHAT,), Priority.PROGRESS)
    final = pacer.ready_at(0.0, (CHAT,), Priority.FINAL)
    pacer.measured(0.0, "chat", bucket="abc", limit=5, remaining=0, reset_after=4.0)

    assert (progress, final) == (4.0 - pacing.LATE, 0.0)
    assert pacer.ready_at(0.0, (CHAT,), Priority.FINAL) == 4.0
    assert pacer.ready_at(4.0, (CHAT,), Priority.PROGRESS) == 4.0


def test_budgets_share_the_bucket_that_the_server_puts_them_into() -> None:
    """What one route spends, and what is on its way, the other cannot spend again."""
    sends, edits = Budget("sends", ()), Budget("edits", ())
    pacer = Pacer()
    pacer.measured(0.0, "sends", bucket="abc", limit=5, remaining=2, reset_after=9.0)
    pacer.measured(0.0, "edits", bucket="abc", limit=5, remaining=2, reset_after=9.0)

    first = pacer.take(0.0, (sends,))
    pacer.take(0.0, (edits,))
    with_two_on_their_way = pacer.ready_at(0.0, (edits,), Priority.FINAL)
    pacer.give_back(first)

    assert with_two_on_their_way == 9.0
    assert pacer.ready_at(0.0, (edits,), Priority.FINAL) == 0.0


def test_a_count_that_was_overtaken_does_not_raise_the_newer_one() -> None:
    """Two answers in the wrong order: the smaller number is the newer one; a new period begins anew."""
    pacer = Pacer()

    pacer.measured(0.0, "chat", bucket="abc", limit=5, remaining=0, reset_after=4.0)
    pacer.measured(0.1, "chat", bucket="abc", limit=5, remaining=1, reset_after=3.9)
    overtaken = pacer.ready_at(0.1, (UNLIMITED, CHAT), Priority.FINAL)
    pacer.measured(5.0, "chat", bucket="abc", limit=5, remaining=4, reset_after=5.0)

    assert overtaken == pytest.approx(4.0)
    assert pacer.ready_at(5.0, (CHAT,), Priority.PROGRESS) == 5.0


def test_each_answer_that_grows_beside_others_finds_a_call_for_its_end() -> None:
    """Until just before the server counts anew; what is not kept is spread, and after an end one more may be used."""
    pacer = Pacer()
    pacer.measured(0.0, "chat", bucket="abc", limit=5, remaining=5, reset_after=5.0)
    for answer in "abc":
        pacer.grew(0.0, (CHAT,), answer, Priority.PROGRESS)
    pacer.take(0.0, (CHAT,))

    spread = pacer.ready_at(0.0, (CHAT,), Priority.PROGRESS)
    pacer.take(spread, (CHAT,))
    late = pacer.ready_at(spread, (CHAT,), Priority.PROGRESS)
    ends = [pacer.ready_at(spread, (CHAT,), Priority.FINAL)]
    for answer in "ab":
        pacer.take(spread, (CHAT,))
        pacer.grew(spread, (CHAT,), answer, Priority.FINAL)
        ends.append(pacer.ready_at(spread, (CHAT,), Priority.FINAL))

    assert spread == pytest.approx((5.0 - pacing.LATE) / 2)
    assert late == 5.0 - pacing.LATE
    assert ends == [spread] * 3


def test_of_answers_that_opened_in_one_place_all_but_one_find_a_call_for_their_end() -> None:
    """Though none of them has grown yet: with a call in three seconds, the others would end one after the other."""
    group = Budget("group", (Bucket(6, 1 / 3),))
    pacer = Pacer()
    for answer in "abc":
        pacer.take(0.0, (group,))
        pacer.grew(0.0, (group,), answer, Priority.FIRST)

    pacer.take(0.0, (group,))
    grows = pacer.ready_at(0.0, (group,), Priority.PROGRESS)
    for answer in "ab":
        assert pacer.ready_at(0.0, (group,), Priority.FINAL) == 0.0
        pacer.take(0.0, (group,))
        pacer.grew(0.0, (group,), answer, Priority.FINAL)

    assert grows == pytest.approx(3.0)
    assert pacer.ready_at(0.0, (group,), Priority.PROGRESS) == pytest.approx(6.0)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.01, 0.2, 0.9, 3.0]), priorities, st.sampled_from("abc"), st.booleans()),
        max_size=60,
    )
)
@example([(0.2, Priority.FINAL, "a", number == 4) for number in range(6)])
@example(
    [(0.0, Priority.FINAL, "a", False), (3.0, Priority.FINAL, "a", True), *[(0.9, Priority.FINAL, "a", False)] * 9]
)
def test_a_server_that_counts_in_periods_never_objects(script: list[tuple[float, Priority, str, bool]]) -> None:
    """Whoever asks, and also if some of its answers tell no count."""
    pacer, now, ends, used = Pacer(), 0.0, 0.0, 0
    budget = Budget("edits", (Window(5, 5.0),))

    for pause, priority, answer, told in script:
        now = max(now + pause, pacer.ready_at(now + pause, (budget,), priority))
        spent = pacer.take(now, (budget,))
        pacer.grew(now, (budget,), answer, priority)
        if now >= ends - 1e-6:
            ends, used = now + 5.0, 0
        used += 1
        assert used <= 5
        now += 0.01
        if told:
            pacer.measured(now, "edits", bucket="x", limit=5, remaining=5 - used, reset_after=ends - now)
        pacer.done(spent, now)


def test_a_slow_call_counts_from_its_end() -> None:
    """A call that hung for two seconds may have been counted at its end: its window begins there."""
    window = Budget("window", (Window(1, 10.0),))
    pacer = Pacer()

    spent = pacer.take(0.0, (window, CHAT))
    pacer.done(spent, 2.0)

    assert pacer.ready_at(2.0, (window,), Priority.FINAL) == 12.0


def weight(pacer: Pacer) -> int:
    """The bytes of all that it remembers."""
    return len(pickle.dumps(pacer))


def test_a_bot_that_never_rests_remembers_no_more_with_time() -> None:
    """Not even for its cautious limits, which nobody asks as long as no 429 has come."""
    pacer, weights = Pacer(), []
    budget = Budget("bot", (Window(5, 1.0),), OF_THE_BOT, cautious=(Window(2, 1.0),))
    for call in range(2_000):
        assert pacer.ready_at(call * 0.25, (budget,), Priority.FINAL) == call * 0.25
        pacer.take(call * 0.25, (budget,))
        weights.append(weight(pacer))

    assert max(weights) == max(weights[:100])


def test_quiet_places_are_forgotten() -> None:
    """Ten thousand places that had one call each leave nothing behind, and a block is never forgotten too soon."""
    pacer = Pacer()
    for number in range(10_000):
        pacer.take(0.0, (Budget(f"chat{number}", (Bucket(3, 1.0),)), BOT))
    pacer.block(0.0, "chat1", 600.0)
    pacer.measured(0.0, "chat2", bucket="hourly", limit=5, remaining=0, reset_after=600.0)

    pacer.take(300.0, (BOT,))
    fresh = Pacer()
    fresh.take(300.0 + 100 * pacing.IDLE_SECONDS, (BOT,))

    assert weight(pacer) < 1_200
    assert pacer.ready_at(300.0, (Budget("chat1", ()),), Priority.FINAL) == 600.0
    assert pacer.ready_at(300.0, (Budget("chat2", ()),), Priority.FINAL) == 600.0
    pacer.take(300.0 + 100 * pacing.IDLE_SECONDS, (BOT,))
    assert weight(pacer) == weight(fresh)


def test_a_tempo_begins_quickly() -> None:
    """Its first intervals come once each, then the same for ever."""
    tempo = Tempo((0.5, 0.8), 1.25)

    assert [tempo.interval(frames) for frames in (1, 2, 3, 99)] == [0.5, 0.8, 1.25, 1.25]
    assert [tempo.interval(frames) for frames in (1, 2, 3, 99)] == [0.5, 0.8, 1.25, 1.25]


def test_typing_leaves_half_of_a_budget_to_words() -> None:
    """Many who are asked at once shall not wait for their first words behind the sign that they come."""
    pacer = Pacer()
    budget = Budget("bot", (Window(6, 0.2),))
    for _ in range(3):
        assert pacer.ready_at(0.0, (budget,), Priority.TYPING) == 0.0
        pacer.take(0.0, (budget,))

    assert pacer.ready_at(0.0, (budget,), Priority.TYPING) > 0.0
    assert pacer.ready_at(0.0, (budget,), Priority.FIRST) == 0.0
