"""`reg-48h` and `form-48h` on cases computed by hand. 7 April 2025 is a Monday."""

from datetime import timedelta
from typing import Any

import pytest

from encounters.rules.clock_reading import ClockId, ClockStatus, Note
from encounters.rules.custody_case import read_case
from encounters.rules.custody_clock import (
    ClockRule,
    ClockStart,
    Governs,
    first_release_due,
    read_clock,
)
from encounters.rules.custody_events import END_OF_CUSTODY, ArrestBasis, EventKind
from encounters.rules.custody_timeline import BoundOrigin, Timeline
from tests.encounters.rules.clock_cases import Json, case, event, notes, numbers, reading

NOW = "2025-04-30T10:00"
RELEASE = "release-due"
HOLD = "criminal-hold-begin"
PICKUP = "ice-pickup"


# Start


def test_clock_without_a_release_has_not_started() -> None:
    given = case(NOW, event("arrest", "2025-04-07T08:00"), event(PICKUP, "2025-04-08T08:00"))
    for clock in ("reg-48h", "form-48h"):
        assert numbers(clock, given) == ("not-started", None, None)


def test_release_at_which_another_hold_remained_starts_nothing() -> None:
    given = case(NOW, event(RELEASE, "2025-04-07T08:00", other_hold=True))
    assert numbers("form-48h", given) == ("not-started", None, None)
    assert notes(given) == []
    further = case(
        "2025-04-09T08:00",
        event(RELEASE, "2025-04-07T08:00", other_hold=True),
        event(RELEASE, "2025-04-08T08:00"),
    )
    assert numbers("form-48h", further) == ("running", 24.0, "2025-04-10T08:00-04:00")


def test_first_of_several_releases_counts() -> None:
    given = case(
        "2025-04-09T10:00", event(RELEASE, "2025-04-08T08:00"), event(RELEASE, "2025-04-07T08:00")
    )
    assert numbers("form-48h", given) == ("expired", 50.0, "2025-04-09T08:00-04:00")


def test_release_ahead_has_not_started_a_clock() -> None:
    given = case("2025-04-07T07:59", event(RELEASE, "2025-04-07T08:00"))
    assert numbers("reg-48h", given) == ("not-started", None, None)


def test_clock_starts_at_the_minute_of_release() -> None:
    given = case("2025-04-07T08:00", event(RELEASE, "2025-04-07T08:00"))
    assert numbers("reg-48h", given) == ("running", 0.0, "2025-04-09T08:00-04:00")


# Limit


@pytest.mark.parametrize(
    ("stop", "status", "hours"),
    [
        ("2025-04-09T08:00:00", "met", 48.0),
        ("2025-04-09T08:00:17", "late", 48.0),
        ("2025-04-09T08:00:18", "late", 48.01),
        ("2025-04-09T07:59:42", "met", 47.99),
        ("2025-04-09T07:59:43", "met", 48.0),
        ("2025-04-08T08:00:18", "met", 24.0),
        ("2025-04-10T08:00:18", "late", 72.01),
    ],
)
def test_exactly_48_hours_is_not_over_and_halves_round_away_from_48(
    stop: str, status: str, hours: float
) -> None:
    given = case(NOW, event(RELEASE, "2025-04-07T08:00"), event(PICKUP, stop))
    assert numbers("form-48h", given)[:2] == (status, hours)


def test_pair_that_rounds_to_one_value_is_one_value_while_deadlines_stay_exact() -> None:
    bounds = {"earliest": "2025-04-07T08:00:00", "latest": "2025-04-07T08:00:10"}
    given = case("2025-04-07T09:00:00", event(RELEASE, **bounds))
    entry = reading(given).clocks[ClockId.FORM_48H].to_json()
    assert entry["elapsed_hours"] == 1.0
    assert entry["deadline"] == {
        "earliest": "2025-04-09T08:00:00-04:00",
        "latest": "2025-04-09T08:00:10-04:00",
    }


def test_48th_hour_before_a_holiday_weekend_moves_to_the_end_of_the_run() -> None:
    # Used up at midnight before Saturday 24 May 2025; Memorial Day follows on Monday.
    given = case("2025-05-26T12:00", event(RELEASE, "2025-05-22T00:00"))
    assert numbers("reg-48h", given) == ("running", 48.0, "2025-05-27T00:00-04:00")
    at_deadline = case("2025-05-27T00:00", event(RELEASE, "2025-05-22T00:00"))
    assert numbers("reg-48h", at_deadline)[0] == "running"
    after = case("2025-05-27T00:00:01", event(RELEASE, "2025-05-22T00:00"))
    assert numbers("reg-48h", after)[0] == "expired"


def test_48th_hour_inside_a_day_does_not_move() -> None:
    given = case("2025-04-14T12:00", event(RELEASE, "2025-04-10T00:01"))
    assert numbers("reg-48h", given)[2] == "2025-04-14T00:01-04:00"


