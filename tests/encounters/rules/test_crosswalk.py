"""Stored codes and the rules' words: every code has one translation, or none on purpose."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from encounters.rules.authority_words import Act, ActSetting
from encounters.rules.clock_reading import ClockStatus
from encounters.rules.codes import Basis, CustodyEventType, OtherHold, Setting, StatusQuestion
from encounters.rules.crosswalk import (
    HoldFlag,
    act_setting,
    acts_of_questions,
    acts_of_status_question,
    clock_event,
    event_kind,
    hold_flag,
    truth,
)
from encounters.rules.custody_case import read_case
from encounters.rules.custody_clock import read_clocks
from encounters.rules.custody_events import CustodyEpisode, EventKind
from encounters.rules.holidays import HolidayArea
from encounters.rules.intervals import Interval
from encounters.rules.time_values import TimeValue
from tests.encounters.rules.clock_cases import case, event, reading

DENVER = ZoneInfo("America/Denver")

SETTINGS = {
    "street": "street-stop",
    "vehicle_stop": "traffic-stop",
    "checkpoint": "checkpoint",
    "home": "residence",
    "workplace": "workplace",
    "courthouse": "courthouse",
    "jail_intake": "booking",
    "jail_housing": "jail",
    "probation_office": "public-place",
    "school_area": "public-place",
    "medical": "public-place",
    "worship": "public-place",
    "shelter": "public-place",
    "transit": "public-place",
    "other": "public-place",
}

EVENT_KINDS = {
    "arrested": "arrest",
    "cited_no_custody": None,
    "booked": "booked",
    "fingerprints_sent": None,
    "jail_interview_by_local_287g": None,
    "jail_interview_by_federal": None,
    "magistrate_or_first_appearance": None,
    "probable_cause_found": "pc-determination",
    "bail_set": None,
    "bail_denied": None,
    "bail_posted": "release-due",
    "bail_refused_by_jail": None,
    "charges_dismissed": "release-due",
    "charges_not_filed": "release-due",
    "acquitted": "release-due",
    "sentence_served": "release-due",
    "own_recognizance_ordered": "release-due",
    "would_otherwise_be_released": "release-due",
    "detainer_lodged": "detainer-lodged",
    "detainer_copy_given_to_person": None,
    "administrative_warrant_served": "admin-warrant-served",
    "warrant_served_by_local_officer": "admin-warrant-served",
    "detainer_lifted": "detainer-withdrawn",
    "release_notice_sent_to_ice": None,
    "release_delayed_notice": None,
    "ice_arrived": None,
    "ice_assumed_custody": "ice-pickup",
    "ice_declined_or_did_not_come": None,
    "released": "released",
    "transferred_local": "transfer",
    "transferred_federal": "ice-pickup",
    "hospital": None,
    "rearrested_new_charge": "criminal-hold-begin",
    "removed": "custody-ended-other",
    "died": "custody-ended-other",
    "unknown_whereabouts": None,
}

HOLD_FLAGS = {
    "met": "within",
    "running": "running",
    "paused": "running",
    "possibly-expired": "possibly_over",
    "possibly-late": "possibly_over",
    "expired": "over",
    "late": "over",
    "unknown-start": "unknown",
    "not-started": "unknown",
    "not-applicable": "unknown",
}


def test_every_setting_has_its_word() -> None:
    assert {str(s): act_setting(s) for s in Setting} == SETTINGS
    assert act_setting(None) is None
    assert set(SETTINGS.values()) <= set(ActSetting)


def test_every_custody_event_has_its_kind_or_none() -> None:
    assert {str(t): event_kind(t) for t in CustodyEventType} == EVENT_KINDS


def test_unknown_whereabouts_end_custody_only_once_that_is_known() -> None:
    whereabouts = CustodyEventType.UNKNOWN_WHEREABOUTS
    assert event_kind(whereabouts) is None
    known = event_kind(whereabouts, custody_is_known_to_have_ended=True)
    assert known is EventKind.CUSTODY_ENDED_OTHER


def test_every_status_has_its_flag() -> None:
    assert {str(s): hold_flag(s) for s in ClockStatus} == HOLD_FLAGS
    assert hold_flag(None) is HoldFlag.UNKNOWN


@pytest.mark.parametrize(
    ("topics", "acts"),
    [
        (["citizenship"], {Act.ASKED_STATUS}),
        (["status", "how_entered"], {Act.ASKED_STATUS}),
        (["birthplace"], {Act.ASKED_BIRTHPLACE}),
        (["papers", "passport"], {Act.ASKED_IMMIGRATION_DOCUMENTS}),
        (["name", "address", "language", "destination", "other"], set()),
        (["citizenship", "papers", "name"], {Act.ASKED_STATUS, Act.ASKED_IMMIGRATION_DOCUMENTS}),
        ([], set()),
    ],
)
def test_topics_of_questions_are_acts(topics: list[str], acts: set[str]) -> None:
    assert acts_of_questions(topics) == acts


def test_question_of_a_booking_form_put_to_everybody_is_routine() -> None:
    assert acts_of_questions(["birthplace"], is_routine_booking=True) == {
        Act.ASKED_BIRTHPLACE_ROUTINE
    }
    assert acts_of_questions(["name"], is_routine_booking=True) == set()


def test_only_a_yes_to_the_status_question_is_an_act() -> None:
    acts = {str(answer): acts_of_status_question(answer) for answer in StatusQuestion}
    assert acts == {
        "yes": {Act.ASKED_STATUS}, "no": set(), "could_not_hear": set(), "unknown": set(),
    }  # fmt: skip
    assert acts_of_status_question(None) == set()


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [(OtherHold.YES, True), (OtherHold.NO, False), (OtherHold.UNKNOWN, None), (None, None)],
)
def test_unknown_and_unasked_are_neither_true_nor_false(
    answer: OtherHold | None, meaning: bool | None
) -> None:
    assert truth(answer) is meaning
    release = clock_event(
        0, CustodyEventType.BAIL_POSTED, TimeValue.unknown(Basis.TOLD), other_hold=answer
    )
    assert release is not None
    assert release.other_hold is meaning


def test_other_hold_of_an_event_that_is_no_release_is_left_alone() -> None:
    booked = clock_event(0, CustodyEventType.BOOKED, TimeValue.unknown(Basis.TOLD))
    assert booked is not None
    assert booked.other_hold is False


def test_event_that_concerns_no_clock_is_left_out() -> None:
    assert clock_event(0, CustodyEventType.BAIL_SET, TimeValue.unknown(Basis.TOLD)) is None


def test_stored_events_read_like_the_same_events_written_as_a_case() -> None:
    """Every precision of a time value becomes the bounds that section 9 gives it."""
    at = datetime(2025, 4, 9, 15, tzinfo=UTC)
    later = datetime(2025, 4, 11, 1, tzinfo=UTC)
    stored = [
        clock_event(
            0, CustodyEventType.BOOKED, TimeValue.on_day(date(2025, 4, 8), DENVER, Basis.TOLD)
        ),
        clock_event(
            1,
            CustodyEventType.BAIL_POSTED,
            TimeValue.about(at, Basis.OBSERVED),
            other_hold=OtherHold.NO,
        ),
        clock_event(2, CustodyEventType.TRANSFERRED_LOCAL, TimeValue.unknown(Basis.TOLD)),
        clock_event(3, CustodyEventType.RELEASED, TimeValue.at(later, Basis.ROSTER)),
    ]
    events = tuple(found for found in stored if found is not None)
    now = datetime(2025, 4, 20, tzinfo=UTC)
    answer = read_clocks(
        CustodyEpisode(None, DENVER, HolidayArea.NATIONAL, None, False, events), Interval.at(now)
    )
    written = case(
        "2025-04-20T00:00Z",
        event("booked", "2025-04-08"),
        event("release-due", earliest="2025-04-09T14:30Z", latest="2025-04-09T15:30Z"),
        event("transfer"),
        event("released", "2025-04-11T01:00Z"),
        zone="America/Denver",
    )
    assert answer.to_json() == reading(written).to_json()
    assert events[:1] == read_case(written).episode.events[:1]
