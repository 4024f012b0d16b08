"""`/api/v1/releases`: ordering protected releases, watching them, fetching their exact bytes."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from encounters.patterns import clock, queries, services
from encounters.patterns.api.serializers import (
    OrderSerializer,
    ReleaseDetailSerializer,
    ReleasePageSerializer,
    ReleaseSerializer,
)
from encounters.patterns.downloads import as_download
from encounters.patterns.queries import ReleaseKey
from server.access.api import (
    Page,
    ResourceViewSet,
    idempotency_key,
    page_response,
    page_size,
    read_cursor,
)
from server.access.permissions import Permission
from server.problems import BadInput, FieldError

_LIST_PARAMETERS = [
    OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
    OpenApiParameter("limit", int, description="1 to 200 rows, 50 without it."),
]
_IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="8 to 128 visible ASCII characters; the same key gives the same release.",
)


class ReleaseViewSet(ResourceViewSet):
    """Releases of the coalitions whose analyst the viewer is."""

    permissions: ClassVar = {
        "list": Permission.READ_RELEASES,
        "create": Permission.ORDER_RELEASE,
        "retrieve": Permission.READ_RELEASES,
    }

    @extend_schema(
        operation_id="releases_list",
        parameters=_LIST_PARAMETERS,
        responses={200: ReleasePageSerializer},
    )
    def list(self, request: Request) -> Response:
        """List releases and refused orders, the latest data cut first."""
        page = queries.release_page(self.viewer, after=_list_key(request), size=page_size(request))
        rows = [_as_row(release) for release in page.rows]
        return page_response(Page(rows, page.next_key), ReleaseSerializer)

    @extend_schema(
        operation_id="releases_create",
        parameters=[_IDEMPOTENCY],
        request=OrderSerializer,
        responses={202: ReleaseDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Order the next release of a coalition. The work goes on in the background."""
        sent = OrderSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values: dict[str, Any] = sent.validated_data
        release, _is_new = services.order_release(
            viewer=self.viewer,
            coalition_id=values["coalition"],
            question=values["question"],
            cutoff=values["cutoff"],
            period_start=values.get("period_start"),
            today=clock.today(),
            idempotency_key=idempotency_key(request),
        )
        return Response(
            ReleaseDetailSerializer(_as_detail(release)).data,
            status=202,
            headers={"Location": reverse("release", args=[release.id])},
        )

    @extend_schema(operation_id="releases_retrieve", responses={200: ReleaseDetailSerializer})
    def retrieve(self, request: Request, release_id: UUID) -> Response:
        """Show one release. Ask again every few seconds until it is released or refused."""
        release = queries.release_visible_to(self.viewer, release_id)
        return Response(ReleaseDetailSerializer(_as_detail(release)).data)


class AsStored(BaseContentNegotiation):
    """A file is given out as it was made, whatever format the client would rather have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ReleaseFileViewSet(ResourceViewSet):
    """The exact bytes of the files of a release."""

    permissions: ClassVar = {"retrieve": Permission.READ_RELEASES}
    content_negotiation_class = AsStored

    @extend_schema(
        operation_id="release_files_retrieve",
        responses={
            (200, "application/json"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "image/svg+xml"): OpenApiTypes.BINARY,
        },
    )
    def retrieve(self, request: Request, release_id: UUID, name: str) -> HttpResponse:
        """Fetch one file of a release, byte for byte as it was made."""
        return as_download(queries.file_visible_to(self.viewer, release_id, name))


def _list_key(request: Request) -> ReleaseKey | None:
    parts = read_cursor(request, (str, str))
    if parts is None:
        return None
    try:
        return date.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError as error:
        fault = FieldError("cursor", _("Use the cursor of the page before, or leave it out."))
        raise BadInput([fault]) from error


def _as_row(release: Any) -> dict[str, Any]:
    return {
        "id": release.id,
        "coalition": release.plan.coalition,
        "question": release.plan.question,
        "sequence": release.sequence,
        "cutoff": release.cutoff,
        "state": release.state,
        "progress": queries.percent_done(release),
        "refusal": release.refusal,
        "release_id": release.release_id,
        "job": release.job,
    }


def _as_detail(release: Any) -> dict[str, Any]:
    files = [
        {
            "name": file.name,
            "media_type": file.media_type,
            "url": reverse("release-file", args=[release.id, file.name]),
        }
        for file in queries.files_of(release)
    ]
    return _as_row(release) | {"files": files}
