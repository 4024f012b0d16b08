"""Agencies, the agreements in effect for them, and counties: read-only, for everyone signed in."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agreements_ref import queries
from agreements_ref.api.serializers import (
    AgencyDetailSerializer,
    AgencyFilterSerializer,
    AgencyPageSerializer,
    AgencySerializer,
    CountyFilterSerializer,
    CountyListSerializer,
    CountySerializer,
    InEffectAnswerSerializer,
    InEffectQuestionSerializer,
    SpellingSerializer,
)
from server.access.api import Page, ResourceViewSet, page_response, page_size, read_cursor
from server.access.permissions import Permission
from server.problems import NotFound


def _asked(serializer: Any) -> dict[str, Any]:
    """Return the checked query of a request; bad input becomes a problem that names the field."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class AgencyViewSet(ResourceViewSet):
    """Law enforcement agencies that ICE's lists name."""

    permissions: ClassVar = {
        "list": Permission.READ_AGREEMENTS,
        "retrieve": Permission.READ_AGREEMENTS,
        "in_effect": Permission.READ_AGREEMENTS,
    }

    @extend_schema(
        operation_id="agencies_list",
        parameters=[AgencyFilterSerializer],
        responses={200: AgencyPageSerializer},
    )
    def list(self, request: Request) -> Response:
        """List agencies by state and name. Punctuation and case of `q` do not matter."""
        asked = _asked(AgencyFilterSerializer(data=request.query_params))
        cursor = read_cursor(request, (str, str))
        rows, next_key = queries.agencies_page(
            state=asked.get("state"),
            text=asked.get("q", ""),
            after=None if cursor is None else (cursor[0], cursor[1]),
            limit=page_size(request),
        )
        return page_response(Page(rows, next_key), AgencySerializer)

    @extend_schema(operation_id="agencies_retrieve", responses={200: AgencyDetailSerializer})
    def retrieve(self, request: Request, agency_id: UUID) -> Response:
        """Show one agency with every spelling of its name."""
        detail = queries.agency_detail(agency_id)
        if detail is None:
            raise NotFound()
        spellings = SpellingSerializer(detail.spellings, many=True).data
        return Response({**AgencySerializer(detail.card).data, "spellings": spellings})

    @extend_schema(
        operation_id="agencies_in_effect",
        parameters=[InEffectQuestionSerializer],
        responses={200: InEffectAnswerSerializer},
    )
    def in_effect(self, request: Request, agency_id: UUID) -> Response:
        """Say which models were in effect on a day, as the lists known on a day said."""
        asked = _asked(InEffectQuestionSerializer(data=request.query_params))
        if not queries.known_agency_ids([agency_id]):
            raise NotFound()
        answer = queries.agreements_in_effect(
            agency_id=agency_id, on=asked["on"], known_on=asked.get("known_on")
        )
        return Response(answer.to_json())


class CountyViewSet(ResourceViewSet):
    """Counties and equivalents, vintage 2020."""

    permissions: ClassVar = {"list": Permission.READ_AGREEMENTS}

    @extend_schema(
        operation_id="counties_list",
        parameters=[CountyFilterSerializer],
        responses={200: CountyListSerializer},
    )
    def list(self, request: Request) -> Response:
        """List the counties of a state by name, with their time zones; one page."""
        asked = _asked(CountyFilterSerializer(data=request.query_params))
        page = Page(queries.counties(asked["state"]), None)
        return page_response(page, CountySerializer)
