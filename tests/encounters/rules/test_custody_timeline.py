"""Steps 1 to 5 of section 6: versions, future, missing ends, contradictions, order."""

import pytest

from encounters.rules.custody_timeline import BoundOrigin, in_order
from tests.encounters.rules.clock_cases import Json, case, event, event_at, span_of, timeline

NOW = "2025-04-12T10:00"
RELEASE = "release-due"
HOLD = "criminal-hold-begin"


def versions_in(given: Json) -> list[list[int]]:
    return [[v.position for v in e.versions] for e in timeline(given).events]


# Versions


def test_disputed_events_of_a_kind_on_one_side_of_a_hold_are_versions_of_one() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00", disputed=True),
        event("booked", "2025-04-07T09:00"),
        event(RELEASE, "2025-04-07T10:00"),
        event(HOLD, "2025-04-08T08:00"),
        event(RELEASE, "2025-04-09T08:00"),
        event(RELEASE, "2025-04-09T10:00", disputed=True),
    )
    assert versions_in(given) == [[0, 2], [1], [3], [4, 5]]
    assert span_of(given, 0) == ("2025-04-07T08:00", "2025-04-07T10:00")


def test_undisputed_events_stay_apart() -> None:
    given = case(NOW, event(RELEASE, "2025-04-07T08:00"), event(RELEASE, "2025-04-07T10:00"))
    assert versions_in(given) == [[0], [1]]


def test_disputed_holds_are_versions_unless_a_release_stands_between_them() -> None:
    holds = [event(HOLD, "2025-04-08T08:00", disputed=True), event(HOLD, "2025-04-08T10:00")]
    pair = case(NOW, event(RELEASE, "2025-04-07T08:00"), *holds)
    assert versions_in(pair) == [[0], [1, 2]]
    parted = case(NOW, holds[0], event(RELEASE, "2025-04-08T09:00"), holds[1])
    assert versions_in(parted) == [[0], [1], [2]]


def test_named_group_reaches_across_a_hold_and_is_not_mixed_with_inference() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00", dispute_group="first"),
        event(RELEASE, "2025-04-07T09:00", disputed=True),
        event(HOLD, "2025-04-08T08:00"),
        event(RELEASE, "2025-04-07T12:00", dispute_group="first"),
    )
    assert versions_in(given) == [[0, 3], [1], [2]]


def test_missing_end_of_a_version_is_missing_in_the_hull_and_then_filled() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-06T08:00"),
        event(RELEASE, "2025-04-07T08:00", dispute_group="g"),
        event(RELEASE, earliest=None, latest="2025-04-08T08:00", dispute_group="g"),
    )
    assert span_of(given, 1) == ("2025-04-06T08:00", "2025-04-08T08:00")


def test_versions_that_differ_about_another_hold_make_it_unknown() -> None:
    def other_hold(*answers: bool | None) -> bool | None:
        events = [event(RELEASE, "2025-04-07", other_hold=a, dispute_group="g") for a in answers]
        return event_at(timeline(case(NOW, *events)), 0).other_hold

    assert other_hold(True, False) is None
    assert other_hold(True, None) is None
    assert other_hold(True, True) is True
    assert other_hold(False, False) is False


# Future


def test_event_that_certainly_lies_ahead_has_not_happened() -> None:
    given = case(NOW, event(RELEASE, "2025-04-12T10:01"), event("booked", "2025-04-12T10:00"))
    assert versions_in(given) == [[1]]


def test_event_with_just_an_upper_bound_ahead_has_happened_by_now() -> None:
    given = case(NOW, event(RELEASE, latest="2025-04-20"))
    assert span_of(given, 0) == (None, NOW)
    source = event_at(timeline(given), 0).hi_source
    assert source.origin is BoundOrigin.LOWERED
    assert not source.from_date


def test_now_that_is_a_span_lets_happen_what_its_end_lets_happen() -> None:
    given = case("2025-04-12", event(RELEASE, "2025-04-12T23:59"), event(HOLD, "2025-04-13T00:01"))
    assert versions_in(given) == [[0]]


def test_versions_are_merged_before_the_future_is_cut_off() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-10T08:00", dispute_group="g"),
        event(RELEASE, "2025-04-14T08:00", dispute_group="g"),
    )
    assert span_of(given, 0) == ("2025-04-10T08:00", NOW)


# Fill


