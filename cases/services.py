"""Writing case files: open, accept an encounter, admit a member. Permission and key go together."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases import queries
from cases.models import CaseFile
from cases.problems import AlreadyInCaseFile, AlreadyMember
from cases.rules.title_codes import new_title_code
from encounters import queries as encounter_queries
from encounters import services as encounters
from encounters.models import Encounter
from server.access.grants import holds
from server.access.models import ContainerKind
from server.access.permissions import Permission
from server.access.signals import access_refused
from server.access.viewer import Viewer
from server.accounts.models import Team, User
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import BadInput, FieldError, NotFound
from server.vault import grants


@transaction.atomic
def open_case_file(*, viewer: Viewer, team_id: UUID) -> CaseFile:
    """Open a case file in a team. Its only member is who opened it.

    Raises: NotFound for a team in which the viewer may not open case files.
    """
    if team_id not in viewer.teams_with(Permission.OPEN_CASE_FILE):
        raise NotFound()
    team = Team.objects.get(id=team_id)
    opener = User.objects.get(id=viewer.user_id)
    container = grants.new_container(
        kind=ContainerKind.CASE, team=team, first_members=[opener], by=viewer
    )
    case_file = CaseFile(container=container, team=team, title_code=_free_title_code(team_id))
    case_file.save(force_insert=True)
    audit.record(
        container=container,
        action=AuditAction.CASE_OPENED,
        viewer=viewer,
        detail={"case_file": str(container.id)},
    )
    return case_file


def _free_title_code(team_id: UUID) -> str:
    """Draw a title code that no file of the team has."""
    while queries.has_title_code(team_id, code := new_title_code()):
        pass
    return code


@transaction.atomic
def accept_encounter(*, viewer: Viewer, case_file_id: UUID, encounter_id: UUID) -> Encounter:
    """Take an encounter from the intake folder into a case file: item keys are sealed anew.

    Raises: NotFound, AlreadyInCaseFile, SessionLocked, KeyMissing.
    """
    case_file = queries.case_file_visible_to(viewer, case_file_id)
    encounter = encounter_queries.encounter_visible_to(viewer, encounter_id)
    if not holds(viewer, encounter.container_id):
        raise NotFound()
    if encounter.container.kind != ContainerKind.INTAKE:
        raise AlreadyInCaseFile()
    if encounter.team_id != case_file.team_id:
        raise NotFound()
    intake = encounter.container
    encounters.move_to_container(viewer=viewer, encounter=encounter, container=case_file.container)
    for container, action in (
        (intake, AuditAction.ENCOUNTER_MOVED_OUT),
        (case_file.container, AuditAction.ENCOUNTER_MOVED_IN),
    ):
        audit.record(
            container=container,
            action=action,
            viewer=viewer,
            detail={"encounter": str(encounter.id), "case_file": str(case_file.container_id)},
        )
    return encounter


@transaction.atomic
def accept_into(*, viewer: Viewer, encounter_id: UUID, case_file_id: UUID | None) -> CaseFile:
    """Take an encounter into a case file, or into a new one of its team where none is named.

    Raises: as `accept_encounter` and `open_case_file`; then no case file is left behind either.
    """
    if case_file_id is None:
        encounter = encounter_queries.encounter_visible_to(viewer, encounter_id)
        case_file_id = open_case_file(viewer=viewer, team_id=encounter.team_id).container_id
    accept_encounter(viewer=viewer, case_file_id=case_file_id, encounter_id=encounter_id)
    return queries.case_file_visible_to(viewer, case_file_id)


def admit_member(*, viewer: Viewer, case_file_id: UUID, username: str) -> User:
    """Admit a person of the team to a case file: permission and key together.

    username: whole, as they sign in; there is no directory to search.
    Raises: NotFound when the viewer does not manage the file; BadInput for a person who is not on
    the file's team; AlreadyMember; SessionLocked, KeyMissing, MemberHasNoKey, RoleNeverReads.
    """
    case_file = queries.case_file_visible_to(viewer, case_file_id)
    if not queries.may_admit(viewer, case_file):
        # Before the name is looked at: else the answer would say who is on the team.
        access_refused.send(
            sender=admit_member, viewer=viewer, permission=Permission.ADMIT_CASE_MEMBER
        )
        raise NotFound()
    member = User.objects.filter(
        username=username.strip().casefold(),
        is_active=True,
        memberships__team_id=case_file.team_id,
    ).first()
    if member is None:
        raise BadInput(
            [FieldError("username", _("Nobody with this user name is on the file's team."))]
        )
    if queries.is_member(case_file, member.id):
        raise AlreadyMember()
    grants.grant_access(container=case_file.container, to=member, by=viewer)
    return member
