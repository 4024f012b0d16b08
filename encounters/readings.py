"""Reading the custody clocks of a stored episode, as things stand at a given moment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from agreements_ref.rules.places import UnknownCounty, holiday_area_of_county
from encounters import queries
from encounters.models import CustodyEpisode, CustodyEvent, Encounter
from encounters.rules import codes, crosswalk
from encounters.rules import custody_events as words
from encounters.rules.clock_reading import EpisodeReading
from encounters.rules.custody_clock import read_clocks
from encounters.rules.holidays import HolidayArea
from encounters.rules.intervals import Interval
from encounters.rules.local_time import zone_named
from encounters.rules.time_values import TimeValue


@dataclass(frozen=True)
class CustodyClaim:
    """One dated claim about custody, as it was entered."""

    id: UUID
    type: codes.CustodyEventType
    at: TimeValue
    other_hold: codes.OtherHold | None

    @property
    def is_release_type(self) -> bool:
        """Whether release fell due with this event, so that another hold would matter."""
        return crosswalk.event_kind(self.type) is words.EventKind.RELEASE_DUE


@dataclass(frozen=True)
class EpisodeClocks:
    """A custody episode with its claims in their order, and both clocks at `now` (aware UTC)."""

    id: UUID
    person_handle: str
    is_open: bool
    zone: ZoneInfo
    claims: tuple[CustodyClaim, ...]
    now: datetime
    reading: EpisodeReading


def read_episode(encounter: Encounter, episode: CustodyEpisode, now: datetime) -> EpisodeClocks:
    """Read `reg-48h` and `form-48h` for one episode of an encounter.

    now: aware UTC, the moment of the calculation.
    Raises: server.vault.sealing.CannotOpen when a stored claim was changed outside the product.
    """
    claims = tuple(_claim(row) for row in queries.custody_events(episode))
    zone = zone_named(episode.tz)
    return EpisodeClocks(
        id=episode.id,
        person_handle=str(episode.person_handle),
        is_open=episode.is_open,
        zone=zone,
        claims=claims,
        now=now,
        reading=read_clocks(
            words.CustodyEpisode(
                id=str(episode.id),
                zone=zone,
                holiday_area=holiday_area_of(encounter.county_fips),
                reimbursable_detention=None,
                gerstein_for_detainers=False,
                events=_clock_events(claims),
            ),
            Interval.at(now),
        ),
    )


def holiday_area_of(county_fips: str) -> HolidayArea:
    """Return whose holidays count at a county; the national ones where it is unknown."""
    try:
        return HolidayArea(holiday_area_of_county(county_fips))
    except UnknownCounty:
        return HolidayArea.NATIONAL


def _clock_events(claims: tuple[CustodyClaim, ...]) -> tuple[words.CustodyEvent, ...]:
    found = (
        crosswalk.clock_event(position, claim.type, claim.at, other_hold=claim.other_hold)
        for position, claim in enumerate(claims)
    )
    return tuple(event for event in found if event is not None)


def _claim(row: CustodyEvent) -> CustodyClaim:
    claim = row.claim
    other_hold = claim.get("other_hold")
    return CustodyClaim(
        id=row.id,
        type=codes.CustodyEventType(claim["type"]),
        at=TimeValue.from_json(claim["at"]),
        other_hold=None if other_hold is None else codes.OtherHold(other_hold),
    )
