"""Both axes of time, against the literal reading of the rules."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import Listing, PublishedList, in_order
from agreements_ref.rules.knowledge import Version, versions_of
from agreements_ref.rules.terms import Standing
from tests.agreements_ref.rules.literal import Mark, pending_of, said_of

DAY_0 = date(2025, 1, 1)
LAST_DAY = 16


def day(offset: int) -> date:
    return DAY_0 + timedelta(days=offset)


def published(at: int, list_day: int, known_day: int) -> PublishedList:
    known = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=known_day, minutes=at)
    return PublishedList(at, day(list_day), known)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[PublishedList], dict[int, Mark]]:
    """Up to seven lists in both times, and one key's mark in each."""
    count = draw(st.integers(1, 7))
    lists, marks = [], {}
    for at in range(count):
        list_day = draw(st.integers(0, 12))
        known_day = draw(st.one_of(st.just(list_day), st.integers(0, LAST_DAY)))
        lists.append(published(at, list_day, known_day))
        signed = st.integers(-2, list_day).map(lambda offset: (day(offset),))
        marks[at] = draw(st.one_of(st.none(), st.just(()), signed))
    return lists, marks


def versions(kind: ListKind, lists: list[PublishedList], marks: dict[int, Mark]) -> list[Version]:
    listings = {
        one.id: Listing(one, 2, mark[0] if mark else None)
        for one in lists
        if (mark := marks[one.id]) is not None
    }
    return versions_of(kind, in_order(lists), listings)


def held(found: list[Version], on: date, known_on: date) -> set[Standing]:
    return {
        version.span.standing
        for version in found
        if version.span.covers(on)
        and version.known_from <= known_on
        and (version.known_to is None or known_on < version.known_to)
    }


@settings(max_examples=150, deadline=None)
@given(histories())
def test_participating_versions_say_what_the_rules_say_on_every_day_of_both_times(
    history: tuple[list[PublishedList], dict[int, Mark]],
) -> None:
    lists, marks = history
    found = versions(ListKind.PARTICIPATING, lists, marks)
    for on in map(day, range(-4, LAST_DAY)):
        for known_on in map(day, range(LAST_DAY + 1)):
            in_effect, uncertain = said_of(lists, marks, on, known_on)
            expected = {Standing.IN_EFFECT} if in_effect else set()
            expected |= {Standing.UNCERTAIN} if uncertain else set()
            assert held(found, on, known_on) == expected, (on, known_on)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_pending_versions_say_what_the_rules_say_on_every_day_of_both_times(
    history: tuple[list[PublishedList], dict[int, Mark]],
) -> None:
    lists, marks = history
    found = versions(ListKind.PENDING, lists, marks)
    for on in map(day, range(-4, LAST_DAY)):
        for known_on in map(day, range(LAST_DAY + 1)):
            pending, uncertain = pending_of(lists, marks, on, known_on)
            expected = {Standing.PENDING} if pending else set()
            expected |= {Standing.PENDING_UNCERTAIN} if uncertain else set()
            assert held(found, on, known_on) == expected, (on, known_on)


@settings(max_examples=100, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_lists_came_does_not_matter(
    history: tuple[list[PublishedList], dict[int, Mark]], random: object
) -> None:
    lists, marks = history
    expected = versions(ListKind.PARTICIPATING, lists, marks)
    shuffled = list(lists)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert set(versions(ListKind.PARTICIPATING, shuffled, marks)) == set(expected)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_no_two_versions_overlap_in_both_times(
    history: tuple[list[PublishedList], dict[int, Mark]],
) -> None:
    lists, marks = history
    for kind in ListKind:
        found = versions(kind, lists, marks)
        for on in map(day, range(-4, LAST_DAY)):
            for known_on in map(day, range(LAST_DAY + 1)):
                held_by = [one for one in found if held([one], on, known_on)]
                assert len(held_by) <= 1


def test_a_further_list_that_repeats_the_row_makes_no_further_version() -> None:
    lists = [published(at, at * 2, at * 2) for at in range(6)]
    marks: dict[int, Mark] = {at: (day(0),) for at in range(6)}
    (version,) = versions(ListKind.PARTICIPATING, lists, marks)
    assert (version.known_from, version.known_to) == (day(0), None)
    assert version.span.last is None


def test_a_gap_is_filled_only_for_those_who_know_of_the_relisting() -> None:
    lists = [published(0, 1, 1), published(1, 5, 5), published(2, 9, 9)]
    marks: dict[int, Mark] = {0: (day(0),), 1: None, 2: (day(0),)}
    found = versions(ListKind.PARTICIPATING, lists, marks)
    assert held(found, day(5), day(8)) == set()
    assert held(found, day(5), day(9)) == {Standing.IN_EFFECT}
    assert held(found, day(5), day(1)) == {Standing.IN_EFFECT}
