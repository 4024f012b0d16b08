"""The base of every input of this API: a field that is not in the list is refused by name."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from encounters.problems import refuse_forbidden_facts
from server.problems import BadInput, FieldError


class StrictSerializer(serializers.Serializer[Any]):
    """A plain serializer that takes its own fields and no others."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked values. Raises: ValidationError naming every unknown field."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {
                        str(name): [_("This field is not known here. Leave it out.")]
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


def read_body(request: Request, shape: type[StrictSerializer]) -> dict[str, Any]:
    """Return the checked body of a writing request.

    Raises: ForbiddenFact for a fact that is never stored; BadInput naming each field.
    """
    if not isinstance(request.data, Mapping):
        raise BadInput([FieldError("", _("Send one JSON object."))])
    refuse_forbidden_facts(request.data)
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values
