"""The smallest valid encounter and case file, made through the services that a person uses."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cases import services
from cases.models import CaseFile
from encounters import services as encounters
from encounters.models import Encounter
from encounters.records import EncounterInput
from encounters.rules.codes import Basis, EncounterKind
from encounters.rules.time_values import TimeValue
from server.accounts.models import Team
from tests.conftest import Person

# A Friday evening in Gaston County, North Carolina, four days after the founding list.
STARTED = datetime(2019, 5, 24, 22, 41, 37, tzinfo=UTC)
RECEIVED = datetime(2019, 5, 24, 22, 52, tzinfo=UTC)
NOTE = "They asked for papers before they gave a reason."

SMALLEST = EncounterInput(
    kind=EncounterKind.TRAFFIC_STOP,
    basis=Basis.OBSERVED,
    started=TimeValue.at(STARTED, Basis.OBSERVED),
    state="NC",
    county_fips="37071",
)


def logged(by: Person, team: Team, *, note: str = NOTE, **fields: Any) -> Encounter:
    """Log an encounter with a note into the team's intake folder."""
    encounter, _is_new = encounters.log_encounter(
        viewer=by.locked,
        team_id=team.id,
        data=replace(SMALLEST, note=note, **fields),
        received_at=RECEIVED,
    )
    return encounter


def accepted(encounter: Encounter, coordinator: Person, into: CaseFile | None = None) -> CaseFile:
    """Take an encounter into a case file, a new one unless one is named."""
    return services.accept_into(
        viewer=coordinator.viewer,
        encounter_id=encounter.id,
        case_file_id=None if into is None else into.container_id,
    )


def admit(member: Person, case_file: CaseFile, by: Person) -> None:
    """Admit a person to a case file, permission and key together."""
    services.admit_member(
        viewer=by.viewer, case_file_id=case_file.container_id, username=member.username
    )
