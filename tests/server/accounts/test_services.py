"""Accounts, teams, members, coalitions."""

from collections.abc import Callable

import pytest

from server.access.grants import MANAGE_MEMBERS, READ_CONTENT, holds
from server.access.models import Container
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts import services
from server.accounts.models import Coalition, Membership, Team, User
from server.accounts.problems import AlreadyMember, WrongPassphrase
from server.problems import BadInput, NotFound, SessionLocked
from server.vault.items import current_key
from server.vault.models import PersonalKey
from server.vault.opening import container_private_key
from tests.conftest import PASSPHRASE, Person

pytestmark = pytest.mark.django_db


def fields_of(problem: BadInput) -> list[str]:
    return [error.field for error in problem.errors]


def test_an_account_comes_with_its_key() -> None:
    user = services.create_account(username="Maria.R", passphrase=PASSPHRASE, language="es")
    assert (user.username, user.language) == ("maria.r", "es")
    assert PersonalKey.objects.for_system(SystemReason.SIGN_IN).get().user_id == user.pk
    viewer = services.unlocked_viewer(username="maria.r", passphrase=PASSPHRASE)
    assert viewer.is_unlocked


def test_a_passphrase_has_at_least_twelve_characters() -> None:
    with pytest.raises(BadInput) as caught:
        services.create_account(username="maria", passphrase="x" * 11)
    assert fields_of(caught.value) == ["passphrase"]
    assert "12" in str(caught.value.errors[0].message)
    assert not User.objects.exists()
    services.create_account(username="maria", passphrase="x" * 12)


@pytest.mark.parametrize("name", ["", "ab", "two words", "-dash", "ünal", "x" * 41])
def test_a_user_name_of_another_shape_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        services.create_account(username=name, passphrase=PASSPHRASE)
    assert fields_of(caught.value) == ["username"]


def test_a_user_name_is_taken_whatever_its_case(observer: Person) -> None:
    with pytest.raises(BadInput) as caught:
        services.create_account(username="OBSERVER", passphrase=PASSPHRASE)
    assert fields_of(caught.value) == ["username"]
    assert "taken" in str(caught.value.errors[0].message)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        services.create_account(username="maria", passphrase=PASSPHRASE, language="fr")
    assert fields_of(caught.value) == ["language"]


def test_nobody_is_above_the_grants(observer: Person) -> None:
    with pytest.raises(TypeError):
        observer.user.set_password("anything")
    with pytest.raises(TypeError):
        observer.user.check_password(PASSPHRASE)
    assert not observer.user.is_superuser
    assert "is_superuser" not in {field.name for field in User._meta.get_fields()}


def test_the_first_coordinator_holds_the_audit_log(
    coordinator: Person, audit_log: Container
) -> None:
    viewer = coordinator.viewer
    assert holds(viewer, audit_log.pk, READ_CONTENT)
    assert holds(viewer, audit_log.pk, MANAGE_MEMBERS)
    container_private_key(viewer, current_key(audit_log.pk).pk)


def test_a_team_name_is_used_once(team: Team, coordinator: Person) -> None:
    with pytest.raises(BadInput) as caught:
        services.create_team(
            name=" Valley observers ", is_practice=False, first_coordinator=coordinator.user
        )
    assert fields_of(caught.value) == ["name"]


def test_a_new_coordinator_gets_the_keys_of_intake_and_audit_log(
    make_person: Callable[..., Person],
    team: Team,
    coordinator: Person,
    intake: Container,
    audit_log: Container,
) -> None:
    second = make_person("second")
    services.add_member(team=team, user=second.user, role=Role.COORDINATOR, by=coordinator.viewer)
    for container in (intake, audit_log):
        assert container_private_key(
            second.viewer, current_key(container.pk).pk
        ) == container_private_key(coordinator.viewer, current_key(container.pk).pk)


def test_a_locked_coordinator_adds_no_coordinator_and_nothing_is_half_done(
    make_person: Callable[..., Person], team: Team, coordinator: Person
) -> None:
    second = make_person("second")
    with pytest.raises(SessionLocked):
        services.add_member(
            team=team, user=second.user, role=Role.COORDINATOR, by=coordinator.locked
        )
    assert not Membership.objects.filter(user=second.user).exists()


def test_a_locked_coordinator_adds_an_observer(
    make_person: Callable[..., Person], team: Team, coordinator: Person
) -> None:
    newcomer = make_person("newcomer")
    services.add_member(team=team, user=newcomer.user, role=Role.OBSERVER, by=coordinator.locked)
    assert Membership.objects.get(user=newcomer.user).role == "observer"
    with pytest.raises(AlreadyMember):
        services.add_member(
            team=team, user=newcomer.user, role=Role.OBSERVER, by=coordinator.locked
        )


@pytest.mark.parametrize("who", ["observer", "attorney", "analyst", "operator", "outsider"])
def test_nobody_else_adds_members(
    who: str,
    request: pytest.FixtureRequest,
    make_person: Callable[..., Person],
    team: Team,
) -> None:
    newcomer = make_person("newcomer")
    person: Person = request.getfixturevalue(who)
    with pytest.raises(NotFound):
        services.add_member(team=team, user=newcomer.user, role=Role.OBSERVER, by=person.viewer)
    assert not Membership.objects.filter(user=newcomer.user).exists()


def test_a_team_administrator_adds_everybody_but_coordinators(
    make_person: Callable[..., Person], team: Team
) -> None:
    administrator = make_person("administrator", team, Role.TEAM_ADMINISTRATOR)
    newcomer = make_person("newcomer")
    services.add_member(team=team, user=newcomer.user, role=Role.ATTORNEY, by=administrator.viewer)
    with pytest.raises(NotFound):
        services.add_member(
            team=team, user=newcomer.user, role=Role.COORDINATOR, by=administrator.viewer
        )


def test_a_coalition_has_teams_and_analysts(
    coalition: Coalition, analyst: Person, observer: Person
) -> None:
    assert analyst.locked.coalition_ids == {coalition.pk}
    assert observer.locked.coalition_ids == frozenset()


def test_practice_and_real_teams_publish_apart(team: Team, coordinator: Person) -> None:
    practice = services.create_team(
        name="Practice", is_practice=True, first_coordinator=coordinator.user
    )
    with pytest.raises(BadInput) as caught:
        services.create_coalition(name="Mixed", is_practice=False, teams=[team, practice])
    assert fields_of(caught.value) == ["teams"]
    with pytest.raises(BadInput):
        services.create_coalition(name="None", is_practice=False, teams=[])
    assert not Coalition.objects.exists()


def test_who_is_no_analyst_orders_nothing(team: Team, observer: Person) -> None:
    with pytest.raises(BadInput) as caught:
        services.create_coalition(
            name="Valley", is_practice=False, teams=[team], analysts=[observer.user]
        )
    assert fields_of(caught.value) == ["analysts"]
    assert not Coalition.objects.exists()


def test_a_passphrase_changes_only_for_who_knows_it(observer: Person) -> None:
    with pytest.raises(WrongPassphrase):
        services.change_passphrase(
            user=observer.user, current="not the passphrase", new="another dozen characters"
        )
    with pytest.raises(BadInput) as caught:
        services.change_passphrase(user=observer.user, current=PASSPHRASE, new="short")
    assert fields_of(caught.value) == ["new"]
    assert observer.viewer.is_unlocked