@pytest.mark.parametrize("start", ["2025-12-24T12:00", "2025-12-25T03:00"])
def test_christmas_is_left_out_and_the_days_around_it_are_not(start: str) -> None:
    hours = {"2025-12-24T12:00": 24.0, "2025-12-25T03:00": 12.0}[start]
    given = case("2025-12-26T12:00", event(RELEASE, start))
    assert numbers("reg-48h", given)[1] == hours


def test_leap_day_is_an_ordinary_day() -> None:
    given = case("2024-03-01T08:00", event(RELEASE, "2024-02-28T08:00"))
    assert numbers("reg-48h", given) == ("running", 48.0, "2024-03-01T08:00-05:00")


def test_local_day_decides_across_the_date_line() -> None:
    # Friday 20:00 in Guam is still Friday 06:00 in New York.
    given = case("2025-04-12T06:00", event(RELEASE, "2025-04-11T20:00"), zone="Pacific/Guam")
    assert numbers("reg-48h", given) == ("running", 4.0, "2025-04-15T20:00+10:00")


def test_hours_are_real_across_the_autumn_change_in_the_count_of_the_form_only() -> None:
    given = case("2024-11-04T15:00", event(RELEASE, "2024-11-01T15:00"))
    assert numbers("form-48h", given)[1] == 73.0
    assert numbers("reg-48h", given)[1] == 24.0


def test_deadline_after_the_last_year_of_entry_is_still_known() -> None:
    # 31 December 2049 is New Year's Day observed, 1 and 2 January 2050 are a weekend.
    given = case("2049-12-31T12:00", event(RELEASE, "2049-12-30T12:00"))
    assert numbers("reg-48h", given) == ("running", 12.0, "2050-01-04T12:00-05:00")


# Stop


@pytest.mark.parametrize("kind", sorted(END_OF_CUSTODY))
def test_every_end_of_custody_closes_both_clocks(kind: str) -> None:
    given = case(NOW, event(RELEASE, "2025-04-07T08:00"), event(kind, "2025-04-08T08:00"))
    for clock in ("reg-48h", "form-48h"):
        assert numbers(clock, given) == ("met", 24.0, "2025-04-09T08:00-04:00")


@pytest.mark.parametrize(
    "kind",
    [
        "pc-determination", "neutral-review", "custody-determination", "detainer-lodged",
        "detainer-withdrawn", "admin-warrant-served", "transfer", "booked", "stop-end", "hospital",
    ],
)  # fmt: skip
def test_nothing_else_closes_them(kind: str) -> None:
    given = case(
        "2025-04-08T08:00", event(RELEASE, "2025-04-07T08:00"), event(kind, "2025-04-07T20:00")
    )
    assert numbers("form-48h", given)[:2] == ("running", 24.0)


def test_stop_before_the_start_is_no_time_and_met() -> None:
    given = case(NOW, event(PICKUP, "2025-04-06T08:00"), event(RELEASE, "2025-04-07T08:00"))
    assert numbers("form-48h", given) == ("met", 0.0, "2025-04-09T08:00-04:00")


def test_stop_without_lo_can_be_as_early_as_the_start() -> None:
    given = case(NOW, event(RELEASE, "2025-04-07T08:00"), event(PICKUP, latest="2025-04-09T20:00"))
    assert numbers("form-48h", given) == ("possibly-late", (0.0, 60.0), "2025-04-09T08:00-04:00")


def test_stop_listed_before_a_start_it_cannot_follow_gives_no_time() -> None:
    given = case(NOW, event(PICKUP, latest="2025-04-06T08:00"), event(RELEASE, "2025-04-07T08:00"))
    assert numbers("form-48h", given)[:2] == ("met", 0.0)


def test_earlier_of_two_ends_counts_and_repetition_is_said() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event(PICKUP, "2025-04-09T07:00"),
        event(PICKUP, "2025-04-09T09:00"),
    )
    assert numbers("form-48h", given)[:2] == ("met", 47.0)
    assert notes(given) == ["repeated-end"]


def test_versions_of_one_end_or_ends_of_two_kinds_are_no_repetition() -> None:
    group = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event(PICKUP, "2025-04-09T07:00", dispute_group="end"),
        event(PICKUP, "2025-04-09T09:00", dispute_group="end"),
    )
    assert numbers("form-48h", group)[:2] == ("possibly-late", (47.0, 49.0))
    assert notes(group) == []
    kinds = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event(PICKUP, "2025-04-09T07:00"),
        event("ice-facility-arrival", "2025-04-09T09:00"),
    )
    assert notes(kinds) == []


