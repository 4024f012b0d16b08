"""Reading case files: who looks comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from cases.models import CaseFile, CaseStage
from server.access.api import Page, id_of_cursor
from server.access.grants import MANAGE_MEMBERS, holds
from server.access.models import ContainerUserObjectPermission
from server.access.permissions import Permission
from server.access.viewer import SystemReason, Viewer
from server.problems import NotFound

PAGE_KEY = (str, str)


@dataclass(frozen=True)
class CaseMember:
    """A member as the other members see them."""

    username: str
    may_admit: bool


def case_files_page(
    viewer: Viewer, *, size: int, after: tuple[str, str] | None = None
) -> Page[CaseFile]:
    """Return one page of the viewer's case files by title code.

    after: (title code, id) of the last row of the page before: a code is unique in a team only.
    Raises: BadInput for a cursor whose id is none.
    """
    query = CaseFile.objects.visible_to(viewer).order_by("title_code", "container_id")
    if after is not None:
        title_code, last_id = after[0], id_of_cursor(after[1])
        query = query.filter(
            Q(title_code__gt=title_code) | Q(title_code=title_code, container_id__gt=last_id)
        )
    rows = list(query[: size + 1])
    page: Sequence[CaseFile] = rows[:size]
    if len(rows) <= size:
        return Page(page, None)
    return Page(page, (page[-1].title_code, str(page[-1].container_id)))


def case_file_visible_to(viewer: Viewer, case_file_id: UUID) -> CaseFile:
    """Return one case file. Raises: NotFound when it is not there or not for this person."""
    case_file = (
        CaseFile.objects.visible_to(viewer)
        .select_related("container")
        .filter(container_id=case_file_id)
        .first()
    )
    if case_file is None:
        raise NotFound()
    return case_file


def case_files_of_team(viewer: Viewer, team_id: UUID) -> list[CaseFile]:
    """Return the viewer's open case files of one team, at most 200, by title code."""
    return list(
        CaseFile.objects.visible_to(viewer)
        .filter(team_id=team_id)
        .exclude(stage=CaseStage.CLOSED)
        .order_by("title_code")[:200]
    )


def has_title_code(team_id: UUID, title_code: str) -> bool:
    """Say whether a file of the team, whoever may see it, has this title code."""
    files = CaseFile.objects.for_system(SystemReason.CHECKING_INTEGRITY)
    return files.filter(team_id=team_id, title_code=title_code).exists()


def may_admit(viewer: Viewer, case_file: CaseFile) -> bool:
    """Say whether the viewer may admit members to the case file."""
    return viewer.may(Permission.ADMIT_CASE_MEMBER) and holds(
        viewer, case_file.container_id, MANAGE_MEMBERS
    )


def is_member(case_file: CaseFile, user_id: UUID) -> bool:
    """Say whether a person holds a grant on the case file."""
    return ContainerUserObjectPermission.objects.filter(
        content_object_id=case_file.container_id, user_id=user_id
    ).exists()


def members(case_file: CaseFile) -> list[CaseMember]:
    """Return the members of a case file that the caller may see, by user name."""
    rows = (
        ContainerUserObjectPermission.objects.filter(content_object_id=case_file.container_id)
        .select_related("user", "permission")
        .order_by("user__username", "permission__codename")
    )
    rights: dict[str, set[str]] = {}
    for row in rows:
        rights.setdefault(row.user.username, set()).add(row.permission.codename)
    return [CaseMember(name, MANAGE_MEMBERS in held) for name, held in rights.items()]
