"""Making the practice space, through the services that a person uses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from agreements_ref import queries as registry
from agreements_ref.rules.places import counties_named_in, zone_of_county
from cases import services as cases
from cases.practice.encounters import PracticeAgency, PracticeEncounter, practice_encounters
from cases.practice.people import (
    ANALYST,
    ATTORNEY,
    COALITION_NAME,
    COORDINATOR,
    OBSERVERS,
    PEOPLE,
    TEAM_NAME,
    PracticeAccount,
    new_passphrase,
)
from encounters import queries as encounter_queries
from encounters import services as encounters
from encounters.models import Encounter
from encounters.patterns import services as patterns
from encounters.rules.codes import AgencyLevel
from server.access.viewer import SystemReason, Viewer
from server.accounts import services as accounts
from server.accounts.models import Team, User
from server.accounts.viewers import viewer_of

ENCOUNTERS = 1600
SEED = 20190520
BATCH = 100
CASE_FILES = 4
ENCOUNTERS_A_CASE_FILE = 6
T = TypeVar("T")
PERIOD_START = "2019-05"
FIRST_CUTOFF = date(2019, 7, 31)


class PracticeExists(Exception):
    """There is a practice space already."""


class NoListImported(Exception):
    """Practice needs the agencies of the list of May 2019."""


@dataclass(frozen=True)
class PracticeMade:
    """What was made. accounts: with the passphrases, which exist nowhere else."""

    accounts: Sequence[PracticeAccount]
    encounters: int
    case_files: int


def exists() -> bool:
    """Say whether there is a practice space."""
    return Team.objects.filter(is_practice=True).exists()


def make_practice(
    *, count: int = ENCOUNTERS, progress: Callable[[int], None] = lambda done: None
) -> PracticeMade:
    """Make the practice space; the first release is ordered, and a worker makes it.

    count: encounters to log. progress: told how many are logged.
    Raises: PracticeExists, NoListImported.
    """
    if exists():
        raise PracticeExists
    agencies = practice_agencies()
    if not agencies:
        raise NoListImported
    made, viewers, team = _make_people()
    log_all(viewers, team, practice_encounters(agencies, count=count, seed=SEED), progress)
    case_files = _fill_case_files(viewers[COORDINATOR.username], team)
    coalition = accounts.create_coalition(
        name=COALITION_NAME,
        is_practice=True,
        teams=[team],
        analysts=[User.objects.get(username=ANALYST.username)],
    )
    patterns.order_release(
        viewer=_viewer(ANALYST.username),
        coalition_id=coalition.id,
        cutoff=FIRST_CUTOFF,
        today=timezone.now().date(),
        period_start=PERIOD_START,
    )
    return PracticeMade(made, count, case_files)


@transaction.atomic
def _make_people() -> tuple[list[PracticeAccount], dict[str, Viewer], Team]:
    made = [PracticeAccount(person, new_passphrase()) for person in PEOPLE]
    users = {
        account.person.username: accounts.create_account(
            username=account.person.username,
            passphrase=account.passphrase,
            language=account.person.language,
        )
        for account in made
    }
    team = accounts.create_team(
        name=TEAM_NAME, is_practice=True, first_coordinator=users[COORDINATOR.username]
    )
    coordinator = accounts.unlocked_viewer(
        username=COORDINATOR.username,
        passphrase=next(a.passphrase for a in made if a.person is COORDINATOR),
    )
    encounters.open_intake_folder(
        team=team, coordinators=[users[COORDINATOR.username]], by=coordinator
    )
    for person in (ATTORNEY, ANALYST, *OBSERVERS):
        accounts.add_member(
            team=team, user=users[person.username], role=person.role, by=coordinator
        )
    viewers = {COORDINATOR.username: coordinator}
    viewers |= {person.username: _viewer(person.username) for person in OBSERVERS}
    return made, viewers, team


def _viewer(username: str) -> Viewer:
    return viewer_of(User.objects.get(username=username), None)


def practice_agencies() -> list[PracticeAgency]:
    """Return the registry's agencies with the county that each one names, if it keeps one clock."""
    found = []
    for agency in registry.all_agencies():
        counties = counties_named_in(agency.name, state=agency.state)
        fips = agency.county_fips or (min(counties) if len(counties) == 1 else "")
        zone = zone_of_county(fips) if fips else _only_zone(agency.state)
        if zone is not None:
            found.append(
                PracticeAgency(
                    agency.id,
                    agency.state,
                    fips or "unknown",
                    zone,
                    AgencyLevel.COUNTY if counties else AgencyLevel.UNKNOWN,
                )
            )
    return found


def _only_zone(state: str) -> str | None:
    zones = registry.zones_of_place(state=state, county_fips="unknown")
    return zones[0] if len(zones) == 1 else None


def log_all(
    viewers: dict[str, Viewer],
    team: Team,
    planned: Iterable[PracticeEncounter],
    progress: Callable[[int], None],
) -> None:
    """Log the encounters in turn by the observers, each with what is learned later."""
    done = 0
    observers = [viewers[person.username] for person in OBSERVERS]
    for batch in _in_batches(planned, BATCH):
        with transaction.atomic():
            for encounter in batch:
                _log_one(observers[done % len(observers)], team.id, encounter)
                done += 1
        progress(done)


def _log_one(observer: Viewer, team_id: UUID, planned: PracticeEncounter) -> None:
    encounter, _ = encounters.log_encounter(
        viewer=observer, team_id=team_id, data=planned.data, received_at=planned.received_at
    )
    if planned.consent is not None:
        encounters.record_consent(
            viewer=observer, encounter_id=encounter.id, answer=planned.consent
        )
    for event in planned.custody:
        episode = encounter_queries.episodes(encounter).get()
        encounters.add_custody_event(viewer=observer, episode_id=episode.id, event=event)


def _fill_case_files(coordinator: Viewer, team: Team) -> int:
    """Take some encounters with a note and a custody episode into case files of the attorney."""
    chosen = list(
        Encounter.objects.for_system(SystemReason.PRACTICE)
        .filter(team=team, someone_taken="yes")
        .order_by("month_bucket", "container_seq")[: CASE_FILES * ENCOUNTERS_A_CASE_FILE]
    )
    for batch in _in_batches(chosen, ENCOUNTERS_A_CASE_FILE):
        with transaction.atomic():
            file = cases.open_case_file(viewer=coordinator, team_id=team.id)
            for encounter in batch:
                cases.accept_encounter(
                    viewer=coordinator,
                    case_file_id=file.container_id,
                    encounter_id=encounter.id,
                )
            cases.admit_member(
                viewer=coordinator, case_file_id=file.container_id, username=ATTORNEY.username
            )
    return -(-len(chosen) // ENCOUNTERS_A_CASE_FILE)


def _in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
