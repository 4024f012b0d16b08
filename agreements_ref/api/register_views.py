"""The register as a whole, as known on a day: by pages, and as a file with its provenance."""

from collections.abc import Iterable
from typing import ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agreements_ref.api.register_files import csv_pieces, json_pieces
from agreements_ref.api.register_serializers import (
    RegisterDownloadSerializer,
    RegisterFileSerializer,
    RegisterPageFilterSerializer,
    RegisterPageSerializer,
    RegisterRowSerializer,
    register_filter,
)
from agreements_ref.queries.register_rows import KnownRegister
from server.access.api import Page, ResourceViewSet, page_response, page_size, read_cursor
from server.access.permissions import Permission


class _ByQuery(BaseContentNegotiation):
    """The query's `format` names the form of the file; the Accept header has no say in it."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """Return the only parser."""
        return next(iter(parsers))

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return the only renderer; it writes pages and problems."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or "application/json"


class AgreementViewSet(ResourceViewSet):
    """Agreements and requests as the lists known on a day said."""

    permissions: ClassVar = {"list": Permission.READ_AGREEMENTS}

    @extend_schema(
        operation_id="agreements_list",
        parameters=[RegisterPageFilterSerializer],
        responses={200: RegisterPageSerializer},
    )
    def list(self, request: Request) -> Response:
        """List what was said of each agency and program model, by state, name and model."""
        serializer = RegisterPageFilterSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        wanted = register_filter(serializer.validated_data)
        cursor = read_cursor(request, (str, str, str, str, int))
        after = None if cursor is None else (cursor[0], cursor[1], cursor[2], cursor[3], cursor[4])
        rows, next_key = KnownRegister(wanted.known_on).page(
            wanted, after=after, limit=page_size(request)
        )
        return page_response(Page(rows, next_key), RegisterRowSerializer)


class RegisterFileViewSet(ResourceViewSet):
    """The register as one file."""

    permissions: ClassVar = {"download": Permission.READ_AGREEMENTS}
    content_negotiation_class = _ByQuery

    @extend_schema(
        operation_id="agreements_download",
        parameters=[RegisterDownloadSerializer],
        responses={
            (200, "application/json"): RegisterFileSerializer,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def download(self, request: Request) -> StreamingHttpResponse:
        """Send the register as known on a day as CSV or JSON, with the rows of lists behind it."""
        serializer = RegisterDownloadSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        wanted = register_filter(serializer.validated_data)
        register = KnownRegister(wanted.known_on)
        rows = register.rows(wanted)
        if serializer.validated_data["format"] == "csv":
            pieces, media_type, ending = csv_pieces(rows, wanted), "text/csv; charset=utf-8", "csv"
        else:
            pieces, media_type = json_pieces(rows, wanted, register.lists), "application/json"
            ending = "json"
        response = StreamingHttpResponse(pieces, content_type=media_type)
        name = f"agreements-known-on-{wanted.known_on.isoformat()}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
