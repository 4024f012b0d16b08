"""An encounter with a note, and a case file that it lies in, with one admitted attorney."""

import pytest

from cases.models import CaseFile
from encounters.models import Encounter
from server.accounts.models import Team
from tests.cases.factories import accepted, admit, logged
from tests.conftest import Person


@pytest.fixture
def in_intake(team: Team, observer: Person) -> Encounter:
    """An encounter with a note in the intake folder."""
    return logged(observer, team)


@pytest.fixture
def in_case(team: Team, observer: Person, coordinator: Person) -> Encounter:
    """An encounter with a note that lies in `case_file`."""
    return logged(observer, team)


@pytest.fixture
def case_file(in_case: Encounter, coordinator: Person, attorney: Person) -> CaseFile:
    """The case file of `in_case`; the coordinator opened it and the attorney is admitted."""
    file = accepted(in_case, coordinator)
    admit(attorney, file, coordinator)
    in_case.refresh_from_db()
    return file
