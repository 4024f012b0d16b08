"""Synthetic encounters: made up from a seed, over real agencies, on days the list can answer for.

The list of 20 May 2019 answers from that day on; 90 days later an answer that rests on it counts
as stale, and practice stays within them.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from encounters.records import (
    ConsentInput,
    CustodyEventInput,
    EncounterInput,
    PresenceInput,
)
from encounters.rules.codes import (
    AgencyLevel,
    Basis,
    Confidence,
    ConsentCircumstances,
    ConsentGivenBy,
    ConsentHow,
    ConsentState,
    CountBand,
    CustodyEventType,
    EncounterKind,
    IdentifiedBy,
    OtherHold,
    SomeoneTaken,
    StatusQuestion,
    UnidentifiedAgency,
)
from encounters.rules.time_values import Precision, TimeValue

FIRST_DAY = date(2019, 5, 20)
LAST_DAY = date(2019, 8, 17)
SHARE_ASKED = 0.45
SHARE_COUNTED = 0.85
SHARE_WITH_NOTE = 0.3

_KINDS = (
    (EncounterKind.TRAFFIC_STOP, 56),
    (EncounterKind.PEDESTRIAN_STOP, 14),
    (EncounterKind.CHECKPOINT, 10),
    (EncounterKind.HOME_VISIT, 4),
    (EncounterKind.WORKPLACE, 3),
    (EncounterKind.COURTHOUSE, 3),
    (EncounterKind.JAIL_HOLD, 10),
)
_NOTES = {
    "en": (
        "PRACTICE. The driver was asked for papers before the reason for the stop was given.",
        "PRACTICE. Two officers; one stayed in the car. P1 was told to wait at the roadside.",
        "PRACTICE. The officer said the stop was for a tail light. P1 kept silent.",
        "PRACTICE. The jail said on the phone that P1 stays until somebody comes.",
    ),
    "es": (
        "PRÁCTICA. Pidieron papeles antes de decir el motivo de la parada.",
        "PRÁCTICA. Dos agentes; uno se quedó en la patrulla. P1 esperó en la orilla.",
        "PRÁCTICA. El agente habló de una luz trasera. P1 guardó silencio.",
        "PRÁCTICA. La cárcel dijo por teléfono que P1 se queda hasta que vengan por P1.",
    ),
}
_RELEASES = (
    CustodyEventType.BAIL_POSTED,
    CustodyEventType.CHARGES_DISMISSED,
    CustodyEventType.OWN_RECOGNIZANCE_ORDERED,
)


@dataclass(frozen=True)
class PracticeAgency:
    """An agency of the list with the county it names, where it names one."""

    id: UUID
    state: str
    county_fips: str
    zone: str
    level: AgencyLevel


@dataclass(frozen=True)
class PracticeEncounter:
    """What one observer logs, when it arrives, and what is learned later."""

    data: EncounterInput
    received_at: datetime
    consent: ConsentInput | None
    custody: Sequence[CustodyEventInput]


def practice_encounters(
    agencies: Sequence[PracticeAgency], *, count: int, seed: int
) -> Iterator[PracticeEncounter]:
    """Yield `count` encounters; the same agencies, count and seed give the same ones."""
    # Synthetic data has to repeat; nothing secret comes out of it.
    chance = random.Random(seed)  # nosec B311
    # Observers are not everywhere: a few places give most of the records.
    weights = [chance.paretovariate(1.1) for _ in agencies]
    for agency in chance.choices(agencies, weights, k=count):
        yield _encounter(chance, agency)


def _encounter(chance: random.Random, agency: PracticeAgency) -> PracticeEncounter:
    kind = chance.choices([kind for kind, _ in _KINDS], [weight for _, weight in _KINDS])[0]
    days = (LAST_DAY - FIRST_DAY).days
    day = FIRST_DAY + timedelta(days=chance.randint(0, days))
    local = datetime.combine(day, time(chance.randint(6, 22), chance.choice(range(0, 60, 5))))
    start = local.replace(tzinfo=ZoneInfo(agency.zone)).astimezone(UTC)
    basis = chance.choices((Basis.OBSERVED, Basis.TOLD, Basis.DOCUMENT), (70, 25, 5))[0]
    is_hold = kind is EncounterKind.JAIL_HOLD
    taken = is_hold or chance.random() < 0.06
    language = chance.choice(("en", "es"))
    data = EncounterInput(
        kind=kind,
        basis=basis,
        confidence=chance.choices(tuple(Confidence), (30, 55, 15))[0],
        started=_time_value(chance, start, basis),
        state=agency.state,
        county_fips=agency.county_fips,
        tz=agency.zone,
        presences=_presences(chance, agency),
        status_question_asked=_asked(chance, is_hold),
        someone_taken=SomeoneTaken.YES if taken else SomeoneTaken.NO,
        note=chance.choice(_NOTES[language]) if chance.random() < SHARE_WITH_NOTE else "",
        language=language,
    )
    received_at = start + timedelta(minutes=chance.choice((5, 12, 30, 90, 600)))
    consent = _consent(received_at) if chance.random() < SHARE_COUNTED else None
    return PracticeEncounter(data, received_at, consent, _custody(chance, start) if taken else ())


def _time_value(chance: random.Random, start: datetime, basis: Basis) -> TimeValue:
    if chance.random() < 0.75:
        return TimeValue.at(start, basis)
    return TimeValue.about(start, basis)


def _asked(chance: random.Random, is_hold: bool) -> StatusQuestion | None:
    if is_hold:
        return None
    if chance.random() < SHARE_ASKED:
        return StatusQuestion.YES
    return chance.choice((StatusQuestion.NO, StatusQuestion.COULD_NOT_HEAR))


def _presences(chance: random.Random, agency: PracticeAgency) -> list[PresenceInput]:
    present = [
        PresenceInput(
            agency_id=agency.id,
            agency_level=agency.level,
            officer_count_band=chance.choice((CountBand.ONE, CountBand.TWO_TO_FOUR)),
            identified_by=chance.choice((IdentifiedBy.UNIFORM, IdentifiedBy.VEHICLE_MARKING)),
        )
    ]
    if chance.random() < 0.05:
        present.append(
            PresenceInput(
                unidentified=UnidentifiedAgency.UNKNOWN_FEDERAL,
                agency_level=AgencyLevel.FEDERAL,
                officer_count_band=CountBand.TWO_TO_FOUR,
                identified_by=IdentifiedBy.VEST_TEXT,
            )
        )
    return present


def _consent(received_at: datetime) -> ConsentInput:
    return ConsentInput(
        state=ConsentState.GIVEN,
        circumstances=ConsentCircumstances.PRIVATE,
        asked_at=received_at,
        given_by=ConsentGivenBy.PERSON,
        how=ConsentHow.SPOKEN,
    )


def _custody(chance: random.Random, start: datetime) -> list[CustodyEventInput]:
    """Booked, release fell due, and an end: most holds end within both limits, some over one."""
    booked = start + timedelta(hours=2)
    due = booked + timedelta(hours=chance.randint(6, 40))
    held = timedelta(hours=chance.choice((3, 9, 20, 30, 41, 47, 50, 66, 90)))
    end = chance.choice((CustodyEventType.ICE_ASSUMED_CUSTODY, CustodyEventType.RELEASED))
    due_at = TimeValue.at(due, Basis.DOCUMENT)
    if chance.random() < 0.25:
        due_at = TimeValue(
            Precision.BETWEEN,
            due - timedelta(hours=3),
            due + timedelta(hours=3),
            Basis.TOLD,
        )
    return [
        CustodyEventInput(CustodyEventType.BOOKED, TimeValue.at(booked, Basis.ROSTER)),
        CustodyEventInput(chance.choice(_RELEASES), due_at, OtherHold.NO),
        CustodyEventInput(end, TimeValue.at(due + held, Basis.ROSTER)),
    ]
