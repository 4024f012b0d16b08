"""Time values as the API reads and writes them (field dictionary, 4.1)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from encounters.api.strict import StrictSerializer
from encounters.rules.codes import Basis
from encounters.rules.time_values import POINTS, BadTimeValue, Precision, TimeValue

_NEEDS: Final[Mapping[Precision, Any]] = {
    Precision.EXACT: _("With this precision, earliest and latest are the same time."),
    Precision.MINUTE: _("With this precision, earliest and latest are the same time."),
    Precision.ABOUT: _("With this precision, give an earliest and a latest time."),
    Precision.BETWEEN: _("With this precision, give an earliest and a latest time."),
    Precision.BEFORE: _("With this precision, give a latest time only."),
    Precision.AFTER: _("With this precision, give an earliest time only."),
    Precision.DAY_ONLY: _(
        "With this precision, earliest and latest are the local midnights around the day."
    ),
    Precision.UNKNOWN: _("With this precision, give neither time."),
}


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[datetime, str, str, Any]):
    """An instant with its offset. It is never read in a zone that the client did not name."""

    default_error_messages: Final = {  # type: ignore[misc]  # a library's class attribute
        "invalid": _("Write the time as 2026-05-01T22:40:00-05:00."),
        "offset": _("Add an offset, or Z, to the time."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the instant in UTC."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            instant = datetime.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if instant.utcoffset() is None:
            self.fail("offset")
        return instant.astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        """Return the instant in UTC, as `2026-05-01T22:40:00Z`."""
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class TimeValueIn(StrictSerializer):
    """A moment as somebody knows it: an interval, how exactly it is known, and who says so."""

    precision = serializers.ChoiceField(choices=[one.value for one in Precision])
    earliest = InstantField(required=False, allow_null=True)
    latest = InstantField(required=False, allow_null=True)
    basis = serializers.ChoiceField(choices=[one.value for one in Basis])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put a `TimeValue` under `value`, or name the bound that does not fit the precision."""
        precision = Precision(attrs["precision"])
        earliest, latest = attrs.get("earliest"), attrs.get("latest")
        if precision not in POINTS and earliest and latest and earliest > latest:
            raise serializers.ValidationError(
                {"earliest": _("The earliest time is after the latest. Check both.")}
            )
        try:
            value = TimeValue(precision, earliest, latest, Basis(attrs["basis"]))
        except BadTimeValue as error:
            raise serializers.ValidationError({error.field: _NEEDS[precision]}) from error
        return {"value": value}


class TimeValueOut(serializers.Serializer[TimeValue]):
    """A stored time value; the bounds are UTC, null where unknown."""

    precision = serializers.ChoiceField(choices=[one.value for one in Precision])
    earliest = InstantField(allow_null=True)
    latest = InstantField(allow_null=True)
    basis = serializers.ChoiceField(choices=[one.value for one in Basis])
