"""`/api/v1/encounters` and `/api/v1/episodes`: logging, reading, adding to, verifying."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from encounters import queries, services
from encounters.api.serializers_in import (
    AddendumIn,
    ConsentIn,
    CustodyEventIn,
    EncounterChangesIn,
    EncounterIn,
    encounter_input,
)
from encounters.api.serializers_out import (
    AddedPartOut,
    ConsentAddedOut,
    EncounterOut,
    EncounterPageOut,
    EncounterSummaryOut,
    EpisodeOut,
)
from encounters.api.strict import read_body
from encounters.details import encounter_detail
from encounters.rules.codes import Verification
from server.access.api import (
    Page,
    ResourceViewSet,
    etag,
    idempotency_key,
    page_response,
    page_size,
    read_cursor,
    require_match,
)
from server.access.permissions import Permission
from server.problems import BadInput, FieldError, NotFound

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="8 to 128 visible ASCII characters: the same key again makes nothing new.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag you read."
)
LIST_PARAMETERS = [
    OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
    OpenApiParameter("limit", int, description="Rows a page, 1 to 200; 50 when left out."),
]
KEY_REUSED = OpenApiResponse(description="The Idempotency-Key stands for another request.")
CHANGED_SINCE = OpenApiResponse(description="Somebody changed it after you read it.")
NO_MATCH = OpenApiResponse(description="If-Match is missing.")
DAMAGED = OpenApiResponse(description="A restricted value was changed outside the product.")


class _Answers(ResourceViewSet):
    """What both resources answer with."""

    def _detail(self, encounter_id: UUID, status: HTTPStatus) -> Response:
        detail = encounter_detail(self.viewer, encounter_id, now=timezone.now())
        return Response(
            EncounterOut(detail).data, status=status, headers={"ETag": etag(detail.version)}
        )

    def _episode(self, encounter_id: UUID, episode_id: UUID, status: HTTPStatus) -> Response:
        detail = encounter_detail(self.viewer, encounter_id, now=timezone.now())
        episode = next((one for one in detail.episodes if one.id == episode_id), None)
        if episode is None:
            raise NotFound()
        return Response(EpisodeOut(episode).data, status=status)


class EncounterViewSet(_Answers):
    """Encounters that the viewer may see: in a container with a grant, or the viewer's own."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": Permission.READ_ENCOUNTERS,
        "create": Permission.LOG_ENCOUNTER,
        "retrieve": Permission.READ_ENCOUNTERS,
        "partial_update": Permission.REVIEW_ENCOUNTER,
        "add_addendum": Permission.ADD_TO_ENCOUNTER,
        "add_consent": Permission.ADD_TO_ENCOUNTER,
        "open_episode": Permission.ADD_TO_ENCOUNTER,
    }

    @extend_schema(
        operation_id="encounters_list",
        parameters=LIST_PARAMETERS,
        responses={200: EncounterPageOut},
    )
    def list(self, request: Request) -> Response:
        """List encounters, newest month first. There is no total count."""
        page = queries.encounters_page(
            self.viewer, size=page_size(request), after=read_cursor(request, queries.PAGE_KEY)
        )
        marks = queries.marks_of(page.rows)
        rows = [
            {
                **{name: getattr(row, name) for name in _SUMMARY_COLUMNS},
                "has_finding": queries.FINDING_MARK in marks.get(row.id, ()),
                "has_open_hold": queries.OPEN_HOLD_MARK in marks.get(row.id, ()),
            }
            for row in page.rows
        ]
        return page_response(Page(rows, page.next_key), EncounterSummaryOut)

    @extend_schema(
        operation_id="encounters_create",
        parameters=[IDEMPOTENCY],
        request=EncounterIn,
        responses={
            201: EncounterOut,
            200: OpenApiResponse(EncounterOut, description="This key made it before."),
            409: KEY_REUSED,
        },
    )
    def create(self, request: Request) -> Response:
        """Log an encounter into a team's intake folder. Note and place are sealed at once."""
        values = read_body(request, EncounterIn)
        encounter, is_new = services.log_encounter(
            viewer=self.viewer,
            team_id=self._team(values.get("team")),
            data=encounter_input(values),
            received_at=timezone.now(),
            idempotency_key=idempotency_key(request),
        )
        response = self._detail(encounter.id, _created(is_new))
        response["Location"] = f"/api/v1/encounters/{encounter.id}"
        return response

    @extend_schema(operation_id="encounters_retrieve", responses={200: EncounterOut, 409: DAMAGED})
    def retrieve(self, request: Request, encounter_id: UUID) -> Response:
        """Return one encounter with its links, findings and clock readings; never a note."""
        return self._detail(encounter_id, HTTPStatus.OK)

    @extend_schema(
        operation_id="encounters_update",
        parameters=[IF_MATCH],
        request=EncounterChangesIn,
        responses={200: EncounterOut, 412: CHANGED_SINCE, 428: NO_MATCH},
    )
    def partial_update(self, request: Request, encounter_id: UUID) -> Response:
        """Change the verification. Facts are not changed: add an addendum instead."""
        queries.encounter_visible_to(self.viewer, encounter_id)
        version = require_match(request)
        values = read_body(request, EncounterChangesIn)
        services.set_verification(
            viewer=self.viewer,
            encounter_id=encounter_id,
            verification=Verification(values["verification"]),
            version=version,
        )
        return self._detail(encounter_id, HTTPStatus.OK)

    @extend_schema(
        operation_id="encounters_add_addendum",
        parameters=[IDEMPOTENCY],
        request=AddendumIn,
        responses={
            201: AddedPartOut,
            200: OpenApiResponse(AddedPartOut, description="This key made it before."),
            409: KEY_REUSED,
        },
    )
    def add_addendum(self, request: Request, encounter_id: UUID) -> Response:
        """Add a sealed addendum. What was written first stays as it is."""
        queries.encounter_visible_to(self.viewer, encounter_id)
        values = read_body(request, AddendumIn)
        part, is_new = services.add_addendum(
            viewer=self.viewer,
            encounter_id=encounter_id,
            text=values["text"],
            language=values.get("language") or get_language() or "en",
            at=timezone.now(),
            idempotency_key=idempotency_key(request),
        )
        return Response(AddedPartOut(part).data, status=_created(is_new))

    @extend_schema(
        operation_id="encounters_add_consent",
        parameters=[IDEMPOTENCY],
        request=ConsentIn,
        responses={
            201: ConsentAddedOut,
            200: OpenApiResponse(ConsentAddedOut, description="This key made it before."),
            409: KEY_REUSED,
        },
    )
    def add_consent(self, request: Request, encounter_id: UUID) -> Response:
        """Record what the affected person said about being counted; the newest answer counts."""
        queries.encounter_visible_to(self.viewer, encounter_id)
        values = read_body(request, ConsentIn)
        consent, is_new = services.record_consent(
            viewer=self.viewer,
            encounter_id=encounter_id,
            answer=ConsentIn().as_input(values),
            idempotency_key=idempotency_key(request),
        )
        return Response(ConsentAddedOut(consent).data, status=_created(is_new))

    @extend_schema(
        operation_id="encounters_open_episode",
        request=None,
        responses={
            201: EpisodeOut,
            200: OpenApiResponse(EpisodeOut, description="One is open already."),
        },
    )
    def open_episode(self, request: Request, encounter_id: UUID) -> Response:
        """Open a custody episode, if none is open."""
        episode, is_new = services.open_episode(viewer=self.viewer, encounter_id=encounter_id)
        return self._episode(encounter_id, episode.id, _created(is_new))

    def _team(self, wanted: UUID | None) -> UUID:
        """Return the team to log for. Raises: BadInput when the person must choose."""
        if wanted is not None:
            return wanted
        teams = self.viewer.teams_with(Permission.LOG_ENCOUNTER)
        if len(teams) != 1:
            raise BadInput([FieldError("team", _("You log for several teams: name one."))])
        return next(iter(teams))


