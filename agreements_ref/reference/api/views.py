"""The reference on the programme: read-only, for everyone signed in."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agreements_ref.reference import queries
from agreements_ref.reference.api.serializers import ProgramReferenceSerializer
from server.access.api import ResourceViewSet
from server.access.permissions import Permission


class ProgramReferenceViewSet(ResourceViewSet):
    """What the program models are, template versions, cited figures."""

    permissions: ClassVar = {"program": Permission.READ_AGREEMENTS}

    @extend_schema(operation_id="reference_program", responses={200: ProgramReferenceSerializer})
    def program(self, request: Request) -> Response:
        """Show every text on the programme with its sources, in the reader's language."""
        everything = {
            "program_models": queries.program_model_texts(),
            "template_versions": queries.template_versions(),
            "cited_figures": queries.cited_figures(),
            "sources": list(queries.sources().values()),
        }
        return Response(ProgramReferenceSerializer(everything).data)
