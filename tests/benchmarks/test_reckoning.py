"""What the theory says is possible, and what is asked."""

import dataclasses

import pytest

from benchmarks.cost import FRAMES, TOKENS
from benchmarks.history import Answer, History, Post, Shown, Vitals
from benchmarks.reckoning import Figure, beside, pace, reckon
from benchmarks.scenarios import ROUND_TRIP, SCENARIOS, Case, cases

VITALS = Vitals(cpu=1.0, reading=0.6, memory_before=0, memory_peak=0, delays=(0.001,) * 99 + (0.2,))


def by_name(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def test_many_answers_share_the_bots_budget() -> None:
    """Their interval is what their number makes it, or the table's where that is longer."""
    twohundred = pace(Case("twohundred", 0))  # on Discord, 46 calls a second
    fifty = pace(Case("fifty", 0))

    assert twohundred.interval == pytest.approx(200 / 46)
    assert twohundred.lag == pytest.approx(200 / 46 / 2 + ROUND_TRIP / 2)
    assert fifty.interval == 1.25
    assert fifty.lag == pytest.approx(1.25 / 2 + ROUND_TRIP / 2, abs=0.05)


def test_the_mean_lag_of_unequal_intervals_weighs_each_by_its_length() -> None:
    """In a group the first six are short and the others long."""
    group = pace(Case("one", 2))

    assert 1.1 / 2 < group.lag < 4.0 / 2


def test_a_good_run_reaches_every_target() -> None:
    """An answer as it should be, and the figures of a process that keeps up."""
    case = Case("one", 0)
    text = case.what.text
    written = tuple(100.0 + number / 60 for number in range(1, len(text) // 2 + 1))
    versions = [
        Shown(at + 0.03, text[: 2 * sum(born <= at for born in written)], True)
        for at in (written[0], *(100.5 + number for number in range(15)))
    ]
    versions.append(Shown(written[-1] + 0.05, text, False))
    answer = Answer(written, (Post(tuple(versions)),))
    history = History((answer,), calls=200, too_many=0, invalid=(), no_ops=0, faults=0, seconds=16.0)

    figures = by_name(reckon(case, history, VITALS))

    assert [figure.name for figure in figures.values() if figure.reached is False] == []
    assert figures["first character"].value == pytest.approx(0.03)
    assert figures["CPU a call, with reading"].value == pytest.approx(5.0)
    assert figures["event loop, worst"].value == pytest.approx(200)
    assert figures["event loop, p99"].value == pytest.approx(1)


def test_a_bad_run_misses_them() -> None:
    """Nothing that went wrong is passed over."""
    case = Case("one", 1)
    answer = Answer((1.0, 1.1), (Post((Shown(9.0, case.what.text[:4], True),)),))
    history = History((answer,), calls=1, too_many=2, invalid=("bad",), no_ops=1, faults=0, seconds=60.0)

    figures = reckon(case, history, VITALS)
    missed = {figure.name for figure in figures if figure.reached is False}

    assert {"first character", "lag, mean", "429s", "invalid frames", "no-op frames"} <= missed
    assert {"finals lost", "indicators left"} <= missed


def test_every_scenario_has_a_case_on_both_platforms() -> None:
    """And only those that are named are measured."""
    for scenario in SCENARIOS:
        assert {place.platform for place in scenario.places} == {"discord", "telegram"}
    assert cases(()) == []
    assert [case.scenario for case in cases(("one",))] == ["one"] * 3


def test_what_is_read_is_told_apart_where_it_was_accounted_for() -> None:
    """The rest is what a call costs."""
    history = History((), calls=200, too_many=0, invalid=(), no_ops=0, faults=0, seconds=16.0)

    assert by_name(reckon(Case("fifty", 0), history, VITALS))["CPU a call"].value == pytest.approx(2.0)
    assert "CPU a call" not in by_name(reckon(Case("scale", 0), history, VITALS))


def test_many_who_ask_at_once_read_how_long_they_wait_from_the_question() -> None:
    """The model is asked late, and the answer then comes at once: the lag is small and the wait is not."""
    case = Case("fifty", 0)
    text = case.what.text
    written = tuple(100.0 + number / 60 for number in range(1, len(text) // 2 + 1))
    frames = (Shown(written[0] + 0.05, text[:2], True), Shown(written[-1] + 0.05, text, False))
    answers = tuple(Answer(written, (Post(frames),), asked=written[0] - late) for late in (1.0, 5.0, 30.0))
    history = History(answers, calls=6, too_many=0, invalid=(), no_ops=0, faults=0, seconds=46.0)

    figures = by_name(reckon(case, history, VITALS))

    assert figures["first character, worst"].value == pytest.approx(0.05)
    assert figures["from the question, median"].value == pytest.approx(5.05)
    assert figures["from the question, worst"].value == pytest.approx(30.05)


def test_the_cost_of_an_answer_is_shared_by_where_it_was_found() -> None:
    """The whole is the process's own count, because looks miss a little."""
    case = Case("cost", 0)
    looked = (TOKENS, "a.py: read", 3.0), (FRAMES, "b.py: show", 1.0)
    vitals = dataclasses.replace(VITALS, cpu=8.0, spent=looked)
    history = History((), calls=600, too_many=0, invalid=(), no_ops=0, faults=0, seconds=16.0)

    figures = by_name(reckon(case, history, vitals))

    assert figures["CPU an answer"].value == pytest.approx(40.0)
    assert figures[f"  {TOKENS}"].value == pytest.approx(30.0)
    assert figures[f"  {FRAMES}"].value == pytest.approx(10.0)


def test_a_figure_stands_beside_the_other_commit_s_of_its_name() -> None:
    """One that the other has not, or that is 0 there, has no ratio."""
    here = [Figure("a", 3.0, "s"), Figure("b", 1.0, ""), Figure("c", 1.0, "")]

    found = by_name(beside(here, [Figure("b", 0.0, ""), Figure("a", 2.0, "s")]))

    assert found["a"].ratio == pytest.approx(1.5)
    assert found["b"].ratio is found["c"].ratio is None