def test_end_ahead_is_no_repetition_and_closes_nothing() -> None:
    given = case(
        "2025-04-08T08:00",
        event(RELEASE, "2025-04-07T08:00"),
        event(PICKUP, "2025-04-08T09:00"),
        event(PICKUP, "2025-04-08T10:00"),
    )
    assert numbers("form-48h", given)[:2] == ("running", 24.0)
    assert notes(given) == []


def test_open_clock_counts_to_both_ends_of_now() -> None:
    given = case("2025-04-09", event(RELEASE, "2025-04-07T08:00"))
    assert numbers("form-48h", given)[:2] == ("possibly-expired", (40.0, 64.0))
    repeated = case("2024-11-03T01:30", event(RELEASE, "2024-11-01T02:00"))
    assert numbers("form-48h", repeated)[:2] == ("possibly-expired", (47.5, 48.5))
    assert numbers("form-48h", {**repeated, "now_fold": 0})[:2] == ("running", 47.5)


# Unknown times


def test_start_bounded_only_from_above_has_no_largest_count() -> None:
    given = case(NOW, event(RELEASE), event(PICKUP, "2025-04-09T12:00"))
    expected = ("possibly-late", (0.0, None), (None, "2025-04-11T12:00-04:00"))
    assert numbers("form-48h", given) == expected


def test_start_without_lo_can_still_be_certainly_over() -> None:
    given = case(NOW, event(RELEASE, latest="2025-04-07T08:00"))
    assert numbers("form-48h", given)[0] == "expired"
    assert numbers("form-48h", given)[1] == (554.0, None)


def test_unknown_start_wins_over_every_other_status() -> None:
    unknown = ("unknown-start", (0.0, None), None)
    closed_at_unknown_time = case(NOW, event(RELEASE), event(PICKUP))
    paused = case(NOW, event(RELEASE), event(HOLD))
    for given in (closed_at_unknown_time, paused):
        assert numbers("reg-48h", given) == unknown


def test_end_of_custody_bounds_an_unknown_start() -> None:
    given = case(NOW, event(RELEASE), event(PICKUP, "2025-04-30"))
    assert numbers("form-48h", given)[0] == "possibly-late"


def test_start_whose_bounds_contradict_is_unknown() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-09T08:00"),
        event(RELEASE),
        event("released", "2025-04-08T08:00"),
    )
    assert numbers("form-48h", given)[0] == "unknown-start"
    assert notes(given) == ["contradictory-bounds"]


def test_day_alone_for_release_and_pickup() -> None:
    given = case(NOW, event(RELEASE, "2025-04-07"), event(PICKUP, "2025-04-09"))
    expected = (
        "possibly-late",
        (24.0, 72.0),
        ("2025-04-09T00:00-04:00", "2025-04-10T00:00-04:00"),
    )
    assert numbers("reg-48h", given) == expected


def test_date_alone_on_wednesday_has_its_latest_deadline_on_monday() -> None:
    given = case("2025-04-11T00:00", event(RELEASE, "2025-04-09"))
    assert numbers("reg-48h", given)[2] == ("2025-04-11T00:00-04:00", "2025-04-14T00:00-04:00")


# Other holds


def test_unknown_other_hold_keeps_the_status_at_possible() -> None:
    given = case("2025-04-10T08:00", event(RELEASE, "2025-04-07T08:00", other_hold=None))
    assert numbers("form-48h", given)[:2] == ("possibly-expired", 72.0)
    assert notes(given) == ["other-hold-unknown"]


def test_unknown_other_hold_leaves_lower_statuses_alone() -> None:
    given = case("2025-04-08T08:00", event(RELEASE, "2025-04-07T08:00", other_hold=None))
    assert numbers("form-48h", given)[:2] == ("running", 24.0)
    assert notes(given) == ["other-hold-unknown"]


def test_disputed_other_hold_is_unknown() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00", other_hold=True, dispute_group="r"),
        event(RELEASE, "2025-04-07T08:00", other_hold=False, dispute_group="r"),
        event(PICKUP, "2025-04-10T08:00"),
    )
    assert numbers("form-48h", given)[:2] == ("possibly-late", 72.0)
    assert notes(given) == ["other-hold-unknown"]


def test_release_that_neither_starts_nor_resumes_lends_no_doubt() -> None:
    given = case(
        "2025-04-10T08:00",
        event(RELEASE, "2025-04-07T08:00"),
        event(RELEASE, "2025-04-08T08:00", other_hold=None),
    )
    assert numbers("form-48h", given)[0] == "expired"
    assert notes(given) == []


def test_resumption_with_unknown_other_hold_lends_doubt() -> None:
    given = case(
        "2025-04-11T08:00",
        event(RELEASE, "2025-04-07T08:00"),
        event(HOLD, "2025-04-08T08:00"),
        event(RELEASE, "2025-04-09T07:00", other_hold=None),
    )
    assert numbers("form-48h", given)[:2] == ("possibly-expired", 73.0)
    assert notes(given) == ["other-hold-unknown"]


