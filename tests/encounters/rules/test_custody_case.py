"""Reading a case: what is missing gets its default, what is wrong is named."""

from typing import Any

import pytest

from encounters.rules.custody_case import CaseError, read_case
from encounters.rules.custody_events import ArrestAuthority, ArrestBasis
from encounters.rules.holidays import HolidayArea
from tests.encounters.rules.clock_cases import Json, case, error_of, event, reading

NOW = "2025-04-12T10:00"


def test_missing_and_null_fields_have_their_defaults() -> None:
    nulls: Json = dict.fromkeys(
        ["holiday_area", "reimbursable_detention", "gerstein_for_detainers"]
    )
    arrest = event("arrest", basis=None, authority=None, fold=None, disputed=None, source=None)
    for given in (case(NOW, event("arrest")), case(NOW, arrest, now_fold=None, **nulls)):
        episode = read_case(given).episode
        assert episode.holiday_area is HolidayArea.NATIONAL
        assert episode.reimbursable_detention is None
        assert episode.gerstein_for_detainers is False
        assert episode.events[0].basis is ArrestBasis.UNKNOWN
        assert episode.events[0].authority is ArrestAuthority.UNKNOWN
        assert not episode.events[0].disputed


def test_null_other_hold_is_unknown_and_a_missing_one_is_none() -> None:
    events = [event("release-due"), event("release-due", other_hold=None)]
    read = read_case(case(NOW, *events)).episode.events
    assert [e.other_hold for e in read] == [False, None]


def test_unknown_kinds_are_kept_and_their_own_fields_left_alone() -> None:
    given = case(NOW, event("hospital", "2025-04-08T10:00", basis="fall", timezone="ward 3"))
    assert read_case(given).episode.events[0].kind == "hospital"
    assert reading(given).to_json()["notes"] == []


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"timezone": None}, "timezone"),
        ({"timezone": "America/Gotham"}, "timezone"),
        ({"timezone": 5}, "timezone"),
        ({"now": None}, "now"),
        ({"now": "2025-04-12T24:00"}, "now"),
        ({"now": "2050-01-01"}, "now"),
        ({"now": "yesterday"}, "now"),
        ({"now_fold": 2}, "now_fold"),
        ({"now_fold": True}, "now_fold"),
        ({"holiday_area": "texas"}, "holiday_area"),
        ({"holiday_area": ["national"]}, "holiday_area"),
        ({"reimbursable_detention": "no"}, "reimbursable_detention"),
        ({"gerstein_for_detainers": 1}, "gerstein_for_detainers"),
        ({"id": 7}, "id"),
        ({"events": None}, "events"),
        ({"events": "arrest"}, "events"),
    ],
)
def test_wrong_field_of_the_case_is_named(fields: dict[str, Any], wrong: str) -> None:
    assert error_of({**case(NOW), **fields}) == (None, wrong)


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (event("booked", "2025-04-08T24:00"), "at"),
        (event("booked", "2009-04-08"), "at"),
        (event("booked", earliest="2025-04-08 10:00"), "earliest"),
        (event("booked", latest="soon"), "latest"),
        (event("booked", earliest="2025-04-08T10:00", latest="2025-04-08T09:59"), "earliest"),
        (event("booked", earliest="2025-04-10", latest="2025-04-08"), "earliest"),
        (event("booked", "2025-04-08", fold=2), "fold"),
        (event("booked", "2025-04-08", fold="0"), "fold"),
        (event("booked", "2025-04-08", at_timezone="Mars/Olympus"), "at_timezone"),
        (event("booked", disputed="yes"), "disputed"),
        (event("booked", dispute_group=3), "dispute_group"),
        (event("release-due", other_hold="no"), "other_hold"),
        (event("release-due", other_hold=0), "other_hold"),
        (event("arrest", basis="hunch"), "basis"),
        (event("arrest", authority="ICE"), "authority"),
        (event("transfer", timezone="Far/Away"), "timezone"),
        ({"at": "2025-04-08"}, "kind"),
        ("arrest", "kind"),
    ],
)
def test_wrong_field_of_an_event_is_named_with_its_position(entry: Any, wrong: str) -> None:
    assert error_of(case(NOW, event("stop-begin"), entry)) == (1, wrong)


def test_bounds_on_one_date_are_its_start_and_its_end() -> None:
    given = case(NOW, event("booked", earliest="2025-04-08", latest="2025-04-08"))
    span = read_case(given).episode.events[0].span
    assert span.lo is not None
    assert span.hi is not None
    assert (span.hi - span.lo).total_seconds() == 24 * 3600


def test_bounds_in_a_repeated_hour_reach_to_its_outer_passages() -> None:
    bounds = {"earliest": "2024-11-03T01:45", "latest": "2024-11-03T01:15"}
    span = read_case(case(NOW, event("booked", **bounds))).episode.events[0].span
    assert span.lo is not None
    assert span.hi is not None
    assert (span.hi - span.lo).total_seconds() == 30 * 60
    assert error_of(case(NOW, event("booked", **bounds, fold=1))) == (0, "earliest")


def test_bounds_in_a_skipped_hour_are_its_outer_ends() -> None:
    bounds = {"earliest": "2024-03-10T02:30", "latest": "2024-03-10T02:30"}
    span = read_case(case(NOW, event("booked", **bounds))).episode.events[0].span
    assert span.lo is not None
    assert span.hi is not None
    assert (span.lo.hour, span.hi.hour) == (6, 7)


def test_bounds_are_not_used_beside_a_time() -> None:
    bounds = {"earliest": "2025-04-09T00:00", "latest": "2025-04-08T00:00"}
    span = (
        read_case(case(NOW, event("booked", "2025-04-08T10:00", **bounds))).episode.events[0].span
    )
    assert span.lo == span.hi


@pytest.mark.parametrize(
    ("kinds", "position"),
    [
        (["release-due", "arrest"], 1),
        (["ice-pickup", "released", "transfer"], 2),
        (["release-due", "released"], 1),
        (["hospital", "furlough"], 1),
    ],
)
def test_dispute_group_that_mixes_kinds_is_refused_at_the_first_misfit(
    kinds: list[str], position: int
) -> None:
    events = [event(kind, dispute_group="one") for kind in kinds]
    assert error_of(case(NOW, *events)) == (position, "dispute_group")


def test_dispute_group_may_mix_ends_of_custody() -> None:
    ends = ["ice-pickup", "ice-facility-arrival", "released", "custody-ended-other"]
    read = read_case(case(NOW, *[event(kind, dispute_group="end") for kind in ends]))
    assert len(read.episode.events) == 4


def test_error_says_what_is_wanted() -> None:
    with pytest.raises(CaseError, match=r"event 0, field at: .* write YYYY-MM-DD"):
        read_case(case(NOW, event("arrest", "noon")))


def test_answer_to_a_bad_case_holds_nothing_but_the_error() -> None:
    answer = CaseError(3, "at", "why").to_json()
    assert answer == {"error": {"event": 3, "field": "at", "message": "why"}}
