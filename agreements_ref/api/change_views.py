"""The lists that count, what changed between two of them, and growth over all."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agreements_ref.api.change_serializers import (
    ComparableListsSerializer,
    GrowthSerializer,
    ListChangesSerializer,
    ListCountSerializer,
    ListNameSerializer,
    TwoListsSerializer,
)
from agreements_ref.queries.changes import (
    ListsOfTwoKinds,
    changes_between,
    comparable_lists,
    counts_by_list,
)
from server.access.api import Page, ResourceViewSet, page_response
from server.access.permissions import Permission
from server.problems import BadInput, FieldError, NotFound


class PublishedListViewSet(ResourceViewSet):
    """ICE's published lists that answers rest on."""

    permissions: ClassVar = {
        "list": Permission.READ_AGREEMENTS,
        "changes": Permission.READ_AGREEMENTS,
        "growth": Permission.READ_AGREEMENTS,
    }

    @extend_schema(operation_id="published_lists_list", responses={200: ComparableListsSerializer})
    def list(self, request: Request) -> Response:
        """List what counts: signed agreements first, of each kind the newest first; one page."""
        page = Page(comparable_lists(), None)
        return page_response(page, ListNameSerializer)

    @extend_schema(
        operation_id="published_lists_changes",
        parameters=[TwoListsSerializer],
        responses={200: ListChangesSerializer},
    )
    def changes(self, request: Request) -> Response:
        """Compare two lists of one kind by agency and program model."""
        serializer = TwoListsSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        try:
            found = changes_between(earlier=asked["earlier"], later=asked["later"])
        except ListsOfTwoKinds as error:
            raise BadInput([FieldError("later", _("Choose two lists of one kind."))]) from error
        if found is None:
            raise NotFound()
        return Response(ListChangesSerializer(found).data)

    @extend_schema(operation_id="published_lists_growth", responses={200: GrowthSerializer})
    def growth(self, request: Request) -> Response:
        """Count the agreements of every list of signed agreements, oldest first; one page."""
        page = Page(counts_by_list(), None)
        return page_response(page, ListCountSerializer)
