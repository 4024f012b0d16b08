"""Reading what the lists leave open and who decided it, deciding, and importing lists."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agreements_ref import services
from agreements_ref.api.review_serializers import (
    AgreementListFilterSerializer,
    AgreementListPageSerializer,
    AgreementListSerializer,
    ImportResultSerializer,
    ListUploadSerializer,
    ReviewAnswerSerializer,
    ReviewFilterSerializer,
    ReviewPageSerializer,
    ReviewSerializer,
    UndoSerializer,
)
from agreements_ref.importers import MOST_BYTES
from agreements_ref.queries.lists import lists_page
from agreements_ref.queries.reviews import review, reviews_page
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.questions import ReviewOutcome
from server.access.api import Page, ResourceViewSet, page_response, page_size, read_cursor
from server.access.permissions import Permission
from server.problems import BadInput, FieldError, NotFound


def _asked(serializer: Any) -> dict[str, Any]:
    """Return the checked input of a request; bad input becomes a problem that names the field."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _cursor_fault() -> BadInput:
    return BadInput(
        [FieldError("cursor", _("Use the cursor of the page before, or leave it out."))]
    )


class AgreementReviewViewSet(ResourceViewSet):
    """What a person should look at: everybody reads it, coordinators decide."""

    permissions: ClassVar = {
        "list": Permission.READ_AGREEMENTS,
        "retrieve": Permission.READ_AGREEMENTS,
        "decide": Permission.REVIEW_AGREEMENTS,
        "undo": Permission.REVIEW_AGREEMENTS,
    }

    @extend_schema(
        operation_id="agreement_reviews_list",
        parameters=[ReviewFilterSerializer],
        responses={200: ReviewPageSerializer},
    )
    def list(self, request: Request) -> Response:
        """List review items with their evidence and every decision on them."""
        asked = _asked(ReviewFilterSerializer(data=request.query_params))
        cursor = read_cursor(request, (str, str))
        try:
            rows, next_key = reviews_page(
                state=asked.get("state"),
                kind=asked.get("kind"),
                after=None if cursor is None else (cursor[0], cursor[1]),
                limit=page_size(request),
            )
        except ValueError as error:
            raise _cursor_fault() from error
        return page_response(Page(rows, next_key), ReviewSerializer)

    @extend_schema(operation_id="agreement_reviews_retrieve", responses={200: ReviewSerializer})
    def retrieve(self, request: Request, review_id: UUID) -> Response:
        """Show one review item."""
        return _shown(review_id)

    @extend_schema(
        operation_id="agreement_reviews_decide",
        request=ReviewAnswerSerializer,
        responses={200: ReviewSerializer},
    )
    def decide(self, request: Request, review_id: UUID) -> Response:
        """Approve or refuse what an item proposes; a rename can be limited to some models."""
        said = _asked(ReviewAnswerSerializer(data=request.data))
        answer = services.ReviewAnswer(
            outcome=ReviewOutcome(said["outcome"]),
            reason=said["reason"],
            reading=said.get("reading", ""),
            program_models=tuple(said.get("program_models", ())),
        )
        services.decide_review(viewer=self.viewer, review_id=review_id, answer=answer)
        return _shown(review_id)

    @extend_schema(
        operation_id="agreement_reviews_undo",
        request=UndoSerializer,
        responses={200: ReviewSerializer},
    )
    def undo(self, request: Request, review_id: UUID) -> Response:
        """Take the standing decision back; it stays readable."""
        said = _asked(UndoSerializer(data=request.data))
        services.undo_review(viewer=self.viewer, review_id=review_id, reason=said["reason"])
        return _shown(review_id)


def _shown(review_id: UUID) -> Response:
    card = review(review_id)
    if card is None:
        raise NotFound()
    return Response(ReviewSerializer(card).data)


class AgreementListViewSet(ResourceViewSet):
    """The imported lists, those that wait too."""

    permissions: ClassVar = {
        "list": Permission.READ_AGREEMENTS,
        "create": Permission.REVIEW_AGREEMENTS,
    }
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="agreement_lists_list",
        parameters=[AgreementListFilterSerializer],
        responses={200: AgreementListPageSerializer},
    )
    def list(self, request: Request) -> Response:
        """List the imported lists, newest list date first, and why any of them waits."""
        cursor = read_cursor(request, (str, str, int))
        try:
            rows, next_key = lists_page(
                after=None if cursor is None else (cursor[0], cursor[1], cursor[2]),
                limit=page_size(request),
            )
        except ValueError as error:
            raise _cursor_fault() from error
        return page_response(Page(rows, next_key), AgreementListSerializer)

    @extend_schema(
        operation_id="agreement_lists_create",
        request={"multipart/form-data": ListUploadSerializer},
        responses={200: ImportResultSerializer, 201: ImportResultSerializer},
    )
    def create(self, request: Request) -> Response:
        """Import a list, or say what an import would do: 201 when it was stored, else 200."""
        sent = _asked(ListUploadSerializer(data=request.data))
        result = services.import_list(
            services.IncomingList(
                file_name=sent["file"].name,
                content=sent["file"].read(MOST_BYTES + 1),
                known_from=sent.get("known_from") or timezone.now(),
                kind=ListKind(sent["kind"]) if sent.get("kind") else None,
                list_date=sent.get("list_date"),
            ),
            dry_run=sent["dry_run"],
            viewer=self.viewer,
        )
        is_stored = not sent["dry_run"] and result.state is not services.ImportState.KNOWN
        return Response(
            {
                **result.to_json(),
                "outcomes": [{"row": row, "outcome": outcome} for row, outcome in result.outcomes],
            },
            status=status.HTTP_201_CREATED if is_stored else status.HTTP_200_OK,
        )