# Pauses


def test_hold_pauses_and_leaves_no_deadline() -> None:
    given = case(
        "2025-04-30T08:00", event(RELEASE, "2025-04-07T08:00"), event(HOLD, "2025-04-08T08:00")
    )
    for clock in ("reg-48h", "form-48h"):
        assert numbers(clock, given) == ("paused", 24.0, None)


def test_custody_that_ends_during_a_pause_leaves_no_deadline() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event(HOLD, "2025-04-08T08:00"),
        event("released", "2025-04-20T08:00"),
    )
    assert numbers("form-48h", given) == ("met", 24.0, None)


def test_release_after_custody_has_ended_resumes_nothing() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event(HOLD, "2025-04-08T08:00"),
        event("released", "2025-04-20T08:00"),
        event(RELEASE, "2025-04-21T08:00"),
    )
    assert numbers("form-48h", given) == ("met", 24.0, None)


def test_pause_after_the_limit_keeps_the_deadline() -> None:
    events = [event(RELEASE, "2025-04-07T08:00"), event(HOLD, "2025-04-10T08:00")]
    still_held = case(NOW, *events)
    assert numbers("form-48h", still_held) == ("expired", 72.0, "2025-04-09T08:00-04:00")
    ended = case(NOW, *events, event(PICKUP, "2025-04-20T08:00"))
    assert numbers("form-48h", ended) == ("late", 72.0, "2025-04-09T08:00-04:00")


def test_exactly_48_hours_at_the_hold_moves_the_deadline_to_the_resumption() -> None:
    events = [event(RELEASE, "2025-04-07T08:00"), event(HOLD, "2025-04-09T08:00")]
    paused = case("2025-04-20T08:00", *events)
    assert numbers("form-48h", paused) == ("paused", 48.0, None)
    resumed = case("2025-04-20T08:00", *events, event(RELEASE, "2025-04-19T08:00"))
    assert numbers("form-48h", resumed) == ("expired", 72.0, "2025-04-19T08:00-04:00")
    # 19 April 2025 is a Saturday: for the regulation nothing counts until Monday.
    assert numbers("reg-48h", resumed) == ("running", 48.0, "2025-04-21T00:00-04:00")


def test_second_hold_while_paused_changes_nothing() -> None:
    one = [event(RELEASE, "2025-04-07T08:00"), event(HOLD, "2025-04-08T08:00")]
    resumption = event(RELEASE, "2025-04-10T08:00")
    given = case("2025-04-10T20:00", *one, event(HOLD, "2025-04-09T08:00"), resumption)
    assert numbers("form-48h", given) == ("running", 36.0, "2025-04-11T08:00-04:00")


def test_count_goes_on_through_several_pauses() -> None:
    given = case(
        "2025-04-11T08:00",
        event(RELEASE, "2025-04-07T08:00"),
        event(HOLD, "2025-04-07T18:00"),  # 10 h used
        event(RELEASE, "2025-04-08T08:00"),
        event(HOLD, "2025-04-08T18:00"),  # 20 h
        event(RELEASE, "2025-04-10T08:00"),  # 24 h more until now
    )
    assert numbers("form-48h", given) == ("running", 44.0, "2025-04-11T12:00-04:00")


def test_release_at_which_another_hold_remained_does_not_resume() -> None:
    given = case(
        "2025-04-10T08:00",
        event(RELEASE, "2025-04-07T08:00"),
        event(HOLD, "2025-04-08T08:00"),
        event(RELEASE, "2025-04-09T08:00", other_hold=True),
    )
    assert numbers("form-48h", given) == ("paused", 24.0, None)


def test_hold_before_the_first_release_pauses_nothing() -> None:
    given = case(
        "2025-04-08T08:00", event(HOLD, "2025-04-06T08:00"), event(RELEASE, "2025-04-07T08:00")
    )
    assert numbers("form-48h", given)[:2] == ("running", 24.0)


def test_list_decides_when_hold_and_release_are_at_one_minute() -> None:
    release, hold = event(RELEASE, "2025-04-07T08:00"), event(HOLD, "2025-04-07T08:00")
    assert numbers("form-48h", case(NOW, release, hold)) == ("paused", 0.0, None)
    assert numbers("form-48h", case("2025-04-08T08:00", hold, release))[:2] == ("running", 24.0)


def test_hold_and_release_of_one_day_follow_the_list() -> None:
    release, hold = event(RELEASE, "2025-04-07"), event(HOLD, "2025-04-07")
    second = numbers("form-48h", case("2025-04-08T08:00", release, hold))
    assert second == ("paused", (0.0, 24.0), None)
    first = numbers("form-48h", case("2025-04-08T08:00", hold, release))
    assert first[:2] == ("running", (8.0, 32.0))


