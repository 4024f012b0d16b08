"""The API for opening what is sealed about an encounter."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.sealed_notes import services
from encounters.rules.codes import SealedField
from server.access.api import ResourceViewSet
from server.access.permissions import Permission


class OpenedPartOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    field = serializers.ChoiceField(choices=[code.value for code in SealedField])
    version = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class OpenedParts(serializers.Serializer[object]):
    results = OpenedPartOut(many=True)


class SealedPartViewSet(ResourceViewSet):
    """Sealed parts, opened for a member in an unlocked session."""

    permissions: ClassVar = {"list": Permission.READ_ENCOUNTERS}
    unlocked_actions = frozenset({"list"})

    @extend_schema(responses=OpenedParts)
    def list(self, request: Request, encounter_id: UUID) -> Response:
        """Open the note, the place in words and the addenda. The opening is recorded."""
        parts = services.open_sealed_parts(viewer=self.viewer, encounter_id=encounter_id)
        return Response({"results": OpenedPartOut(parts, many=True).data})