@pytest.mark.parametrize("source", ["arrest", "booked", HOLD])
def test_release_is_bounded_from_below_by_what_is_listed_before(source: str) -> None:
    given = case(NOW, event(source, "2025-04-07T08:00"), event(RELEASE))
    assert span_of(given, 1) == ("2025-04-07T08:00", NOW)


@pytest.mark.parametrize("source", ["admin-warrant-served", HOLD, "ice-pickup", "released"])
def test_release_is_bounded_from_above_by_what_is_listed_after(source: str) -> None:
    given = case(NOW, event(RELEASE), event(source, "2025-04-09T08:00"))
    assert span_of(given, 0) == (None, "2025-04-09T08:00")


@pytest.mark.parametrize(
    "source", ["pc-determination", "neutral-review", "transfer", "detainer-lodged", RELEASE]
)
def test_other_events_do_not_bound_a_release(source: str) -> None:
    other = event(source, "2025-04-08T08:00")
    before, after = case(NOW, other, event(RELEASE)), case(NOW, event(RELEASE), other)
    assert span_of(before, 1) == (None, NOW)
    assert span_of(after, 0) == (None, NOW)


def test_latest_of_the_lower_and_earliest_of_the_upper_sources_count() -> None:
    given = case(
        NOW,
        event("booked", "2025-04-07T12:00"),
        event("arrest", "2025-04-07T08:00"),
        event(RELEASE),
        event("ice-pickup", "2025-04-10T08:00"),
        event("admin-warrant-served", "2025-04-09T08:00"),
    )
    assert span_of(given, 2) == ("2025-04-07T12:00", "2025-04-09T08:00")


def test_bounds_chain_through_events_without_times() -> None:
    given = case(
        NOW,
        event("stop-begin", "2025-04-07T08:00"),
        event("arrest"),
        event(RELEASE),
        event(HOLD),
        event("released", "2025-04-09T08:00"),
    )
    whole = ("2025-04-07T08:00", "2025-04-09T08:00")
    assert [span_of(given, n) for n in (1, 2, 3)] == [whole, whole, whole]
    release = event_at(timeline(given), 2)
    assert (release.lo_source.position, release.hi_source.position) == (1, 3)


def test_known_bounds_are_never_narrowed() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-08T08:00"),
        event(RELEASE, earliest="2025-04-07T08:00", latest="2025-04-10T08:00"),
        event("ice-pickup", "2025-04-09T08:00"),
    )
    assert span_of(given, 1) == ("2025-04-07T08:00", "2025-04-10T08:00")


def test_end_that_comes_from_now_alone_bounds_nothing() -> None:
    given = case(NOW, event("arrest", "2025-04-07T08:00"), event(RELEASE), event("ice-pickup"))
    release, pickup = (event_at(timeline(given), n) for n in (1, 2))
    assert release.bounded_by_now_alone
    assert pickup.bounded_by_now_alone
    assert span_of(given, 2) == ("2025-04-07T08:00", NOW)


@pytest.mark.parametrize("kind", ["stop-begin", "stop-end", "booked", "detainer-lodged"])
def test_other_kinds_are_not_filled(kind: str) -> None:
    given = case(
        NOW, event("arrest", "2025-04-07T08:00"), event(kind), event("released", "2025-04-09T08:00")
    )
    assert span_of(given, 1) == (None, None)


@pytest.mark.parametrize("kind", ["pc-determination", "neutral-review", "custody-determination"])
def test_rulings_are_bounded_from_above_only(kind: str) -> None:
    given = case(
        NOW, event("arrest", "2025-04-07T08:00"), event(kind), event(RELEASE, "2025-04-09T08:00")
    )
    assert span_of(given, 1) == (None, "2025-04-09T08:00")


def test_transfer_is_bounded_by_every_known_kind() -> None:
    given = case(
        NOW,
        event("detainer-lodged", "2025-04-07T08:00"),
        event("hospital", "2025-04-07T20:00"),
        event("transfer"),
        event("furlough", "2025-04-08T01:00"),
        event("stop-end", "2025-04-08T08:00"),
    )
    assert span_of(given, 2) == ("2025-04-07T08:00", "2025-04-08T08:00")


