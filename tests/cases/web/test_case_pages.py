"""The pages of case files: what they show, and what a form's faults say."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases import services
from cases.models import CaseFile
from encounters.models import Encounter
from server.access.permissions import Role
from server.accounts.models import Team
from tests.cases.factories import NOTE, accepted, logged
from tests.conftest import Person

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def page(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_shows_the_files_of_the_member_alone(
    case_file: CaseFile, attorney: Person, outsider: Person, browser_of: Browser
) -> None:
    assert case_file.title_code in page(browser_of(attorney), "/cases/")
    assert case_file.title_code not in page(browser_of(outsider), "/cases/")


def test_a_case_file_shows_its_encounters_and_members(
    in_case: Encounter,
    in_intake: Encounter,
    case_file: CaseFile,
    attorney: Person,
    browser_of: Browser,
) -> None:
    shown = page(browser_of(attorney), f"/cases/{case_file.container_id}/")
    assert in_case.word_code in shown
    assert in_intake.word_code not in shown
    assert "coordinator" in shown
    assert NOTE not in shown


def test_only_who_manages_the_file_is_offered_to_admit(
    case_file: CaseFile, attorney: Person, coordinator: Person, browser_of: Browser
) -> None:
    form = f'action="/cases/{case_file.container_id}/members/"'
    assert form in page(browser_of(coordinator), f"/cases/{case_file.container_id}/")
    assert form not in page(browser_of(attorney), f"/cases/{case_file.container_id}/")


def test_admitting_by_the_page(
    case_file: CaseFile,
    coordinator: Person,
    team: Team,
    make_person: Callable[..., Person],
    browser_of: Browser,
) -> None:
    make_person("second-attorney", team, Role.ATTORNEY)
    client = browser_of(coordinator)
    address = f"/cases/{case_file.container_id}/"
    answer = client.post(f"{address}members/", {"username": "second-attorney"}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "second-attorney is a member now" in answer.content.decode()


@pytest.mark.parametrize("username", ["nobody-here", "attorney", "analyst", ""])
def test_a_fault_stands_at_the_field_and_nothing_is_granted(
    username: str, case_file: CaseFile, coordinator: Person, analyst: Person, browser_of: Browser
) -> None:
    answer = browser_of(coordinator).post(
        f"/cases/{case_file.container_id}/members/", {"username": username}
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/cases/{case}/members/", "/encounters/{encounter}/accept/"])
def test_a_locked_session_is_asked_for_the_passphrase_before_it_writes(
    address: str,
    in_intake: Encounter,
    case_file: CaseFile,
    coordinator: Person,
    team: Team,
    make_person: Callable[..., Person],
    browser_of: Browser,
) -> None:
    make_person("second-attorney", team, Role.ATTORNEY)
    path = address.format(case=case_file.container_id, encounter=in_intake.id)
    answer = browser_of(coordinator, unlocked=False).post(path, {"username": "second-attorney"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/unlock/?next=")
    in_intake.refresh_from_db()
    assert in_intake.container.kind == "intake"


def test_accepting_offers_the_open_files_of_the_team_and_a_new_one(
    in_intake: Encounter,
    case_file: CaseFile,
    coordinator: Person,
    team: Team,
    other_team: Team,
    browser_of: Browser,
) -> None:
    coordinator.user.memberships.create(team=other_team, role=Role.COORDINATOR.value)
    foreign = services.open_case_file(viewer=coordinator.locked, team_id=other_team.id)
    closed = services.open_case_file(viewer=coordinator.locked, team_id=team.id)
    closed.stage = "closed"
    closed.save()
    shown = page(browser_of(coordinator), f"/encounters/{in_intake.id}/accept/")
    assert case_file.title_code in shown
    assert closed.title_code not in shown
    assert foreign.title_code not in shown


def test_a_file_that_was_not_offered_is_refused(
    in_intake: Encounter,
    coordinator: Person,
    outsider: Person,
    other_team: Team,
    browser_of: Browser,
) -> None:
    foreign = services.open_case_file(viewer=outsider.locked, team_id=other_team.id)
    answer = browser_of(coordinator).post(
        f"/encounters/{in_intake.id}/accept/", {"case_file": str(foreign.container_id)}
    )
    assert answer.status_code == 422
    in_intake.refresh_from_db()
    assert in_intake.container.kind == "intake"


@pytest.mark.parametrize("into", ["new", "open"])
def test_an_encounter_is_taken_in_by_the_page(
    into: str, in_intake: Encounter, case_file: CaseFile, coordinator: Person, browser_of: Browser
) -> None:
    chosen = "" if into == "new" else str(case_file.container_id)
    answer = browser_of(coordinator).post(
        f"/encounters/{in_intake.id}/accept/", {"case_file": chosen}, follow=True
    )
    in_intake.refresh_from_db()
    assert answer.redirect_chain == [(f"/cases/{in_intake.container_id}/", 302)]
    assert (in_intake.container_id == case_file.container_id) is (into == "open")
    assert in_intake.word_code in answer.content.decode()


def test_an_encounter_that_lies_in_a_file_is_not_taken_twice(
    in_case: Encounter, case_file: CaseFile, coordinator: Person, browser_of: Browser
) -> None:
    answer = browser_of(coordinator).post(f"/encounters/{in_case.id}/accept/", {"case_file": ""})
    assert answer.status_code == 409
    assert "already lies in a case file" in answer.content.decode()


class TestSealedParts:
    """The part of an encounter's page that opens by itself."""

    def test_a_member_reads_the_note(
        self, in_case: Encounter, case_file: CaseFile, attorney: Person, browser_of: Browser
    ) -> None:
        shown = page(browser_of(attorney), f"/encounters/{in_case.id}/sealed/")
        assert NOTE in shown
        assert "6:52 PM EDT" in shown
        assert "<html" in shown

    def test_a_fragment_is_no_whole_page(
        self, in_case: Encounter, case_file: CaseFile, attorney: Person, browser_of: Browser
    ) -> None:
        client = browser_of(attorney)
        shown = page(client, f"/encounters/{in_case.id}/sealed/", **{"HX-Request": "true"})
        assert NOTE in shown
        assert "<html" not in shown

    def test_a_locked_member_is_led_to_unlock_and_back(
        self, in_case: Encounter, case_file: CaseFile, attorney: Person, browser_of: Browser
    ) -> None:
        client = browser_of(attorney, unlocked=False)
        shown = page(client, f"/encounters/{in_case.id}/sealed/")
        assert NOTE not in shown
        assert f"/unlock/?next=/encounters/{in_case.id}/" in shown

    def test_the_author_is_told_that_it_is_sealed_for_others(
        self, in_intake: Encounter, observer: Person, browser_of: Browser
    ) -> None:
        shown = page(browser_of(observer), f"/encounters/{in_intake.id}/sealed/")
        assert NOTE not in shown
        assert "Sealed for others" in shown

    def test_spanish_pages_speak_spanish(
        self, in_intake: Encounter, observer: Person, browser_of: Browser
    ) -> None:
        client = browser_of(observer)
        shown = page(client, f"/encounters/{in_intake.id}/sealed/", **{"Accept-Language": "es"})
        assert 'lang="es"' in shown
        assert "Sealed for others" not in shown


def test_a_long_file_has_a_next_page(
    team: Team,
    observer: Person,
    coordinator: Person,
    browser_of: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cases.web import views

    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    first, second = logged(observer, team), logged(observer, team)
    file = accepted(first, coordinator)
    accepted(second, coordinator, file)
    client = browser_of(coordinator)
    address = f"/cases/{file.container_id}/"
    shown = page(client, address)
    assert second.word_code in shown
    assert first.word_code not in shown
    (link,) = [part.split('"')[0] for part in shown.split('href="') if part.startswith(address)]
    assert first.word_code in page(client, link.replace("&amp;", "&"))
