"""Encounters logged by the observer of the team, over the agencies of the founding list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from agreements_ref import queries as registry
from agreements_ref.services import load_founding_list
from encounters import services
from encounters.models import Encounter
from encounters.records import EncounterInput, PresenceInput
from encounters.rules.codes import Basis, EncounterKind
from encounters.rules.time_values import TimeValue
from server.accounts.models import Team
from tests.conftest import Person

# A Friday evening in Gaston County, North Carolina, shortly after the founding list's day.
STARTED = datetime(2019, 5, 24, 22, 40, tzinfo=UTC)
RECEIVED = datetime(2019, 5, 24, 22, 52, tzinfo=UTC)
CANARY = "CANARY-the-blue-truck-at-the-corner"


@pytest.fixture
def agency_ids(db: None) -> Callable[[str, str], UUID]:
    """Load the founding list; return `find(state, words)`: the id of the one agency that fits."""
    load_founding_list()

    def find(state: str, words: str) -> UUID:
        (agency,) = registry.agencies_matching(words, state)
        return agency.id

    return find


SMALLEST = EncounterInput(
    kind=EncounterKind.TRAFFIC_STOP,
    basis=Basis.OBSERVED,
    started=TimeValue.at(STARTED, Basis.OBSERVED),
    state="NC",
    county_fips="37071",
)


@pytest.fixture
def log(team: Team, observer: Person) -> Callable[..., Encounter]:
    """Return `log(by=observer, **fields)`: log the smallest encounter with these fields."""

    def log(
        *,
        by: Person = observer,
        received_at: datetime = RECEIVED,
        key: str | None = None,
        **fields: Any,
    ) -> Encounter:
        encounter, _is_new = services.log_encounter(
            viewer=by.locked,
            team_id=team.id,
            data=replace(SMALLEST, **fields),
            received_at=received_at,
            idempotency_key=key,
        )
        return encounter

    return log


@pytest.fixture
def sheriff(agency_ids: Callable[[str, str], UUID]) -> PresenceInput:
    """The sheriff of Gaston County: a jail enforcement agreement on the founding list."""
    return PresenceInput(agency_id=agency_ids("NC", "gaston county"))
