"""Opening case files, taking encounters in, admitting members."""

from collections.abc import Callable

import pytest

from cases import queries, services
from cases.models import CaseFile
from cases.problems import AlreadyInCaseFile, AlreadyMember
from encounters.models import Encounter, SealedPart
from server.access.grants import READ_CONTENT
from server.access.models import Container, ContainerUserObjectPermission
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts.models import Team
from server.audit.models import AuditEntry
from server.audit.queries import entries_visible_to
from server.problems import BadInput, NotFound, SessionLocked
from server.vault import opening
from server.vault.models import KeyGrant
from server.vault.problems import RoleNeverReads
from tests.cases.factories import accepted, admit, logged
from tests.conftest import Person

pytestmark = pytest.mark.django_db
CHECKING = SystemReason.CHECKING_INTEGRITY


def holders(case_file: CaseFile) -> tuple[set[str], set[str]]:
    """Return who holds a permission on a case file, and who holds a key of it."""
    container_id = case_file.container_id
    permitted = ContainerUserObjectPermission.objects.filter(content_object_id=container_id)
    keyed = KeyGrant.objects.for_system(CHECKING).filter(container_key__container_id=container_id)
    return (
        set(permitted.values_list("user__username", flat=True)),
        set(keyed.values_list("user__username", flat=True)),
    )


def actions_of(container: Container, reader: Person) -> list[str]:
    lines, _next = entries_visible_to(reader.viewer, container)
    return [line.action for line in reversed(lines)]


def part_bytes(encounter: Encounter) -> list[tuple[bytes, bytes]]:
    rows = SealedPart.objects.for_system(CHECKING).filter(encounter=encounter).order_by("id")
    return [(bytes(row.sealed_content), bytes(row.sealed_item_key)) for row in rows]


def test_a_new_case_file_has_its_opener_as_only_member(team: Team, coordinator: Person) -> None:
    file = services.open_case_file(viewer=coordinator.locked, team_id=team.id)
    assert holders(file) == ({"coordinator"}, {"coordinator"})
    (member,) = queries.members(file)
    assert member.may_admit
    assert actions_of(file.container, coordinator) == ["access-granted", "case-opened"]


def test_a_title_code_is_two_words_and_a_number(team: Team, coordinator: Person) -> None:
    file = services.open_case_file(viewer=coordinator.locked, team_id=team.id)
    first, second, number = file.title_code.split("-")
    assert first.isalpha()
    assert second.isalpha()
    assert 10 <= int(number) <= 99


def test_a_title_code_that_is_taken_is_drawn_again(
    team: Team, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["cedar-harbor-41", "cedar-harbor-41", "river-lamp-12"])
    monkeypatch.setattr(services, "new_title_code", lambda: next(drawn))
    codes = [
        services.open_case_file(viewer=coordinator.locked, team_id=team.id).title_code
        for _ in range(2)
    ]
    assert codes == ["cedar-harbor-41", "river-lamp-12"]