def test_hold_that_does_not_precede_every_end_is_left_out() -> None:
    start, end = event(RELEASE, "2025-04-07T08:00"), event(PICKUP, "2025-04-09")
    listed_after = case(NOW, start, end, event(HOLD, "2025-04-09T10:00"))
    assert numbers("form-48h", listed_after)[:2] == ("possibly-late", (40.0, 64.0))
    listed_before = case(NOW, start, event(HOLD, "2025-04-09T10:00"), end)
    assert numbers("form-48h", listed_before)[:2] == ("possibly-late", (40.0, 50.0))
    one_end_before = case(
        NOW,
        start,
        event(HOLD, "2025-04-09T10:00"),
        event("released", "2025-04-09T09:00"),
        event("ice-facility-arrival", "2025-04-09T18:00"),
    )
    assert numbers("form-48h", one_end_before)[:2] == ("late", 49.0)


def test_pause_of_unknown_beginning_reaches_back_without_limit_for_the_least() -> None:
    # A hold known only to lie before Tuesday 08:00, a resumption on Wednesday 08:00.
    given = case(
        "2025-04-09T20:00",
        event(RELEASE, latest="2025-04-07T08:00"),
        event(HOLD, latest="2025-04-08T08:00"),
        event(RELEASE, "2025-04-09T08:00"),
    )
    assert numbers("form-48h", given)[:2] == ("possibly-expired", (12.0, None))


def test_resumption_of_unknown_beginning_may_leave_no_pause() -> None:
    given = case(
        "2025-04-09T20:00",
        event(RELEASE, "2025-04-07T08:00"),
        event(HOLD, latest="2025-04-08T08:00"),
        event(RELEASE, latest="2025-04-09T08:00"),
    )
    # Filled: the hold from the release, the resumption from the hold.
    assert numbers("form-48h", given)[:2] == ("possibly-expired", (12.0, 60.0))


def test_resumption_that_reaches_back_without_limit_leaves_no_pause_for_the_most() -> None:
    # The booking listed between contradicts both bounds, so nothing bounds them from below.
    given = case(
        "2025-04-10T08:00",
        event(RELEASE, "2025-04-07T08:00"),
        event("booked", "2025-04-09T08:00"),
        event(HOLD, latest="2025-04-08T08:00"),
        event(RELEASE, latest="2025-04-09T07:00"),
    )
    assert numbers("form-48h", given)[:2] == ("possibly-expired", (25.0, 72.0))
    assert notes(given) == ["contradictory-bounds"]


def test_hold_listed_after_the_end_but_certainly_before_it_pauses() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event(PICKUP, "2025-04-09T08:00"),
        event(HOLD, "2025-04-08T08:00"),
    )
    assert numbers("form-48h", given) == ("met", 24.0, None)


def test_list_decides_whether_a_hold_at_the_minute_of_the_end_pauses() -> None:
    start = event(RELEASE, "2025-04-07T08:00")
    hold, end = event(HOLD, "2025-04-08T08:00"), event(PICKUP, "2025-04-08T08:00")
    assert numbers("form-48h", case(NOW, start, hold, end)) == ("met", 24.0, None)
    after = numbers("form-48h", case(NOW, start, end, hold))
    assert after == ("met", 24.0, "2025-04-09T08:00-04:00")


def test_pause_inside_a_weekend_costs_the_regulation_nothing() -> None:
    given = case(
        "2025-04-14T12:00",
        event(RELEASE, "2025-04-11T12:00"),
        event(HOLD, "2025-04-12T08:00"),
        event(RELEASE, "2025-04-13T08:00"),
    )
    assert numbers("reg-48h", given) == ("running", 24.0, "2025-04-15T12:00-04:00")
    assert numbers("form-48h", given) == ("running", 48.0, "2025-04-14T12:00-04:00")


# Transfers


def test_transfer_without_a_zone_stays_in_the_present_one() -> None:
    given = case(
        "2025-04-14T12:00",
        event(RELEASE, "2025-04-11T20:00"),
        event("transfer", "2025-04-11T22:00", timezone="America/Los_Angeles"),
        event("transfer", "2025-04-11T23:00", to_agency="third-jail"),
    )
    # Friday until midnight in Los Angeles (03:00 in New York), Monday from 03:00 New York.
    assert numbers("reg-48h", given) == ("running", 16.0, "2025-04-15T17:00-07:00")
    assert notes(given) == ["two-agencies"]


