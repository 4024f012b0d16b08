"""The API of case files."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import queries, services
from cases.api.serializers import (
    AcceptedEncounter,
    AdmittedMember,
    CaseFileDetailOut,
    CaseFileOut,
    CaseFilePage,
    NewCaseFile,
)
from server.access.api import ResourceViewSet, etag, page_response, page_size, read_cursor
from server.access.permissions import Permission

CURSOR = OpenApiParameter("cursor", str, description="`next_cursor` of the page before.")
LIMIT = OpenApiParameter("limit", int, description="Rows of a page, 1 to 200. Default 50.")


class CaseFileViewSet(ResourceViewSet):
    """Case files that the person is a member of."""

    permissions: ClassVar = {
        "list": Permission.READ_CASE_FILES,
        "create": Permission.OPEN_CASE_FILE,
        "retrieve": Permission.READ_CASE_FILES,
        "accept": Permission.ACCEPT_ENCOUNTER,
        "admit": Permission.ADMIT_CASE_MEMBER,
    }
    unlocked_actions = frozenset({"accept", "admit"})

    @extend_schema(responses=CaseFilePage, parameters=[CURSOR, LIMIT])
    def list(self, request: Request) -> Response:
        """List the case files that the person is a member of, by title code."""
        rows = queries.case_files_page(
            self.viewer, size=page_size(request), after=read_cursor(request, queries.PAGE_KEY)
        )
        return page_response(rows, CaseFileOut)

    @extend_schema(request=NewCaseFile, responses={201: CaseFileOut})
    def create(self, request: Request) -> Response:
        """Open a case file. Its only member is who opened it."""
        data = _valid(NewCaseFile(data=request.data))
        file = services.open_case_file(viewer=self.viewer, team_id=data["team"])
        return Response(CaseFileOut(file).data, status=201)

    @extend_schema(responses=CaseFileDetailOut)
    def retrieve(self, request: Request, case_file_id: UUID) -> Response:
        """Show one case file with its members."""
        return self._detail(case_file_id)

    @extend_schema(request=AcceptedEncounter, responses=CaseFileDetailOut)
    def accept(self, request: Request, case_file_id: UUID) -> Response:
        """Take an encounter from the intake folder into the case file."""
        data = _valid(AcceptedEncounter(data=request.data))
        services.accept_encounter(
            viewer=self.viewer, case_file_id=case_file_id, encounter_id=data["encounter"]
        )
        return self._detail(case_file_id)

    @extend_schema(request=AdmittedMember, responses={201: CaseFileDetailOut})
    def admit(self, request: Request, case_file_id: UUID) -> Response:
        """Admit a person: permission and key together."""
        data = _valid(AdmittedMember(data=request.data))
        services.admit_member(
            viewer=self.viewer, case_file_id=case_file_id, username=data["username"]
        )
        return self._detail(case_file_id, status=201)

    def _detail(self, case_file_id: UUID, status: int = 200) -> Response:
        file = queries.case_file_visible_to(self.viewer, case_file_id)
        body: dict[str, Any] = {
            **CaseFileOut(file).data,
            "members": [
                {"username": member.username, "may_admit": member.may_admit}
                for member in queries.members(file)
            ],
        }
        return Response(body, status=status, headers={"ETag": etag(file.version)})


def _valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