@pytest.mark.parametrize("who", ["observer", "attorney", "analyst", "operator", "outsider"])
def test_only_a_coordinator_of_the_team_opens_a_case_file(
    who: str, team: Team, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    with pytest.raises(NotFound):
        services.open_case_file(viewer=person.viewer, team_id=team.id)
    assert not CaseFile.objects.for_system(CHECKING).exists()
    assert not Container.objects.filter(team=team, kind="case").exists()


def test_accepting_seals_the_item_keys_anew_and_touches_no_content(
    in_intake: Encounter, coordinator: Person
) -> None:
    before = part_bytes(in_intake)
    file = accepted(in_intake, coordinator)
    after = part_bytes(in_intake)
    assert before
    assert [content for content, _ in after] == [content for content, _ in before]
    assert all(new != old for (_, new), (_, old) in zip(after, before, strict=True))
    in_intake.refresh_from_db()
    assert in_intake.container_id == file.container_id
    (part,) = SealedPart.objects.for_system(CHECKING).select_related("container_key")
    assert part.container_key.container_id == file.container_id


def test_accepting_is_written_in_both_chains(
    in_intake: Encounter, intake: Container, coordinator: Person
) -> None:
    file = accepted(in_intake, coordinator)
    assert actions_of(intake, coordinator)[-1] == "encounter-moved-out"
    assert actions_of(file.container, coordinator)[-1] == "encounter-moved-in"


def test_what_goes_into_a_new_case_file_fails_as_a_whole(
    in_intake: Encounter, coordinator: Person
) -> None:
    with pytest.raises(SessionLocked):
        services.accept_into(
            viewer=coordinator.locked, encounter_id=in_intake.id, case_file_id=None
        )
    assert not CaseFile.objects.for_system(CHECKING).exists()
    assert not Container.objects.filter(kind="case").exists()


def test_an_encounter_is_accepted_once(
    in_case: Encounter, case_file: CaseFile, coordinator: Person
) -> None:
    with pytest.raises(AlreadyInCaseFile):
        accepted(in_case, coordinator)
    with pytest.raises(AlreadyInCaseFile):
        accepted(in_case, coordinator, case_file)


def test_the_author_cannot_accept_without_a_grant_on_the_intake_folder(
    in_intake: Encounter, team: Team, observer: Person
) -> None:
    observer.user.memberships.create(team=team, role=Role.COORDINATOR.value)
    with pytest.raises(NotFound):
        accepted(in_intake, observer)
    in_intake.refresh_from_db()
    assert in_intake.container.kind == "intake"


def test_an_admitted_attorney_cannot_take_in_what_lies_in_the_intake_folder(
    in_intake: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    with pytest.raises(NotFound):
        accepted(in_intake, attorney, case_file)


def test_an_encounter_does_not_go_into_another_teams_case_file(
    in_intake: Encounter, coordinator: Person, outsider: Person, other_team: Team
) -> None:
    foreign = services.open_case_file(viewer=outsider.locked, team_id=other_team.id)
    for person in (coordinator, outsider):
        with pytest.raises(NotFound):
            accepted(in_intake, person, foreign)


def test_an_encounter_stays_with_its_team_for_a_coordinator_of_both(
    in_intake: Encounter, coordinator: Person, other_team: Team
) -> None:
    coordinator.user.memberships.create(team=other_team, role=Role.COORDINATOR.value)
    foreign = services.open_case_file(viewer=coordinator.locked, team_id=other_team.id)
    with pytest.raises(NotFound):
        accepted(in_intake, coordinator, foreign)


def test_admitting_gives_permission_and_key_together(case_file: CaseFile, attorney: Person) -> None:
    permitted, keyed = holders(case_file)
    assert permitted == keyed == {"attorney", "coordinator"}
    rights = ContainerUserObjectPermission.objects.filter(
        content_object_id=case_file.container_id, user=attorney.user
    ).values_list("permission__codename", flat=True)
    assert list(rights) == [READ_CONTENT]


def test_an_admitted_person_opens_what_came_before_them(
    in_case: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    (part,) = SealedPart.objects.for_system(CHECKING).select_related("container_key")
    assert opening.open_item_key(attorney.viewer, part)


def test_admitting_is_one_grant_however_many_encounters_there_are(
    team: Team, observer: Person, coordinator: Person, attorney: Person
) -> None:
    file = services.open_case_file(viewer=coordinator.locked, team_id=team.id)
    for _ in range(3):
        accepted(logged(observer, team), coordinator, file)
    before = KeyGrant.objects.for_system(CHECKING).count()
    admit(attorney, file, coordinator)
    assert KeyGrant.objects.for_system(CHECKING).count() == before + 1


@pytest.mark.parametrize("who", ["analyst", "operator", "observer"])
def test_a_role_that_never_reads_is_not_admitted(
    who: str, case_file: CaseFile, coordinator: Person, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(RoleNeverReads):
        admit(request.getfixturevalue(who), case_file, coordinator)
    assert holders(case_file)[0] == {"attorney", "coordinator"}


@pytest.mark.parametrize("who", ["analyst", "operator"])
def test_a_role_in_another_team_makes_no_reader_here(
    who: str,
    case_file: CaseFile,
    coordinator: Person,
    other_team: Team,
    request: pytest.FixtureRequest,
) -> None:
    person: Person = request.getfixturevalue(who)
    person.user.memberships.create(team=other_team, role=Role.ATTORNEY.value)
    with pytest.raises(RoleNeverReads):
        admit(person, case_file, coordinator)
    assert holders(case_file) == ({"attorney", "coordinator"}, {"attorney", "coordinator"})


def test_a_person_of_another_team_is_not_admitted(
    case_file: CaseFile, coordinator: Person, outsider: Person
) -> None:
    with pytest.raises(BadInput):
        admit(outsider, case_file, coordinator)


def test_nobody_is_admitted_twice(
    case_file: CaseFile, coordinator: Person, attorney: Person
) -> None:
    with pytest.raises(AlreadyMember):
        admit(attorney, case_file, coordinator)


def test_a_locked_session_admits_nobody(
    case_file: CaseFile, coordinator: Person, team: Team, make_person: Callable[..., Person]
) -> None:
    second = make_person("second-attorney", team, Role.ATTORNEY)
    with pytest.raises(SessionLocked):
        services.admit_member(
            viewer=coordinator.locked,
            case_file_id=case_file.container_id,
            username=second.username,
        )
    assert second.username not in holders(case_file)[0]


@pytest.mark.parametrize("name", ["second-attorney", "attorney", "nobody-here", "outsider"])
def test_a_member_who_does_not_manage_learns_no_name(
    name: str,
    case_file: CaseFile,
    attorney: Person,
    team: Team,
    outsider: Person,
    make_person: Callable[..., Person],
) -> None:
    make_person("second-attorney", team, Role.ATTORNEY)
    with pytest.raises(NotFound):
        services.admit_member(
            viewer=attorney.viewer, case_file_id=case_file.container_id, username=name
        )


def test_a_refused_admission_leaves_a_line(
    case_file: CaseFile,
    attorney: Person,
    team: Team,
    make_person: Callable[..., Person],
) -> None:
    make_person("second-attorney", team, Role.ATTORNEY)
    refusals = AuditEntry.objects.for_system(CHECKING).filter(action="access-refused")
    assert not refusals.exists()
    with pytest.raises(NotFound):
        services.admit_member(
            viewer=attorney.viewer,
            case_file_id=case_file.container_id,
            username="second-attorney",
        )
    assert refusals.count() == 1