def test_transfer_at_an_uncertain_time_takes_the_extremes() -> None:
    given = case(
        "2025-04-14T12:00",
        event(RELEASE, "2025-04-11T20:00"),
        event(
            "transfer",
            earliest="2025-04-11T20:00",
            latest="2025-04-12T06:00",
            timezone="America/Los_Angeles",
        ),
    )
    # Friday: 7 h if moved before midnight in New York, 4 h if after midnight in Los Angeles;
    # Monday 9 h in Los Angeles either way.
    expected = ("running", (13.0, 16.0), ("2025-04-15T17:00-07:00", "2025-04-15T20:00-07:00"))
    assert numbers("reg-48h", given) == expected


def test_extreme_may_lie_at_a_midnight_inside_the_span() -> None:
    # Los Angeles to New York on Monday's eve: Sunday ends three hours earlier in New York.
    # Friday's end is the opposite: the most is counted by leaving after midnight Pacific on
    # Saturday (07:00Z) and before midnight Eastern on Monday (04:00Z).
    given = case(
        "2025-04-14T12:00-04:00",
        event(RELEASE, "2025-04-11T20:00"),
        event(
            "transfer",
            earliest="2025-04-11T20:30",
            latest="2025-04-14T09:00",
            timezone="America/New_York",
        ),
        zone="America/Los_Angeles",
    )
    # Most: 4 h of Friday in Los Angeles, then 12 h of Monday in New York.
    # Least: moved at 20:30 Pacific on Friday (Eastern 23:30): half an hour each, 12 h Monday;
    # or moved on Monday at noon Eastern: 4 h of Friday and 9 h of Monday Pacific.
    assert numbers("reg-48h", given)[1] == (13.0, 16.0)


def test_versions_of_a_transfer_are_taken_over_their_zones_too() -> None:
    def versions(*zones: str | None) -> Json:
        return case(
            "2025-04-14T12:00",
            event(RELEASE, "2025-04-11T20:00"),
            *(
                event("transfer", "2025-04-11T22:00", timezone=zone, dispute_group="t")
                for zone in zones
            ),
        )

    # Stayed on Eastern time: 4 + 12 h; moved to Pacific: 7 + 9 h; to Central: 5 + 11 h.
    assert numbers("reg-48h", versions("America/Los_Angeles", None))[1] == 16.0
    # Friday alone shows the difference.
    friday = {**versions("America/Los_Angeles", None), "now": "2025-04-13T12:00"}
    assert numbers("reg-48h", friday)[1] == (4.0, 7.0)
    three = versions("America/Chicago", "America/Los_Angeles")
    assert numbers("reg-48h", {**three, "now": "2025-04-13T12:00"})[1] == (5.0, 7.0)


def test_transfer_that_does_not_precede_every_end_is_left_out_of_the_count() -> None:
    events = [
        event(RELEASE, "2025-04-11T20:00"),
        event(PICKUP, "2025-04-14T12:00"),
        event("transfer", earliest="2025-04-11T21:00", timezone="America/Los_Angeles"),
    ]
    assert numbers("reg-48h", case(NOW, *events))[1] == 16.0
    assert notes(case(NOW, *events)) == ["two-agencies"]


def test_order_of_overlapping_transfers_is_kept() -> None:
    # East to west to middle, both at some time of Friday evening: whoever reaches the second
    # place has left the first, so the last zone decides about midnight.
    evening = {"earliest": "2025-04-11T20:00", "latest": "2025-04-11T22:00"}
    given = case(
        "2025-04-13T12:00",
        event(RELEASE, "2025-04-11T19:00"),
        event("transfer", **evening, timezone="America/Los_Angeles"),
        event("transfer", **evening, timezone="America/Chicago"),
    )
    assert numbers("reg-48h", given)[1] == 6.0


def test_earlier_transfer_is_bounded_by_the_later_one() -> None:
    # Whoever came to Chicago by 23:00 had left New York by then, whatever its own bounds say:
    # Friday ends at 01:00 Eastern.
    given = case(
        "2025-04-13T12:00",
        event(RELEASE, "2025-04-11T20:00"),
        event(
            "transfer",
            earliest="2025-04-11T20:00",
            latest="2025-04-12T06:00",
            timezone="America/Los_Angeles",
        ),
        event(
            "transfer",
            earliest="2025-04-11T20:00",
            latest="2025-04-11T23:00",
            timezone="America/Chicago",
        ),
    )
    assert numbers("reg-48h", given)[1] == 5.0


def test_form_clock_does_not_ask_where_the_person_is() -> None:
    given = case(
        "2025-04-12T20:00",
        event(RELEASE, "2025-04-11T20:00"),
        event("transfer", timezone="America/Los_Angeles"),
    )
    assert numbers("form-48h", given)[:2] == ("running", 24.0)


def test_friday_lived_twice_is_counted_twice() -> None:
    # Guam to Hawaii, westward over the date line: 20 hours behind.
    given = case(
        "2025-04-12T12:00",
        event(RELEASE, "2025-04-11T12:00"),
        event("transfer", "2025-04-11T22:00", timezone="Pacific/Honolulu"),
        zone="Pacific/Guam",
    )
    # 10 h of Friday in Guam; 02:00 on Friday in Honolulu then, 16:00 at the reading: 14 h more.
    assert numbers("reg-48h", given)[1] == 24.0