class EpisodeViewSet(_Answers):
    """Custody episodes of encounters that the viewer may see."""

    permissions: ClassVar[Mapping[str, Permission]] = {"add_event": Permission.ADD_TO_ENCOUNTER}

    @extend_schema(
        operation_id="episodes_add_event",
        parameters=[IDEMPOTENCY],
        request=CustodyEventIn,
        responses={
            201: EpisodeOut,
            200: OpenApiResponse(EpisodeOut, description="This key made it before."),
            409: KEY_REUSED,
        },
    )
    def add_event(self, request: Request, episode_id: UUID) -> Response:
        """Add a dated claim to an episode. Claims that contradict each other stand together."""
        episode = queries.episode_visible_to(self.viewer, episode_id)
        values = read_body(request, CustodyEventIn)
        _event, is_new = services.add_custody_event(
            viewer=self.viewer,
            episode_id=episode_id,
            event=CustodyEventIn().as_input(values),
            idempotency_key=idempotency_key(request),
        )
        return self._episode(episode.encounter_id, episode_id, _created(is_new))


_SUMMARY_COLUMNS = (
    "id",
    "word_code",
    "month_bucket",
    "kind",
    "basis",
    "state",
    "county_fips",
    "status_question_asked",
    "someone_taken",
    "verification",
)


def _created(is_new: bool) -> HTTPStatus:
    return HTTPStatus.CREATED if is_new else HTTPStatus.OK
