"""What was in effect in a county: the agencies of a place in four groups."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agreements_ref.api.place_serializers import PlaceAnswerSerializer, place_answer_json
from agreements_ref.api.serializers import InEffectQuestionSerializer
from agreements_ref.queries.by_place import agreements_in_place
from server.access.api import ResourceViewSet
from server.access.permissions import Permission
from server.problems import NotFound


class PlaceViewSet(ResourceViewSet):
    """Counties, and which agencies in them had agreements."""

    permissions: ClassVar = {"in_effect": Permission.READ_AGREEMENTS}

    @extend_schema(
        operation_id="places_in_effect",
        parameters=[InEffectQuestionSerializer],
        responses={200: PlaceAnswerSerializer},
    )
    def in_effect(self, request: Request, county_fips: str) -> Response:
        """Say which agencies of a county and of its state had which models in effect on a day."""
        serializer = InEffectQuestionSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        answer = agreements_in_place(
            county_fips=county_fips, on=asked["on"], known_on=asked.get("known_on")
        )
        if answer is None:
            raise NotFound()
        return Response(place_answer_json(answer))