def test_deadline_is_printed_in_the_zone_of_the_place_at_that_time() -> None:
    given = case(
        "2025-04-30T12:00",
        event(RELEASE, "2025-04-07T08:00"),
        event("transfer", "2025-04-08T08:00", timezone="America/Denver"),
        event("transfer", "2025-04-20T08:00", timezone="America/Los_Angeles"),
    )
    assert numbers("form-48h", given)[2] == "2025-04-09T06:00-06:00"


def test_bare_times_stay_in_the_zone_of_the_case_after_a_transfer() -> None:
    given = case(
        NOW,
        event(RELEASE, "2025-04-07T08:00"),
        event("transfer", "2025-04-07T12:00", timezone="America/Los_Angeles"),
        event(PICKUP, "2025-04-08T08:00"),
    )
    assert numbers("reg-48h", given)[1] == 24.0


# Notes


@pytest.mark.parametrize(
    ("start", "now", "said"),
    [
        ("2024-11-28T20:00", "2024-11-29T08:00", True),
        ("2024-11-28T20:00", "2024-11-29T00:00", False),
        ("2024-11-30T00:00", "2024-12-02T08:00", False),
        ("2024-11-29T23:59", "2024-12-02T08:00", True),
        ("2024-12-23T20:00", "2024-12-26T08:00", True),
        ("2022-12-23T20:00", "2022-12-25T08:00", False),  # Christmas Eve on a Saturday
        ("2025-01-08T20:00", "2025-01-10T08:00", True),
        ("2018-12-04T20:00", "2018-12-06T08:00", True),
        ("2014-12-25T20:00", "2014-12-27T08:00", True),
        ("2025-12-26T20:00", "2025-12-27T08:00", True),
        ("2025-04-17T08:00", "2025-04-19T08:00", False),  # Good Friday is no federal day
    ],
)
def test_closure_that_counts_all_the_same_is_said(start: str, now: str, said: bool) -> None:
    expected = ["nearby-non-federal-closure"] if said else []
    assert notes(case(now, event(RELEASE, start))) == expected


def test_closure_is_judged_from_the_latest_start_where_the_earliest_is_unknown() -> None:
    later = case("2024-12-10T08:00", event(RELEASE, latest="2024-12-01T08:00"))
    assert notes(later) == []
    earlier = case("2024-12-10T08:00", event(RELEASE, latest="2024-11-29T08:00"))
    assert notes(earlier) == ["nearby-non-federal-closure"]


def test_closure_after_the_latest_stop_or_beside_an_unknown_start_is_not_said() -> None:
    ended = case(
        "2024-12-10T08:00", event(RELEASE, "2024-11-26T08:00"), event(PICKUP, "2024-11-27T08:00")
    )
    assert notes(ended) == []
    assert notes(case("2024-11-29T08:00", event(RELEASE))) == []


def test_transfer_ahead_names_no_second_agency() -> None:
    assert notes(case("2025-04-08T08:00", event("transfer", "2025-04-09T08:00"))) == []


def test_notes_are_sorted() -> None:
    given = case(
        "2024-11-29T08:00",
        event("transfer", "2024-11-28T08:00"),
        event(RELEASE, "2024-11-28T09:00", other_hold=None),
        event(PICKUP, "2024-11-29T07:00"),
        event(PICKUP, "2024-11-29T07:30"),
    )
    assert notes(given) == [
        "nearby-non-federal-closure", "other-hold-unknown", "repeated-end", "two-agencies",
    ]  # fmt: skip


# Explanation


def test_reading_says_what_it_used_and_where_each_bound_comes_from() -> None:
    given = case(
        "2025-04-15T12:00",
        event("booked", "2025-04-10"),
        event(RELEASE, latest="2025-04-11T16:00"),
        event(HOLD, "2025-04-11T18:00"),
        event(RELEASE, "2025-04-11T20:00"),
        event("transfer", "2025-04-14T08:00", to_agency="second-jail"),
    )
    found = reading(given).clocks[ClockId.REG_48H]
    why = found.explanation
    assert why.source == "8 CFR 287.7(d)"
    assert [e.position for e in why.start] == [1]
    assert (why.start[0].lo_source.origin, why.start[0].lo_source.position) == (
        BoundOrigin.FILLED,
        0,
    )
    assert why.start[0].lo_source.from_date
    assert why.start[0].hi_source.origin is BoundOrigin.ENTERED
    assert [(p.hold.position, p.resumption and p.resumption.position) for p in why.pauses] == [
        (2, 3)
    ]
    assert [e.versions[0].to_agency for e in why.moves] == ["second-jail"]
    assert [(d.day.isoformat(), d.reason) for d in found.days_left_out()] == [
        ("2025-04-12", "saturday"),
        ("2025-04-13", "sunday"),
    ]


