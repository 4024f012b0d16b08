"""Opening what is sealed: who may, in what order, and what it leaves behind."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from rest_framework.test import APIClient

from cases.models import CaseFile
from cases.sealed_notes import services
from encounters import services as encounters
from encounters.models import Encounter
from server.access.models import Container
from server.access.viewer import SystemReason
from server.accounts.models import Team
from server.audit.models import AuditEntry
from server.audit.queries import entries_visible_to
from server.problems import KeyMissing, NotFound, SessionLocked
from tests.cases.factories import NOTE, RECEIVED, logged
from tests.conftest import Person

pytestmark = pytest.mark.django_db


def openings() -> int:
    rows = AuditEntry.objects.for_system(SystemReason.CHECKING_INTEGRITY)
    return rows.filter(action="note-opened").count()


def test_note_place_and_addenda_come_in_that_order(
    team: Team, observer: Person, coordinator: Person
) -> None:
    encounter = logged(observer, team, place_text="By the bakery.", language="es")
    for text in ("First.", "Second."):
        encounters.add_addendum(
            viewer=coordinator.locked,
            encounter_id=encounter.id,
            text=text,
            language="en",
            at=datetime(2019, 6, 1, 12, 30, 15, tzinfo=UTC),
        )
    parts = services.open_sealed_parts(viewer=coordinator.viewer, encounter_id=encounter.id)
    assert [(part.field.value, part.version, part.text, part.language) for part in parts] == [
        ("note", 1, NOTE, "es"),
        ("place_text", 1, "By the bakery.", "es"),
        ("addendum", 1, "First.", "en"),
        ("addendum", 2, "Second.", "en"),
    ]
    assert [part.recorded_at for part in parts] == [RECEIVED] * 2 + [
        datetime(2019, 6, 1, 12, 30, 15, tzinfo=UTC)
    ] * 2


def test_an_opening_is_one_line_that_names_the_parts(
    in_intake: Encounter, intake: Container, coordinator: Person
) -> None:
    parts = services.open_sealed_parts(viewer=coordinator.viewer, encounter_id=in_intake.id)
    (line, *_earlier), _next = entries_visible_to(coordinator.viewer, intake)
    assert line.action == "note-opened"
    assert line.body["detail"] == {
        "encounter": str(in_intake.id),
        "parts": [str(part.id) for part in parts],
    }


def test_nothing_sealed_is_nothing_opened(
    team: Team, observer: Person, coordinator: Person
) -> None:
    encounter = logged(observer, team, note="  \n ")
    assert services.open_sealed_parts(viewer=coordinator.viewer, encounter_id=encounter.id) == []
    assert openings() == 0


def test_a_locked_session_opens_nothing(in_intake: Encounter, coordinator: Person) -> None:
    with pytest.raises(SessionLocked):
        services.open_sealed_parts(viewer=coordinator.locked, encounter_id=in_intake.id)
    assert openings() == 0


def test_the_author_opens_nothing(in_intake: Encounter, observer: Person) -> None:
    with pytest.raises(KeyMissing):
        services.open_sealed_parts(viewer=observer.viewer, encounter_id=in_intake.id)
    assert openings() == 0


@pytest.mark.parametrize("who", ["attorney", "analyst", "operator", "outsider"])
def test_who_sees_no_encounter_opens_nothing(
    who: str, in_intake: Encounter, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    with pytest.raises(NotFound):
        services.open_sealed_parts(viewer=person.viewer, encounter_id=in_intake.id)
    assert openings() == 0


def test_an_attorney_of_another_file_does_not_see_this_one(
    in_intake: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    with pytest.raises(NotFound):
        services.open_sealed_parts(viewer=attorney.viewer, encounter_id=in_intake.id)


def test_the_api_gives_the_texts_with_their_moment(
    in_case: Encounter,
    case_file: CaseFile,
    attorney: Person,
    api_of: Callable[..., APIClient],
) -> None:
    answer = api_of(attorney).get(f"/api/v1/encounters/{in_case.id}/sealed-parts")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    (part,) = answer.json()["results"]
    assert set(part) == {"id", "field", "version", "text", "language", "recorded_at"}
    assert (part["text"], part["recorded_at"]) == (NOTE, "2019-05-24T22:52:00Z")
    assert openings() == 1


def test_the_api_asks_a_locked_session_for_the_passphrase(
    in_case: Encounter,
    case_file: CaseFile,
    attorney: Person,
    api_of: Callable[..., APIClient],
) -> None:
    answer = api_of(attorney, unlocked=False).get(f"/api/v1/encounters/{in_case.id}/sealed-parts")
    assert (answer.status_code, answer.json()["code"]) == (423, "session-locked")
