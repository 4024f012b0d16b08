"""Both clocks of a stored episode, and what they say (custody clocks, examples 2, 5 and 17)."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from encounters import queries, services
from encounters.clock_sentences import ClockExplanation, explain
from encounters.models import Encounter
from encounters.readings import EpisodeClocks, holiday_area_of, read_episode
from encounters.records import CustodyEventInput
from encounters.rules.clock_reading import ClockId
from encounters.rules.codes import Basis, CustodyEventType, OtherHold
from encounters.rules.holidays import HolidayArea
from encounters.rules.time_values import Precision, TimeValue
from tests.conftest import Person

pytestmark = pytest.mark.django_db
WORDS = ["Bail posted", "Released"]


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.fixture
def held(log: Callable[..., Encounter], observer: Person) -> Callable[..., EpisodeClocks]:
    """Return `held(zone, now, *events)`: store the events as claims and read the clocks."""

    def held(zone: str, now: str, *events: CustodyEventInput, **place: str) -> EpisodeClocks:
        encounter = log(tz=zone, **{"state": "unknown", "county_fips": "unknown"} | place)
        episode, _is_new = services.open_episode(viewer=observer.locked, encounter_id=encounter.id)
        for event in events:
            services.add_custody_event(viewer=observer.locked, episode_id=episode.id, event=event)
        return read_episode(
            encounter, queries.episodes(encounter).get(), local(now, zone).astimezone(UTC)
        )

    return held


def bail_posted(at: TimeValue, other_hold: OtherHold | None = OtherHold.NO) -> CustodyEventInput:
    return CustodyEventInput(CustodyEventType.BAIL_POSTED, at, other_hold)


def moment(text: str, zone: str) -> TimeValue:
    return TimeValue.at(local(text, zone), Basis.ROSTER)


def said(clocks: EpisodeClocks, clock: ClockId) -> ClockExplanation:
    return explain(clocks.reading.clocks[clock], clocks.zone, WORDS)


def test_a_friday_release_is_inside_one_clock_and_past_the_other(
    held: Callable[..., EpisodeClocks],
) -> None:
    zone = "America/Chicago"
    clocks = held(zone, "2025-04-13T18:00", bail_posted(moment("2025-04-11T16:00", zone)))
    assert clocks.reading.to_json() == {
        "reg-48h": {
            "deadline": "2025-04-15T16:00:00-05:00", "elapsed_hours": 8.0, "status": "running",
        },
        "form-48h": {
            "deadline": "2025-04-13T16:00:00-05:00", "elapsed_hours": 50.0, "status": "expired",
        },
        "notes": [],
    }  # fmt: skip
    with override("en"):
        regulation = said(clocks, ClockId.REG_48H)
        form = said(clocks, ClockId.FORM_48H)
    assert regulation.hours == "8 hours, limit 48"
    assert regulation.deadline == "Tuesday, April 15, 2025, 4:00 PM CDT"
    assert regulation.left_out == ("Saturday, April 12, 2025", "Sunday, April 13, 2025")
    assert "By Sunday, April 13, 2025, 6:00 PM CDT 8 hours had been counted." in (
        regulation.sentences
    )
    assert "8 CFR 287.7(d)" in regulation.paragraph
    assert form.deadline_has_passed
    assert form.left_out == ()
    assert "The limit of 48 hours has been passed." in form.sentences
    assert form.paragraph.endswith("It does not say that a hold was unlawful.")


def test_custody_that_ended_an_hour_late_says_when_it_ended(
    held: Callable[..., EpisodeClocks],
) -> None:
    zone = "America/Denver"
    clocks = held(
        zone,
        "2025-04-20T12:00",
        bail_posted(moment("2025-04-07T09:00", zone)),
        CustodyEventInput(CustodyEventType.RELEASED, moment("2025-04-09T10:00", zone)),
    )
    assert not clocks.is_open
    with override("en"):
        for clock in ClockId:
            words = said(clocks, clock)
            assert words.hours == "49 hours, limit 48"
            assert words.deadline == "Wednesday, April 9, 2025, 9:00 AM MDT"
            assert "Custody ended (Released): Wednesday, April 9, 2025, 10:00 AM MDT." in (
                words.sentences
            )
            assert "Custody ended after the limit of 48 hours." in words.sentences


def test_an_uncertain_start_gives_an_interval_and_no_certainty(
    held: Callable[..., EpisodeClocks],
) -> None:
    zone = "America/New_York"
    start = TimeValue(
        Precision.BETWEEN,
        local("2025-04-08T08:00", zone),
        local("2025-04-08T12:00", zone),
        Basis.TOLD,
    )
    clocks = held(zone, "2025-04-10T10:00", bail_posted(start))
    assert clocks.reading.to_json()["reg-48h"] == {
        "deadline": {
            "earliest": "2025-04-10T08:00:00-04:00", "latest": "2025-04-10T12:00:00-04:00",
        },
        "elapsed_hours": {"min": 46.0, "max": 50.0},
        "status": "possibly-expired",
    }  # fmt: skip
    with override("es"):
        words = said(clocks, ClockId.FORM_48H)
    assert words.hours == "de 46 a 50 horas, límite 48"
    assert words.deadline == "jueves 10 de abril de 2025, entre 08:00 y 12:00 EDT"


def test_a_release_where_nobody_looked_for_another_hold_is_never_certain(
    held: Callable[..., EpisodeClocks],
) -> None:
    zone = "America/Chicago"
    clocks = held(zone, "2025-04-13T18:00", bail_posted(moment("2025-04-11T16:00", zone), None))
    form = clocks.reading.clocks[ClockId.FORM_48H]
    assert form.status == "possibly-expired"
    with override("en"):
        assert any("is not known" in sentence for sentence in said(clocks, form.clock).sentences)


def test_an_episode_without_a_release_says_that_the_clock_has_not_started(
    held: Callable[..., EpisodeClocks],
) -> None:
    clocks = held("America/Chicago", "2025-04-13T18:00")
    with override("en"):
        words = said(clocks, ClockId.REG_48H)
    assert words.hours is None
    assert words.deadline is None
    assert "this clock has not started" in words.paragraph


def test_a_holiday_is_named_among_the_days_left_out(held: Callable[..., EpisodeClocks]) -> None:
    zone = "America/New_York"
    clocks = held(zone, "2025-12-29T10:00", bail_posted(moment("2025-12-24T08:00", zone)))
    with override("en"):
        words = said(clocks, ClockId.REG_48H)
    assert words.left_out[0] == "Thursday, December 25, 2025 (Christmas Day)"
    assert any("many offices were closed" in sentence for sentence in words.sentences)


def test_inauguration_day_is_left_out_around_washington_alone(
    held: Callable[..., EpisodeClocks],
) -> None:
    zone, release = "America/New_York", "2021-01-19T08:00"
    there = held(
        zone, "2021-01-22T10:00", bail_posted(moment(release, zone)), state="VA",
        county_fips="51013",
    )  # fmt: skip
    elsewhere = held(zone, "2021-01-22T10:00", bail_posted(moment(release, zone)))
    with override("en"):
        assert said(there, ClockId.REG_48H).left_out == (
            "Wednesday, January 20, 2021 (Inauguration Day)",
        )
        assert said(elsewhere, ClockId.REG_48H).left_out == ()


@pytest.mark.parametrize("fips", ["unknown", "37071"])
def test_other_places_keep_the_national_holidays(fips: str) -> None:
    assert holiday_area_of(fips) is HolidayArea.NATIONAL