def test_days_left_out_reach_to_the_deadline_and_name_holidays() -> None:
    given = case("2025-05-23T18:00", event(RELEASE, "2025-05-23T12:00"))
    found = reading(given).clocks[ClockId.REG_48H].days_left_out()
    assert [day.reason for day in found] == ["saturday", "sunday", "Memorial Day"]
    form = reading(given).clocks[ClockId.FORM_48H]
    assert form.days_left_out() == ()
    unknown = reading(case("2025-05-23T18:00", event(RELEASE)))
    assert unknown.clocks[ClockId.REG_48H].days_left_out() == ()


def test_doubtful_events_are_named() -> None:
    given = case("2025-04-10T08:00", event(RELEASE, "2025-04-07T08:00", other_hold=None))
    assert [e.position for e in reading(given).clocks[ClockId.FORM_48H].explanation.capped_by] == [
        0
    ]


# A further clock needs a rule, not another engine


def first_arrest_without_warrant(timeline: Timeline) -> ClockStart | None:
    arrests = timeline.of_kinds(frozenset({EventKind.ARREST}))
    if not arrests:
        return None
    fits = [v.basis is ArrestBasis.CRIMINAL_NO_WARRANT for v in arrests[0].versions]
    governs = Governs.ALWAYS if all(fits) else Governs.DISPUTED if any(fits) else Governs.NEVER
    return ClockStart((arrests[0],), arrests[0].span, is_unknown=False, governs=governs)


RULING_CLOCK = ClockRule(
    id=ClockId.FORM_48H,
    find_start=first_arrest_without_warrant,
    stop_kinds=frozenset({EventKind.RELEASED, EventKind.PC_DETERMINATION}),
    is_release_clock=False,
    leaves_out_excluded_days=False,
    source="a rule of this test",
    limit=timedelta(hours=24),
)


def read_with(rule: ClockRule, given: Json) -> tuple[ClockStatus, Any, frozenset[Note]]:
    valid = read_case(given)
    found = read_clock(rule, valid.episode, valid.now)
    return found.status, found.to_json()["elapsed_hours"], found.notes


def test_rule_has_its_own_start_stop_and_limit_and_knows_no_pause() -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-07T08:00", basis="criminal-no-warrant"),
        event(HOLD, "2025-04-07T12:00"),
        event("pc-determination", "2025-04-08T09:00"),
    )
    assert read_with(RULING_CLOCK, given) == (ClockStatus.LATE, 25.0, frozenset())


@pytest.mark.parametrize(
    ("other_basis", "status", "said"),
    [
        ("criminal-no-warrant", ClockStatus.EXPIRED, set()),
        ("judicial-warrant", ClockStatus.POSSIBLY_EXPIRED, {Note.DISPUTED_CONDITION}),
    ],
)
def test_condition_that_holds_under_some_versions_only_is_at_most_possible(
    other_basis: str, status: ClockStatus, said: set[Note]
) -> None:
    given = case(
        NOW,
        event("arrest", "2025-04-07T08:00", basis="criminal-no-warrant", disputed=True),
        event("arrest", "2025-04-07T08:00", basis=other_basis),
    )
    assert read_with(RULING_CLOCK, given) == (status, 554.0, frozenset(said))


def test_condition_that_holds_under_no_version_is_not_applicable() -> None:
    given = case(NOW, event("arrest", "2025-04-07T08:00", basis="judicial-warrant"))
    assert read_with(RULING_CLOCK, given) == (ClockStatus.NOT_APPLICABLE, None, frozenset())


def test_event_that_stops_under_some_versions_only_does_not_close() -> None:
    given = case(
        "2025-04-09T08:00",
        event("arrest", "2025-04-07T08:00", basis="criminal-no-warrant"),
        event("released", "2025-04-07T20:00", dispute_group="end"),
        event(PICKUP, "2025-04-08T12:00", dispute_group="end"),
    )
    status, hours, said = read_with(RULING_CLOCK, given)
    assert status is ClockStatus.POSSIBLY_EXPIRED
    assert hours == {"min": 12.0, "max": 48.0}
    assert said == {Note.DISPUTED_CONDITION}


def test_start_of_a_release_clock_is_found_for_any_rule() -> None:
    valid = read_case(case(NOW, event(RELEASE, "2025-04-07T08:00")))
    rule = ClockRule(
        ClockId.REG_48H, first_release_due, END_OF_CUSTODY, True, True, "test", timedelta(hours=1)
    )
    assert read_clock(rule, valid.episode, valid.now).status is ClockStatus.EXPIRED