def test_end_of_custody_is_bounded_by_proofs_of_custody_only() -> None:
    for proof in ("arrest", "booked", RELEASE, HOLD, "admin-warrant-served", "transfer"):
        given = case(NOW, event(proof, "2025-04-07T08:00"), event("released"))
        assert span_of(given, 1) == ("2025-04-07T08:00", NOW)
    for other in ("detainer-lodged", "pc-determination", "stop-begin", "ice-pickup"):
        given = case(NOW, event(other, "2025-04-07T08:00"), event("released"))
        assert span_of(given, 1) == (None, NOW)


def test_release_with_another_hold_still_bounds() -> None:
    given = case(NOW, event(RELEASE, "2025-04-07T08:00", other_hold=True), event(HOLD))
    assert span_of(given, 1) == ("2025-04-07T08:00", NOW)


def test_filled_end_of_a_date_is_still_the_end_of_a_date() -> None:
    given = case(NOW, event(RELEASE), event("ice-pickup", "2025-04-09"))
    assert event_at(timeline(given), 0).hi_source.from_date
    exact = case(NOW, event(RELEASE), event("ice-pickup", "2025-04-10T00:00"))
    assert not event_at(timeline(exact), 0).hi_source.from_date


# Contradictions


def test_filled_start_after_the_known_end_is_dropped() -> None:
    given = case(
        NOW, event("arrest", "2025-04-09T08:00"), event(RELEASE, latest="2025-04-08T08:00")
    )
    assert span_of(given, 1) == (None, "2025-04-08T08:00")
    assert timeline(given).contradictory_bounds


def test_filled_end_before_the_known_start_is_dropped_and_becomes_now() -> None:
    given = case(
        NOW, event(RELEASE, earliest="2025-04-09T08:00"), event("released", "2025-04-08T08:00")
    )
    assert span_of(given, 0) == ("2025-04-09T08:00", NOW)
    assert timeline(given).contradictory_bounds


def test_dropped_bound_serves_no_other_event() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-09T08:00"),
        event(RELEASE, latest="2025-04-08T08:00"),
        event("admin-warrant-served"),
    )
    # From the arrest, not from the release that lost its own start.
    assert span_of(given, 2) == ("2025-04-09T08:00", NOW)
    assert event_at(timeline(given), 2).lo_source.position == 0


def test_two_filled_ends_that_contradict_are_both_dropped() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-09T08:00"),
        event(RELEASE),
        event("released", "2025-04-08T08:00"),
    )
    assert span_of(given, 1) == (None, NOW)
    assert event_at(timeline(given), 1).bounded_by_now_alone
    assert timeline(given).contradictory_bounds


def test_both_filled_ends_serve_before_they_are_dropped() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-09T08:00"),
        event(RELEASE),
        event("transfer"),
        event("released", "2025-04-08T08:00"),
    )
    assert span_of(given, 1) == (None, NOW)
    assert span_of(given, 2) == (None, NOW)


def test_agreeing_bounds_contradict_nothing() -> None:
    given = case(NOW, event("arrest", "2025-04-09T08:00"), event(RELEASE, "2025-04-09T08:00"))
    assert not timeline(given).contradictory_bounds


# Order


def order_of(*events: Json) -> list[int]:
    given = case(NOW, *events)
    return [e.position for e in in_order(timeline(given).events)]


def test_certain_times_overrule_the_list() -> None:
    later, earlier = event("booked", "2025-04-08T08:00"), event("booked", "2025-04-07T08:00")
    assert order_of(later, earlier) == [1, 0]


def test_list_decides_between_equal_and_overlapping_times() -> None:
    same = event("booked", "2025-04-08T08:00")
    assert order_of(same, dict(same)) == [0, 1]
    day, inside = event("booked", "2025-04-08"), event("booked", "2025-04-08T08:00")
    assert order_of(day, inside) == [0, 1]
    assert order_of(inside, day) == [0, 1]


def test_first_listed_that_nothing_certainly_precedes_comes_next() -> None:
    # The second is certainly before the first; the third overlaps both and stands after them.
    first = event("booked", "2025-04-09T08:00")
    second = event("booked", "2025-04-07T08:00")
    third = event("booked", earliest="2025-04-07T00:00", latest="2025-04-10T00:00")
    assert order_of(first, second, third) == [1, 0, 2]
    assert order_of(third, first, second) == [0, 2, 1]


def test_event_without_times_keeps_its_place_in_the_list() -> None:
    unknown = event("booked")
    timed = event("booked", "2025-04-07T08:00")
    assert order_of(timed, unknown) == [0, 1]
    assert order_of(unknown, timed) == [0, 1]
